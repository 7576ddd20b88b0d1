import { createSet, isItems, keyFailure } from "../expressions";
import type { Machine } from "../machine";
import { boolean, describe, dictionaryKey, NONE } from "../read";
import type { SetValue, Value } from "../values";
import { builtin } from "./helpers";
import type { Arguments } from "./helpers";
import { setOperation } from "./operators";

export function setMethod(machine: Machine, receiver: SetValue, name: string): Value | undefined {
  const body = bodyOf(machine, receiver, name);
  return body === undefined ? undefined : builtin(machine, name, [0, 100], (given) => receiver.poison ?? body(given));
}

const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ["union", "|"],
  ["intersection", "&"],
  ["difference", "-"],
  ["symmetric_difference", "^"],
]);

const UPDATES: ReadonlyMap<string, string> = new Map([
  ["update", "|"],
  ["intersection_update", "&"],
  ["difference_update", "-"],
  ["symmetric_difference_update", "^"],
]);

function bodyOf(machine: Machine, receiver: SetValue, name: string): ((given: Arguments) => Value) | undefined {
  const operator = OPERATIONS.get(name);
  if (operator !== undefined) return (given) => combine(machine, receiver, operator, given);
  const update = UPDATES.get(name);
  if (update !== undefined) return (given) => updateWith(machine, receiver, combine(machine, receiver, update, given));
  switch (name) {
    case "add":
      return (given) => add(machine, receiver, given);
    case "discard":
    case "remove":
      return (given) => remove(machine, receiver, given, name === "remove");
    case "clear":
      return () => updateWith(machine, receiver, { kind: "set", entries: new Map() });
    case "copy":
      return () => ({ kind: "set", entries: new Map(receiver.entries) });
    case "pop":
      return (given) => pop(machine, receiver, given);
    case "issubset":
    case "issuperset":
    case "isdisjoint":
      return (given) => relate(machine, receiver, name, given);
    default:
      return undefined;
  }
}

function combine(machine: Machine, receiver: SetValue, operator: string, given: Arguments): Value {
  let result: SetValue = { kind: "set", entries: new Map(receiver.entries) };
  for (const argument of given.context.positional) {
    const other = asSet(machine, argument, given);
    if (other.kind !== "set") return other;
    result = setOperation(operator, result, other) ?? result;
  }
  return result;
}

function asSet(machine: Machine, value: Value, given: Arguments): Value {
  const items = machine.iterateUnordered(value, given.location);
  return isItems(items) ? createSet(machine, items, given.location) : items;
}

function updateWith(machine: Machine, receiver: SetValue, result: Value): Value {
  if (result.kind !== "set") {
    if (result.kind === "unknown") machine.poison(receiver, result);
    return result;
  }
  machine.touch(receiver);
  receiver.entries.clear();
  for (const [key, item] of result.entries) receiver.entries.set(key, item);
  return NONE;
}

function add(machine: Machine, receiver: SetValue, given: Arguments): Value {
  const key = dictionaryKey(given.need(0));
  if (key === null) {
    const why = keyFailure(machine, given.need(0), given.location);
    machine.poison(receiver, why);
    return why;
  }
  machine.touch(receiver);
  if (!receiver.entries.has(key)) receiver.entries.set(key, given.need(0));
  return NONE;
}

function remove(machine: Machine, receiver: SetValue, given: Arguments, mustExist: boolean): Value {
  const key = dictionaryKey(given.need(0));
  if (key === null) {
    const why = keyFailure(machine, given.need(0), given.location);
    machine.poison(receiver, why);
    return why;
  }
  machine.touch(receiver);
  if (!receiver.entries.delete(key) && mustExist)
    return machine.fail("KeyError", describe(given.need(0)), given.location);
  return NONE;
}

function pop(machine: Machine, receiver: SetValue, given: Arguments): Value {
  const [only] = receiver.entries.values();
  if (only === undefined) return machine.fail("KeyError", "pop from an empty set", given.location);
  if (receiver.entries.size > 1) {
    const why = given.unknown("which item a set gives first");
    machine.poison(receiver, why);
    return why;
  }
  machine.touch(receiver);
  receiver.entries.clear();
  return only;
}

function relate(machine: Machine, receiver: SetValue, name: string, given: Arguments): Value {
  const other = asSet(machine, given.need(0), given);
  if (other.kind !== "set") return other;
  const [left, right] = [receiver.entries, other.entries];
  if (name === "issubset") return boolean([...left.keys()].every((key) => right.has(key)));
  if (name === "issuperset") return boolean([...right.keys()].every((key) => left.has(key)));
  return boolean([...left.keys()].every((key) => !right.has(key)));
}
