/** `functools`, `operator`, `contextlib`. */
import { isItems, orPoison } from "../../../values/ask";
import { NONE, NO_KEYWORDS, boolean, dictionary, string, tuple, unknown } from "../../../values/make";
import { describe } from "../../../values/describe";
import { dictionaryKey } from "../../../values/keys";
import type { BuiltinValue, FunctionValue, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";
import { simple } from "./members";
import type { Member } from "./members";
import { nativeMethod } from "../types/native-class";

export const FUNCTOOLS: ReadonlyMap<string, Member> = new Map([
  simple("partial", [1, 1000], partial),
  simple("partialmethod", [1, 1000], (given) => given.unknown("functools.partialmethod()")),
  simple("reduce", [2, 3], reduce),
  simple("wraps", [1, 100], (given) => builtin(given.interpreter, "wraps", [1, 1], (inner) => inner.need(0))),
  simple("update_wrapper", [2, 4], (given) => given.need(0)),
  simple("lru_cache", [0, 3], memoize),
  simple("cache", [1, 1], memoize),
  simple("total_ordering", [1, 1], totalOrdering),
]);

function partial(given: Arguments): Value {
  const [target, ...bound] = given.context.positional;
  if (target === undefined) return given.typeError("needs a function");
  const boundKeywords = given.context.keywords;
  const name = target.kind === "function" ? target.name : describe(target);
  return {
    kind: "builtin",
    name: `partial(${name})`,
    call: (call) =>
      given.interpreter.call(
        target,
        [...bound, ...call.positional],
        new Map([...boundKeywords, ...call.keywords]),
        call.location,
      ),
    attribute: (member) => {
      if (member === "func") return target;
      if (member === "args") return tuple(bound);
      return member === "keywords"
        ? dictionary([...boundKeywords].map(([key, value]) => [string(key), value] as const))
        : undefined;
    },
  };
}

function reduce(given: Arguments): Value {
  const { interpreter } = given;
  const items = interpreter.iterate(given.need(1), given.location);
  if (!isItems(items)) return items;
  const start = given.at(2, "initial");
  const all = start === undefined ? items : [start, ...items];
  const [first, ...rest] = all;
  if (first === undefined) return given.typeError("of nothing without a start");
  return rest.reduce(
    (total, item) => interpreter.call(given.need(0), [orPoison(total), item], NO_KEYWORDS, given.location),
    first,
  );
}

/** Calls with the same arguments give the same object: a cached function that makes a layer shares it. */
function memoize(given: Arguments): Value {
  const target = given.at(0);
  const isFunction = target !== undefined && ["function", "builtin", "class", "bound-method"].includes(target.kind);
  if (!isFunction) return builtin(given.interpreter, "lru_cache", [1, 1], (inner) => cached(inner, inner.need(0)));
  return cached(given, target);
}

function cached(given: Arguments, target: Value): Value {
  const { interpreter } = given;
  const results = dictionary([]);
  const call: BuiltinValue["call"] = (context) => {
    const key = tuple([
      ...context.positional,
      ...[...context.keywords].map(([name, value]) => tuple([string(name), value])),
    ]);
    const id = dictionaryKey(key);
    // Python tells True from 1 and 1.0 no more than a dict does.
    const known = id === null ? undefined : results.entries.get(id);
    if (known !== undefined) return orPoison(known.value);
    const value = interpreter.call(target, context.positional, context.keywords, context.location);
    if (id === null) return value;
    interpreter.touch(results);
    results.entries.set(id, { key, value });
    return value;
  };
  const name = target.kind === "function" || target.kind === "builtin" ? target.name : describe(target);
  return {
    kind: "builtin",
    name,
    call,
    attribute: (member) => (member === "__wrapped__" ? target : member === "cache_clear" ? CLEAR : undefined),
    of: (receiver) => ({
      kind: "builtin",
      name,
      call: (context) => call({ ...context, positional: [receiver, ...context.positional] }),
    }),
  };
}

const CLEAR: BuiltinValue = {
  kind: "builtin",
  name: "cache_clear",
  call: (call) => unknown("cache_clear()", call.location),
};

/** The other three comparisons from the one that the class has; only with `__lt__`, which nearly all have. */
function totalOrdering(given: Arguments): Value {
  const target = given.need(0);
  const { interpreter } = given;
  if (target.kind !== "class") return given.unknown("such a total_ordering()");
  const less = interpreter.member(target, "__lt__");
  if (less?.kind !== "function") return given.unknown("total_ordering() without __lt__");
  const test = (left: Value, right: Value): Value => interpreter.call(less, [left, right], NO_KEYWORDS, given.location);
  const not = (value: Value): Value => {
    const truth = interpreter.truth(value);
    return typeof truth === "boolean" ? boolean(!truth) : truth;
  };
  const equal = (left: Value, right: Value): Value => interpreter.language.compare("==", left, right, given.location);
  const either = (left: Value, right: Value): Value => {
    const first = interpreter.truth(left);
    return first === true ? boolean(true) : first === false ? right : first;
  };
  interpreter.touch(target);
  const add = (name: string, body: (self: Value, other: Value) => Value): void => {
    if (!target.members.has(name))
      target.members.set(name, nativeMethod(interpreter, [name, [1, 1], (self, call) => body(self, call.need(0))]));
  };
  add("__le__", (self, other) => either(test(self, other), equal(self, other)));
  add("__gt__", (self, other) => not(either(test(self, other), equal(self, other))));
  add("__ge__", (self, other) => not(test(self, other)));
  return target;
}

// ---------------------------------------------------------------- operator

const BINARY = [
  ["add", "+"],
  ["sub", "-"],
  ["mul", "*"],
  ["truediv", "/"],
  ["floordiv", "//"],
  ["mod", "%"],
  ["pow", "**"],
  ["matmul", "@"],
  ["and_", "&"],
  ["or_", "|"],
  ["xor", "^"],
  ["lshift", "<<"],
  ["rshift", ">>"],
] as const;

const COMPARISONS = [
  ["eq", "=="],
  ["ne", "!="],
  ["lt", "<"],
  ["le", "<="],
  ["gt", ">"],
  ["ge", ">="],
  ["is_", "is"],
  ["is_not", "is not"],
] as const;

export const OPERATOR: ReadonlyMap<string, Member> = new Map<string, Member>([
  ...BINARY.map(([name, operator]) =>
    simple(name, [2, 2], (given) =>
      given.interpreter.language.binary(operator, given.need(0), given.need(1), given.location),
    ),
  ),
  ...COMPARISONS.map(([name, operator]) =>
    simple(name, [2, 2], (given) =>
      given.interpreter.language.compare(operator, given.need(0), given.need(1), given.location),
    ),
  ),
  simple("contains", [2, 2], (given) =>
    given.interpreter.language.compare("in", given.need(1), given.need(0), given.location),
  ),
  simple("getitem", [2, 2], (given) =>
    given.interpreter.language.subscript(given.need(0), given.need(1), given.location),
  ),
  simple("neg", [1, 1], (given) => given.interpreter.language.unary("-", given.need(0), given.location)),
  simple("not_", [1, 1], (given) => given.interpreter.language.unary("not", given.need(0), given.location)),
  simple("itemgetter", [1, 100], (given) =>
    picker(given, "itemgetter", (value, key) => given.interpreter.language.subscript(value, key, given.location)),
  ),
  simple("attrgetter", [1, 100], (given) =>
    picker(given, "attrgetter", (value, path) => attributeAt(given, value, path)),
  ),
  simple("methodcaller", [1, 100], methodCaller),
]);

function picker(given: Arguments, name: string, pick: (value: Value, key: Value) => Value): Value {
  const keys = given.context.positional;
  return builtin(given.interpreter, name, [1, 1], (inner) => {
    const picked = keys.map((key) => pick(inner.need(0), key));
    const [only] = picked;
    return picked.length === 1 && only !== undefined ? only : tuple(picked);
  });
}

function attributeAt(given: Arguments, value: Value, path: Value): Value {
  if (path.kind !== "string") return path.kind === "unknown" ? path : given.typeError("needs a name");
  return path.value
    .split(".")
    .reduce((object, name) => given.interpreter.getAttribute(object, name, given.location), value);
}

function methodCaller(given: Arguments): Value {
  const [name, ...rest] = given.context.positional;
  if (name?.kind !== "string") return given.typeError("needs a name");
  return builtin(given.interpreter, "methodcaller", [1, 1], (inner) =>
    given.interpreter.call(
      given.interpreter.getAttribute(inner.need(0), name.value, inner.location),
      rest,
      given.context.keywords,
      inner.location,
    ),
  );
}

// ---------------------------------------------------------------- contextlib

export const CONTEXTLIB: ReadonlyMap<string, Member> = new Map<string, Member>([
  simple("contextmanager", [1, 1], contextManager),
  simple("nullcontext", [0, 1], (given) => given.at(0, "enter_result") ?? NONE),
]);

/**
 * A function whose only `yield` ends it is run where the block begins, and gives what it yields. Others do something after
 * the block, which is not followed: what they change is no longer known.
 */
function contextManager(given: Arguments): Value {
  const target = given.need(0);
  if (target.kind !== "function") return given.unknown("such a context manager");
  return builtin(given.interpreter, target.name, [0, 100], (inner) => {
    if (!endsWithYield(target)) {
      const why = inner.unknown(`what ${target.name} does after a block`);
      given.interpreter.mayCall(target, why);
      return why;
    }
    const yielded = given.interpreter.call(target, inner.context.positional, inner.context.keywords, inner.location);
    return yielded.kind === "iterator" ? (inner.interpreter.next(yielded) ?? NONE) : yielded;
  });
}

function endsWithYield(target: FunctionValue): boolean {
  const { body } = target;
  if (!("at" in body)) return false;
  const last = body.at(-1);
  if (last?.kind === "try") {
    const inner = last.body.at(-1);
    const doesNothing = last.finally.length === 0 && last.handlers.length === 0;
    return doesNothing && inner?.kind === "expression-statement" && inner.expression.kind === "yield";
  }
  return last?.kind === "expression-statement" && last.expression.kind === "yield";
}
