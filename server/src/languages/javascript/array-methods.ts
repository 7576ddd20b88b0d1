/** Methods of arrays. A callback that is not understood gives an Unknown item, or poisons what the method changes. */
import type { Interpreter } from "../../eval/interpreter";
import { boolean, FALSE, HOLE, integer, iterator, list, string, TRUE, UNDEFINED } from "../../values/make";
import type { ListValue, UnknownValue, Value } from "../../values/value";
import { builtin } from "./helpers";
import type { Given } from "./helpers";
import { identical, number } from "./operators";
import { joined, text } from "./text";

type Method = (receiver: ListValue, given: Given) => Value;

/** A method of an array, bound to it; undefined where there is none of the name. */
export function arrayMethod(interpreter: Interpreter, receiver: ListValue, name: string): Value | undefined {
  const method = METHODS.get(name);
  if (method === undefined) return undefined;
  return builtin(interpreter, name, (given) => {
    if (receiver.poison !== undefined) return receiver.poison;
    if (SEEING_HOLES.has(name) || !receiver.items.includes(HOLE)) return method(receiver, given);
    // Most methods pass over holes; which of them do what is not followed.
    const why = given.unknown(`${name} of an array with holes`);
    interpreter.maybe(why, () => method(receiver, given));
    interpreter.poison(receiver, why);
    return why;
  });
}

/** Methods to which a hole is undefined, or which fill it. */
const SEEING_HOLES = new Set(["entries", "fill", "includes", "join", "keys", "push"]);

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["at", at],
  ["concat", concat],
  [
    "entries",
    (receiver) =>
      iterator(receiver.items.map((item, index) => list([integer(index), item === HOLE ? UNDEFINED : item]))),
  ],
  ["every", (receiver, given) => someOrEvery(receiver, given, false)],
  ["fill", fill],
  ["filter", filter],
  ["find", (receiver, given) => find(receiver, given, false).item],
  ["findIndex", (receiver, given) => find(receiver, given, false).index],
  ["findLast", (receiver, given) => find(receiver, given, true).item],
  ["flat", flat],
  ["flatMap", flatMap],
  ["forEach", forEach],
  ["includes", (receiver, given) => includes(receiver, given)],
  ["indexOf", (receiver, given) => indexOf(receiver, given)],
  ["join", join],
  ["keys", (receiver) => iterator(receiver.items.map((_, index) => integer(index)))],
  ["map", map],
  ["pop", pop],
  ["push", push],
  ["reduce", (receiver, given) => reduce(receiver, given, false)],
  ["reduceRight", (receiver, given) => reduce(receiver, given, true)],
  ["reverse", reverse],
  ["shift", shift],
  ["slice", slice],
  ["some", (receiver, given) => someOrEvery(receiver, given, true)],
  ["sort", sort],
  ["splice", splice],
  ["toString", (receiver, given) => textValue(text(given.interpreter, receiver, given.location))],
  ["unshift", unshift],
  ["values", (receiver) => iterator(receiver.items)],
]);

function textValue(value: string | UnknownValue): Value {
  return typeof value === "string" ? string(value) : value;
}

/** The callback's answer for an item; what it does to the array meanwhile is seen. */
function answerFor(receiver: ListValue, given: Given, index: number): Value {
  return given.call(given.at(0), [receiver.items[index] ?? UNDEFINED, integer(index), receiver]);
}

function map(receiver: ListValue, given: Given): Value {
  const { length } = receiver.items;
  const mapped: Value[] = [];
  for (let index = 0; index < length; index += 1) {
    mapped.push(answerFor(receiver, given, index));
    if (receiver.poison !== undefined) return receiver.poison;
  }
  return list(mapped);
}

function forEach(receiver: ListValue, given: Given): Value {
  const answer = map(receiver, given);
  return answer.kind === "unknown" ? answer : UNDEFINED;
}

function filter(receiver: ListValue, given: Given): Value {
  const kept: Value[] = [];
  let reason: UnknownValue | null = null;
  for (const [index, item] of [...receiver.items].entries()) {
    const answer = given.interpreter.truth(answerFor(receiver, given, index));
    if (typeof answer !== "boolean") reason ??= answer;
    else if (answer) kept.push(item);
  }
  return receiver.poison ?? reason ?? list(kept);
}

function flatMap(receiver: ListValue, given: Given): Value {
  const mapped = map(receiver, given);
  return mapped.kind === "list" ? flattened(mapped.items, 1, given) : mapped;
}

