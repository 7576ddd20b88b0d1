/**
 * Boosted trees per kernel, trained on whole-network times: a kernel's gradient is its share of the total, summed over
 * the networks that launch it.
 */
import { kernelFeatures } from "../layered";
import type { Trees } from "../trees";
import { finishedTrees } from "./boosted";
import { addTree, DEFAULT_GROWTH, growTree, type GrownNodes, type GrowthSettings } from "./grower";
import { HistogramSplits } from "./histogram-splits";
import type { KernelTable } from "./kernel-table";
import { Random } from "./random";
import { featureTable } from "./table";

const ROUNDS = 120;
const BINS = 64;
/** Log errors below this count as squares, above as absolute values. */
const SMOOTH = 0.03;
const GROWTH: GrowthSettings = {
  ...DEFAULT_GROWTH,
  maxDepth: 6,
  minChildWeight: 0.3,
  lambda: 1,
  learningRate: 0.1,
  treeColumns: 0.8,
};

/** What the trees learn from: networks of a table. */
export interface BoostedNetworks {
  readonly table: KernelTable;
  /** Of each kernel of the table: by the additive model, and what it cannot stay below. */
  readonly additiveMs: Float64Array;
  readonly leastMs: Float64Array;
  readonly constantMs: number;
  /** Measured milliseconds of each network, and how much it counts. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
}

/** Trees of the log-correction that look at the first `width` features of a kernel. */
export function boostKernels(networks: BoostedNetworks, width: number, seed: number): Trees {
  const { table, additiveMs } = networks;
  const count = table.kernels.length;
  const rows = table.kernels.map((kernel, u) =>
    kernelFeatures(kernel, table.group[u] as number, additiveMs[u] as number).slice(0, width),
  );
  const features = featureTable(rows, width);
  const search = new HistogramSplits(features, BINS);
  const random = new Random(seed);
  const grown: GrownNodes = { feature: [], value: [] };
  const correction = new Float64Array(count);
  const all = Int32Array.from({ length: count }, (_, u) => u);
  for (let round = 0; round < ROUNDS; round++) {
    const statistics = shareStatistics(networks, correction);
    const place = grown.feature.length;
    growTree(search, all, statistics, GROWTH, random, grown);
    addTree(grown, place, features, correction);
  }
  return finishedTrees(features.width, ROUNDS, grown);
}

function shareStatistics(
  { table, additiveMs, leastMs, constantMs, target, weight }: BoostedNetworks,
  correction: Float64Array,
): { gradient: Float32Array; hessian: Float32Array } {
  const ms = additiveMs.map((value, u) => Math.max(value * Math.exp(correction[u] as number), leastMs[u] as number));
  const gradient = new Float64Array(ms.length);
  const hessian = new Float64Array(ms.length);
  const { start, kernel, count } = table;
  for (let n = 0; n < table.networks; n++) {
    const from = start[n] as number;
    const to = start[n + 1] as number;
    let total = constantMs;
    for (let e = from; e < to; e++) total += (ms[kernel[e] as number] as number) * (count[e] as number);
    const error = Math.log(total / (target[n] as number));
    const scale = Math.sqrt(error ** 2 + SMOOTH ** 2);
    for (let e = from; e < to; e++) {
      const u = kernel[e] as number;
      const share = ((ms[u] as number) * (count[e] as number)) / total;
      const counted = (weight[n] as number) * share;
      gradient[u] = (gradient[u] as number) + (error / scale) * counted;
      hessian[u] = (hessian[u] as number) + ((3 * SMOOTH) / scale) * counted;
    }
  }
  return { gradient: Float32Array.from(gradient), hessian: Float32Array.from(hessian) };
}
