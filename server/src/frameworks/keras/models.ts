/** `Model`, `Sequential`, and what a source of Keras may ask of models and layers. */
import { asInteger, asString } from "../../values/ask";
import { NONE, ONLY_WHEN_RUN, tuple, unknown } from "../../values/make";
import type { BuiltinValue, CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../values/value";
import {
  layerAttribute as layerAttributeOfAll,
  method,
  modelAttribute as modelAttributeOfAll,
} from "../tracing/attributes";
import { givenName } from "../tracing/layers";
import {
  applyModel as applyModelOfAll,
  asValue,
  everyLayerOf,
  fitsModel,
  functionalModel,
  giveInput,
  layersOf,
  sequentialModel,
} from "../tracing/models";
import type { Tracer } from "../tracing/tracer";
import { activationPath } from "./names";
import { presentName } from "./old-layer-names";

/** `Model(inputs, outputs)` in the spellings of Keras 1 to 3. */
export function constructModel(call: CallContext, tracer: Tracer): ModelValue {
  const { keywords } = call;
  const [firstPosition, secondPosition, thirdPosition] = call.positional;
  const inputs = firstPosition ?? keywords.get("inputs") ?? keywords.get("input");
  const outputs = secondPosition ?? keywords.get("outputs") ?? keywords.get("output");
  return functionalModel({ name: givenName(call) ?? asString(thirdPosition), inputs, outputs }, call, tracer);
}

/** `Sequential([…], name=…)`. */
export function constructSequential(call: CallContext, tracer: Tracer): ModelValue {
  const name = givenName(call) ?? asString(call.positional[1]);
  const layers = call.positional[0] ?? call.keywords.get("layers") ?? NONE;
  return sequentialModel({ name, layers }, call, tracer);
}

/** `model(x)` */
export function applyModel(model: ModelValue, call: CallContext, tracer: Tracer): Value {
  const argument = call.positional[0] ?? call.keywords.get("inputs") ?? NONE;
  const inputs = tracer.tensorsOf(argument, call);
  noteOtherSizes(model, inputs, call);
  return applyModelOfAll(model, inputs, call, tracer);
}

/** Keras 2 warns of an input of another size than the model was built for, and goes on; Keras 3 refuses it. */
function noteOtherSizes(model: ModelValue, inputs: readonly TensorValue[], call: CallContext): void {
  if (fitsModel(model, inputs)) return;
  call.interpreter.assume({
    message: `${model.name} takes inputs of another size than it was built for: Keras 2 warns of it, Keras 3 refuses it.`,
    short: "Keras 2 (inputs of another size)",
    location: call.location,
  });
}

/** Attribute or method of a model; undefined where it is not known. */
export function modelAttribute(
  model: ModelValue,
  name: string,
  tracer: Tracer,
  asking: CallContext,
): Value | undefined {
  switch (name) {
    case "build":
      return method(model, name, (call) => {
        giveInput(model, call.positional[0] ?? call.keywords.get("input_shape"), call, tracer);
        return NONE;
      });
    case "get_layer":
      return method(model, name, (call) => getLayer(model, call, tracer));
    case "call":
    case "__call__":
      return method(model, name, (call) => applyModel(model, call, tracer));
    default:
      return modelAttributeOfAll(model, name, tracer, asking) ?? silentMethod(model, name);
  }
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
  return layerAttributeOfAll(layer, name, tracer, asking) ?? settingOf(layer, name) ?? silentMethod(layer, name);
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
