/** Exact greedy split search on columns sorted once; the choice for small tables. */
import {
  gainOf,
  splitGain,
  type GrowingNode,
  type GrowthSettings,
  type Split,
  type SplitSearch,
  type Statistics,
} from "./grower";
import type { FeatureTable } from "./table";

export class ExactSplits implements SplitSearch {
  /** Per feature, all rows by value. */
  readonly #sorted: readonly Int32Array[];
  /** Per feature, the tree's rows: those of a node stand between its start and end, by value. */
  #columns: readonly Int32Array[] = [];
  /** Per feature, all values by row. */
  readonly #values: readonly Float32Array[];
  readonly #spare: Int32Array;
  #statistics: Statistics = { gradient: new Float32Array(), hessian: new Float32Array() };

  constructor(readonly table: FeatureTable) {
    const { count, width, values } = table;
    this.#values = Array.from({ length: width }, (_, column) =>
      Float32Array.from({ length: count }, (_unused, row) => values[row * width + column] as number),
    );
    this.#sorted = this.#values.map((column) =>
      Int32Array.from({ length: count }, (_, row) => row).sort((a, b) => (column[a] as number) - (column[b] as number)),
    );
    this.#spare = new Int32Array(count);
  }

  begin(rows: Int32Array, statistics: Statistics): void {
    this.#columns = this.#sorted.map((column) => (rows.length === column.length ? column.slice() : only(rows, column)));
    this.#statistics = statistics;
  }

  find(node: GrowingNode, columns: Int32Array, settings: GrowthSettings): Split | null {
    let best: Split | null = null;
    for (const feature of columns) best = this.#findInColumn(node, feature, settings, best);
    return best;
  }

  /** From the largest value down; returns the given split unless a better one is found. */
  #findInColumn(node: GrowingNode, feature: number, settings: GrowthSettings, found: Split | null): Split | null {
    const { minChildWeight, minLeafRows, lambda } = settings;
    const { gradient, hessian } = this.#statistics;
    const order = this.#columns[feature] as Int32Array;
    const values = this.#values[feature] as Float32Array;
    const nodeGain = gainOf(node.gradient, node.hessian, lambda);
    const last = node.end - minLeafRows;
    let bestGain = found?.gain ?? 0;
    let bestThreshold = NaN;
    let rightGradient = 0;
    let rightHessian = 0;
    let before = NaN;
    for (let i = node.end - 1; i >= node.start + minLeafRows - 1; i--) {
      const row = order[i] as number;
      const value = values[row] as number;
      if (value !== before && i < last && rightHessian >= minChildWeight) {
        const leftHessian = node.hessian - rightHessian;
        if (leftHessian >= minChildWeight) {
          const leftGain = gainOf(node.gradient - rightGradient, leftHessian, lambda);
          const gain = splitGain(leftGain, gainOf(rightGradient, rightHessian, lambda), nodeGain);
          if (gain > bestGain) {
            bestGain = gain;
            bestThreshold = between(value, before);
          }
        }
      }
      rightGradient += gradient[row] as number;
      rightHessian += hessian[row] as number;
      before = value;
    }
    return Number.isNaN(bestThreshold) ? found : { feature, threshold: bestThreshold, gain: bestGain };
  }

  divide(node: GrowingNode, left: GrowingNode, _right: GrowingNode, goesLeft: Uint8Array, searched: boolean): void {
    if (!searched) return;
    const spare = this.#spare;
    const { start, end } = node;
    for (const order of this.#columns) {
      let place = left.start;
      let spared = 0;
      for (let i = start; i < end; i++) {
        const row = order[i] as number;
        if (goesLeft[row] === 1) order[place++] = row;
        else spare[spared++] = row;
      }
      order.set(spare.subarray(0, spared), place);
    }
  }

  release(): void {
    // Nothing is held per node.
  }
}

/** Those of the ordered rows that are wanted, in their order. */
function only(wanted: Int32Array, ordered: Int32Array): Int32Array {
  const chosen = new Uint8Array(ordered.length);
  for (const row of wanted) chosen[row] = 1;
  const found = new Int32Array(wanted.length);
  let place = 0;
  for (const row of ordered) if (chosen[row] === 1) found[place++] = row;
  return found;
}

/** Threshold that separates two 32-bit values: their mean, or the larger one where the mean rounds to the smaller. */
function between(smaller: number, larger: number): number {
  const mean = Math.fround(Math.fround(smaller + larger) * 0.5);
  return mean === smaller ? larger : mean;
}
