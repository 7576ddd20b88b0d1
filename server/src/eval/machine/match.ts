/** Python's `match`. Where it is not known whether a case fits, its body and the cases behind it are both run and joined. */
import { assertNever } from "../../assert-never";
import type { Match, Pattern } from "../../syntax/program";
import { forkStatements } from "./branches";
import { lookUpMember } from "./classes";
import { evaluate } from "./expressions";
import { isError } from "../../values/ancestry";
import { NORMAL, Raised } from "./machine";
import type { Completion, Machine } from "./machine";
import { isItems } from "../../values/ask";
import { NO_KEYWORDS, dictionary, list, unknown } from "../../values/make";
import { dictionaryKey } from "../../values/keys";
import type { Scope } from "../../values/scope";
import { executeBlock } from "./statements";
import type { UnknownValue, Value } from "../../values/value";

type Answer = boolean | UnknownValue;

/** Names that a pattern binds once it fits. */
type Bound = Map<string, Value>;

export function executeMatch(machine: Machine, statement: Match, scope: Scope): Completion {
  const subject = evaluate(machine, statement.subject, scope);
  const from = (index: number): Completion => {
    const one = statement.cases[index];
    if (one === undefined) return NORMAL;
    const bound: Bound = new Map();
    let answer = fits(machine, one.pattern, subject, scope, bound);
    if (answer === false) return from(index + 1);
    for (const [name, value] of bound) machine.setName(scope, name, value);
    if (one.guard !== null && answer === true) {
      const guard = machine.truth(evaluate(machine, one.guard, scope));
      if (guard === false) return from(index + 1);
      answer = guard;
    }
    const body = (): Completion => executeBlock(machine, one.body, scope);
    return answer === true ? body() : forkStatements(machine, answer, body, () => from(index + 1));
  };
  return from(0);
}

function fits(machine: Machine, pattern: Pattern, value: Value, scope: Scope, bound: Bound): Answer {
  switch (pattern.kind) {
    case "any":
      if (pattern.name !== null) bound.set(pattern.name, value);
      return true;
    case "as": {
      const answer = fits(machine, pattern.pattern, value, scope, bound);
      if (answer !== false) bound.set(pattern.name, value);
      return answer;
    }
    case "value": {
      const wanted = evaluate(machine, pattern.value, scope);
      const operator = pattern.isIdentity ? "is" : "==";
      const location = machine.location(pattern.value.range);
      return machine.truth(machine.language.compare(operator, value, wanted, location));
    }
    case "either":
      return either(pattern.patterns.map((one) => () => fits(machine, one, value, scope, bound)));
    case "items":
      return fitsItems(machine, pattern.items, value, scope, bound);
    case "entries":
      return fitsEntries(machine, pattern, value, scope, bound);
    case "instance":
      return fitsInstance(machine, pattern, value, scope, bound);
    case "rest":
    case "broken":
      return unknown(pattern.kind === "broken" ? pattern.why : "a lone * in a pattern", machine.place);
    default:
      return assertNever(pattern);
  }
}

function either(answers: readonly (() => Answer)[]): Answer {
  let reason: UnknownValue | null = null;
  for (const ask of answers) {
    const answer = ask();
    if (answer === true) return reason ?? true;
    if (answer !== false) reason ??= answer;
  }
  return reason ?? false;
}

function all(answers: Iterable<Answer>): Answer {
  let reason: UnknownValue | null = null;
  for (const answer of answers) {
    if (answer === false) return false;
    if (answer !== true) reason ??= answer;
  }
  return reason ?? true;
}

function fitsItems(machine: Machine, patterns: readonly Pattern[], value: Value, scope: Scope, bound: Bound): Answer {
  if (value.kind === "unknown") return poisonAll(patterns, value, bound);
  const isSequence = value.kind === "list" || value.kind === "tuple" || value.kind === "range";
  if (!isSequence)
    return ["library", "tensor", "instance", "array"].includes(value.kind)
      ? unknown("whether a pattern of items fits", machine.place)
      : false;
  const items = machine.iterate(value, machine.place);
  if (!isItems(items)) return items;
  const star = patterns.findIndex((pattern) => pattern.kind === "rest");
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false;
  const extra = items.length - patterns.length;
  return all(
    patterns.map((pattern, index): Answer => {
      if (pattern.kind === "rest") {
        if (pattern.name !== null) bound.set(pattern.name, list(items.slice(index, index + extra + 1)));
        return true;
      }
      const item = items[star >= 0 && index > star ? index + extra : index];
      return item === undefined ? false : fits(machine, pattern, item, scope, bound);
    }),
  );
}

