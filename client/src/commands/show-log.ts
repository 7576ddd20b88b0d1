import type { LogOutputChannel } from "vscode";

export function showLogCommand(log: LogOutputChannel): () => void {
  return () => {
    log.show();
  };
}
