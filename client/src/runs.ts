/** Runs on boards, as the author sees them: a notification while they run, a question when they have measured something. */
import * as vscode from "vscode";
import type { ProfileResult } from "../../protocol/boards";
import { COMMANDS } from "../../protocol/commands";
import type { LatencyServer } from "./latency-server";

const STORE = "Store";
const STORE_ANYWAY = "Store Anyway";
const STORE_AND_RETRAIN = "Store and Retrain";

/** Shows how far the run is; cancelling the notification cancels it. */
export async function followRun<T>(
  server: LatencyServer,
  title: string,
  run: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    let shown = 0;
    const heard = server.onRunProgress(({ phase, done, of }) => {
      const share = of > 0 ? (100 * done) / of : 0;
      progress.report({
        message: of > 0 ? `${phase} (${done} of ${of})` : phase,
        increment: Math.max(share - shown, 0),
      });
      shown = Math.max(share, shown);
    });
    token.onCancellationRequested(() => {
      progress.report({ message: "asking the board to stop" });
    });
    try {
      return await run(token);
    } finally {
      heard.dispose();
    }
  });
}

/** Shows what was measured, and stores it when the author agrees. */
export async function offerMeasurement(
  server: LatencyServer,
  result: Exclude<ProfileResult, { kind: "choose" }>,
): Promise<void> {
  if (result.kind === "refused") {
    void vscode.window.showWarningMessage(`Latency Lens: not measured. ${result.why}`);
    return;
  }
  const { id, device, text, detail, doubt } = result;
  const answer =
    doubt === null
      ? await vscode.window.showInformationMessage(text, { modal: true, detail }, STORE, STORE_AND_RETRAIN)
      : await vscode.window.showWarningMessage(text, { modal: true, detail: `${doubt}\n\n${detail}` }, STORE_ANYWAY);
  if (answer === undefined) return;
  const stored = await server.keepRun({ id });
  if (stored.kind === "refused") void vscode.window.showErrorMessage(`Latency Lens: not stored. ${stored.why}`);
  else if (answer === STORE_AND_RETRAIN) await vscode.commands.executeCommand(COMMANDS.retrain, device);
}
