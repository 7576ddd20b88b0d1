/** Attributes and methods of arrays and of numpy's scalars. */
import type { Interpreter } from "../../eval/interpreter";
import { asInteger, boolean, describe, integer, NONE, string, tuple } from "../../values/ask";
import { asIndex, builtin } from "../python/helpers";
import type { Arguments } from "../python/helpers";
import { nativeClass, nativeInstance } from "../python/types/native-class";
import type { ArrayValue, ElementType, Value } from "../../values/value";
import {
  asLists,
  copied,
  elementsOf,
  elementType,
  isContiguous,
  makeArray,
  rowStrides,
  sizeOf,
  unwrapped,
  viewOf,
  TYPE_CLASS,
} from "./array";
import type { Scalar } from "./array";
import { castTo, toArray } from "./convert";
import { applyFunction } from "./functions";
import { accumulateArray, isReduction, reduceArray } from "./reduce";
import type { Axis } from "./reduce";

export function arrayMember(interpreter: Interpreter, array: ArrayValue, name: string): Value | undefined {
  switch (name) {
    case "shape":
      return tuple(array.shape.map(integer));
    case "ndim":
      return integer(array.shape.length);
    case "size":
      return integer(sizeOf(array.shape));
    case "dtype":
      return typeValue(interpreter, array.dtype);
    case "T":
      return transposed(array, null);
    case "flat":
      return flat(array);
  }
  if (array.vague !== undefined && !OF_SHAPE.has(name)) return array.vague;
  const method = METHODS.get(name);
  if (method !== undefined) return builtin(interpreter, name, [0, 100], (given) => method(array, given));
  if (isReduction(name))
    return builtin(interpreter, name, [0, 4], (given) => reduced(interpreter, name, array, given, 0));
  return undefined;
}

/** `array.dtype`: it equals the type itself and its name. */
function typeValue(interpreter: Interpreter, dtype: ElementType): Value {
  const type = nativeClass(interpreter, TYPE_CLASS, [
    ["__eq__", [1, 1], (_self, given) => boolean(elementType(given.need(0)) === dtype)],
    ["__str__", [0, 0], () => string(dtype)],
  ]);
  return nativeInstance(interpreter, type, [["name", string(dtype)]], interpreter.place);
}

/** A scalar has what an array has, and what Python's own number has. */
export function scalarMember(interpreter: Interpreter, scalar: Scalar, name: string): Value | undefined {
  if (name === "real" || name === "value") return scalar;
  if (name === "is_integer" && scalar.kind === "float")
    return builtin(interpreter, name, [0, 0], () => ({ kind: "boolean", value: Number.isInteger(scalar.value) }));
  return arrayMember(interpreter, makeArray([Number(scalar.value)], [], scalar.dtype ?? "float64"), name);
}

/** Methods that need no number of the array. */
const OF_SHAPE: ReadonlySet<string> = new Set(
  "tolist copy flatten ravel astype reshape transpose squeeze repeat sum prod mean max min all any".split(" "),
);

type Method = (array: ArrayValue, given: Arguments) => Value;

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["tolist", (array) => asLists(array)],
  [
    "item",
    (array, given) =>
      sizeOf(array.shape) === 1 && given.count === 0 ? flatOne(array) : given.unknown("such an item()"),
  ],
  ["copy", (array) => (array.shape.length === 0 ? unwrapped(array) : copied(array))],
  ["flatten", flat],
  ["ravel", (array) => (isContiguous(array) ? reshapedTo(array, [sizeOf(array.shape)]) : flat(array))],
  ["astype", (array, given) => cast(array, given, 0)],
  ["reshape", reshape],
  ["transpose", (array, given) => transposed(array, axesOf(given)) ?? given.unknown("such axes")],
  ["cumsum", (array, given) => accumulateArray("cumsum", array, axisOf(given, 0), given.location)],
  ["cumprod", (array, given) => accumulateArray("cumprod", array, axisOf(given, 0), given.location)],
  ["fill", fill],
  ["sort", sortInPlace],
  ["squeeze", (array) => squeezed(array)],
  ["round", (array, given) => applyFunction(given, "round", [array, ...given.context.positional])],
  ["clip", (array, given) => applyFunction(given, "clip", [array, ...given.context.positional])],
  ["repeat", (array, given) => applyFunction(given, "repeat", [array, ...given.context.positional])],
]);

function flatOne(array: ArrayValue): Value {
  const list = asLists({ ...array, shape: [1], strides: [1] });
  return list.kind === "list" ? (list.items[0] ?? NONE) : NONE;
}

function flat(array: ArrayValue): Value {
  return copied(array, [sizeOf(array.shape)]);
}

/** `array.astype(type)`; the type is the argument `index`. */
function cast(array: ArrayValue, given: Arguments, index: number): Value {
  const wanted = given.need(index, "dtype");
  if (wanted.kind === "unknown") return wanted;
  const dtype = elementType(wanted);
  if (dtype === null) return given.unknown(`elements of the type ${describe(wanted)}`);
  const result = castTo(array, dtype, given.location);
  return result.kind === "unknown" ? result : unwrapped(result);
}

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

function reshape(array: ArrayValue, given: Arguments): Value {
  const wanted = given.context.positional;
  if (given.context.keywords.size > 0) return given.unknown("such a reshape()");
  return reshaped(array, wanted.length === 1 && wanted[0] !== undefined ? wanted[0] : tuple(wanted), given);
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

function reshapedTo(array: ArrayValue, shape: readonly number[]): ArrayValue {
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

function axesOf(given: Arguments): readonly number[] | null {
  const [first] = given.context.positional;
  const items =
    given.count === 1 && (first?.kind === "tuple" || first?.kind === "list") ? first.items : given.context.positional;
  const axes = items.flatMap((item) => asInteger(item) ?? []);
  return axes.length === 0 ? null : axes;
}

export function transposed(array: ArrayValue, axes: readonly number[] | null): ArrayValue | undefined {
  const rank = array.shape.length;
  const order = axes?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? array.shape.map((_, axis) => rank - 1 - axis);
  if (order.length !== rank || new Set(order).size !== rank || order.some((axis) => axis < 0 || axis >= rank))
    return undefined;
  const along = (sizes: readonly number[]): number[] => order.map((axis) => sizes[axis] ?? 0);
  return viewOf(array, { shape: along(array.shape), strides: along(array.strides), offset: array.offset });
}

function squeezed(array: ArrayValue): ArrayValue {
  const kept = array.shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const along = (sizes: readonly number[]): number[] => kept.map((axis) => sizes[axis] ?? 0);
  return viewOf(array, { shape: along(array.shape), strides: along(array.strides), offset: array.offset });
}

function fill(array: ArrayValue, given: Arguments): Value {
  const whole: Value = { kind: "slice", start: NONE, stop: NONE, step: NONE };
  const { interpreter } = given;
  if (!interpreter.language.assignSubscript(array, whole, given.need(0), given.location))
    interpreter.poison(array, given.unknown("such a fill()"));
  return NONE;
}

function sortInPlace(array: ArrayValue, given: Arguments): Value {
  const { interpreter } = given;
  if (array.shape.length !== 1) {
    interpreter.poison(array, given.unknown("such a sort()"));
    return NONE;
  }
  const sorted = elementsOf(array).sort((left, right) => left - right);
  interpreter.touch(array.base ?? array);
  sorted.forEach((number, index) => (array.numbers[array.offset + index * (array.strides[0] ?? 1)] = number));
  return NONE;
}
