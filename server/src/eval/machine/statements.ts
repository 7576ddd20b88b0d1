import { assertNever } from "../../assert-never";
import type { Location } from "../../../../protocol/source";
import { STATIC_BLOCK } from "../../syntax/program";
import type { ForEach, FunctionDeclaration, If, Statement, Target, While, With } from "../../syntax/program";
import { decideStatements } from "./assumed";
import { forkStatements, hasNoEffectHere, repeatUnknown, settle } from "./branches";
import { bind } from "./attributes";
import { callSpecial, createClass } from "./classes";
import { createFunction, evaluate, refuseTwice } from "./expressions";
import { executeImport } from "./imports";
import { NORMAL, Raised } from "./machine";
import type { Completion, Machine } from "./machine";
import { iterateInstance, iteratorOver } from "./instances";
import { executeMatch } from "./match";
import { NONE, NO_KEYWORDS, UNDEFINED, unknown } from "../../values/make";
import type { Scope } from "../../values/scope";
import { assign, deleteTarget } from "./targets";
import { executeTry } from "./try";
import type { ClassValue, InstanceValue, IteratorValue, UnknownValue, Value } from "../../values/value";

export function executeBlock(machine: Machine, statements: readonly Statement[], scope: Scope): Completion {
  for (const statement of statements) {
    const completion = execute(machine, statement, scope);
    if (completion.kind !== "normal") return completion;
  }
  return NORMAL;
}

export function execute(machine: Machine, statement: Statement, scope: Scope): Completion {
  const isOfModule = scope.parent === null && scope.bundled === null;
  return isOfModule ? executeOfModule(machine, statement, scope) : executeOne(machine, statement, scope);
}

/** Each statement of a module is looked at alone for what it assumes. */
function executeOfModule(machine: Machine, statement: Statement, scope: Scope): Completion {
  const { grounds, models } = machine;
  const { current } = grounds;
  const before = models.length;
  grounds.enter();
  const completion = executeOne(machine, statement, scope);
  grounds.leave(current, statement, scope, models.slice(before));
  return completion;
}

function executeOne(machine: Machine, statement: Statement, scope: Scope): Completion {
  machine.budget.enter();
  machine.place = machine.location(statement.range);
  const completion = executeNode(machine, statement, scope);
  machine.budget.leave();
  return completion;
}

function executeNode(machine: Machine, statement: Statement, scope: Scope): Completion {
  switch (statement.kind) {
    case "assignment": {
      if (statement.value === null) return NORMAL;
      const value = evaluate(machine, statement.value, scope);
      for (const target of statement.targets) assign(machine, target, value, scope);
      return NORMAL;
    }
    case "augmented-assignment":
      executeAugmented(machine, statement, scope);
      return NORMAL;
    case "expression-statement":
      if (statement.expression.kind === "call" && machine.language.rules.receiver === "this")
        machine.abandoned = statement.expression.range;
      evaluate(machine, statement.expression, scope);
      return NORMAL;
    case "function":
      declareFunction(machine, statement, scope);
      return NORMAL;
    case "class": {
      const value = createClass(machine, statement, scope);
      machine.setName(scope, statement.name, decorate(machine, value, statement.decorators, scope));
      runStaticBlocks(machine, value);
      return NORMAL;
    }
    case "return":
      return {
        kind: "return",
        value: statement.value === null ? machine.language.rules.nothing : evaluate(machine, statement.value, scope),
      };
    case "if":
      return executeIf(machine, statement, scope);
    case "for-each":
      return executeForEach(machine, statement, scope);
    case "while":
      return executeWhile(machine, statement, scope);
    case "break":
      return { kind: "break" };
    case "continue":
      return { kind: "continue" };
    case "import":
      executeImport(machine, statement, scope);
      return NORMAL;
    case "with":
      return executeWith(machine, statement, scope);
    case "try":
      return executeTry(machine, statement, scope);
    case "match":
      return executeMatch(machine, statement, scope);
    case "raise":
      return executeRaise(machine, statement, scope);
    case "assert":
      return executeAssert(machine, statement, scope);
    case "delete":
      for (const target of statement.targets) deleteTarget(machine, target, scope);
      return NORMAL;
    case "scope":
      declareScope(statement, scope);
      return NORMAL;
    case "broken-statement": {
      const why = unknown(statement.why, machine.location(statement.range));
      for (const name of statement.names) machine.setName(scope, name, why);
      return NORMAL;
    }
    default:
      return assertNever(statement);
  }
}

