/**
 * The layered predictor: every kernel's time by the additive model, corrected by boosted trees as far as the network
 * resembles measured ones; a layer is the sum of its kernels, the network the sum of its layers.
 */
import { constantMs, groupIndex, kernelTerms, leastMs, sum, type AdditiveModel } from "./additive";
import { aggregateMs, outsideTrainedTotals, unusableTotals, type AggregateModel } from "./aggregate";
import { groupOf } from "./groups";
import { logHalfWidth, OUTSIDE_DISTANCE, type IntervalTable } from "./interval";
import { isSameKernel, KERNEL_NUMBERS, kernelHash, type Kernel } from "./kernels";
import { log2, networkShape, type PricedKernel } from "./network-shape";
import { neighbourhood, type Novelty } from "./novelty";
import {
  TERMS,
  type AggregateFeatures,
  type Estimate,
  type LayerEstimate,
  type NetworkFeatures,
  type Refused,
  type Term,
} from "./predictor";
import { sumOfTrees, type Trees } from "./trees";

export interface LayeredModel {
  /** What the trees and the distance to measured networks look at. */
  readonly additive: AdditiveModel;
  /** Set where the predictor was fitted further to a user's rows. */
  readonly calibrated: Calibration | null;
  /** Ensembles of the logarithm of each kernel's correction; their mean holds. Each looks at the first KERNEL_FEATURES, as far as it is wide. */
  readonly trees: readonly Trees[];
  readonly novelty: Novelty;
  /** Name of each measured row in `novelty`: "ResNet-50 at 224". */
  readonly measured: readonly string[];
  readonly interval: IntervalTable;
  /** Answers where only totals are known. */
  readonly aggregate: AggregateModel;
}

export interface Calibration {
  /** What kernels are priced with, in place of the base's `additive`. */
  readonly additive: AdditiveModel;
  /** Share of the trees' correction that holds: on another board than the base's not all of it does. */
  readonly correction: number;
  /** Factor on what is estimated from totals alone. */
  readonly totals: number;
}

/** Kernel features of the trees, in their order. The last two tell new sizes better and architectures unlike the measured ones worse. */
export const KERNEL_FEATURES = [
  "group",
  "size",
  "stride",
  "log_channels_in",
  "log_channels_out",
  "log_positions",
  "log_writes",
  "log_macs",
  "log_elements",
  "operands",
  "log_additive",
  "alignment",
  "log_weights",
] as const;

/** Widths of the rows that the ensembles look at: one sees alignment and weights, one does without. */
export const ENSEMBLE_WIDTHS: readonly number[] = [KERNEL_FEATURES.length, KERNEL_FEATURES.length - 2];

/** The trees change a kernel by at most exp(± this). */
const CLIP = 0.5;
/** Distances between which the trees lose their say: a safeguard for architectures unlike any measured one. */
const GATE_NEAR = 8;
const GATE_FAR = 16;

/** A function of the network alone: what it remembers from one network to the next are the prices of kernels. */
export function layeredPredictor(model: LayeredModel): (network: NetworkFeatures) => Estimate | Refused {
  const prices = new KernelPrices(model);
  return (network) =>
    network.kernels === null
      ? predictTotals(model, network.aggregate)
      : predictLayers(model, prices, network.kernels, network.inputWidth);
}

function predictLayers(
  model: LayeredModel,
  prices: KernelPrices,
  layers: readonly (readonly Kernel[])[],
  inputWidth: number,
): Estimate | Refused {
  const priced = pricesOf(prices, layers);
  if ("why" in priced) return priced;
  const constant = constantMs(model.calibrated?.additive ?? model.additive);
  const all = priced.flat();
  const additiveMs = sumOf(all, ({ ms }) => ms) + constantMs(model.additive);
  const { distance, rows } = neighbourhood(model.novelty, networkShape(all, additiveMs));
  const strength = gate(distance) * (model.calibrated?.correction ?? 1);
  // The network constant is the start of the run: the first layer that launches something carries it. One that is not known
  // launches nothing, and its time is shown nowhere.
  const first = priced.findIndex((kernels) => kernels.length > 0);
  const estimates = priced.map((kernels, i): LayerEstimate => {
    const ms = sumOf(kernels, (kernel) => correctedMs(kernel, strength)) + (i === first ? constant : 0);
    return { ms, largestTerm: largestTerm(kernels) };
  });
  const ms = sumOf(estimates, (layer) => layer.ms);
  if (!Number.isFinite(ms)) return { kind: "refused", why: "the network is too large to be estimated" };
  const factor = Math.exp(logHalfWidth(model.interval, distance, inputWidth));
  return {
    kind: "estimate",
    ms,
    low: ms / factor,
    high: ms * factor,
    layers: estimates,
    outsideMeasuredRange: distance >= OUTSIDE_DISTANCE,
    nearest: rows.map((row) => model.measured[row] ?? "").filter((name) => name !== ""),
  };
}

function predictTotals(
  { aggregate: model, calibrated }: LayeredModel,
  features: AggregateFeatures,
): Estimate | Refused {
  const unusable = unusableTotals(features);
  if (unusable !== null) return { kind: "refused", why: `the network's totals cannot be priced: ${unusable}` };
  const ms = aggregateMs(model, features) * (calibrated?.totals ?? 1);
  const factor = Math.exp(model.logHalfWidth);
  return {
    kind: "estimate",
    ms,
    low: ms / factor,
    high: ms * factor,
    layers: null,
    outsideMeasuredRange: outsideTrainedTotals(model, features),
    nearest: [],
  };
}

