/** Tensors that the source itself gives: numbers, lists of numbers, data that stands for an input. */
import { boolean, integer, NONE, tuple, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import type { CallContext, ContentItem, LayerValue, Samples, TensorValue, Value } from "../../values/value";
import { shapeOfConstant } from "../../layers/tensor/read";
import type { TensorShape } from "../../layers/tensor/shapes";
import { contentOf } from "./content";

/** Data that the source makes up, which a layer may be applied to as to an input. */
export function isFilling({ producer, shape }: TensorValue): boolean {
  const { layer } = producer;
  return (
    layer.kind === "layer" && layer.class === CONSTANT && layer.arguments.has("filling") && (shape?.length ?? 0) >= 2
  );
}

/** A number, a list of numbers or an array as a tensor; tensors are themselves. */
export function asTensorValue(value: Value, call: CallContext): Value {
  if (value.kind === "tensor" || value.kind === "unknown") return value;
  const shape = shapeOfConstant(value);
  if (shape === null) return unknown(`${describe(value, call.interpreter.words)} as a tensor`, call.location);
  return constantTensor(shape.sides, contentOf(value), call);
}

export function isConstant({ producer }: TensorValue): boolean {
  return producer.layer.kind === "layer" && producer.layer.class === CONSTANT;
}

const CONSTANT = "Constant";

/**
 * A tensor that the source gives. `filling`: it stands for data, as in `tf.ones((1, 224, 224, 3))`; a network that is applied to
 * it takes it as its input.
 */
export function constantTensor(
  sides: readonly (number | null)[],
  numbers: readonly ContentItem[] | null,
  call: CallContext,
  { samples = "none", filling = false }: { readonly samples?: Samples; readonly filling?: boolean } = {},
): TensorValue {
  const shape = tuple(sides.map((side) => (side === null ? NONE : integer(side))));
  const layer: LayerValue = {
    kind: "layer",
    class: CONSTANT,
    name: "constant",
    arguments: new Map<string, Value>([["shape", shape], ...(filling ? [["filling", boolean(true)] as const] : [])]),
    unknown: null,
    construction: call.frames,
  };
  return {
    kind: "tensor",
    ...tensorFields({ kind: "tensor", sides, samples }),
    producer: { layer, inputs: [], origin: call.frames },
    ...(numbers === null ? {} : { numbers }),
  };
}

/** How a TensorValue keeps a shape with all its sides. */
export function tensorFields({
  sides,
  samples,
}: TensorShape): Pick<TensorValue, "shape" | "batch" | "scalar" | "samples"> {
  const [batch = null, ...shape] = sides;
  const isOrdinary = typeof samples === "object" && samples.axis === 0 && samples.rows === 1;
  return {
    shape,
    batch,
    ...(sides.length === 0 ? { scalar: true as const } : {}),
    ...(isOrdinary ? {} : { samples }),
  };
}

/** The value of Python that a constant without sides stands for; null where it is known only when the program runs. */
export function scalarValue({ scalar, numbers }: TensorValue): Value | null {
  const [item] = numbers ?? [];
  return scalar === true && typeof item === "number" ? numberValue(item) : null;
}

function numberValue(item: number): Value {
  return Number.isInteger(item) ? integer(item) : { kind: "float", value: item };
}
