/** Rows of a GPU summary → kernels summed by name. */
import { notImported, type NotImported } from "../refusal";
import type { KernelTotal, Totals } from "../trace";
import { millisecondsPer } from "./activities";
import type { Table } from "./tables";

/** Percents that the shares may miss of 100, and a row's share of what its time says: each is printed rounded. */
const SHARE_TOLERANCE = 1;
/** An average is printed with five digits at least. */
const AVERAGE_TOLERANCE = 0.01;

/** "cudaLaunchKernel", "cuCtxSynchronize": functions of the host, which stand in a table of their own. */
const API_CALL = /^cu(?:da)?[A-Z]\w*$/;

export function totalsOf(table: Table, messages: readonly string[]): Totals | NotImported {
  const perUnit = millisecondsPer(table, "Time");
  if (perUnit === null) return notImported("the summary names no unit of the column “Time”; its second row is missing");
  const place = (name: string): number => table.columns.indexOf(name);
  const rows = table.rows.filter((row) => row[place("Type")] !== "API calls");
  const contradiction = contradictionIn(table, rows, perUnit);
  if (contradiction !== null) return notImported(contradiction);
  const kernels = rows.flatMap((row): KernelTotal[] => {
    const name = row[place("Name")] ?? "";
    // No kernel is called so, however a damaged row spells the rest.
    if (/^\[|\bCUDA mem(?:cpy|set)\b/i.test(name)) return [];
    return [{ name, ms: Number(row[place("Time")]) * perUnit, calls: Number(row[place("Calls")]) }];
  });
  return { kind: "totals", tool: "nvprof", gpus: [], hardware: [], messages, kernels };
}

/** A summary says everything twice: each row's share of the whole, and its calls times their average. Null where both agree. */
function contradictionIn(table: Table, rows: Table["rows"], perUnit: number): string | null {
  const figure = (row: readonly string[], name: string): number => Number(row[table.columns.indexOf(name)] ?? NaN);
  const whole = rows.reduce((total, row) => total + figure(row, "Time"), 0);
  const shares = rows.reduce((total, row) => total + figure(row, "Time(%)"), 0);
  if (!(Math.abs(shares - 100) <= SHARE_TOLERANCE))
    return `its shares “Time(%)” add up to ${shares.toFixed(0)} %, not to 100: rows are missing, repeated or changed`;
  const perAverage = millisecondsPer(table, "Avg");
  for (const row of rows) {
    const [name, share] = [row[table.columns.indexOf("Name")] ?? "", figure(row, "Time(%)")];
    const ms = figure(row, "Time") * perUnit;
    if (API_CALL.test(name)) return `it names the API call “${name}” among the work of the GPU: rows were run together`;
    if (!(Math.abs((100 * figure(row, "Time")) / whole - share) <= SHARE_TOLERANCE))
      return `the time of “${name}” is not the ${share} % of the whole that stand beside it: a figure was changed`;
    if (perAverage === null) continue;
    const summed = figure(row, "Calls") * figure(row, "Avg") * perAverage;
    if (!(Math.abs(summed - ms) <= AVERAGE_TOLERANCE * Math.max(ms, summed)))
      return `the time of “${name}” is not its calls times their average: a figure or a unit was changed`;
  }
  return null;
}
