/** Built-ins that make or consume iterables. */
import { callSpecial } from "../classes";
import { isItems } from "../expressions";
import { endUnknown, guarded, iteratorOver } from "../instances";
import { NO_KEYWORDS } from "../machine";
import type { Machine } from "../machine";
import { boolean, describe, integer, iterator, lazyIterator, list, NONE, tuple } from "../read";
import type { InstanceValue, IteratorValue, UnknownValue, Value } from "../values";
import { compareOrder } from "./compare";
import { asIndex } from "./helpers";
import type { Arguments } from "./helpers";
import { nextItem } from "./iterator-members";
import { sortItems } from "./list-methods";

export function range(machine: Machine, given: Arguments): Value {
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
  if (step === 0) return machine.fail("ValueError", "range() with the step 0", given.location);
  return second === undefined
    ? { kind: "range", start: 0, stop: first, step: 1 }
    : { kind: "range", start: first, stop: second, step };
}

/** An iterator over any iterable: iterators stay as they are, others are taken item by item. */
export function toIterator(machine: Machine, value: Value, given: Arguments): IteratorValue | UnknownValue {
  return iteratorOver(machine, value, given.location);
}

export function enumerate(machine: Machine, given: Arguments): Value {
  const source = toIterator(machine, given.need(0, "iterable"), given);
  if (source.kind === "unknown") return source;
  const start = given.at(1, "start");
  const first = start === undefined ? 0 : asIndex(start);
  if (first === null) return given.typeError("needs an integer as its start");
  return lazyIterator([source], ({ position }) => {
    const item = machine.next(source);
    return item === undefined ? undefined : tuple([integer(first + position), item]);
  });
}

export function iterators(
  machine: Machine,
  values: readonly Value[],
  given: Arguments,
): IteratorValue[] | UnknownValue {
  const sources: IteratorValue[] = [];
  for (const value of values) {
    const source = toIterator(machine, value, given);
    if (source.kind === "unknown") return source;
    sources.push(source);
  }
  return sources;
}

/** The next item of each; undefined once one of them ends. */
export function nextOfAll(machine: Machine, sources: readonly IteratorValue[]): Value[] | undefined {
  const items: Value[] = [];
  for (const source of sources) {
    const item = machine.next(source);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return sources.length === 0 ? undefined : items;
}

export function zip(machine: Machine, given: Arguments): Value {
  const sources = iterators(machine, given.context.positional, given);
  if (!Array.isArray(sources)) return sources;
  const strict = machine.truth(given.context.keywords.get("strict") ?? boolean(false));
  if (typeof strict !== "boolean") return strict;
  return lazyIterator(sources, () => {
    const items: Value[] = [];
    for (const source of sources) {
      const item = machine.next(source);
      if (item !== undefined) items.push(item);
      else if (!strict) return undefined;
    }
    if (items.length === sources.length && items.length > 0) return tuple(items);
    if (items.length > 0) return machine.fail("ValueError", "zip() of different lengths", given.location);
    return undefined;
  });
}

export function map(machine: Machine, given: Arguments): Value {
  const [callee, ...rest] = given.context.positional;
  const sources = iterators(machine, rest, given);
  if (!Array.isArray(sources)) return sources;
  return lazyIterator([callee ?? NONE, ...sources], () => {
    const items = nextOfAll(machine, sources);
    return items === undefined ? undefined : machine.call(callee ?? NONE, items, NO_KEYWORDS, given.location);
  });
}

export function filter(machine: Machine, given: Arguments): Value {
  return filtered(machine, given, true);
}

/** Items of which the function in front of them gives what is wanted. */
export function filtered(machine: Machine, given: Arguments, wanted: boolean): Value {
  const source = toIterator(machine, given.need(1), given);
  if (source.kind === "unknown") return source;
  const test = given.need(0);
  return lazyIterator([test, source], (self) => {
    for (let item = machine.next(source); item !== undefined; item = machine.next(source)) {
      if (source.poison !== undefined) return undefined;
      machine.budget.step();
      const answer = passes(machine, test, item, given);
      if (typeof answer !== "boolean") return endUnknown(self, answer);
      if (answer === wanted) return item;
    }
    return undefined;
  });
}

/** What a test function says of an item; None tests the item itself. */
export function passes(machine: Machine, test: Value, item: Value, given: Arguments): boolean | UnknownValue {
  return machine.truth(test.kind === "none" ? item : machine.call(test, [item], NO_KEYWORDS, given.location));
}

export function sorted(machine: Machine, given: Arguments): Value {
  const items = machine.iterateUnordered(given.need(0), given.location);
  if (!isItems(items)) return items;
  // Equal keys keep the order of the items, which a set does not have.
  if (given.need(0).kind === "set" && given.context.keywords.has("key") && items.length > 1)
    return given.unknown("the order of a set's items");
  const result = sortItems(machine, items, given);
  return isItems(result) ? list(result) : result;
}

export function reversed(machine: Machine, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "set" || value.kind === "iterator") return given.typeError(`of ${describe(value)}`);
  const items = machine.iterate(value, given.location);
  return isItems(items) ? iterator([...items].reverse()) : items;
}

