/** Rows for the trees: the measurements where they are, otherwise as many generated ones. */
import { readDataset } from "../measurements/dataset";
import { totalsRow } from "../predictors/src/totals";
import { Random } from "../predictors/src/train/random";
import { TOTALS_FEATURES } from "../predictors/src/train/train-totals";

export interface BenchRows {
  readonly rows: readonly (readonly number[])[];
  readonly target: readonly number[];
  /** "1,600 measured rows" */
  readonly origin: string;
}

const GENERATED = 1600;

export function measuredRows(folder: string): BenchRows {
  const rows = readDataset(folder, "agx", ["train"]).rows.filter((row) => row.consistent);
  return {
    rows: rows.map((row) => [...totalsRow(TOTALS_FEATURES, row.aggregate)]),
    target: rows.map((row) => row.acetMs),
    origin: `${rows.length} measured rows`,
  };
}

/** Features of many sizes and a target that follows them with noise. */
export function generatedRows(seed: number): BenchRows {
  const random = new Random(seed);
  const rows = Array.from({ length: GENERATED }, () =>
    TOTALS_FEATURES.map(() => Math.fround(Math.exp(12 * random.next()))),
  );
  const target = rows.map(
    (row) => row.reduce((total, value) => total + Math.cbrt(value), 1) * (0.9 + 0.2 * random.next()),
  );
  return { rows, target, origin: `${GENERATED} generated rows (no measurements: give --data DIR)` };
}
