/**
 * Calls of layers that take or give more than one tensor: recurrent layers with states, attention with a query, a value and a key, layers
 * that run another one at every step.
 */
import { asBoolean, integer, list, NONE, tuple, unknown } from "../../eval/read";
import type { CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../eval/values";
import type { Operation } from "../../layers/operations";
import { stateCount } from "../../layers/recurrent";
import { callKnownFunction } from "./functions";
import { asPart } from "./parts";
import { inputArgument } from "./tracer";
import type { Tracer } from "./tracer";

/** What the call gives; null for a layer that takes and gives one tensor, or a list that is one input. */
export function callLayer(layer: LayerValue, call: CallContext, tracer: Tracer): Value | null {
  if (layer.unknown !== null) return null;
  if ((layer.operation ?? layer.class) === "TimeDistributed") return callOnSteps(layer, call, tracer);
  const operation = tracer.operationOf(layer);
  switch (operation.type) {
    case "recurrent":
    case "conv_recurrent":
    case "bidirectional":
      return callRecurrent(layer, operation, call, tracer);
    case "multi_head_attention":
    case "attention":
      return callAttention(layer, operation.type === "multi_head_attention", call, tracer);
    case "concatenate":
      reportLoneTensor(layer, call);
      return null;
    default:
      return null;
  }
}

/** A list of one tensor is well, but a tensor is no list. */
function reportLoneTensor(layer: LayerValue, call: CallContext): void {
  if (inputArgument(call)?.kind !== "tensor") return;
  call.interpreter.report({
    severity: "error",
    code: "argument",
    message: `${layer.class} joins the tensors of a list; it is called on one tensor.`,
    location: call.location,
  });
}

// ---------------------------------------------------------------- recurrent layers

type Recurrent = Extract<Operation, { type: "recurrent" | "conv_recurrent" | "bidirectional" }>;

/** Initial states and constants are further inputs. */
function callRecurrent(layer: LayerValue, operation: Recurrent, call: CallContext, tracer: Tracer): Value {
  const sequence = inputArgument(call) ?? call.keywords.get("sequences") ?? call.keywords.get("sequence") ?? NONE;
  const [, positionalStates] = call.positional;
  const states = call.keywords.get("initial_state") ?? (positionalStates?.kind === "list" ? positionalStates : NONE);
  const given = [sequence, states, call.keywords.get("constants") ?? NONE].filter((value) => value.kind !== "none");
  const inputs = given.flatMap((value) => tracer.tensorsOf(value, call));
  const groups = outputGroups(operation);
  const outputs = tracer.applyWithOutputs(layer, inputs, groups.flat().length, call.frames);
  return outputs.length === 1 ? (outputs[0] ?? NONE) : grouped(outputs, groups);
}

/** How the outputs stand in the list that Keras gives: the states of one of several cells stand together. */
function outputGroups(operation: Recurrent): readonly (readonly null[])[] {
  const one: readonly null[] = [null];
  switch (operation.type) {
    case "conv_recurrent":
      return operation.returnState ? [one, one, one] : [one];
    case "recurrent": {
      if (!operation.returnState) return [one];
      const counts = operation.cells.map(stateCount);
      if (counts.length === 1) return [one, ...Array.from({ length: counts[0] ?? 0 }, () => one)];
      return [one, ...counts.map((count) => Array.from({ length: count }, () => null))];
    }
    case "bidirectional": {
      const states = (inner: Recurrent): readonly (readonly null[])[] => outputGroups(inner).slice(1);
      const both = operation.merge === null ? [one, one] : [one];
      return [...both, ...states(operation.forward), ...states(operation.backward)];
    }
  }
}

function grouped(outputs: readonly TensorValue[], groups: readonly (readonly null[])[]): Value {
  let next = 0;
  return list(
    groups.map((group) => {
      const tensors = outputs.slice(next, (next += group.length));
      const [only] = tensors;
      return tensors.length === 1 && only !== undefined ? only : list(tensors);
    }),
  );
}

// ---------------------------------------------------------------- attention

/** `heads(query, value, key=…)`; attention without projections takes a list of them, and masks behind it. */
function callAttention(layer: LayerValue, byName: boolean, call: CallContext, tracer: Tracer): Value {
  const { keywords, positional } = call;
  const named = ["query", "value", "key"].map((name, index) => positional[index] ?? keywords.get(name) ?? NONE);
  const given = byName ? named : [inputArgument(call) ?? NONE];
  const inputs = given.flatMap((value) => (value.kind === "none" ? [] : tracer.tensorsOf(value, call)));
  const wantsScores = keywords.get("return_attention_scores");
  if (wantsScores === undefined) return tracer.applyLayer(layer, inputs, call.frames);
  const wanted = asBoolean(wantsScores);
  if (wanted === null) {
    return tracer.unknownTensor(
      unknown("whether attention scores are returned", call.location),
      inputs,
      call,
      layer.class,
    );
  }
  if (!wanted) return tracer.applyLayer(layer, inputs, call.frames);
  return tuple(tracer.applyWithOutputs(layer, inputs, 2, call.frames));
}

// ---------------------------------------------------------------- at every step

/**
 * A layer of Keras' is one layer of the graph. Of a model, or a layer of the user's own, the steps become samples, and its layers stand in
 * the graph one by one.
 */
function callOnSteps(layer: LayerValue, call: CallContext, tracer: Tracer): Value | null {
  const wrapped = layer.arguments.get("layer");
  const part = wrapped === undefined ? null : asPart(wrapped, call);
  if (part === null || (part.kind === "layer" && part.custom === undefined)) return null;
  const inputs = tracer.tensorsOf(inputArgument(call) ?? NONE, call);
  const [input] = inputs;
  const [steps, ...step] = input?.shape ?? [];
  if (input?.shape == null || inputs.length !== 1 || steps == null || step.includes(null)) {
    const why = unknown(`the steps on which ${part.name} runs`, call.location);
    return tracer.unknownTensor(why, inputs, call, "TimeDistributed");
  }
  const merged = reshape(input, [-1, ...step], call, tracer);
  const answer = callPart(part, merged, call);
  if (answer.kind !== "tensor" || answer.shape === null || answer.shape.includes(null)) {
    const why = answer.kind === "unknown" ? answer : unknown(`what ${part.name} gives at each step`, call.location);
    return tracer.unknownTensor(why, inputs, call, "TimeDistributed");
  }
  return reshape(answer, [-1, steps, ...answer.shape], call, tracer);
}

function callPart(part: LayerValue | ModelValue, input: Value, call: CallContext): Value {
  const callee = part.kind === "layer" ? (part.custom ?? part) : part;
  return call.interpreter.call(callee, [input], new Map(), call.location);
}

function reshape(tensor: Value, sides: readonly (number | null)[], call: CallContext, tracer: Tracer): Value {
  const shape = list(sides.map((side) => integer(side ?? -1)));
  const given: CallContext = { ...call, positional: [tensor, shape], keywords: new Map() };
  return callKnownFunction("tensorflow.reshape", given, tracer) ?? unknown("a reshape", call.location);
}
