/** `Model`, `Sequential`, and what a source may ask of a model. */
import { leavesOf } from "../../eval/leaves";
import { presentName } from "./old-layer-names";
import { asInteger, asString, list, NONE, ONLY_WHEN_RUN, TRUE, tuple, unknown } from "../../eval/read";
import type { BuiltinValue, CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../eval/values";
import { LIMITS } from "../../eval/limits";
import { applicationOrder } from "../../graph/order";
import { constructInput, givenName, inputOfFirstLayer, isFollowed, nextName, unknownLayer } from "./layers";
import { activationPath } from "./names";
import { asPart } from "./parts";
import { sourcesOf } from "./tracer";
import type { Tracer } from "./tracer";
import { shapeTuple } from "./tensors";

/** `Model(inputs, outputs)` in the spellings of Keras 1 to 3. */
export function constructModel(call: CallContext, tracer: Tracer): ModelValue {
  const [firstPosition, secondPosition, thirdPosition] = call.positional;
  const inputs = firstPosition ?? call.keywords.get("inputs") ?? call.keywords.get("input");
  const outputs = secondPosition ?? call.keywords.get("outputs") ?? call.keywords.get("output");
  const name = givenName(call) ?? asString(thirdPosition) ?? nextName("model", call);
  const outputTensors =
    outputs === undefined
      ? [tracer.unknownTensor(unknown("a model without outputs", call.location), [], call)]
      : tracer.tensorsOf(outputs, call);
  return register(call, {
    kind: "model",
    form: "functional",
    name,
    inputs: inputTensors(inputs, outputTensors),
    outputs: outputTensors,
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

/** `Sequential([…], name=…)`. */
export function constructSequential(call: CallContext, tracer: Tracer): ModelValue {
  const model: ModelValue = {
    kind: "model",
    form: "sequential",
    name: givenName(call) ?? asString(call.positional[1]) ?? nextName("sequential", call),
    inputs: [],
    outputs: [],
    layers: [],
    construction: call.frames,
  };
  const layers = call.positional[0] ?? call.keywords.get("layers") ?? NONE;
  if (layers.kind !== "none") {
    const items = call.interpreter.iterate(layers, call.location);
    if ("kind" in items) append(model, items, call);
    else for (const item of items) append(model, item, call);
    expand(model, call, tracer);
  }
  return register(call, model);
}

function register(call: CallContext, model: ModelValue): ModelValue {
  call.interpreter.models.push(model);
  return model;
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
function append(model: ModelValue, item: Value, call: CallContext): void {
  call.interpreter.countLayer();
  const part = boundedPart(model, partOf(item, call), call);
  if (part.kind === "layer" && model.layers.length === 0 && part.class !== "InputLayer") {
    const input = inputOfFirstLayer(part, call);
    if (input !== null) model.layers.push(input);
  }
  model.layers.push(part);
}

function partOf(item: Value, call: CallContext): LayerValue | ModelValue {
  const part = asPart(item, call);
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

/** Attribute or method of a model; undefined where it is not known. */
export function modelAttribute(
  model: ModelValue,
  name: string,
  tracer: Tracer,
  asking: CallContext,
): Value | undefined {
  switch (name) {
    case "name":
      return { kind: "string", value: model.name };
    case "inputs":
      return list(tracer.inputsOf(model, asking));
    case "outputs":
      return list(tracer.modelOutputs(model, asking));
    case "input":
      return oneOrList(tracer.inputsOf(model, asking));
    case "output":
      return oneOrList(tracer.modelOutputs(model, asking));
    case "input_shape":
      return shapeOf(tracer.inputsOf(model, asking), tracer, asking);
    case "output_shape":
      return shapeOf(tracer.modelOutputs(model, asking), tracer, asking);
    case "layers":
      return list(layersOf(model, tracer, asking).map(asValue));
    case "trainable":
    case "built":
      return TRUE;
    case "add":
      return method(model, name, (call) => {
        call.interpreter.touch(model);
        append(model, call.positional[0] ?? call.keywords.get("layer") ?? NONE, call);
        expand(model, call, tracer);
        return NONE;
      });
    case "pop":
      return method(model, name, (call) => {
        call.interpreter.touch(model);
        model.layers.pop();
        expand(model, call, tracer);
        return NONE;
      });
    case "build":
      return method(model, name, (call) => build(model, call, tracer));
    case "get_layer":
      return method(model, name, (call) => getLayer(model, call, tracer));
    case "call":
    case "__call__":
      return method(model, name, (call) => applyModel(model, call, tracer));
    default:
      return silentMethod(model, name);
  }
}

/** `model(x)`: the output, or the list of outputs. */
export function applyModel(model: ModelValue, call: CallContext, tracer: Tracer): Value {
  const argument = call.positional[0] ?? call.keywords.get("inputs") ?? NONE;
  const inputs = tracer.tensorsOf(argument, call);
  noteOtherSizes(model, inputs, call);
  const outputs = tracer.applyModel(model, inputs, call);
  tracer.notePart(model, inputs, outputs);
  return oneOrList(outputs);
}

/** Keras 2 warns of an input of another size than the model was built for, and goes on; Keras 3 refuses it. */
function noteOtherSizes(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): void {
  const fits = (input: TensorValue, index: number): boolean => {
    const [built, given] = [model.inputs[index]?.shape ?? null, input.shape];
    if (built === null || given === null) return true;
    const isSide = (side: number | null, place: number): boolean =>
      side === null || given[place] === null || given[place] === side;
    return built.length === given.length && built.every(isSide);
  };
  if (!inputs.every(fits))
    call.interpreter.assume({
      message: `${model.name} takes inputs of another size than it was built for: Keras 2 warns of it, Keras 3 refuses it.`,
      short: "Keras 2 (inputs of another size)",
      location: call.location,
    });
}

/**
 * The layers of a model, each once: of a Sequential in its order without the input, of a functional model by
 * their depth, as `model.summary()` lists them, but for operations on tensors: those are layers in Keras 2 alone.
 */
function layersOf(model: ModelValue, tracer: Tracer, asking: CallContext): readonly (LayerValue | ModelValue)[] {
  if (model.form === "sequential") {
    tracer.chainOf(model, asking);
    return model.layers.filter((part) => part.kind === "model" || part.class !== "InputLayer");
  }
  return everyLayerOf(model, tracer).filter((part) => part.kind === "model" || !isTensorOperation(part));
}

/** Those of a functional model, operations on tensors among them; a model that was called in it is one of them, as in Keras. */
function everyLayerOf(model: ModelValue, tracer: Tracer): readonly (LayerValue | ModelValue)[] {
  const boundary = new Set(model.inputs.map((input) => input.producer));
  const parts = applicationOrder(model.outputs, boundary).map((one) => tracer.partOf(one) ?? one.layer);
  return [...new Set(parts)];
}

/** A layer that stands for an operation such as `x + 1`: Keras 2 gives it such a class, Keras 3 has no layer for it. */
function isTensorOperation({ class: className }: LayerValue): boolean {
  return className === "TFOpLambda" || className === "SlicingOpLambda";
}

/** A layer of the user's own is the instance that it was made from. */
function asValue(part: LayerValue | ModelValue): Value {
  return part.kind === "layer" ? (part.custom ?? part) : part;
}

/** `model.build((None, 224, 224, 3))`: the input of a Sequential that has none yet. */
function build(model: ModelValue, call: CallContext, tracer: Tracer): Value {
  const shape = call.positional[0] ?? call.keywords.get("input_shape");
  const [first] = model.layers;
  if (model.form !== "sequential" || shape === undefined || first?.kind !== "layer" || first.class === "InputLayer") {
    return NONE;
  }
  call.interpreter.touch(model);
  const asInput: CallContext = { ...call, positional: [], keywords: new Map([["batch_input_shape", shape]]) };
  model.layers.unshift(constructInput(asInput));
  expand(model, call, tracer);
  return NONE;
}

function getLayer(model: ModelValue, call: CallContext, tracer: Tracer): Value {
  const layers = layersOf(model, tracer, call);
  const name = asString(call.positional[0] ?? call.keywords.get("name"));
  const index = asInteger(call.keywords.get("index") ?? call.positional[1]);
  const named = model.form === "functional" ? everyLayerOf(model, tracer) : layers;
  const found = name === null ? layers.at(index ?? 0) : layerNamed(name, named);
  return (
    (found === undefined ? undefined : asValue(found)) ??
    unknown(`${model.name} has no layer ${name === null ? `number ${index ?? 0}` : `named '${name}'`}`, call.location)
  );
}

/** Also under the name that a layer of keras.applications had before Keras 3. */
function layerNamed(name: string, layers: readonly (LayerValue | ModelValue)[]): LayerValue | ModelValue | undefined {
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  const present = presentName(
    name,
    layers.map((layer) => layer.name),
  );
  return present === undefined ? undefined : layers.find((layer) => layer.name === present);
}

/** Methods that change nothing of a network. */
export const SILENT: readonly string[] = [
  "compile",
  "load_weights",
  "make_predict_function",
  "make_train_function",
  "reset_states",
  "save",
  "save_weights",
  "set_weights",
  "summary",
];

/** Methods whose answer exists only when the program runs. */
const RUNNING = [
  "count_params",
  "evaluate",
  "evaluate_generator",
  "export",
  "fit",
  "fit_generator",
  "get_config",
  "get_weights",
  "predict",
  "predict_generator",
  "predict_on_batch",
  "to_json",
  "to_yaml",
  "train_on_batch",
  "test_on_batch",
];

function silentMethod(receiver: LayerValue | ModelValue, name: string): BuiltinValue | undefined {
  if (SILENT.includes(name)) return method(receiver, name, () => NONE);
  if (!RUNNING.includes(name)) return undefined;
  return method(receiver, name, (call) =>
    unknown(`the answer of ${receiver.name}.${name} ${ONLY_WHEN_RUN}`, call.location),
  );
}

/** Attribute or method of a layer; undefined where it is not known. */
export function layerAttribute(
  layer: LayerValue,
  name: string,
  tracer: Tracer,
  asking: CallContext,
): Value | undefined {
  switch (name) {
    case "name":
      return { kind: "string", value: layer.name };
    case "output":
      return ofOutput(layer, tracer, (output) => output);
    case "input":
      return ofOutput(layer, tracer, ({ producer }) => oneOrList(producer.inputs));
    case "output_shape":
      return ofOutput(layer, tracer, (output) => shapeOf([output], tracer, asking));
    case "input_shape":
      return ofOutput(layer, tracer, ({ producer }) => shapeOf(producer.inputs, tracer, asking));
    case "trainable":
      return TRUE;
    default:
      return settingOf(layer, name) ?? silentMethod(layer, name);
  }
}

/** What is asked of the output of a layer's first application; undefined of a layer that was not applied. */
function ofOutput(layer: LayerValue, tracer: Tracer, answer: (output: TensorValue) => Value): Value | undefined {
  const outputs = tracer.outputsOf(layer);
  if ("kind" in outputs) return outputs;
  const [first] = outputs;
  return first === undefined ? undefined : answer(first);
}

/** An argument as the layer keeps it: a name of an activation becomes the function, a number a tuple for each axis. */
function settingOf(layer: LayerValue, name: string): Value | undefined {
  const value = layer.arguments.get(name);
  if (value === undefined) return undefined;
  if (name === "activation" && value.kind === "string") {
    const path = activationPath(value.value);
    return path === undefined ? undefined : { kind: "library", path };
  }
  if (!PER_AXIS.has(name) || value.kind === "tuple" || value.kind === "unknown") return value;
  if (value.kind === "list") return tuple(value.items);
  const axes = Number(/([123])D/.exec(layer.class)?.[1] ?? 0);
  const isEqual = value.kind === "integer" && axes > 0 && name !== "padding";
  return isEqual
    ? tuple(Array.from({ length: axes }, () => value))
    : name === "padding" && value.kind === "string"
      ? value
      : undefined;
}

const PER_AXIS: ReadonlySet<string> = new Set([
  "kernel_size",
  "strides",
  "dilation_rate",
  "pool_size",
  "size",
  "padding",
  "cropping",
]);

function method(receiver: LayerValue | ModelValue, name: string, call: (call: CallContext) => Value): BuiltinValue {
  return { kind: "builtin", name: `${receiver.name}.${name}`, call };
}

function oneOrList(tensors: readonly TensorValue[]): Value {
  const [only] = tensors;
  return tensors.length === 1 && only !== undefined ? only : list(tensors);
}

function shapeOf(tensors: readonly TensorValue[], tracer: Tracer, asking: CallContext): Value {
  const shapes = tensors.map((tensor) => shapeTuple(tensor, tracer, asking));
  const [only] = shapes;
  return shapes.length === 1 && only !== undefined ? only : tuple(shapes);
}
