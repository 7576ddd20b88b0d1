/** Weights that a user's own layers make: layers without an input, which the graph counts where they are used. */
import { asInteger, asItems } from "../../values/ask";
import { FALSE, tuple } from "../../values/make";
import type { CallContext, InstanceValue, TensorValue, Value } from "../../values/value";
import { valuesWithin } from "../../values/walk";
import { isMarked, madeWeights, nameOf, ownAttributes } from "./instances";
import { makeLayer } from "./layers";

/** Class of the layer that a weight comes from: it has no input. */
const WEIGHT = "Weight";

/** False for a weight that is no part of the model which it is used in. */
const COUNTED = "counted";

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

/** The same weight where the model in which it is used does not count it. */
export function notCounted(weight: TensorValue): TensorValue {
  const { producer } = weight;
  if (producer.layer.kind !== "layer") return weight;
  const given = new Map<string, Value>([...producer.layer.arguments, [COUNTED, FALSE]]);
  return { ...weight, producer: { ...producer, layer: { ...producer.layer, arguments: given } } };
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
