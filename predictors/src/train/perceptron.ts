/** A multi-layer perceptron, trained by Adam (Kingma and Ba, 2015) on mini-batches; the same for a seed on every machine. */
import type { DenseLayer, Perceptron } from "../regression";
import { Random } from "./random";

export interface PerceptronSettings {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Weight of the squared weights in the loss. */
  readonly decay: number;
  readonly epochs: number;
}

const BATCH = 32;
const RATE = 0.005;
/** Adam's own defaults. */
const FIRST_MOMENT = 0.9;
const SECOND_MOMENT = 0.999;
const TINY = 1e-8;

interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly weights: Parameters;
  readonly biases: Parameters;
  /** Of the row at hand. */
  readonly output: Float64Array;
  readonly error: Float64Array;
}

interface Parameters {
  readonly value: Float64Array;
  readonly gradient: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** `rows` standardised; `target` near 0 with a spread near 1. The squared error is what is made small. */
export function fitPerceptron(
  rows: readonly Float64Array[],
  target: readonly number[],
  settings: PerceptronSettings,
  seed: number,
): Perceptron {
  const random = new Random(seed);
  const widths = [rows[0]?.length ?? 0, ...settings.hidden, 1];
  const layers = widths.slice(1).map((units, index) => newLayer(widths[index] ?? 0, units, random));
  let steps = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    // A rate that falls lets the weights come to rest.
    const rate = RATE * (1 - epoch / settings.epochs);
    const order = random.permutation(rows.length);
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.subarray(from, from + BATCH);
      for (const index of batch)
        addGradient(layers, rows[index] as Float64Array, target[index] as number, batch.length);
      steps += 1;
      for (const { weights, biases } of layers) {
        advance(weights, rate, steps, settings.decay);
        advance(biases, rate, steps, 0);
      }
    }
  }
  return { kind: "perceptron", layers: layers.map(finished) };
}

function newLayer(inputs: number, units: number, random: Random): Layer {
  // Glorot and Bengio, 2010, for the hyperbolic tangent.
  const range = Math.sqrt(6 / (inputs + units));
  return {
    inputs,
    units,
    weights: parameters(Float64Array.from({ length: inputs * units }, () => (2 * random.next() - 1) * range)),
    biases: parameters(new Float64Array(units)),
    output: new Float64Array(units),
    error: new Float64Array(units),
  };
}

function parameters(value: Float64Array): Parameters {
  const zeros = (): Float64Array => new Float64Array(value.length);
  return { value, gradient: zeros(), first: zeros(), second: zeros() };
}

/** One row's part of the gradient of half the mean squared error of its batch. */
function addGradient(layers: readonly Layer[], row: Float64Array, target: number, batch: number): void {
  let values = row;
  layers.forEach((layer, index) => {
    forwards(layer, values, index === layers.length - 1);
    values = layer.output;
  });
  const last = layers.at(-1);
  if (last === undefined) return;
  last.error[0] = ((last.output[0] as number) - target) / batch;
  for (let index = layers.length - 1; index >= 0; index--) backwards(layers, index, row);
}

function forwards({ inputs, units, weights, biases, output }: Layer, values: Float64Array, isLast: boolean): void {
  for (let unit = 0; unit < units; unit++) {
    let sum = biases.value[unit] as number;
    for (let i = 0; i < inputs; i++) sum += (weights.value[unit * inputs + i] as number) * (values[i] as number);
    output[unit] = isLast ? sum : Math.tanh(sum);
  }
}

function backwards(layers: readonly Layer[], index: number, row: Float64Array): void {
  const { inputs, units, weights, biases, error } = layers[index] as Layer;
  const before = layers[index - 1];
  const values = before?.output ?? row;
  before?.error.fill(0);
  for (let unit = 0; unit < units; unit++) {
    const delta = error[unit] as number;
    biases.gradient[unit] = (biases.gradient[unit] as number) + delta;
    for (let i = 0; i < inputs; i++) {
      const place = unit * inputs + i;
      weights.gradient[place] = (weights.gradient[place] as number) + delta * (values[i] as number);
      if (before !== undefined)
        before.error[i] = (before.error[i] as number) + delta * (weights.value[place] as number);
    }
  }
  if (before === undefined) return;
  for (let i = 0; i < inputs; i++)
    before.error[i] = (before.error[i] as number) * (1 - (before.output[i] as number) ** 2);
}

function advance({ value, gradient, first, second }: Parameters, rate: number, steps: number, decay: number): void {
  const firstShare = 1 - FIRST_MOMENT ** steps;
  const secondShare = 1 - SECOND_MOMENT ** steps;
  for (let i = 0; i < value.length; i++) {
    const slope = (gradient[i] as number) + decay * (value[i] as number);
    first[i] = FIRST_MOMENT * (first[i] as number) + (1 - FIRST_MOMENT) * slope;
    second[i] = SECOND_MOMENT * (second[i] as number) + (1 - SECOND_MOMENT) * slope * slope;
    const step = (first[i] as number) / firstShare / (Math.sqrt((second[i] as number) / secondShare) + TINY);
    value[i] = (value[i] as number) - rate * step;
  }
  gradient.fill(0);
}

function finished({ inputs, weights, biases }: Layer): DenseLayer {
  return { inputs, weights: Float32Array.from(weights.value), biases: Float32Array.from(biases.value) };
}
