/**
 * The table of layer constructors: name in `keras.layers` → class and parameters.
 *
 * The order of the parameters is that of Keras 2 in TensorFlow (keras.io, API reference of 2.15), which Keras 3 keeps for the ones
 * that touch a shape. Keras 1 names are renamed to it as the `legacy` interfaces of Keras 2.3 did.
 */

export interface Constructor {
  /** Canonical class name. */
  readonly class: string;
  /** In positional order. */
  readonly parameters: readonly string[];
  /** Keywords that some version takes beside them, without a meaning for shapes. */
  readonly keywords: readonly string[];
  /** Other names of a parameter. */
  readonly renamed: ReadonlyMap<string, string>;
  /** True where the name is of Keras 1 only: `Convolution2D(64, 3, 3)` gives rows and columns. */
  readonly keras1: boolean;
}

/** The constructor that `keras.layers.NAME` means, undefined for a layer that is not in the table. */
export function constructorOf(name: string): Constructor | undefined {
  return CONSTRUCTORS.get(name);
}

/** `keras.layers.concatenate` → "Concatenate": the functional forms that build their layer themselves. */
export const FUNCTIONAL_MERGES: ReadonlyMap<string, string> = new Map([
  ["add", "Add"],
  ["average", "Average"],
  ["concatenate", "Concatenate"],
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
  "alpha",
  "autocast",
  "dtype",
  "dynamic",
  "epsilon",
  "fused",
  "input_dtype",
  "l1",
  "l2",
  "lora_alpha",
  "lora_rank",
  "fill_mode",
  "fill_value",
  "max_value",
  "mode",
  "momentum",
  "name",
  "negative_slope",
  "noise_shape",
  "quantization_config",
  "rate",
  "renorm",
  "renorm_clipping",
  "renorm_momentum",
  "seed",
  "stddev",
  "synchronized",
  "theta",
  "threshold",
  "trainable",
  "virtual_batch_size",
  "adjustment",
  "weights",
]);

const WEIGHT_OPTIONS = [
  "kernel_initializer",
  "bias_initializer",
  "kernel_regularizer",
  "bias_regularizer",
  "activity_regularizer",
  "kernel_constraint",
  "bias_constraint",
];

const KERAS1_NAMES: readonly (readonly [string, string])[] = [
  ["nb_filter", "filters"],
  ["subsample", "strides"],
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
  ["concat_axis", "axis"],
  ["p", "rate"],
  ["sigma", "stddev"],
  ["gamma_init", "gamma_initializer"],
  ["beta_init", "beta_initializer"],
];

/** Layers that do nothing when a network is used. */
const AUGMENTATIONS = [
  "RandomBrightness",
  "RandomContrast",
  "RandomFlip",
  "RandomRotation",
  "RandomTranslation",
  "RandomZoom",
];

const AUGMENTATION_KEYWORDS = [
  "data_format",
  "fill_mode",
  "fill_value",
  "height_factor",
  "interpolation",
  "mode",
  "seed",
  "value_range",
  "width_factor",
];

