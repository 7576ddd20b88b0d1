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
];

const DROPOUTS = ["dropout", "recurrent_dropout"];

const STATES = ["return_sequences", "return_state", "go_backwards", "stateful"];

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
const CELL_KEYWORDS = [...KEYWORDS, "activity_regularizer"];

function without(left: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== left);
}

/** What a recurrent layer takes before its states. */
function steps(gated: boolean, forgets: boolean): readonly string[] {
  const activations = gated ? ["activation", "recurrent_activation"] : ["activation"];
  const options = forgets ? OPTIONS_OF_WEIGHTS : without("unit_forget_bias", OPTIONS_OF_WEIGHTS);
  return ["units", ...activations, "use_bias", ...options, ...DROPOUTS];
}

/** A cell has no output of its own that could be regularized. */
function cell(gated: boolean, forgets: boolean): readonly string[] {
  return without("activity_regularizer", steps(gated, forgets));
}

const RECURRENT: Rows = [
  ...define("LSTM", [...steps(true, true), ...STATES, "time_major", "unroll"], {
    keywords: KEYWORDS,
    renamed: KERAS1_NAMES,
  }),
  ...define("GRU", [...steps(true, false), ...STATES, "unroll", "time_major", "reset_after"], {
    keywords: KEYWORDS,
    renamed: KERAS1_NAMES,
  }),
  ...define("SimpleRNN", [...steps(false, false), ...STATES, "unroll", "time_major"], {
    keywords: KEYWORDS,
    renamed: KERAS1_NAMES,
  }),
  ...define("CuDNNLSTM", ["units", ...OPTIONS_OF_WEIGHTS, ...STATES]),
  ...define("CuDNNGRU", ["units", ...without("unit_forget_bias", OPTIONS_OF_WEIGHTS), ...STATES]),
  ...define("LSTMCell", cell(true, true), { keywords: CELL_KEYWORDS }),
  ...define("GRUCell", [...cell(true, false), "reset_after"], { keywords: CELL_KEYWORDS }),
  ...define("SimpleRNNCell", cell(false, false), { keywords: CELL_KEYWORDS }),
  ...define("StackedRNNCells", ["cells"]),
  ...define("RNN", ["cell", ...STATES, "unroll", "time_major"], { keywords: KEYWORDS }),
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
        ...STATES,
        ...DROPOUTS,
        "unroll",
        "time_major",
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
    [
      "head_dim",
      "num_query_heads",
      "num_key_value_heads",
      "dropout",
      "use_bias",
      "sliding_window",
      "flash_attention",
      ...PROJECTION_OPTIONS,
      "use_gate",
      "seed",
    ],
    { aliases: ["GroupedQueryAttention"] },
  ),
  ...define("Attention", ["use_scale", "score_mode"], { keywords: ["causal", "dropout", "seed"] }),
  ...define("AdditiveAttention", ["use_scale"], { keywords: ["causal", "dropout"] }),
  ...define("EinsumDense", ["equation", "output_shape", "activation", "bias_axes", ...PROJECTION_OPTIONS], {
    keywords: ["gptq_unpacked_column_size", "lora_alpha", "lora_rank", "quantization_config"],
  }),
];

const LOOKUP = ["max_tokens", "num_oov_indices", "mask_token", "oov_token", "vocabulary"];

const LOOKUP_OUTPUT = ["invert", "output_mode", "sparse", "pad_to_max_tokens"];

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
  ...define("StringLookup", [...LOOKUP, "idf_weights", "encoding", ...LOOKUP_OUTPUT], { keywords: ["salt"] }),
  ...define("IntegerLookup", [...LOOKUP, "vocabulary_dtype", "idf_weights", ...LOOKUP_OUTPUT], {
    keywords: ["mask_value", "oov_method", "oov_value", "salt"],
  }),
  ...define("Hashing", ["num_bins", "mask_value", "salt", "output_mode", "sparse"]),
  ...define("HashedCrossing", ["num_bins", "output_mode", "sparse"]),
  ...define("CategoryEncoding", ["num_tokens", "output_mode", "sparse"], { renamed: [["max_tokens", "num_tokens"]] }),
  ...define("Discretization", ["bin_boundaries", "num_bins", "epsilon", "output_mode", "sparse"], {
    renamed: [["bins", "bin_boundaries"]],
  }),
];

export const SEQUENCE_CONSTRUCTORS: Rows = [...RECURRENT, ...ATTENTION, ...DATA];
