/** Models: how they are made of layers or tensors, how they grow, what they give. */
import { leavesOf } from "../../values/leaves";
import { LIMITS } from "../../eval/limits";
import { unknown } from "../../values/make";
import type { CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../values/value";
import { applicationOrder } from "../../graph/order";
import { constructInput, inputOfFirstLayer } from "./inputs";
import { isFollowed, isInputLayer, isOperation, nextName, unknownLayer } from "./layers";
import { oneOrList } from "./shapes";
import { sourcesOf } from "./sources";
import type { Tracer } from "./tracer";

/** A model of what lies between tensors. Inputs that are not given are found from the outputs. */
export function functionalModel(
  given: { readonly name: string | null; readonly inputs: Value | undefined; readonly outputs: Value | undefined },
  call: CallContext,
  tracer: Tracer,
): ModelValue {
  const name = given.name ?? nextName("model", call);
  const outputs =
    given.outputs === undefined
      ? [tracer.unknownTensor(unknown("a model without outputs", call.location), [], call)]
      : tracer.tensorsOf(given.outputs, call);
  return register(call, {
    kind: "model",
    form: "functional",
    name,
    inputs: inputTensors(given.inputs, outputs),
    outputs,
    layers: [],
    construction: call.frames,
  });
}

/** Inputs that are not known are found from the outputs. */
function inputTensors(inputs: Value | undefined, outputs: readonly TensorValue[]): readonly TensorValue[] {
  const tensors = inputs === undefined ? null : plainTensors(inputs);
  return tensors ?? sourcesOf(outputs);
}

function plainTensors(value: Value): readonly TensorValue[] | null {
  const leaves = leavesOf(value);
  const tensors = leaves.filter((one) => one.kind === "tensor");
  return tensors.length === leaves.length ? tensors : null;
}

/** A model of layers one behind the other. */
export function sequentialModel(
  given: { readonly name: string | null; readonly layers: Value },
  call: CallContext,
  tracer: Tracer,
): ModelValue {
  const model: ModelValue = {
    kind: "model",
    form: "sequential",
    name: given.name ?? nextName("sequential", call),
    inputs: [],
    outputs: [],
    layers: [],
    construction: call.frames,
  };
  const { layers } = given;
  if (layers.kind !== "none") {
    const items = call.interpreter.iterate(layers, call.location);
    if ("kind" in items) append(model, items, call, tracer);
    else for (const item of items) append(model, item, call, tracer);
    expand(model, call, tracer);
  }
  return register(call, model);
}

function register(call: CallContext, model: ModelValue): ModelValue {
  call.interpreter.models.push(model);
  return model;
}

/** `model.add(layer)` */
export function addLayer(model: ModelValue, layer: Value, call: CallContext, tracer: Tracer): void {
  call.interpreter.touch(model);
  append(model, layer, call, tracer);
  expand(model, call, tracer);
}

/** `model.pop()` */
export function dropLayer(model: ModelValue, call: CallContext, tracer: Tracer): void {
  call.interpreter.touch(model);
  model.layers.pop();
  expand(model, call, tracer);
}

/** `model.build((None, 224, 224, 3))`: the input of a Sequential that has none yet. */
export function giveInput(model: ModelValue, shape: Value | undefined, call: CallContext, tracer: Tracer): void {
  const [first] = model.layers;
  if (model.form !== "sequential" || shape === undefined || first?.kind !== "layer" || isInputLayer(first)) {
    return;
  }
  call.interpreter.touch(model);
  const asInput: CallContext = { ...call, positional: [], keywords: new Map([["batch_input_shape", shape]]) };
  model.layers.unshift(constructInput(asInput));
  expand(model, call, tracer);
}

/** `model(x)`: the output, or the list of outputs. */
export function applyModel(
  model: ModelValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): Value {
  const outputs = tracer.applyModel(model, inputs, call);
  tracer.notePart(model, inputs, outputs);
  return oneOrList(outputs);
}

/** Whether these inputs have the size that the model was built for, as far as sizes are known. */
export function fitsModel(model: ModelValue, inputs: readonly TensorValue[]): boolean {
  return inputs.every((input, index) => {
    const [built, given] = [model.inputs[index]?.shape ?? null, input.shape];
    if (built === null || given === null) return true;
    const isSide = (side: number | null, place: number): boolean =>
      side === null || given[place] === null || given[place] === side;
    return built.length === given.length && built.every(isSide);
  });
}

/**
 * The layers of a model, each once: of a Sequential in its order without the input, of a functional model by
 * their depth, as `model.summary()` lists them, but for operations on tensors: those are layers in Keras 2 alone.
 */
export function layersOf(model: ModelValue, tracer: Tracer, asking: CallContext): readonly (LayerValue | ModelValue)[] {
  if (model.form === "sequential") {
    tracer.chainOf(model, asking);
    return model.layers.filter((part) => part.kind === "model" || !isInputLayer(part));
  }
  return everyLayerOf(model, tracer).filter((part) => part.kind === "model" || !isOperation(part));
}

/** Those of a functional model, operations on tensors among them; a model that was called in it is one of them, as in Keras. */
export function everyLayerOf(model: ModelValue, tracer: Tracer): readonly (LayerValue | ModelValue)[] {
  const boundary = new Set(model.inputs.map((input) => input.producer));
  const parts = applicationOrder(model.outputs, boundary).map((one) => tracer.partOf(one) ?? one.layer);
  return [...new Set(parts)];
}

/** A layer of the user's own is the instance that it was made from. */
export function asValue(part: LayerValue | ModelValue): Value {
  return part.kind === "layer" ? (part.custom ?? part) : part;
}

/** Layers of the user's own are followed as soon as the input is known: the graph then has what they compute. */
function expand(model: ModelValue, call: CallContext, tracer: Tracer): void {
  const [first] = model.layers;
  if (first === undefined || !tracer.sequentials.some(model, holdsOwnLayers)) return;
  if (tracer.inputsOf(model, call)[0]?.shape == null) return;
  const inputs = tracer.inputsOf(model, call);
  model.expansion = { parts: [...model.layers], inputs, outputs: tracer.modelOutputs(model, call) };
}

function holdsOwnLayers(part: LayerValue | ModelValue): boolean {
  return part.kind === "layer" ? isFollowed(part) : part.layers.some(holdsOwnLayers);
}

/** `model.add(layer)`: layers, models, the tensor of an `Input`. */
function append(model: ModelValue, item: Value, call: CallContext, tracer: Tracer): void {
  call.interpreter.countLayer();
  const part = boundedPart(model, partOf(item, call, tracer), call);
  if (part.kind === "layer" && model.layers.length === 0 && !isInputLayer(part)) {
    const input = inputOfFirstLayer(part, call);
    if (input !== null) model.layers.push(input);
  }
  model.layers.push(part);
}

function partOf(item: Value, call: CallContext, tracer: Tracer): LayerValue | ModelValue {
  if (item.kind === "layer" || item.kind === "model") return item;
  const part = item.kind === "instance" ? tracer.spelling.asPart(item, call) : null;
  if (part !== null) return part;
  if (item.kind === "tensor" && item.producer.inputs.length === 0) return item.producer.layer;
  const why = item.kind === "unknown" ? item : unknown("a Sequential holds something that is no layer", call.location);
  return unknownLayer("unknown", why, call);
}

/** A model within itself has no end, and models within models grow without one: such a part is not followed. */
function boundedPart(model: ModelValue, part: LayerValue | ModelValue, call: CallContext): LayerValue | ModelValue {
  if (part.kind === "layer") return part;
  const extents = new Map<ModelValue, Extent>();
  const { layers, depth } = extentOf(part, extents);
  const refuse = (why: string): LayerValue => unknownLayer(part.name, unknown(why, call.location), call);
  if (extents.has(model)) return refuse(`${model.name} holds itself`);
  if (layers > LIMITS.layers) return refuse(`${part.name} has more than ${LIMITS.layers} layers`);
  if (depth >= LIMITS.callDepth)
    return refuse(`${part.name} has more than ${LIMITS.callDepth} models within each other`);
  return part;
}

/** Layers of a Sequential with those of the Sequentials in it, each time they occur, and how deep these lie in each other. */
interface Extent {
  readonly layers: number;
  readonly depth: number;
}

/** `extents` holds what was met. The recursion ends: no part deeper than the limit was let in. */
function extentOf(model: ModelValue, extents: Map<ModelValue, Extent>): Extent {
  const known = extents.get(model);
  if (known !== undefined) return known;
  extents.set(model, { layers: 1, depth: 1 });
  const parts = model.layers.map((part) => (part.kind === "model" ? extentOf(part, extents) : { layers: 1, depth: 0 }));
  const extent = {
    layers: parts.reduce((sum, part) => sum + part.layers, 1),
    depth: parts.reduce((deepest, part) => Math.max(deepest, part.depth), 0) + 1,
  };
  extents.set(model, extent);
  return extent;
}
