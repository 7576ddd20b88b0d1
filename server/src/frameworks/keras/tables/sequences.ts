/** Constructors of recurrent layers, attention, layers that wrap others, and layers for data. */
import { define } from "../define";
import type { Rows } from "../define";

const OPTIONS_OF_WEIGHTS = [
  "kernel_initializer",
  "recurrent_initializer",
  "bias_initializer",
  "unit_forget_bias",
  "kernel_regularizer",
  "recurrent_regularizer",
  "bias_regularizer",
  "activity_regularizer",
  "kernel_constraint",
  "recurrent_constraint",
  "bias_constraint",
  "dropout",
  "recurrent_dropout",
];

const OPTIONS_OF_LAYERS = ["return_sequences", "return_state", "go_backwards", "stateful", "unroll", "time_major"];

const KERAS1_NAMES: readonly (readonly [string, string])[] = [
  ["output_dim", "units"],
  ["init", "kernel_initializer"],
  ["inner_init", "recurrent_initializer"],
  ["forget_bias_init", "bias_initializer"],
  ["inner_activation", "recurrent_activation"],
  ["W_regularizer", "kernel_regularizer"],
  ["U_regularizer", "recurrent_regularizer"],
  ["b_regularizer", "bias_regularizer"],
  ["dropout_W", "dropout"],
  ["dropout_U", "recurrent_dropout"],
];

const KEYWORDS = ["seed", "use_cudnn", "implementation", "zero_output_for_mask", "consume_less"];

function withoutForgetBias(names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== "unit_forget_bias");
}

function cellParameters(gated: boolean, forgets: boolean): readonly string[] {
  const activations = gated ? ["activation", "recurrent_activation"] : ["activation"];
  const options = forgets ? OPTIONS_OF_WEIGHTS : withoutForgetBias(OPTIONS_OF_WEIGHTS);
  return ["units", ...activations, "use_bias", ...options];
}

const RECURRENT: Rows = [
  ...define("LSTM", [...cellParameters(true, true), ...OPTIONS_OF_LAYERS], {
    keywords: KEYWORDS,
    renamed: KERAS1_NAMES,
  }),
  ...define("GRU", [...cellParameters(true, false), ...OPTIONS_OF_LAYERS, "reset_after"], {
    keywords: KEYWORDS,
    renamed: KERAS1_NAMES,
  }),
  ...define("SimpleRNN", [...cellParameters(false, false), ...OPTIONS_OF_LAYERS], {
    keywords: KEYWORDS,
    renamed: KERAS1_NAMES,
  }),
  ...define("CuDNNLSTM", ["units", ...OPTIONS_OF_WEIGHTS.slice(0, -2), ...OPTIONS_OF_LAYERS.slice(0, 4)]),
  ...define("CuDNNGRU", [
    "units",
    ...withoutForgetBias(OPTIONS_OF_WEIGHTS.slice(0, -2)),
    ...OPTIONS_OF_LAYERS.slice(0, 4),
  ]),
  ...define("LSTMCell", cellParameters(true, true), { keywords: KEYWORDS }),
  ...define("GRUCell", [...cellParameters(true, false), "reset_after"], { keywords: KEYWORDS }),
  ...define("SimpleRNNCell", cellParameters(false, false), { keywords: KEYWORDS }),
  ...define("StackedRNNCells", ["cells"]),
  ...define("RNN", ["cell", ...OPTIONS_OF_LAYERS], { keywords: KEYWORDS }),
  ...["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"].flatMap((name) =>
    define(
      name,
      [
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "data_format",
        "dilation_rate",
        "activation",
        "recurrent_activation",
        "use_bias",
        ...OPTIONS_OF_WEIGHTS,
        ...OPTIONS_OF_LAYERS,
      ],
      { keywords: KEYWORDS },
    ),
  ),
  ...define("Bidirectional", ["layer", "merge_mode", "weights", "backward_layer"]),
  ...define("TimeDistributed", ["layer"]),
];

const PROJECTION_OPTIONS = [
  "kernel_initializer",
  "bias_initializer",
  "kernel_regularizer",
  "bias_regularizer",
  "activity_regularizer",
  "kernel_constraint",
  "bias_constraint",
];

const ATTENTION: Rows = [
  ...define(
    "MultiHeadAttention",
    [
      "num_heads",
      "key_dim",
      "value_dim",
      "dropout",
      "use_bias",
      "output_shape",
      "attention_axes",
      ...PROJECTION_OPTIONS,
    ],
    { keywords: ["flash_attention", "seed", "sliding_window", "use_gate"] },
  ),
  ...define(
    "GroupQueryAttention",
    ["head_dim", "num_query_heads", "num_key_value_heads", "dropout", "use_bias", "sliding_window", "flash_attention"],
    { keywords: [...PROJECTION_OPTIONS, "seed", "use_gate"], aliases: ["GroupedQueryAttention"] },
  ),
  ...define("Attention", ["use_scale", "score_mode"], { keywords: ["causal", "dropout", "seed"] }),
  ...define("AdditiveAttention", ["use_scale"], { keywords: ["causal", "dropout"] }),
  ...define("EinsumDense", ["equation", "output_shape", "activation", "bias_axes", ...PROJECTION_OPTIONS], {
    keywords: ["gptq_unpacked_column_size", "lora_alpha", "lora_rank", "quantization_config"],
  }),
];

const DATA: Rows = [
  ...define(
    "TextVectorization",
    [
      "max_tokens",
      "standardize",
      "split",
      "ngrams",
      "output_mode",
      "output_sequence_length",
      "pad_to_max_tokens",
      "vocabulary",
      "idf_weights",
      "sparse",
      "ragged",
      "encoding",
    ],
    { keywords: ["vocabulary_size"] },
  ),
  ...define("StringLookup", ["max_tokens", "num_oov_indices", "mask_token", "oov_token", "vocabulary", "idf_weights"], {
    keywords: ["encoding", "invert", "output_mode", "pad_to_max_tokens", "salt", "sparse"],
  }),
  ...define("IntegerLookup", ["max_tokens", "num_oov_indices", "mask_token", "oov_token", "vocabulary"], {
    keywords: [
      "idf_weights",
      "invert",
      "mask_value",
      "oov_method",
      "oov_value",
      "output_mode",
      "pad_to_max_tokens",
      "salt",
      "sparse",
      "vocabulary_dtype",
    ],
  }),
  ...define("Hashing", ["num_bins", "mask_value", "salt", "output_mode", "sparse"]),
  ...define("HashedCrossing", ["num_bins", "output_mode", "sparse"]),
  ...define("CategoryEncoding", ["num_tokens", "output_mode", "sparse"], { renamed: [["max_tokens", "num_tokens"]] }),
  ...define("Discretization", ["bin_boundaries", "num_bins", "epsilon", "output_mode", "sparse"], {
    renamed: [["bins", "bin_boundaries"]],
  }),
];

export const SEQUENCE_CONSTRUCTORS: Rows = [...RECURRENT, ...ATTENTION, ...DATA];