export function sum(machine: Machine, given: Arguments): Value {
  const source = given.need(0);
  const items = machine.iterateUnordered(source, given.location);
  if (!isItems(items)) return items;
  const start = given.at(1, "start") ?? integer(0);
  // The sum of floats depends on their order.
  if (source.kind === "set" && items.length > 2 && items.some((item) => item.kind === "float"))
    return given.unknown("the order of a set's items");
  if (items.some((item) => item.kind === "string")) return given.typeError("of texts");
  return items.reduce((total, item) => machine.language.binary("+", total, item, given.location), start);
}

export function extreme(machine: Machine, given: Arguments, sign: 1 | -1): Value {
  const { positional, keywords } = given.context;
  const items = positional.length === 1 ? machine.iterateUnordered(given.need(0), given.location) : positional;
  if (!isItems(items)) return items;
  const key = keywords.get("key");
  const [first] = items;
  if (first === undefined)
    return keywords.get("default") ?? machine.fail("ValueError", `${given.name}() of nothing`, given.location);
  if (key !== undefined && key.kind !== "none" && given.need(0).kind === "set" && items.length > 1)
    return given.unknown("the order of a set's items");
  const keyOf = (item: Value): Value =>
    key === undefined || key.kind === "none" ? item : machine.call(key, [item], NO_KEYWORDS, given.location);
  let best = first;
  let bestKey = keyOf(first);
  for (const item of items.slice(1)) {
    const itemKey = keyOf(item);
    const order = compareOrder(machine, itemKey, bestKey, given.location);
    if (order === null) continue;
    if (typeof order !== "number") return order;
    if (order * sign > 0) [best, bestKey] = [item, itemKey];
  }
  return best;
}

export function anyOrAll(machine: Machine, given: Arguments, wanted: boolean): Value {
  const value = given.need(0);
  // What follows the item that decides is not asked for: a generator stops there.
  const source = value.kind === "set" ? null : toIterator(machine, value, given);
  if (source?.kind === "unknown") return source;
  const items = source === null ? machine.iterateUnordered(value, given.location) : upcoming(machine, source);
  if ("kind" in items) return items;
  let reason: UnknownValue | null = null;
  for (const item of items) {
    const answer = machine.truth(item);
    if (answer === wanted) return boolean(wanted);
    if (typeof answer !== "boolean") reason ??= answer;
  }
  return source?.poison ?? reason ?? boolean(!wanted);
}

/** Items of an iterator as they are asked for, until it ends or nothing is known of it. */
function* upcoming(machine: Machine, source: IteratorValue): Generator<Value, undefined> {
  for (let item = machine.next(source); item !== undefined; item = machine.next(source)) {
    if (source.poison !== undefined) return;
    machine.budget.step();
    yield item;
  }
}

export function iterate(machine: Machine, given: Arguments): Value {
  return toIterator(machine, given.need(0), given);
}

export function next(machine: Machine, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "unknown") return value;
  if (value.kind !== "iterator")
    return value.kind === "instance" ? nextOfInstance(machine, value, given) : given.typeError(`of ${describe(value)}`);
  const fallback = given.at(1);
  return fallback === undefined ? nextItem(given, value) : (machine.next(value) ?? fallback);
}

function nextOfInstance(machine: Machine, value: InstanceValue, given: Arguments): Value {
  const ask = (): Value | undefined => callSpecial(machine, value, "__next__", [], given.location);
  const fallback = given.at(1);
  const item = fallback === undefined ? ask() : guarded(machine, ask, "StopIteration");
  return item ?? fallback ?? given.unknown(`next() of ${describe(value)}`);
}

export function slice(_machine: Machine, given: Arguments): Value {
  const [first = NONE, second, third = NONE] = given.context.positional;
  return second === undefined
    ? { kind: "slice", start: NONE, stop: first, step: NONE }
    : { kind: "slice", start: first, stop: second, step: third };
}