/** Of each layer its kernels' prices, or why one has none. */
function pricesOf(
  prices: KernelPrices,
  layers: readonly (readonly Kernel[])[],
): readonly (readonly Priced[])[] | Refused {
  if (layers.every((kernels) => kernels.length === 0))
    return { kind: "refused", why: "the network launches no GPU kernel" };
  const priced: Priced[][] = [];
  for (const kernels of layers) {
    const ofLayer: Priced[] = [];
    for (const kernel of kernels) {
      const known = prices.find(kernel);
      const name =
        known === undefined
          ? KERNEL_NUMBERS.find((count) => !(Number.isFinite(kernel[count]) && kernel[count] >= 0))
          : undefined;
      if (name !== undefined) {
        const why = `layer ${priced.length + 1}: ${name} of its ${kernel.kind} kernel is ${kernel[name]}`;
        return { kind: "refused", why };
      }
      ofLayer.push(known ?? prices.add(kernel));
    }
    priced.push(ofLayer);
  }
  return priced;
}

interface Priced extends PricedKernel {
  /** By what the kernel is priced with, in the order of TERMS, and their sum. */
  readonly terms: readonly number[];
  readonly pricedMs: number;
  /** Logarithm of what the trees change, where their whole correction holds. */
  readonly correction: number;
  /** What the board cannot stay below; nothing on a board that the user measured, whose clocks may be others than those of the data sheet. */
  readonly leastMs: number;
}

/** Distinct kernels that are remembered; a network has at most some hundred. */
const MOST_PRICES = 10_000;

/** Networks repeat their kernels, and an edit changes few of them: each distinct one is priced once. */
class KernelPrices {
  private readonly prices = new Map<number, Priced[]>();
  private count = 0;

  constructor(private readonly model: LayeredModel) {}

  add(kernel: Kernel): Priced {
    if (this.count >= MOST_PRICES) this.forget();
    const hash = kernelHash(kernel);
    const price = priceKernel(this.model, kernel);
    const alike = this.prices.get(hash);
    if (alike === undefined) this.prices.set(hash, [price]);
    else alike.push(price);
    this.count += 1;
    return price;
  }

  find(kernel: Kernel): Priced | undefined {
    const alike = this.prices.get(kernelHash(kernel));
    if (alike !== undefined) for (const price of alike) if (isSameKernel(price.kernel, kernel)) return price;
    return undefined;
  }

  private forget(): void {
    this.prices.clear();
    this.count = 0;
  }
}

function priceKernel(model: LayeredModel, kernel: Kernel): Priced {
  const group = groupIndex(groupOf(kernel));
  const base = kernelTerms(model.additive, kernel);
  const ms = sum(base);
  const correction = logCorrection(model.trees, Float32Array.from(kernelFeatures(kernel, group, ms)));
  const terms = model.calibrated === null ? base : kernelTerms(model.calibrated.additive, kernel);
  const least = model.calibrated === null ? leastMs(model.additive.device, kernel, group) : 0;
  return { kernel, group, terms, pricedMs: sum(terms), ms, count: 1, correction, leastMs: least };
}

function correctedMs({ pricedMs, correction, leastMs: least }: Priced, strength: number): number {
  return Math.max(strength === 0 ? pricedMs : pricedMs * Math.exp(strength * correction), least);
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += valueOf(item);
  return total;
}

/** Mean of what the ensembles say. */
export function logCorrection(ensembles: readonly Trees[], features: Float32Array): number {
  let total = 0;
  for (const trees of ensembles) total += Math.min(Math.max(sumOfTrees(trees, features), -CLIP), CLIP);
  return total / ensembles.length;
}

export function kernelFeatures(kernel: Kernel, group: number, additiveMs: number): readonly number[] {
  return [
    group,
    kernel.size,
    kernel.stride,
    log2(kernel.channelsIn),
    log2(kernel.channelsOut),
    log2(kernel.positions),
    log2(kernel.writes),
    log2(kernel.macs),
    log2(kernel.reads + kernel.writes + kernel.weights),
    kernel.operands,
    log2(additiveMs * 1e6),
    alignment(kernel.positions),
    log2(kernel.weights),
  ];
}

/** How well an image's rows fill a warp's loads: 3 where the positions are a multiple of 64, as of a width of 8; 2 of 16, 1 of 4. */
function alignment(positions: number): number {
  const count = Math.max(Math.trunc(positions), 1);
  return [4, 16, 64].filter((multiple) => count % multiple === 0).length;
}

/** How much of the trees' correction holds: 1 near measured networks, 0 far from them, linear between. */
export function gate(distance: number): number {
  return Math.min(Math.max((GATE_FAR - distance) / (GATE_FAR - GATE_NEAR), 0), 1);
}

/** Terms that tell the same limit of the board as another one; together they may be what holds a layer back. */
const SAME_LIMIT: Partial<Record<Term, Term>> = {
  waves: "macs",
  dram_bytes: "activation_bytes",
  large_weight_bytes: "weight_bytes",
};
const LIMIT_OF_TERM: readonly number[] = TERMS.map((term) => TERMS.indexOf(SAME_LIMIT[term] ?? term));

function largestTerm(kernels: readonly Priced[]): Term | null {
  const ms = new Float64Array(TERMS.length);
  for (const { terms } of kernels)
    for (let j = 0; j < TERMS.length; j++) {
      const limit = LIMIT_OF_TERM[j] ?? j;
      ms[limit] = (ms[limit] ?? 0) + (terms[j] ?? 0);
    }
  let largest: Term | null = null;
  let most = 0;
  for (let j = 0; j < TERMS.length; j++) {
    const value = ms[j] ?? 0;
    if (value <= most) continue;
    most = value;
    largest = TERMS[j] ?? null;
  }
  return largest;
}
