/**
 * What one inference needs beside time: electrical power, memory and so energy, from a network's totals and its estimated time. Trained on
 * the tables of power (mW) and memory (MB) that belong to the public measurements.
 */
import { isOutside, unusableTotals } from "./aggregate";
import { AGGREGATE_FEATURES, type AggregateFeatures, type Estimate, type Refused } from "./predictor";
import { sumOfTrees, type Trees } from "./trees";

export interface ConsumptionModel {
  readonly power: PowerModel;
  readonly memory: MemoryModel;
  readonly energy: HalfWidths;
}

/** Trees on totals and on what is done in a millisecond; they give the logarithm of the milliwatts. */
export interface PowerModel extends Ranges, HalfWidths {
  readonly trees: Trees;
  /** Before the first tree. */
  readonly base: number;
}

/** A non-negative sum of what has to be held, times trees. */
export interface MemoryModel extends Ranges, HalfWidths {
  /** A coefficient for each of the terms of `memoryTerms`. */
  readonly theta: Float64Array;
  readonly trees: Trees;
}

/** Of the 90 % interval, logarithms. */
export interface HalfWidths {
  readonly within: number;
  /** Of a network with a total beyond those of the measured ones. */
  readonly outside: number;
}

/** Smallest and largest trained value of each total: AGGREGATE_FEATURES of power, MEMORY_TOTALS of memory. */
export interface Ranges {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** With the 90 % interval. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** True where a total lies beyond those of the measured networks. */
  readonly outsideMeasuredRange: boolean;
}

export interface Consumption {
  readonly kind: "consumption";
  /** While the network runs. */
  readonly powerMilliwatts: Figure;
  /** Of the program that runs it, 10⁶ bytes. */
  readonly memoryMegabytes: Figure;
  /** Of one inference: power times time. */
  readonly energyMillijoules: Figure;
}

export const POWER_FEATURE_COUNT = AGGREGATE_FEATURES.length + 5;

/** Elements, but for the number of layers. */
export const MEMORY_TOTALS = ["layers", "sum_activations", "weights", "input_size"] as const;
export type MemoryTotals = Readonly<Record<(typeof MEMORY_TOTALS)[number], number>>;

export const MEMORY_TERM_COUNT = MEMORY_TOTALS.length + 1;
export const MEMORY_FEATURE_COUNT = MEMORY_TOTALS.length + 1;

/** The trees change a sum by at most exp(± this). */
const CLIP = 0.7;

/** What the predictor that answers says of the network, with its 90 % interval; above 0. */
export type Time = Pick<Estimate, "ms" | "low" | "high">;

export function consumptionOf(
  model: ConsumptionModel,
  aggregate: AggregateFeatures,
  { ms, high }: Time,
): Consumption | Refused {
  const unusable = unusableTotals(aggregate);
  if (unusable !== null) return { kind: "refused", why: `the network's totals cannot be used: ${unusable}` };
  const power = powerMw(model.power, aggregate, ms);
  const powerIsOutside = isOutside(aggregate, AGGREGATE_FEATURES, model.power);
  const totals = memoryTotals(aggregate);
  return {
    kind: "consumption",
    powerMilliwatts: figure(power, model.power, powerIsOutside),
    memoryMegabytes: memoryFigure(model.memory, totals),
    energyMillijoules: figure(
      (power * ms) / 1000,
      energyHalfWidths(model, high === null ? 0 : Math.log(high / ms)),
      powerIsOutside,
    ),
  };
}

/**
 * Those of networks whose layers are known, or what power and time leave together where the time is less certain than theirs: the errors of
 * both are independent then.
 */
function energyHalfWidths({ power, energy }: ConsumptionModel, ofTime: number): HalfWidths {
  return {
    within: Math.max(energy.within, Math.hypot(power.within, ofTime)),
    outside: Math.max(energy.outside, Math.hypot(power.outside, ofTime)),
  };
}

export function memoryFigure(model: MemoryModel, totals: MemoryTotals): Figure {
  return figure(memoryMb(model, totals), model, isOutside(totals, MEMORY_TOTALS, model));
}

function figure(value: number, { within, outside }: HalfWidths, outsideMeasuredRange: boolean): Figure {
  const factor = Math.exp(outsideMeasuredRange ? outside : within);
  return { value, low: value / factor, high: value * factor, outsideMeasuredRange };
}

export function powerMw(
  { trees, base }: Pick<PowerModel, "trees" | "base">,
  features: AggregateFeatures,
  ms: number,
): number {
  return Math.exp(base + sumOfTrees(trees, Float32Array.from(powerFeatures(features, ms))));
}

/** The totals as they are, and logarithms of what is done in a millisecond: a GPU that works draws power. */
export function powerFeatures(features: AggregateFeatures, ms: number): readonly number[] {
  return [
    ...AGGREGATE_FEATURES.map((name) => features[name]),
    Math.log(features.flops / ms),
    Math.log(features.sum_activations / ms),
    Math.log((weightsOf(features) + 1) / ms),
    Math.log(ms),
    Math.log(ms / features.layers),
  ];
}

export function memoryTotals(features: AggregateFeatures): MemoryTotals {
  const { layers, sum_activations, input_size } = features;
  return { layers, sum_activations, weights: weightsOf(features), input_size };
}

export function memoryMb({ theta, trees }: Pick<MemoryModel, "theta" | "trees">, totals: MemoryTotals): number {
  const base = memoryBase(theta, totals);
  const correction = sumOfTrees(trees, Float32Array.from(memoryFeatures(totals, base)));
  return base * Math.exp(Math.min(Math.max(correction, -CLIP), CLIP));
}

/** Megabytes before the trees. */
export function memoryBase(theta: Float64Array, totals: MemoryTotals): number {
  return memoryTerms(totals).reduce((sum, term, i) => sum + term * (theta[i] ?? NaN), 0);
}

/** Megabytes at coefficient 1: the program itself, a layer's own data, activations, weights, the input. */
export function memoryTerms({ layers, sum_activations, weights, input_size }: MemoryTotals): readonly number[] {
  const megabytes = 4 / 1e6;
  return [1000, layers, sum_activations * megabytes, weights * megabytes, input_size * megabytes];
}

export function memoryFeatures(totals: MemoryTotals, base: number): readonly number[] {
  return [...MEMORY_TOTALS.map((name) => totals[name]), Math.log(base)];
}

function weightsOf({ params_conv, params_bn, params_fc }: AggregateFeatures): number {
  return params_conv + params_bn + params_fc;
}
