import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { NONE, NO_KEYWORDS, boolean, integer, list } from "../../../values/make";
import { describe } from "../../../values/describe";
import type { ListValue, TupleValue, UnknownValue, Value } from "../../../values/value";
import { compareOrder, equals } from "../compare";
import { asIndex, builtin } from "../helpers";
import { namedTupleMember } from "./named-tuples";
import type { Arguments } from "../helpers";

type Method = (interpreter: Interpreter, receiver: ListValue, given: Arguments) => Value;

/** A method of a list, bound to it; undefined where there is none of the name. */
export function listMethod(interpreter: Interpreter, receiver: ListValue, name: string): Value | undefined {
  const method = METHODS.get(name);
  if (method === undefined) return undefined;
  return builtin(
    interpreter,
    name,
    method.arity,
    (given) => receiver.poison ?? method.body(interpreter, receiver, given),
  );
}

export function tupleMethod(interpreter: Interpreter, receiver: TupleValue, name: string): Value | undefined {
  const field = receiver.named?.fields.indexOf(name) ?? -1;
  if (field >= 0) return receiver.items[field];
  const ofClass = namedTupleMember(interpreter, receiver, name);
  if (ofClass !== undefined) return ofClass;
  switch (name) {
    case "index":
      return builtin(interpreter, name, [1, 3], (given) => indexOf(interpreter, receiver.items, given));
    case "count":
      return builtin(interpreter, name, [1, 1], (given) => count(interpreter, receiver.items, given));
    // The shape of a tensor is a tuple here.
    case "as_list":
      return builtin(interpreter, name, [0, 0], () => list(receiver.items));
    case "rank":
    case "ndims":
      return integer(receiver.items.length);
    default:
      return undefined;
  }
}

const METHODS: ReadonlyMap<string, { readonly arity: readonly [number, number]; readonly body: Method }> = new Map<
  string,
  { readonly arity: readonly [number, number]; readonly body: Method }
>([
  ["append", { arity: [1, 1], body: append }],
  ["extend", { arity: [1, 1], body: extend }],
  ["insert", { arity: [2, 2], body: insert }],
  ["pop", { arity: [0, 1], body: pop }],
  ["remove", { arity: [1, 1], body: remove }],
  ["index", { arity: [1, 3], body: (interpreter, receiver, given) => indexOf(interpreter, receiver.items, given) }],
  ["count", { arity: [1, 1], body: (interpreter, receiver, given) => count(interpreter, receiver.items, given) }],
  ["reverse", { arity: [0, 0], body: reverse }],
  ["sort", { arity: [0, 2], body: sort }],
  ["copy", { arity: [0, 0], body: (_interpreter, receiver) => list(receiver.items) }],
  ["clear", { arity: [0, 0], body: clear }],
]);

function append(interpreter: Interpreter, receiver: ListValue, given: Arguments): Value {
  interpreter.touch(receiver);
  receiver.items.push(given.need(0));
  if (receiver.items.length > interpreter.budget.limits.items) interpreter.budget.checkItems(receiver.items.length);
  return NONE;
}

function extend(interpreter: Interpreter, receiver: ListValue, given: Arguments): Value {
  const items = interpreter.iterate(given.need(0), given.location);
  if (!isItems(items)) return spoil(interpreter, receiver, items);
  interpreter.budget.checkItems(receiver.items.length + items.length);
  interpreter.touch(receiver);
  receiver.items.push(...items);
  return NONE;
}

function insert(interpreter: Interpreter, receiver: ListValue, given: Arguments): Value {
  const index = asIndex(given.need(0));
  if (index === null) return spoil(interpreter, receiver, whyNoIndex(given, given.need(0)));
  interpreter.budget.checkItems(receiver.items.length + 1);
  interpreter.touch(receiver);
  // JavaScript's splice counts negative indexes as Python's insert does.
  receiver.items.splice(index, 0, given.need(1));
  return NONE;
}

function pop(interpreter: Interpreter, receiver: ListValue, given: Arguments): Value {
  const wanted = given.at(0);
  const index = wanted === undefined ? -1 : asIndex(wanted);
  if (index === null) return spoil(interpreter, receiver, whyNoIndex(given, given.need(0)));
  const position = index < 0 ? index + receiver.items.length : index;
  const item = receiver.items[position];
  if (item === undefined)
    return interpreter.fail("IndexError", `pop of index ${index} of ${describe(receiver)}`, given.location);
  interpreter.touch(receiver);
  receiver.items.splice(position, 1);
  return item;
}

