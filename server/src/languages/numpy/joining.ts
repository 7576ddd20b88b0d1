/** numpy's functions that join arrays and take them apart. */
import { asIndex } from "../python/helpers";
import type { Arguments } from "../python/helpers";
import { asNumber, isItems } from "../../values/ask";
import { list } from "../../values/make";
import { axisOf } from "./shapes";
import type { ArrayValue, UnknownValue, Value } from "../../values/value";
import { copied, elementsOf, largeArray, makeArray, placesOf, promoted, sizeOf, vagueArray, viewOf } from "./array";
import { castTo, sameShape, toArray, toShapedArray } from "./convert";

export const JOINING: readonly [string, (given: Arguments) => Value][] = [
  ["concatenate", (given) => joinedParts(given, (parts) => concatenated(given, parts, axisOf(given, 1) ?? 0))],
  ["stack", (given) => joinedParts(given, (parts) => stacked(given, parts, axisOf(given, 1) ?? 0))],
  ["hstack", (given) => joinedParts(given, (parts) => concatenated(given, parts, isFlat(parts) ? 0 : 1))],
  [
    "vstack",
    (given) =>
      joinedParts(given, (parts) => (isFlat(parts) ? stacked(given, parts, 0) : concatenated(given, parts, 0))),
  ],
  ["split", (given) => split(given, false)],
  ["array_split", (given) => split(given, true)],
  ["meshgrid", meshgrid],
  ["pad", pad],
  ["append", append],
  ["insert", insert],
  ["delete", remove],
  ["roll", roll],
];

function joinedParts(given: Arguments, join: (parts: readonly ArrayValue[]) => Value): Value {
  const parts = partsOf(given, given.need(0, "arrays"));
  return "kind" in parts ? parts : join(parts);
}

function isFlat(parts: readonly ArrayValue[]): boolean {
  return parts.every((part) => part.shape.length === 1);
}

function partsOf(given: Arguments, source: Value): readonly ArrayValue[] | UnknownValue {
  const items = given.interpreter.iterate(source, given.location);
  if (!isItems(items)) return items;
  const parts: ArrayValue[] = [];
  for (const item of items) {
    const part = toShapedArray(given.interpreter, item, given.location);
    if (part.kind === "unknown") return part;
    parts.push(part);
  }
  return parts;
}

function concatenated(given: Arguments, parts: readonly ArrayValue[], axis: number): Value {
  const [first] = parts;
  const rank = first?.shape.length ?? 0;
  const place = axis < 0 ? axis + rank : axis;
  const others = (array: ArrayValue): readonly number[] => array.shape.filter((_, index) => index !== place);
  if (
    first === undefined ||
    place >= rank ||
    parts.some((part) => part.shape.length !== rank || !sameShape(others(part), others(first)))
  )
    return given.interpreter.fail("ValueError", "arrays that do not go together", given.location);
  const length = parts.reduce((sum, part) => sum + (part.shape[place] ?? 0), 0);
  const dtype = parts.map((part) => part.dtype).reduce(promoted);
  const shape = first.shape.map((size, index) => (index === place ? length : size));
  const vague = parts.find((part) => part.vague !== undefined)?.vague;
  if (vague !== undefined) return vagueArray(shape, dtype, vague);
  const large = largeArray(shape, dtype, given.location);
  if (large !== null) return large;
  const inner = sizeOf(first.shape.slice(place + 1));
  const outer = sizeOf(first.shape.slice(0, place));
  const columns = parts.map((part) => ({ elements: elementsOf(part), run: (part.shape[place] ?? 0) * inner }));
  const numbers: number[] = [];
  for (let row = 0; row < outer; row += 1)
    for (const { elements, run } of columns)
      for (let place = row * run; place < (row + 1) * run; place += 1) numbers.push(elements[place] ?? NaN);
  given.interpreter.budget.checkItems(numbers.length);
  return makeArray(numbers, shape, dtype);
}

/** A new dimension of which each array is one entry. */
function stacked(given: Arguments, parts: readonly ArrayValue[], axis: number): Value {
  const rank = (parts[0]?.shape.length ?? 0) + 1;
  const place = axis < 0 ? axis + rank : axis;
  const widened = parts.flatMap((part) => {
    const wide = copied(part, [...part.shape.slice(0, place), 1, ...part.shape.slice(place)]);
    return wide.kind === "array" ? [wide] : [];
  });
  return concatenated(given, widened, place);
}

/** Without an axis everything becomes one line. */
function append(given: Arguments): Value {
  const both = given.with([list(given.context.positional.slice(0, 2))]);
  if (!isFlatCall(given, 2)) return joinedParts(both, (parts) => concatenated(given, parts, axisOf(given, 2) ?? 0));
  return joinedParts(both, (parts) => {
    const vague = parts.find((part) => part.vague !== undefined)?.vague;
    return vague ?? concatenated(given, parts.map(flattened), 0);
  });
}

