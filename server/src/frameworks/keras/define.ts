/**
 * How a row of the table of constructors is written.
 *
 * The order of the parameters is that of Keras 2 in TensorFlow (2.15), which Keras 3 keeps for nearly all that touch a shape.
 * Keras 1 names are renamed to it as the `legacy` interfaces of Keras 2.3 did.
 */

import { snakeCase } from "../tracing/snake-case";

export interface Constructor {
  /** Canonical class name. */
  readonly class: string;
  /** What Keras names such a layer: "conv2d". */
  readonly automaticName: string;
  /** In positional order. */
  readonly parameters: readonly string[];
  /** Keywords that some version takes beside them. */
  readonly keywords: readonly string[];
  /** Other names of a parameter. */
  readonly renamed: ReadonlyMap<string, string>;
  /** True where the name is of Keras 1 only: `Convolution2D(64, 3, 3)` gives rows and columns. */
  readonly keras1: boolean;
  /** Two neighbours that Keras 3 has in the other order, the one that is a word last: told by what is given. */
  readonly swapped: readonly [string, string] | null;
  /** Arguments that are None unless they are given. */
  readonly none: readonly string[];
  /** Whether the layer takes the data format that a source sets for all of them; some do in Keras 3 alone. */
  readonly followsDataFormat: "always" | "keras3" | "never";
}

export interface Details {
  /** The class, where the name in the table is another one. */
  readonly class?: string;
  /** Arguments that are None unless they are given, although the class has another default. */
  readonly none?: readonly string[];
  readonly aliases?: readonly string[];
  /** Aliases that take rows and columns apart, as Keras 1 did. */
  readonly keras1?: readonly string[];
  readonly keywords?: readonly string[];
  readonly renamed?: readonly (readonly [string, string])[];
  readonly swapped?: readonly [string, string];
  /** Keras 2 takes channels last here whatever is set for all layers. */
  readonly fixedInKeras2?: boolean;
}

export type Rows = readonly (readonly [name: string, constructor: Constructor])[];

/** Rows of the table: the class under its own name and under its aliases. */
export function define(className: string, parameters: readonly string[], details: Details = {}): Rows {
  const keywords = details.keywords ?? [];
  const known = new Set([...parameters, ...keywords]);
  const own = details.renamed ?? [];
  const names = POOLING_1D.test(className) ? [...KERAS1_NAMES, STRIDE] : KERAS1_NAMES;
  const general = names.filter(([from, to]) => known.has(to) && !known.has(from));
  const renamed = new Map([...general, ...own]);
  const swapped = details.swapped ?? null;
  const row = (keras1: boolean): Constructor => ({
    class: details.class ?? className,
    automaticName: snakeCase(details.class ?? className),
    parameters,
    keywords,
    renamed,
    keras1,
    swapped,
    none: details.none ?? [],
    followsDataFormat: !known.has("data_format") ? "never" : details.fixedInKeras2 === true ? "keras3" : "always",
  });
  const keras1 = details.keras1 ?? [];
  const ordinary = [className, ...(details.aliases ?? [])].filter((name) => !keras1.includes(name));
  return [...ordinary.map((name) => [name, row(false)] as const), ...keras1.map((name) => [name, row(true)] as const)];
}

export const WEIGHT_OPTIONS: readonly string[] = [
  "kernel_initializer",
  "bias_initializer",
  "kernel_regularizer",
  "bias_regularizer",
  "activity_regularizer",
  "kernel_constraint",
  "bias_constraint",
];

/** The one kind of layer with a stride in the singular; elsewhere that is a slip, which Keras refuses. */
const STRIDE: readonly [string, string] = ["stride", "strides"];
const POOLING_1D = /^(Max|Average)Pooling1D$/;

const KERAS1_NAMES: readonly (readonly [string, string])[] = [
  ["nb_filter", "filters"],
  ["filter_length", "kernel_size"],
  ["subsample", "strides"],
  ["subsample_length", "strides"],
  ["border_mode", "padding"],
  ["bias", "use_bias"],
  ["dim_ordering", "data_format"],
  ["init", "kernel_initializer"],
  ["W_regularizer", "kernel_regularizer"],
  ["b_regularizer", "bias_regularizer"],
  ["W_constraint", "kernel_constraint"],
  ["b_constraint", "bias_constraint"],
  ["output_dim", "units"],
  ["atrous_rate", "dilation_rate"],
  ["pool_length", "pool_size"],
  ["concat_axis", "axis"],
  ["dot_axes", "axes"],
  ["p", "rate"],
  ["sigma", "stddev"],
  ["gamma_init", "gamma_initializer"],
  ["beta_init", "beta_initializer"],
];