function executeAugmented(
  machine: Machine,
  statement: Extract<Statement, { kind: "augmented-assignment" }>,
  scope: Scope,
): void {
  const { target } = statement;
  const location = machine.location(statement.range);
  if (target.kind !== "name" && target.kind !== "attribute" && target.kind !== "subscript") {
    assign(machine, target, unknown("an assignment to a pattern with an operator", location), scope);
    return;
  }
  if (refuseTwice(machine, target, statement.value, scope) !== null) return;
  const old = evaluate(machine, target, scope);
  const value = evaluate(machine, statement.value, scope);
  const result = machine.language.augmented(statement.operator, old, value, location);
  assign(machine, target, result, scope);
}

function declareFunction(machine: Machine, statement: FunctionDeclaration, scope: Scope): void {
  const setter = statement.decorators.find(
    (decorator) =>
      (decorator.kind === "attribute" && isAccessor(decorator.name)) ||
      (decorator.kind === "name" && decorator.name === "set" && machine.language.rules.descriptors.has("get")),
  );
  const created = createFunction(machine, statement, scope, machine.location(statement.nameRange));
  if (setter !== undefined) {
    const known = scope.own(statement.name);
    if (known?.kind === "descriptor" && setter.kind === "attribute" && setter.name === "setter") {
      machine.setName(scope, statement.name, { ...known, setter: created });
      return;
    }
    machine.setName(
      scope,
      statement.name,
      setter.kind === "name" ? withSetter(machine, known, created, statement) : created,
    );
    return;
  }
  const decorated = decorate(machine, created, statement.decorators, scope);
  if (decorated !== created && (scope.parent === null || scope.kind === "class"))
    machine.decorated.set(created, decorated);
  machine.setName(scope, statement.name, withEarlierSetter(machine, scope.own(statement.name), decorated));
}

/** JavaScript's `get name()` behind `set name(value)` is the same property. */
function withEarlierSetter(machine: Machine, known: Value | undefined, property: Value): Value {
  const isProperty = property.kind === "descriptor" && property.form === "property";
  if (!isProperty || known?.kind !== "descriptor" || known.setter === undefined) return property;
  return machine.language.rules.descriptors.has("get") ? { ...property, setter: known.setter } : property;
}

/** Static blocks see the class under its name. */
function runStaticBlocks(machine: Machine, value: ClassValue): void {
  for (const [name, member] of value.members) {
    if (!name.startsWith(STATIC_BLOCK)) continue;
    value.members.delete(name);
    machine.call(bind(machine, member, value, value.location), [], NO_KEYWORDS, value.location);
  }
}

/** JavaScript's `set name(value)`, with or without the `get name()` of the same property. */
function withSetter(
  machine: Machine,
  known: Value | undefined,
  setter: Value,
  { name, decorators }: FunctionDeclaration,
): Value {
  if (known?.kind === "descriptor" && known.form === "property") return { ...known, setter };
  // One of the class itself is not followed: a write to it is none of the property's.
  if (decorators.some((decorator) => decorator.kind === "name" && decorator.name === "static"))
    return unknown(`the static property ${name}`, machine.place);
  return { kind: "descriptor", form: "property", function: NOTHING_TO_READ, setter };
}

/** What reads a property that has a setter only. */
const NOTHING_TO_READ: Value = { kind: "builtin", name: "undefined", call: () => UNDEFINED };

function isAccessor(name: string): boolean {
  return name === "setter" || name === "getter" || name === "deleter";
}

/** What a decorator gives; a function of which that is not known stays what it is. */
function wrapped(machine: Machine, value: Value, given: Value, location: Location): Value {
  if (value.kind !== "function" || given.kind !== "unknown") return given;
  machine.assume({
    message: `the decorator (${given.why}) does not change ${machine.describe(value)}`,
    short: "a decorator changes nothing",
    location,
  });
  return value;
}

/** Applies decorators, innermost first. Those of libraries and unknown ones are taken to change nothing. */
function decorate(machine: Machine, value: Value, decorators: FunctionDeclaration["decorators"], scope: Scope): Value {
  let decorated = value;
  for (const decorator of [...decorators].reverse()) {
    const location = machine.location(decorator.range);
    const name = decorator.kind === "name" ? decorator.name : decorator.kind === "attribute" ? decorator.name : "";
    const form = machine.language.rules.descriptors.get(name);
    if (form !== undefined) {
      const cached = name === "cached_property" && decorated.kind === "function" ? decorated.name : null;
      const cache = cached === null ? {} : ({ isCached: true, name: cached } as const);
      decorated = { kind: "descriptor", form, function: decorated, ...cache };
      continue;
    }
    const callee = evaluate(machine, decorator, scope);
    if (["function", "builtin", "bound-method", "class"].includes(callee.kind))
      decorated = wrapped(machine, decorated, machine.call(callee, [decorated], NO_KEYWORDS, location), location);
    else if (callee.kind === "unknown" && value.kind === "class" && /dataclass|attr/.test(callee.why))
      decorated = callee;
    else if (callee.kind === "unknown")
      machine.assume({
        message: `the decorator (${callee.why}) does not change ${machine.describe(value)}`,
        short: "a decorator changes nothing",
        location,
      });
  }
  return decorated;
}

