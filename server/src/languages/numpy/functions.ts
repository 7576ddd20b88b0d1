/** numpy's functions of arrays. */
import { log2 } from "../python/modules/math-functions";
import { asIndex } from "../python/helpers";
import type { Arguments } from "../python/helpers";
import { roundToInteger } from "../python/numbers";
import { asNumber, isItems } from "../../values/ask";
import { boolean, integer, tuple } from "../../values/make";
import { axisOf, reduced, reshaped, shapeOf, transposed } from "./shapes";
import type { ArrayValue, ElementType, UnknownValue, Value } from "../../values/value";
import {
  copied,
  elementsOf,
  kindOf,
  largeArray,
  makeArray,
  promoted,
  rowStrides,
  scalarOf,
  sizeOf,
  unwrapped,
  vagueArray,
} from "./array";
import { elementwise } from "./arithmetic";
import { castTo, sameShape, toArray, toShapedArray } from "./convert";
import { JOINING } from "./joining";
import { accumulateArray, isReduction, linesAlong } from "./reduce";
import { arrayAt, numpyOf, onArray } from "./arguments";
import { create, filled, full, filledLike, numbersAt, arange, linspace, triangle, eye } from "./creation";

type Function = (given: Arguments) => Value;

/** The function of a name; undefined where it is not computed. */
export function numpyFunction(name: string): Function | undefined {
  const own = FUNCTIONS.get(name);
  if (own !== undefined) return own;
  if (ELEMENT_FUNCTIONS.has(name)) return (given) => applyFunction(given, name, given.context.positional);
  const reduction = REDUCTION_NAMES.get(name) ?? name;
  if (!isReduction(reduction)) return undefined;
  return (given) => {
    const array = toShapedArray(given.interpreter, given.need(0, "a"), given.location);
    return array.kind === "unknown" ? array : reduced(given.interpreter, reduction, array, given, 1);
  };
}

const REDUCTION_NAMES: ReadonlyMap<string, string> = new Map([
  ["amax", "max"],
  ["amin", "min"],
  ["product", "prod"],
]);

/** Calls a function by name with these values in place of the call's own positional ones. */
export function applyFunction(given: Arguments, name: string, values: readonly Value[]): Value {
  const own = FUNCTIONS.get(name);
  if (own !== undefined) return own(given.with(values));
  const element = ELEMENT_FUNCTIONS.get(name);
  if (element === undefined) return given.unknown(`numpy.${name}`);
  const arrays: ArrayValue[] = [];
  for (const value of values.slice(0, 2)) {
    const array = toShapedArray(given.interpreter, value, given.location);
    if (array.kind === "unknown") return array;
    arrays.push(array);
  }
  if (arrays.length !== element.arity || given.context.keywords.size > 0)
    return given.unknown(`such a numpy.${name}()`);
  const type = arrays.map((array) => array.dtype).reduce(promoted);
  const isRounded = type === "float32" && element.isReal === true && element.isExact !== true;
  const result = element.result ?? (element.isReal && kindOf(type) !== "float" ? "float64" : type);
  return elementwise(given.interpreter, arrays, result, given.location, ([x = NaN, y = NaN]) =>
    isRounded ? `numpy.${name} of the type float32` : element.body(x, y),
  );
}

interface ElementFunction {
  readonly arity: 1 | 2;
  readonly body: (x: number, y: number) => number | string;
  /** Integers become floats. */
  readonly isReal?: true;
  /** Right to the last bit also in single precision. */
  readonly isExact?: true;
  readonly result?: ElementType;
}

const positive =
  (name: string, body: (x: number) => number) =>
  (x: number): number | string =>
    x > 0 ? body(x) : `numpy.${name} of what is not positive`;

