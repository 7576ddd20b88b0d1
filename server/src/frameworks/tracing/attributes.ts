/** What sources of every framework ask of models and layers. */
import { list, NONE, TRUE } from "../../values/make";
import type { BuiltinValue, CallContext, LayerValue, ModelValue, TensorValue, Value } from "../../values/value";
import { addLayer, asValue, dropLayer, layersOf } from "./models";
import { oneOrList, shapesOf } from "./shapes";
import type { Tracer } from "./tracer";

/** Attribute or method of a model, by its name in Keras 2; undefined for one that only some frameworks have. */
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
      return shapesOf(tracer.inputsOf(model, asking), tracer, asking);
    case "output_shape":
      return shapesOf(tracer.modelOutputs(model, asking), tracer, asking);
    case "layers":
      return list(layersOf(model, tracer, asking).map(asValue));
    case "trainable":
    case "built":
      return TRUE;
    case "add":
      return method(model, name, (call) => {
        addLayer(model, call.positional[0] ?? call.keywords.get("layer") ?? NONE, call, tracer);
        return NONE;
      });
    case "pop":
      return method(model, name, (call) => {
        dropLayer(model, call, tracer);
        return NONE;
      });
    default:
      return undefined;
  }
}

/** Attribute of a layer, by its name in Keras 2; undefined for one that only some frameworks have. */
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
      return ofOutput(layer, tracer, (output) => shapesOf([output], tracer, asking));
    case "input_shape":
      return ofOutput(layer, tracer, ({ producer }) => shapesOf(producer.inputs, tracer, asking));
    case "trainable":
      return TRUE;
    default:
      return undefined;
  }
}

/** What is asked of the output of a layer's first application; undefined of a layer that was not applied. */
function ofOutput(layer: LayerValue, tracer: Tracer, answer: (output: TensorValue) => Value): Value | undefined {
  const outputs = tracer.outputsOf(layer);
  if ("kind" in outputs) return outputs;
  const [first] = outputs;
  return first === undefined ? undefined : answer(first);
}

/** A method of a layer or a model. */
export function method(
  receiver: LayerValue | ModelValue,
  name: string,
  call: (call: CallContext) => Value,
): BuiltinValue {
  return { kind: "builtin", name: `${receiver.name}.${name}`, call };
}
