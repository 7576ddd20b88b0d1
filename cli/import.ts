/** `latency-lens import`: recordings of a network's runs on a board → labelled rows of the store. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Estimate } from "../predictors/src/predictor";
import { boardAndMode, KNOWN_IDS, type DeviceId } from "../predictors/src/devices";
import { alreadyImported, labelledRow, networkToMeasure, predictedOn } from "../server/src/board/measure";
import { notImported, type NotImported } from "../server/src/board/refusal";
import { readRows, type LabelledRow } from "../server/src/board/row";
import { doubtText, rowDetail, rowText } from "../server/src/board/words";
import { analyseNetworks, type AnalysisEnvironment } from "../server/src/analysis/analysis";
import type { AnalysedModel } from "../server/src/analysis/report";
import { visibleJson } from "../server/src/ide/visible";
import { Store, storeFolder } from "../server/src/node/store";
import { embeddedEnvironment } from "./environment";
import { folderUri, parseInputSize } from "./estimate";
import { readSource } from "./source";
import { requireFormat, UsageError } from "./usage";

export interface ImportOptions {
  /** The recordings, all of one network. */
  readonly files: readonly string[];
  /** File that builds the recorded network. */
  readonly model: string;
  /** Only where a recording does not name its board. */
  readonly device?: string;
  /** The network in the file, where it builds several. */
  readonly name?: string;
  readonly input?: string;
  readonly root?: string;
  readonly runs?: string;
  readonly dryRun?: boolean;
  /** Stores also what is far from the prediction. */
  readonly confirm?: boolean;
  readonly store?: string;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

interface Imported {
  readonly row: LabelledRow;
  readonly predicted: Estimate | null;
}

/** Exit status: 1, with the reasons as warnings, where a recording gives no label. Throws UsageError for unusable arguments. */
export async function importRecordings(options: ImportOptions): Promise<number> {
  requireFormat(options.format);
  const { device, mode } = options.device === undefined ? { device: null, mode: null } : recordedBoard(options.device);
  const runs = options.runs === undefined ? null : parseRuns(options.runs);
  const recordings = options.files.map((file) => ({ file, recording: readRecording(file) }));
  const network = await chooseNetwork(options);
  const measured = networkToMeasure(network);
  const store = new Store(storeFolder(options.store));
  // A recording that only such a row knows would be stored twice.
  for (const problem of readRows(store).problems) options.warn(`latency-lens: ${problem}\n`);
  const imported: Imported[] = [];
  for (const { file, recording } of recordings) {
    const row =
      "kind" in measured
        ? measured
        : labelledRow({
            recording,
            network: measured,
            device,
            runs,
            now: new Date(),
            ...(mode !== null && { mode }),
          });
    const predicted = "kind" in row ? null : predictedOn(network, row.device);
    const refusal = "kind" in row ? row : (alreadyImported(store, row) ?? unconfirmed(row, predicted, options));
    if (refusal !== null || "kind" in row) {
      options.warn(`${file}: not imported: ${refusal?.why ?? ""}\n`);
      continue;
    }
    if (options.dryRun !== true) store.append(row);
    imported.push({ row, predicted });
  }
  if (imported.length > 0)
    options.write(
      options.format === "json"
        ? rowsJson(imported)
        : imported.map((each) => importedText(each, options.dryRun === true)).join(""),
    );
  return imported.length === recordings.length ? 0 : 1;
}

/** A dry run shows it, with the doubt. */
function unconfirmed(
  row: LabelledRow,
  predicted: Estimate | null,
  { dryRun, confirm }: ImportOptions,
): NotImported | null {
  const doubt = dryRun === true || confirm === true ? null : doubtText(row, predicted);
  return doubt === null ? null : notImported(`${rowText(row, predicted)}; ${doubt} If so, add --confirm`);
}

function recordedBoard(id: string): { readonly device: DeviceId; readonly mode: string | null } {
  const found = boardAndMode(id);
  if (found === null)
    throw new UsageError(`--device ${id}: give ${KNOWN_IDS}, or one of them in another power mode (tx2-max-q)`);
  return { device: found.board.id, mode: found.mode };
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

/** The network that the file builds, priced by the embedded predictors alone where no other environment is given. */
export async function chooseNetwork({
  model,
  input,
  root,
  name,
  resources,
  withTopologies = false,
  environment,
}: Pick<ImportOptions, "model" | "input" | "root" | "name" | "resources"> & {
  readonly withTopologies?: boolean;
  readonly environment?: AnalysisEnvironment;
}): Promise<AnalysedModel> {
  const source = readSource(model);
  const project = { roots: root === undefined ? [] : [folderUri(root)], open: new Map<string, string>() };
  const { networks, report } = analyseNetworks(environment ?? (await embeddedEnvironment(resources)), {
    uri: pathToFileURL(path.resolve(model)).href,
    version: null,
    ...source,
    inputShape: input === undefined ? null : parseInputSize(input),
    project,
    withTopologies,
    cancelled: () => false,
  });
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

function rowsJson(imported: readonly Imported[]): string {
  return `${visibleJson({ rows: imported.map(({ row, predicted }) => measurementJson(row, predicted)) })}\n`;
}

/** A measurement beside what was predicted; `predictedMs` is null where nothing was. */
export function measurementJson(
  { model, device, ms, runs, kernelsPerRun, confidence }: LabelledRow,
  predicted: { readonly ms: number } | null,
): object {
  return { model, device, ms, predictedMs: predicted?.ms ?? null, runs, kernelsPerRun, confidence };
}

function importedText({ row, predicted }: Imported, isDry: boolean): string {
  const doubt = doubtText(row, predicted);
  const next = isDry
    ? "not stored (--dry-run)"
    : `stored; “latency-lens retrain --device ${row.device}” lets it change the estimates`;
  return [
    rowText(row, predicted),
    `  ${rowDetail(row)}`,
    ...(doubt === null ? [] : [`  ${doubt}`]),
    `  ${next}`,
    "",
  ].join("\n");
}
