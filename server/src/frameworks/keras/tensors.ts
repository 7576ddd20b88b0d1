/** What a source may ask of a symbolic tensor, and the operators on tensors. */
import { asNumber, describe, integer, NONE, string, tuple, unknown } from "../../eval/read";
import type { CallContext, TensorValue, UnknownValue, Value } from "../../eval/values";
import { makeLayer } from "./layers";
import { lambdaTensor, slicedShape } from "./reshaping";
import type { Tracer } from "./tracer";

/** `(None, 224, 224, 3)` as a tuple; Unknown with its reason where the shape is not known. */
export function shapeTuple(tensor: TensorValue, tracer: Tracer, asking: CallContext): Value {
  if (tensor.shape === null) return tracer.whyUnknown(tensor, asking);
  return tuple([tensor.batch, ...tensor.shape].map((size) => (size === null ? NONE : integer(size))));
}

/** Attribute or method of a tensor; undefined where it is not known. */
export function tensorAttribute(
  tensor: TensorValue,
  name: string,
  tracer: Tracer,
  asking: CallContext,
): Value | undefined {
  switch (name) {
    case "shape":
    case "_keras_shape":
      return shapeTuple(tensor, tracer, asking);
    case "get_shape":
      return { kind: "builtin", name: "get_shape", call: (call) => shapeTuple(tensor, tracer, call) };
    case "set_shape":
      return { kind: "builtin", name: "set_shape", call: () => NONE };
    case "ndim":
      return tensor.shape === null ? tracer.whyUnknown(tensor, asking) : integer(tensor.shape.length + 1);
    case "dtype":
      return string("float32");
    case "name":
      return string(tensor.producer.layer.name);
    default:
      return undefined;
  }
}

/** Operators of two tensors that are layers of their own; TensorFlow's names of them. */
const OPERATORS: ReadonlyMap<string, { readonly class: string; readonly name: string }> = new Map([
  ["+", { class: "Add", name: "tf.__operators__.add" }],
  ["*", { class: "Multiply", name: "tf.math.multiply" }],
  ["-", { class: "Subtract", name: "tf.math.subtract" }],
]);

/** `a + b` with at least one tensor. */
export function tensorOperator(operator: string, left: Value, right: Value, call: CallContext, tracer: Tracer): Value {
  const layer = OPERATORS.get(operator);
  const tensors = [left, right].filter((operand) => operand.kind === "tensor");
  if (layer !== undefined && tensors.length === 2) {
    return tracer.applyLayer(makeLayer(layer.class, new Map(), call, null, layer.name), tensors, call.frames);
  }
  const [tensor] = tensors;
  const other = left.kind === "tensor" ? right : left;
  if (
    tensor !== undefined &&
    tensor.shape !== null &&
    asNumber(other) !== null &&
    SCALAR_OPERATORS.includes(operator)
  ) {
    return lambdaTensor([tensor], tensor.shape, `tf.math ${operator}`, call, tracer);
  }
  const why = other.kind === "unknown" ? other : unknownOperation(operator, other, call);
  return tracer.unknownTensor(why, tensors, call, `tensor ${operator}`);
}

/** Operators that a number and a tensor have element by element. */
const SCALAR_OPERATORS: readonly string[] = ["+", "-", "*", "/", "**"];

function unknownOperation(operator: string, other: Value, call: CallContext): UnknownValue {
  return unknown(`the operation ${operator} on a tensor and ${describe(other)} is not known yet`, call.location);
}

/** `x[…]`. */
export function tensorSlice(tensor: TensorValue, index: Value, call: CallContext, tracer: Tracer): Value {
  const shape = tensor.shape === null ? null : slicedShape(tensor.shape, index);
  if (shape !== null) return lambdaTensor([tensor], shape, "tf.__operators__.getitem", call, tracer);
  return tracer.unknownTensor(
    unknown("this slice of a tensor is not known yet", call.location),
    [tensor],
    call,
    "slice",
  );
}
