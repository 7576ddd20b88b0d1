/** Held-out estimates of a predictor on whole-network features. */
import type { AggregateFeatures, Metric } from "../predictor";
import { FOLD_KINDS, FOLDS, foldsOf, type FoldKind } from "./folds";
import { metricOf, type Judged } from "./metrics";
import type { TrainingRow } from "./rows";

/** Milliseconds of a network, by what was fitted to the rows. */
export type Fit = (rows: readonly TrainingRow[]) => (aggregate: AggregateFeatures) => number;

/** Every row, estimated by a fit that has not seen it nor those that are held out with it; fold by fold. */
export function heldOutEstimates(
  rows: readonly TrainingRow[],
  kind: FoldKind,
  seed: number,
  fit: Fit,
): readonly Judged[] {
  return foldsOf(rows, kind, FOLDS, seed).flatMap((fold) => {
    const estimate = fit(fold.train.flatMap((i) => rows[i] ?? []));
    return fold.heldOut
      .flatMap((i) => rows[i] ?? [])
      .map((row) => ({ measured: row.acetMs, estimated: estimate(row.aggregate), low: null, high: null }));
  });
}

/** By each way of holding out. */
export function heldOutMetrics(rows: readonly TrainingRow[], seed: number, fit: Fit): readonly Metric[] {
  return FOLD_KINDS.map((kind) => metricOf(`cv by ${kind}`, heldOutEstimates(rows, kind, seed, fit), seed));
}
