/** Gradient boosting of a squared error, with the one grower. */
import { treesOf, type Trees } from "../trees";
import { addTree, DEFAULT_GROWTH, growTree, type GrownNodes, type GrowthSettings, type SplitSearch } from "./grower";
import { Random } from "./random";

export interface BoostSettings extends GrowthSettings {
  readonly rounds: number;
  /** Share of the rows that each tree sees. */
  readonly subsample: number;
  /** The estimate before the first tree. */
  readonly base: number;
}

export const DEFAULT_BOOST: BoostSettings = { ...DEFAULT_GROWTH, rounds: 100, subsample: 1, base: 0 };

/** Trees whose sum, on top of `base`, follows `target`; `weight` per row, 1 where null. */
export function boost(
  search: SplitSearch,
  target: ArrayLike<number>,
  weight: ArrayLike<number> | null,
  settings: BoostSettings,
  seed: number,
): Trees {
  const { count, width } = search.table;
  const random = new Random(seed);
  const grown: GrownNodes = { feature: [], value: [] };
  const estimate = new Float32Array(count).fill(settings.base);
  const gradient = new Float32Array(count);
  const hessian = new Float32Array(count);
  for (let row = 0; row < count; row++) hessian[row] = weight?.[row] ?? 1;
  const label = Float32Array.from(target);
  for (let round = 0; round < settings.rounds; round++) {
    for (let row = 0; row < count; row++) {
      const error = Math.fround((estimate[row] as number) - (label[row] as number));
      gradient[row] = error * (hessian[row] as number);
    }
    const place = grown.feature.length;
    growTree(search, drawRows(count, settings.subsample, random), { gradient, hessian }, settings, random, grown);
    addTree(grown, place, search.table, estimate);
  }
  return finishedTrees(width, settings.rounds, grown);
}

export function finishedTrees(width: number, count: number, grown: GrownNodes): Trees {
  const trees = treesOf(width, count, Uint8Array.from(grown.feature), Float32Array.from(grown.value));
  if ("why" in trees) throw new Error(`the grower made trees that cannot be read: ${trees.why}`);
  return trees;
}

function drawRows(count: number, share: number, random: Random): Int32Array {
  const rows = new Int32Array(count);
  let drawn = 0;
  for (let row = 0; row < count; row++) if (share >= 1 || random.next() < share) rows[drawn++] = row;
  return rows.subarray(0, drawn);
}
