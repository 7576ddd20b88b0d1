/** Operators on tensors, indexes, and what a source may read of a tensor that depends on its content. */
import { integer } from "../../values/make";
import type { CallContext, TensorValue, Value } from "../../values/value";
import { applyOperation } from "../tracing/tensor-operations";
import type { Tracer } from "../tracing/tracer";
import { tensorFunctionOf } from "./tensor-functions";

/** Python's operators: the name of the function that TensorFlow and Keras call for them. */
const OPERATORS: ReadonlyMap<string, { readonly label: string; readonly name: string }> = new Map([
  ["+", { label: "tf.__operators__.add", name: "add" }],
  ["-", { label: "tf.math.subtract", name: "subtract" }],
  ["*", { label: "tf.math.multiply", name: "multiply" }],
  ["/", { label: "tf.math.truediv", name: "truediv" }],
  ["//", { label: "tf.math.floordiv", name: "floordiv" }],
  ["%", { label: "tf.math.floormod", name: "floormod" }],
  ["**", { label: "tf.math.pow", name: "pow" }],
  ["==", { label: "tf.math.equal", name: "equal" }],
  ["!=", { label: "tf.math.not_equal", name: "not_equal" }],
  ["<", { label: "tf.math.less", name: "less" }],
  ["<=", { label: "tf.math.less_equal", name: "less_equal" }],
  [">", { label: "tf.math.greater", name: "greater" }],
  [">=", { label: "tf.math.greater_equal", name: "greater_equal" }],
  ["&", { label: "tf.__operators__.logical_and", name: "logical_and" }],
  ["|", { label: "tf.__operators__.logical_or", name: "logical_or" }],
  ["^", { label: "tf.__operators__.logical_xor", name: "logical_xor" }],
]);

const UNARY: ReadonlyMap<string, { readonly label: string; readonly name: string }> = new Map([
  ["-", { label: "tf.math.negative", name: "negative" }],
  ["~", { label: "tf.math.logical_not", name: "logical_not" }],
  ["abs", { label: "tf.math.abs", name: "abs" }],
]);

/** `left operator right` with a tensor on one side at least; undefined where the operator is none for tensors. */
export function applyBinary(
  operator: string,
  left: Value,
  right: Value,
  call: CallContext,
  tracer: Tracer,
): Value | undefined {
  if (operator === "@") {
    return applyOperation(
      "matmul",
      [left, right],
      new Map(),
      tensorFunctionOf("t", "matmul", "tf.linalg.matmul"),
      call,
      tracer,
    );
  }
  const found = OPERATORS.get(operator);
  if (found === undefined) return undefined;
  const kernel = new Map<string, Value>(operator === "*" ? [["kernel", { kind: "string", value: "multiply" }]] : []);
  return applyOperation(
    "broadcast",
    [left, right],
    kernel,
    tensorFunctionOf("t", found.name, found.label),
    call,
    tracer,
  );
}

/** `-x`, `~x`, `abs(x)`. Keras' tensors have no `+x`. */
export function applyUnary(operator: string, operand: Value, call: CallContext, tracer: Tracer): Value | undefined {
  const found = UNARY.get(operator);
  if (found === undefined) return undefined;
  return applyOperation(
    "elementwise",
    [operand],
    new Map(),
    tensorFunctionOf("t", found.name, found.label),
    call,
    tracer,
  );
}

/** `x[index]` */
export function applyIndex(tensor: TensorValue, index: Value, call: CallContext, tracer: Tracer): Value {
  const called = tensorFunctionOf("t", "getitem", "tf.__operators__.getitem");
  return applyOperation("getitem", [tensor], new Map([["index", wholeIndex(index)]]), called, call, tracer);
}

/** A tensor of one number is that number. */
function wholeIndex(index: Value): Value {
  if (index.kind === "tuple") return { kind: "tuple", items: index.items.map(wholeIndex) };
  const [item] = index.kind === "tensor" && index.scalar === true ? (index.numbers ?? []) : [];
  return typeof item === "number" ? integer(item) : index;
}
