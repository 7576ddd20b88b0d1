/**
 * Attention. FLOPs: two for each multiply-accumulate of the projections, scores and sums; the softmax as in `activation`. Products are
 * priced as convolutions of 1×1, as dense layers on several positions are: no measured network has attention itself.
 */
import type { Shape } from "../../../protocol/report";
import { activationFlops, activationKernels } from "./activation-costs";
import { describeShape, elements, NO_PARAMETERS, shape, shapeError, sumOfCosts } from "./arithmetic";
import type { KnownShape, LayerCost, OutputShape } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { known } from "./shared-arguments";
import type { Rules } from "./rules";
import { multiplied } from "./tensor/costs";

export const ATTENTIONS: Family = [
  ["MultiHeadAttention", readMultiHead],
  ["GroupQueryAttention", readGroupQuery],
  ["Attention", readAttention],
  ["AdditiveAttention", (reader) => attentionRules("AdditiveAttention", "additive", reader.flag("use_scale", true))],
];

/** Inputs: query, value, and key where it is not the value. `axes` count the batch; null are all between it and the last. */
interface MultiHead {
  readonly layer: string;
  readonly heads: number;
  /** Heads that keys and values have; fewer where several queries share one. */
  readonly keyHeads: number;
  readonly keyDimension: number;
  readonly valueDimension: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly outputShape: readonly number[] | null;
  readonly axes: readonly number[] | null;
}

function readMultiHead(reader: ArgumentReader): Rules {
  const heads = reader.integer("num_heads", { minimum: 1 });
  const keyDimension = reader.integer("key_dim", { minimum: 1 });
  const outputShape = reader.numbers("output_shape");
  const axes = reader.numbers("attention_axes");
  return multiHeadAttentionRules({
    layer: "MultiHeadAttention",
    heads,
    keyHeads: heads,
    keyDimension,
    valueDimension: reader.integer("value_dim", { minimum: 1, fallback: keyDimension }),
    useBias: reader.flag("use_bias", true),
    useGate: reader.flag("use_gate", false),
    outputShape: outputShape === undefined ? null : known(outputShape),
    axes: axes === undefined ? null : known(axes),
  });
}

function readGroupQuery(reader: ArgumentReader): Rules {
  const dimension = reader.integer("head_dim", { minimum: 1 });
  const heads = reader.integer("num_query_heads", { minimum: 1 });
  const keyHeads = reader.integer("num_key_value_heads", { minimum: 1 });
  if (heads % keyHeads !== 0)
    reader.fail(`its ${heads} query heads cannot share ${keyHeads} key heads`, "num_key_value_heads");
  return multiHeadAttentionRules({
    layer: "GroupQueryAttention",
    heads,
    keyHeads,
    keyDimension: dimension,
    valueDimension: dimension,
    useBias: reader.flag("use_bias", true),
    useGate: reader.flag("use_gate", false),
    outputShape: null,
    axes: null,
  });
}

/** After Keras' `MultiHeadAttention`: heads × keyDimension for query and key, heads × valueDimension for the value, and back. */
function multiHeadAttentionRules(settings: MultiHead): Rules {
  const { layer, outputShape } = settings;
  return {
    called: "with query and value",
    takes: "vectors",
    output: (inputs) => {
      const [query, value] = inputs;
      if (query === undefined || value === undefined) return shapeError(`${layer} needs a query and a value.`);
      const why = whyNotAttended(settings, query, value, inputs[2] ?? value);
      return why === null ? shape([...query.slice(0, -1), ...(outputShape ?? query.slice(-1))]) : shapeError(why);
    },
    parameters: ([query, value, key = value]) => {
      const [queryDepth, valueDepth, keyDepth] = [query, value, key].map((input) => input?.at(-1) ?? null);
      if (queryDepth == null || valueDepth == null || keyDepth == null) return null;
      const { heads, keyHeads, keyDimension, valueDimension, useBias, useGate } = settings;
      const bias = useBias ? 1 : 0;
      const output = elements(outputShape ?? [queryDepth]);
      const total =
        (queryDepth + bias) * heads * keyDimension +
        (keyDepth + bias) * keyHeads * keyDimension +
        (valueDepth + bias) * keyHeads * valueDimension +
        (useGate ? (queryDepth + bias) * heads * valueDimension : 0) +
        (heads * valueDimension + bias) * output;
      return { total, nonTrainable: 0 };
    },
    cost: ({ inputs: [query = [], value = query, key = value], output }) => costOf(settings, query, value, key, output),
    furtherOutputs: ([query, value]) =>
      query === undefined || value === undefined ? [] : [scores(settings, query, value)],
  };
}

