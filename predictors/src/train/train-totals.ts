/** Training of the predictors on whole-network features: boosted trees and random forest, as in Bouzidi et al., 2020. */
import type { DeviceId } from "../devices";
import type { AggregateFeature, Metric } from "../predictor";
import { totalsRow, type TotalsModel } from "../totals";
import { sumOfTrees, type Trees } from "../trees";
import { boost, DEFAULT_BOOST, type BoostSettings } from "./boosted";
import { heldOutMetrics } from "./cross-validation";
import { ExactSplits } from "./exact-splits";
import { growForest, type ForestSettings } from "./forest";
import type { TrainingRow } from "./rows";
import { featureTable } from "./table";

/** The six features that the authors train their trees on. */
export const TOTALS_FEATURES: readonly AggregateFeature[] = [
  "input_size",
  "params_conv",
  "flops",
  "layers",
  "sum_activations",
  "weighted_neurons",
];

/** The authors' settings, found by their grid search on the training rows. */
const BOOST_SETTINGS = {
  agx: { ...DEFAULT_BOOST, base: 0.5, rounds: 51, maxDepth: 14, minChildWeight: 5, learningRate: 0.08, gamma: 0.9 },
  tx2: {
    ...DEFAULT_BOOST,
    base: 0.5,
    rounds: 271,
    maxDepth: 20,
    minChildWeight: 5,
    learningRate: 0.01,
    gamma: 1.5,
    subsample: 0.3,
  },
} satisfies Partial<Record<DeviceId, BoostSettings>>;

/** The authors' settings for the board; those of the TX2 where it is not among theirs. */
export function boostSettings(device: DeviceId): BoostSettings {
  const settings: Partial<Record<DeviceId, BoostSettings>> = BOOST_SETTINGS;
  return settings[device] ?? BOOST_SETTINGS.tx2;
}

export const FOREST_SETTINGS: ForestSettings = {
  trees: 200,
  maxDepth: 20,
  minLeafRows: 7,
  minSplitRows: 3,
  splitColumns: 1,
  bootstrap: true,
};

export interface TrainedTotals {
  readonly model: TotalsModel;
  readonly metrics: readonly Metric[];
}

export function trainBoosted(device: DeviceId, rows: readonly TrainingRow[], seed: number): TrainedTotals {
  const settings = boostSettings(device);
  return trainTotals(rows, settings.base, seed, (search, target) => boost(search, target, null, settings, seed));
}

export function trainForest(rows: readonly TrainingRow[], seed: number): TrainedTotals {
  return trainTotals(rows, 0, seed, (search, target) => growForest(search, target, FOREST_SETTINGS, seed));
}

type Grow = (search: ExactSplits, target: readonly number[]) => Trees;

function trainTotals(rows: readonly TrainingRow[], base: number, seed: number, grow: Grow): TrainedTotals {
  const fit = (trained: readonly TrainingRow[]): Trees => {
    const features = trained.map((row) => totalsRow(TOTALS_FEATURES, row.aggregate));
    const search = new ExactSplits(featureTable(features, TOTALS_FEATURES.length));
    return grow(
      search,
      trained.map((row) => row.acetMs),
    );
  };
  const metrics = heldOutMetrics(rows, seed, (trained) => {
    const trees = fit(trained);
    return (aggregate) => base + sumOfTrees(trees, totalsRow(TOTALS_FEATURES, aggregate));
  });
  const ranges = TOTALS_FEATURES.map((name) => rows.map((row) => row.aggregate[name]));
  const model: TotalsModel = {
    features: TOTALS_FEATURES,
    trees: fit(rows),
    base,
    low: ranges.map((values) => Math.min(...values)),
    high: ranges.map((values) => Math.max(...values)),
  };
  return { model, metrics };
}