/** True for a call without an axis. */
function isFlatCall(given: Arguments, index: number): boolean {
  return (given.at(index, "axis")?.kind ?? "none") === "none";
}

function flattened(array: ArrayValue): ArrayValue {
  const numbers = elementsOf(array);
  return makeArray(numbers, [numbers.length], array.dtype);
}

/** The elements of a line, or of an array without an axis; why there are none that are followed. */
function lineOf(given: Arguments, axisAt: number): ArrayValue | UnknownValue {
  const array = toArray(given.interpreter, given.need(0, "arr"), given.location);
  if (array.kind === "unknown") return array;
  if (!isFlatCall(given, axisAt) && array.shape.length !== 1)
    return given.unknown(`numpy.${given.name}() along an axis of several`);
  return flattened(array);
}

/** The places that an argument names, from the end where they are negative. */
function placesAt(given: Arguments, length: number, last: number): readonly number[] | UnknownValue {
  const wanted = given.need(1, "obj");
  if (wanted.kind === "slice") return given.unknown(`numpy.${given.name}() of a slice`);
  const places = toArray(given.interpreter, wanted, given.location);
  if (places.kind === "unknown") return places;
  const found = elementsOf(places).map((place) => (place < 0 ? place + length : place));
  if (places.dtype === "bool") return given.unknown(`numpy.${given.name}() by a mask`);
  if (found.some((place) => place < 0 || place > last || !Number.isInteger(place)))
    return given.interpreter.fail("IndexError", `a place that numpy.${given.name}() does not find`, given.location);
  return found;
}

/** In front of one place all values, in front of several one each; they take the type of the array. */
function insert(given: Arguments): Value {
  const line = lineOf(given, 3);
  if (line.kind === "unknown") return line;
  const elements = elementsOf(line);
  const places = placesAt(given, elements.length, elements.length);
  if ("kind" in places) return places;
  const source = toArray(given.interpreter, given.need(2, "values"), given.location);
  const added = source.kind === "unknown" ? source : castTo(source, line.dtype, given.location);
  if (added.kind === "unknown") return added;
  const values = elementsOf(added);
  const [only] = places;
  const each = places.length === 1 && only !== undefined ? values.map(() => only) : places;
  if (values.length !== 1 && values.length !== each.length)
    return given.interpreter.fail("ValueError", "values that do not go to these places", given.location);
  const insertions = each
    .map((place, index) => ({ place, value: values[values.length === 1 ? 0 : index] ?? NaN }))
    .sort((left, right) => left.place - right.place);
  const numbers = [...elements];
  for (const [index, { place, value }] of insertions.entries()) numbers.splice(place + index, 0, value);
  given.interpreter.budget.checkItems(numbers.length);
  return makeArray(numbers, [numbers.length], line.dtype);
}

function remove(given: Arguments): Value {
  const line = lineOf(given, 2);
  if (line.kind === "unknown") return line;
  const elements = elementsOf(line);
  const places = placesAt(given, elements.length, elements.length - 1);
  if ("kind" in places) return places;
  const gone = new Set(places);
  const numbers = elements.filter((_, index) => !gone.has(index));
  return makeArray(numbers, [numbers.length], line.dtype);
}

/** Without an axis the elements move through the whole array. */
function roll(given: Arguments): Value {
  const array = toArray(given.interpreter, given.need(0, "a"), given.location);
  if (array.kind === "unknown") return array;
  const shift = asIndex(given.need(1, "shift"));
  if (shift === null || (!isFlatCall(given, 2) && array.shape.length !== 1))
    return given.unknown("such a numpy.roll()");
  const elements = elementsOf(array);
  const { length } = elements;
  const numbers = elements.map((_, index) => elements[(((index - shift) % length) + length) % length] ?? NaN);
  return makeArray(numbers, array.shape, array.dtype);
}

/** Into equal parts, or at the places that are given. */
function split(given: Arguments, mayDiffer: boolean): Value {
  const array = toArray(given.interpreter, given.need(0, "ary"), given.location);
  if (array.kind === "unknown") return array;
  const axis = axisOf(given, 2) ?? 0;
  const place = axis < 0 ? axis + array.shape.length : axis;
  const length = array.shape[place];
  if (length === undefined) return given.interpreter.fail("ValueError", "an axis that the array lacks", given.location);
  const places = placesToSplit(given, length, mayDiffer);
  if ("kind" in places) return places;
  const ends = [...places, length];
  return list(
    ends.map((end, index) => {
      // As of a slice: places beyond the end are the end.
      const from = Math.min(index === 0 ? 0 : (ends[index - 1] ?? 0), length);
      return sliceOf(array, place, from, Math.max(from, Math.min(end, length)));
    }),
  );
}

