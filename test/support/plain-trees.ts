/** Trees grown the slow way, straight from their definition: every split of every node is tried, with sums made anew each time. */
import { LEAF } from "../../predictors/src/trees";
import type { GrowthSettings, Statistics } from "../../predictors/src/train/grower";
import type { Random } from "../../predictors/src/train/random";
import { featureTable, rowOf, type FeatureTable } from "../../predictors/src/train/table";

/** Where a split stands between two neighbouring values. */
export type Threshold = (smaller: number, larger: number) => number;

/** In the middle, or at the larger value where there is no number between the two. */
export const inTheMiddle: Threshold = (smaller, larger) => {
  const middle = Math.fround((smaller + larger) / 2);
  return middle > smaller ? middle : larger;
};

export const atTheUpperEnd: Threshold = (_smaller, larger) => larger;

/** What every tree of a test is grown with. */
export interface PlainGrower {
  readonly table: FeatureTable;
  readonly settings: GrowthSettings;
  readonly random: Random;
  readonly threshold: Threshold;
}

/** The node before its children, the left one first. */
export interface PlainNode {
  readonly feature: number;
  readonly value: number;
}

export function plainTree(
  { table, settings, random, threshold }: PlainGrower,
  { gradient, hessian }: Statistics,
  rows: readonly number[],
): readonly PlainNode[] {
  const { maxDepth, minSplitRows, minLeafRows, minChildWeight, gamma, lambda, learningRate } = settings;
  const columns = random.sample(table.width, settings.treeColumns);
  const sum = (of: Float32Array, some: readonly number[]): number =>
    some.reduce((total, row) => total + (of[row] ?? NaN), 0);
  const score = (some: readonly number[]): number =>
    Math.fround(sum(gradient, some) ** 2 / (sum(hessian, some) + lambda));
  const isEnough = (some: readonly number[]): boolean =>
    some.length >= minLeafRows && sum(hessian, some) >= minChildWeight;

  const bestSplit = (some: readonly number[], choice: Int32Array) => {
    let best = null;
    for (const feature of choice) {
      const valueOf = (row: number): number => rowOf(table, row)[feature] ?? NaN;
      const values = [...new Set(some.map(valueOf))].sort((a, b) => b - a);
      for (const [place, value] of values.slice(0, -1).entries()) {
        const left = some.filter((row) => valueOf(row) < value);
        const right = some.filter((row) => valueOf(row) >= value);
        if (!isEnough(left) || !isEnough(right)) continue;
        const gain = Math.fround(Math.fround(score(left) + score(right)) - score(some));
        if (gain > (best?.gain ?? 1e-6))
          best = { feature, value: threshold(values[place + 1] ?? NaN, value), left, right, gain };
      }
    }
    return best;
  };

  const grow = (some: readonly number[], depth: number): readonly PlainNode[] => {
    const value = Math.fround(Math.fround(-sum(gradient, some) / (sum(hessian, some) + lambda)) * learningRate);
    const leaf = [{ feature: LEAF, value }];
    if (depth === maxDepth || some.length < minSplitRows) return leaf;
    const places = settings.splitColumns < 1 ? random.sample(columns.length, settings.splitColumns) : null;
    const split = bestSplit(some, places?.map((place) => columns[place] ?? NaN) ?? columns);
    if (split === null) return leaf;
    const [left, right] = [grow(split.left, depth + 1), grow(split.right, depth + 1)];
    if (left.length === 1 && right.length === 1 && split.gain < gamma) return leaf;
    return [{ feature: split.feature, value: split.value }, ...left, ...right];
  };
  return grow(rows, 0);
}

/** What one tree says of a row. */
export function plainLeaf(tree: readonly PlainNode[], row: ArrayLike<number>): number {
  const afterTree = (place: number): number =>
    tree[place]?.feature === LEAF ? place + 1 : afterTree(afterTree(place + 1));
  const leafFrom = (place: number): number => {
    const { feature, value } = tree[place] ?? { feature: LEAF, value: NaN };
    if (feature === LEAF) return value;
    return leafFrom((row[feature] ?? NaN) < value ? place + 1 : afterTree(place + 1));
  };
  return leafFrom(0);
}

/** Each value replaced by the start of its bin: the quantiles of its column, or all values where they are no more than the bins. */
export function binned(table: FeatureTable, bins: number): FeatureTable {
  const rows = Array.from({ length: table.count }, (_, row) => Array.from(rowOf(table, row)));
  const starts = Array.from({ length: table.width }, (_, column) => {
    const sorted = rows.map((row) => row[column] ?? NaN).sort((a, b) => a - b);
    const quantiles = Array.from({ length: bins }, (_unused, bin) => sorted[Math.floor((bin * sorted.length) / bins)]);
    return new Set(sorted).size <= bins ? sorted : quantiles;
  });
  const startOf = (value: number, column: number): number =>
    Math.max(...(starts[column] ?? []).filter((start): start is number => start !== undefined && start <= value));
  return featureTable(
    rows.map((row) => row.map(startOf)),
    table.width,
  );
}