function executeIf(machine: Machine, statement: If, scope: Scope): Completion {
  const value = evaluate(machine, statement.condition, scope);
  const condition = machine.truth(value);
  const then = (): Completion => executeBlock(machine, statement.then, scope);
  const otherwise = (): Completion => executeBlock(machine, statement.otherwise, scope);
  if (typeof condition === "boolean") {
    const assumed = machine.assumed.of(value);
    const [taken, other] = condition ? [then, otherwise] : [otherwise, then];
    return assumed === null ? taken() : decideStatements(machine, assumed, scope, taken, other);
  }
  // Where a handler catches what a branch raises, the program goes on behind it.
  const isSkipped = (branch: readonly Statement[]): boolean =>
    hasNoEffectHere(branch) && (machine.handlers === 0 || branch.every((one) => one.kind === "expression-statement"));
  if (isSkipped(statement.then)) return isSkipped(statement.otherwise) ? NORMAL : otherwise();
  if (statement.otherwise.length > 0 && isSkipped(statement.otherwise)) return then();
  return forkStatements(machine, condition, then, otherwise);
}

function executeForEach(machine: Machine, statement: ForEach, scope: Scope): Completion {
  const location = machine.location(statement.iterable.range);
  const whole = evaluate(machine, statement.iterable, scope);
  const ofInstance = whole.kind === "instance" ? iterateInstance(machine, whole, location) : whole;
  const iterable = statement.over === "keys" ? machine.language.propertyNames(whole, location) : ofInstance;
  const unknownRest = (why: UnknownValue): Completion =>
    runUnknownLoop(machine, why, statement.target, statement.body, statement.otherwise, scope);
  const source = iteratorOver(machine, iterable, location);
  if (source.kind === "unknown") return unknownRest(source);
  let item: Value | undefined;
  const end = runLoop(machine, {
    hasNext: () => (item = machine.next(source)) !== undefined && source.poison === undefined,
    body: () => {
      if (item !== undefined) assign(machine, statement.target, item, scope);
      return executeBlock(machine, statement.body, scope);
    },
    update: () => NORMAL,
    otherwise: () =>
      source.poison === undefined ? executeBlock(machine, statement.otherwise, scope) : unknownRest(source.poison),
    unknownRest,
  });
  if (isLeft(machine, source, whole, statement)) machine.next(source, { kind: "close" });
  return end;
}

/** Whether the loop leaves a generator behind for good: JavaScript ends it, and so does Python where nobody else has it. */
function isLeft(machine: Machine, source: IteratorValue, whole: Value, { iterable }: ForEach): boolean {
  if (source.isGenerator !== true || source.hasEnded || source.poison !== undefined) return false;
  return machine.language.rules.receiver === "this" || (source === whole && iterable.kind === "call");
}

function executeWhile(machine: Machine, statement: While, scope: Scope): Completion {
  let why: UnknownValue | null = null;
  const hasNext = (): boolean => {
    const condition = machine.truth(evaluate(machine, statement.condition, scope));
    if (typeof condition === "boolean") return condition;
    why = condition;
    return false;
  };
  const unknownRest = (reason: UnknownValue): Completion => {
    const rest = [...statement.body, ...statement.update];
    return runUnknownLoop(machine, reason, null, rest, statement.otherwise, scope);
  };
  return runLoop(machine, {
    hasNext,
    body: () => executeBlock(machine, statement.body, scope),
    update: () => executeBlock(machine, statement.update, scope),
    otherwise: () => (why === null ? executeBlock(machine, statement.otherwise, scope) : unknownRest(why)),
    unknownRest,
  });
}

interface Loop {
  readonly hasNext: () => boolean;
  readonly body: () => Completion;
  readonly update: () => Completion;
  readonly otherwise: () => Completion;
  /** The rest of the loop where the number of its iterations is not known. */
  readonly unknownRest: (why: UnknownValue) => Completion;
}

/** So many times a loop may be left on an unknown condition; then the number of its iterations counts as unknown. */
const UNKNOWN_EXITS = 50;

function runLoop(machine: Machine, loop: Loop): Completion {
  const { loops } = machine.activation;
  const mark = machine.pending.length;
  let end: Completion = NORMAL;
  for (let index = 0; end.kind === "normal"; index += 1) {
    machine.activation.loops = loops;
    if (!loop.hasNext()) break;
    machine.budget.step();
    machine.budget.checkIterations(index + 1);
    machine.activation.loops = [...loops, index];
    const iteration = machine.pending.length;
    end = settle(machine, iteration, ["continue"], loop.body());
    if (end.kind === "continue") end = NORMAL;
    if (end.kind === "normal") end = loop.update();
    const exit = machine.pending[mark + UNKNOWN_EXITS];
    if (exit !== undefined) {
      machine.activation.loops = loops;
      return settle(machine, mark, ["break"], end.kind === "normal" ? loop.unknownRest(exit.why) : asLoopEnd(end));
    }
  }
  machine.activation.loops = loops;
  if (end.kind === "normal") end = loop.otherwise();
  return settle(machine, mark, ["break"], asLoopEnd(end));
}