/** Since numpy 2.1 `ceil`, `floor` and `trunc` leave integers what they are; before, they made floats of the same value. */
const ELEMENT_FUNCTIONS: ReadonlyMap<string, ElementFunction> = new Map<string, ElementFunction>([
  ["ceil", { arity: 1, body: (x) => Math.ceil(x) }],
  ["floor", { arity: 1, body: (x) => Math.floor(x) }],
  ["trunc", { arity: 1, body: (x) => Math.trunc(x) }],
  ["fix", { arity: 1, body: (x) => Math.trunc(x), isReal: true, isExact: true }],
  ["rint", { arity: 1, body: roundToEven, isReal: true, isExact: true }],
  [
    "sqrt",
    { arity: 1, body: (x) => (x < 0 ? "the root of a negative number" : Math.sqrt(x)), isReal: true, isExact: true },
  ],
  ["log2", { arity: 1, body: positive("log2", log2), isReal: true }],
  ["log", { arity: 1, body: positive("log", Math.log), isReal: true }],
  ["log10", { arity: 1, body: positive("log10", Math.log10), isReal: true }],
  ["sin", { arity: 1, body: (x) => Math.sin(x), isReal: true }],
  ["cos", { arity: 1, body: (x) => Math.cos(x), isReal: true }],
  ["exp", { arity: 1, body: (x) => Math.exp(x), isReal: true }],
  ["abs", { arity: 1, body: (x) => Math.abs(x) }],
  ["absolute", { arity: 1, body: (x) => Math.abs(x) }],
  ["square", { arity: 1, body: (x) => x * x }],
  ["sign", { arity: 1, body: (x) => Math.sign(x) + 0 }],
  ["negative", { arity: 1, body: (x) => 0 - x }],
  ["maximum", { arity: 2, body: (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : Math.max(x, y)) }],
  ["minimum", { arity: 2, body: (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : Math.min(x, y)) }],
  ["logical_and", { arity: 2, body: (x, y) => Number(x !== 0 && y !== 0), result: "bool" }],
  ["logical_or", { arity: 2, body: (x, y) => Number(x !== 0 || y !== 0), result: "bool" }],
  ["logical_not", { arity: 1, body: (x) => Number(x === 0), result: "bool" }],
  ["isnan", { arity: 1, body: (x) => Number(Number.isNaN(x)), result: "bool" }],
  ["isfinite", { arity: 1, body: (x) => Number(Number.isFinite(x)), result: "bool" }],
  ["isinf", { arity: 1, body: (x) => Number(Math.abs(x) === Infinity), result: "bool" }],
]);

function roundToEven(x: number): number {
  const rounded = Number.isFinite(x) ? (roundToInteger(x) ?? x) : x;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}

const OPERATORS = [
  ["add", "+"],
  ["subtract", "-"],
  ["multiply", "*"],
  ["divide", "/"],
  ["true_divide", "/"],
  ["floor_divide", "//"],
  ["mod", "%"],
  ["remainder", "%"],
  ["power", "**"],
] as const;

const COMPARISONS = [
  ["equal", "=="],
  ["not_equal", "!="],
  ["less", "<"],
  ["less_equal", "<="],
  ["greater", ">"],
  ["greater_equal", ">="],
] as const;

const FUNCTIONS: ReadonlyMap<string, Function> = new Map<string, Function>([
  ["array", (given) => create(given, true)],
  ["asarray", (given) => create(given, false)],
  ["zeros", (given) => filled(given, 0)],
  ["ones", (given) => filled(given, 1)],
  ["full", full],
  ["zeros_like", (given) => filledLike(given, () => 0)],
  ["ones_like", (given) => filledLike(given, () => 1)],
  ["arange", arange],
  ["linspace", linspace],
  ["tri", triangle],
  ["eye", eye],
  ["identity", eye],
  ["round", round],
  ["around", round],
  ["round_", round],
  ["clip", clip],
  ["where", where],
  ["isclose", isClose],
  ...JOINING,
  ["repeat", repeat],
  ["tile", tile],
  ["diff", difference],
  ["sort", (given) => ofLine(given, (line) => line.sort((left, right) => left - right))],
  ["unique", unique],
  ["flip", (given) => ofLine(given, (line) => line.reverse())],
  ["argsort", argsort],
  ["cumsum", (given) => accumulated(given, "cumsum")],
  ["cumprod", (given) => accumulated(given, "cumprod")],
  ["reshape", (given) => onArray(given, (array) => reshaped(array, given.need(1, "newshape"), given))],
  ["transpose", transpose],
  ["ravel", (given) => onArray(given, (array) => copied(array, [sizeOf(array.shape)]))],
  ["expand_dims", expandDimensions],
  [
    "squeeze",
    (given) =>
      onArray(given, (array) =>
        copied(
          array,
          array.shape.filter((size) => size !== 1),
        ),
      ),
  ],
  ["shape", (given) => onArray(given, (array) => tuple(array.shape.map(integer)))],
  ["ndim", (given) => onArray(given, (array) => integer(array.shape.length))],
  ["size", (given) => onArray(given, (array) => integer(sizeOf(array.shape)))],
  ["isscalar", (given) => boolean(asNumber(given.need(0)) !== null || given.need(0).kind === "string")],
  ["array_equal", arrayEqual],
  ["allclose", allClose],
  ["copy", (given) => onArray(given, (array) => (array.shape.length === 0 ? unwrapped(array) : copied(array)))],
  ...OPERATORS.map(([name, operator]): [string, Function] => [
    name,
    (given) => {
      const [left, right] = [numpyOf(given, 0), numpyOf(given, 1)];
      if (left.kind === "unknown") return left;
      return right.kind === "unknown"
        ? right
        : given.interpreter.language.binary(operator, left, right, given.location);
    },
  ]),
  ...COMPARISONS.map(([name, operator]): [string, Function] => [
    name,
    (given) => {
      const [left, right] = [numpyOf(given, 0), numpyOf(given, 1)];
      if (left.kind === "unknown") return left;
      return right.kind === "unknown"
        ? right
        : given.interpreter.language.compare(operator, left, right, given.location);
    },
  ]),
]);

