/** How saved topologies spell layers → the classes and arguments of Keras 2, which `layers` knows. */

type Config = Readonly<Record<string, unknown>>;

export interface SpelledLayer {
  readonly class_name: string;
  readonly config: Config;
}

const CLASSES: ReadonlyMap<string, string> = new Map([
  ["AtrousConvolution2D", "Conv2D"],
  ["Convolution1D", "Conv1D"],
  ["Convolution2D", "Conv2D"],
  ["Convolution3D", "Conv3D"],
  ["Deconvolution2D", "Conv2DTranspose"],
  ["SeparableConvolution2D", "SeparableConv2D"],
]);

/** Of a Merge by its mode; a mode that is not here stays a Merge, which is not known. */
const MERGES: ReadonlyMap<unknown, string> = new Map([
  ["sum", "Add"],
  ["mul", "Multiply"],
  ["ave", "Average"],
  ["max", "Maximum"],
  ["concat", "Concatenate"],
]);

const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ["atrous_rate", "dilation_rate"],
  ["bias", "use_bias"],
  ["border_mode", "padding"],
  ["concat_axis", "axis"],
  ["inner_activation", "recurrent_activation"],
  ["nb_filter", "filters"],
  ["p", "rate"],
  ["pool_length", "pool_size"],
  ["subsample", "strides"],
  ["subsample_length", "strides"],
]);

/** Sides of a kernel, each an argument of its own. */
const KERNELS: readonly (readonly string[])[] = [
  ["filter_length"],
  ["nb_row", "nb_col"],
  ["kernel_dim1", "kernel_dim2", "kernel_dim3"],
];

const FORMATS: ReadonlyMap<unknown, string> = new Map([
  ["tf", "channels_last"],
  ["th", "channels_first"],
]);

/** Classes whose `output_dim` is the number of their units. */
const WITH_UNITS = /^(Dense|SimpleRNN|LSTM|GRU)$/;

/** `isKeras1`: whether Keras 1 saved it. */
export function savedSpelling(saved: SpelledLayer, isKeras1: boolean): SpelledLayer {
  const { class_name: className, config } = isKeras1 ? fromKeras1(saved) : saved;
  // TF.js and old versions of Keras do not know the argument, and have one set of biases.
  const isOldGru = /^GRU(Cell)?$/.test(className) && !("reset_after" in config);
  return { class_name: className, config: isOldGru ? { ...config, reset_after: false } : config };
}

/** keras.io, "Keras 2 release notes". */
function fromKeras1({ class_name: written, config }: SpelledLayer): SpelledLayer {
  const merged = written === "Merge" ? MERGES.get(config["mode"]) : undefined;
  const className = merged ?? CLASSES.get(written) ?? written;
  const translated: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    if (name === "dim_ordering") translated["data_format"] = FORMATS.get(value) ?? value;
    else if (name === "output_dim" && WITH_UNITS.test(className)) translated["units"] = value;
    else if (name !== "mode" || merged === undefined) translated[ARGUMENTS.get(name) ?? name] = value;
  }
  const kernel = KERNELS.find((names) => names.every((name) => name in config));
  if (kernel !== undefined) translated["kernel_size"] = kernel.map((name) => config[name]);
  return { class_name: className, config: translated };
}