function flat(receiver: ListValue, given: Given): Value {
  const depth = given.number(0, 1);
  return typeof depth === "number" ? flattened(receiver.items, depth, given) : depth;
}

function flattened(items: readonly Value[], depth: number, given: Given): Value {
  const result: Value[] = [];
  given.interpreter.budget.enter();
  for (const item of items) {
    if (item.kind === "unknown") return item;
    if (item.kind !== "list" || !(depth >= 1)) {
      result.push(item);
      continue;
    }
    const inner = item.poison ?? flattened(item.items, depth - 1, given);
    if (inner.kind !== "list") return inner;
    result.push(...inner.items);
    given.interpreter.budget.checkItems(result.length);
  }
  given.interpreter.budget.leave();
  return list(result);
}

/** The callback gets the array itself too, as JavaScript hands it over. */
function reduce(receiver: ListValue, given: Given, fromEnd: boolean): Value {
  let total = given.all.length > 1 ? given.at(1) : undefined;
  for (const index of orderOf(receiver, fromEnd)) {
    const item = receiver.items[index] ?? UNDEFINED;
    total = total === undefined ? item : given.call(given.at(0), [total, item, integer(index), receiver]);
    if (receiver.poison !== undefined) return receiver.poison;
  }
  return total ?? given.fail("TypeError", "reduce of an empty array without a start");
}

/** The first answer that decides ends the calls; after one that is not known, further calls may or may not happen. */
function someOrEvery(receiver: ListValue, given: Given, wanted: boolean): Value {
  const order = orderOf(receiver, false);
  for (const index of order) {
    const answer = given.interpreter.truth(answerFor(receiver, given, index));
    if (answer === wanted) return boolean(wanted);
    if (typeof answer !== "boolean") return undecided(receiver, given, order.slice(index + 1), answer);
  }
  return receiver.poison ?? boolean(!wanted);
}

/** `left`: the items whose turn would come next. */
function undecided(receiver: ListValue, given: Given, left: readonly number[], why: UnknownValue): UnknownValue {
  given.interpreter.maybe(why, () => {
    for (const index of left) answerFor(receiver, given, index);
  });
  return why;
}

/** Places of the items in the order of the calls. */
function orderOf({ items }: ListValue, fromEnd: boolean): readonly number[] {
  const order = items.map((_, index) => index);
  return fromEnd ? order.reverse() : order;
}

function find(receiver: ListValue, given: Given, fromEnd: boolean): { readonly item: Value; readonly index: Value } {
  const order = orderOf(receiver, fromEnd);
  for (const [step, index] of order.entries()) {
    const answer = given.interpreter.truth(answerFor(receiver, given, index));
    if (answer === false) continue;
    if (answer === true) return { item: receiver.items[index] ?? UNDEFINED, index: integer(index) };
    const why = undecided(receiver, given, order.slice(step + 1), answer);
    return { item: why, index: why };
  }
  return { item: UNDEFINED, index: number(-1) };
}

function includes(receiver: ListValue, given: Given): Value {
  const wanted = given.at(0);
  // NaN is found, although it is not equal to itself.
  if (wanted.kind === "float" && Number.isNaN(wanted.value))
    return boolean(receiver.items.some((item) => item.kind === "float" && Number.isNaN(item.value)));
  const position = indexOf(receiver, given);
  if (position.kind === "unknown") return position;
  return position.kind === "integer" && position.value >= 0 ? TRUE : FALSE;
}

function indexOf(receiver: ListValue, given: Given): Value {
  const from = given.position(1, receiver.items.length, 0);
  if (typeof from !== "number") return from;
  const wanted = given.at(0);
  if (wanted.kind === "unknown") return wanted;
  let reason: UnknownValue | null = null;
  for (let index = from; index < receiver.items.length; index += 1) {
    const answer = identical(receiver.items[index] ?? UNDEFINED, wanted, given.location);
    if (answer === true) return reason ?? integer(index);
    if (typeof answer !== "boolean") reason ??= answer;
  }
  return reason ?? number(-1);
}

function join(receiver: ListValue, given: Given): Value {
  const separator = given.isGiven(0) ? given.text(0) : ",";
  if (typeof separator !== "string") return separator;
  return textValue(joined(given.interpreter, receiver, separator, given.location));
}

