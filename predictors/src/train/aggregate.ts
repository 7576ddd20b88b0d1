/** Fit of the predictor from totals alone. */
import {
  BASELINE_TERM_COUNT,
  baselineMs,
  baselineTerms,
  RATIO_COUNT,
  ratioFeatures,
  type AggregateModel,
} from "../aggregate";
import type { Device } from "../devices";
import { AGGREGATE_FEATURES } from "../predictor";
import { boost, DEFAULT_BOOST, type BoostSettings } from "./boosted";
import { fitCoefficients, SMOOTH } from "./bounded-regression";
import { denseRows } from "./dense-rows";
import { ExactSplits } from "./exact-splits";
import { SYNTHETIC, type TrainingRow } from "./rows";
import { featureTable } from "./table";

/** Networks without known layers are synthetic ones, so these count more. */
const SYNTHETIC_WEIGHT = 3;
const RIDGE = 1e-5;
const SETTINGS: BoostSettings = {
  ...DEFAULT_BOOST,
  rounds: 300,
  maxDepth: 5,
  learningRate: 0.05,
  minChildWeight: 3,
  lambda: 2,
  subsample: 0.7,
  treeColumns: 0.7,
};

/**
 * Trained on the measurement's own columns throughout: whoever has totals alone has them from such columns, which count
 * FLOPs and weighted neurons a little differently from our reading of the layers (held-out synthetic networks on the TX2:
 * 0.3 points better, on the AGX no worse).
 *
 * The rows' totals must be usable (see `unusableTotals`); the half-width comes from held-out rows, so it is still 0.
 */
export function fitAggregate(device: Device, rows: readonly TrainingRow[], seed: number): AggregateModel {
  const weight = Float64Array.from(rows, (row) => (row.family === SYNTHETIC ? SYNTHETIC_WEIGHT : 1));
  const ones = new Float64Array(BASELINE_TERM_COUNT).fill(1);
  const theta = fitCoefficients({
    rows: denseRows(rows.map((row) => baselineTerms(device, row.columns))),
    target: Float64Array.from(rows, (row) => row.acetMs),
    weight,
    prior: ones,
    ridge: ones.map(() => RIDGE),
    low: ones.map(() => 0),
    high: ones.map(() => 50),
    smooth: SMOOTH,
  });
  const base = rows.map((row) => baselineMs(device, theta, row.columns));
  const features = featureTable(
    rows.map((row, i) => ratioFeatures(row.columns, Math.log(base[i] as number))),
    RATIO_COUNT,
  );
  const target = rows.map((row, i) => Math.log(row.acetMs / (base[i] as number)));
  const trees = boost(new ExactSplits(features), target, weight, SETTINGS, seed);
  const ranges = AGGREGATE_FEATURES.map((name) => rows.map((row) => row.columns[name]));
  return {
    device,
    theta,
    trees,
    logHalfWidth: 0,
    low: ranges.map((values) => Math.min(...values)),
    high: ranges.map((values) => Math.max(...values)),
  };
}
