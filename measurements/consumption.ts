/**
 * The tables of power and memory beside those of time. Their rows name a network as the tables of time do; what is known of its layers, and
 * how long it takes, comes from there.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { MemoryTotals } from "../predictors/src/consumption";
import { memoryTotals } from "../predictors/src/consumption";
import { familyOf, type Dataset, type MeasuredRow, type Split } from "./dataset";
import { lineIdentity, readTable, type TableLine } from "./table";

export interface MeasuredPower {
  readonly powerMw: number;
  /** The same network's row of time, of any split. */
  readonly row: MeasuredRow;
}

export interface MeasuredMemory {
  readonly model: string;
  readonly family: string;
  readonly inputWidth: number;
  readonly memoryMb: number;
  /** Of our own reading of the layers where there is one, else the table's columns. */
  readonly totals: MemoryTotals;
}

export interface ConsumptionDataset {
  readonly power: Readonly<Record<Split, readonly MeasuredPower[]>>;
  /** Rows of power whose network has no row of time. */
  readonly withoutTime: number;
  readonly memory: Readonly<Record<Split, readonly MeasuredMemory[]>>;
  /** SHA-256 of `power/DEVICE-train.csv` and `memory/DEVICE-train.csv`, one after the other, in hexadecimal. */
  readonly trainHash: string;
}

/** Whether the folder has these tables at all. */
export function hasConsumption(folder: string): boolean {
  return ["power", "memory"].every((name) => fs.existsSync(path.join(folder, name)));
}

/** `dataset`: of the same folder and board, with every split. Throws UnreadableMeasurements where a table is missing or cannot be read. */
export function readConsumption(folder: string, dataset: Dataset): ConsumptionDataset {
  const file = (target: string, split: Split): string => path.join(folder, target, `${dataset.device}-${split}.csv`);
  const networks = new MeasuredTimes(dataset.rows);
  let withoutTime = 0;
  // A row with an empty cell was not measured.
  const powerRows = (split: Split): readonly MeasuredPower[] =>
    readTable(file("power", split), ["power_mw", "layers", "sum_activations"], (line): MeasuredPower[] => {
      if (line.isEmpty("power_mw")) return [];
      const row = networks.of(line);
      if (row !== null) return [{ powerMw: line.above0("power_mw"), row }];
      withoutTime++;
      return [];
    }).flat();
  const memoryRows = (split: Split): readonly MeasuredMemory[] =>
    readTable(
      file("memory", split),
      ["memory_mb", "layers", "sum_activations", "params", "input_size"],
      (line): MeasuredMemory[] => {
        if (line.isEmpty("memory_mb")) return [];
        const { model, inputWidth } = lineIdentity(line);
        const measured = networks.of(line);
        const totals = measured === null ? totalsColumns(line) : memoryTotals(measured.aggregate);
        return [{ model, inputWidth, family: familyOf(model), memoryMb: line.above0("memory_mb"), totals }];
      },
    ).flat();
  const bySplit = <Rows>(read: (split: Split) => Rows): Record<Split, Rows> => ({
    train: read("train"),
    nis: read("nis"),
    ncv: read("ncv"),
    nca: read("nca"),
  });
  const hash = createHash("sha256");
  for (const target of ["power", "memory"]) hash.update(fs.readFileSync(file(target, "train")));
  const power = bySplit(powerRows);
  return { power, withoutTime, memory: bySplit(memoryRows), trainHash: hash.digest("hex") };
}

function totalsColumns(line: TableLine): MemoryTotals {
  return {
    layers: line.number("layers"),
    sum_activations: line.number("sum_activations"),
    weights: line.number("params"),
    input_size: line.number("input_size"),
  };
}

/** Rows of time by their networks; names of synthetic networks are not unique. */
class MeasuredTimes {
  readonly #rows = new Map<string, readonly MeasuredRow[]>();

  constructor(rows: readonly MeasuredRow[]) {
    for (const row of rows) {
      const key = `${row.inputWidth}:${row.model}`;
      this.#rows.set(key, [...(this.#rows.get(key) ?? []), row]);
    }
  }

  of(line: TableLine): MeasuredRow | null {
    const { model, inputWidth } = lineIdentity(line);
    const [layers, activations] = [line.number("layers"), line.number("sum_activations")];
    const same = (row: MeasuredRow): boolean =>
      row.columns.layers === layers && Math.abs(row.columns.sum_activations / activations - 1) < 1e-3;
    return this.#rows.get(`${inputWidth}:${model}`)?.find((row) => row.consistent && same(row)) ?? null;
  }
}
