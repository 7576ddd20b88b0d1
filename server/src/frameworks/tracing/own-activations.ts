/**
 * Activations that the source gives as functions of its own, or by names that it gave to some. What such a function computes is followed:
 * in an Activation on the tensor that this is applied to, in other layers on a stand-in for their output.
 */
import { describe } from "../../values/describe";
import { integer, NONE, tuple, unknown } from "../../values/make";
import type { CallContext, LayerValue, TensorValue, UnknownValue, Value } from "../../values/value";
import { ACTIVATION_COST, knownActivation } from "../../layers/activation-arguments";
import { traitsOf } from "../../layers/registry";
import { followedIn } from "./layers";
import { standIn, traced } from "./lambda";
import type { Traced } from "./lambda";
import { shapeTuple } from "./shapes";
import type { Tracer } from "./tracer";

/** The layer with what is known of its activation; the same one where that is a function of the framework's. */
export function withOwnActivation(layer: LayerValue, activation: Value, call: CallContext, tracer: Tracer): LayerValue {
  const meant =
    activation === layer.arguments.get("activation") ? layer : withArgument(layer, "activation", activation);
  if (!isOwnFunction(activation)) return meant;
  const { follows, isActivated } = traitsOf(layer.operation ?? layer.class);
  if (follows === "activation") return withArgument(meant, "function", activation);
  return isActivated === true ? withCost(meant, activation, call, tracer) : meant;
}

/** An Activation with a function of the user's. */
export function hasOwnFunction(layer: LayerValue): boolean {
  return followedIn(layer) === "activation" && layer.arguments.has("function");
}

/** Such a layer on its inputs; where its function is not followed, the shape stays what it is. */
export function applyActivation(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): TensorValue {
  const body = layer.arguments.get("function") ?? NONE;
  const [input] = inputs;
  if (input?.shape == null || input.samples !== undefined || inputs.length > 1)
    return tracer.applyLayer(layer, inputs, call.frames);
  const found = trace(layer, body, standIn(input, shapeTuple(input, tracer, call), call), call);
  const known =
    found.body === undefined
      ? withArgument(layer, ACTIVATION_COST, whyNot(body, found.answer, call, tracer))
      : withArgument(layer, "body", found.body);
  return tracer.applyLayer(known, inputs, call.frames);
}

function withCost(layer: LayerValue, activation: Value, call: CallContext, tracer: Tracer): LayerValue {
  const shape = shapeOfStandIn(layer);
  const input = standIn({ shape, batch: null }, tuple([NONE, ...shape.map(integer)]), call);
  const found = trace(layer, activation, input, call);
  const [output] = found.body?.outputs ?? [];
  if (output === undefined) return withArgument(layer, ACTIVATION_COST, whyNot(activation, found.answer, call, tracer));
  const name = describe(activation, call.interpreter.words);
  if (output.shape?.join() !== shape.join())
    return { ...layer, unknown: unknown(`what ${name} makes of the shape of ${layer.name}`, call.location) };
  const cost = found.body === undefined ? null : tracer.costOf(found.body);
  const known =
    cost === null ? unknown(`nothing like ${name} was measured`, call.location) : integer(cost.kernels.length);
  return withArgument(layer, ACTIVATION_COST, known);
}

/** An activation computes the same of each element, as far as one can: any side will do. */
const STAND_IN_SIDE = 8;

function shapeOfStandIn(layer: LayerValue): readonly number[] {
  const rank = Number(/([123])D/.exec(layer.operation ?? layer.class)?.[1] ?? 0);
  const channels = layer.arguments.get("filters") ?? layer.arguments.get("units");
  const isKnown = channels?.kind === "integer" && channels.value > 0;
  return [...new Array<number>(rank).fill(STAND_IN_SIDE), isKnown ? channels.value : STAND_IN_SIDE];
}

function trace(layer: LayerValue, activation: Value, input: TensorValue, call: CallContext): Traced {
  return traced(layer, [input], call.interpreter.call(activation, [input], new Map(), call.location));
}

function whyNot(activation: Value, answer: Value, call: CallContext, tracer: Tracer): UnknownValue {
  const name = describe(activation, call.interpreter.words);
  const why =
    answer.kind === "unknown"
      ? answer.why
      : answer.kind === "tensor" && answer.shape === null
        ? tracer.whyUnknown(answer, call).why
        : `it gives ${describe(answer, call.interpreter.words)}`;
  return unknown(`what ${name} computes is not followed (${why})`, call.location);
}

function withArgument(layer: LayerValue, name: string, value: Value): LayerValue {
  return { ...layer, arguments: new Map([...layer.arguments, [name, value]]) };
}

/** A function that is no activation of the framework's. Layers with weights of their own are none that are followed. */
function isOwnFunction(value: Value): boolean {
  if (knownActivation(value) !== null) return false;
  if (value.kind === "layer") return ["function", "activation"].includes(followedIn(value) ?? "");
  return ["function", "bound-method", "builtin", "instance", "library"].includes(value.kind);
}
