/** Weights that a user's own layers make: `add_weight`, `tf.Variable`. */
import { asItems, asNumber } from "../../values/ask";
import { NONE, tuple, unknown } from "../../values/make";
import type { CallContext, InstanceValue, TensorValue, Value } from "../../values/value";
import { whyUnwieldy } from "../../values/walk";
import { keepWeight } from "../tracing/instances";
import { makeWeight, notCounted } from "../tracing/weights";
import { kerasBase, passesKerasBy } from "./bases";

/** `self.add_weight(…)` in the orders of Keras 1 to 3: a name, a shape and an initializer tell themselves apart. */
export function addWeight(owner: InstanceValue, call: CallContext): TensorValue {
  const [first, second] = call.positional;
  const byPosition = first?.kind === "string" ? second : first;
  const name = call.keywords.get("name") ?? (first?.kind === "string" ? first : NONE);
  const shape = byPosition ?? call.keywords.get("shape") ?? NONE;
  const label = name.kind === "string" ? name.value : "weight";
  return makeWeight(
    shape.kind === "none" ? tuple([]) : shape,
    isTrainable(call.keywords.get("trainable")),
    label,
    call,
    owner,
  );
}

/** `tf.Variable(initial, trainable=…)`, `keras.Variable`, `K.variable`: as large as what it starts with. */
export function makeVariable(call: CallContext): TensorValue {
  const { keywords } = call;
  const initial =
    call.positional[0] ?? keywords.get("initial_value") ?? keywords.get("initializer") ?? keywords.get("value");
  const shape = keywords.get("shape") ?? (initial === undefined ? undefined : shapeOfInitial(initial));
  const name = keywords.get("name");
  const trainable = keywords.get("trainable") ?? call.positional[1];
  const given = shape ?? unknown("the shape of this variable", call.location);
  const weight = makeWeight(given, isTrainable(trainable), name?.kind === "string" ? name.value : "variable", call);
  const { receiver } = call.interpreter;
  const isOfLayer = receiver?.kind === "instance" && kerasBase(receiver) !== null && passesKerasBy(receiver);
  return isOfLayer ? ownWeight(receiver, weight, call) : weight;
}

/**
 * What the source of a layer gets for a weight of its own, which is kept. A layer that passes Keras by is no part of a functional
 * model, nor are its weights; a model of the user's that has it as an attribute counts what is kept.
 */
export function ownWeight(owner: InstanceValue, weight: TensorValue, call: CallContext): TensorValue {
  keepWeight(owner, weight, call);
  return passesKerasBy(owner) ? notCounted(weight) : weight;
}

function isTrainable(given: Value | undefined): boolean {
  return given?.kind !== "boolean" || given.value;
}

/** What `tf.zeros((3, 4))`, a number, or nested lists of numbers have as their shape. */
function shapeOfInitial(initial: Value): Value | undefined {
  if (asNumber(initial) !== null) return tuple([]);
  if (initial.kind === "tensor") {
    if (initial.scalar === true) return tuple([]);
    if (initial.shape === null) return undefined;
    return tuple(
      [initial.batch, ...initial.shape].map((side): Value => (side === null ? NONE : { kind: "integer", value: side })),
    );
  }
  const items = whyUnwieldy(initial) === null ? asItems(initial) : null;
  const [first] = items ?? [];
  if (items === null || first === undefined) return undefined;
  const inner = shapeOfInitial(first);
  const sides = inner === undefined ? null : asItems(inner);
  return sides === null ? undefined : tuple([{ kind: "integer", value: items.length }, ...sides]);
}
