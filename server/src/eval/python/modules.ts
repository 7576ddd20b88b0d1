/** Modules of Python's own library, as far as networks use them. */
import { isItems } from "../expressions";
import { NO_KEYWORDS, read } from "../machine";
import type { Machine } from "../machine";
import { asNumber, describe, dictionary, float, integer, list, NONE, string, tuple, unknown } from "../read";
import type { BuiltinValue, IteratorValue, UnknownValue, Value } from "../values";
import { lazy } from "./builtins";
import { toDictionary } from "./conversions";
import { copyOf } from "./dictionary-methods";
import { asIndex, builtin } from "./helpers";
import type { Arguments } from "./helpers";

type Member = (machine: Machine, builtins: ReadonlyMap<string, Value>) => Value;

/** Answers a module or a name in it by its dotted path. */
export function createModules(
  machine: Machine,
  builtins: ReadonlyMap<string, Value>,
): (path: string) => Value | undefined {
  const made = new Map<string, Value>();
  return (path) => {
    const known = made.get(path);
    if (known !== undefined) return known;
    const value = createModule(machine, builtins, path);
    if (value !== undefined) made.set(path, value);
    return value;
  };
}

function createModule(machine: Machine, builtins: ReadonlyMap<string, Value>, path: string): Value | undefined {
  const members = MODULES.get(path);
  if (members !== undefined || INERT.has(path)) return module(machine, builtins, path, members ?? new Map());
  const point = path.lastIndexOf(".");
  const owner = point < 0 ? "" : path.slice(0, point);
  const name = path.slice(point + 1);
  const member = MODULES.get(owner)?.get(name);
  if (member !== undefined) return member(machine, builtins);
  return INERT.has(owner) ? inert(path) : undefined;
}

function module(
  machine: Machine,
  builtins: ReadonlyMap<string, Value>,
  path: string,
  members: ReadonlyMap<string, Member>,
): BuiltinValue {
  const made = new Map<string, Value>();
  return {
    kind: "builtin",
    name: path,
    call: (call) => unknown(`a call of the module ${path}`, call.location),
    attribute: (name) => {
      const known = made.get(name);
      if (known !== undefined) return known;
      const value = members.get(name)?.(machine, builtins) ?? createModule(machine, builtins, `${path}.${name}`);
      if (value !== undefined) made.set(name, value);
      return value;
    },
  };
}

/** Modules whose functions change none of their arguments and whose results are not known here. */
const INERT = new Set([
  "os",
  "os.path",
  "sys",
  "json",
  "logging",
  "warnings",
  "time",
  "datetime",
  "pprint",
  "argparse",
  "re",
  "glob",
  "typing",
  "pathlib",
  "__future__",
  "abc",
  "string",
]);

function inert(path: string): BuiltinValue {
  return {
    kind: "builtin",
    name: path,
    call: (call) => unknown(`the result of ${path}()`, call.location),
    attribute: (name) => inert(`${path}.${name}`),
  };
}

function simple(name: string, arity: readonly [number, number], body: (given: Arguments) => Value): [string, Member] {
  return [name, (machine) => builtin(machine, name, arity, body)];
}

function constant(name: string, value: Value): [string, Member] {
  return [name, () => value];
}

/** A function of one float; `domain` says where Python raises. */
function real(name: string, body: (value: number) => number, domain: (value: number) => boolean): [string, Member] {
  return simple(name, [1, 1], (given) => {
    const value = numberAt(given, 0);
    if (typeof value !== "number") return value;
    if (!domain(value)) return given.machine.fail("ValueError", `${name}() of ${value}`, given.location);
    return float(body(value));
  });
}

function numberAt(given: Arguments, index: number): number | UnknownValue {
  const value = given.need(index);
  const number = asNumber(value);
  if (number !== null) return number;
  if (value.kind === "unknown") return value;
  return ["tensor", "instance", "library"].includes(value.kind)
    ? given.unknown(`${given.name}() of ${describe(value)}`)
    : given.typeError(`needs a number, not ${describe(value)}`);
}

function whole(name: string, body: (value: number) => number): [string, Member] {
  return simple(name, [1, 1], (given) => {
    const value = numberAt(given, 0);
    if (typeof value !== "number") return value;
    const result = body(value);
    if (!Number.isFinite(result)) return given.machine.fail("OverflowError", `${name}() of ${value}`, given.location);
    return Number.isSafeInteger(result) ? integer(result) : given.unknown("integer too large: beyond 2^53");
  });
}

const anywhere = (): boolean => true;

