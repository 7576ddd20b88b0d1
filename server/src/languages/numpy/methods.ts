/** Attributes and methods of arrays and of numpy's scalars. */
import type { Interpreter } from "../../eval/interpreter";
import { asInteger } from "../../values/ask";
import { boolean, integer, NONE, string, tuple } from "../../values/make";
import { describe } from "../../values/describe";
import { builtin } from "../python/helpers";
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
  sizeOf,
  unwrapped,
  TYPE_CLASS,
} from "./array";
import type { Scalar } from "./array";
import { castTo } from "./convert";
import { applyFunction } from "./functions";
import { accumulateArray, isReduction } from "./reduce";
import { transposed, reduced, reshapedTo, axisOf, squeezed, reshaped } from "./shapes";

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

function reshape(array: ArrayValue, given: Arguments): Value {
  const wanted = given.context.positional;
  if (given.context.keywords.size > 0) return given.unknown("such a reshape()");
  return reshaped(array, wanted.length === 1 && wanted[0] !== undefined ? wanted[0] : tuple(wanted), given);
}

function axesOf(given: Arguments): readonly number[] | null {
  const [first] = given.context.positional;
  const items =
    given.count === 1 && (first?.kind === "tuple" || first?.kind === "list") ? first.items : given.context.positional;
  const axes = items.flatMap((item) => asInteger(item) ?? []);
  return axes.length === 0 ? null : axes;
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
