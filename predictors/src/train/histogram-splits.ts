/** Split search on binned features; the choice for tens of thousands of rows. */
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

/** Bins are bytes. */
const MOST_BINS = 256;

export class HistogramSplits implements SplitSearch {
  /** Per feature, ascending: bin b holds the values from its cut up to the next one; the first cut is the smallest value. */
  readonly #cuts: readonly Float32Array[];
  /** count × width. */
  readonly #bins: Uint8Array;
  /** Per feature, where its bins start in a histogram. */
  readonly #offset: Int32Array;
  readonly #histogramLength: number;
  readonly #histograms = new Map<GrowingNode, Float64Array>();
  readonly #free: Float64Array[] = [];
  #rows = new Int32Array();
  #statistics: Statistics = { gradient: new Float32Array(), hessian: new Float32Array() };

  constructor(
    readonly table: FeatureTable,
    mostBins: number,
  ) {
    const { count, width, values } = table;
    this.#cuts = Array.from({ length: width }, (_, column) =>
      cutsOf(
        Float32Array.from({ length: count }, (_unused, row) => values[row * width + column] as number),
        Math.min(mostBins, MOST_BINS),
      ),
    );
    this.#bins = new Uint8Array(count * width);
    this.#offset = new Int32Array(width);
    let bins = 0;
    this.#cuts.forEach((cuts, column) => {
      this.#offset[column] = bins;
      bins += cuts.length;
      for (let row = 0; row < count; row++)
        this.#bins[row * width + column] = binOf(cuts, values[row * width + column] as number);
    });
    this.#histogramLength = bins * 2;
  }

  begin(rows: Int32Array, statistics: Statistics, root: GrowingNode): void {
    this.#rows = rows as Int32Array<ArrayBuffer>;
    this.#statistics = statistics;
    this.#histograms.clear();
    this.#histograms.set(root, this.#build(root));
  }

  find(node: GrowingNode, columns: Int32Array, settings: GrowthSettings): Split | null {
    const histogram = this.#histograms.get(node);
    if (histogram === undefined) return null;
    let best: Split | null = null;
    for (const feature of columns) best = this.#findInColumn(histogram, node, feature, settings, best);
    return best;
  }

  #findInColumn(
    histogram: Float64Array,
    node: GrowingNode,
    feature: number,
    settings: GrowthSettings,
    found: Split | null,
  ): Split | null {
    const { minChildWeight, lambda } = settings;
    const cuts = this.#cuts[feature] as Float32Array;
    const offset = (this.#offset[feature] as number) * 2;
    const nodeGain = gainOf(node.gradient, node.hessian, lambda);
    let bestGain = found?.gain ?? 0;
    let bestThreshold = NaN;
    let rightGradient = 0;
    let rightHessian = 0;
    for (let bin = cuts.length - 1; bin > 0; bin--) {
      rightGradient += histogram[offset + 2 * bin] as number;
      rightHessian += histogram[offset + 2 * bin + 1] as number;
      const leftHessian = node.hessian - rightHessian;
      if (leftHessian < minChildWeight) break;
      if (rightHessian < minChildWeight) continue;
      const leftGain = gainOf(node.gradient - rightGradient, leftHessian, lambda);
      const gain = splitGain(leftGain, gainOf(rightGradient, rightHessian, lambda), nodeGain);
      if (gain > bestGain) {
        bestGain = gain;
        bestThreshold = cuts[bin] as number;
      }
    }
    return Number.isNaN(bestThreshold) ? found : { feature, threshold: bestThreshold, gain: bestGain };
  }

  /** Counts the smaller child; the larger one is what remains of the node. */
  divide(node: GrowingNode, left: GrowingNode, right: GrowingNode, _goesLeft: Uint8Array, searched: boolean): void {
    if (!searched) {
      this.release(node);
      return;
    }
    const whole = this.#histograms.get(node);
    if (whole === undefined) return;
    const leftIsSmaller = left.end - left.start < right.end - right.start;
    const counted = this.#build(leftIsSmaller ? left : right);
    for (let i = 0; i < whole.length; i++) whole[i] = (whole[i] as number) - (counted[i] as number);
    this.#histograms.delete(node);
    this.#histograms.set(left, leftIsSmaller ? counted : whole);
    this.#histograms.set(right, leftIsSmaller ? whole : counted);
  }

  release(node: GrowingNode): void {
    const histogram = this.#histograms.get(node);
    if (histogram === undefined) return;
    this.#histograms.delete(node);
    this.#free.push(histogram);
  }

  #build(node: GrowingNode): Float64Array {
    const histogram = this.#free.pop()?.fill(0) ?? new Float64Array(this.#histogramLength);
    const { gradient, hessian } = this.#statistics;
    const width = this.table.width;
    const bins = this.#bins;
    const offset = this.#offset;
    for (let i = node.start; i < node.end; i++) {
      const row = this.#rows[i] as number;
      const g = gradient[row] as number;
      const h = hessian[row] as number;
      for (let column = 0; column < width; column++) {
        const place = 2 * ((offset[column] as number) + (bins[row * width + column] as number));
        histogram[place] = (histogram[place] as number) + g;
        histogram[place + 1] = (histogram[place + 1] as number) + h;
      }
    }
    return histogram;
  }
}

/** Every distinct value where there are few, else quantiles of the rows; `values` is sorted in place. */
function cutsOf(values: Float32Array, mostBins: number): Float32Array {
  values.sort();
  const distinct = values.filter((value, i) => i === 0 || value !== values[i - 1]);
  if (distinct.length <= mostBins) return distinct;
  const cuts: number[] = [];
  for (let bin = 0; bin < mostBins; bin++) {
    const cut = values[Math.floor((bin * values.length) / mostBins)] as number;
    if (cut !== cuts[cuts.length - 1]) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

function binOf(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cuts[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
