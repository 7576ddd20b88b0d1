/** Attention layers and products by Einstein's notation. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { activationOf } from "../activation-arguments";
import { known } from "../shared-arguments";
import type { Readers } from "../shared-arguments";

export const ATTENTION_READERS: Readers = [
  ["MultiHeadAttention", readMultiHead],
  ["GroupQueryAttention", readGroupQuery],
  ["Attention", readAttention],
  [
    "AdditiveAttention",
    (reader) => ({
      type: "attention",
      layer: "AdditiveAttention",
      score: "additive",
      useScale: reader.flag("use_scale", true),
    }),
  ],
  ["EinsumDense", readEinsumDense],
];

function readMultiHead(reader: ArgumentReader): Operation {
  const heads = reader.integer("num_heads", { minimum: 1 });
  const keyDimension = reader.integer("key_dim", { minimum: 1 });
  const outputShape = reader.numbers("output_shape");
  const axes = reader.numbers("attention_axes");
  return {
    type: "multi_head_attention",
    layer: "MultiHeadAttention",
    heads,
    keyHeads: heads,
    keyDimension,
    valueDimension: reader.integer("value_dim", { minimum: 1, fallback: keyDimension }),
    useBias: reader.flag("use_bias", true),
    useGate: reader.flag("use_gate", false),
    outputShape: outputShape === undefined ? null : known(outputShape),
    axes: axes === undefined ? null : known(axes),
  };
}

function readGroupQuery(reader: ArgumentReader): Operation {
  const dimension = reader.integer("head_dim", { minimum: 1 });
  const heads = reader.integer("num_query_heads", { minimum: 1 });
  const keyHeads = reader.integer("num_key_value_heads", { minimum: 1 });
  if (heads % keyHeads !== 0)
    reader.fail(`its ${heads} query heads cannot share ${keyHeads} key heads`, "num_key_value_heads");
  return {
    type: "multi_head_attention",
    layer: "GroupQueryAttention",
    heads,
    keyHeads,
    keyDimension: dimension,
    valueDimension: dimension,
    useBias: reader.flag("use_bias", true),
    useGate: reader.flag("use_gate", false),
    outputShape: null,
    axes: null,
  };
}

function readAttention(reader: ArgumentReader): Operation {
  return {
    type: "attention",
    layer: "Attention",
    score: reader.choice("score_mode", ["dot", "concat"] as const, "dot"),
    useScale: reader.flag("use_scale", false),
  };
}

function readEinsumDense(reader: ArgumentReader): Operation {
  const equation = reader.text("equation");
  if (equation === undefined) reader.fail("equation must be a string");
  const outputShape = reader.numbers("output_shape");
  if (outputShape === undefined) reader.fail("output_shape is missing");
  return {
    type: "einsum_dense",
    equation: equation ?? "",
    outputShape: outputShape ?? [],
    biasAxes: reader.text("bias_axes") ?? "",
    activation: activationOf(reader),
  };
}
