/** Constructors and readers of values, for built-ins and frameworks. */
import type { Location } from "../../../protocol/source";
import { MOST_LEVELS, valuesWithin } from "./walk";
import type {
  BooleanValue,
  BuiltinValue,
  ClassValue,
  DictionaryValue,
  IteratorValue,
  ListValue,
  NoneValue,
  NumberValue,
  SetValue,
  StringValue,
  TupleValue,
  UnknownValue,
  Value,
  InstanceValue,
} from "./value";
import { PYTHON_WORDS } from "./words";
import type { Words } from "./words";
import { Scope } from "./scope";

// ---------------------------------------------------------------- constructors

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

// ---------------------------------------------------------------- readers

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

export function rangeLength(start: number, stop: number, step: number): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

function rangeItems(start: number, stop: number, step: number): NumberValue[] {
  const length = rangeLength(start, stop, step);
  return Array.from({ length }, (_, index) => integer(start + index * step));
}

// ---------------------------------------------------------------- dictionary keys

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
      return value.content === undefined ? identityKey(value) : keyWithin(value.content, levels);
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

// ---------------------------------------------------------------- messages

/** A value in a message: short, in the reader's words ("64", "'same'", "a list of 3", "a tensor of shape (56, 56, 64)"). */
export function describe(value: Value, words: Words = PYTHON_WORDS): string {
  switch (value.kind) {
    case "none":
      return value.undefined === true ? "undefined" : words.nothing;
    case "boolean":
      return value.value ? words.true : words.false;
    case "integer":
      return String(value.value);
    case "float":
      return words.marksFloats && Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
    case "string":
      return value.value.length <= 40 ? `'${value.value}'` : `'${value.value.slice(0, 37)}…'`;
    case "array":
      return value.shape.length === 0 ? "an array of one number" : `an array of shape (${value.shape.join(", ")})`;
    case "list":
    case "tuple":
      return describeSequence(value, words);
    case "dictionary":
      return `${withArticle(words.dictionary)} of ${value.entries.size}`;
    case "set":
      return `a set of ${value.entries.size}`;
    case "range":
      return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
    case "slice":
      return "a slice";
    case "iterator":
      return "an iterator";
    case "function":
      return value.name === "" ? words.lambda : `the function ${value.name}`;
    case "builtin":
      return value.name;
    case "class":
      return `the class ${value.name}`;
    case "instance":
      return `an instance of ${value.class.name}`;
    case "descriptor":
      return `a ${value.form} method`;
    case "bound-method":
      return `the method ${value.function.name}`;
    case "module":
      return `the module ${value.name}`;
    case "library":
      return value.path;
    case "layer":
      return `the layer ${value.name} (${value.class})`;
    case "tensor":
      return value.shape === null
        ? "a tensor of unknown shape"
        : `a tensor of shape ${inBrackets(value.shape.map((size) => size ?? words.nothing).join(", "), words)}`;
    case "model":
      return `the model ${value.name}`;
    case "unknown":
      return `something not understood (${value.why})`;
  }
}

function describeSequence(value: ListValue | TupleValue, words: Words): string {
  const simple =
    value.items.length <= 6 && value.items.every((item) => ["integer", "none", "string"].includes(item.kind));
  if (!simple) return `${withArticle(words[value.kind])} of ${value.items.length}`;
  const items = value.items.map((item) => describe(item, words)).join(", ");
  if (value.kind === "list") return `[${items}]`;
  return inBrackets(value.items.length === 1 && words.tuple !== words.list ? `${items},` : items, words);
}

/** A tuple, or what stands for one in a language that has none. */
function inBrackets(items: string, words: Words): string {
  return words.tuple === words.list ? `[${items}]` : `(${items})`;
}

export function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

// ---------------------------------------------------------------- what is known

export const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

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
/** Of an iterator that is asked for its next item: nothing is known of that one and of those behind it. */
export function endUnknown(self: IteratorValue, why: UnknownValue): Value | undefined {
  self.poison = why;
  return undefined;
}
/** Names as a dict: its entries are those of the moment, what is written to it becomes a name. */
export function namespaceOf(
  namespace: InstanceValue | ClassValue | Scope,
  names: Iterable<readonly [string, Value]>,
): DictionaryValue {
  const entries = dictionary([...names].map(([name, value]) => [{ kind: "string", value: name }, value] as const));
  return { ...entries, namespace };
}
