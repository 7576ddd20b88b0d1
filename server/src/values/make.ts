/** Makes values. */
import type { Location } from "../../../protocol/source";
import { dictionaryKey } from "./keys";
import type { Scope } from "./scope";
import type {
  NoneValue,
  BooleanValue,
  NumberValue,
  StringValue,
  Value,
  ListValue,
  TupleValue,
  DictionaryValue,
  SetValue,
  IteratorValue,
  UnknownValue,
  BuiltinValue,
  InstanceValue,
  ClassValue,
} from "./value";

export const NONE: NoneValue = { kind: "none" };
export const UNDEFINED: NoneValue = { kind: "none", undefined: true };
/** An item of `Array(3)` that nothing filled: it reads as undefined, but most methods pass over it. Told by its identity. */
export const HOLE: NoneValue = { kind: "none", undefined: true };
export const TRUE: BooleanValue = { kind: "boolean", value: true };
export const FALSE: BooleanValue = { kind: "boolean", value: false };

export function boolean(value: boolean): BooleanValue {
  return value ? TRUE : FALSE;
}

/** `value` must be a whole number within ±2^53. */
export function integer(value: number): NumberValue {
  return { kind: "integer", value: value === 0 ? 0 : value };
}

export function float(value: number): NumberValue {
  return { kind: "float", value };
}

export function string(value: string): StringValue {
  return { kind: "string", value };
}

export function list(items: readonly Value[]): ListValue {
  return { kind: "list", items: [...items] };
}

export function tuple(items: readonly Value[]): TupleValue {
  return { kind: "tuple", items };
}

/** `entries` need keys that `dictionaryKey` accepts; others are left out. A later entry of an equal key wins. */
export function dictionary(entries: Iterable<readonly [Value, Value]>): DictionaryValue {
  const map: DictionaryValue["entries"] = new Map();
  for (const [key, value] of entries) {
    const id = dictionaryKey(key);
    if (id === null) continue;
    const old = map.get(id);
    if (old === undefined) map.set(id, { key, value });
    else old.value = value;
  }
  return { kind: "dictionary", entries: map };
}

/** Items that `dictionaryKey` does not accept are left out. */
export function set(items: Iterable<Value>): SetValue {
  const entries = new Map<string, Value>();
  for (const item of items) {
    const id = dictionaryKey(item);
    if (id !== null && !entries.has(id)) entries.set(id, item);
  }
  return { kind: "set", entries };
}

export function iterator(items: Iterable<Value>): IteratorValue {
  const all = [...items];
  return lazyIterator([tuple(all)], ({ position }) => all[position]);
}

/** An iterator that computes its items one by one, so that endless sources are possible. It ends at the first undefined. */
export function lazyIterator(
  holds: readonly Value[],
  advance: IteratorValue["advance"],
  kept: readonly Value[] = [],
): IteratorValue {
  return { kind: "iterator", position: 0, hasEnded: false, kept, holds, advance };
}

/** `why` continues the sentence "not understood: …". */
export function unknown(why: string, location: Location): UnknownValue {
  return { kind: "unknown", why, location };
}

/** Ends the reason of what a running program alone knows: results of training and inference. */
export const ONLY_WHEN_RUN = "exists only when the program runs";

/** Python's `...`. */
export const ELLIPSIS: BuiltinValue = {
  kind: "builtin",
  name: "Ellipsis",
  call: (call) => unknown("a call of Ellipsis", call.location),
};

/** Names as a dict: its entries are those of the moment, what is written to it becomes a name. */
export function namespaceOf(
  namespace: InstanceValue | ClassValue | Scope,
  names: Iterable<readonly [string, Value]>,
): DictionaryValue {
  const all = [...names];
  const entries = dictionary(all.map(([name, value]) => [{ kind: "string", value: name }, value] as const));
  const missing = all.find(([, value]) => value.kind === "unknown" && value.mayBeMissing === true)?.[1];
  return { ...entries, namespace, ...(missing?.kind === "unknown" ? { poison: missing } : {}) };
}

/** Of an iterator that is asked for its next item: nothing is known of that one and of those behind it. */
export function endUnknown(self: IteratorValue, why: UnknownValue): Value | undefined {
  self.poison = why;
  return undefined;
}

export const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();
