import * as vscode from "vscode";
import { DEVICES, tensorRtBoards } from "../../../predictors/src/devices";
import { COMMANDS } from "../../../protocol/commands";
import type { ImportParams, ImportResult } from "../../../protocol/requests";
import type { LatencyServer } from "../latency-server";
import { targetOf } from "../target";
import { pickDevice } from "./pick-device";
import { pickModel } from "./pick-model";

const STORE = "Store";
const STORE_ANYWAY = "Store Anyway";
const STORE_AND_RETRAIN = "Store and Retrain";

/** A profiler's recording as a measurement of the model at the cursor: it is shown first, and stored when the author agrees. */
export function importTraceCommand(server: LatencyServer): (argument?: unknown) => Promise<void> {
  return async (argument) => {
    const found = targetOf(argument);
    if (found === undefined) {
      void vscode.window.showInformationMessage("Latency Lens: open the file that defines the recorded model first.");
      return;
    }
    const recording = await pickRecording();
    if (recording === undefined) return;
    await importFor(server, { ...found, recording, device: null, runs: null, store: false });
  };
}

async function pickRecording(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Recording of nvprof (its file or what it printed), nsys (SQLite or CSV) or trtexec (JSON)",
    openLabel: "Import",
    filters: { Recordings: ["sqlite", "nvvp", "nvprof", "csv", "json", "log", "txt"], "All files": ["*"] },
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
      const open = await askOpen(result);
      if (open !== undefined) await importFor(server, { ...asked, ...open });
      return;
    }
    case "measurement":
      await store(server, asked, result);
  }
}

/** What the recording did not say; undefined where the author does not either, or where nothing helps. */
async function askOpen({
  why,
  needsRuns,
  needsDevice,
}: Extract<ImportResult, { kind: "refused" }>): Promise<Partial<ImportParams> | undefined> {
  if (needsDevice) {
    const boards = why.includes("trtexec") ? tensorRtBoards() : Object.values(DEVICES);
    const device = await pickDevice("On which board was it recorded?", boards);
    return device === undefined ? undefined : { device };
  }
  if (needsRuns) {
    const runs = await askRuns(why);
    return runs === undefined ? undefined : { runs };
  }
  void vscode.window.showErrorMessage(`Not imported: ${why}.`);
  return undefined;
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
  { device, text, detail, doubt }: Extract<ImportResult, { kind: "measurement" }>,
): Promise<void> {
  const answer =
    doubt === null
      ? await vscode.window.showInformationMessage(text, { modal: true, detail }, STORE, STORE_AND_RETRAIN)
      : await vscode.window.showWarningMessage(text, { modal: true, detail: `${doubt}\n\n${detail}` }, STORE_ANYWAY);
  if (answer === undefined) return;
  const stored = await server.importRecording({ ...asked, store: true });
  if (stored.kind === "refused") void vscode.window.showErrorMessage(`Not imported: ${stored.why}.`);
  else if (answer === STORE_AND_RETRAIN) await vscode.commands.executeCommand(COMMANDS.retrain, device);
}
