import * as vscode from "vscode";
import type { CalibrateParams, CalibrateResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import { targetOf } from "../target";
import { pickDevice } from "./pick-device";
import { pickModel } from "./pick-model";

const CALIBRATE = "Calibrate";

/** One measured figure of the model at the cursor scales a board: what it does is shown first. */
export function calibrateCommand(server: LatencyServer): (argument?: unknown) => Promise<void> {
  return async (argument) => {
    const found = targetOf(argument);
    if (found === undefined) {
      void vscode.window.showInformationMessage("Latency Lens: open the file that defines the measured model first.");
      return;
    }
    const device = await pickDevice("On which board was it measured?");
    if (device === undefined) return;
    const ms = await askMilliseconds();
    if (ms === undefined) return;
    const how = await vscode.window.showInputBox({
      title: "How was it measured?",
      prompt: "A few words that stand beside the figures, for example: TensorRT FP16. May be empty.",
    });
    if (how !== undefined) await calibrate(server, { ...found, device, ms, how, store: false });
  };
}

async function askMilliseconds(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: "How many milliseconds does one inference take?",
    validateInput: (value) => (Number(value) > 0 ? null : "milliseconds above 0, for example 31.5"),
  });
  return text === undefined ? undefined : Number(text);
}

async function calibrate(server: LatencyServer, asked: CalibrateParams): Promise<void> {
  const result = await server.calibrate(asked);
  switch (result.kind) {
    case "choose": {
      const model = await pickModel(result.models, "Which model was measured?");
      if (model !== undefined) await calibrate(server, { ...asked, target: { uri: asked.target.uri, model } });
      return;
    }
    case "refused":
      void vscode.window.showErrorMessage(`Not calibrated: ${result.why}.`);
      return;
    case "figure":
      await store(server, asked, result);
  }
}

async function store(
  server: LatencyServer,
  asked: CalibrateParams,
  { text, detail }: Extract<CalibrateResult, { kind: "figure" }>,
): Promise<void> {
  const answer = await vscode.window.showInformationMessage(text, { modal: true, detail }, CALIBRATE);
  if (answer === undefined) return;
  const stored = await server.calibrate({ ...asked, store: true });
  if (stored.kind === "refused") void vscode.window.showErrorMessage(`Not calibrated: ${stored.why}.`);
}
