/** The table of layer constructors: name in `keras.layers` → class and parameters. `tables/` holds its rows, family by family. */
import type { Constructor } from "./define";
import { CONVOLUTION_CONSTRUCTORS } from "./tables/convolution";
import { NORMALIZATION_CONSTRUCTORS } from "./tables/normalization";
import { PLAIN_CONSTRUCTORS } from "./tables/plain";
import { POOLING_CONSTRUCTORS } from "./tables/pooling";
import { PREPROCESSING_CONSTRUCTORS } from "./tables/preprocessing";

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

/** Parameters that change neither a shape nor a cost; an unknown value there is of no interest. */
export function isHarmlessParameter(name: string): boolean {
  return HARMLESS_PARAMETERS.has(name) || /_(initializer|regularizer|constraint|init|quantizer)$/.test(name);
}

const HARMLESS_PARAMETERS: ReadonlySet<string> = new Set([
  "addition_factor",
  "adjustment",
  "all_ops",
  "alpha",
  "antialias",
  "autocast",
  "bins",
  "brightness_factor",
  "chain_depth",
  "contrast_factor",
  "crop_to_aspect_ratio",
  "dtype",
  "dynamic",
  "epsilon",
  "factor",
  "fill_mode",
  "fill_value",
  "fused",
  "height_factor",
  "hue_factor",
  "input_dtype",
  "interpolation",
  "invert",
  "l1",
  "l2",
  "lora_alpha",
  "lora_rank",
  "mask_value",
  "mask_zero",
  "max_value",
  "mode",
  "momentum",
  "name",
  "negative_slope",
  "noise_shape",
  "num_chains",
  "num_ops",
  "offset",
  "pad_to_aspect_ratio",
  "quantization_config",
  "rate",
  "renorm",
  "renorm_clipping",
  "renorm_momentum",
  "saturation_factor",
  "seed",
  "sigma",
  "stddev",
  "synchronized",
  "theta",
  "threshold",
  "threshold_factor",
  "trainable",
  "value_range",
  "virtual_batch_size",
  "weights",
  "width_factor",
  "x_factor",
  "y_factor",
]);

const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map([
  ...PLAIN_CONSTRUCTORS,
  ...CONVOLUTION_CONSTRUCTORS,
  ...POOLING_CONSTRUCTORS,
  ...NORMALIZATION_CONSTRUCTORS,
  ...PREPROCESSING_CONSTRUCTORS,
]);

/** Every name of the table, aliases included. */
export const CONSTRUCTOR_NAMES: readonly string[] = [...CONSTRUCTORS.keys()];
