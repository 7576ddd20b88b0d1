/** Built-ins that make or consume iterables. */
import type { Interpreter } from "../../eval/interpreter";
import { isItems } from "../../values/ask";
import {
  NONE,
  NO_KEYWORDS,
  boolean,
  endUnknown,
  integer,
  iterator,
  lazyIterator,
  list,
  tuple,
} from "../../values/make";
import { describe } from "../../values/describe";
import type { InstanceValue, IteratorValue, UnknownValue, Value } from "../../values/value";
import { compareOrder } from "./compare";
import { asIndex } from "./helpers";
import type { Arguments } from "./helpers";
import { nextItem } from "./types/iterator-members";
import { sortItems } from "./types/list-methods";

export function range(interpreter: Interpreter, given: Arguments): Value {
  const numbers: number[] = [];
  for (const value of given.context.positional) {
    const number = asIndex(value);
    if (value.kind === "unknown") return value;
    if (number === null)
      return value.kind === "float" || value.kind === "string" || value.kind === "none"
        ? given.typeError(`of ${describe(value)}`)
        : given.unknown(`range() of ${describe(value)}`);
    numbers.push(number);
  }
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) return interpreter.fail("ValueError", "range() with the step 0", given.location);
  return second === undefined
    ? { kind: "range", start: 0, stop: first, step: 1 }
    : { kind: "range", start: first, stop: second, step };
}

/** An iterator over any iterable: iterators stay as they are, others are taken item by item. */
export function toIterator(interpreter: Interpreter, value: Value, given: Arguments): IteratorValue | UnknownValue {
  return interpreter.iterator(value, given.location);
}

export function enumerate(interpreter: Interpreter, given: Arguments): Value {
  const source = toIterator(interpreter, given.need(0, "iterable"), given);
  if (source.kind === "unknown") return source;
  const start = given.at(1, "start");
  const first = start === undefined ? 0 : asIndex(start);
  if (first === null) return given.typeError("needs an integer as its start");
  return lazyIterator([source], ({ position }) => {
    const item = interpreter.next(source);
    return item === undefined ? undefined : tuple([integer(first + position), item]);
  });
}

export function iterators(
  interpreter: Interpreter,
  values: readonly Value[],
  given: Arguments,
): IteratorValue[] | UnknownValue {
  const sources: IteratorValue[] = [];
  for (const value of values) {
    const source = toIterator(interpreter, value, given);
    if (source.kind === "unknown") return source;
    sources.push(source);
  }
  return sources;
}

/** The next item of each; undefined once one of them ends. */
export function nextOfAll(interpreter: Interpreter, sources: readonly IteratorValue[]): Value[] | undefined {
  const items: Value[] = [];
  for (const source of sources) {
    const item = interpreter.next(source);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return sources.length === 0 ? undefined : items;
}

export function zip(interpreter: Interpreter, given: Arguments): Value {
  const sources = iterators(interpreter, given.context.positional, given);
  if (!Array.isArray(sources)) return sources;
  const strict = interpreter.truth(given.context.keywords.get("strict") ?? boolean(false));
  if (typeof strict !== "boolean") return strict;
  return lazyIterator(sources, () => {
    const items: Value[] = [];
    for (const source of sources) {
      const item = interpreter.next(source);
      if (item !== undefined) items.push(item);
      else if (!strict) return undefined;
    }
    if (items.length === sources.length && items.length > 0) return tuple(items);
    if (items.length > 0) return interpreter.fail("ValueError", "zip() of different lengths", given.location);
    return undefined;
  });
}

export function map(interpreter: Interpreter, given: Arguments): Value {
  const [callee, ...rest] = given.context.positional;
  const sources = iterators(interpreter, rest, given);
  if (!Array.isArray(sources)) return sources;
  return lazyIterator([callee ?? NONE, ...sources], () => {
    const items = nextOfAll(interpreter, sources);
    return items === undefined ? undefined : interpreter.call(callee ?? NONE, items, NO_KEYWORDS, given.location);
  });
}

export function filter(interpreter: Interpreter, given: Arguments): Value {
  return filtered(interpreter, given, true);
}

/** Items of which the function in front of them gives what is wanted. */
export function filtered(interpreter: Interpreter, given: Arguments, wanted: boolean): Value {
  const source = toIterator(interpreter, given.need(1), given);
  if (source.kind === "unknown") return source;
  const test = given.need(0);
  return lazyIterator([test, source], (self) => {
    for (let item = interpreter.next(source); item !== undefined; item = interpreter.next(source)) {
      if (source.poison !== undefined) return undefined;
      interpreter.budget.step();
      const answer = passes(interpreter, test, item, given);
      if (typeof answer !== "boolean") return endUnknown(self, answer);
      if (answer === wanted) return item;
    }
    return undefined;
  });
}

/** What a test function says of an item; None tests the item itself. */
export function passes(interpreter: Interpreter, test: Value, item: Value, given: Arguments): boolean | UnknownValue {
  return interpreter.truth(test.kind === "none" ? item : interpreter.call(test, [item], NO_KEYWORDS, given.location));
}

export function sorted(interpreter: Interpreter, given: Arguments): Value {
  const items = interpreter.iterateUnordered(given.need(0), given.location);
  if (!isItems(items)) return items;
  // Equal keys keep the order of the items, which a set does not have.
  if (given.need(0).kind === "set" && given.context.keywords.has("key") && items.length > 1)
    return given.unknown("the order of a set's items");
  const result = sortItems(interpreter, items, given);
  return isItems(result) ? list(result) : result;
}

export function reversed(interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "set" || value.kind === "iterator") return given.typeError(`of ${describe(value)}`);
  const items = interpreter.iterate(value, given.location);
  return isItems(items) ? iterator([...items].reverse()) : items;
}

