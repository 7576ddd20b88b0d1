/** A clone of a model: the same network of new layers, or of those that a function gives for them. */
import { list, unknown } from "../../values/make";
import type { CallContext, LayerValue, ModelValue, UnknownValue, Value } from "../../values/value";
import { isInputLayer, isOperation } from "./layers";
import { functionalModel, sequentialModel } from "./models";
import { FURTHER_OUTPUT } from "./tracer";
import type { Exchange, Tracer } from "./tracer";

export interface Cloning {
  /** Tensors in place of its inputs. */
  readonly inputs: Value | undefined;
  /** The source's function that gives a layer for each. */
  readonly exchange: Value | undefined;
}

export function cloneModel(model: ModelValue, { inputs, exchange }: Cloning, call: CallContext, tracer: Tracer): Value {
  const exchangeLayer = remembered(exchangeOf(exchange, call));
  return cloneWith(model, inputs, exchangeLayer, call, tracer);
}

function cloneWith(
  model: ModelValue,
  inputs: Value | undefined,
  exchange: Exchange,
  call: CallContext,
  tracer: Tracer,
): Value {
  if (model.form === "functional") return cloneFunctional(model, inputs, exchange, call, tracer);
  if (inputs !== undefined) return unknown("a clone of a Sequential on other inputs", call.location);
  const layers: Value[] = [];
  for (const part of model.layers) {
    const clone = part.kind === "model" ? cloneWith(part, inputs, exchange, call, tracer) : exchange(part);
    if (clone.kind === "unknown") return clone;
    layers.push(clone);
  }
  return sequentialModel({ name: null, layers: list(layers) }, call, tracer);
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
  return functionalModel({ name: null, inputs: list(inputs), outputs: list(outputs) }, call, tracer);
}

function exchangeOf(clone: Value | undefined, call: CallContext): Exchange {
  // A layer of the user's own stays itself: what its class would make of its configuration is not followed here.
  if (clone === undefined) return (layer) => (layer.custom === undefined ? { ...layer } : layer);
  return (layer) => {
    // Inputs, and layers that stand for an operation on tensors, have no class that a function could ask for.
    if (isInputLayer(layer) || isOperation(layer) || layer.operation === FURTHER_OUTPUT) return layer;
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
