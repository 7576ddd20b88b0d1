/** nvprof's output → its tables: sections, header, units row and rows, with the program's own output left out. */
import { isNumber, plainFields, rowFields } from "./csv";

export type TableKind = "gpu-trace" | "gpu-summary" | "api-trace" | "api-summary" | "metrics";

export interface Table {
  readonly kind: TableKind;
  /** Under an NVTX range: nvprof repeats there what stands in the first table. */
  readonly nvtx: boolean;
  /** Number of the process; empty where the file does not say. */
  readonly process: string;
  readonly columns: readonly string[];
  /** Unit of each column; empty where it has none. */
  readonly units: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Output {
  readonly tables: readonly Table[];
  /** Texts of the lines that begin with `==PID==` or `========`. */
  readonly messages: readonly string[];
  /** Lines, counting from 1, that begin like a row and do not end like one. */
  readonly broken: readonly number[];
  readonly lines: number;
}

/** `==123== text` of a live run, `======== text` of an imported file. */
const SECTION = /^={2,}(\d*)={2,}\s?(.*)$/;

const TIME_UNITS = /^(?:s|ms|us|ns)$/;

type Section = "result" | "api" | "nvtx";

interface OpenTable {
  readonly kind: TableKind;
  readonly nvtx: boolean;
  readonly process: string;
  readonly columns: readonly string[];
  readonly nameColumn: number;
  units: readonly string[] | null;
  readonly rows: (readonly string[])[];
}

export function readTables(text: string): Output {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const tables: OpenTable[] = [];
  const messages: string[] = [];
  const broken: number[] = [];
  let section: Section = "result";
  let process = "";
  let table: OpenTable | null = null;
  lines.forEach((line, index) => {
    const marked = SECTION.exec(line);
    if (marked !== null) {
      const [, number = "", message = ""] = marked;
      messages.push(message);
      const next = sectionOf(message);
      // A warning may come in the middle of a table, whose rows then go on.
      if (next !== null) table = null;
      section = next ?? section;
      process = number;
      return;
    }
    const opened = openTable(line, section, process);
    if (opened !== null) {
      table = opened;
      tables.push(opened);
    } else if (table !== null && !addLine(table, line, index + 1 < lines.length)) broken.push(index + 1);
  });
  return {
    tables: tables.map((open) => ({ ...open, units: open.units ?? [] })),
    messages,
    broken,
    lines: lines.length,
  };
}

/** Null: the message does not begin another section (a warning in the middle of the output). */
function sectionOf(message: string): Section | null {
  if (/^API calls/i.test(message)) return "api";
  if (/^(?:NVTX\b|\s*Thread\b|\s*Domain\b|\s*Range\b)/i.test(message)) return "nvtx";
  return /\b(?:Profiling|Metric|Event) result/i.test(message) ? "result" : null;
}

function openTable(line: string, section: Section, process: string): OpenTable | null {
  if (!line.startsWith('"')) return null;
  const columns = plainFields(line);
  const kind = kindOf(columns, section);
  if (kind === null) return null;
  const nameColumn = columns.indexOf("Name");
  return { kind, nvtx: section === "nvtx", process, columns, nameColumn, units: null, rows: [] };
}

function kindOf(columns: readonly string[], section: Section): TableKind | null {
  const has = (...names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  // A trace of metrics names its kernels in a column of that name, and has a column for each metric.
  if (has("Metric Name") || has("Event Name") || has("Device", "Kernel")) return "metrics";
  if (!has("Name")) return null;
  if (has("Start", "Duration")) return has("Grid X") ? "gpu-trace" : "api-trace";
  if (has("Time", "Calls")) return section === "api" ? "api-summary" : "gpu-summary";
  return null;
}

/** False where the line begins like a row of the table and is none. */
function addLine(table: OpenTable, line: string, hasNext: boolean): boolean {
  if (table.kind === "metrics") return true;
  const { columns, nameColumn } = table;
  const plain = plainFields(line);
  if (table.units === null && plain.length === columns.length && plain.some((field) => TIME_UNITS.test(field))) {
    table.units = plain;
    return true;
  }
  const fields = rowFields(line, nameColumn, columns.length);
  if (fields !== null && hasItsFigures(fields, columns)) {
    table.rows.push(fields);
    return true;
  }
  return !beginsLikeRow(line, columns, hasNext);
}

/** Columns that hold a number in every row; that of the context may be empty. A row with a field too many has its figures elsewhere. */
function hasItsFigures(fields: readonly string[], columns: readonly string[]): boolean {
  const context = fields[columns.indexOf("Context")] ?? "";
  if (context !== "" && !isNumber(context)) return false;
  return ["Start", "Duration", "Time", "Calls"].every((name) => {
    const place = columns.indexOf(name);
    return place === -1 || isNumber(fields[place] ?? "");
  });
}

/** A program's own output has no reason to begin with two figures; the last line of a cut-off file may show only one. */
function beginsLikeRow(line: string, columns: readonly string[], hasNext: boolean): boolean {
  if (columns[0] === "Type") return /^"?(?:GPU activities|API calls)"?(?:,|$)/.test(line);
  return (hasNext ? TWO_FIGURES : /^[+-]?\d+(?:\.\d*)?(?:,|$)/).test(line);
}

/** Also those that no row may have: "-1", "inf", "nan". */
const TWO_FIGURES = /^[+-]?(?:\d[\d.eE+-]*|inf(?:inity)?|nan),[+-]?(?:\d|inf|nan)/i;
