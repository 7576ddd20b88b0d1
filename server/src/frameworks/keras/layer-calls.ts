/**
 * Calls of layers that take or give more than one tensor: recurrent layers with states, attention with a query, a value and a key, layers
 * that run another one at every step.
 */
import { asBoolean } from "../../values/ask";
import { integer, list, NONE, tuple, unknown } from "../../values/make";
import type { CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../values/value";
import { followedIn } from "../tracing/layers";
import { applyOperation } from "../tracing/tensor-operations";
import type { Tracer } from "../tracing/tracer";
import { asPart } from "./parts";
import { inputArgument } from "./special";
import { tensorFunctionOf } from "./tensor-functions";

/** What the call gives; null for a layer that takes and gives one tensor, or a list that is one input. */
export function callLayer(layer: LayerValue, call: CallContext, tracer: Tracer): Value | null {
  if (layer.unknown !== null) return null;
  if (followedIn(layer) === "steps") return callOnSteps(layer, call, tracer);
  const { called, outputGroups = [1] } = tracer.rulesOf(layer);
  switch (called) {
    case "with states":
      return callRecurrent(layer, outputGroups, call, tracer);
    case "with query and value":
      return callAttention(layer, true, call, tracer);
    case "with a list of query and value":
      return callAttention(layer, false, call, tracer);
    case "with a list":
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

/** Initial states and constants are further inputs. */
function callRecurrent(layer: LayerValue, groups: readonly number[], call: CallContext, tracer: Tracer): Value {
  const sequence = inputArgument(call) ?? call.keywords.get("sequences") ?? call.keywords.get("sequence") ?? NONE;
  const [, positionalStates] = call.positional;
  const states = call.keywords.get("initial_state") ?? (positionalStates?.kind === "list" ? positionalStates : NONE);
  const given = [sequence, states, call.keywords.get("constants") ?? NONE].filter((value) => value.kind !== "none");
  const inputs = given.flatMap((value) => tracer.tensorsOf(value, call));
  const count = groups.reduce((sum, size) => sum + size, 0);
  const outputs = tracer.applyWithOutputs(layer, inputs, count, call.frames);
  return outputs.length === 1 ? (outputs[0] ?? NONE) : grouped(outputs, groups);
}

/** The list that Keras gives. */
function grouped(outputs: readonly TensorValue[], groups: readonly number[]): Value {
  let next = 0;
  return list(
    groups.map((size) => {
      const tensors = outputs.slice(next, (next += size));
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
    return tracer.unknownTensor(why, inputs, call, layer.class);
  }
  const merged = reshape(input, [-1, ...step], call, tracer);
  const answer = callPart(part, merged, call);
  if (answer.kind !== "tensor" || answer.shape === null || answer.shape.includes(null)) {
    const why = answer.kind === "unknown" ? answer : unknown(`what ${part.name} gives at each step`, call.location);
    return tracer.unknownTensor(why, inputs, call, layer.class);
  }
  return reshape(answer, [-1, steps, ...answer.shape], call, tracer);
}

function callPart(part: LayerValue | ModelValue, input: Value, call: CallContext): Value {
  const callee = part.kind === "layer" ? (part.custom ?? part) : part;
  return call.interpreter.call(callee, [input], new Map(), call.location);
}

function reshape(tensor: Value, sides: readonly (number | null)[], call: CallContext, tracer: Tracer): Value {
  const shape = list(sides.map((side) => integer(side ?? -1)));
  const called = tensorFunctionOf("t", "reshape", "tf.reshape");
  return applyOperation("reshape", [tensor], new Map([["shape", shape]]), called, call, tracer);
}