const MATH: ReadonlyMap<string, Member> = new Map([
  constant("pi", float(Math.PI)),
  constant("e", float(Math.E)),
  constant("tau", float(2 * Math.PI)),
  constant("inf", float(Infinity)),
  constant("nan", float(NaN)),
  whole("floor", Math.floor),
  whole("ceil", Math.ceil),
  whole("trunc", Math.trunc),
  real("sqrt", Math.sqrt, (value) => value >= 0 || Number.isNaN(value)),
  real("exp", Math.exp, (value) => value < 709),
  real("log2", log2, (value) => value > 0),
  real("log10", Math.log10, (value) => value > 0),
  real("sin", Math.sin, Number.isFinite),
  real("cos", Math.cos, Number.isFinite),
  real("tan", Math.tan, Number.isFinite),
  real("tanh", Math.tanh, anywhere),
  real("fabs", Math.abs, anywhere),
  real("radians", (value) => (value * Math.PI) / 180, anywhere),
  real("degrees", (value) => (value * 180) / Math.PI, anywhere),
  simple("log", [1, 2], logarithm),
  simple("pow", [2, 2], powerOfFloats),
  simple("gcd", [0, 100], (given) => divisors(given, 0, (left, right) => greatestDivisor(left, right))),
  simple("lcm", [0, 100], (given) =>
    divisors(given, 1, (left, right) =>
      left === 0 || right === 0 ? 0 : Math.abs(left / greatestDivisor(left, right)) * Math.abs(right),
    ),
  ),
  simple("prod", [1, 2], (given) => product(given, given.at(1, "start") ?? integer(1))),
  simple("isnan", [1, 1], (given) => test(given, Number.isNaN)),
  simple("isinf", [1, 1], (given) => test(given, (value) => Math.abs(value) === Infinity)),
  simple("isfinite", [1, 1], (given) => test(given, Number.isFinite)),
]);

/** Exact for powers of two, as C's log2 is. */
function log2(value: number): number {
  const rounded = Math.round(Math.log2(value));
  return 2 ** rounded === value ? rounded : Math.log2(value);
}

function test(given: Arguments, body: (value: number) => boolean): Value {
  const value = numberAt(given, 0);
  return typeof value === "number" ? { kind: "boolean", value: body(value) } : value;
}

function logarithm(given: Arguments): Value {
  const value = numberAt(given, 0);
  const base = given.count > 1 ? numberAt(given, 1) : Math.E;
  if (typeof value !== "number") return value;
  if (typeof base !== "number") return base;
  if (value <= 0 || base <= 0) return given.machine.fail("ValueError", "log() of what is not positive", given.location);
  if (given.count === 1) return float(Math.log(value));
  if (base === 1) return given.machine.fail("ZeroDivisionError", "log() to the base 1", given.location);
  return float(Math.log(value) / Math.log(base));
}

function powerOfFloats(given: Arguments): Value {
  const [left, right] = [numberAt(given, 0), numberAt(given, 1)];
  if (typeof left !== "number") return left;
  if (typeof right !== "number") return right;
  return given.machine.language.binary("**", float(left), float(right), given.location);
}

function divisors(given: Arguments, start: number, combine: (left: number, right: number) => number): Value {
  let result = start;
  for (const value of given.context.positional) {
    const number = asIndex(value);
    if (number === null) return value.kind === "unknown" ? value : given.typeError("needs integers");
    result = combine(result, number);
  }
  return Number.isSafeInteger(result) ? integer(result) : given.unknown("integer too large: beyond 2^53");
}

