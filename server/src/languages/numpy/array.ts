/** Small numeric arrays as numpy has them: element types, views, rows. */
import type { Location } from "../../../../protocol/source";
import { unknown } from "../../values/make";
import type { ArrayValue, BooleanValue, ElementType, NumberValue, UnknownValue, Value } from "../../values/value";

export type Scalar = NumberValue | BooleanValue;

/** Whether a value computes as numpy does. */
export function isNumpy(value: Value): value is ArrayValue | (Scalar & { readonly dtype: ElementType }) {
  if (value.kind === "array") return true;
  return (value.kind === "integer" || value.kind === "float" || value.kind === "boolean") && value.dtype !== undefined;
}

export function makeArray(numbers: number[], shape: readonly number[], dtype: ElementType): ArrayValue {
  return { kind: "array", dtype, shape, strides: rowStrides(shape), offset: 0, numbers, base: null };
}

/** An array whose numbers are not known, because of `why`; without dimensions it is just that. */
export function vagueArray(shape: readonly number[], dtype: ElementType, why: UnknownValue): ArrayValue | UnknownValue {
  if (shape.length === 0) return why;
  return { kind: "array", dtype, shape, strides: shape.map(() => 0), offset: 0, numbers: [], base: null, vague: why };
}

/** Numbers that one array may hold. Larger ones are tables of positions, masks or images: what matters of them is their shape. */
const MOST_NUMBERS = 20_000;

/** The array of a shape without its numbers, where they would be too many; null where they would not. */
export function largeArray(shape: readonly number[], dtype: ElementType, location: Location): ArrayValue | null {
  const size = sizeOf(shape);
  if (size <= MOST_NUMBERS) return null;
  const made = vagueArray(shape, dtype, unknown(`a number of an array of ${size.toLocaleString("en-US")}`, location));
  return made.kind === "array" ? made : null;
}

/** The same elements, row by row, in another shape and with numbers of their own. */
export function copied(array: ArrayValue, shape: readonly number[] = array.shape): Value {
  if (array.vague !== undefined) return vagueArray(shape, array.dtype, array.vague);
  return makeArray(elementsOf(array), shape, array.dtype);
}

/** Steps from one element to the next along each dimension of rows that lie behind each other. */
export function rowStrides(shape: readonly number[]): readonly number[] {
  const strides: number[] = [];
  let step = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(step);
    step *= size;
  }
  return strides;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, one) => size * one, 1);
}

/** A part of an array that shares its numbers. */
export function viewOf(
  array: ArrayValue,
  part: { readonly shape: readonly number[]; readonly strides: readonly number[]; readonly offset: number },
): ArrayValue {
  const vague = array.vague === undefined ? {} : { vague: array.vague };
  return { kind: "array", dtype: array.dtype, ...part, numbers: array.numbers, base: array.base ?? array, ...vague };
}

/** Places of the elements among the numbers, row by row. */
export function placesOf({ shape, strides, offset }: Pick<ArrayValue, "shape" | "strides" | "offset">): number[] {
  let places = [offset];
  for (const [axis, size] of shape.entries()) {
    const stride = strides[axis] ?? 0;
    const next: number[] = [];
    for (const place of places) for (let index = 0; index < size; index += 1) next.push(place + index * stride);
    places = next;
  }
  return places;
}

/** The elements row by row. */
export function elementsOf(array: ArrayValue): number[] {
  const { numbers } = array;
  return placesOf(array).map((place) => numbers[place] ?? NaN);
}

export function isContiguous(array: ArrayValue): boolean {
  const rows = rowStrides(array.shape);
  return array.shape.every((size, axis) => size === 1 || array.strides[axis] === rows[axis]);
}

export function kindOf(dtype: ElementType): "bool" | "int" | "float" {
  if (dtype === "bool") return "bool";
  return dtype.startsWith("float") ? "float" : "int";
}

/** One element as numpy gives it. */
export function scalarOf(number: number, dtype: ElementType): Scalar {
  switch (kindOf(dtype)) {
    case "bool":
      return { kind: "boolean", value: number !== 0, dtype };
    case "int":
      return { kind: "integer", value: number === 0 ? 0 : number, dtype };
    case "float":
      return { kind: "float", value: number, dtype };
  }
}

/** An array without dimensions is one element. */
export function unwrapped(array: ArrayValue): Value {
  if (array.vague !== undefined && array.shape.length === 0) return array.vague;
  return array.shape.length === 0 ? scalarOf(elementsOf(array)[0] ?? NaN, array.dtype) : array;
}