function whyNotAttended(settings: MultiHead, query: Shape, value: Shape, key: Shape): string | null {
  const { layer } = settings;
  const wrong = [query, value, key].find((input) => input.length < 2 || input.length !== query.length);
  if (wrong !== undefined) return `${layer} needs sequences of the same rank; one input is ${describeShape(wrong)}.`;
  if ([query, value, key].some((input) => input.at(-1) === null))
    return `${layer} needs to know the last sides of its inputs.`;
  const axes = axesOf(settings, query.length);
  if (axes.some((axis) => axis < 0 || axis >= query.length - 1))
    return `${layer}: its inputs of ${describeShape(query)} have no such attention axes.`;
  const disagree = axes.some((axis) => key[axis] !== null && value[axis] !== null && key[axis] !== value[axis]);
  return disagree ? `${layer}: key ${describeShape(key)} and value ${describeShape(value)} differ in length.` : null;
}

/** Indexes into shapes without the batch. */
function axesOf({ axes }: MultiHead, rank: number): readonly number[] {
  if (axes === null) return Array.from({ length: rank - 1 }, (_, axis) => axis);
  return axes.map((axis) => (axis < 0 ? axis + rank : axis - 1));
}

/** Sides that are not attended to, heads, positions of the query, positions of the value. */
function scores(settings: MultiHead, query: Shape, value: Shape): Shape {
  const axes = axesOf(settings, query.length);
  const others = query.slice(0, -1).filter((_, axis) => !axes.includes(axis));
  const at = (input: Shape): Shape => axes.map((axis) => input[axis] ?? null);
  return [...others, settings.heads, ...at(query), ...at(value)];
}

function costOf(
  settings: MultiHead,
  query: KnownShape,
  value: KnownShape,
  key: KnownShape,
  output: KnownShape,
): LayerCost {
  const { heads, keyHeads, keyDimension, valueDimension, useGate } = settings;
  const table = scores(settings, query, value).map((side) => side ?? 1);
  const positions = (input: KnownShape): readonly number[] => input.slice(0, -1);
  const project = (input: KnownShape, columns: number): LayerCost => {
    const depth = input.at(-1) ?? 1;
    const made = [...positions(input), columns];
    return multiplied({ macs: elements(input) * columns, depth }, [input, [depth, columns]], made);
  };
  const attended = [...positions(query), heads * valueDimension];
  return sumOfCosts([
    project(query, heads * keyDimension),
    project(key, keyHeads * keyDimension),
    project(value, keyHeads * valueDimension),
    ...(useGate ? [project(query, heads * valueDimension)] : []),
    ...dotProduct({ table, depth: keyDimension, width: valueDimension }, query, key, value, attended),
    project(attended, elements(output) / Math.max(1, elements(positions(query)))),
  ]);
}

/** Scores, their softmax, and the sums that they weigh. */
function dotProduct(
  { table, depth, width }: { readonly table: KnownShape; readonly depth: number; readonly width: number },
  query: KnownShape,
  key: KnownShape,
  value: KnownShape,
  output: KnownShape,
): readonly LayerCost[] {
  const count = elements(table);
  return [
    multiplied({ macs: count * depth, depth }, [query, key], table),
    { flops: activationFlops("softmax", table), macs: 0, kernels: activationKernels("softmax", table) },
    multiplied({ macs: count * width, depth: table.at(-1) ?? 1 }, [table, value], output),
  ];
}

// ---------------------------------------------------------------- without projections

function readAttention(reader: ArgumentReader): Rules {
  const score = reader.choice("score_mode", ["dot", "concat"] as const, "dot");
  return attentionRules("Attention", score, reader.flag("use_scale", false));
}

/** Scores are products, or sums under a tanh. */
function attentionRules(layer: string, score: "dot" | "concat" | "additive", useScale: boolean): Rules {
  return {
    called: "with a list of query and value",
    takes: "vectors",
    output: (inputs) => {
      const [query, value] = inputs;
      if (query === undefined || value === undefined) return shapeError(`${layer} needs a query and a value.`);
      const wrong = inputs.find((input) => input.length < 2 || input.length !== query.length);
      if (wrong !== undefined)
        return shapeError(`${layer} needs sequences of the same rank; one input is ${describeShape(wrong)}.`);
      return agreeing(layer, query, inputs[2] ?? value) ?? shape([...query.slice(0, -1), value.at(-1) ?? null]);
    },
    parameters: ([query]) => {
      const own = score === "concat" ? 1 : 0;
      if (!useScale) return { ...NO_PARAMETERS, total: own };
      const scale = score === "additive" ? (query?.at(-1) ?? null) : 1;
      return scale === null ? null : { total: scale + own, nonTrainable: 0 };
    },
    cost: ({ inputs: [query = [], value = query, key = value], output }) => {
      const table = [...query.slice(0, -1), key.at(-2) ?? 1];
      const depth = query.at(-1) ?? 1;
      return sumOfCosts(dotProduct({ table, depth, width: value.at(-1) ?? 1 }, query, key, value, output));
    },
    furtherOutputs: ([query, value]) =>
      query === undefined || value === undefined ? [] : [[...query.slice(0, -1), value.at(-2) ?? null]],
  };
}

function agreeing(layer: string, query: Shape, key: Shape): OutputShape | null {
  const [left = null, right = null] = [query.at(-1), key.at(-1)];
  if (left === null || right === null || left === right) return null;
  return shapeError(`${layer}: query ${describeShape(query)} and key ${describeShape(key)} differ in their last side.`);
}
