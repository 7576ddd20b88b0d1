/** `itertools`. */
import { isItems } from "../expressions";
import { NO_KEYWORDS } from "../machine";
import { integer, NONE, tuple } from "../read";
import type { IteratorValue, UnknownValue, Value } from "../values";
import { asIndex } from "./helpers";
import type { Arguments } from "./helpers";
import { lazy } from "./iteration";
import { simple } from "./module-members";
import type { Member } from "./module-members";

export const ITERTOOLS: ReadonlyMap<string, Member> = new Map([
  simple("product", [0, 100], cartesian),
  simple("chain", [0, 100_000], (given) => chain(given, given.context.positional)),
  simple("repeat", [1, 2], repeat),
  simple("count", [0, 2], count),
  simple("cycle", [1, 1], cycle),
  simple("islice", [2, 4], slice),
  simple("accumulate", [1, 1], accumulate),
]);

function allItems(given: Arguments, values: readonly Value[]): (readonly Value[])[] | UnknownValue {
  const lists: (readonly Value[])[] = [];
  for (const value of values) {
    const items = given.machine.iterate(value, given.location);
    if (!isItems(items)) return items;
    lists.push(items);
  }
  return lists;
}

function cartesian(given: Arguments): Value {
  const lists = allItems(given, given.context.positional);
  if (!Array.isArray(lists)) return lists;
  const repeated = given.at(-1, "repeat");
  const times = repeated === undefined ? 1 : asIndex(repeated);
  if (times === null || times > 20) return given.unknown("such a repetition");
  let rows: readonly (readonly Value[])[] = [[]];
  for (let round = 0; round < times; round += 1)
    for (const items of lists) {
      given.machine.budget.checkItems(rows.length * items.length);
      rows = rows.flatMap((row) => items.map((item) => [...row, item]));
    }
  return iteratorOf(rows.map((row) => tuple(row)));
}

function iteratorOf(items: readonly Value[]): IteratorValue {
  return { kind: "iterator", items: [...items], position: 0, more: null };
}

function chain(given: Arguments, values: readonly Value[]): Value {
  const lists = allItems(given, values);
  return Array.isArray(lists) ? iteratorOf(lists.flat()) : lists;
}

function repeat(given: Arguments): Value {
  const item = given.need(0);
  const times = given.at(1, "times");
  if (times === undefined) return lazy(() => item);
  const limit = asIndex(times);
  if (limit === null) return times.kind === "unknown" ? times : given.typeError("needs an integer");
  let done = 0;
  return lazy(() => (done++ < limit ? item : undefined));
}

function count(given: Arguments): Value {
  const { machine, location } = given;
  let next = given.at(0, "start") ?? integer(0);
  const step = given.at(1, "step") ?? integer(1);
  return lazy(() => {
    const item = next;
    next = machine.language.binary("+", next, step, location);
    return item;
  });
}

function cycle(given: Arguments): Value {
  const items = given.machine.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  let index = 0;
  return lazy(() => (items.length === 0 ? undefined : items[index++ % items.length]));
}

function slice(given: Arguments): Value {
  const { machine } = given;
  const bounds = given.context.positional.slice(1).map((value) => (value.kind === "none" ? null : asIndex(value)));
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0] ?? 0, bounds[1], bounds[2] ?? 1];
  if (typeof stop !== "number" || start < 0 || step < 1) return given.unknown("such an islice");
  const source = machine.call(machine.language.builtin("iter") ?? NONE, [given.need(0)], NO_KEYWORDS, given.location);
  if (source.kind !== "iterator") return source;
  const kept: Value[] = [];
  for (let index = 0; index < stop; index += 1) {
    const item = machine.next(source);
    if (item === undefined) break;
    machine.budget.step();
    if (index >= start && (index - start) % step === 0) kept.push(item);
  }
  return iteratorOf(kept);
}

function accumulate(given: Arguments): Value {
  const items = given.machine.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  const sums: Value[] = [];
  for (const item of items) {
    const last = sums.at(-1);
    sums.push(last === undefined ? item : given.machine.language.binary("+", last, item, given.location));
  }
  return iteratorOf(sums);
}
