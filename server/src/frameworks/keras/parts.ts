/** Layers, models and the user's own layers as parts of something else: of a Sequential, of an instance's attributes. */
import { classesOf, tuple } from "../../eval/read";
import { valuesWithin } from "../../eval/walk";
import type { CallContext, InstanceValue, LayerValue, ModelValue, Value } from "../../eval/values";
import { kerasBase, nameOf, ownAttributes, wrappedOf } from "./instances";

/** The layer or model that a value stands for; null for anything else. */
export function asPart(value: Value, call: CallContext): LayerValue | ModelValue | null {
  if (value.kind === "layer" || value.kind === "model") return value;
  if (value.kind !== "instance" || kerasBase(value) === null) return null;
  const wrapped = wrappedOf(value);
  if (wrapped !== null && inheritsItsCall(value)) return wrapped;
  return {
    kind: "layer",
    class: value.class.name,
    name: nameOf(value, call),
    arguments: new Map(),
    unknown: null,
    construction: value.construction,
    custom: value,
  };
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
