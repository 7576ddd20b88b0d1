/** Shapes and axes as arguments, and arrays in another shape. */
import type { Interpreter } from "../../eval/interpreter";
import { describe } from "../../values/describe";
import type { ArrayValue, Value } from "../../values/value";
import { asIndex } from "../python/helpers";
import type { Arguments } from "../python/helpers";
import { sizeOf, isContiguous, copied, viewOf, rowStrides, elementsOf } from "./array";
import { toArray } from "./convert";
import type { Axis } from "./reduce";
import { reduceArray } from "./reduce";

/** The axis that an argument names; null for all. */
export function axisOf(given: Arguments, index: number): Axis {
  const value = given.at(index, "axis");
  return value === undefined || value.kind === "none" ? null : asIndex(value);
}

export function reduced(
  interpreter: Interpreter,
  name: string,
  array: ArrayValue,
  given: Arguments,
  index: number,
): Value {
  const axis = given.at(index, "axis");
  if (axis?.kind === "unknown") return axis;
  const isPlain = axis === undefined || axis.kind === "none" || asIndex(axis) !== null;
  const others = [...given.context.keywords.keys()].filter((key) => !["axis", "keepdims", "a"].includes(key));
  if (!isPlain || others.length > 0) return given.unknown(`such a numpy.${name}()`);
  const keeps = given.context.keywords.get("keepdims");
  const keepsDimensions = keeps === undefined ? false : interpreter.truth(keeps);
  if (typeof keepsDimensions !== "boolean") return keepsDimensions;
  return reduceArray(interpreter, name, array, axisOf(given, index), keepsDimensions, given.location);
}

/** `shape` is a number or a sequence of numbers, one of them -1 where it follows from the others. */
export function reshaped(array: ArrayValue, shape: Value, given: Arguments): Value {
  const sizes = shapeOf(given.interpreter, shape, given);
  if (!Array.isArray(sizes)) return sizes;
  const total = sizeOf(array.shape);
  const open = sizes.indexOf(-1);
  const known = sizeOf(sizes.filter((size: number) => size !== -1));
  const filled = sizes.map((size: number, axis: number) => (axis === open ? total / known : size));
  if (sizeOf(filled) !== total || filled.some((size: number) => !Number.isInteger(size) || size < 0))
    return given.interpreter.fail("ValueError", `a reshape of ${describe(array)}`, given.location);
  return isContiguous(array) ? reshapedTo(array, filled) : copied(array, filled);
}

export function reshapedTo(array: ArrayValue, shape: readonly number[]): ArrayValue {
  return viewOf(array, { shape, strides: rowStrides(shape), offset: array.offset });
}

/** The sizes that a shape argument names; or why they are not known. */
export function shapeOf(
  interpreter: Interpreter,
  shape: Value,
  given: Arguments,
): number[] | Extract<Value, { kind: "unknown" }> {
  if (shape.kind === "unknown") return shape;
  const single = asIndex(shape);
  if (single !== null) return [single];
  const array = toArray(interpreter, shape, given.location);
  if (array.kind === "unknown") return array;
  const sizes = elementsOf(array);
  const isWhole = array.shape.length === 1 && (sizes.length === 0 || array.dtype.includes("int"));
  return isWhole ? sizes : given.typeError(`${describe(shape)} as a shape`);
}

export function transposed(array: ArrayValue, axes: readonly number[] | null): ArrayValue | undefined {
  const rank = array.shape.length;
  const order = axes?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? array.shape.map((_, axis) => rank - 1 - axis);
  if (order.length !== rank || new Set(order).size !== rank || order.some((axis) => axis < 0 || axis >= rank))
    return undefined;
  const along = (sizes: readonly number[]): number[] => order.map((axis) => sizes[axis] ?? 0);
  return viewOf(array, { shape: along(array.shape), strides: along(array.strides), offset: array.offset });
}

export function squeezed(array: ArrayValue): ArrayValue {
  const kept = array.shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const along = (sizes: readonly number[]): number[] => kept.map((axis) => sizes[axis] ?? 0);
  return viewOf(array, { shape: along(array.shape), strides: along(array.strides), offset: array.offset });
}
