/** CSV of `nsys stats`, reports cuda_gpu_trace and gputrace (the older name) → kernels and copies; its other reports give the reason why not. */
import { activitiesOf } from "../nvprof/activities";
import { isNumber, plainFields, rowFields } from "../nvprof/csv";
import type { Table } from "../nvprof/tables";
import { notImported, type NotImported } from "../refusal";
import type { Trace } from "../trace";

const EXPORT = "nsys stats --report cuda_gpu_trace --format csv FILE, or nsys export --type sqlite FILE";

/** Headings of nsys, which put a unit in parentheses behind a name, → those of nvprof. */
const COLUMNS: Readonly<Record<string, string>> = {
  CorrId: "Correlation_ID",
  GrdX: "Grid X",
  GrdY: "Grid Y",
  GrdZ: "Grid Z",
  Bytes: "Size",
  Ctx: "Context",
  Strm: "Stream",
};
const UNITS: Readonly<Record<string, string>> = { sec: "s", msec: "ms", usec: "us", μs: "us", nsec: "ns" };

interface Heading {
  readonly columns: readonly string[];
  readonly units: readonly string[];
  /** Its line, counting from 0. */
  readonly at: number;
}

/** Null where the text is none of nsys. */
export function readNsysCsv(text: string): Trace | NotImported | null {
  const lines = text.split(/\r\n|\n|\r/);
  const other = lines.map(otherReport).find((why) => why !== null);
  const headings = lines.flatMap((line, at) => headingOf(line, at) ?? []);
  const [heading] = headings;
  if (heading === undefined) return other === undefined ? null : notImported(other);
  if (headings.length > 1) return notImported("it holds the same kind of table twice: was it pasted together?");
  const rows = rowsBelow(heading, lines);
  if ("kind" in rows) return rows;
  if (rows.length === 0) return notImported("the file is cut off: its table has a heading and no rows");
  const table: Table = { kind: "gpu-trace", nvtx: false, process: "", ...heading, rows };
  const activities = activitiesOf(table);
  if ("kind" in activities) return activities;
  return { kind: "trace", tool: "nsys", hardware: [], messages: [], ...activities };
}

function headingOf(line: string, at: number): Heading | null {
  const fields = plainFields(line).map((field) => /^(.*?) ?(?:\(([^)]*)\))?$/.exec(field) ?? []);
  const columns = fields.map(([, name = ""]) => COLUMNS[name] ?? name);
  if (columns.at(-1) !== "Name" || !["Start", "Duration", "Grid X"].every((name) => columns.includes(name)))
    return null;
  const units = fields.map(([, , unit = ""]) => UNITS[unit] ?? unit);
  // nvprof's heading has the same names and no units.
  return units[columns.indexOf("Start")] === "" ? null : { columns, units, at };
}

function otherReport(line: string): string | null {
  if (/^"?Time ?\(%\)"?,"?Total Time/.test(line))
    return `this is a summary of nsys, which shows neither single runs nor the board; give its trace: ${EXPORT}`;
  if (/^ *(?:Start|Time) \((?:ns|nsec|us|usec|ms|msec|s|sec|%)\) {2,}/.test(line))
    return `this is nsys's table for the eye, whose figures are written as in the language of the machine; give its CSV or SQLite: ${EXPORT}`;
  if (/^"?Start \(\w+\)"?,/.test(line) && headingOf(line, 0) === null)
    return `this is another report of nsys than that of the GPU; give the trace of the GPU: ${EXPORT}`;
  return null;
}

/** Refused where a line is no row; a blank line or another report's first words end the table. */
function rowsBelow({ columns, at }: Heading, lines: readonly string[]): readonly (readonly string[])[] | NotImported {
  const rows: (readonly string[])[] = [];
  const last = lines.findLastIndex((line) => line.trim() !== "");
  for (let i = at + 1; i <= last; i++) {
    const line = lines[i] ?? "";
    if (line.trim() === "") continue;
    if (/^(?:Processing \[|NOTICE:|SKIPPED:)/.test(line)) break;
    const fields = rowFields(line, columns.length - 1, columns.length);
    if (fields === null || !hasItsFigures(fields, columns)) {
      return notImported(
        i === last
          ? `the file is cut off: its last line (${i + 1}) is no complete row`
          : `line ${i + 1} is no complete row: the file is damaged`,
      );
    }
    rows.push(fields);
  }
  return rows;
}

function hasItsFigures(fields: readonly string[], columns: readonly string[]): boolean {
  const field = (name: string): string => fields[columns.indexOf(name)] ?? "";
  const grid = ["Grid X", "Grid Y", "Grid Z"].map(field);
  const isLaunch = grid.every(isNumber);
  return (
    ["Start", "Duration", "Correlation_ID", "Context", "Stream"].every((name) => isNumber(field(name))) &&
    (isLaunch || (grid.every((each) => each === "") && field("Name").startsWith("[CUDA "))) &&
    field("Name") !== ""
  );
}
