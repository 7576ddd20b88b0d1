/** `itertools`. */
import { isItems } from "../expressions";
import { NO_KEYWORDS } from "../machine";
import { lazyIterator, integer, NONE, tuple } from "../read";
import type { IteratorValue, UnknownValue, Value } from "../values";
import type { Machine } from "../machine";
import { asIndex, builtin } from "./helpers";
import type { Arguments } from "./helpers";
import { simple } from "./module-members";
import type { Member } from "./module-members";

export const ITERTOOLS: ReadonlyMap<string, Member> = new Map<string, Member>([
  simple("product", [0, 100], cartesian),
  ["chain", chainMember],
  simple("repeat", [1, 2], repeat),
  simple("count", [0, 2], count),
  simple("cycle", [1, 1], cycle),
  simple("islice", [2, 4], slice),
  simple("accumulate", [1, 3], accumulate),
  simple("combinations", [2, 2], (given) => chosen(given, combinationsOf)),
  simple("combinations_with_replacement", [2, 2], (given) => chosen(given, repeatingCombinationsOf)),
  simple("permutations", [1, 2], (given) => chosen(given, permutationsOf)),
  simple("zip_longest", [0, 100], zipLongest),
  simple("starmap", [2, 2], starMap),
  simple("takewhile", [2, 2], (given) => whileTrue(given, true)),
  simple("dropwhile", [2, 2], (given) => whileTrue(given, false)),
  simple("filterfalse", [2, 2], filterFalse),
  simple("compress", [2, 2], compress),
  simple("pairwise", [1, 1], (given) =>
    onItems(given, (items) => items.slice(1).map((item, index) => tuple([items[index] ?? NONE, item]))),
  ),
  simple("batched", [2, 2], batched),
  simple("tee", [1, 2], tee),
  simple("groupby", [1, 2], groupBy),
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
  if (times === undefined) return lazyIterator(() => item);
  const limit = asIndex(times);
  if (limit === null) return times.kind === "unknown" ? times : given.typeError("needs an integer");
  let done = 0;
  return lazyIterator(() => (done++ < limit ? item : undefined));
}

function count(given: Arguments): Value {
  const { machine, location } = given;
  let next = given.at(0, "start") ?? integer(0);
  const step = given.at(1, "step") ?? integer(1);
  return lazyIterator(() => {
    const item = next;
    next = machine.language.binary("+", next, step, location);
    return item;
  });
}

function cycle(given: Arguments): Value {
  const items = given.machine.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  let index = 0;
  return lazyIterator(() => (items.length === 0 ? undefined : items[index++ % items.length]));
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
  const { machine, location } = given;
  const combine = given.at(1, "func");
  const start = given.at(-1, "initial");
  return onItems(given, (items) => {
    const sums: Value[] = start === undefined || start.kind === "none" ? [] : [start];
    for (const item of items) {
      const last = sums.at(-1);
      if (last === undefined) sums.push(item);
      else if (combine === undefined || combine.kind === "none")
        sums.push(machine.language.binary("+", last, item, location));
      else sums.push(machine.call(combine, [last, item], NO_KEYWORDS, location));
    }
    return sums;
  });
}

/** An iterator over what `body` makes of all items of the first argument. */
function onItems(
  given: Arguments,
  body: (items: readonly Value[]) => readonly Value[] | UnknownValue,
  argument = 0,
): Value {
  const items = given.machine.iterate(given.need(argument), given.location);
  if (!isItems(items)) return items;
  const made = body(items);
  return isItems(made) ? iteratorOf(made) : made;
}

function chainMember(machine: Machine): Value {
  const all = builtin(machine, "chain", [0, 100_000], (given) => chain(given, given.context.positional));
  const fromIterable = builtin(machine, "from_iterable", [1, 1], (given) => {
    const lists = machine.iterate(given.need(0), given.location);
    return isItems(lists) ? chain(given, lists) : lists;
  });
  return { ...all, attribute: (name) => (name === "from_iterable" ? fromIterable : undefined) };
}

/** Rows of indexes of `count` items out of `size`, in the order of itertools. */
type Choices = (size: number, count: number, add: (row: readonly number[]) => void) => void;

function chosen(given: Arguments, choices: Choices): Value {
  return onItems(given, (items) => {
    const wanted = given.at(1, "r");
    const count = wanted === undefined || wanted.kind === "none" ? items.length : asIndex(wanted);
    if (count === null) return wanted?.kind === "unknown" ? wanted : given.typeError("needs an integer");
    const rows: Value[] = [];
    choices(items.length, count, (row) => {
      given.machine.budget.spend(row.length + 16);
      if (rows.length >= given.machine.budget.limits.items) given.machine.budget.checkItems(rows.length + 1);
      rows.push(tuple(row.flatMap((index) => items[index] ?? [])));
    });
    return rows;
  });
}

/** Rows in which each index is one that `next` offers after those before it. */
function choose(
  count: number,
  next: (row: readonly number[]) => readonly number[],
  add: (row: readonly number[]) => void,
): void {
  const grow = (row: readonly number[]): void => {
    if (row.length === count) add(row);
    else for (const index of next(row)) grow([...row, index]);
  };
  if (count <= MOST_CHOSEN) grow([]);
}

/** Longer rows of more than as many items are too many to be counted up; of fewer there is none. */
const MOST_CHOSEN = 200;

function numbersFrom(first: number, size: number): readonly number[] {
  return Array.from({ length: Math.max(0, size - first) }, (_, index) => first + index);
}

function combinationsOf(size: number, count: number, add: (row: readonly number[]) => void): void {
  if (count <= size) choose(count, (row) => numbersFrom((row.at(-1) ?? -1) + 1, size - (count - row.length - 1)), add);
}

function repeatingCombinationsOf(size: number, count: number, add: (row: readonly number[]) => void): void {
  choose(count, (row) => numbersFrom(row.at(-1) ?? 0, size), add);
}

function permutationsOf(size: number, count: number, add: (row: readonly number[]) => void): void {
  if (count <= size) choose(count, (row) => numbersFrom(0, size).filter((index) => !row.includes(index)), add);
}

function zipLongest(given: Arguments): Value {
  const lists = allItems(given, given.context.positional);
  if (!Array.isArray(lists)) return lists;
  const fill = given.at(-1, "fillvalue") ?? NONE;
  const length = Math.max(0, ...lists.map((items: readonly Value[]) => items.length));
  return iteratorOf(
    Array.from({ length }, (_, index) => tuple(lists.map((items: readonly Value[]) => items[index] ?? fill))),
  );
}

function starMap(given: Arguments): Value {
  return onItems(
    given,
    (rows) => {
      const results: Value[] = [];
      for (const row of rows) {
        const items = given.machine.iterate(row, given.location);
        if (!isItems(items)) return items;
        results.push(given.machine.call(given.need(0), items, NO_KEYWORDS, given.location));
      }
      return results;
    },
    1,
  );
}

function test(given: Arguments, item: Value): boolean | UnknownValue {
  const callee = given.need(0);
  const answer = callee.kind === "none" ? item : given.machine.call(callee, [item], NO_KEYWORDS, given.location);
  return given.machine.truth(answer);
}

function whileTrue(given: Arguments, takes: boolean): Value {
  return onItems(
    given,
    (items) => {
      for (const [index, item] of items.entries()) {
        const answer = test(given, item);
        if (typeof answer !== "boolean") return answer;
        if (!answer) return takes ? items.slice(0, index) : items.slice(index);
      }
      return takes ? items : [];
    },
    1,
  );
}

function filterFalse(given: Arguments): Value {
  return onItems(
    given,
    (items) => {
      const kept: Value[] = [];
      for (const item of items) {
        const answer = test(given, item);
        if (typeof answer !== "boolean") return answer;
        if (!answer) kept.push(item);
      }
      return kept;
    },
    1,
  );
}

function compress(given: Arguments): Value {
  const lists = allItems(given, given.context.positional);
  if (!Array.isArray(lists)) return lists;
  const [items = [], selectors = []] = lists;
  const kept: Value[] = [];
  for (const [index, selector] of selectors.entries()) {
    const answer = given.machine.truth(selector);
    if (typeof answer !== "boolean") return answer;
    const item = items[index];
    if (answer && item !== undefined) kept.push(item);
  }
  return iteratorOf(kept);
}

function batched(given: Arguments): Value {
  const size = asIndex(given.need(1));
  if (size === null || size < 1) return given.unknown("such batches");
  return onItems(given, (items) =>
    Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
      tuple(items.slice(index * size, (index + 1) * size)),
    ),
  );
}

function tee(given: Arguments): Value {
  const items = given.machine.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  const count = asIndex(given.at(1, "n") ?? integer(2));
  if (count === null || count < 0 || count > 1000) return given.unknown("such a tee()");
  return tuple(Array.from({ length: count }, () => iteratorOf(items)));
}

function groupBy(given: Arguments): Value {
  const { machine, location } = given;
  const key = given.at(1, "key");
  return onItems(given, (items) => {
    const groups: { readonly key: Value; readonly items: Value[] }[] = [];
    for (const item of items) {
      const own = key === undefined || key.kind === "none" ? item : machine.call(key, [item], NO_KEYWORDS, location);
      const last = groups.at(-1);
      const same = last === undefined ? false : machine.truth(machine.language.compare("==", last.key, own, location));
      if (typeof same !== "boolean") return same;
      if (same) last?.items.push(item);
      else groups.push({ key: own, items: [item] });
    }
    return groups.map((group) => tuple([group.key, iteratorOf(group.items)]));
  });
}
