/** `keras.models.clone_model`: the same network of new layers, or of those that a function gives for them. */
import { list, NONE, unknown } from "../../eval/read";
import type { CallContext, LayerValue, ModelValue, UnknownValue, Value } from "../../eval/values";
import { constructModel } from "./models";
import type { Exchange, Tracer } from "./tracer";

export function cloneModel(call: CallContext, tracer: Tracer): Value {
  const model = call.positional[0] ?? call.keywords.get("model") ?? NONE;
  if (model.kind !== "model")
    return model.kind === "unknown" ? model : unknown("a clone of such a model", call.location);
  const exchange = remembered(exchangeOf(optional(call, 2, "clone_function"), call));
  const given = optional(call, 1, "input_tensors");
  if (model.form === "functional") return cloneFunctional(model, given, exchange, call, tracer);
  if (given !== undefined) return unknown("a clone of a Sequential on other inputs", call.location);
  const layers: Value[] = [];
  for (const part of model.layers) {
    const clone =
      part.kind === "model"
        ? cloneModel({ ...call, positional: [part, ...call.positional.slice(1)] }, tracer)
        : exchange(part);
    if (clone.kind === "unknown") return clone;
    layers.push(clone);
  }
  const sequential: Value = { kind: "library", path: "keras.Sequential" };
  return call.interpreter.call(sequential, [list(layers)], new Map(), call.location);
}

function cloneFunctional(
  model: ModelValue,
  given: Value | undefined,
  exchange: Exchange,
  call: CallContext,
  tracer: Tracer,
): Value {
  const inputs = given === undefined ? model.inputs : tracer.tensorsOf(given, call);
  const outputs = tracer.exchangeLayers(model, inputs, exchange, call);
  return constructModel({ ...call, positional: [list(inputs), list(outputs)], keywords: new Map() }, tracer);
}

function exchangeOf(clone: Value | undefined, call: CallContext): Exchange {
  // A layer of the user's own stays itself: what its class would make of its configuration is not followed here.
  if (clone === undefined) return (layer) => (layer.custom === undefined ? { ...layer } : layer);
  return (layer) => {
    // Layers that stand for an operation on tensors have no class of Keras that a function could ask for.
    if (/^(InputLayer|(TFOp|SlicingOp)Lambda)$/.test(layer.class) || layer.operation === "FurtherOutput") return layer;
    const given = layer.custom ?? layer;
    const answer = call.interpreter.call(clone, [given], new Map(), call.location);
    if (answer === given) return layer;
    if (answer.kind === "layer" || answer.kind === "unknown") return answer;
    return unknown(`what the clone_function gives for ${layer.name}`, call.location);
  };
}

/** A layer that is applied several times is cloned once. */
function remembered(exchange: Exchange): Exchange {
  const clones = new Map<LayerValue, LayerValue | UnknownValue>();
  return (layer) => {
    const known = clones.get(layer) ?? exchange(layer);
    clones.set(layer, known);
    return known;
  };
}

function optional(call: CallContext, index: number, name: string): Value | undefined {
  const value = call.positional[index] ?? call.keywords.get(name);
  return value?.kind === "none" ? undefined : value;
}