function at(receiver: ListValue, given: Given): Value {
  const index = given.number(0, 0);
  if (typeof index !== "number") return index;
  return receiver.items.at(Number.isNaN(index) ? 0 : Math.trunc(index)) ?? UNDEFINED;
}

function slice(receiver: ListValue, given: Given): Value {
  const { length } = receiver.items;
  const [start, end] = [given.position(0, length, 0), given.position(1, length, length)];
  if (typeof start !== "number") return start;
  return typeof end === "number" ? list(receiver.items.slice(start, end)) : end;
}

function concat(receiver: ListValue, given: Given): Value {
  const items = [...receiver.items];
  for (const value of given.all) {
    if (value.kind === "unknown") return value;
    if (value.kind === "library") return given.unknown("concat of what a library gave");
    if (value.kind !== "list") items.push(value);
    else if (value.poison !== undefined) return value.poison;
    else items.push(...value.items);
  }
  given.interpreter.budget.checkItems(items.length);
  return list(items);
}

// ---------------------------------------------------------------- methods that change the array

function push(receiver: ListValue, given: Given): Value {
  given.interpreter.budget.checkItems(receiver.items.length + given.all.length);
  given.interpreter.touch(receiver);
  receiver.items.push(...given.all);
  return integer(receiver.items.length);
}

function unshift(receiver: ListValue, given: Given): Value {
  given.interpreter.budget.checkItems(receiver.items.length + given.all.length);
  given.interpreter.touch(receiver);
  receiver.items.unshift(...given.all);
  return integer(receiver.items.length);
}

function pop(receiver: ListValue, given: Given): Value {
  given.interpreter.touch(receiver);
  return receiver.items.pop() ?? UNDEFINED;
}

function shift(receiver: ListValue, given: Given): Value {
  given.interpreter.touch(receiver);
  return receiver.items.shift() ?? UNDEFINED;
}

function reverse(receiver: ListValue, given: Given): Value {
  given.interpreter.touch(receiver);
  receiver.items.reverse();
  return receiver;
}

function fill(receiver: ListValue, given: Given): Value {
  const { length } = receiver.items;
  const [start, end] = [given.position(1, length, 0), given.position(2, length, length)];
  if (typeof start !== "number") return spoil(receiver, given, start);
  if (typeof end !== "number") return spoil(receiver, given, end);
  given.interpreter.touch(receiver);
  receiver.items.fill(given.at(0), start, end);
  return receiver;
}

function splice(receiver: ListValue, given: Given): Value {
  const { length } = receiver.items;
  const start = given.position(0, length, 0);
  const count = given.all.length === 1 ? Infinity : given.number(1, 0);
  if (typeof start !== "number") return spoil(receiver, given, start);
  if (typeof count !== "number") return spoil(receiver, given, count);
  const added = given.all.slice(2);
  given.interpreter.budget.checkItems(length + added.length);
  given.interpreter.touch(receiver);
  if (given.all.length === 0) return list([]);
  return list(receiver.items.splice(start, Number.isNaN(count) ? 0 : Math.max(0, Math.trunc(count)), ...added));
}

/** Without a function, by text. With one, only where every comparison is known. */
function sort(receiver: ListValue, given: Given): Value {
  const { interpreter } = given;
  const reasons: UnknownValue[] = [];
  const order = (left: Value, right: Value): number => {
    if (given.isGiven(0)) {
      const answer = given.call(given.at(0), [left, right]);
      if (answer.kind === "integer" || answer.kind === "float") return answer.value;
      reasons.push(answer.kind === "unknown" ? answer : given.unknown("the order of a sort"));
      return 0;
    }
    const [a, b] = [text(interpreter, left, given.location), text(interpreter, right, given.location)];
    if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
    for (const written of [a, b]) if (typeof written !== "string") reasons.push(written);
    return 0;
  };
  interpreter.budget.spend(receiver.items.length);
  const isNone = (item: Value): boolean => item.kind === "none" && item.undefined === true;
  const sorted = receiver.items.filter((item) => !isNone(item)).sort(order);
  const [reason] = reasons;
  if (reason !== undefined) return spoil(receiver, given, reason);
  interpreter.touch(receiver);
  const missing = receiver.items.length - sorted.length;
  receiver.items.splice(0, receiver.items.length, ...sorted, ...new Array<Value>(missing).fill(UNDEFINED));
  return receiver;
}

function spoil(receiver: ListValue, given: Given, why: UnknownValue): UnknownValue {
  given.interpreter.poison(receiver, why);
  return why;
}
