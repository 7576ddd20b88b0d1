/** `itertools`. */
import { isItems } from "../../../values/ask";
import { NONE, NO_KEYWORDS, endUnknown, integer, iterator, lazyIterator, list, tuple } from "../../../values/make";
import type { IteratorValue, UnknownValue, Value } from "../../../values/value";
import type { Interpreter } from "../../../eval/interpreter";
import { asIndex, builtin } from "../helpers";
import type { Arguments } from "../helpers";
import { filtered, iterators, nextOfAll, passes, toIterator } from "../iteration";
import { simple } from "./members";
import type { Member } from "./members";

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
  simple("filterfalse", [2, 2], (given) => filtered(given.interpreter, given, false)),
  simple("compress", [2, 2], compress),
  simple("pairwise", [1, 1], pairwise),
  simple("batched", [2, 2], batched),
  simple("tee", [1, 2], tee),
  simple("groupby", [1, 2], groupBy),
]);

function allItems(given: Arguments, values: readonly Value[]): (readonly Value[])[] | UnknownValue {
  const lists: (readonly Value[])[] = [];
  for (const value of values) {
    const items = given.interpreter.iterate(value, given.location);
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
      given.interpreter.budget.checkItems(rows.length * items.length);
      rows = rows.flatMap((row) => items.map((item) => [...row, item]));
    }
  return iterator(rows.map((row) => tuple(row)));
}

/** The iterables that `source` gives, one after another; each is asked for when the one before it ends. */
function chained(given: Arguments, source: IteratorValue | UnknownValue): Value {
  if (source.kind === "unknown") return source;
  const { interpreter, location } = given;
  return lazyIterator([source], (self) => {
    for (;;) {
      const [current] = self.kept;
      const item = current?.kind === "iterator" ? interpreter.next(current) : undefined;
      if (current?.kind === "iterator" && current.poison !== undefined) return endUnknown(self, current.poison);
      if (item !== undefined) return item;
      const following = interpreter.next(source);
      if (following === undefined || source.poison !== undefined) return undefined;
      const items = interpreter.iterator(following, location);
      if (items.kind === "unknown") return endUnknown(self, items);
      interpreter.budget.step();
      self.kept = [items];
    }
  });
}

function repeat(given: Arguments): Value {
  const item = given.need(0);
  const times = given.at(1, "times");
  if (times === undefined) return lazyIterator([item], () => item);
  const limit = asIndex(times);
  if (limit === null) return times.kind === "unknown" ? times : given.typeError("needs an integer");
  return lazyIterator([item], ({ position }) => (position < limit ? item : undefined));
}

function count(given: Arguments): Value {
  const { interpreter, location } = given;
  const step = given.at(1, "step") ?? integer(1);
  return lazyIterator(
    [],
    (self) => {
      const [item = NONE] = self.kept;
      self.kept = [interpreter.language.binary("+", item, step, location)];
      return item;
    },
    [given.at(0, "start") ?? integer(0)],
  );
}

function cycle(given: Arguments): Value {
  return onEach(given, 0, (source) => {
    const seen = list([]);
    return lazyIterator([source, seen], ({ position }) => {
      const item = given.interpreter.next(source);
      if (item === undefined) return seen.items[position % seen.items.length];
      given.interpreter.touch(seen);
      seen.items.push(item);
      return item;
    });
  });
}

function slice(given: Arguments): Value {
  const { interpreter } = given;
  const values = given.context.positional.slice(1);
  const unclear = values.find((value) => value.kind === "unknown");
  if (unclear !== undefined) return unclear;
  if (values.some((value) => value.kind !== "none" && asIndex(value) === null))
    return interpreter.fail("ValueError", "the bounds of islice() are no integers", given.location);
  const bounds = values.map(asIndex);
  const [first, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0] ?? 0, bounds[1], bounds[2] ?? 1];
  if (stop === undefined || first < 0 || step < 1) return given.unknown("such an islice");
  const end = stop ?? Infinity;
  return onEach(given, 0, (source) =>
    lazyIterator(
      [source],
      (self) => {
        const wanted = self.position === 0 ? first : Math.min(first + self.position * step, end);
        for (let taken = asIndex(self.kept[0] ?? NONE) ?? 0; ; taken += 1) {
          self.kept = [integer(taken)];
          if (taken >= wanted && taken >= end) return undefined;
          interpreter.budget.step();
          const item = interpreter.next(source);
          if (item === undefined || source.poison !== undefined) return undefined;
          self.kept = [integer(taken + 1)];
          if (taken === wanted) return item;
        }
      },
      [integer(0)],
    ),
  );
}

