/**
 * The layered predictor: every kernel's time by the additive model, corrected by boosted trees as far as the network
 * resembles measured ones; a layer is the sum of its kernels, the network the sum of its layers.
 */
import { constantMs, groupIndex, kernelTerms, sum, type AdditiveModel } from "./additive";
import { aggregateMs, outsideTrainedTotals, unusableTotals, type AggregateModel } from "./aggregate";
import { groupOf } from "./groups";
import { logHalfWidth, OUTSIDE_DISTANCE, type IntervalTable } from "./interval";
import { kernelKey, type Kernel } from "./kernels";
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
  readonly additive: AdditiveModel;
  /** Logarithm of each kernel's correction. */
  readonly trees: Trees;
  readonly novelty: Novelty;
  /** Name of each measured row in `novelty`: "ResNet-50 at 224". */
  readonly measured: readonly string[];
  readonly interval: IntervalTable;
  /** Answers where only totals are known. */
  readonly aggregate: AggregateModel;
}

/** Kernel features of the trees, in their order. */
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
] as const;

/** What must be a number, and not below zero, in every kernel. */
const KERNEL_COUNTS = [
  "macs",
  "reads",
  "writes",
  "weights",
  "size",
  "shortSize",
  "stride",
  "channelsIn",
  "channelsOut",
  "positions",
  "operands",
] as const;

/** The trees change a kernel by at most exp(± this). */
const CLIP = 0.5;
/** Distances between which the trees lose their say: a safeguard for architectures unlike any measured one. */
const GATE_NEAR = 8;
const GATE_FAR = 16;

export function predictLayered(model: LayeredModel, network: NetworkFeatures): Estimate | Refused {
  if (network.kernels === null) return predictTotals(model.aggregate, network.aggregate);
  const unusable = unusableKernels(network.kernels);
  return unusable === null
    ? predictLayers(model, network.kernels, network.inputWidth)
    : { kind: "refused", why: unusable };
}

function predictLayers(
  model: LayeredModel,
  layers: readonly (readonly Kernel[])[],
  inputWidth: number,
): Estimate | Refused {
  const priceOf = remembered(kernelKey, (kernel: Kernel) => priceKernel(model.additive, kernel));
  const priced = layers.map((kernels) => kernels.map(priceOf));
  const constant = constantMs(model.additive);
  const all = priced.flat();
  const additiveMs = sum(all.map(({ ms }) => ms)) + constant;
  const { distance, rows } = neighbourhood(model.novelty, networkShape(all, additiveMs));
  const strength = gate(distance);
  const msOf = remembered(
    (kernel: Priced) => kernel,
    (kernel) => correctedMs(model, kernel, strength),
  );
  const estimates = priced.map((kernels, i): LayerEstimate => {
    // The network constant is the start of the run: the first layer carries it.
    const ms = sum(kernels.map(msOf)) + (i === 0 ? constant : 0);
    return { ms, largestTerm: largestTerm(kernels) };
  });
  const ms = sum(estimates.map((layer) => layer.ms));
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

function predictTotals(model: AggregateModel, features: AggregateFeatures): Estimate | Refused {
  const unusable = unusableTotals(features);
  if (unusable !== null) return { kind: "refused", why: `the network's totals cannot be priced: ${unusable}` };
  const ms = aggregateMs(model, features);
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

function unusableKernels(layers: readonly (readonly Kernel[])[]): string | null {
  if (layers.every((kernels) => kernels.length === 0)) return "the network launches no GPU kernel";
  for (const [i, kernels] of layers.entries())
    for (const kernel of kernels) {
      const name = KERNEL_COUNTS.find((count) => !(Number.isFinite(kernel[count]) && kernel[count] >= 0));
      if (name !== undefined) return `layer ${i + 1}: ${name} of its ${kernel.kind} kernel is ${kernel[name]}`;
    }
  return null;
}

interface Priced extends PricedKernel {
  readonly terms: readonly number[];
}

function priceKernel(model: AdditiveModel, kernel: Kernel): Priced {
  const terms = kernelTerms(model, kernel);
  return { kernel, group: groupIndex(groupOf(kernel)), terms, ms: sum(terms), count: 1 };
}

/** Networks repeat their kernels: each distinct one is computed once. */
function remembered<Item, Result>(
  keyOf: (item: Item) => unknown,
  compute: (item: Item) => Result,
): (item: Item) => Result {
  const results = new Map<unknown, Result>();
  return (item) => {
    const key = keyOf(item);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute(item);
    results.set(key, result);
    return result;
  };
}

function correctedMs(model: LayeredModel, { kernel, group, ms }: Priced, strength: number): number {
  if (strength === 0) return ms;
  return ms * Math.exp(strength * logCorrection(model.trees, Float32Array.from(kernelFeatures(kernel, group, ms))));
}

export function logCorrection(trees: Trees, features: Float32Array): number {
  return Math.min(Math.max(sumOfTrees(trees, features), -CLIP), CLIP);
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
  ];
}

/** How much of the trees' correction holds: 1 near measured networks, 0 far from them, linear between. */
export function gate(distance: number): number {
  return Math.min(Math.max((GATE_FAR - distance) / (GATE_FAR - GATE_NEAR), 0), 1);
}

function largestTerm(kernels: readonly Priced[]): Term | null {
  let largest: Term | null = null;
  let most = 0;
  TERMS.forEach((term, j) => {
    let ms = 0;
    for (const { terms } of kernels) ms += terms[j] ?? 0;
    if (ms > most) {
      most = ms;
      largest = term;
    }
  });
  return largest;
}
