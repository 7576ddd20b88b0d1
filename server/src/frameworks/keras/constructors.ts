/** The table of layer constructors: name in `keras.layers` → class and parameters. `tables/` holds its rows, family by family. */
import type { Constructor } from "./define";
import { CONVOLUTION_CONSTRUCTORS } from "./tables/convolution";
import { NORMALIZATION_CONSTRUCTORS } from "./tables/normalization";
import { PLAIN_CONSTRUCTORS } from "./tables/plain";
import { POOLING_CONSTRUCTORS } from "./tables/pooling";
import { PREPROCESSING_CONSTRUCTORS } from "./tables/preprocessing";
import { SEQUENCE_CONSTRUCTORS } from "./tables/sequences";

/** The constructor that `keras.layers.NAME` means, undefined for a layer that is not in the table. */
export function constructorOf(name: string): Constructor | undefined {
  return CONSTRUCTORS.get(name);
}

/** `keras.layers.concatenate` → "Concatenate": the functional forms that build their layer themselves. */
export const FUNCTIONAL_MERGES: ReadonlyMap<string, string> = new Map([
  ["add", "Add"],
  ["average", "Average"],
  ["concatenate", "Concatenate"],
  ["dot", "Dot"],
  ["maximum", "Maximum"],
  ["minimum", "Minimum"],
  ["multiply", "Multiply"],
  ["subtract", "Subtract"],
]);

/** Keywords of every layer. */
export const COMMON_KEYWORDS: readonly string[] = [
  "activity_regularizer",
  "autocast",
  "batch_input_shape",
  "batch_shape",
  "batch_size",
  "dtype",
  "dynamic",
  "input_dim",
  "input_dtype",
  "input_length",
  "input_shape",
  "name",
  "trainable",
  "weights",
];

const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map([
  ...PLAIN_CONSTRUCTORS,
  ...CONVOLUTION_CONSTRUCTORS,
  ...POOLING_CONSTRUCTORS,
  ...NORMALIZATION_CONSTRUCTORS,
  ...PREPROCESSING_CONSTRUCTORS,
  ...SEQUENCE_CONSTRUCTORS,
]);

/** Every name of the table, aliases included. */
export const CONSTRUCTOR_NAMES: readonly string[] = [...CONSTRUCTORS.keys()];
