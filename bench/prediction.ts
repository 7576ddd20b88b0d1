/** One prediction of one network beside the single-row calls of the libraries that train such models. */
import { RandomForestRegression } from "ml-random-forest";
import type { NetworkFeatures } from "../predictors/src/predictor";
import { FOREST_SETTINGS } from "../predictors/src/train/train-totals";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import { fastestMs, fastestMsOfBatches } from "./clock";
import type { BenchResult, Figure } from "./result";
import type { BenchRows } from "./rows";
import { MISSING_SKLEARN, MISSING_XGBOOST, type TreesPeer } from "./trees-peer";

const BOARD = "agx";
const MICROSECONDS = 1000;

/** Trees of ml-random-forest: it takes minutes for as many as ours, and its time for a row grows with their number. */
const FEW_TREES = 10;

export function prediction(
  environment: AnalysisEnvironment,
  network: NetworkFeatures,
  peer: TreesPeer,
  rows: BenchRows,
): BenchResult {
  const ours = (id: string): number => ownMs(environment, id, network);
  const [layered, boosted, forest] = [ours("layered"), ours("boosted"), ours("forest")];
  const theirs = peer.xgboost?.rows[BOARD];
  return {
    title: "One prediction of ResNet-50",
    figures: [
      microseconds("layered (every layer)", layered),
      microseconds("boosted", boosted),
      ...(theirs === undefined
        ? []
        : [
            microseconds("XGBoost, inplace_predict of one row", theirs.inplace_predict),
            microseconds("XGBoost, predict of a DMatrix of one row", theirs.predict),
            { name: "boosted: times faster than inplace_predict", value: theirs.inplace_predict / boosted, unit: "×" },
            { name: "boosted: times faster than predict", value: theirs.predict / boosted, unit: "×" },
          ]),
      microseconds("forest", forest),
      ...(peer.sklearn === undefined
        ? []
        : [
            microseconds("scikit-learn, predict of one row", peer.sklearn.row),
            { name: "forest: times faster than scikit-learn", value: peer.sklearn.row / forest, unit: "×" },
          ]),
      ...otherForest(rows, forest),
      ...["ols", "mlp", "svr"].map((id) => microseconds(id, ours(id))),
    ],
    goal: { figure: "boosted: times faster than inplace_predict", sense: "at least", value: 40 },
    skipped: [
      ...(peer.xgboost === undefined ? [MISSING_XGBOOST] : []),
      ...(peer.sklearn === undefined ? [MISSING_SKLEARN] : []),
    ],
  };
}

function ownMs({ devices }: AnalysisEnvironment, id: string, network: NetworkFeatures): number {
  const predictor = devices.find(({ info }) => info.id === BOARD)?.predictors.find((one) => one.id === id)?.predictor;
  if (predictor === undefined || "kind" in predictor) throw new Error(`there is no ${id} predictor for ${BOARD}`);
  if (predictor.predict(network).kind === "refused") throw new Error(`${id} refuses the network`);
  return fastestMsOfBatches(() => predictor.predict(network), id === "layered" ? 20 : 1000);
}

function otherForest({ rows, target }: BenchRows, own: number): Figure[] {
  const forest = new RandomForestRegression({
    seed: 1,
    maxFeatures: 1,
    replacement: true,
    noOOB: true,
    nEstimators: FEW_TREES,
    treeOptions: { maxDepth: FOREST_SETTINGS.maxDepth, minNumSamples: FOREST_SETTINGS.minLeafRows },
  });
  forest.train(
    rows.map((row) => [...row]),
    [...target],
  );
  const row = rows.slice(0, 1).map((values) => [...values]);
  const ofAllTrees = (fastestMs(() => forest.predict(row), 1000) * FOREST_SETTINGS.trees) / FEW_TREES;
  return [
    microseconds(`ml-random-forest, one row, ${FOREST_SETTINGS.trees} trees (from ${FEW_TREES})`, ofAllTrees),
    { name: "forest: times faster than ml-random-forest", value: ofAllTrees / own, unit: "×" },
  ];
}

function microseconds(name: string, ms: number): Figure {
  return { name, value: ms * MICROSECONDS, unit: "µs" };
}
