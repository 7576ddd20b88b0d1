/** Training with the paper's settings beside XGBoost's exact search on one thread, and the forest beside scikit-learn's. */
import { boost } from "../predictors/src/train/boosted";
import { ExactSplits } from "../predictors/src/train/exact-splits";
import { growForest } from "../predictors/src/train/forest";
import { featureTable } from "../predictors/src/train/table";
import { boostSettings, FOREST_SETTINGS, TOTALS_FEATURES } from "../predictors/src/train/train-totals";
import { fastestMs } from "./clock";
import type { BenchResult, Figure } from "./result";
import type { BenchRows } from "./rows";
import { BOARDS, MISSING_SKLEARN, MISSING_XGBOOST, type TreesPeer } from "./trees-peer";

const SEED = 1;
const REPEATS = 12;

export function boostedTraining({ rows, target, origin }: BenchRows, peer: TreesPeer): BenchResult {
  const ratios: number[] = [];
  const figures = BOARDS.flatMap((board): Figure[] => {
    const settings = boostSettings(board);
    const ours = fastestMs(() => boost(searchOf(rows), target, null, settings, SEED), REPEATS);
    const own = { name: `${board}: ours`, value: ours, unit: "ms" };
    const theirs = peer.xgboost?.train[board];
    if (theirs === undefined) return [own];
    ratios.push(theirs / ours);
    return [
      own,
      { name: `${board}: XGBoost, exact, 1 thread`, value: theirs, unit: "ms" },
      { name: `${board}: times faster`, value: theirs / ours, unit: "×" },
    ];
  });
  const slower =
    ratios.length === 0 ? [] : [{ name: "times faster, the slower board", value: Math.min(...ratios), unit: "×" }];
  return {
    title: `Training of the boosted trees with the paper's settings, ${origin}`,
    figures: [...figures, ...slower],
    goal: { figure: "times faster, the slower board", sense: "at least", value: 1 },
    skipped: peer.xgboost === undefined ? [MISSING_XGBOOST] : [],
  };
}

export function forestTraining({ rows, target, origin }: BenchRows, peer: TreesPeer): BenchResult {
  const ours = fastestMs(() => growForest(searchOf(rows), target, FOREST_SETTINGS, SEED), REPEATS);
  const theirs = peer.sklearn?.train;
  return {
    title: `Training of the random forest with the paper's settings, ${origin}`,
    figures: [
      { name: "ours", value: ours, unit: "ms" },
      ...(theirs === undefined
        ? []
        : [
            { name: "scikit-learn, 1 job", value: theirs, unit: "ms" },
            { name: "times faster", value: theirs / ours, unit: "×" },
          ]),
    ],
    goal: null,
    skipped: peer.sklearn === undefined ? [MISSING_SKLEARN] : [],
  };
}

function searchOf(rows: BenchRows["rows"]): ExactSplits {
  return new ExactSplits(featureTable(rows, TOTALS_FEATURES.length));
}
