/** Random forest with the one grower: leaves are means, the gain is the reduction of variance. */
import type { Trees } from "../trees";
import { finishedTrees } from "./boosted";
import { DEFAULT_GROWTH, growTree, type GrownNodes, type GrowthSettings, type SplitSearch } from "./grower";
import { Random } from "./random";

export interface ForestSettings {
  readonly trees: number;
  readonly maxDepth: number;
  readonly minLeafRows: number;
  readonly minSplitRows: number;
  /** Share of the features that each split may choose from. */
  readonly splitColumns: number;
  /** Draw each tree's rows with replacement; otherwise each tree sees all rows. */
  readonly bootstrap: boolean;
}

/** Trees whose leaves are divided by their number, so that their sum is the forest's mean. */
export function growForest(
  search: SplitSearch,
  target: ArrayLike<number>,
  settings: ForestSettings,
  seed: number,
): Trees {
  const { count, width } = search.table;
  const random = new Random(seed);
  const grown: GrownNodes = { feature: [], value: [] };
  const growth: GrowthSettings = {
    ...DEFAULT_GROWTH,
    ...settings,
    minChildWeight: 0,
    lambda: 0,
    learningRate: 1 / settings.trees,
  };
  for (let tree = 0; tree < settings.trees; tree++) {
    const times = settings.bootstrap ? drawTimes(count, random) : new Float32Array(count).fill(1);
    const gradient = times.map((n, row) => -n * (target[row] as number));
    const rows = Int32Array.from({ length: count }, (_, row) => row).filter((row) => times[row] !== 0);
    growTree(search, rows, { gradient, hessian: times }, growth, random, grown);
  }
  return finishedTrees(width, settings.trees, grown);
}

/** How often each row is drawn. */
function drawTimes(count: number, random: Random): Float32Array {
  const times = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const row = random.below(count);
    times[row] = (times[row] as number) + 1;
  }
  return times;
}