/** numpy scales, rounds and scales back, where Python's `round` rounds the decimal digits. */
function round(given: Arguments): Value {
  const array = arrayAt(given, 0, "a");
  if (array.kind === "unknown") return array;
  const digits = given.at(1, "decimals") ?? integer(0);
  const decimals = asIndex(digits);
  if (decimals === null || Math.abs(decimals) > 15)
    return digits.kind === "unknown" ? digits : given.unknown("such a rounding");
  if (array.dtype === "bool") return given.unknown("a rounding of booleans");
  if (kindOf(array.dtype) !== "float" && decimals >= 0) return unwrapped(array);
  if (array.dtype === "float32" && decimals !== 0) return given.unknown("a rounding of the type float32");
  const scale = 10 ** Math.abs(decimals);
  return elementwise(given.interpreter, [array], array.dtype, given.location, ([x = NaN]) =>
    decimals >= 0 ? roundToEven(x * scale) / scale : roundToEven(x / scale) * scale,
  );
}

function clip(given: Arguments): Value {
  const array = arrayAt(given, 0, "a");
  if (array.kind === "unknown") return array;
  const bounds: ArrayValue[] = [];
  for (const [index, name] of [
    [1, "a_min"],
    [2, "a_max"],
  ] as const) {
    const value = given.at(index, name) ?? given.at(-1, index === 1 ? "min" : "max");
    const infinite = makeArray([index === 1 ? -Infinity : Infinity], [], "float64");
    const bound =
      value === undefined || value.kind === "none" ? infinite : toArray(given.interpreter, value, given.location);
    if (bound.kind === "unknown") return bound;
    bounds.push(bound);
  }
  const isReal = bounds.some((bound) => kindOf(bound.dtype) === "float" && elementsOf(bound).every(Number.isFinite));
  const whole = array.dtype === "bool" ? "int64" : array.dtype;
  const dtype = isReal && kindOf(array.dtype) !== "float" ? "float64" : whole;
  return elementwise(given.interpreter, [array, ...bounds], dtype, given.location, ([x = NaN, low = NaN, high = NaN]) =>
    Math.min(Math.max(x, low), high),
  );
}

function where(given: Arguments): Value {
  const condition = toShapedArray(given.interpreter, given.need(0), given.location);
  if (condition.kind === "unknown") return condition;
  if (given.count === 1) {
    if (condition.vague !== undefined) return condition.vague;
    if (condition.shape.length !== 1) return given.unknown("numpy.where() of several dimensions");
    const found = elementsOf(condition).flatMap((one, index) => (one !== 0 ? [index] : []));
    return tuple([makeArray(found, [found.length], "int64")]);
  }
  const [left, right] = [
    toShapedArray(given.interpreter, given.need(1), given.location),
    toShapedArray(given.interpreter, given.need(2), given.location),
  ];
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  const dtype = promoted(left.dtype, right.dtype);
  return elementwise(
    given.interpreter,
    [condition, left, right],
    dtype,
    given.location,
    ([test = 0, x = NaN, y = NaN]) => (test !== 0 ? x : y),
  );
}

