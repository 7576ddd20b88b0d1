/** What makes values equal as keys of a dict and items of a set. */
import type { Value, TupleValue, ClassValue } from "./value";
import { MOST_LEVELS } from "./walk";

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/**
 * Equal for values that Python holds equal as keys (1, 1.0 and True; tuples by content); null for what cannot be a key
 * (lists, dictionaries, sets) and for what is not known.
 */
export function dictionaryKey(value: Value): string | null {
  return keyWithin(value, 0);
}

function keyWithin(value: Value, levels: number): string | null {
  switch (value.kind) {
    case "none":
      return "none";
    case "boolean":
      return value.value ? "n1" : "n0";
    case "integer":
    case "float":
      return `n${value.value === 0 ? 0 : value.value}`;
    case "string":
      return `s${value.value}`;
    case "tuple":
      return tupleKey(value, levels);
    case "library":
      return `l${value.path}`;
    case "list":
    case "dictionary":
    case "set":
    case "slice":
    case "array":
    case "unknown":
      return null;
    case "range":
      return `r${value.start},${rangeLength(value.start, value.stop, value.step)},${value.step}`;
    case "instance":
      // A class with its own equality has its own hash, which is not followed.
      if (hasOwnEquality(value.class)) return null;
      return value.base === undefined ? identityKey(value) : keyWithin(value.base, levels);
    default:
      return identityKey(value);
  }
}

/** Keys of tuples that were asked for: a tuple may hold another many times. */
const tupleKeys = new WeakMap<TupleValue, string>();

/** A key is as long as all that the tuple holds: what would be longer is taken for no key. Keys of real programs have some words. */
const LONGEST_TUPLE_KEY = 10_000;

function tupleKey(value: TupleValue, levels: number): string | null {
  const known = tupleKeys.get(value);
  if (known !== undefined) return known;
  if (levels >= MOST_LEVELS) return null;
  let key = "t";
  for (const item of value.items) {
    const inner = keyWithin(item, levels + 1);
    if (inner === null || key.length + inner.length > LONGEST_TUPLE_KEY) return null;
    key += `${inner.length}:${inner},`;
  }
  tupleKeys.set(value, key);
  return key;
}

function hasOwnEquality(value: ClassValue): boolean {
  return classesOf(value).some(({ members }) => members.has("__eq__") || members.has("__hash__"));
}

/** A class of the user's and all that it derives from, each once: classes may share bases in many ways. */
export function classesOf(value: ClassValue): readonly ClassValue[] {
  const found = new Set<ClassValue>([value]);
  for (const one of found) for (const base of one.bases) if (base.kind === "class") found.add(base);
  return [...found];
}

function identityKey(value: object): string {
  let identity = identities.get(value);
  if (identity === undefined) {
    identity = ++lastIdentity;
    identities.set(value, identity);
  }
  return `o${identity}`;
}

export function rangeLength(start: number, stop: number, step: number): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}