/** What iterating gives: elements, or rows that share the array's numbers. */
export function arrayItems(array: ArrayValue): readonly Value[] {
  const [size, ...shape] = array.shape;
  const [stride = 0, ...strides] = array.strides;
  if (size === undefined) return [];
  return Array.from({ length: size }, (_, index): Value => {
    const offset = array.offset + index * stride;
    if (shape.length === 0) return array.vague ?? scalarOf(array.numbers[offset] ?? NaN, array.dtype);
    return viewOf(array, { shape, strides, offset });
  });
}

/** Elements as Python's own numbers, in lists by dimension. */
export function asLists(array: ArrayValue): Value {
  const plainOf = (number: number): Value => {
    if (array.vague !== undefined) return array.vague;
    const { kind, value } = scalarOf(number, array.dtype);
    return kind === "boolean" ? { kind, value } : { kind, value };
  };
  const listOf = (axis: number, offset: number): Value => {
    const size = array.shape[axis];
    if (size === undefined) return plainOf(array.numbers[offset] ?? NaN);
    const stride = array.strides[axis] ?? 0;
    return {
      kind: "list",
      items: Array.from({ length: size }, (_, index) => listOf(axis + 1, offset + index * stride)),
    };
  };
  return listOf(0, array.offset);
}

/** The truth of an array of one element; of more there is none. */
export function arrayTruth(array: ArrayValue): boolean | UnknownValue {
  if (array.vague !== undefined) return array.vague;
  const nowhere = { line: 0, character: 0 };
  const [only, ...others] = elementsOf(array);
  if (only !== undefined && others.length === 0) return only !== 0;
  return {
    kind: "unknown",
    why: "the truth of an array of several numbers",
    location: { uri: "", range: { start: nowhere, end: nowhere } },
  };
}

// ---------------------------------------------------------------- element types

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  bool: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  int32: [-2_147_483_648, 2_147_483_647],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** The number as an element of the type; null where it does not fit: it would wrap around, which is not followed. */
export function asElement(number: number, dtype: ElementType): number | null {
  if (dtype === "float64") return number;
  if (dtype === "float32") return Math.fround(number);
  if (dtype === "bool") return Number(number !== 0);
  const whole = Math.trunc(number);
  const [low, high] = RANGES[dtype] ?? [0, -1];
  return whole >= low && whole <= high ? whole + 0 : null;
}

const BITS: Readonly<Record<ElementType, number>> = {
  bool: 1,
  int8: 8,
  uint8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  float32: 32,
  float64: 64,
};

/** The type that holds the elements of both, as numpy's `promote_types`. */
export function promoted(left: ElementType, right: ElementType): ElementType {
  if (left === right) return left;
  const [a, b] = [kindOf(left), kindOf(right)];
  if (a === "bool") return right;
  if (b === "bool") return left;
  if (a === "float" && b === "float") return "float64";
  if (a === "float" || b === "float") {
    const [real, whole] = a === "float" ? [left, right] : [right, left];
    return real === "float64" || BITS[whole] >= 32 ? "float64" : "float32";
  }
  if (left === "uint8" || right === "uint8") {
    const other = left === "uint8" ? right : left;
    return other === "int8" ? "int16" : other;
  }
  return BITS[left] > BITS[right] ? left : right;
}

/** Class of what `array.dtype` gives. */
export const TYPE_CLASS = "numpy.dtype";

const NAMES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["bool", "bool"],
  ["bool_", "bool"],
  ["int8", "int8"],
  ["int16", "int16"],
  ["int32", "int32"],
  ["int64", "int64"],
  ["uint8", "uint8"],
  ["intc", "int32"],
  ["int", "int64"],
  ["int_", "int64"],
  ["integer", "int64"],
  ["float", "float64"],
  ["float_", "float64"],
  ["float32", "float32"],
  ["float64", "float64"],
  ["single", "float32"],
  ["double", "float64"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["f4", "float32"],
  ["f8", "float64"],
]);

/** The type that an argument `dtype` names; null where it is none of those that are computed with. */
export function elementType(value: Value): ElementType | null {
  if (value.kind === "string") return NAMES.get(value.value.replace(/^[<=]/, "")) ?? null;
  if (value.kind === "instance" && value.class.name === TYPE_CLASS) {
    const name = value.attributes.get("name");
    return name?.kind === "string" ? (NAMES.get(name.value) ?? null) : null;
  }
  if (value.kind === "builtin") return NAMES.get(value.name.replace(/^numpy\./, "")) ?? null;
  return null;
}
