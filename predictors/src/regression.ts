/**
 * Regressions on whole-network features: ordinary least squares, a multi-layer perceptron and support vectors, as in Bouzidi et al.,
 * 2020. Most work on logarithms of the features and give the logarithm of the milliseconds, since what counts is the relative error.
 */
import { assertNever } from "./assert-never";
import { unusableTotals } from "./aggregate";
import type { AggregateFeature, AggregateFeatures, Estimate, NetworkFeatures, Refused } from "./predictor";

export interface RegressionModel {
  readonly features: readonly AggregateFeature[];
  /** Whether log(1 + feature) is taken of the features, and the answer is the logarithm of the milliseconds. */
  readonly logarithms: boolean;
  /** Mean and standard deviation over the training rows. */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly regressor: Regressor;
  /** Smallest and largest trained value of each feature. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export type Regressor = Linear | Perceptron | SupportVectors;

export interface Linear {
  readonly kind: "linear";
  readonly weights: readonly number[];
  readonly intercept: number;
}

export interface Perceptron {
  readonly kind: "perceptron";
  /** The last one has one unit and no activation; those before it the hyperbolic tangent. */
  readonly layers: readonly DenseLayer[];
}

export interface DenseLayer {
  readonly inputs: number;
  /** Units × inputs, unit by unit. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

export interface SupportVectors {
  readonly kind: "support-vectors";
  readonly kernel: SvrKernel;
  /** Vectors × features, vector by vector. */
  readonly vectors: Float32Array;
  readonly coefficients: Float32Array;
  readonly bias: number;
}

export const SVR_KERNELS = ["linear", "polynomial", "sigmoid", "rbf"] as const;

export interface SvrKernel {
  readonly name: (typeof SVR_KERNELS)[number];
  /** Of all but the linear one. */
  readonly gamma: number;
  /** Of the polynomial and the sigmoid one. */
  readonly offset: number;
  readonly degree: number;
}

export function predictByRegression(model: RegressionModel, network: NetworkFeatures): Estimate | Refused {
  const unusable = unusableTotals(network.aggregate);
  if (unusable !== null) return { kind: "refused", why: `the network's totals cannot be priced: ${unusable}` };
  const ms = milliseconds(model, network.aggregate);
  if (!Number.isFinite(ms)) return { kind: "refused", why: "the network is too large to be estimated" };
  if (ms <= 0) return { kind: "refused", why: "the network is smaller than any measured one" };
  const outsideMeasuredRange = model.features.some((name, i) => {
    const value = network.aggregate[name];
    return value < (model.low[i] ?? 0) || value > (model.high[i] ?? 0);
  });
  return { kind: "estimate", ms, low: null, high: null, layers: null, outsideMeasuredRange, nearest: [] };
}

/** What the model says, also where that is no time. */
export function milliseconds(model: RegressionModel, aggregate: AggregateFeatures): number {
  const answer = regress(model.regressor, standardised(model, aggregate));
  return model.logarithms ? Math.exp(answer) : answer;
}

export function standardised(
  { features, logarithms, mean, scale }: Pick<RegressionModel, "features" | "logarithms" | "mean" | "scale">,
  aggregate: AggregateFeatures,
): Float64Array {
  const row = new Float64Array(features.length);
  for (let i = 0; i < features.length; i++) {
    const value = aggregate[features[i] as AggregateFeature];
    row[i] = ((logarithms ? Math.log1p(value) : value) - (mean[i] ?? 0)) / (scale[i] ?? 1);
  }
  return row;
}

/** Milliseconds, or their logarithm. */
export function regress(regressor: Regressor, row: Float64Array): number {
  switch (regressor.kind) {
    case "linear":
      return dot(regressor.weights, 0, row) + regressor.intercept;
    case "perceptron":
      return outputOf(regressor, row);
    case "support-vectors": {
      const { kernel, vectors, coefficients, bias } = regressor;
      let sum = bias;
      for (let i = 0; i < coefficients.length; i++)
        sum += (coefficients[i] as number) * kernelValue(kernel, vectors, i * row.length, row);
      return sum;
    }
    default:
      return assertNever(regressor);
  }
}

function outputOf({ layers }: Perceptron, row: Float64Array): number {
  let values = row;
  for (const [index, layer] of layers.entries()) {
    const isLast = index === layers.length - 1;
    values = Float64Array.from(layer.biases, (bias, unit) => {
      const sum = bias + dot(layer.weights, unit * layer.inputs, values);
      return isLast ? sum : Math.tanh(sum);
    });
  }
  return values[0] ?? NaN;
}

/** Of the row and the vector that starts at `first`. */
export function kernelValue(
  { name, gamma, offset, degree }: SvrKernel,
  vectors: ArrayLike<number>,
  first: number,
  row: ArrayLike<number>,
): number {
  switch (name) {
    case "linear":
      return dot(vectors, first, row);
    case "polynomial":
      return (gamma * dot(vectors, first, row) + offset) ** degree;
    case "sigmoid":
      return Math.tanh(gamma * dot(vectors, first, row) + offset);
    case "rbf": {
      let squared = 0;
      for (let i = 0; i < row.length; i++) {
        const difference = (vectors[first + i] as number) - (row[i] as number);
        squared += difference * difference;
      }
      return Math.exp(-gamma * squared);
    }
    default:
      return assertNever(name);
  }
}

function dot(values: ArrayLike<number>, first: number, row: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (values[first + i] as number) * (row[i] as number);
  return sum;
}
