/** Modules of Python's own library, as far as networks use them. */
import { isItems } from "../expressions";
import { NO_KEYWORDS, read } from "../machine";
import type { Machine } from "../machine";
import { numpyMember } from "../numpy/module";
import { describe, dictionary, list, string, tuple, unknown } from "../read";
import type { BuiltinValue, Value } from "../values";
import { toDictionary } from "./conversions";
import { copyOf } from "./dictionary-methods";
import { ENVIRONMENT_VARIABLES } from "./environment-variables";
import { builtin } from "./helpers";
import type { Arguments } from "./helpers";
import { ITERTOOLS } from "./itertools-module";
import { MATH } from "./math-module";
import { constant, simple } from "./module-members";
import type { Member } from "./module-members";

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
  if (path.startsWith("numpy.")) {
    const below = path.slice("numpy.".length);
    return NUMPY_MODULES.has(below) ? module(machine, builtins, path, new Map()) : numpyMember(machine, below);
  }
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

const NUMPY_MODULES = new Set(["random", "linalg", "fft", "ma", "testing"]);

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

const OS: ReadonlyMap<string, Member> = new Map([constant("sep", string("/")), ...ENVIRONMENT_VARIABLES]);

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
  ["numpy", new Map()],
]);
