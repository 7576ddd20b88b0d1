/**
 * Predictor from a network's totals alone, for networks whose layers are not known: a non-negative linear baseline in
 * milliseconds (compute, traffic, launches) times boosted trees on ratios of the totals.
 */
import type { Device } from "./devices";
import { AGGREGATE_FEATURES, type AggregateFeatures } from "./predictor";
import { sumOfTrees, type Trees } from "./trees";

export interface AggregateModel {
  readonly device: Device;
  /** One coefficient per baseline term. */
  readonly theta: Float64Array;
  readonly trees: Trees;
  /** Half-width of the 90 % interval, a logarithm. */
  readonly logHalfWidth: number;
  /** Smallest and largest trained value of each of AGGREGATE_FEATURES. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export const BASELINE_TERM_COUNT = 9;
export const RATIO_COUNT = 13;
/** The trees change the baseline by at most exp(± this). */
const CLIP = 0.7;
const LEAST_MS = 1e-3;
/** Scale of the term for few outputs per convolution. */
const OUTPUT_SCALE = 5000;

export function aggregateMs(model: AggregateModel, features: AggregateFeatures): number {
  const base = baselineMs(model.device, model.theta, features);
  const correction = sumOfTrees(model.trees, Float32Array.from(ratioFeatures(features, Math.log(base))));
  return base * Math.exp(Math.min(Math.max(correction, -CLIP), CLIP));
}

/** Why these totals cannot be priced, or null. */
/** What every network has some of. */
export const NEVER_ZERO = ["flops", "layers", "sum_activations", "input_size"] as const;

export function unusableTotals(features: AggregateFeatures): string | null {
  for (const name of AGGREGATE_FEATURES) {
    const value = features[name];
    if (!Number.isFinite(value) || value < 0) return `${name} is ${value}`;
  }
  for (const name of NEVER_ZERO) if (features[name] === 0) return `${name} is 0`;
  return null;
}

export function outsideTrainedTotals(model: AggregateModel, features: AggregateFeatures): boolean {
  return isOutside(features, AGGREGATE_FEATURES, model);
}

/** Whether one of the totals lies beyond the smallest or the largest that was trained on. */
export function isOutside<Name extends string>(
  features: Readonly<Record<Name, number>>,
  names: readonly Name[],
  { low, high }: { readonly low: readonly number[]; readonly high: readonly number[] },
): boolean {
  return names.some((name, i) => features[name] < (low[i] ?? 0) || features[name] > (high[i] ?? 0));
}

export function baselineMs(device: Device, theta: Float64Array, features: AggregateFeatures): number {
  const ms = baselineTerms(device, features).reduce((total, term, i) => total + term * (theta[i] ?? NaN), 0);
  return Math.max(ms, LEAST_MS);
}

/** Milliseconds at coefficient 1. */
export function baselineTerms(device: Device, features: AggregateFeatures): readonly number[] {
  const compute = 1 / (device.gmacs * 1e6);
  const traffic = 4 / (device.gbytes * 1e6);
  const launch = 4e-3 * device.launch;
  const macs = features.flops / 2;
  const activationsPerConvolution = Math.max(features.sum_activations / Math.max(features.conv_layers, 1), 1);
  return [
    macs * compute,
    Math.min(features.weighted_neurons, 4 * macs) * compute,
    (macs * compute * OUTPUT_SCALE) / activationsPerConvolution,
    features.sum_activations * traffic,
    features.params_conv * traffic,
    features.params_fc * traffic,
    features.layers * launch,
    features.conv_layers * launch,
    launch,
  ];
}

/** Mostly free of scale, so that the trees say something about networks larger than those they saw. */
export function ratioFeatures(features: AggregateFeatures, logBaseline: number): readonly number[] {
  const convolutions = Math.max(features.conv_layers, 1);
  const macs = Math.max(features.flops / 2, 1);
  return [
    Math.log(macs / features.sum_activations),
    Math.log(features.sum_activations / features.layers),
    Math.log(macs / convolutions),
    Math.log(Math.max(features.params_conv, 1) / convolutions),
    Math.log(Math.max(features.weighted_neurons, 1) / macs),
    features.bn_layers / convolutions,
    convolutions / features.layers,
    Math.log(features.sum_activations / features.input_size),
    Math.log(features.input_size),
    Math.log(features.layers),
    features.fc_layers,
    Math.log1p(features.params_fc) - Math.log1p(features.params_conv),
    logBaseline,
  ];
}
