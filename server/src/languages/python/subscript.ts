/** Python's `a[i]`, `a[i:j:k]`, their assignments and deletions. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { arrayItem, assignArrayItem } from "../numpy/indexing";
import { isItems, poisonOf } from "../../values/ask";
import { describe } from "../../values/describe";
import { dictionaryKey, rangeLength } from "../../values/keys";
import { integer, list, string, tuple, unknown } from "../../values/make";
import type { ClassValue, DictionaryValue, InstanceValue, ListValue, SliceValue, Value } from "../../values/value";
import { contentItem } from "./contents";
import { asIndex, characters } from "./helpers";
import { writeName, nameBroughtIn } from "./namespaces";
import { sliceBounds } from "./slices";
import type { Bounds } from "./slices";

export function subscript(interpreter: Interpreter, receiver: Value, index: Value, location: Location): Value {
  const poison = poisonOf(receiver);
  if (poison !== null) return poison;
  switch (receiver.kind) {
    case "list":
    case "tuple":
      return fromItems(interpreter, receiver, receiver.items, index, location);
    case "string":
      return fromText(interpreter, receiver.value, index, location);
    case "range":
      return fromRange(interpreter, receiver, index, location);
    case "dictionary":
      return fromDictionary(interpreter, receiver, index, location);
    case "instance":
      return fromInstance(interpreter, receiver, index, location);
    case "class":
      return fromClass(interpreter, receiver, index, location);
    case "builtin":
      return receiver.item?.(index, location) ?? unknown(`an item of ${describe(receiver)}`, location);
    case "array":
      return arrayItem(interpreter, receiver, index, location);
    case "none":
    case "boolean":
    case "integer":
    case "float":
    case "iterator":
      return interpreter.fail("TypeError", `${describe(receiver)} has no items`, location);
    default:
      return unknown(`an item of ${describe(receiver)}`, location);
  }
}

export function assignSubscript(
  interpreter: Interpreter,
  receiver: Value,
  index: Value,
  value: Value,
  location: Location,
): boolean {
  switch (receiver.kind) {
    case "list":
      return assignToList(interpreter, receiver, index, value, location);
    case "dictionary": {
      const id = dictionaryKey(index);
      if (id === null) return false;
      interpreter.touch(receiver);
      receiver.entries.set(id, { key: receiver.entries.get(id)?.key ?? index, value });
      interpreter.budget.checkItems(0);
      return receiver.namespace === undefined || writeName(interpreter, receiver.namespace, index, value);
    }
    case "instance":
      if (interpreter.special(receiver, "__setitem__", [index, value], location) !== undefined) return true;
      return receiver.base !== undefined && assignSubscript(interpreter, receiver.base, index, value, location);
    case "array":
      return assignArrayItem(interpreter, receiver, index, value, location);
    case "builtin":
      return receiver.inert === true;
    case "tuple":
    case "string":
    case "none":
      interpreter.fail("TypeError", `an assignment to an item of ${describe(receiver)}`, location);
      return true;
    default:
      return false;
  }
}

function fromInstance(interpreter: Interpreter, receiver: InstanceValue, index: Value, location: Location): Value {
  const special = interpreter.special(receiver, "__getitem__", [index], location);
  if (special !== undefined) return special;
  if (receiver.base === undefined) return unknown(`an item of ${describe(receiver)}`, location);
  return contentItem(interpreter, receiver, index, location);
}

/** `Color["RED"]` of an Enum; `Stack[int]` is the class itself. */
function fromClass(interpreter: Interpreter, receiver: ClassValue, index: Value, location: Location): Value {
  const hook = interpreter.member(receiver, "__class_getitem__");
  const target = hook?.kind === "descriptor" ? hook.function : hook;
  if (target?.kind === "function")
    return interpreter.call({ kind: "bound-method", receiver, function: target }, [index], new Map(), location);
  const members = interpreter.member(receiver, "__members__");
  return members?.kind === "dictionary" ? subscript(interpreter, members, index, location) : receiver;
}

export function deleteSubscript(interpreter: Interpreter, receiver: Value, index: Value, location: Location): boolean {
  if (receiver.kind === "instance") {
    if (interpreter.special(receiver, "__delitem__", [index], location) !== undefined) return true;
    return receiver.base !== undefined && deleteSubscript(interpreter, receiver.base, index, location);
  }
  if (receiver.kind === "dictionary" && receiver.namespace !== undefined) return false;
  if (receiver.kind === "dictionary") {
    const id = dictionaryKey(index);
    if (id === null) return false;
    interpreter.touch(receiver);
    if (!receiver.entries.delete(id)) interpreter.fail("KeyError", describe(index), location);
    return true;
  }
  if (receiver.kind !== "list") return false;
  const { items } = receiver;
  if (index.kind === "slice") {
    const bounds = sliceBounds(interpreter, index, items.length, location);
    if ("kind" in bounds) return false;
    const removed = new Set(sliceIndexes(bounds));
    interpreter.touch(receiver);
    items.splice(0, items.length, ...items.filter((_, position) => !removed.has(position)));
    return true;
  }
  const position = positionOf(index, items.length);
  if (position === null) return false;
  if (position === undefined) interpreter.fail("IndexError", `list index ${describe(index)}`, location);
  else {
    interpreter.touch(receiver);
    items.splice(position, 1);
  }
  return true;
}

