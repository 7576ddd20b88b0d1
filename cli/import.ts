/** `latency-lens import`: a recording of a network's runs on a board → a labelled row of the store. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { EMBEDDED_IDS, embeddedDevice, type DeviceId } from "../predictors/src/devices";
import { alreadyImported, labelledRow } from "../server/src/board/measure";
import type { LabelledRow } from "../server/src/board/row";
import { rowDetail, rowText } from "../server/src/board/words";
import { analyseNetworks } from "../server/src/analysis/analysis";
import type { AnalysedModel } from "../server/src/analysis/report";
import { visibleJson } from "../server/src/ide/visible";
import { PATIENT_LIMITS } from "../server/src/eval/limits";
import { loadEnvironment, processorClock } from "../server/src/node/environment";
import { Store, storeFolder } from "../server/src/node/store";
import { folderUri, parseInputSize, readSource } from "./estimate";
import { requireFormat, UsageError } from "./usage";

export interface ImportOptions {
  /** The recording. */
  readonly file: string;
  /** File that builds the recorded network. */
  readonly model: string;
  readonly device: string;
  /** The network in the file, where it builds several. */
  readonly name?: string;
  readonly input?: string;
  readonly root?: string;
  readonly runs?: string;
  readonly dryRun?: boolean;
  readonly store?: string;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Exit status: 1, with the reason as a warning, where the recording gives no label. Throws UsageError for unusable arguments. */
export async function importRecording(options: ImportOptions): Promise<number> {
  requireFormat(options.format);
  const device = deviceOf(options.device);
  const runs = options.runs === undefined ? null : parseRuns(options.runs);
  const recording = readRecording(options.file);
  const network = await chooseNetwork(options);
  const row = labelledRow({ recording, network, device, runs, now: new Date() });
  const store = new Store(storeFolder(options.store));
  const refusal = "kind" in row ? row : alreadyImported(store, row);
  if (refusal !== null || "kind" in row) {
    options.warn(`${options.file}: not imported: ${refusal?.why ?? ""}\n`);
    return 1;
  }
  if (options.dryRun !== true) store.append(row);
  options.write(options.format === "json" ? rowsJson([row]) : importedText(row, options.dryRun === true));
  return 0;
}

export function deviceOf(id: string): DeviceId {
  const found = embeddedDevice(id);
  if (found === null) throw new UsageError(`--device ${id}: give ${EMBEDDED_IDS}`);
  return found.id;
}

function parseRuns(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new UsageError(`--runs ${text}: give the number of recorded runs, for example 110`);
  return Number(text);
}

function readRecording(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${file}: the recording cannot be read (${code})`);
  }
}

/** The network that the file builds, priced without anything of the user's own. */
export async function chooseNetwork({
  model,
  input,
  root,
  name,
  resources,
}: Pick<ImportOptions, "model" | "input" | "root" | "name" | "resources">): Promise<AnalysedModel> {
  const text = readSource(model);
  const project = { roots: root === undefined ? [] : [folderUri(root)], open: new Map<string, string>() };
  const { networks, report } = analyseNetworks(
    await loadEnvironment(resources, null, PATIENT_LIMITS, processorClock()),
    {
      uri: pathToFileURL(path.resolve(model)).href,
      version: null,
      text,
      inputShape: input === undefined ? null : parseInputSize(input),
      project,
      cancelled: () => false,
    },
  );
  const names = networks.map(({ root: { name: own } }) => own).join(", ");
  const [first] = networks;
  if (first === undefined) {
    throw new UsageError(
      `${model}: no model found${report.problems[0] === undefined ? "" : `: ${report.problems[0].message}`}`,
    );
  }
  if (name === undefined) {
    if (networks.length > 1) throw new UsageError(`${model} has several models: choose one with --name (${names})`);
    return first;
  }
  const named = networks.find(({ root: { name: own } }) => own === name);
  if (named === undefined) throw new UsageError(`--name ${name}: ${model} has ${names}`);
  return named;
}

function rowsJson(rows: readonly LabelledRow[]): string {
  const shown = rows.map(({ model, device, ms, runs, kernelsPerRun, confidence }) => ({
    model,
    device,
    ms,
    runs,
    kernelsPerRun,
    confidence,
  }));
  return `${visibleJson({ rows: shown })}\n`;
}

function importedText(row: LabelledRow, isDry: boolean): string {
  const next = isDry
    ? "not stored (--dry-run)"
    : `stored; “latency-lens retrain --device ${row.device}” lets it change the estimates`;
  return `${rowText(row)}\n  ${rowDetail(row)}\n  ${next}\n`;
}