/** Nothing is known of the value: what the patterns would bind is as unknown. */
function poisonAll(patterns: readonly Pattern[], why: UnknownValue, bound: Bound): UnknownValue {
  for (const pattern of patterns) {
    if ((pattern.kind === "any" || pattern.kind === "rest" || pattern.kind === "as") && pattern.name !== null)
      bound.set(pattern.name, why);
    if (pattern.kind === "as") poisonAll([pattern.pattern], why, bound);
    else if (pattern.kind === "items") poisonAll(pattern.items, why, bound);
    else if (pattern.kind === "either") poisonAll(pattern.patterns, why, bound);
    else if (pattern.kind === "entries") {
      const inner = pattern.entries.map((entry) => entry.pattern);
      poisonAll([...inner, { kind: "any", name: pattern.rest }], why, bound);
    } else if (pattern.kind === "instance")
      poisonAll([...pattern.positional, ...pattern.keywords.map((keyword) => keyword.pattern)], why, bound);
  }
  return why;
}

function fitsEntries(
  machine: Machine,
  pattern: Extract<Pattern, { kind: "entries" }>,
  subject: Value,
  scope: Scope,
  bound: Bound,
): Answer {
  const value = subject.kind === "instance" ? (subject.base ?? subject) : subject;
  if (value.kind === "unknown") return poisonAll([pattern], value, bound);
  if (value.kind !== "dictionary")
    return ["library", "tensor", "instance"].includes(value.kind)
      ? unknown("whether a pattern of entries fits", machine.place)
      : false;
  if (value.poison !== undefined) return poisonAll([pattern], value.poison, bound);
  const left = new Map(value.entries);
  const answers = pattern.entries.map(({ key, pattern: inner }): Answer => {
    const wanted = evaluate(machine, key, scope);
    const id = dictionaryKey(wanted);
    if (id === null) return wanted.kind === "unknown" ? wanted : unknown("such a key of a pattern", machine.place);
    const entry = left.get(id);
    left.delete(id);
    return entry === undefined ? false : fits(machine, inner, entry.value, scope, bound);
  });
  if (pattern.rest !== null)
    bound.set(pattern.rest, dictionary([...left.values()].map((entry) => [entry.key, entry.value] as const)));
  return all(answers);
}

/** Types of the language whose only positional pattern is the value itself. */
const WHOLE_VALUES = new Set(["bool", "int", "float", "str", "list", "tuple", "dict", "set", "frozenset", "bytes"]);

function fitsInstance(
  machine: Machine,
  pattern: Extract<Pattern, { kind: "instance" }>,
  value: Value,
  scope: Scope,
  bound: Bound,
): Answer {
  if (value.kind === "unknown") return poisonAll([pattern], value, bound);
  const type = evaluate(machine, pattern.class, scope);
  const location = machine.location(pattern.class.range);
  const test = machine.language.builtin("isinstance");
  const isOfType =
    test === undefined ? unknown("isinstance", location) : machine.call(test, [value, type], NO_KEYWORDS, location);
  const answer = machine.truth(isOfType);
  if (answer !== true) return answer === false ? false : poisonAll([pattern], answer, bound);
  const [first] = pattern.positional;
  if (type.kind === "builtin" && WHOLE_VALUES.has(type.name) && first !== undefined)
    return pattern.positional.length === 1 ? fits(machine, first, value, scope, bound) : false;
  const names = type.kind === "class" ? lookUpMember(machine, type, "__match_args__") : undefined;
  if (pattern.positional.length > 0 && names?.kind !== "tuple")
    return unknown("a pattern of a class without __match_args__", location);
  const fields = [
    ...pattern.positional.map((inner, index) => {
      const name = names?.kind === "tuple" ? names.items[index] : undefined;
      return { name: name?.kind === "string" ? name.value : "", pattern: inner };
    }),
    ...pattern.keywords,
  ];
  return all(
    fields.map((field): Answer => {
      const attribute = attributeOrNone(machine, value, field.name);
      return attribute === null ? false : fits(machine, field.pattern, attribute, scope, bound);
    }),
  );
}

/** Null where there is certainly no such attribute. */
function attributeOrNone(machine: Machine, value: Value, name: string): Value | null {
  const mark = machine.mark();
  machine.handlers += 1;
  try {
    return machine.getAttribute(value, name, machine.place);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    return isError(error.exception, "AttributeError") ? null : error.why;
  } finally {
    machine.reset(mark);
  }
}
