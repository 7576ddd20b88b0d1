/** Rows of a GPU trace → kernels and copies in their order. */
import { notImported, type NotImported } from "../refusal";
import type { Table } from "./tables";

export interface KernelRun {
  readonly kind: "kernel";
  /** Name and launch grid: what is the same in every run of a network. */
  readonly key: string;
  readonly name: string;
  readonly ms: number;
}

export interface CopyIn {
  readonly kind: "copy in";
  /** In bytes, as far as the trace is precise; megabytes of 10⁶ and of 2²⁰ bytes are both in use. */
  readonly bytes: readonly [number, number];
}

export interface Activities {
  readonly list: readonly (KernelRun | CopyIn)[];
  readonly devices: readonly string[];
}

const MS_PER_UNIT: Readonly<Record<string, number>> = { s: 1e3, ms: 1, us: 1e-3, ns: 1e-6 };
const POWER_OF_UNIT: Readonly<Record<string, number>> = { B: 0, KB: 1, MB: 2, GB: 3 };

export function activitiesOf(table: Table): Activities | NotImported {
  const place = (name: string): number => table.columns.indexOf(name);
  const [duration, name, size, device] = [place("Duration"), place("Name"), place("Size"), place("Device")];
  const grid = ["Grid X", "Grid Y", "Grid Z"].map(place);
  const perUnit = millisecondsPer(table, "Duration");
  if (perUnit === null)
    return notImported("the trace names no unit of the column “Duration”; its second row is missing");
  const power = POWER_OF_UNIT[table.units[size] ?? ""];
  const list: (KernelRun | CopyIn)[] = [];
  const devices = new Set<string>();
  for (const row of table.rows) {
    const field = (at: number): string => row[at] ?? "";
    if (field(device) !== "") devices.add(field(device));
    if (field(grid[0] ?? -1) !== "") {
      const launch = withoutCorrelation(field(name));
      const key = [launch, ...grid.map(field)].join(" ");
      list.push({ kind: "kernel", key, name: launch, ms: Number(field(duration)) * perUnit });
    } else if (/memcpy HtoD/i.test(field(name)) && power !== undefined) {
      const count = Number(field(size));
      list.push({ kind: "copy in", bytes: [count * 1000 ** power, count * 1024 ** power] });
    }
  }
  return { list, devices: [...devices] };
}

/** Null where the unit is none that is known. */
export function millisecondsPer(table: Table, column: string): number | null {
  return MS_PER_UNIT[table.units[table.columns.indexOf(column)] ?? ""] ?? null;
}

/** Older versions append the correlation id: "void k(int) [189]". */
function withoutCorrelation(name: string): string {
  return name.replace(/ \[\d+\]$/, "");
}