const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map(
  (
    [
      define("InputLayer", [
        "input_shape",
        "batch_size",
        "dtype",
        "input_tensor",
        "sparse",
        "name",
        "ragged",
        "type_spec",
        "shape",
        "batch_shape",
      ]),
      define(
        "Conv2D",
        [
          "filters",
          "kernel_size",
          "strides",
          "padding",
          "data_format",
          "dilation_rate",
          "groups",
          "activation",
          "use_bias",
          ...WEIGHT_OPTIONS,
        ],
        { aliases: ["Convolution2D"], keras1: ["Convolution2D", "AtrousConvolution2D"] },
      ),
      define(
        "SeparableConv2D",
        [
          "filters",
          "kernel_size",
          "strides",
          "padding",
          "data_format",
          "dilation_rate",
          "depth_multiplier",
          "activation",
          "use_bias",
          "depthwise_initializer",
          "pointwise_initializer",
          "bias_initializer",
          "depthwise_regularizer",
          "pointwise_regularizer",
          "bias_regularizer",
          "activity_regularizer",
          "depthwise_constraint",
          "pointwise_constraint",
          "bias_constraint",
        ],
        {
          keywords: ["kernel_initializer", "kernel_regularizer", "kernel_constraint"],
          keras1: ["SeparableConvolution2D"],
        },
      ),
      define(
        "DepthwiseConv2D",
        [
          "kernel_size",
          "strides",
          "padding",
          "depth_multiplier",
          "data_format",
          "dilation_rate",
          "activation",
          "use_bias",
          "depthwise_initializer",
          "bias_initializer",
          "depthwise_regularizer",
          "bias_regularizer",
          "activity_regularizer",
          "depthwise_constraint",
          "bias_constraint",
        ],
        {
          keywords: ["kernel_initializer", "kernel_regularizer", "kernel_constraint"],
          aliases: ["DepthwiseConvolution2D"],
        },
      ),
      define(
        "Conv2DTranspose",
        [
          "filters",
          "kernel_size",
          "strides",
          "padding",
          "output_padding",
          "data_format",
          "dilation_rate",
          "activation",
          "use_bias",
          ...WEIGHT_OPTIONS,
        ],
        { aliases: ["Convolution2DTranspose"], keywords: ["groups"], keras1: ["Deconvolution2D", "Deconv2D"] },
      ),
      define("Dense", ["units", "activation", "use_bias", ...WEIGHT_OPTIONS, "lora_rank", "lora_alpha"]),
      define(
        "BatchNormalization",
        [
          "axis",
          "momentum",
          "epsilon",
          "center",
          "scale",
          "beta_initializer",
          "gamma_initializer",
          "moving_mean_initializer",
          "moving_variance_initializer",
          "beta_regularizer",
          "gamma_regularizer",
          "beta_constraint",
          "gamma_constraint",
        ],
        {
          keywords: [
            "adjustment",
            "fused",
            "mode",
            "renorm",
            "renorm_clipping",
            "renorm_momentum",
            "synchronized",
            "virtual_batch_size",
          ],
        },
      ),
      define("Activation", ["activation"]),
      define("ReLU", ["max_value", "negative_slope", "threshold"]),
      define("LeakyReLU", ["alpha"], { renamed: [["negative_slope", "alpha"]] }),
      define("ELU", ["alpha"]),
      define("ThresholdedReLU", ["theta"]),
      define("PReLU", ["alpha_initializer", "alpha_regularizer", "alpha_constraint", "shared_axes"], {
        renamed: [["init", "alpha_initializer"]],
      }),
      define("Softmax", ["axis"]),
      define("Rescaling", ["scale", "offset"]),
      ...AUGMENTATIONS.map((name) => define(name, ["factor"], { keywords: AUGMENTATION_KEYWORDS })),
      define("MaxPooling2D", ["pool_size", "strides", "padding", "data_format"], { aliases: ["MaxPool2D"] }),
      define("AveragePooling2D", ["pool_size", "strides", "padding", "data_format"], { aliases: ["AvgPool2D"] }),
      define("GlobalMaxPooling2D", ["data_format", "keepdims"], { aliases: ["GlobalMaxPool2D"] }),
      define("GlobalAveragePooling2D", ["data_format", "keepdims"], { aliases: ["GlobalAvgPool2D"] }),
      define("Flatten", ["data_format"]),
      define("Reshape", ["target_shape"], { renamed: [["dims", "target_shape"]] }),
      define("Permute", ["dims"]),
      define("ZeroPadding2D", ["padding", "data_format"]),
      define("Cropping2D", ["cropping", "data_format"]),
      define("UpSampling2D", ["size", "data_format", "interpolation"]),
      define("Lambda", ["function", "output_shape", "mask", "arguments"]),
      define("Dropout", ["rate", "noise_shape", "seed"]),
      define("SpatialDropout2D", ["rate", "data_format", "seed"]),
      define("GaussianNoise", ["stddev", "seed"]),
      define("GaussianDropout", ["rate", "seed"]),
      define("AlphaDropout", ["rate", "noise_shape", "seed"]),
      define("ActivityRegularization", ["l1", "l2"]),
      define("Add", []),
      define("Subtract", []),
      define("Multiply", []),
      define("Average", []),
      define("Maximum", []),
      define("Minimum", []),
      define("Concatenate", ["axis"]),
    ] satisfies [string, Constructor][][]
  ).flat(),
);

/** Every name of the table, aliases included. */
export const CONSTRUCTOR_NAMES: readonly string[] = [...CONSTRUCTORS.keys()];

interface Details {
  readonly aliases?: readonly string[];
  /** Aliases that take rows and columns apart, as Keras 1 did. */
  readonly keras1?: readonly string[];
  readonly keywords?: readonly string[];
  readonly renamed?: readonly (readonly [string, string])[];
}

/** Rows of the table: the class under its own name and under its aliases. */
function define(className: string, parameters: readonly string[], details: Details = {}): [string, Constructor][] {
  const keywords = details.keywords ?? [];
  const known = new Set([...parameters, ...keywords]);
  const renamed = new Map([...KERAS1_NAMES.filter(([, to]) => known.has(to)), ...(details.renamed ?? [])]);
  const row = (keras1: boolean): Constructor => ({ class: className, parameters, keywords, renamed, keras1 });
  const keras1 = details.keras1 ?? [];
  const ordinary = [className, ...(details.aliases ?? [])].filter((name) => !keras1.includes(name));
  return [
    ...ordinary.map((name): [string, Constructor] => [name, row(false)]),
    ...keras1.map((name): [string, Constructor] => [name, row(true)]),
  ];
}
