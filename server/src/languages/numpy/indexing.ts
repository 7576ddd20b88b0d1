/** `array[…]` and assignments to it: numbers, slices, `...`, `np.newaxis`, and arrays of booleans or integers. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { asInteger } from "../../values/ask";
import { describe } from "../../values/describe";
import { unknown } from "../../values/make";
import { sliceBounds } from "../python/slices";
import type { ArrayValue, UnknownValue, Value } from "../../values/value";
import { asElement, elementsOf, kindOf, makeArray, placesOf, unwrapped, vagueArray, viewOf } from "./array";
import { broadcast, stretched } from "./arithmetic";
import { toArray } from "./convert";

/** Places of the chosen elements, and the shape they stand in. */
interface Choice {
  readonly shape: readonly number[];
  readonly places: readonly number[];
  /** Where the choice is a regular part of the array, which is then a view. */
  readonly view: ArrayValue | null;
}

export function arrayItem(interpreter: Interpreter, array: ArrayValue, index: Value, location: Location): Value {
  // Rows at places that are not known have a known shape.
  if (index.kind === "array" && index.vague !== undefined && kindOf(index.dtype) === "int")
    return vagueArray([...index.shape, ...array.shape.slice(1)], array.dtype, index.vague);
  const choice = choose(interpreter, array, index, location);
  if ("kind" in choice) return choice;
  if (choice.view !== null) return choice.shape.length === 0 ? unwrapped(choice.view) : choice.view;
  if (array.vague !== undefined) return vagueArray(choice.shape, array.dtype, array.vague);
  const numbers = choice.places.map((place) => array.numbers[place] ?? NaN);
  interpreter.budget.checkItems(numbers.length);
  return unwrapped(makeArray(numbers, choice.shape, array.dtype));
}

/** False where the write is not understood. */
export function assignArrayItem(
  interpreter: Interpreter,
  array: ArrayValue,
  index: Value,
  value: Value,
  location: Location,
): boolean {
  const choice = choose(interpreter, array, index, location);
  if ("kind" in choice) return false;
  const given = toArray(interpreter, value, location);
  if (given.kind === "unknown" || array.vague !== undefined) return false;
  const trimmed = withoutOnes(given, choice.shape.length);
  const shape = broadcast([choice.shape, trimmed.shape]);
  if (
    shape === null ||
    shape.length !== choice.shape.length ||
    shape.some((size, axis) => size !== choice.shape[axis])
  ) {
    interpreter.fail(
      "ValueError",
      `an assignment of shape (${given.shape.join(", ")}) to a part of an array`,
      location,
    );
    return false;
  }
  const elements = elementsOf(stretched(trimmed, choice.shape));
  const written: number[] = [];
  for (const element of elements) {
    const isWhole = kindOf(array.dtype) === "int" && !Number.isFinite(element);
    const converted = isWhole ? null : asElement(element, array.dtype);
    if (converted === null) return false;
    written.push(converted);
  }
  interpreter.touch(array.base ?? array);
  choice.places.forEach((place, order) => (array.numbers[place] = written[order] ?? NaN));
  return true;
}

/** Leading dimensions of size one of what is assigned do not count. */
function withoutOnes(array: ArrayValue, rank: number): ArrayValue {
  let drop = 0;
  while (array.shape.length - drop > rank && array.shape[drop] === 1) drop += 1;
  return drop === 0 ? array : { ...array, shape: array.shape.slice(drop), strides: array.strides.slice(drop) };
}

function choose(interpreter: Interpreter, array: ArrayValue, index: Value, location: Location): Choice | UnknownValue {
  const parts = index.kind === "tuple" ? index.items : [index];
  const bad = parts.find((part) => part.kind === "unknown");
  if (bad?.kind === "unknown") return bad;
  const isFancy = parts.some((part) => part.kind === "array" || part.kind === "list" || part.kind === "boolean");
  if (isFancy) {
    const [only] = parts;
    if (parts.length > 1 || only === undefined || only.kind === "boolean")
      return unknown("such an index of an array", location);
    return chooseByArray(interpreter, array, only, location);
  }
  const view = sliceView(interpreter, array, parts, location);
  if (view.kind === "unknown") return view;
  return { shape: view.shape, places: placesOf(view), view };
}

