/** Runs that are on a board and that nobody follows since an editor was closed or a connection was lost: asked once a start. */
import * as vscode from "vscode";
import type { LeftRun, ProfileResult } from "../../protocol/boards";
import type { LatencyServer } from "./latency-server";
import { followRun, offerMeasurement } from "./runs";

const GO_ON = "Go On";
const CLEAN_UP = "Clean Up";

export function offerLeftRuns(server: LatencyServer): vscode.Disposable {
  const started = server.onDidStart(() => {
    started.dispose();
    if (vscode.workspace.isTrusted) void offerAll(server);
  });
  return started;
}

async function offerAll(server: LatencyServer): Promise<void> {
  const { left } = await server.boards();
  for (const run of left) await offer(server, run);
}

async function offer(server: LatencyServer, { id, text }: LeftRun): Promise<void> {
  const question = `Latency Lens: ${text} was left there.`;
  const answer = await vscode.window.showInformationMessage(question, GO_ON, CLEAN_UP);
  if (answer === GO_ON) {
    const title = `Going on with ${text}`;
    const result = await followRun<ProfileResult>(server, title, (token) => server.resumeRun({ id }, token));
    if (result.kind !== "choose") await offerMeasurement(server, result);
  } else if (answer === CLEAN_UP) {
    const cleaned = await server.cleanRun({ id });
    void vscode.window.showInformationMessage(
      cleaned.kind === "done" ? cleaned.text : `Latency Lens: not cleaned up. ${cleaned.why}`,
    );
  }
}