/** A `break` ends the loop and nothing more. */
function asLoopEnd(end: Completion): Completion {
  return end.kind === "break" ? NORMAL : end;
}

/** Any number of iterations, none included, each with an unknown item. */
function runUnknownLoop(
  machine: Machine,
  why: UnknownValue,
  target: Target | null,
  body: readonly Statement[],
  otherwise: readonly Statement[],
  scope: Scope,
): Completion {
  const mark = machine.pending.length;
  const end = repeatUnknown(machine, why, scope, () => {
    if (target !== null) assign(machine, target, why, scope);
    return settle(machine, mark, ["continue", "break"], executeBlock(machine, body, scope));
  });
  if (end.kind !== "normal" || otherwise.length === 0) return end;
  return forkStatements(
    machine,
    why,
    () => executeBlock(machine, otherwise, scope),
    () => NORMAL,
  );
}

function executeWith(machine: Machine, statement: With, scope: Scope): Completion {
  const leave = enterContexts(machine, statement, scope);
  let end: Completion;
  try {
    end = executeBlock(machine, statement.body, scope);
  } catch (error) {
    if (error instanceof Raised) leave();
    throw error;
  }
  leave();
  return end;
}

/** Enters the contexts of a `with`, in order; answers what leaves them again. */
export function enterContexts(machine: Machine, statement: With, scope: Scope): () => void {
  const left: (() => void)[] = [];
  for (const item of statement.items) {
    const context = evaluate(machine, item.context, scope);
    const location = machine.location(item.context.range);
    const entered = context.kind === "instance" ? enterInstance(machine, context, location) : context;
    if (context.kind === "instance")
      left.push(() => {
        leaveInstance(machine, context, location);
      });
    if (item.target !== null) assign(machine, item.target, entered, scope);
  }
  return () => {
    for (const leave of [...left].reverse()) leave();
  };
}

function enterInstance(machine: Machine, context: InstanceValue, location: Location): Value {
  const why = unknown(`what ${machine.describe(context)} enters`, location);
  return callSpecial(machine, context, "__enter__", [], location) ?? why;
}

/** As after a block that ended well: what it returns of an error is not followed. */
function leaveInstance(machine: Machine, context: InstanceValue, location: Location): void {
  callSpecial(machine, context, "__exit__", [NONE, NONE, NONE], location);
}

function executeRaise(machine: Machine, statement: Extract<Statement, { kind: "raise" }>, scope: Scope): Completion {
  const location = machine.location(statement.range);
  const again = statement.value === null ? machine.caught.at(-1) : undefined;
  if (again !== undefined) return { kind: "raise", ...again };
  const raised = statement.value === null ? NONE : evaluate(machine, statement.value, scope);
  const exception = raised.kind === "class" ? machine.call(raised, [], NO_KEYWORDS, location) : raised;
  return { kind: "raise", why: unknown(`raises ${describeException(exception)}`, location), exception };
}

function describeException(exception: Value): string {
  if (exception.kind === "class") return exception.name;
  if (exception.kind !== "instance") return "an error";
  const message = exception.attributes.get("message");
  if (message?.kind === "string") return `${exception.class.name}: ${message.value}`;
  const values = exception.attributes.get("args");
  const first = values?.kind === "tuple" ? values.items[0] : undefined;
  return first?.kind === "string" ? `${exception.class.name}: ${first.value}` : exception.class.name;
}

function executeAssert(machine: Machine, statement: Extract<Statement, { kind: "assert" }>, scope: Scope): Completion {
  const value = evaluate(machine, statement.condition, scope);
  // Whoever made the program end for an assumed version runs it with another one.
  if (machine.truth(value) !== false || (machine.handlers === 0 && machine.assumed.of(value) !== null)) return NORMAL;
  const why = unknown("raises AssertionError", machine.location(statement.range));
  return { kind: "raise", why, exception: machine.language.exception("AssertionError", why) };
}

/** What a function says at its start of names that belong to those around it. */
export function declareScope(statement: Extract<Statement, { kind: "scope" }>, scope: Scope): void {
  for (const name of statement.names) {
    if (statement.scope === "global") {
      if (scope.module !== scope) scope.declare(name, scope.module);
      continue;
    }
    for (let outer = scope.parent; outer !== null; outer = outer.parent)
      if (outer.kind === "function" && outer.own(name) !== undefined) {
        scope.declare(name, outer.holderOf(name));
        break;
      }
  }
}