function sliceView(
  interpreter: Interpreter,
  array: ArrayValue,
  parts: readonly Value[],
  location: Location,
): ArrayValue | UnknownValue {
  const used = parts.filter((part) => part.kind !== "none" && !isEllipsis(part)).length;
  if (used > array.shape.length) return interpreter.fail("IndexError", "too many indexes of an array", location);
  const whole: Value = { kind: "slice", start: { kind: "none" }, stop: { kind: "none" }, step: { kind: "none" } };
  const filling = Array.from({ length: array.shape.length - used }, () => whole);
  const dots = parts.findIndex(isEllipsis);
  const all = dots < 0 ? [...parts, ...filling] : [...parts.slice(0, dots), ...filling, ...parts.slice(dots + 1)];
  const shape: number[] = [];
  const strides: number[] = [];
  let { offset } = array;
  let axis = 0;
  for (const part of all) {
    if (part.kind === "none") {
      shape.push(1);
      strides.push(0);
      continue;
    }
    const size = array.shape[axis] ?? 0;
    const stride = array.strides[axis] ?? 0;
    axis += 1;
    if (part.kind === "slice") {
      const bounds = sliceBounds(interpreter, part, size, location);
      if ("kind" in bounds) return bounds;
      offset += bounds.length === 0 ? 0 : bounds.start * stride;
      shape.push(bounds.length);
      strides.push(bounds.step * stride);
      continue;
    }
    const position = part.kind === "integer" ? asInteger(part) : null;
    if (position === null) return unknown(`the index ${describe(part)} of an array`, location);
    const from = position < 0 ? position + size : position;
    if (from < 0 || from >= size)
      return interpreter.fail("IndexError", `index ${position} of an array of size ${size}`, location);
    offset += from * stride;
  }
  return viewOf(array, { shape, strides, offset });
}

function isEllipsis(part: Value): boolean {
  return part.kind === "builtin" && part.name === "Ellipsis";
}

/** `a[mask]` and `a[[0, 2]]` choose along the first dimension, or elements by a mask of the array's own shape. */
function chooseByArray(
  interpreter: Interpreter,
  array: ArrayValue,
  index: Value,
  location: Location,
): Choice | UnknownValue {
  const given = toArray(interpreter, index, location);
  if (given.kind === "unknown") return given;
  const chosen = elementsOf(given);
  const empty = given.shape.length === 1 && chosen.length === 0;
  if (kindOf(given.dtype) === "bool") {
    const isWhole =
      given.shape.length === array.shape.length && given.shape.every((size, axis) => size === array.shape[axis]);
    if (isWhole) {
      const places = placesOf(array).filter((_, order) => chosen[order] !== 0);
      return { shape: [places.length], places, view: null };
    }
    if (given.shape.length !== 1 || given.shape[0] !== array.shape[0])
      return interpreter.fail("IndexError", "a mask of another shape than its array", location);
    return rowsAt(
      interpreter,
      array,
      chosen.flatMap((one, row) => (one !== 0 ? [row] : [])),
      null,
      location,
    );
  }
  if (kindOf(given.dtype) === "float" && !empty)
    return interpreter.fail("IndexError", "floats as indexes of an array", location);
  return rowsAt(interpreter, array, chosen, given.shape, location);
}

function rowsAt(
  interpreter: Interpreter,
  array: ArrayValue,
  rows: readonly number[],
  indexShape: readonly number[] | null,
  location: Location,
): Choice | UnknownValue {
  const [size = 0, ...shape] = array.shape;
  const [stride = 0, ...strides] = array.strides;
  const places: number[] = [];
  for (const row of rows) {
    const position = row < 0 ? row + size : row;
    if (position < 0 || position >= size)
      return interpreter.fail("IndexError", `index ${row} of an array of size ${size}`, location);
    places.push(...placesOf({ shape, strides, offset: array.offset + position * stride }));
  }
  return { shape: [...(indexShape ?? [rows.length]), ...shape], places, view: null };
}
