/** Sums, products, extremes and running sums of arrays, in numpy's order of operations. */
import type { Interpreter } from "../../eval/interpreter";
import type { Location } from "../../../../protocol/source";
import { unknown } from "../../values/make";
import type { ArrayValue, ElementType, Value } from "../../values/value";
import { asElement, elementsOf, kindOf, makeArray, sizeOf, unwrapped, vagueArray } from "./array";

export type Axis = number | null;

/** One line of elements to one number; null where it has none. `isRow`: the elements lie behind each other. */
type Reduce = (line: readonly number[], isRow: boolean) => number | null;

const REDUCTIONS: ReadonlyMap<string, Reduce> = new Map<string, Reduce>([
  ["sum", (line, isRow) => sumOf(line, isRow)],
  ["prod", (line) => line.reduce((product, one) => product * one, 1)],
  ["mean", (line, isRow) => (line.length === 0 ? null : sumOf(line, isRow) / line.length)],
  ["max", (line) => extreme(line, (one, best) => one > best)],
  ["min", (line) => extreme(line, (one, best) => one < best)],
  ["argmax", (line) => indexOfExtreme(line, (one, best) => one > best)],
  ["argmin", (line) => indexOfExtreme(line, (one, best) => one < best)],
  ["all", (line) => Number(line.every((one) => one !== 0))],
  ["any", (line) => Number(line.some((one) => one !== 0))],
]);

export function isReduction(name: string): boolean {
  return REDUCTIONS.has(name);
}

export function reduceArray(
  interpreter: Interpreter,
  name: string,
  array: ArrayValue,
  axis: Axis,
  keepsDimensions: boolean,
  location: Location,
): Value {
  const reduce = REDUCTIONS.get(name);
  if (reduce === undefined) return unknown(`numpy.${name}`, location);
  const dtype = reducedType(name, array.dtype);
  if (array.dtype === "float32" && (name === "sum" || name === "mean" || name === "prod")) {
    const why = unknown(`the ${name} of numbers of the type float32`, location);
    return vagueReduction(interpreter, { ...array, vague: why }, dtype, { axis, keepsDimensions, location });
  }
  if (array.vague !== undefined) return vagueReduction(interpreter, array, dtype, { axis, keepsDimensions, location });
  const lines = linesAlong(array, axis);
  if (lines === null) return interpreter.fail("ValueError", `axis ${String(axis)} of an array`, location);
  const numbers: number[] = [];
  for (const line of lines.elements) {
    const result = reduce(line, lines.areRows);
    const element = result === null ? null : asElement(result, dtype);
    if (element === null) return unknown(`the ${name} of such numbers`, location);
    numbers.push(element);
  }
  const kept = keepsDimensions ? (axis === null ? array.shape.map(() => 1) : replaced(array.shape, axis)) : lines.shape;
  return unwrapped(makeArray(numbers, kept, dtype));
}

/** The shape alone. */
function vagueReduction(
  interpreter: Interpreter,
  array: ArrayValue,
  dtype: ElementType,
  { axis, keepsDimensions, location }: { axis: Axis; keepsDimensions: boolean; location: Location },
): Value {
  const why = array.vague ?? unknown("numbers of an array", location);
  if (axis === null)
    return keepsDimensions
      ? vagueArray(
          array.shape.map(() => 1),
          dtype,
          why,
        )
      : why;
  const place = axis < 0 ? axis + array.shape.length : axis;
  if (array.shape[place] === undefined)
    return interpreter.fail("ValueError", `axis ${String(axis)} of an array`, location);
  const kept = keepsDimensions ? replaced(array.shape, axis) : array.shape.filter((_, index) => index !== place);
  return vagueArray(kept, dtype, why);
}

function replaced(shape: readonly number[], axis: number): readonly number[] {
  const place = axis < 0 ? axis + shape.length : axis;
  return shape.map((size, index) => (index === place ? 1 : size));
}

function reducedType(name: string, dtype: ElementType): ElementType {
  if (name === "all" || name === "any") return "bool";
  if (name === "argmax" || name === "argmin") return "int64";
  if (name === "max" || name === "min") return dtype;
  if (kindOf(dtype) === "float") return dtype;
  return name === "mean" ? "float64" : "int64";
}

interface Lines {
  readonly elements: readonly (readonly number[])[];
  readonly shape: readonly number[];
  readonly areRows: boolean;
}

/** The elements in lines along an axis; all in one where the axis is null. Null where there is no such axis. */
export function linesAlong(array: ArrayValue, axis: Axis): Lines | null {
  if (axis === null) return { elements: [elementsOf(array)], shape: [], areRows: true };
  const rank = array.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  if (place < 0 || place >= rank) return null;
  const length = array.shape[place] ?? 0;
  const inner = sizeOf(array.shape.slice(place + 1));
  const outer = sizeOf(array.shape.slice(0, place));
  const all = elementsOf(array);
  const elements: number[][] = [];
  for (let before = 0; before < outer; before += 1)
    for (let behind = 0; behind < inner; behind += 1)
      elements.push(Array.from({ length }, (_, index) => all[(before * length + index) * inner + behind] ?? NaN));
  return { elements, shape: array.shape.filter((_, index) => index !== place), areRows: inner === 1 };
}

/** numpy adds rows in pairs (`pairwise_sum`), and other lines one after the other. */
function sumOf(line: readonly number[], isRow: boolean): number {
  return isRow ? 0 + pairwise(line, 0, line.length) : line.reduce((sum, one) => sum + one, 0);
}

const BLOCK = 128;

function pairwise(line: readonly number[], from: number, count: number): number {
  const at = (index: number): number => line[from + index] ?? 0;
  if (count < 8) {
    let sum = -0;
    for (let index = 0; index < count; index += 1) sum += at(index);
    return sum;
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
    return pairwise(line, from, half) + pairwise(line, from + half, count - half);
  }
  const sums = Array.from({ length: 8 }, (_, index) => at(index));
  let index = 8;
  for (; index < count - (count % 8); index += 8)
    for (let lane = 0; lane < 8; lane += 1) sums[lane] = (sums[lane] ?? 0) + at(index + lane);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = sums;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (; index < count; index += 1) sum += at(index);
  return sum;
}

function extreme(line: readonly number[], isBetter: (one: number, best: number) => boolean): number | null {
  const index = indexOfExtreme(line, isBetter);
  return index === null ? null : (line[index] ?? null);
}

function indexOfExtreme(line: readonly number[], isBetter: (one: number, best: number) => boolean): number | null {
  if (line.length === 0 || line.some(Number.isNaN)) return null;
  let found = 0;
  line.forEach((one, index) => {
    if (isBetter(one, line[found] ?? NaN)) found = index;
  });
  return found;
}

/** `cumsum`, `cumprod`: without an axis of all elements in one line. */
export function accumulateArray(name: "cumsum" | "cumprod", array: ArrayValue, axis: Axis, location: Location): Value {
  if (axis !== null && array.shape.length > 1) return unknown(`${name} along an axis`, location);
  const dtype = reducedType(name === "cumsum" ? "sum" : "prod", array.dtype);
  const numbers: number[] = [];
  // The first element is taken as it is: a sum may begin with -0.0.
  let total = name === "cumsum" ? -0 : 1;
  for (const one of elementsOf(array)) {
    total = asElement(name === "cumsum" ? total + one : total * one, dtype) ?? NaN;
    if (Number.isNaN(total)) return unknown(`${name} of such numbers`, location);
    numbers.push(total);
  }
  return makeArray(numbers, [numbers.length], dtype);
}
