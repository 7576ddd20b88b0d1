import * as vscode from "vscode";
import type { BoardResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import { pickDevice } from "./pick-device";

const SHOW = "Show";

/** Fits the predictor of a board to the stored measurements; every open file then shows the new figures. */
export function retrainCommand(server: LatencyServer): (device?: unknown) => Promise<BoardResult | undefined> {
  return async (device) => {
    const chosen = await boardOf(device, "Retrain the predictor of which board?");
    if (chosen === undefined) return undefined;
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title: "Retraining", cancellable: true }, async (progress, token) => {
      let shown = 0;
      const result = await server.retrain(chosen, token, (share) => {
        progress.report({ increment: 100 * (share - shown) });
        shown = share;
      });
      if (!token.isCancellationRequested) tell(result);
      return result;
    });
  };
}

/** Takes the last retraining of a board back. */
export function rollbackCommand(server: LatencyServer): (device?: unknown) => Promise<BoardResult | undefined> {
  return (device) =>
    onBoard(device, "Roll back the predictor of which board?", "Rolling back…", (id) =>
      server.rollBack({ device: id }),
    );
}

/** Takes every measured figure of a board back. */
export function forgetCalibrationCommand(
  server: LatencyServer,
): (device?: unknown) => Promise<BoardResult | undefined> {
  return (device) =>
    onBoard(device, "Take the calibration of which board back?", "Taking it back…", (id) =>
      server.forgetCalibration({ device: id }),
    );
}

async function onBoard(
  device: unknown,
  question: string,
  title: string,
  run: (device: string) => Promise<BoardResult>,
): Promise<BoardResult | undefined> {
  const chosen = await boardOf(device, question);
  if (chosen === undefined) return undefined;
  const location = vscode.ProgressLocation.Window;
  const result = await vscode.window.withProgress({ location, title }, () => run(chosen));
  tell(result);
  return result;
}

/** `device`: what another command or a key binding names; everyone else is asked. */
async function boardOf(device: unknown, question: string): Promise<string | undefined> {
  return typeof device === "string" ? device : pickDevice(question);
}

/** Nobody is waited for: the command has done its work. */
function tell(result: BoardResult): void {
  if (result.kind === "refused") void vscode.window.showWarningMessage(`Latency Lens: ${result.why}.`);
  else if (result.notes === undefined || result.notes.length === 0)
    void vscode.window.showInformationMessage(result.text);
  else void tellNotes(result.text, result.notes);
}

async function tellNotes(text: string, notes: readonly string[]): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(`${text} Some measurements need a look.`, SHOW);
  if (chosen === SHOW) await vscode.window.showQuickPick([...notes], { title: "Measurements that look wrong" });
}
