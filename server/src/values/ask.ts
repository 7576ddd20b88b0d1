/** Asks values: for plain numbers, texts and items, and for what is known of them. */
import { rangeLength } from "./keys";
import { integer } from "./make";
import type { Value, UnknownValue, NumberValue } from "./value";
import { valuesWithin } from "./walk";

/** The whole number of an integer, a boolean (as in Python) or a float without fraction; null otherwise. */
export function asInteger(value: Value | undefined): number | null {
  if (value?.kind === "integer") return value.value;
  if (value?.kind === "boolean") return value.value ? 1 : 0;
  if (value?.kind === "float" && Number.isSafeInteger(value.value)) return value.value;
  return null;
}

export function asNumber(value: Value | undefined): number | null {
  if (value?.kind === "integer" || value?.kind === "float") return value.value;
  if (value?.kind === "boolean") return value.value ? 1 : 0;
  return null;
}

export function asString(value: Value | undefined): string | null {
  return value?.kind === "string" ? value.value : null;
}

/** Null for anything but True and False: truth of other values is the language's business (`Running.truth`). */
export function asBoolean(value: Value | undefined): boolean | null {
  return value?.kind === "boolean" ? value.value : null;
}

/** Items of a list, tuple or range without poison; null otherwise. */
export function asItems(value: Value | undefined): readonly Value[] | null {
  if (value?.kind === "tuple") return value.items;
  if (value?.kind === "list") return value.poison === undefined ? value.items : null;
  if (value?.kind === "range") return rangeItems(value.start, value.stop, value.step);
  return null;
}

/** A list or tuple of whole numbers; null otherwise. */
export function asIntegerList(value: Value | undefined): readonly number[] | null {
  const items = asItems(value);
  if (items === null) return null;
  const numbers = items.map(asInteger);
  return numbers.every((number) => number !== null) ? numbers : null;
}

/** A list or tuple of whole numbers and Nones, as in a shape; null otherwise. */
export function asShape(value: Value | undefined): readonly (number | null)[] | null {
  const items = asItems(value);
  if (items === null) return null;
  const shape: (number | null)[] = [];
  for (const item of items) {
    const size = asInteger(item);
    if (size === null && item.kind !== "none") return null;
    shape.push(size);
  }
  return shape;
}

/** The first Unknown in a value, looking into lists, tuples and dictionaries; null where all is known. */
export function findUnknown(value: Value): UnknownValue | null {
  if (value.kind === "unknown") return value;
  return isScalar(value) ? null : search(value);
}

/** Numbers, words and None hold nothing else. */
function isScalar({ kind }: Value): boolean {
  return kind === "integer" || kind === "float" || kind === "string" || kind === "boolean" || kind === "none";
}

function search(value: Value): UnknownValue | null {
  for (const one of valuesWithin(value)) {
    if (one.kind === "unknown") return one;
    if ("poison" in one) return one.poison;
  }
  return null;
}

function rangeItems(start: number, stop: number, step: number): NumberValue[] {
  const length = rangeLength(start, stop, step);
  return Array.from({ length }, (_, index) => integer(start + index * step));
}

export function poisonOf(value: Value): UnknownValue | null {
  if (value.kind === "array" && value.base !== null) return value.base.poison ?? null;
  return isPoisonable(value) ? (value.poison ?? null) : null;
}

/** The value, or its poison. */
export function orPoison(value: Value): Value {
  return poisonOf(value) ?? value;
}

export type PoisonableValue = Extract<
  Value,
  { kind: "list" | "dictionary" | "set" | "array" | "instance" | "iterator" }
>;

export function isPoisonable(value: Value): value is PoisonableValue {
  return (
    value.kind === "list" ||
    value.kind === "dictionary" ||
    value.kind === "set" ||
    value.kind === "array" ||
    value.kind === "instance" ||
    value.kind === "iterator"
  );
}

/** Tells the items of `iterate` from the reason why there are none. */
export function isItems(items: readonly Value[] | UnknownValue): items is readonly Value[] {
  return Array.isArray(items);
}
