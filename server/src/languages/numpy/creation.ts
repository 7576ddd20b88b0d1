/** Functions of numpy that make arrays: of numbers given, of one number, of a line of numbers. */
import { asIndex } from "../python/helpers";
import type { Arguments } from "../python/helpers";
import { asNumber } from "../../values/ask";
import { describe } from "../../values/describe";
import { integer } from "../../values/make";
import { shapeOf } from "./shapes";
import type { ElementType, UnknownValue, Value } from "../../values/value";
import { copied, elementsOf, kindOf, largeArray, makeArray, sizeOf } from "./array";
import { castTo, toShapedArray } from "./convert";
import { arrayAt, wantedType } from "./arguments";

export function create(given: Arguments, copies: boolean): Value {
  const source = given.need(0, "object");
  const array = toShapedArray(given.interpreter, source, given.location);
  if (array.kind === "unknown") return array;
  const dtype = wantedType(given, 1);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  if (dtype !== null && dtype !== array.dtype) return castTo(array, dtype, given.location);
  return copies && source.kind === "array" ? copied(array) : array;
}

export function filled(given: Arguments, number: number): Value {
  const shape = shapeOf(given.interpreter, given.need(0, "shape"), given);
  if (!Array.isArray(shape)) return shape;
  const dtype = wantedType(given, 1);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  return filledArray(given, shape, number, dtype ?? "float64");
}

function filledArray(given: Arguments, shape: readonly number[], number: number, dtype: ElementType): Value {
  const size = sizeOf(shape);
  if (shape.some((one) => one < 0))
    return given.interpreter.fail("ValueError", "an array of a negative size", given.location);
  const large = largeArray(shape, dtype, given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(size);
  return makeArray(new Array<number>(size).fill(number), shape, dtype);
}

export function full(given: Arguments): Value {
  const shape = shapeOf(given.interpreter, given.need(0, "shape"), given);
  if (!Array.isArray(shape)) return shape;
  const value = given.need(1, "fill_value");
  const number = asNumber(value);
  if (number === null) return value.kind === "unknown" ? value : given.unknown("such a numpy.full()");
  const dtype = wantedType(given, 2);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  const natural = value.kind === "boolean" ? "bool" : value.kind === "integer" ? "int64" : "float64";
  const made = filledArray(given, shape, number, natural);
  return dtype === null || made.kind !== "array" ? made : castTo(made, dtype, given.location);
}

export function filledLike(given: Arguments, body: () => number): Value {
  const array = arrayAt(given, 0, "a");
  if (array.kind === "unknown") return array;
  const dtype = wantedType(given, 1);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  return makeArray(elementsOf(array).map(body), array.shape, dtype ?? array.dtype);
}

export function numbersAt(given: Arguments, values: readonly Value[]): readonly number[] | UnknownValue {
  const numbers: number[] = [];
  for (const value of values) {
    const number = asNumber(value);
    if (number === null)
      return value.kind === "unknown" ? value : given.unknown(`numpy.${given.name} of ${describe(value)}`);
    numbers.push(number);
  }
  return numbers;
}

export function arange(given: Arguments): Value {
  const values = [given.at(0, "start"), given.at(1, "stop"), given.at(2, "step")].flatMap((value) => value ?? []);
  const numbers = numbersAt(given, values);
  if ("kind" in numbers) return numbers;
  const [first = 0, second, step = 1] = numbers;
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (step === 0) return given.interpreter.fail("ZeroDivisionError", "numpy.arange() with the step 0", given.location);
  const length = Math.max(0, Math.ceil((stop - start) / step));
  const isReal = values.some((value) => value.kind === "float");
  const dtype = wantedType(given, 3);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  const large = largeArray([length], dtype ?? (isReal ? "float64" : "int64"), given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(length);
  // numpy goes on from the difference of the first two.
  const delta = start + step - start;
  const made = Array.from({ length }, (_, index) =>
    index === 0 ? start : index === 1 ? start + step : start + index * delta,
  );
  const array = makeArray(made, [length], isReal ? "float64" : "int64");
  return dtype === null ? array : castTo(array, dtype, given.location);
}

export function linspace(given: Arguments): Value {
  const numbers = numbersAt(given, [given.need(0, "start"), given.need(1, "stop")]);
  if ("kind" in numbers) return numbers;
  const [start = 0, stop = 0] = numbers;
  const count = given.at(2, "num") ?? integer(50);
  const length = asIndex(count);
  if (length === null) return count.kind === "unknown" ? count : given.typeError("needs a whole number of steps");
  if (length < 0) return given.interpreter.fail("ValueError", "a negative number of steps", given.location);
  const ends = given.at(3, "endpoint");
  const hasEnd = ends === undefined ? true : given.interpreter.truth(ends);
  if (typeof hasEnd !== "boolean") return hasEnd;
  const large = largeArray([length], "float64", given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(length);
  const parts = hasEnd ? length - 1 : length;
  const delta = stop - start;
  const step = delta / parts;
  const made = Array.from({ length }, (_, index) => {
    if (parts <= 0) return start + index * delta;
    return (step === 0 ? (index / parts) * delta : index * step) + start;
  });
  if (hasEnd && length > 1) made[length - 1] = stop;
  const array = makeArray(made, [length], "float64");
  const dtype = wantedType(given, 5);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  if (dtype === null) return array;
  const whole = kindOf(dtype) === "int" ? makeArray(made.map(Math.floor), [length], "float64") : array;
  return castTo(whole, dtype, given.location);
}

/** Ones on the diagonal `k` and below it. */
export function triangle(given: Arguments): Value {
  const rows = asIndex(given.need(0, "N"));
  const second = given.at(1, "M");
  const columns = second === undefined || second.kind === "none" ? rows : asIndex(second);
  const offset = given.at(2, "k");
  const diagonal = offset === undefined ? 0 : asIndex(offset);
  if (rows === null || columns === null || diagonal === null || rows < 0 || columns < 0)
    return given.unknown("such a numpy.tri()");
  const dtype = wantedType(given, 3);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  const large = largeArray([rows, columns], dtype ?? "float64", given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(rows * columns);
  const numbers = Array.from({ length: rows * columns }, (_, index) =>
    Number((index % columns) - Math.floor(index / columns) <= diagonal),
  );
  return makeArray(numbers, [rows, columns], dtype ?? "float64");
}

export function eye(given: Arguments): Value {
  const rows = asIndex(given.need(0, "N"));
  const columns = given.name === "eye" ? asIndex(given.at(1, "M") ?? given.need(0, "N")) : rows;
  if (rows === null || columns === null || given.context.keywords.has("k")) return given.unknown("such an identity");
  const dtype = wantedType(given, given.name === "eye" ? 3 : 1);
  if (typeof dtype === "object" && dtype !== null) return dtype;
  const large = largeArray([rows, columns], dtype ?? "float64", given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(rows * columns);
  const numbers = Array.from({ length: rows * columns }, (_, index) =>
    Number(Math.floor(index / columns) === index % columns),
  );
  return makeArray(numbers, [rows, columns], dtype ?? "float64");
}
