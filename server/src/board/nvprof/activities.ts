/** Rows of a GPU trace → kernels and copies in the order of their starts. */
import { notImported, type NotImported } from "../refusal";
import type { CopyIn, KernelRun, Trace } from "../trace";
import type { Table } from "./tables";

export type Activities = Pick<Trace, "list" | "gpus" | "startStep">;

export const MS_PER_UNIT: Readonly<Record<string, number>> = { min: 6e4, s: 1e3, ms: 1, us: 1e-3, ns: 1e-6 };
const POWER_OF_UNIT: Readonly<Record<string, number>> = { B: 0, KB: 1, MB: 2, GB: 3 };

export function activitiesOf(table: Table): Activities | NotImported {
  const place = (name: string): number => table.columns.indexOf(name);
  const [duration, name, size, device] = [place("Duration"), place("Name"), place("Size"), place("Device")];
  const [start, id] = [place("Start"), place("Correlation_ID")];
  const owner = [device, place("Context"), place("Stream")];
  const grid = ["Grid X", "Grid Y", "Grid Z"].map(place);
  const perUnit = millisecondsPer(table, "Duration");
  const perStart = millisecondsPer(table, "Start");
  if (perUnit === null || perStart === null)
    return notImported(
      `the trace names no unit of the column “${perUnit === null ? "Duration" : "Start"}”; its second row is missing`,
    );
  const sizeUnit = table.units[size] ?? "";
  const list: (KernelRun | CopyIn)[] = [];
  const gpus = new Set<string>();
  for (const row of table.rows) {
    const field = (at: number): string => row[at] ?? "";
    if (field(device) !== "") gpus.add(field(device));
    const begins = Number(field(start)) * perStart;
    if (field(grid[0] ?? -1) !== "") {
      const launch = withoutCorrelation(field(name));
      list.push({
        kind: "kernel",
        key: [launch, ...grid.map(field)].join(" "),
        name: launch,
        ms: Number(field(duration)) * perUnit,
        start: begins,
        stream: owner.map(field).join(" "),
        id: field(id) === "" ? null : field(id),
      });
    } else if (/memcpy (?:HtoD|Host-to-Device)/i.test(field(name))) {
      const copy = copyIn(field(size), sizeUnit, begins);
      if (copy !== null) list.push(copy);
    }
  }
  const startStep = perStart * 10 ** -mostDecimals(table, start);
  return { list: startOrder(list), gpus: [...gpus], startStep };
}

/** A copy of a printed size, "0.602112" and "MB"; null where the unit is none that is known. */
export function copyIn(size: string, unit: string, start: number): CopyIn | null {
  const power = POWER_OF_UNIT[unit];
  if (power === undefined) return null;
  const [, decimals = ""] = size.split(".");
  const bytes = [Number(size) * 1000 ** power, Number(size) * 1024 ** power];
  return { kind: "copy in", bytes, step: unit === "B" ? 0 : (1024 ** power * 10 ** -decimals.length) / 2, start };
}

/** What begins at the same moment, as far as it is printed, stays in the order of the file. */
export function startOrder(list: readonly (KernelRun | CopyIn)[]): readonly (KernelRun | CopyIn)[] {
  return [...list].sort((a, b) => a.start - b.start);
}

/** With automatic units a start is cut, to a microsecond or more. */
function mostDecimals({ rows }: Table, column: number): number {
  return rows.reduce((most, row) => {
    const [, decimals = ""] = (row[column] ?? "").split(".");
    return Math.max(most, decimals.length);
  }, 0);
}

/** Null where the unit is none that is known. */
export function millisecondsPer(table: Table, column: string): number | null {
  return MS_PER_UNIT[table.units[table.columns.indexOf(column)] ?? ""] ?? null;
}

/** Older versions append the correlation id: "void k(int) [189]". */
function withoutCorrelation(name: string): string {
  return name.replace(/ \[\d+\]$/, "");
}