function sliceIndexes({ start, step, length }: Bounds): readonly number[] {
  return Array.from({ length }, (_, index) => start + index * step);
}

/** Undefined beyond the ends, null for what is no index. */
function positionOf(index: Value, length: number): number | null | undefined {
  const value = asIndex(index);
  if (value === null) return null;
  const position = value < 0 ? value + length : value;
  return position >= 0 && position < length ? position : undefined;
}

function fromItems(
  interpreter: Interpreter,
  receiver: Value,
  items: readonly Value[],
  index: Value,
  location: Location,
): Value {
  if (index.kind === "slice") {
    const bounds = sliceBounds(interpreter, index, items.length, location);
    if ("kind" in bounds) return bounds;
    interpreter.budget.checkItems(bounds.length);
    const found = sliceIndexes(bounds).flatMap((position) => items[position] ?? []);
    return receiver.kind === "list" ? list(found) : tuple(found);
  }
  const position = positionOf(index, items.length);
  if (position === null) return badIndex(interpreter, receiver, index, location);
  const item = position === undefined ? undefined : items[position];
  return item ?? interpreter.fail("IndexError", `index ${describe(index)} of ${describe(receiver)}`, location);
}

function badIndex(interpreter: Interpreter, receiver: Value, index: Value, location: Location): Value {
  if (index.kind === "instance" || index.kind === "tensor" || index.kind === "library")
    return unknown(`the index ${describe(index)}`, location);
  return interpreter.fail("TypeError", `${describe(index)} as an index of ${describe(receiver)}`, location);
}

function fromText(interpreter: Interpreter, text: string, index: Value, location: Location): Value {
  const all = characters(text);
  if (index.kind === "slice") {
    const bounds = sliceBounds(interpreter, index, all.length, location);
    if ("kind" in bounds) return bounds;
    return string(
      sliceIndexes(bounds)
        .map((position) => all[position] ?? "")
        .join(""),
    );
  }
  const position = positionOf(index, all.length);
  if (position === null) return badIndex(interpreter, string(text), index, location);
  const character = position === undefined ? undefined : all[position];
  return character === undefined
    ? interpreter.fail("IndexError", `index ${describe(index)} of a text`, location)
    : string(character);
}

function fromRange(
  interpreter: Interpreter,
  range: Extract<Value, { kind: "range" }>,
  index: Value,
  location: Location,
): Value {
  const length = rangeLength(range.start, range.stop, range.step);
  if (index.kind === "slice") {
    const bounds = sliceBounds(interpreter, index, length, location);
    if ("kind" in bounds) return bounds;
    const start = range.start + bounds.start * range.step;
    const step = range.step * bounds.step;
    return { kind: "range", start, stop: start + bounds.length * step, step };
  }
  const position = positionOf(index, length);
  if (position === null) return badIndex(interpreter, range, index, location);
  if (position === undefined) return interpreter.fail("IndexError", `index ${describe(index)} of a range`, location);
  return integer(range.start + position * range.step);
}

function fromDictionary(interpreter: Interpreter, receiver: DictionaryValue, index: Value, location: Location): Value {
  const id = dictionaryKey(index);
  if (id === null) return interpreter.keyFailure(index, location);
  const entry = receiver.entries.get(id)?.value ?? nameBroughtIn(interpreter, receiver, index);
  if (entry !== undefined) return entry;
  const { fallback } = receiver;
  if (fallback === undefined) return interpreter.fail("KeyError", describe(index), location);
  const value = interpreter.call(fallback, [], new Map(), location);
  interpreter.touch(receiver);
  receiver.entries.set(id, { key: index, value });
  return value;
}

function assignToList(
  interpreter: Interpreter,
  receiver: ListValue,
  index: Value,
  value: Value,
  location: Location,
): boolean {
  const { items } = receiver;
  if (index.kind === "slice") return assignSlice(interpreter, receiver, index, value, location);
  const position = positionOf(index, items.length);
  if (position === null) {
    if (index.kind !== "instance" && index.kind !== "tensor")
      interpreter.fail("TypeError", `${describe(index)} as an index of a list`, location);
    return false;
  }
  if (position === undefined) {
    interpreter.fail("IndexError", `assignment to index ${describe(index)} of a list of ${items.length}`, location);
    return true;
  }
  interpreter.touch(receiver);
  items[position] = value;
  return true;
}

function assignSlice(
  interpreter: Interpreter,
  receiver: ListValue,
  slice: SliceValue,
  value: Value,
  location: Location,
): boolean {
  const given = interpreter.iterate(value, location);
  if (!isItems(given)) return false;
  const bounds = sliceBounds(interpreter, slice, receiver.items.length, location);
  if ("kind" in bounds) return false;
  if (bounds.step === 1) {
    interpreter.budget.checkItems(receiver.items.length - bounds.length + given.length);
    interpreter.touch(receiver);
    receiver.items.splice(bounds.start, bounds.length, ...given);
    return true;
  }
  if (given.length !== bounds.length) {
    interpreter.fail("ValueError", `${given.length} values for a slice of ${bounds.length}`, location);
    return true;
  }
  interpreter.touch(receiver);
  sliceIndexes(bounds).forEach((position, order) => {
    const item = given[order];
    if (item !== undefined) receiver.items[position] = item;
  });
  return true;
}
