/**
 * The one tree grower: greedy growth on gradient statistics. With gradients of a loss it grows trees of gradient
 * boosting, with gradient −y and hessian 1 (and no regularisation) trees of a forest, whose gain is then the reduction
 * of variance and whose leaves are means. Where the best split comes from is a `SplitSearch`: exact or by histogram.
 *
 * Sums are 64-bit, gains and leaves 32-bit, equal gains keep the earlier feature and the larger threshold: as in
 * XGBoost's exact method, whose trees these are when all rows and columns are used.
 */
import { LEAF } from "../trees";
import type { Random } from "./random";
import type { FeatureTable } from "./table";

export interface GrowthSettings {
  readonly maxDepth: number;
  /** Least sum of hessians on each side of a split. */
  readonly minChildWeight: number;
  /** Added to the hessian in gains and leaves. */
  readonly lambda: number;
  /** A split whose children are leaves is taken back when it gains less than this, from the bottom up. */
  readonly gamma: number;
  /** Factor on the leaves. */
  readonly learningRate: number;
  /** Least number of distinct rows on each side of a split, and in a node that may be split. */
  readonly minLeafRows: number;
  readonly minSplitRows: number;
  /** Share of the features that a tree may use, and that one split may choose from. */
  readonly treeColumns: number;
  readonly splitColumns: number;
}

export const DEFAULT_GROWTH: GrowthSettings = {
  maxDepth: 6,
  minChildWeight: 1,
  lambda: 1,
  gamma: 0,
  learningRate: 0.3,
  minLeafRows: 1,
  minSplitRows: 2,
  treeColumns: 1,
  splitColumns: 1,
};

/** Node under growth: its rows are `rows[start … end)` of the grower. */
export interface GrowingNode {
  readonly start: number;
  readonly end: number;
  readonly gradient: number;
  readonly hessian: number;
}

export interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
}

export interface Statistics {
  readonly gradient: Float32Array;
  readonly hessian: Float32Array;
}

/** Finds the best split of a node. Nodes come depth first; each is either divided or released. */
export interface SplitSearch {
  readonly table: FeatureTable;
  begin(rows: Int32Array, statistics: Statistics, root: GrowingNode): void;
  find(node: GrowingNode, columns: Int32Array, settings: GrowthSettings): Split | null;
  /** `goesLeft` is 1 for the rows of `left`; `searched`: whether the children will be asked about. */
  divide(node: GrowingNode, left: GrowingNode, right: GrowingNode, goesLeft: Uint8Array, searched: boolean): void;
  release(node: GrowingNode): void;
}

/** Pre-order nodes of one tree, or of several behind each other. */
export interface GrownNodes {
  readonly feature: number[];
  readonly value: number[];
}

/** Smallest gain that counts as one. */
const LEAST_GAIN = 1e-6;

/** Appends one tree, grown on the given rows (ascending; each once), to `grown`. */
export function growTree(
  search: SplitSearch,
  rows: Int32Array,
  statistics: Statistics,
  settings: GrowthSettings,
  random: Random,
  grown: GrownNodes,
): void {
  const tree = new Grower(search, rows.slice(), statistics, settings, random, grown);
  tree.grow();
}

class Grower {
  readonly #goesLeft: Uint8Array;
  readonly #spare: Int32Array;
  readonly #columns: Int32Array;

  constructor(
    readonly search: SplitSearch,
    readonly rows: Int32Array,
    readonly statistics: Statistics,
    readonly settings: GrowthSettings,
    readonly random: Random,
    readonly grown: GrownNodes,
  ) {
    this.#goesLeft = new Uint8Array(search.table.count);
    this.#spare = new Int32Array(rows.length);
    this.#columns = random.sample(search.table.width, settings.treeColumns);
  }

  grow(): void {
    const root = this.#node(0, this.rows.length);
    this.search.begin(this.rows, this.statistics, root);
    this.#growNode(root, 0);
  }

