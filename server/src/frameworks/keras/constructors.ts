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
  "causal",
  "chain_depth",
  "consume_less",
  "contrast_factor",
  "crop_to_aspect_ratio",
  "dropout",
  "dtype",
  "dynamic",
  "encoding",
  "epsilon",
  "factor",
  "fill_mode",
  "fill_value",
  "flash_attention",
  "fused",
  "go_backwards",
  "height_factor",
  "hue_factor",
  "idf_weights",
  "implementation",
  "input_dtype",
  "interpolation",
  "invert",
  "l1",
  "l2",
  "lora_alpha",
  "lora_rank",
  "mask_token",
  "mask_value",
  "mask_zero",
  "max_value",
  "mode",
  "momentum",
  "name",
  "negative_slope",
  "ngrams",
  "noise_shape",
  "num_chains",
  "num_ops",
  "offset",
  "oov_token",
  "pad_to_aspect_ratio",
  "quantization_config",
  "rate",
  "recurrent_activation",
  "recurrent_dropout",
  "renorm",
  "renorm_clipping",
  "renorm_momentum",
  "salt",
  "saturation_factor",
  "seed",
  "sigma",
  "sliding_window",
  "split",
  "standardize",
  "stateful",
  "stddev",
  "synchronized",
  "theta",
  "threshold",
  "threshold_factor",
  "trainable",
  "unit_forget_bias",
  "unroll",
  "use_cudnn",
  "value_range",
  "virtual_batch_size",
  "vocabulary_dtype",
  "weights",
  "width_factor",
  "x_factor",
  "y_factor",
  "zero_output_for_mask",
]);

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