function accumulate(given: Arguments): Value {
  const { interpreter, location } = given;
  const combine = given.at(1, "func");
  const start = given.at(-1, "initial");
  return onEach(given, 0, (source) =>
    lazyIterator([source], (self) => {
      const [last] = self.kept;
      if (last === undefined && start !== undefined && start.kind !== "none") self.kept = [start];
      else {
        const item = interpreter.next(source);
        if (item === undefined) return undefined;
        if (last === undefined) self.kept = [item];
        else if (combine === undefined || combine.kind === "none")
          self.kept = [interpreter.language.binary("+", last, item, location)];
        else self.kept = [interpreter.call(combine, [last, item], NO_KEYWORDS, location)];
      }
      return self.kept[0];
    }),
  );
}

/** What `made` makes of an iterator over an argument. */
function onEach(given: Arguments, argument: number, made: (source: IteratorValue) => Value): Value {
  const source = toIterator(given.interpreter, given.need(argument), given);
  return source.kind === "unknown" ? source : made(source);
}

/** An iterator over what `body` makes of all items of the first argument, which Python takes at the call as well. */
function onItems(given: Arguments, body: (items: readonly Value[]) => readonly Value[] | UnknownValue): Value {
  const items = given.interpreter.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  const made = body(items);
  return isItems(made) ? iterator(made) : made;
}

function chainMember(interpreter: Interpreter): Value {
  const all = builtin(interpreter, "chain", [0, 100_000], (given) =>
    chained(given, iterator(given.context.positional)),
  );
  const fromIterable = builtin(interpreter, "from_iterable", [1, 1], (given) =>
    chained(given, toIterator(interpreter, given.need(0), given)),
  );
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
      given.interpreter.budget.spend(row.length + 16);
      if (rows.length >= given.interpreter.budget.limits.items) given.interpreter.budget.checkItems(rows.length + 1);
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
  const { interpreter } = given;
  const sources = iterators(interpreter, given.context.positional, given);
  if (!Array.isArray(sources)) return sources;
  const fill = given.at(-1, "fillvalue") ?? NONE;
  return lazyIterator(sources, () => {
    const items = sources.map((source: IteratorValue) => interpreter.next(source));
    return items.every((item) => item === undefined) ? undefined : tuple(items.map((item) => item ?? fill));
  });
}

function starMap(given: Arguments): Value {
  const { interpreter, location } = given;
  return onEach(given, 1, (source) =>
    lazyIterator([given.need(0), source], (self) => {
      const row = interpreter.next(source);
      if (row === undefined || source.poison !== undefined) return undefined;
      const items = interpreter.iterate(row, location);
      return isItems(items) ? interpreter.call(given.need(0), items, NO_KEYWORDS, location) : endUnknown(self, items);
    }),
  );
}

function whileTrue(given: Arguments, takes: boolean): Value {
  const { interpreter } = given;
  const test = given.need(0);
  return onEach(given, 1, (source) =>
    lazyIterator([test, source], (self) => {
      for (;;) {
        const item = interpreter.next(source);
        if (item === undefined || source.poison !== undefined || self.kept.length > 0) return item;
        const answer = passes(interpreter, test, item, given);
        if (typeof answer !== "boolean") return endUnknown(self, answer);
        if (takes) return answer ? item : undefined;
        if (answer) interpreter.budget.step();
        // From here on everything is taken.
        else self.kept = [item];
        if (!answer) return item;
      }
    }),
  );
}

