import * as vscode from "vscode";
import type { BoardResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import { pickDevice } from "./pick-device";

/** Fits the predictor of a board to the stored measurements; every open file then shows the new figures. */
export function retrainCommand(server: LatencyServer): (device?: unknown) => Promise<BoardResult | undefined> {
  return (device) =>
    onBoard(device, "Retrain the predictor of which board?", "Retraining…", (id) => server.retrain({ device: id }));
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

/** `device`: what another command or a key binding names; everyone else is asked. */
async function onBoard(
  device: unknown,
  question: string,
  title: string,
  run: (device: string) => Promise<BoardResult>,
): Promise<BoardResult | undefined> {
  const chosen = typeof device === "string" ? device : await pickDevice(question);
  if (chosen === undefined) return undefined;
  const location = vscode.ProgressLocation.Window;
  const result = await vscode.window.withProgress({ location, title }, () => run(chosen));
  if (result.kind === "done") void vscode.window.showInformationMessage(result.text);
  else void vscode.window.showWarningMessage(`Latency Lens: ${result.why}.`);
  return result;
}