function remove(interpreter: Interpreter, receiver: ListValue, given: Arguments): Value {
  const position = find(interpreter, receiver.items, given.need(0), given);
  if (typeof position !== "number") return spoil(interpreter, receiver, position);
  if (position < 0)
    return interpreter.fail("ValueError", `${describe(given.need(0))} is not in the list`, given.location);
  interpreter.touch(receiver);
  receiver.items.splice(position, 1);
  return NONE;
}

function reverse(interpreter: Interpreter, receiver: ListValue): Value {
  interpreter.touch(receiver);
  receiver.items.reverse();
  return NONE;
}

function clear(interpreter: Interpreter, receiver: ListValue): Value {
  interpreter.touch(receiver);
  receiver.items.length = 0;
  return NONE;
}

function sort(interpreter: Interpreter, receiver: ListValue, given: Arguments): Value {
  const sorted = sortItems(interpreter, receiver.items, given);
  if (!isItems(sorted)) return spoil(interpreter, receiver, sorted);
  interpreter.touch(receiver);
  receiver.items.splice(0, receiver.items.length, ...sorted);
  return NONE;
}

/** Sorts by the keywords `key` and `reverse` of the call, stable as Python's sort. */
export function sortItems(
  interpreter: Interpreter,
  items: readonly Value[],
  given: Arguments,
): readonly Value[] | UnknownValue {
  const { keywords } = given.context;
  const key = keywords.get("key");
  const keyed = items.map((item) => ({
    item,
    key: key === undefined || key.kind === "none" ? item : interpreter.call(key, [item], NO_KEYWORDS, given.location),
  }));
  const reversed = interpreter.truth(keywords.get("reverse") ?? boolean(false));
  if (typeof reversed !== "boolean") return reversed;
  interpreter.budget.spend(items.length * Math.ceil(Math.log2(items.length + 1)));
  const reasons: UnknownValue[] = [];
  const only = keyed[0];
  if (keyed.length === 1 && only?.key.kind === "unknown") return [only.item];
  keyed.sort((left, right) => {
    if (reasons.length > 0) return 0;
    const order = compareOrder(interpreter, left.key, right.key, given.location);
    if (typeof order === "number") return reversed ? -order : order;
    reasons.push(order ?? given.unknown("an order of NaN"));
    return 0;
  });
  return reasons[0] ?? keyed.map((one) => one.item);
}

function indexOf(interpreter: Interpreter, items: readonly Value[], given: Arguments): Value {
  const from = given.at(1);
  const to = given.at(2);
  const clamp = (value: number): number => Math.max(0, value < 0 ? value + items.length : value);
  const start = from === undefined ? 0 : asIndex(from);
  const stop = to === undefined ? items.length : asIndex(to);
  if (start === null || stop === null) return given.unknown("the bounds of a search");
  const part = items.slice(clamp(start), clamp(stop));
  const position = find(interpreter, part, given.need(0), given);
  if (typeof position !== "number") return position;
  if (position < 0)
    return interpreter.fail("ValueError", `${describe(given.need(0))} is not in the list`, given.location);
  return integer(position + clamp(start));
}

/** The first position of an equal item, -1 without one. */
function find(
  interpreter: Interpreter,
  items: readonly Value[],
  wanted: Value,
  given: Arguments,
): number | UnknownValue {
  for (const [index, item] of items.entries()) {
    const answer =
      item === wanted && item.kind !== "unknown" ? true : equals(interpreter, item, wanted, given.location);
    if (answer === true) return index;
    if (answer !== false) return answer;
  }
  return -1;
}

function count(interpreter: Interpreter, items: readonly Value[], given: Arguments): Value {
  let found = 0;
  for (const item of items) {
    const wanted = given.need(0);
    const answer =
      item === wanted && item.kind !== "unknown" ? true : equals(interpreter, item, wanted, given.location);
    if (typeof answer !== "boolean") return answer;
    if (answer) found += 1;
  }
  return integer(found);
}

/** A change that is not known leaves nothing known. */
function spoil(interpreter: Interpreter, receiver: ListValue, why: UnknownValue): UnknownValue {
  interpreter.poison(receiver, why);
  return why;
}

function whyNoIndex(given: Arguments, value: Value): UnknownValue {
  return value.kind === "unknown" ? value : given.typeError(`needs an integer, not ${describe(value)}`);
}
