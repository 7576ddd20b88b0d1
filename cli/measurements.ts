/** `latency-lens measurements`: the user's stored measurements listed, taken out, and carried from one machine to another as a table. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { MeasuredNetworks } from "../measurements/layer-records";
import { readMeasurements, type Measurement } from "../measurements/dataset";
import { hasKernels, readOwnTable, tableOf } from "../measurements/own-table";
import { deviceById } from "../predictors/src/devices";
import type { NetworkFeatures } from "../predictors/src/predictor";
import { answeringOf, type DevicePredictors } from "../server/src/analysis/estimate";
import { alreadyAmong } from "../server/src/board/measure";
import { notImported, type NotImported } from "../server/src/board/refusal";
import { packFeatures, readRows, rowOf, unpackFeatures, type LabelledRow } from "../server/src/board/row";
import { rowId } from "../server/src/board/row-id";
import { countOf, milliseconds } from "../server/src/ide/format";
import { visibleJson } from "../server/src/ide/visible";
import { loadDevices } from "../server/src/node/environment";
import { Store, storeFolder } from "../server/src/node/store";
import { boardOf } from "./retrain";
import { requireFormat, UsageError } from "./usage";

interface Outside {
  readonly store?: string;
  /** Folder with `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

interface OfBoard extends Outside {
  readonly device?: string;
}

/** Exit status: 0, also where there are none. */
export function listMeasurements(options: OfBoard & { readonly format: string }): number {
  requireFormat(options.format);
  const store = new Store(storeFolder(options.store));
  const rows = rowsOf(store, options);
  const devices = loadDevices(options.resources, store);
  const listed = rows.map((row) => ({ row, predictedMs: predictedMs(devices, row) }));
  if (options.format === "json") options.write(`${visibleJson({ measurements: listed.map(rowJson) })}\n`);
  else if (rows.length === 0)
    options.write("There are no measurements; “latency-lens import” makes them of recordings.\n");
  else options.write(listText(listed));
  return 0;
}

interface Listed {
  readonly row: LabelledRow;
  /** By what answers now; null where nothing does. */
  readonly predictedMs: number | null;
}

function rowJson({ row, predictedMs: predicted }: Listed): object {
  const { model, device, ms, runs, confidence, how, deviation, source, importedAt, features } = row;
  return {
    id: rowId(row),
    device,
    model,
    inputWidth: features.inputWidth,
    ms,
    predictedMs: predicted,
    runs,
    confidence,
    how,
    deviation,
    tool: source.tool,
    form: source.form,
    importedAt,
  };
}

/** Board by board, in the order in which they were imported. */
function listText(listed: readonly Listed[]): string {
  const boards = [...new Set(listed.map(({ row }) => row.device))].sort();
  return boards
    .map((board) => {
      const own = listed.filter(({ row }) => row.device === board);
      const cells = own.map(({ row, predictedMs: predicted }) => [
        rowId(row),
        `${row.model} at ${row.features.inputWidth}`,
        `measured ${milliseconds(row.ms)}`,
        predicted === null ? "" : `predicted ${milliseconds(predicted)}`,
        row.importedAt.slice(0, 10),
        `${row.source.tool} ${row.source.form}, confidence ${row.confidence}`,
      ]);
      return [deviceById(board)?.name ?? board, ...aligned(cells).map((line) => `  ${line}`), ""].join("\n");
    })
    .join("\n");
}

function aligned(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function predictedMs(devices: readonly DevicePredictors[], { device, features }: LabelledRow): number | null {
  const predictors = devices.find(({ info }) => info.id === device)?.predictors ?? [];
  const answering = answeringOf(predictors)?.predictor;
  if (answering === undefined || "kind" in answering) return null;
  const answer = answering.predict(unpackFeatures(features));
  return answer.kind === "estimate" ? answer.ms : null;
}

/** Exit status: 1 where one of the ids names no row; nothing is taken out then. */
export function removeMeasurements(ids: readonly string[], options: Outside): number {
  const store = new Store(storeFolder(options.store));
  const known = new Set(rowsOf(store, options).map(rowId));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    options.warn(
      `latency-lens: there is no measurement ${unknown.join(", ")}; “latency-lens measurements list” shows them\n`,
    );
    return 1;
  }
  const removed = store.removeRows((value) => {
    const row = rowOf(value);
    return row !== null && ids.includes(rowId(row));
  });
  options.write(
    `${countOf(removed, "measurement")} taken out; “latency-lens retrain” lets that change the estimates\n`,
  );
  return 0;
}