function placesToSplit(given: Arguments, length: number, mayDiffer: boolean): readonly number[] | UnknownValue {
  const wanted = given.need(1, "indices_or_sections");
  const count = asIndex(wanted);
  if (count === null) {
    const places = toArray(given.interpreter, wanted, given.location);
    if (places.kind === "unknown") return places;
    const numbers = elementsOf(places);
    return numbers.every((number) => number >= 0) ? numbers : given.unknown("a split at negative places");
  }
  if (count < 1 || (!mayDiffer && length % count !== 0))
    return given.interpreter.fail("ValueError", "a split that does not come out even", given.location);
  // The first parts are one longer where it does not come out even.
  const longer = length % count;
  const size = Math.floor(length / count);
  given.interpreter.budget.checkItems(count);
  return Array.from({ length: count - 1 }, (_, index) => (index + 1) * size + Math.min(index + 1, longer));
}

function sliceOf(array: ArrayValue, place: number, from: number, to: number): ArrayValue {
  return viewOf(array, {
    shape: array.shape.map((size, axis) => (axis === place ? to - from : size)),
    strides: array.strides,
    offset: array.offset + from * (array.strides[place] ?? 0),
  });
}

/** One array for each axis; without `indexing="ij"` the first two axes change places. */
function meshgrid(given: Arguments): Value {
  const indexing = given.context.keywords.get("indexing");
  const others = [...given.context.keywords.keys()].filter((name) => name !== "indexing");
  if (others.length > 0 || (indexing !== undefined && indexing.kind !== "string"))
    return given.unknown("such a numpy.meshgrid()");
  const axes = given.context.positional.map((value) => toArray(given.interpreter, value, given.location));
  const lines: ArrayValue[] = [];
  for (const axis of axes) {
    if (axis.kind === "unknown") return axis;
    lines.push(axis);
  }
  const isTurned = indexing?.value !== "ij" && lines.length > 1;
  const dimension = (index: number): number => (isTurned && index < 2 ? 1 - index : index);
  const shape = lines.map((_, axis) => sizeOf(lines[dimension(axis)]?.shape ?? []));
  return list(
    lines.map((line, index) => {
      const large = largeArray(shape, line.dtype, given.location);
      if (large !== null) return large;
      given.interpreter.budget.checkItems(sizeOf(shape));
      const elements = elementsOf(line);
      const inner = sizeOf(shape.slice(dimension(index) + 1));
      const numbers = Array.from(
        { length: sizeOf(shape) },
        (_, place) => elements[Math.floor(place / inner) % elements.length] ?? NaN,
      );
      return makeArray(numbers, shape, line.dtype);
    }),
  );
}

/** With a constant around it. */
function pad(given: Arguments): Value {
  const array = toArray(given.interpreter, given.need(0, "array"), given.location);
  if (array.kind === "unknown") return array;
  const widths = toArray(given.interpreter, given.need(1, "pad_width"), given.location);
  if (widths.kind === "unknown") return widths;
  const mode = given.at(2, "mode");
  const constant = given.context.keywords.get("constant_values");
  const fill = constant === undefined ? 0 : asNumber(constant);
  const isConstant = mode === undefined || (mode.kind === "string" && mode.value === "constant");
  const rank = array.shape.length;
  const padding = elementsOf(widths);
  const isPairs = sameShape(widths.shape, [rank, 2]);
  if (!isConstant || fill === null || !(isPairs || padding.length === 1 || sameShape(widths.shape, [2])))
    return given.unknown("such a numpy.pad()");
  const sides = array.shape.map((size, axis) => {
    const at = (side: number): number => (isPairs ? padding[2 * axis + side] : padding[side % padding.length]) ?? 0;
    return { before: at(0), size, after: at(1) };
  });
  const shape = sides.map(({ before, size, after }) => before + size + after);
  const large = largeArray(shape, array.dtype, given.location);
  if (large !== null) return large;
  given.interpreter.budget.checkItems(sizeOf(shape));
  const result = makeArray(new Array<number>(sizeOf(shape)).fill(fill), shape, array.dtype);
  const offset = sides.reduce((sum, { before }, axis) => sum + before * (result.strides[axis] ?? 0), 0);
  const inside = placesOf({ shape: array.shape, strides: result.strides, offset });
  const elements = elementsOf(array);
  for (const [index, place] of inside.entries()) result.numbers[place] = elements[index] ?? NaN;
  return result;
}
