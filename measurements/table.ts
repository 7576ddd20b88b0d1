/** A table of measurements: comma-separated values with a header. */
import * as fs from "node:fs";
import { parse } from "csv-parse/sync";
import { reading } from "./layer-records";

/** One line; what is asked for throws an error that names the line and the column where it is to blame. */
export interface TableLine {
  readonly isEmpty: (column: string) => boolean;
  readonly text: (column: string) => string;
  readonly number: (column: string) => number;
  readonly above0: (column: string) => number;
}

/** What csv-parse gives for each line after the header. */
interface ParsedLine {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string>>;
}

/**
 * `columns`: those that the file must have beside `model` and `input_width`; each line must have a number in them. Throws
 * UnreadableMeasurements, which names the file.
 */
export function readTable<Row>(
  file: string,
  columns: readonly string[],
  read: (line: TableLine) => Row,
): readonly Row[] {
  return reading(file, () => {
    const lines = parse<ParsedLine>(fs.readFileSync(file), {
      bom: true,
      columns: (header: readonly string[]) => requireColumns(header, ["model", "input_width", ...columns]),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    if (lines.length === 0) throw new Error("there is no line of measurements");
    return lines.map((line) => read(tableLine(line)));
  });
}

/** Which network it is of. */
export function lineIdentity(line: TableLine): { readonly model: string; readonly inputWidth: number } {
  return { model: line.text("model"), inputWidth: line.above0("input_width") };
}

function requireColumns(header: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new Error(`line 1: there is no column ${missing.join(", ")}; it has ${header.join(", ")}`);
  return [...header];
}

function tableLine({ record, info }: ParsedLine): TableLine {
  const wrong = (column: string, what: string): Error =>
    new Error(`line ${info.lines}, column ${column}: "${record[column] ?? ""}" is ${what}`);
  const number = (column: string): number => {
    const cell = record[column] ?? "";
    const value = Number(cell);
    if (cell === "" || !Number.isFinite(value)) throw wrong(column, "not a number");
    return value;
  };
  return {
    isEmpty: (column) => (record[column] ?? "") === "",
    number,
    above0: (column) => {
      const value = number(column);
      if (value <= 0) throw wrong(column, "not above 0");
      return value;
    },
    text: (column) => {
      const value = record[column] ?? "";
      if (value === "") throw wrong(column, "no name");
      return value;
    },
  };
}
