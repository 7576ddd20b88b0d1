/** Python's `a[i]`, `a[i:j:k]`, their assignments and deletions. */
import type { Location } from "../../../../protocol/source";
import { callSpecial, lookUpMember } from "../classes";
import { isItems, keyFailure } from "../expressions";
import { starImported } from "../imports";
import { poisonOf } from "../machine";
import type { Machine } from "../machine";
import { arrayItem, assignArrayItem } from "../numpy/indexing";
import { Scope } from "../scope";
import { describe, dictionaryKey, integer, list, rangeLength, string, tuple, unknown } from "../read";
import type { ClassValue, DictionaryValue, InstanceValue, ListValue, SliceValue, UnknownValue, Value } from "../values";
import { contentItem } from "./contents";
import { asIndex, characters } from "./helpers";

export function subscript(machine: Machine, receiver: Value, index: Value, location: Location): Value {
  const poison = poisonOf(receiver);
  if (poison !== null) return poison;
  switch (receiver.kind) {
    case "list":
    case "tuple":
      return fromItems(machine, receiver, receiver.items, index, location);
    case "string":
      return fromText(machine, receiver.value, index, location);
    case "range":
      return fromRange(machine, receiver, index, location);
    case "dictionary":
      return fromDictionary(machine, receiver, index, location);
    case "instance":
      return fromInstance(machine, receiver, index, location);
    case "class":
      return fromClass(machine, receiver, index, location);
    case "builtin":
      return receiver.item?.(index, location) ?? unknown(`an item of ${describe(receiver)}`, location);
    case "array":
      return arrayItem(machine, receiver, index, location);
    case "none":
    case "boolean":
    case "integer":
    case "float":
    case "iterator":
      return machine.fail("TypeError", `${describe(receiver)} has no items`, location);
    default:
      return unknown(`an item of ${describe(receiver)}`, location);
  }
}

export function assignSubscript(
  machine: Machine,
  receiver: Value,
  index: Value,
  value: Value,
  location: Location,
): boolean {
  switch (receiver.kind) {
    case "list":
      return assignToList(machine, receiver, index, value, location);
    case "dictionary": {
      const id = dictionaryKey(index);
      if (id === null) return false;
      machine.touch(receiver);
      receiver.entries.set(id, { key: receiver.entries.get(id)?.key ?? index, value });
      machine.budget.checkItems(0);
      return receiver.namespace === undefined || writeName(machine, receiver.namespace, index, value);
    }
    case "instance":
      if (callSpecial(machine, receiver, "__setitem__", [index, value], location) !== undefined) return true;
      return receiver.content !== undefined && assignSubscript(machine, receiver.content, index, value, location);
    case "array":
      return assignArrayItem(machine, receiver, index, value, location);
    case "builtin":
      return receiver.inert === true;
    case "tuple":
    case "string":
    case "none":
      machine.fail("TypeError", `an assignment to an item of ${describe(receiver)}`, location);
      return true;
    default:
      return false;
  }
}

/** Writes a name through the dict of its namespace. */
export function writeName(
  machine: Machine,
  namespace: NonNullable<DictionaryValue["namespace"]>,
  name: Value,
  value: Value,
): boolean {
  if (name.kind !== "string") return false;
  if (namespace instanceof Scope) machine.setName(namespace, name.value, value);
  else {
    machine.touch(namespace);
    (namespace.kind === "class" ? namespace.members : namespace.attributes).set(name.value, value);
  }
  return true;
}

function fromInstance(machine: Machine, receiver: InstanceValue, index: Value, location: Location): Value {
  const special = callSpecial(machine, receiver, "__getitem__", [index], location);
  if (special !== undefined) return special;
  if (receiver.content === undefined) return unknown(`an item of ${describe(receiver)}`, location);
  return contentItem(machine, receiver, index, location);
}

