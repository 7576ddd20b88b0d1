/**
 * Attention. FLOPs: two for each multiply-accumulate of the projections, scores and sums; the softmax as in `activation`. Products are
 * priced as convolutions of 1×1, as dense layers on several positions are: no measured network has attention itself.
 */
import type { Shape } from "../../../protocol/report";
import type { Operation } from "./operations";
import { activationFlops, activationKernels } from "./activation-costs";
import { describeShape, elements, NO_PARAMETERS, shape, shapeError } from "./arithmetic";
import type { KnownShape, LayerCost, OutputShape } from "./arithmetic";
import type { Rules } from "./rules";
import { multiplied } from "./tensor/costs";

type MultiHead = Extract<Operation, { type: "multi_head_attention" }>;

/** After Keras' `MultiHeadAttention`: heads × keyDimension for query and key, heads × valueDimension for the value, and back. */
export function multiHeadAttentionRules(operation: MultiHead): Rules {
  const { layer, outputShape } = operation;
  return {
    called: "with query and value",
    takes: "vectors",
    output: (inputs) => {
      const [query, value] = inputs;
      if (query === undefined || value === undefined) return shapeError(`${layer} needs a query and a value.`);
      const why = whyNotAttended(operation, query, value, inputs[2] ?? value);
      return why === null ? shape([...query.slice(0, -1), ...(outputShape ?? query.slice(-1))]) : shapeError(why);
    },
    parameters: ([query, value, key = value]) => {
      const [queryDepth, valueDepth, keyDepth] = [query, value, key].map((input) => input?.at(-1) ?? null);
      if (queryDepth == null || valueDepth == null || keyDepth == null) return null;
      const { heads, keyHeads, keyDimension, valueDimension, useBias, useGate } = operation;
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
    cost: ({ inputs: [query = [], value = query, key = value], output }) =>
      costOf(operation, query, value, key, output),
    furtherOutputs: ([query, value]) =>
      query === undefined || value === undefined ? [] : [scores(operation, query, value)],
  };
}

function whyNotAttended(operation: MultiHead, query: Shape, value: Shape, key: Shape): string | null {
  const { layer } = operation;
  const wrong = [query, value, key].find((input) => input.length < 2 || input.length !== query.length);
  if (wrong !== undefined) return `${layer} needs sequences of the same rank; one input is ${describeShape(wrong)}.`;
  if ([query, value, key].some((input) => input.at(-1) === null))
    return `${layer} needs to know the last sides of its inputs.`;
  const axes = axesOf(operation, query.length);
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
function scores(operation: MultiHead, query: Shape, value: Shape): Shape {
  const axes = axesOf(operation, query.length);
  const others = query.slice(0, -1).filter((_, axis) => !axes.includes(axis));
  const at = (input: Shape): Shape => axes.map((axis) => input[axis] ?? null);
  return [...others, operation.heads, ...at(query), ...at(value)];
}

function costOf(
  operation: MultiHead,
  query: KnownShape,
  value: KnownShape,
  key: KnownShape,
  output: KnownShape,
): LayerCost {
  const { heads, keyHeads, keyDimension, valueDimension, useGate } = operation;
  const table = scores(operation, query, value).map((side) => side ?? 1);
  const positions = (input: KnownShape): readonly number[] => input.slice(0, -1);
  const project = (input: KnownShape, columns: number): LayerCost => {
    const depth = input.at(-1) ?? 1;
    const made = [...positions(input), columns];
    return multiplied({ macs: elements(input) * columns, depth }, [input, [depth, columns]], made);
  };
  const attended = [...positions(query), heads * valueDimension];
  return added([
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

function added(costs: readonly LayerCost[]): LayerCost {
  return {
    flops: costs.reduce((total, cost) => total + cost.flops, 0),
    macs: costs.reduce((total, cost) => total + cost.macs, 0),
    kernels: costs.flatMap(({ kernels }) => kernels),
  };
}

// ---------------------------------------------------------------- without projections

export function attentionRules(operation: Extract<Operation, { type: "attention" }>): Rules {
  const { layer, score, useScale } = operation;
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
      return added(dotProduct({ table, depth, width: value.at(-1) ?? 1 }, query, key, value, output));
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
