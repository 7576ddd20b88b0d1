/** Construction of layers: automatic names, frames, layers that are not known. */
import { changeTo } from "../../closest";
import { asString } from "../../values/ask";
import { unknown } from "../../values/make";
import type { CallContext, LayerValue, UnknownValue, Value } from "../../values/value";
import { calleeName } from "../../values/written";
import type { Traits } from "../../layers/family";
import { INPUT_LAYER } from "../../layers/input";
import { traitsOf } from "../../layers/registry";
import { snakeCase } from "./snake-case";

/** A layer of a class of the table with arguments that are known to be right. */
export function makeLayer(
  className: string,
  given: ReadonlyMap<string, Value>,
  call: CallContext,
  name: string | null = null,
  automaticName: string | null = null,
): LayerValue {
  return {
    kind: "layer",
    class: className,
    name: name ?? nextName(automaticName ?? snakeCase(className), call),
    arguments: given,
    unknown: null,
    construction: call.frames,
  };
}

/** A layer that takes part in the graph although what it does is not known. */
export function unknownLayer(
  className: string,
  why: UnknownValue,
  call: CallContext,
  name: string | null = null,
): LayerValue {
  return {
    kind: "layer",
    class: className,
    name: name ?? nextName(snakeCase(className), call),
    arguments: new Map(),
    unknown: why,
    construction: call.frames,
  };
}

/** An input of a network of which nothing is known. */
export function unknownInput(why: UnknownValue, call: CallContext, name: string | null): LayerValue {
  return unknownLayer(INPUT_LAYER, why, call, name);
}

/**
 * Whether what a layer computes is found by following it: layers of the user's own, functions, models that run on every step. Among the
 * layers of a Sequential it is called as it would be called alone.
 */
export function isFollowed(layer: LayerValue): boolean {
  if (layer.custom !== undefined) return true;
  switch (followedIn(layer)) {
    case "function":
    case "activation":
      return layer.arguments.has("function");
    case "steps": {
      const wrapped = layer.arguments.get("layer");
      return wrapped !== undefined && (wrapped.kind !== "layer" || isFollowed(wrapped));
    }
    case undefined:
      return false;
  }
}

/** What of the source the layer runs. */
export function followedIn(layer: LayerValue): Traits["follows"] {
  return traitsOf(layer.operation ?? layer.class).follows;
}

/** `conv2d`, `conv2d_1`, …: the automatic names of Keras in TensorFlow. */
export function nextName(prefix: string, call: CallContext): string {
  const index = call.interpreter.nextIndex(prefix);
  return index === 0 ? prefix : `${prefix}_${index}`;
}

export function givenName(call: CallContext): string | null {
  return asString(call.keywords.get("name"));
}

/** The name of something that does not exist, near to `meant`, which does. */
export function misspelt(message: string, meant: string, call: CallContext): UnknownValue {
  const place = calleeName(call);
  const fix = place === null ? null : { title: changeTo(meant), location: place, text: meant };
  return { ...unknown(message, place ?? call.location), mistake: { fix } };
}

export function isInputLayer({ class: className }: LayerValue): boolean {
  return className === INPUT_LAYER;
}

/** A layer that stands for an operation such as `x + 1`: Keras 2 gives it such a class, Keras 3 has no layer for it. */
export function isOperation({ class: className }: LayerValue): boolean {
  return traitsOf(className).isOperation === true;
}