/** `Color["RED"]` of an Enum; `Stack[int]` is the class itself. */
function fromClass(machine: Machine, receiver: ClassValue, index: Value, location: Location): Value {
  const hook = lookUpMember(machine, receiver, "__class_getitem__");
  const target = hook?.kind === "descriptor" ? hook.function : hook;
  if (target?.kind === "function")
    return machine.call({ kind: "bound-method", receiver, function: target }, [index], new Map(), location);
  const members = lookUpMember(machine, receiver, "__members__");
  return members?.kind === "dictionary" ? subscript(machine, members, index, location) : receiver;
}

export function deleteSubscript(machine: Machine, receiver: Value, index: Value, location: Location): boolean {
  if (receiver.kind === "instance") {
    if (callSpecial(machine, receiver, "__delitem__", [index], location) !== undefined) return true;
    return receiver.content !== undefined && deleteSubscript(machine, receiver.content, index, location);
  }
  if (receiver.kind === "dictionary" && receiver.namespace !== undefined) return false;
  if (receiver.kind === "dictionary") {
    const id = dictionaryKey(index);
    if (id === null) return false;
    machine.touch(receiver);
    if (!receiver.entries.delete(id)) machine.fail("KeyError", describe(index), location);
    return true;
  }
  if (receiver.kind !== "list") return false;
  const { items } = receiver;
  if (index.kind === "slice") {
    const bounds = sliceBounds(machine, index, items.length, location);
    if ("kind" in bounds) return false;
    const removed = new Set(sliceIndexes(bounds));
    machine.touch(receiver);
    items.splice(0, items.length, ...items.filter((_, position) => !removed.has(position)));
    return true;
  }
  const position = positionOf(index, items.length);
  if (position === null) return false;
  if (position === undefined) machine.fail("IndexError", `list index ${describe(index)}`, location);
  else {
    machine.touch(receiver);
    items.splice(position, 1);
  }
  return true;
}

