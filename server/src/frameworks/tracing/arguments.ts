/** Arguments of layers, by their names in Keras 2, which all frameworks share. */
import { asLists } from "../../languages/numpy/array";
import { list, tuple, unknown } from "../../values/make";
import type { CallContext, Value } from "../../values/value";
import { whyUnwieldy } from "../../values/walk";

/**
 * Arrays of numpy and members of an `IntEnum` are the numbers that they hold. Something of a library (`data.shape[1]`) has a value only
 * when the program runs: Unknown, also inside a list or tuple.
 */
export function asArgument(value: Value, call: CallContext): Value {
  if (value.kind === "library") return unknown(`${value.path} has a value only when the program runs`, call.location);
  if (value.kind === "array") return value.vague === undefined ? asLists(value) : value;
  if (value.kind === "instance" && value.poison === undefined) return value.base ?? value;
  if (value.kind !== "list" && value.kind !== "tuple") return value;
  const why = whyUnwieldy(value, (items) => {
    call.interpreter.spend(items);
  });
  if (why !== null) return unknown(why, call.location);
  const items = value.items.map((item) => asArgument(item, call));
  return value.kind === "list" ? list(items) : tuple(items);
}

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
