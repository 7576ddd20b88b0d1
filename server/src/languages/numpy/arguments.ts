/** Arguments of numpy's functions. */
import type { Arguments } from "../python/helpers";
import { describe } from "../../values/describe";
import type { ArrayValue, ElementType, UnknownValue, Value } from "../../values/value";
import { elementType, unwrapped } from "./array";
import { toArray, toShapedArray } from "./convert";

export function arrayAt(given: Arguments, index: number, keyword?: string): ArrayValue | UnknownValue {
  return toArray(given.interpreter, given.need(index, keyword), given.location);
}

/** The argument as numpy sees it: lists are arrays, numbers scalars. */
export function numpyOf(given: Arguments, index: number): Value {
  const array = toShapedArray(given.interpreter, given.need(index), given.location);
  return array.kind === "unknown" ? array : unwrapped(array);
}

export function onArray(given: Arguments, body: (array: ArrayValue) => Value): Value {
  const array = toShapedArray(given.interpreter, given.need(0, "a"), given.location);
  return array.kind === "unknown" ? array : body(array);
}

/** The type that the call asks for; null for none, a reason where it is not computed with. */
export function wantedType(given: Arguments, index: number): ElementType | null | UnknownValue {
  const value = given.at(index, "dtype");
  if (value === undefined || value.kind === "none") return null;
  if (value.kind === "unknown") return value;
  return elementType(value) ?? given.unknown(`elements of the type ${describe(value)}`);
}