export interface Bounds {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** Python's `slice.indices`. */
export function sliceBounds(
  machine: Machine,
  slice: SliceValue,
  length: number,
  location: Location,
): Bounds | UnknownValue {
  const parts: (number | null)[] = [];
  for (const part of [slice.start, slice.stop, slice.step]) {
    const value = asIndex(part);
    if (value === null && part.kind !== "none")
      return part.kind === "unknown" || part.kind === "instance" || part.kind === "tensor"
        ? unknown("a slice whose bounds are not known", location)
        : machine.fail("TypeError", `${describe(part)} as a bound of a slice`, location);
    parts.push(value);
  }
  const [first = null, last = null, by = null] = parts;
  const step = by ?? 1;
  if (step === 0) return machine.fail("ValueError", "a slice with the step 0", location);
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const start = first === null ? (step > 0 ? low : high) : clamp(first);
  const stop = last === null ? (step > 0 ? high : low) : clamp(last);
  return { start, step, length: rangeLength(start, stop, step) };
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
  machine: Machine,
  receiver: Value,
  items: readonly Value[],
  index: Value,
  location: Location,
): Value {
  if (index.kind === "slice") {
    const bounds = sliceBounds(machine, index, items.length, location);
    if ("kind" in bounds) return bounds;
    machine.budget.checkItems(bounds.length);
    const found = sliceIndexes(bounds).flatMap((position) => items[position] ?? []);
    return receiver.kind === "list" ? list(found) : tuple(found);
  }
  const position = positionOf(index, items.length);
  if (position === null) return badIndex(machine, receiver, index, location);
  const item = position === undefined ? undefined : items[position];
  return item ?? machine.fail("IndexError", `index ${describe(index)} of ${describe(receiver)}`, location);
}

function badIndex(machine: Machine, receiver: Value, index: Value, location: Location): Value {
  if (index.kind === "instance" || index.kind === "tensor" || index.kind === "library")
    return unknown(`the index ${describe(index)}`, location);
  return machine.fail("TypeError", `${describe(index)} as an index of ${describe(receiver)}`, location);
}

function fromText(machine: Machine, text: string, index: Value, location: Location): Value {
  const all = characters(text);
  if (index.kind === "slice") {
    const bounds = sliceBounds(machine, index, all.length, location);
    if ("kind" in bounds) return bounds;
    return string(
      sliceIndexes(bounds)
        .map((position) => all[position] ?? "")
        .join(""),
    );
  }
  const position = positionOf(index, all.length);
  if (position === null) return badIndex(machine, string(text), index, location);
  const character = position === undefined ? undefined : all[position];
  return character === undefined
    ? machine.fail("IndexError", `index ${describe(index)} of a text`, location)
    : string(character);
}

function fromRange(
  machine: Machine,
  range: Extract<Value, { kind: "range" }>,
  index: Value,
  location: Location,
): Value {
  const length = rangeLength(range.start, range.stop, range.step);
  if (index.kind === "slice") {
    const bounds = sliceBounds(machine, index, length, location);
    if ("kind" in bounds) return bounds;
    const start = range.start + bounds.start * range.step;
    const step = range.step * bounds.step;
    return { kind: "range", start, stop: start + bounds.length * step, step };
  }
  const position = positionOf(index, length);
  if (position === null) return badIndex(machine, range, index, location);
  if (position === undefined) return machine.fail("IndexError", `index ${describe(index)} of a range`, location);
  return integer(range.start + position * range.step);
}

function fromDictionary(machine: Machine, receiver: DictionaryValue, index: Value, location: Location): Value {
  const id = dictionaryKey(index);
  if (id === null) return keyFailure(machine, index, location);
  const entry = receiver.entries.get(id)?.value ?? nameBroughtIn(machine, receiver, index);
  if (entry !== undefined) return entry;
  const { fallback } = receiver;
  if (fallback === undefined) return machine.fail("KeyError", describe(index), location);
  const value = machine.call(fallback, [], new Map(), location);
  machine.touch(receiver);
  receiver.entries.set(id, { key: index, value });
  return value;
}

/** `globals()[name]` of what `from module import *` of a library brought in. */
export function nameBroughtIn(machine: Machine, { namespace }: DictionaryValue, name: Value): Value | undefined {
  return namespace instanceof Scope && name.kind === "string"
    ? starImported(machine, namespace, name.value)
    : undefined;
}

function assignToList(machine: Machine, receiver: ListValue, index: Value, value: Value, location: Location): boolean {
  const { items } = receiver;
  if (index.kind === "slice") return assignSlice(machine, receiver, index, value, location);
  const position = positionOf(index, items.length);
  if (position === null) {
    if (index.kind !== "instance" && index.kind !== "tensor")
      machine.fail("TypeError", `${describe(index)} as an index of a list`, location);
    return false;
  }
  if (position === undefined) {
    machine.fail("IndexError", `assignment to index ${describe(index)} of a list of ${items.length}`, location);
    return true;
  }
  machine.touch(receiver);
  items[position] = value;
  return true;
}

function assignSlice(
  machine: Machine,
  receiver: ListValue,
  slice: SliceValue,
  value: Value,
  location: Location,
): boolean {
  const given = machine.iterate(value, location);
  if (!isItems(given)) return false;
  const bounds = sliceBounds(machine, slice, receiver.items.length, location);
  if ("kind" in bounds) return false;
  if (bounds.step === 1) {
    machine.budget.checkItems(receiver.items.length - bounds.length + given.length);
    machine.touch(receiver);
    receiver.items.splice(bounds.start, bounds.length, ...given);
    return true;
  }
  if (given.length !== bounds.length) {
    machine.fail("ValueError", `${given.length} values for a slice of ${bounds.length}`, location);
    return true;
  }
  machine.touch(receiver);
  sliceIndexes(bounds).forEach((position, order) => {
    const item = given[order];
    if (item !== undefined) receiver.items[position] = item;
  });
  return true;
}