function greatestDivisor(left: number, right: number): number {
  let [a, b] = [Math.abs(left), Math.abs(right)];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function product(given: Arguments, start: Value): Value {
  const items = given.machine.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  return items.reduce((total, item) => given.machine.language.binary("*", total, item, given.location), start);
}

const FUNCTOOLS: ReadonlyMap<string, Member> = new Map([
  simple("partial", [1, 1000], partial),
  simple("reduce", [2, 3], reduce),
  simple("wraps", [1, 100], (given) => builtin(given.machine, "wraps", [1, 1], (inner) => inner.need(0))),
  simple("lru_cache", [0, 3], memoize),
  simple("cache", [1, 1], (given) => given.need(0)),
]);

/** Caching changes no result of a function that has no effects; one that has is rare. */
function memoize(given: Arguments): Value {
  const target = given.at(0);
  if (target?.kind === "function") return target;
  return builtin(given.machine, "lru_cache", [1, 1], (inner) => inner.need(0));
}

function partial(given: Arguments): Value {
  const [target, ...bound] = given.context.positional;
  if (target === undefined) return given.typeError("needs a function");
  const boundKeywords = given.context.keywords;
  const name = target.kind === "function" ? target.name : describe(target);
  return {
    kind: "builtin",
    name: `partial(${name})`,
    call: (call) =>
      given.machine.call(
        target,
        [...bound, ...call.positional],
        new Map([...boundKeywords, ...call.keywords]),
        call.location,
      ),
    attribute: (member) => (member === "func" ? target : undefined),
  };
}

function reduce(given: Arguments): Value {
  const { machine } = given;
  const items = machine.iterate(given.need(1), given.location);
  if (!isItems(items)) return items;
  const start = given.at(2);
  const all = start === undefined ? items : [start, ...items];
  const [first, ...rest] = all;
  if (first === undefined) return given.typeError("of nothing without a start");
  return rest.reduce(
    (total, item) => machine.call(given.need(0), [read(total), item], NO_KEYWORDS, given.location),
    first,
  );
}

const ITERTOOLS: ReadonlyMap<string, Member> = new Map([
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

const COLLECTIONS: ReadonlyMap<string, Member> = new Map([
  simple("namedtuple", [2, 2], namedTuple),
  [
    "OrderedDict",
    (machine): Value => builtin(machine, "OrderedDict", [0, 1000], (given) => orderedDictionary(machine, given)),
  ],
  simple("defaultdict", [0, 2], defaultDictionary),
]);

/** Its text differs from a dict's; everything that decides a shape does not. */
function orderedDictionary(machine: Machine, given: Arguments): Value {
  return toDictionary(machine, given);
}

function defaultDictionary(given: Arguments): Value {
  const fallback = given.at(0);
  const source = given.at(1);
  if (source !== undefined && source.kind !== "dictionary") return given.unknown("such a defaultdict");
  const value = source === undefined ? dictionary([]) : copyOf(source);
  return fallback === undefined || fallback.kind === "none" ? value : { ...value, fallback };
}

function namedTuple(given: Arguments): Value {
  const [type, names] = [given.need(0), given.need(1)];
  if (type.kind !== "string") return given.unknown("such a namedtuple");
  const fields = fieldNames(given, names);
  if (fields === null) return given.unknown("such a namedtuple");
  const named = { type: type.value, fields };
  return builtin(
    given.machine,
    type.value,
    [0, fields.length],
    (inner) => {
      const items: Value[] = [];
      for (const [index, field] of fields.entries()) {
        const item = inner.at(index, field);
        if (item === undefined) return inner.typeError(`needs '${field}'`);
        items.push(item);
      }
      return { kind: "tuple", items, named };
    },
    (member) => (member === "_fields" ? tuple(fields.map(string)) : undefined),
  );
}

function fieldNames(given: Arguments, names: Value): readonly string[] | null {
  if (names.kind === "string") return names.value.split(/[\s,]+/).filter((name) => name !== "");
  const items = given.machine.iterate(names, given.location);
  if (!isItems(items)) return null;
  const fields = items.flatMap((item) => (item.kind === "string" ? [item.value] : []));
  return fields.length === items.length ? fields : null;
}

const COPY: ReadonlyMap<string, Member> = new Map([
  simple("copy", [1, 1], (given) => shallow(given.need(0), given)),
  simple("deepcopy", [1, 1], (given) => deep(given.need(0), given)),
]);

function shallow(value: Value, given: Arguments): Value {
  switch (value.kind) {
    case "list":
      return list(value.items);
    case "dictionary":
      return copyOf(value);
    case "set":
      return { kind: "set", entries: new Map(value.entries) };
    case "instance":
    case "iterator":
    case "layer":
    case "model":
    case "tensor":
      return given.unknown(`a copy of ${describe(value)}`);
    default:
      return value;
  }
}

function deep(value: Value, given: Arguments): Value {
  given.machine.budget.enter();
  const poison = read(value);
  let copied: Value = poison;
  if (poison.kind === "list") copied = list(poison.items.map((item) => deep(item, given)));
  else if (poison.kind === "tuple") copied = { ...poison, items: poison.items.map((item) => deep(item, given)) };
  else if (poison.kind === "dictionary") {
    const entries = [...poison.entries].map(
      ([id, entry]) => [id, { key: entry.key, value: deep(entry.value, given) }] as const,
    );
    copied = { ...poison, entries: new Map(entries) };
  } else copied = shallow(poison, given);
  given.machine.budget.leave();
  return copied;
}

const OS: ReadonlyMap<string, Member> = new Map([constant("sep", string("/"))]);

const OPERATOR: ReadonlyMap<string, Member> = new Map(
  (
    [
      ["add", "+"],
      ["sub", "-"],
      ["mul", "*"],
      ["truediv", "/"],
      ["floordiv", "//"],
      ["mod", "%"],
    ] as const
  ).map(([name, operator]) =>
    simple(name, [2, 2], (given) =>
      given.machine.language.binary(operator, given.need(0), given.need(1), given.location),
    ),
  ),
);

const MODULES: ReadonlyMap<string, ReadonlyMap<string, Member>> = new Map([
  ["math", MATH],
  ["functools", FUNCTOOLS],
  ["itertools", ITERTOOLS],
  ["collections", COLLECTIONS],
  ["copy", COPY],
  ["os", OS],
  ["operator", OPERATOR],
]);
