/** Weights that a user's own layers make: `add_weight`, `tf.Variable`. */
import { valuesWithin, whyUnwieldy } from "../../eval/walk";
import { asInteger, asItems, asNumber, FALSE, NONE, tuple, unknown } from "../../eval/read";
import type { CallContext, InstanceValue, TensorValue, Value } from "../../eval/values";
import { isMarked, keepWeight, kerasBase, madeWeights, nameOf, ownAttributes, passesKerasBy } from "./instances";
import { makeLayer } from "./layers";

/** Class of the layer that a weight comes from: it has no input. */
const WEIGHT = "Weight";

/** False for a weight that is no part of the model which it is used in. */
const COUNTED = "counted";

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
  const { producer } = weight;
  if (!passesKerasBy(owner) || producer.layer.kind !== "layer") return weight;
  const given = new Map<string, Value>([...producer.layer.arguments, [COUNTED, FALSE]]);
  return { ...weight, producer: { ...producer, layer: { ...producer.layer, arguments: given } } };
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

/** A weight of this shape (all its sides), which may be unknown; `owner` is the layer of the user's that it belongs to. */
export function makeWeight(
  shape: Value,
  trainable: boolean,
  name: string,
  call: CallContext,
  owner: InstanceValue | null = null,
): TensorValue {
  const whole = shape.kind === "integer" ? tuple([shape]) : shape;
  const given = new Map<string, Value>([["shape", whole]]);
  if (!trainable) given.set("trainable", FALSE);
  const plain = makeLayer(WEIGHT, given, call, owner === null ? name : `${nameOf(owner, call)}/${name}`);
  const layer = owner === null ? plain : { ...plain, class: owner.class.name, operation: WEIGHT };
  const producer = { layer, inputs: [], origin: call.frames };
  const sides = asItems(whole)?.map((side) => asInteger(side)) ?? null;
  if (sides === null) return { kind: "tensor", shape: null, batch: null, producer, samples: "none" };
  const [batch, ...rest] = sides;
  if (batch === undefined) return { kind: "tensor", shape: [], batch: null, producer, samples: "none", scalar: true };
  return { kind: "tensor", shape: rest, batch, producer, samples: "none" };
}

function isWeight(value: Value): value is TensorValue {
  if (value.kind !== "tensor" || value.producer.layer.kind !== "layer") return false;
  const { layer } = value.producer;
  return (layer.operation ?? layer.class) === WEIGHT && !layer.arguments.has(COUNTED);
}

/**
 * Weights of an instance and of the user's layers among its attributes that were not called, each once. The graph counts a
 * weight once, wherever it is met.
 */
export function weightsOf(instance: InstanceValue): readonly TensorValue[] {
  const found = new Set<TensorValue>();
  const instances = new Set<InstanceValue>([instance]);
  for (const one of instances) {
    for (const value of valuesWithin(tuple([...madeWeights(one), ...ownAttributes(one)]))) {
      if (isWeight(value)) found.add(value);
      // One that was called has a layer of its own, which counts them.
      else if (value.kind === "instance" && !isMarked(value, "called")) instances.add(value);
    }
  }
  return [...found];
}
