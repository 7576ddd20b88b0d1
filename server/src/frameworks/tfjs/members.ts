/** What a source may ask of a model, a layer or a tensor of TF.js. Shapes are arrays. */
import { asInteger, asString } from "../../values/ask";
import { integer, list, NONE, string, unknown } from "../../values/make";
import type { BuiltinValue, CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../values/value";
import { layerAttribute, method, modelAttribute } from "../tracing/attributes";
import { isInputLayer } from "../tracing/layers";
import { applyModel, fitsModel } from "../tracing/models";
import { shapeTuple } from "../tracing/shapes";
import type { Tracer } from "../tracing/tracer";
import { snakeCase } from "./constructors";

export function tensorMember(
  tensor: TensorValue,
  name: string,
  tracer: Tracer,
  asking: CallContext,
): Value | undefined {
  switch (name) {
    case "shape":
      return asArrays(shapeTuple(tensor, tracer, asking));
    case "rank":
      return tensor.shape === null ? tracer.whyUnknown(tensor, asking) : integer(tensor.shape.length + 1);
    case "dtype":
      return string("float32");
    case "name": {
      const { layer, inputs } = tensor.producer;
      return string(inputs.length === 0 ? layer.name : `${layer.name}/${layer.name}`);
    }
    case "sourceLayer":
      return tensor.producer.layer;
    default:
      return undefined;
  }
}

export function layerMember(layer: LayerValue, name: string, tracer: Tracer, asking: CallContext): Value | undefined {
  switch (name) {
    case "apply":
      return method(layer, name, (call) => {
        const inputs = tracer.tensorsOf(call.positional[0] ?? NONE, call);
        return applyLayer(layer, inputs, call, tracer);
      });
    case "name":
    case "input":
    case "output":
    case "trainable":
      return layerAttribute(layer, name, tracer, asking);
    case "inputShape":
    case "outputShape":
      return asArrays(layerAttribute(layer, snakeCase(name), tracer, asking));
    default:
      return layer.arguments.get(snakeCase(name)) ?? runningMethod(layer, name);
  }
}

/** The output, or the array of outputs of a layer that gives its states as well. */
function applyLayer(layer: LayerValue, inputs: readonly TensorValue[], call: CallContext, tracer: Tracer): Value {
  const { outputGroups = [1] } = tracer.rulesOf(layer);
  const count = outputGroups.reduce((sum, size) => sum + size, 0);
  if (layer.unknown !== null || count === 1) return tracer.applyLayer(layer, inputs, call.frames);
  return list(tracer.applyWithOutputs(layer, inputs, count, call.frames));
}

export function modelMember(model: ModelValue, name: string, tracer: Tracer, asking: CallContext): Value | undefined {
  switch (name) {
    case "apply":
      return method(model, name, (call) => {
        const inputs = tracer.tensorsOf(call.positional[0] ?? NONE, call);
        noteOtherSizes(model, inputs, call);
        return applyModel(model, inputs, call, tracer);
      });
    case "getLayer":
      return method(model, name, (call) => getLayer(model, call, tracer));
    case "layers":
      return list(layersOf(model, tracer, asking));
    case "add":
    case "built":
    case "input":
    case "inputs":
    case "name":
    case "output":
    case "outputs":
    case "pop":
    case "trainable":
      return modelAttribute(model, name, tracer, asking);
    case "inputShape":
    case "outputShape":
      return asArrays(modelAttribute(model, snakeCase(name), tracer, asking));
    default:
      return runningMethod(model, name);
  }
}

function noteOtherSizes(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): void {
  if (fitsModel(model, inputs)) return;
  call.interpreter.assume({
    message: `${model.name} is applied to an input of another size than it was built for, as if TF.js allowed it.`,
    short: "inputs of another size",
    location: call.location,
  });
}

/** The layers that were added, an input layer included; not the one that the first layer's input shape stands for. */
function layersOf(model: ModelValue, tracer: Tracer, asking: CallContext): readonly Value[] {
  const layers = modelAttribute(model, "layers", tracer, asking);
  const items = layers?.kind === "list" ? layers.items : [];
  const [first, second] = model.layers;
  const isAdded = first?.kind === "layer" && isInputLayer(first) && first.name !== `${second?.name ?? ""}_input`;
  return model.form === "sequential" && isAdded ? [first, ...items] : items;
}

/** `getLayer("name")`, `getLayer(2)` and the older `getLayer(null, 2)`. */
function getLayer(model: ModelValue, call: CallContext, tracer: Tracer): Value {
  const [first, second] = call.positional;
  const layers = layersOf(model, tracer, call);
  const name = asString(first);
  const index = asInteger(first) ?? asInteger(second);
  const found =
    name !== null
      ? layers.find((layer) => (layer.kind === "layer" || layer.kind === "model") && layer.name === name)
      : index === null
        ? undefined
        : layers[index];
  return found ?? unknown(`${model.name} has no such layer`, call.location);
}

/** Methods that change nothing of a network. */
const SILENT = ["compile", "dispose", "loadWeights", "resetStates", "save", "setWeights", "summary", "build"];

/** Methods whose answer exists only when the program runs. */
const RUNNING = [
  "call",
  "countParams",
  "evaluate",
  "evaluateDataset",
  "fit",
  "fitDataset",
  "getConfig",
  "getWeights",
  "predict",
  "predictOnBatch",
  "toJSON",
  "trainOnBatch",
];

function runningMethod(receiver: LayerValue | ModelValue, name: string): BuiltinValue | undefined {
  if (SILENT.includes(name)) return method(receiver, name, () => NONE);
  if (!RUNNING.includes(name)) return undefined;
  return method(receiver, name, (call) => {
    const why = unknown(`when ${receiver.name}.${name} calls it`, call.location);
    for (const value of call.positional) call.interpreter.mayCall(value, why);
    return { kind: "library", path: `tf.${name}(…)` };
  });
}

/** Tuples of the tables that are shared with Keras are arrays here, deep down. */
export function asArrays(value: Value): Value;
export function asArrays(value: Value | undefined): Value | undefined;
export function asArrays(value: Value | undefined): Value | undefined {
  if (value?.kind === "tuple" || value?.kind === "list") return list(value.items.map((item) => asArrays(item)));
  return value;
}