function tolerance(given: Arguments): readonly number[] | UnknownValue {
  const relative = given.at(2, "rtol");
  const absolute = given.at(3, "atol");
  return numbersAt(given, [relative ?? scalarOf(1e-5, "float64"), absolute ?? scalarOf(1e-8, "float64")]);
}

function isClose(given: Arguments): Value {
  const [left, right] = [arrayAt(given, 0, "a"), arrayAt(given, 1, "b")];
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  const tolerances = tolerance(given);
  if ("kind" in tolerances) return tolerances;
  const [relative = 0, absolute = 0] = tolerances;
  return elementwise(given.interpreter, [left, right], "bool", given.location, ([x = NaN, y = NaN]) =>
    Number(x === y || Math.abs(x - y) <= absolute + relative * Math.abs(y)),
  );
}

function allClose(given: Arguments): Value {
  const close = isClose(given);
  if (close.kind === "array") return boolean(elementsOf(close).every((one) => one !== 0));
  return close.kind === "boolean" ? boolean(close.value) : close;
}

function arrayEqual(given: Arguments): Value {
  const [left, right] = [arrayAt(given, 0), arrayAt(given, 1)];
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  const others = elementsOf(right);
  return boolean(sameShape(left.shape, right.shape) && elementsOf(left).every((one, index) => one === others[index]));
}

function repeat(given: Arguments): Value {
  const shaped = toShapedArray(given.interpreter, given.need(0, "a"), given.location);
  if (shaped.kind === "unknown") return shaped;
  const axis = axisOf(given, 2);
  const count = asIndex(given.need(1, "repeats"));
  if (axis !== null && count !== null) return repeatedAlong(given, shaped, axis, count);
  const array = shaped.vague ?? shaped;
  if (array.kind === "unknown") return array;
  const counts = arrayAt(given, 1, "repeats");
  if (counts.kind === "unknown") return counts;
  const elements = elementsOf(array);
  const times = elementsOf(counts);
  const hasAxis = given.at(2, "axis") !== undefined && array.shape.length > 1;
  if (hasAxis || (times.length !== 1 && times.length !== elements.length))
    return given.unknown("such a numpy.repeat()");
  const countAt = (index: number): number => Math.max(0, times.length === 1 ? (times[0] ?? 0) : (times[index] ?? 0));
  given.interpreter.budget.checkItems(elements.reduce((sum, _, index) => sum + countAt(index), 0));
  const numbers = elements.flatMap((one, index) => new Array<number>(countAt(index)).fill(one));
  return makeArray(numbers, [numbers.length], array.dtype);
}

