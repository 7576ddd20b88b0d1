import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { NONE, boolean } from "../../../values/make";
import { describe } from "../../../values/describe";
import { dictionaryKey } from "../../../values/keys";
import type { SetValue, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";
import { setOperation } from "../operators";

export function setMethod(interpreter: Interpreter, receiver: SetValue, name: string): Value | undefined {
  const body = bodyOf(interpreter, receiver, name);
  return body === undefined
    ? undefined
    : builtin(interpreter, name, [0, 100], (given) => receiver.poison ?? body(given));
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

function bodyOf(interpreter: Interpreter, receiver: SetValue, name: string): ((given: Arguments) => Value) | undefined {
  const operator = OPERATIONS.get(name);
  if (operator !== undefined) return (given) => combine(interpreter, receiver, operator, given);
  const update = UPDATES.get(name);
  if (update !== undefined)
    return (given) => updateWith(interpreter, receiver, combine(interpreter, receiver, update, given));
  switch (name) {
    case "add":
      return (given) => add(interpreter, receiver, given);
    case "discard":
    case "remove":
      return (given) => remove(interpreter, receiver, given, name === "remove");
    case "clear":
      return () => updateWith(interpreter, receiver, { kind: "set", entries: new Map() });
    case "copy":
      return () => ({ kind: "set", entries: new Map(receiver.entries) });
    case "pop":
      return (given) => pop(interpreter, receiver, given);
    case "issubset":
    case "issuperset":
    case "isdisjoint":
      return (given) => relate(interpreter, receiver, name, given);
    default:
      return undefined;
  }
}

function combine(interpreter: Interpreter, receiver: SetValue, operator: string, given: Arguments): Value {
  let result: SetValue = { kind: "set", entries: new Map(receiver.entries) };
  for (const argument of given.context.positional) {
    const other = asSet(interpreter, argument, given);
    if (other.kind !== "set") return other;
    result = setOperation(operator, result, other) ?? result;
  }
  return result;
}

function asSet(interpreter: Interpreter, value: Value, given: Arguments): Value {
  const items = interpreter.iterateUnordered(value, given.location);
  return isItems(items) ? interpreter.setOf(items, given.location) : items;
}

function updateWith(interpreter: Interpreter, receiver: SetValue, result: Value): Value {
  if (result.kind !== "set") {
    if (result.kind === "unknown") interpreter.poison(receiver, result);
    return result;
  }
  interpreter.touch(receiver);
  receiver.entries.clear();
  for (const [key, item] of result.entries) receiver.entries.set(key, item);
  return NONE;
}

function add(interpreter: Interpreter, receiver: SetValue, given: Arguments): Value {
  const key = dictionaryKey(given.need(0));
  if (key === null) {
    const why = interpreter.keyFailure(given.need(0), given.location);
    interpreter.poison(receiver, why);
    return why;
  }
  interpreter.touch(receiver);
  if (!receiver.entries.has(key)) receiver.entries.set(key, given.need(0));
  return NONE;
}

function remove(interpreter: Interpreter, receiver: SetValue, given: Arguments, mustExist: boolean): Value {
  const key = dictionaryKey(given.need(0));
  if (key === null) {
    const why = interpreter.keyFailure(given.need(0), given.location);
    interpreter.poison(receiver, why);
    return why;
  }
  interpreter.touch(receiver);
  if (!receiver.entries.delete(key) && mustExist)
    return interpreter.fail("KeyError", describe(given.need(0)), given.location);
  return NONE;
}

function pop(interpreter: Interpreter, receiver: SetValue, given: Arguments): Value {
  const [only] = receiver.entries.values();
  if (only === undefined) return interpreter.fail("KeyError", "pop from an empty set", given.location);
  if (receiver.entries.size > 1) {
    const why = given.unknown("which item a set gives first");
    interpreter.poison(receiver, why);
    return why;
  }
  interpreter.touch(receiver);
  receiver.entries.clear();
  return only;
}

function relate(interpreter: Interpreter, receiver: SetValue, name: string, given: Arguments): Value {
  const other = asSet(interpreter, given.need(0), given);
  if (other.kind !== "set") return other;
  const [left, right] = [receiver.entries, other.entries];
  if (name === "issubset") return boolean([...left.keys()].every((key) => right.has(key)));
  if (name === "issuperset") return boolean([...right.keys()].every((key) => left.has(key)));
  return boolean([...left.keys()].every((key) => !right.has(key)));
}
