/** What is kept of an instance of a user's class that derives from one of the framework's: its name, its weights, what it became. */
import { asItems } from "../../values/ask";
import { string, unknown } from "../../values/make";
import type {
  CallContext,
  InstanceValue,
  LayerValue,
  LibraryMember,
  ListValue,
  ModelValue,
  Running,
  Value,
} from "../../values/value";
import { nextName } from "./layers";
import { snakeCase } from "./snake-case";

/** Kept among the attributes, so that forks undo it with them; no source can write such names. */
const NAME = "· name";
const WRAPPED = "· wrapped";
const WEIGHTS = "· weights";
const ANCHOR = "· anchor";
const NETWORK = "· network";
const MARKS = "· ";

/** The name given to it, or the automatic one of its class. */
export function nameOf(instance: InstanceValue, call: CallContext): string {
  const kept = instance.attributes.get(NAME);
  if (kept?.kind === "string") return kept.value;
  const own = instance.attributes.get("_name");
  const name = own?.kind === "string" ? own.value : nextName(snakeCase(instance.class.name), call);
  keep(instance, NAME, string(name), call.interpreter);
  return name;
}

/** `layer.name`, of a layer that is an instance. */
export const NAME_MEMBER: LibraryMember = (receiver, interpreter, location) =>
  receiver.kind === "class"
    ? unknown("the name of a class of layers", location)
    : string(nameOf(receiver, { positional: [], keywords: new Map(), location, frames: [], interpreter }));

/** A method of the framework's: called on an instance, or on the class with the instance as its first argument. */
export function methodOnInstance(
  name: string,
  body: (instance: InstanceValue, call: CallContext) => Value,
): LibraryMember {
  return (receiver) => ({
    kind: "builtin",
    name,
    call: (call) => {
      if (receiver.kind === "instance") return body(receiver, call);
      const [self, ...positional] = call.positional;
      if (self?.kind === "instance") return body(self, { ...call, positional });
      return unknown(`${receiver.name}.${name} without an instance`, call.location);
    },
  });
}

/** The layer that an instance is among others: applying it calls the instance. */
export function layerOfInstance(instance: InstanceValue, call: CallContext): LayerValue {
  return {
    kind: "layer",
    class: instance.class.name,
    name: nameOf(instance, call),
    arguments: new Map(),
    unknown: null,
    construction: instance.construction,
    custom: instance,
  };
}

export function keepName(instance: InstanceValue, name: string, call: CallContext): void {
  keep(instance, NAME, string(name), call.interpreter);
}

/** The layer or model of the framework's that it is: of `class MyConv(Conv2D)`, of `class Net(Model)` that hands over inputs and outputs. */
export function wrappedOf(instance: InstanceValue): LayerValue | ModelValue | null {
  const wrapped = instance.attributes.get(WRAPPED);
  return wrapped?.kind === "layer" || wrapped?.kind === "model" ? wrapped : null;
}

export function keepWrapped(instance: InstanceValue, wrapped: LayerValue | ModelValue, call: CallContext): void {
  keep(instance, WRAPPED, wrapped, call.interpreter);
}

/** The network that it became when it was first called or built. */
export function networkOf(instance: InstanceValue): ModelValue | null {
  const network = instance.attributes.get(NETWORK);
  return network?.kind === "model" ? network : null;
}

export function keepNetwork(instance: InstanceValue, network: ModelValue, call: CallContext): void {
  keep(instance, NETWORK, network, call.interpreter);
}

/** Weights that it made by `add_weight`. */
export function madeWeights(instance: InstanceValue): readonly Value[] {
  return asItems(instance.attributes.get(WEIGHTS)) ?? [];
}

export function keepWeight(instance: InstanceValue, weight: Value, call: CallContext): void {
  const kept: ListValue = { kind: "list", items: [...madeWeights(instance), weight] };
  keep(instance, WEIGHTS, kept, call.interpreter);
}

/**
 * The layer that stands for it in the graph where what it computes leaves out weights of its own: it passes its first input on.
 * One and the same at each call.
 */
export function anchorOf(instance: InstanceValue, call: CallContext): LayerValue {
  const kept = instance.attributes.get(ANCHOR);
  if (kept?.kind === "layer") return kept;
  const anchor: LayerValue = {
    kind: "layer",
    class: instance.class.name,
    operation: "OwnWeights",
    name: nameOf(instance, call),
    arguments: new Map(),
    unknown: null,
    construction: instance.construction,
  };
  keep(instance, ANCHOR, anchor, call.interpreter);
  return anchor;
}

/** A mark by its name: something happened to it. */
export function isMarked(instance: InstanceValue, mark: Mark): boolean {
  return instance.attributes.has(MARKS + mark);
}

export function setMark(instance: InstanceValue, mark: Mark, call: CallContext): void {
  keep(instance, MARKS + mark, { kind: "none" }, call.interpreter);
}

/** "called": on a tensor of a known shape. "built": its `build` has run. "base built": Keras' own `build` of the class that it derives from has. "base counted": its weights are counted apart. */
export type Mark = "called" | "built" | "base built" | "base counted";

function keep(instance: InstanceValue, key: string, value: Value, interpreter: Running): void {
  interpreter.touch(instance);
  instance.attributes.set(key, value);
}

/** Values that its source set as attributes, in order. */
export function ownAttributes(instance: InstanceValue): readonly Value[] {
  return [...instance.attributes].flatMap(([name, value]) => (name.startsWith(MARKS) ? [] : [value]));
}