function compress(given: Arguments): Value {
  const { interpreter } = given;
  const sources = iterators(interpreter, given.context.positional, given);
  if (!Array.isArray(sources)) return sources;
  return lazyIterator(sources, (self) => {
    for (let pair = nextOfAll(interpreter, sources); pair !== undefined; pair = nextOfAll(interpreter, sources)) {
      const [item = NONE, selector = NONE] = pair;
      interpreter.budget.step();
      const answer = interpreter.truth(selector);
      if (typeof answer !== "boolean") return endUnknown(self, answer);
      if (answer) return item;
    }
    return undefined;
  });
}

function pairwise(given: Arguments): Value {
  const { interpreter } = given;
  return onEach(given, 0, (source) =>
    lazyIterator([source], (self) => {
      const first = self.kept[0] ?? interpreter.next(source);
      const second = first === undefined ? undefined : interpreter.next(source);
      if (first === undefined || second === undefined) return undefined;
      self.kept = [second];
      return tuple([first, second]);
    }),
  );
}

function batched(given: Arguments): Value {
  const { interpreter } = given;
  const size = asIndex(given.need(1));
  if (size === null || size < 1) return given.unknown("such batches");
  return onEach(given, 0, (source) =>
    lazyIterator([source], () => {
      const items: Value[] = [];
      while (items.length < size) {
        const item = interpreter.next(source);
        if (item === undefined || source.poison !== undefined) break;
        interpreter.budget.step();
        items.push(item);
      }
      return items.length === 0 ? undefined : tuple(items);
    }),
  );
}

/** Iterators that share what the source gave so far. */
function tee(given: Arguments): Value {
  const { interpreter } = given;
  const count = asIndex(given.at(1, "n") ?? integer(2));
  if (count === null || count < 0 || count > 1000) return given.unknown("such a tee()");
  return onEach(given, 0, (source) => {
    const shared = list([]);
    const one = (): IteratorValue =>
      lazyIterator([source, shared], ({ position }) => {
        const known = shared.items[position];
        if (known !== undefined) return known;
        const item = interpreter.next(source);
        if (item === undefined || source.poison !== undefined) return undefined;
        interpreter.touch(shared);
        shared.items.push(item);
        return item;
      });
    return tuple(Array.from({ length: count }, one));
  });
}

/** Groups that share one source: to ask for the next group skips what is left of the one before it. */
function groupBy(given: Arguments): Value {
  const { interpreter, location } = given;
  const key = given.at(1, "key");
  const keyOf = (item: Value): Value =>
    key === undefined || key.kind === "none" ? item : interpreter.call(key, [item], NO_KEYWORDS, location);
  return onEach(given, 0, (source) => {
    // The item that was taken last and its key; nothing before the first and behind the last one.
    const ahead = list([]);
    const read = (): void => {
      const item = interpreter.next(source);
      interpreter.touch(ahead);
      const isKnown = item !== undefined && source.poison === undefined;
      ahead.items.splice(0, 2, ...(isKnown ? [item, keyOf(item)] : []));
    };
    const isOf = (group: Value): boolean | UnknownValue => {
      const [, present] = ahead.items;
      return present === undefined
        ? false
        : interpreter.truth(interpreter.language.compare("==", present, group, location));
    };
    return lazyIterator([source, ahead], (self) => {
      const [last] = self.kept;
      if (last === undefined) read();
      for (let skips = last === undefined ? false : isOf(last); skips !== false; skips = isOf(last ?? NONE)) {
        if (skips !== true) return endUnknown(self, skips);
        interpreter.budget.step();
        read();
      }
      const [, present] = ahead.items;
      if (present === undefined) return undefined;
      self.kept = [present];
      const number = self.position;
      const group = lazyIterator([source, ahead], (one) => {
        const isPresent = self.position === number + 1 ? isOf(present) : false;
        if (isPresent !== true) return isPresent === false ? undefined : endUnknown(one, isPresent);
        const [item] = ahead.items;
        read();
        return item;
      });
      return tuple([present, group]);
    });
  });
}
