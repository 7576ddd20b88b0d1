/** Constructors of dense layers, activations, merges, and layers that arrange or pass on. */
import { define, WEIGHT_OPTIONS } from "../define";
import type { Rows } from "../define";

const EMBEDDING = [
  "input_dim",
  "output_dim",
  "embeddings_initializer",
  "embeddings_regularizer",
  "activity_regularizer",
  "embeddings_constraint",
  "mask_zero",
  "input_length",
  "sparse",
];

const ACTIVATIONS: Rows = [
  ...define("Activation", ["activation"]),
  ...define("ReLU", ["max_value", "negative_slope", "threshold"]),
  ...define("LeakyReLU", ["alpha"], { renamed: [["negative_slope", "alpha"]] }),
  ...define("ELU", ["alpha"]),
  ...define("ThresholdedReLU", ["theta"]),
  ...define("PReLU", ["alpha_initializer", "alpha_regularizer", "alpha_constraint", "shared_axes"], {
    renamed: [["init", "alpha_initializer"]],
  }),
  ...define("Softmax", ["axis"]),
];

const ARRANGEMENTS: Rows = [
  ...define("Flatten", ["data_format"]),
  ...define("Reshape", ["target_shape"], { renamed: [["dims", "target_shape"]] }),
  ...define("Permute", ["dims"]),
  ...define("RepeatVector", ["n"]),
  ...define("ZeroPadding1D", ["padding", "data_format"], { fixedInKeras2: true }),
  ...define("ZeroPadding2D", ["padding", "data_format"]),
  ...define("ZeroPadding3D", ["padding", "data_format"]),
  ...define("Cropping1D", ["cropping"]),
  ...define("Cropping2D", ["cropping", "data_format"]),
  ...define("Cropping3D", ["cropping", "data_format"]),
  ...define("UpSampling1D", ["size"], { renamed: [["length", "size"]] }),
  ...define("UpSampling2D", ["size", "data_format", "interpolation"]),
  ...define("UpSampling3D", ["size", "data_format"]),
  ...define("Lambda", ["function", "output_shape", "mask", "arguments"]),
];

const PASSING_ON: Rows = [
  ...define("Identity", []),
  ...define("Masking", ["mask_value"]),
  ...define("ActivityRegularization", ["l1", "l2"]),
  ...define("Dropout", ["rate", "noise_shape", "seed"]),
  ...define("SpatialDropout1D", ["rate", "seed"]),
  ...define("SpatialDropout2D", ["rate", "data_format", "seed"]),
  ...define("SpatialDropout3D", ["rate", "data_format", "seed"]),
  ...define("GaussianNoise", ["stddev", "seed"]),
  ...define("GaussianDropout", ["rate", "seed"]),
  ...define("AlphaDropout", ["rate", "noise_shape", "seed"]),
];

const MERGES: Rows = [
  ...["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"].flatMap((name) => define(name, [])),
  ...define("Concatenate", ["axis"]),
  ...define("Dot", ["axes", "normalize"]),
  ...define("StochasticDepth", ["survival_probability"]),
];

export const PLAIN_CONSTRUCTORS: Rows = [
  ...define("InputLayer", [
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
    "optional",
  ]),
  ...define("Dense", ["units", "activation", "use_bias", ...WEIGHT_OPTIONS, "lora_rank", "lora_alpha"], {
    keywords: ["quantization_config"],
  }),
  ...define("Embedding", EMBEDDING, {
    keywords: ["dropout", "lora_rank", "lora_alpha", "quantization_config"],
    renamed: [
      ["init", "embeddings_initializer"],
      ["W_regularizer", "embeddings_regularizer"],
      ["W_constraint", "embeddings_constraint"],
    ],
  }),
  ...ACTIVATIONS,
  ...ARRANGEMENTS,
  ...PASSING_ON,
  ...MERGES,
];