  #growNode(node: GrowingNode, depth: number): void {
    const { feature, value } = this.grown;
    const { maxDepth, minSplitRows, gamma } = this.settings;
    const place = feature.length;
    const maySplit = depth < maxDepth && node.end - node.start >= minSplitRows;
    const split = maySplit ? this.#find(node) : null;
    if (split === null || split.gain <= LEAST_GAIN) {
      if (depth < maxDepth) this.search.release(node);
      feature.push(LEAF);
      value.push(this.#leaf(node));
      return;
    }
    feature.push(split.feature);
    value.push(split.threshold);
    const middle = this.#partition(node, split);
    const left = this.#node(node.start, middle);
    const right = this.#node(middle, node.end);
    this.search.divide(node, left, right, this.#goesLeft, depth + 1 < maxDepth);
    this.#growNode(left, depth + 1);
    this.#growNode(right, depth + 1);
    const childrenAreLeaves = feature.length === place + 3;
    if (childrenAreLeaves && split.gain < gamma) {
      feature.length = value.length = place;
      feature.push(LEAF);
      value.push(this.#leaf(node));
    }
  }

  /** Neither side of a split may be too light; with room for the rounding of sums. */
  #isHeavyEnough({ hessian }: GrowingNode): boolean {
    return hessian * (1 + 1e-9) >= 2 * this.settings.minChildWeight;
  }

  /** Whatever the split, the columns are drawn: what is drawn later stays the same. */
  #find(node: GrowingNode): Split | null {
    const columns = this.#columnsOfSplit();
    return this.#isHeavyEnough(node) ? this.search.find(node, columns, this.settings) : null;
  }

  #leaf(node: GrowingNode): number {
    const { lambda, learningRate } = this.settings;
    return Math.fround(Math.fround(-node.gradient / (node.hessian + lambda)) * learningRate);
  }

  #node(start: number, end: number): GrowingNode {
    const { gradient, hessian } = this.statistics;
    let sumOfGradients = 0;
    let sumOfHessians = 0;
    for (let i = start; i < end; i++) {
      const row = this.rows[i] as number;
      sumOfGradients += gradient[row] as number;
      sumOfHessians += hessian[row] as number;
    }
    return { start, end, gradient: sumOfGradients, hessian: sumOfHessians };
  }

  #columnsOfSplit(): Int32Array {
    const share = this.settings.splitColumns;
    if (share >= 1) return this.#columns;
    return this.random.sample(this.#columns.length, share).map((i) => this.#columns[i] as number);
  }

  /** Stable; returns where the right side starts. */
  #partition(node: GrowingNode, split: Split): number {
    const { values, width } = this.search.table;
    const { feature, threshold } = split;
    const rows = this.rows;
    const goesLeft = this.#goesLeft;
    const spare = this.#spare;
    let left = node.start;
    let right = 0;
    for (let i = node.start; i < node.end; i++) {
      const row = rows[i] as number;
      const below = (values[row * width + feature] as number) < threshold;
      goesLeft[row] = below ? 1 : 0;
      if (below) rows[left++] = row;
      else spare[right++] = row;
    }
    rows.set(spare.subarray(0, right), left);
    return left;
  }
}

/** Gain of a split in 32-bit precision; `nodeGain` is `gainOf` the whole node. */
export function splitGain(leftGain: number, rightGain: number, nodeGain: number): number {
  return Math.fround(Math.fround(leftGain + rightGain) - nodeGain);
}

export function gainOf(gradient: number, hessian: number, lambda: number): number {
  return Math.fround((gradient * gradient) / (hessian + lambda));
}

/** Adds the leaf of the tree at `place` in `grown` to every row's sum, in the sums' own precision. */
export function addTree(
  grown: GrownNodes,
  place: number,
  table: FeatureTable,
  sums: Float32Array | Float64Array,
): void {
  const right = rightChildren(grown, place);
  const feature = Uint8Array.from(grown.feature.slice(place));
  const value = Float32Array.from(grown.value.slice(place));
  const { count, width, values } = table;
  for (let row = 0; row < count; row++) {
    const start = row * width;
    let node = 0;
    for (;;) {
      const column = feature[node] as number;
      if (column === LEAF) break;
      node = (values[start + column] as number) < (value[node] as number) ? node + 1 : (right[node] as number);
    }
    sums[row] = (sums[row] as number) + (value[node] as number);
  }
}

function rightChildren(grown: GrownNodes, place: number): Int32Array {
  const right = new Int32Array(grown.feature.length - place);
  const waiting: number[] = [];
  for (let i = place; i < grown.feature.length; i++) {
    if (grown.feature[i] !== LEAF) waiting.push(i - place);
    else {
      const parent = waiting.pop();
      if (parent !== undefined) right[parent] = i - place + 1;
    }
  }
  return right;
}