/** Without a file the table is printed. */
export function exportMeasurements(file: string | undefined, options: OfBoard): number {
  const rows = rowsOf(new Store(storeFolder(options.store)), options);
  const table = tableOf(rows);
  if (file === undefined) {
    options.write(table);
    return 0;
  }
  try {
    fs.writeFileSync(file, table);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${file}: the table cannot be written (${code})`);
  }
  options.write(`${countOf(rows.length, "measurement")} written to ${file}\n`);
  return 0;
}

interface TableOptions extends OfBoard {
  /** Folder with `keras-json/` and `layers/`, for a table without kernels. */
  readonly topologies?: string;
}

/** Exit status: 1 where a line could not be stored, for the reason that is told. */
export function importTable(file: string, options: TableOptions): number {
  const store = new Store(storeFolder(options.store));
  const { rows: known, problems } = readRows(store);
  for (const problem of problems) options.warn(`latency-lens: ${problem}\n`);
  const read = hasKernels(file) ? readOwnTable(file) : publishedRows(file, options);
  const device = options.device === undefined ? null : boardOf(options.device).id;
  const wanted = read.filter((row) => "kind" in row || device === null || row.device === device);
  const fresh: LabelledRow[] = [];
  for (const row of wanted) {
    const refusal = "kind" in row ? row : alreadyAmong([...known, ...fresh], row);
    if (refusal === null && !("kind" in row)) fresh.push(row);
    else options.warn(`${file}: not imported: ${row.model}: ${refusal?.why ?? ""}\n`);
  }
  store.appendAll(fresh);
  options.write(`${countOf(fresh.length, "measurement")} of ${wanted.length} stored\n`);
  return fresh.length === wanted.length ? 0 : 1;
}

interface WithoutKernels extends NotImported {
  readonly model: string;
}

/** Rows of the published form say neither their board nor their kernels. */
function publishedRows(file: string, { device, topologies }: TableOptions): readonly (LabelledRow | WithoutKernels)[] {
  if (device === undefined) throw new UsageError(`${file} does not say of which board it is; name it (--device ID)`);
  if (topologies === undefined)
    throw new UsageError(`${file} has no kernels; name the folder of its networks' layers (--topologies DIR)`);
  const board = boardOf(device).id;
  return readMeasurements(file, new MeasuredNetworks(topologies)).map((row, line) =>
    row.network === null
      ? { ...notImported(`the layers of ${row.model} at ${row.inputWidth} are not in ${topologies}`), model: row.model }
      : publishedRow(row, row.network, board, line),
  );
}

function publishedRow(
  { model, acetMs }: Measurement,
  network: NetworkFeatures,
  device: string,
  line: number,
): LabelledRow {
  const identity = JSON.stringify([device, model, network.inputWidth, acetMs, line]);
  return {
    format: "latency-lens-row",
    version: 1,
    model,
    device,
    ms: acetMs,
    runs: 0,
    kernelsPerRun: (network.kernels ?? []).flat().length,
    confidence: "medium",
    how: "from a table of measurements, which does not say how many runs they are of",
    deviation: null,
    features: packFeatures(network),
    source: { sha256: createHash("sha256").update(identity).digest("hex"), tool: "table", form: "csv" },
    importedAt: new Date().toISOString(),
  };
}

function rowsOf(store: Store, { device, warn }: OfBoard): readonly LabelledRow[] {
  const { rows, problems } = readRows(store);
  for (const problem of problems) warn(`latency-lens: ${problem}\n`);
  const board = device === undefined ? null : boardOf(device).id;
  return rows.filter((row) => board === null || row.device === board);
}
