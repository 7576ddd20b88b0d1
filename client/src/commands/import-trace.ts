import * as vscode from "vscode";
import { COMMANDS } from "../../../protocol/commands";
import type { ImportParams, ImportResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import { targetOf } from "../target";
import { pickDevice } from "./pick-device";
import { pickModel } from "./pick-model";

const STORE = "Store";
const STORE_AND_RETRAIN = "Store and Retrain";

/** nvprof's output as a measurement of the model at the cursor: it is shown first, and stored when the author agrees. */
export function importTraceCommand(server: LatencyServer): (argument?: unknown) => Promise<void> {
  return async (argument) => {
    const found = targetOf(argument);
    if (found === undefined) {
      void vscode.window.showInformationMessage("Latency Lens: open the file that defines the recorded model first.");
      return;
    }
    const recording = await pickRecording();
    if (recording === undefined) return;
    const device = await pickDevice("On which board was it recorded?");
    if (device === undefined) return;
    await importFor(server, { ...found, recording, device, runs: null, store: false });
  };
}

async function pickRecording(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Output of nvprof --csv --print-gpu-trace or --print-gpu-summary",
    openLabel: "Import",
    filters: { "Output of nvprof": ["csv", "log", "txt"], "All files": ["*"] },
  });
  return chosen?.[0]?.fsPath;
}

/** Asks for what is still open, shows the measurement and stores it. */
async function importFor(server: LatencyServer, asked: ImportParams): Promise<void> {
  const result = await server.importRecording(asked);
  switch (result.kind) {
    case "choose": {
      const model = await pickModel(result.models, "Which model was recorded?");
      const target = { uri: asked.target.uri, model: model ?? null };
      if (model !== undefined) await importFor(server, { ...asked, target });
      return;
    }
    case "refused": {
      const runs = result.needsRuns ? await askRuns(result.why) : undefined;
      if (runs !== undefined) await importFor(server, { ...asked, runs });
      else if (!result.needsRuns) void vscode.window.showErrorMessage(`Not imported: ${result.why}.`);
      return;
    }
    case "measurement":
      await store(server, asked, result);
  }
}

async function askRuns(why: string): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: "How many runs were recorded?",
    prompt: why,
    validateInput: (value) => (/^[1-9]\d{0,6}$/.test(value) ? null : "a whole number, for example 110"),
  });
  return text === undefined ? undefined : Number(text);
}

async function store(
  server: LatencyServer,
  asked: ImportParams,
  { text, detail }: Extract<ImportResult, { kind: "measurement" }>,
): Promise<void> {
  const answer = await vscode.window.showInformationMessage(text, { modal: true, detail }, STORE, STORE_AND_RETRAIN);
  if (answer === undefined) return;
  const stored = await server.importRecording({ ...asked, store: true });
  if (stored.kind === "refused") void vscode.window.showErrorMessage(`Not imported: ${stored.why}.`);
  else if (answer === STORE_AND_RETRAIN) await vscode.commands.executeCommand(COMMANDS.retrain, asked.device);
}