/** Each entry along an axis so many times. */
function repeatedAlong(given: Arguments, array: ArrayValue, axis: number, times: number): Value {
  const rank = array.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  const length = array.shape[place];
  if (length === undefined || times < 0) return given.unknown("such a numpy.repeat()");
  const shape = array.shape.map((size, index) => (index === place ? size * times : size));
  if (array.vague !== undefined) return vagueArray(shape, array.dtype, array.vague);
  const large = largeArray(shape, array.dtype, given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(sizeOf(shape));
  const inner = sizeOf(array.shape.slice(place + 1));
  const elements = elementsOf(array);
  const numbers = Array.from({ length: sizeOf(shape) }, (_, index) => {
    const [before, behind] = [Math.floor(index / (inner * length * times)), index % inner];
    const entry = Math.floor((Math.floor(index / inner) % (length * times)) / times);
    return elements[(before * length + entry) * inner + behind] ?? NaN;
  });
  return makeArray(numbers, shape, array.dtype);
}

function tile(given: Arguments): Value {
  const array = toShapedArray(given.interpreter, given.need(0, "A"), given.location);
  if (array.kind === "unknown") return array;
  const wanted = shapeOf(given.interpreter, given.need(1, "reps"), given);
  if (!Array.isArray(wanted)) return wanted;
  const rank = Math.max(array.shape.length, wanted.length);
  const padded = (sizes: readonly number[]): number[] => [...new Array<number>(rank - sizes.length).fill(1), ...sizes];
  const [sizes, times] = [padded(array.shape), padded(wanted)];
  if (times.some((count) => count < 0)) return given.unknown("such a numpy.tile()");
  const shape = sizes.map((size, axis) => size * (times[axis] ?? 1));
  if (array.vague !== undefined) return vagueArray(shape, array.dtype, array.vague);
  const large = largeArray(shape, array.dtype, given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(sizeOf(shape));
  const [elements, inside] = [elementsOf(array), rowStrides(sizes)];
  const numbers = Array.from({ length: sizeOf(shape) }, (_, index) => {
    let [place, left] = [0, index];
    for (const [axis, stride] of rowStrides(shape).entries()) {
      place += (Math.floor(left / stride) % (sizes[axis] ?? 1)) * (inside[axis] ?? 0);
      left %= stride;
    }
    return elements[place] ?? NaN;
  });
  return makeArray(numbers, shape, array.dtype);
}

function difference(given: Arguments): Value {
  const array = arrayAt(given, 0, "a");
  if (array.kind === "unknown") return array;
  if (array.shape.length !== 1 || given.count > 1 || given.context.keywords.size > 0 || array.dtype === "bool")
    return given.unknown("such a numpy.diff()");
  const elements = elementsOf(array);
  const numbers = elements.slice(1).map((one, index) => one - (elements[index] ?? NaN));
  return castTo(makeArray(numbers, [numbers.length], "float64"), array.dtype, given.location);
}

function ofLine(given: Arguments, body: (line: number[]) => number[]): Value {
  const array = arrayAt(given, 0, "a");
  if (array.kind === "unknown") return array;
  const lines = array.shape.length === 1 ? linesAlong(array, 0) : null;
  const [line] = lines?.elements ?? [];
  if (line === undefined || line.some(Number.isNaN)) return given.unknown(`such a numpy.${given.name}()`);
  return makeArray(body([...line]), array.shape, array.dtype);
}

function unique(given: Arguments): Value {
  const array = arrayAt(given, 0, "ar");
  if (array.kind === "unknown") return array;
  if (given.count > 1 || given.context.keywords.size > 0) return given.unknown("such a numpy.unique()");
  const numbers = [...new Set(elementsOf(array))].sort((left, right) => left - right);
  return makeArray(numbers, [numbers.length], array.dtype);
}

function argsort(given: Arguments): Value {
  const array = arrayAt(given, 0, "a");
  if (array.kind === "unknown") return array;
  const elements = elementsOf(array);
  // Equal elements may come in any order.
  if (array.shape.length !== 1 || new Set(elements).size !== elements.length)
    return given.unknown("such a numpy.argsort()");
  const order = [...elements.keys()].sort((left, right) => (elements[left] ?? 0) - (elements[right] ?? 0));
  return makeArray(order, [order.length], "int64");
}

function accumulated(given: Arguments, name: "cumsum" | "cumprod"): Value {
  const array = arrayAt(given, 0, "a");
  return array.kind === "unknown" ? array : accumulateArray(name, array, axisOf(given, 1), given.location);
}

function transpose(given: Arguments): Value {
  const array = toShapedArray(given.interpreter, given.need(0, "a"), given.location);
  if (array.kind === "unknown") return array;
  const axes = given.at(1, "axes");
  if (axes === undefined || axes.kind === "none") return transposed(array, null) ?? given.unknown("such axes");
  const items = given.interpreter.iterate(axes, given.location);
  if (!isItems(items)) return items;
  const order = items.map(asIndex);
  if (order.some((axis) => axis === null)) return given.unknown("such axes");
  return (
    transposed(
      array,
      order.flatMap((axis) => axis ?? []),
    ) ?? given.unknown("such axes")
  );
}

function expandDimensions(given: Arguments): Value {
  const array = toShapedArray(given.interpreter, given.need(0, "a"), given.location);
  const axis = asIndex(given.need(1, "axis"));
  if (array.kind === "unknown") return array;
  const rank = array.shape.length + 1;
  const place = axis !== null && axis < 0 ? axis + rank : axis;
  if (place === null || place < 0 || place >= rank) return given.unknown("such a numpy.expand_dims()");
  return copied(array, [...array.shape.slice(0, place), 1, ...array.shape.slice(place)]);
}

/** `np.float32(x)`: a scalar of the type. */
export function convertTo(given: Arguments, dtype: ElementType): Value {
  const source = given.at(0);
  if (source === undefined) return scalarOf(0, dtype);
  const array = toArray(given.interpreter, source, given.location);
  if (array.kind === "unknown") return array;
  const result = castTo(array, dtype, given.location);
  return result.kind === "unknown" ? result : unwrapped(result);
}
