/** The user's stored measurements as a table: the columns of the published measurements, then where each comes from and its kernels. */
import * as fs from "node:fs";
import { parse } from "csv-parse/sync";
import { AGGREGATE_FEATURES } from "../predictors/src/predictor";
import { rowOf, type LabelledRow } from "../server/src/board/row";
import { reading } from "./layer-records";

const OWN_COLUMNS = [
  "device",
  "runs",
  "kernels_per_run",
  "confidence",
  "how",
  "deviation",
  "source",
  "conditions",
  "imported_at",
  "kernels",
] as const;

export function tableOf(rows: readonly LabelledRow[]): string {
  const header = ["model", "acet_ms", "input_width", ...AGGREGATE_FEATURES, ...OWN_COLUMNS];
  return [header, ...rows.map(fieldsOf)].map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
}

function fieldsOf(row: LabelledRow): readonly (string | number)[] {
  const { features, deviation, conditions } = row;
  return [
    row.model,
    row.ms,
    features.inputWidth,
    ...AGGREGATE_FEATURES.map((name) => features.aggregate[name] ?? 0),
    row.device,
    row.runs,
    row.kernelsPerRun,
    row.confidence,
    row.how,
    deviation ?? "",
    JSON.stringify(row.source),
    conditions === undefined ? "" : JSON.stringify(conditions),
    row.importedAt,
    JSON.stringify(features.kernels),
  ];
}

function quoted(field: string | number): string {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whether the file is such a table, and not one of the published form, which has no kernels. */
export function hasKernels(file: string): boolean {
  return reading(file, () => {
    const [header = []] = parse(fs.readFileSync(file), { bom: true, to_line: 1 });
    return header.includes("kernels");
  });
}

/** Throws UnreadableMeasurements, which names the file and the line. */
export function readOwnTable(file: string): readonly LabelledRow[] {
  return reading(file, () => {
    const records = parse(fs.readFileSync(file), { bom: true, columns: true, skip_empty_lines: true, info: true });
    return (records as { record: Record<string, string>; info: { lines: number } }[]).map(({ record, info }) => {
      const row = rowOf(valueOf(record));
      if (row === null) throw new Error(`line ${info.lines} is no measurement that Latency Lens exported`);
      return row;
    });
  });
}

function valueOf(record: Readonly<Record<string, string>>): unknown {
  const text = (name: string): string => record[name] ?? "";
  const number = (name: string): number => (text(name) === "" ? NaN : Number(text(name)));
  return {
    format: "latency-lens-row",
    version: 1,
    model: text("model"),
    device: text("device"),
    ms: number("acet_ms"),
    runs: number("runs"),
    kernelsPerRun: number("kernels_per_run"),
    confidence: text("confidence"),
    how: text("how"),
    deviation: text("deviation") === "" ? null : number("deviation"),
    features: {
      inputWidth: number("input_width"),
      aggregate: Object.fromEntries(AGGREGATE_FEATURES.map((name) => [name, number(name)])),
      kernels: json(text("kernels")),
    },
    source: json(text("source")),
    ...(text("conditions") !== "" && { conditions: json(text("conditions")) }),
    importedAt: text("imported_at"),
  };
}

/** Null is no part of a row, so that one with a broken field is refused. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