export function sum(interpreter: Interpreter, given: Arguments): Value {
  const source = given.need(0);
  const items = interpreter.iterateUnordered(source, given.location);
  if (!isItems(items)) return items;
  const start = given.at(1, "start") ?? integer(0);
  // The sum of floats depends on their order.
  if (source.kind === "set" && items.length > 2 && items.some((item) => item.kind === "float"))
    return given.unknown("the order of a set's items");
  if (items.some((item) => item.kind === "string")) return given.typeError("of texts");
  return items.reduce((total, item) => interpreter.language.binary("+", total, item, given.location), start);
}

export function extreme(interpreter: Interpreter, given: Arguments, sign: 1 | -1): Value {
  const { positional, keywords } = given.context;
  const items = positional.length === 1 ? interpreter.iterateUnordered(given.need(0), given.location) : positional;
  if (!isItems(items)) return items;
  const key = keywords.get("key");
  const [first] = items;
  if (first === undefined)
    return keywords.get("default") ?? interpreter.fail("ValueError", `${given.name}() of nothing`, given.location);
  if (key !== undefined && key.kind !== "none" && given.need(0).kind === "set" && items.length > 1)
    return given.unknown("the order of a set's items");
  const keyOf = (item: Value): Value =>
    key === undefined || key.kind === "none" ? item : interpreter.call(key, [item], NO_KEYWORDS, given.location);
  let best = first;
  let bestKey = keyOf(first);
  for (const item of items.slice(1)) {
    const itemKey = keyOf(item);
    const order = compareOrder(interpreter, itemKey, bestKey, given.location);
    if (order === null) continue;
    if (typeof order !== "number") return order;
    if (order * sign > 0) [best, bestKey] = [item, itemKey];
  }
  return best;
}

export function anyOrAll(interpreter: Interpreter, given: Arguments, wanted: boolean): Value {
  const value = given.need(0);
  // What follows the item that decides is not asked for: a generator stops there.
  const source = value.kind === "set" ? null : toIterator(interpreter, value, given);
  if (source?.kind === "unknown") return source;
  const items = source === null ? interpreter.iterateUnordered(value, given.location) : upcoming(interpreter, source);
  if ("kind" in items) return items;
  let reason: UnknownValue | null = null;
  for (const item of items) {
    const answer = interpreter.truth(item);
    if (answer === wanted) return boolean(wanted);
    if (typeof answer !== "boolean") reason ??= answer;
  }
  return source?.poison ?? reason ?? boolean(!wanted);
}

/** Items of an iterator as they are asked for, until it ends or nothing is known of it. */
function* upcoming(interpreter: Interpreter, source: IteratorValue): Generator<Value, undefined> {
  for (let item = interpreter.next(source); item !== undefined; item = interpreter.next(source)) {
    if (source.poison !== undefined) return;
    interpreter.budget.step();
    yield item;
  }
}

export function iterate(interpreter: Interpreter, given: Arguments): Value {
  return toIterator(interpreter, given.need(0), given);
}

export function next(interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "unknown") return value;
  if (value.kind !== "iterator")
    return value.kind === "instance"
      ? nextOfInstance(interpreter, value, given)
      : given.typeError(`of ${describe(value)}`);
  const fallback = given.at(1);
  return fallback === undefined ? nextItem(given, value) : (interpreter.next(value) ?? fallback);
}

function nextOfInstance(interpreter: Interpreter, value: InstanceValue, given: Arguments): Value {
  const ask = (): Value | undefined => interpreter.special(value, "__next__", [], given.location);
  const fallback = given.at(1);
  const item = fallback === undefined ? ask() : interpreter.attempt(ask, "StopIteration");
  return item ?? fallback ?? given.unknown(`next() of ${describe(value)}`);
}

export function slice(_interpreter: Interpreter, given: Arguments): Value {
  const [first = NONE, second, third = NONE] = given.context.positional;
  return second === undefined
    ? { kind: "slice", start: NONE, stop: first, step: NONE }
    : { kind: "slice", start: first, stop: second, step: third };
}
