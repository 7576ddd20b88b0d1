/** Layers, models and the user's own layers as parts of something else: of a Sequential, of an instance's attributes. */
import { classesOf } from "../../values/keys";
import { tuple } from "../../values/make";
import type { CallContext, InstanceValue, LayerValue, ModelValue, Value } from "../../values/value";
import { valuesWithin } from "../../values/walk";
import { layerOfInstance, ownAttributes, wrappedOf } from "../tracing/instances";
import { kerasBase } from "./bases";

/** The layer or model that a value stands for; null for anything else. */
export function asPart(value: Value, call: CallContext): LayerValue | ModelValue | null {
  if (value.kind === "layer" || value.kind === "model") return value;
  return value.kind === "instance" ? instanceAsPart(value, call) : null;
}

/** The layer or model that an instance of a user's class is; null where its class derives from none of Keras'. */
export function instanceAsPart(instance: InstanceValue, call: CallContext): LayerValue | ModelValue | null {
  if (kerasBase(instance) === null) return null;
  const wrapped = wrappedOf(instance);
  if (wrapped !== null && inheritsItsCall(instance)) return wrapped;
  return layerOfInstance(instance, call);
}

/** True where neither the class nor its bases of the user's say what a call does. */
export function inheritsItsCall(instance: InstanceValue): boolean {
  const own = ["call", "build", "__call__"];
  return !classesOf(instance.class).some(({ members }) => own.some((name) => members.has(name)));
}

/** Layers and models among the attributes of an instance, those in lists and dictionaries included, each once. */
export function asParts(instance: InstanceValue): readonly Value[] {
  const found = new Set<Value>();
  for (const value of valuesWithin(tuple(ownAttributes(instance)))) {
    const isPart =
      value.kind === "layer" || value.kind === "model" || (value.kind === "instance" && kerasBase(value) !== null);
    if (isPart) found.add(value);
  }
  return [...found];
}
