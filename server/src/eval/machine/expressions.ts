import { assertNever } from "../../assert-never";
import type { Expression, FormattedString, Literal, Parameter, Target } from "../../syntax/program";
import type { Location } from "../../../../protocol/source";
import { decideValues } from "./assumed";
import { forkValues } from "./branches";
import { asGiven, evaluateArguments, callValue } from "./calls";
import { evaluateComprehension } from "./comprehension";
import { starImported } from "./imports";
import type { Machine } from "./machine";
import { isItems, orPoison } from "../../values/ask";
import {
  ELLIPSIS,
  FALSE,
  HOLE,
  NONE,
  NO_KEYWORDS,
  UNDEFINED,
  boolean,
  float,
  integer,
  list,
  string,
  tuple,
  unknown,
} from "../../values/make";
import { describe } from "../../values/describe";
import { dictionaryKey } from "../../values/keys";
import type { Scope } from "../../values/scope";
import { assign, poisonTarget } from "./targets";
import type { DictionaryValue, FunctionValue, SetValue, UnknownValue, Value } from "../../values/value";

/** Never a poisoned value: the poison itself comes back instead. */
export function evaluate(machine: Machine, expression: Expression, scope: Scope): Value {
  machine.budget.enter();
  const value = orPoison(evaluateNode(machine, expression, scope));
  machine.budget.leave();
  if (value.kind === "unknown" && machine.handlers > 0) machine.unknownInTry ??= value;
  return value;
}

function evaluateNode(machine: Machine, expression: Expression, scope: Scope): Value {
  // What is orPoison most often needs no place.
  switch (expression.kind) {
    case "name":
      return (
        lookUpBound(machine, expression.name, scope) ??
        lookUpName(machine, expression.name, scope, machine.location(expression.range))
      );
    case "literal":
      return evaluateLiteral(machine, expression);
    case "formatted-string":
      return evaluateFormatted(machine, expression, scope);
    default:
      return evaluateAt(machine, expression, scope, machine.location(expression.range));
  }
}

function evaluateAt(
  machine: Machine,
  expression: Exclude<Expression, { kind: "name" | "literal" | "formatted-string" }>,
  scope: Scope,
  location: Location,
): Value {
  switch (expression.kind) {
    case "attribute":
    case "subscript":
    case "call":
      return evaluateLink(machine, expression, scope, location) ?? machine.language.rules.nothing;
    case "slice":
      return evaluateSlice(machine, expression, scope);
    case "sequence":
      return evaluateSequence(machine, expression, scope, location);
    case "dictionary":
      return evaluateDictionary(machine, expression, scope, location);
    case "unary": {
      const operand = evaluate(machine, expression.operand, scope);
      return operand.kind === "unknown" ? operand : machine.language.unary(expression.operator, operand, location);
    }
    case "binary": {
      const left = evaluate(machine, expression.left, scope);
      const right = evaluate(machine, expression.right, scope);
      return machine.language.binary(expression.operator, left, right, location);
    }
    case "logical":
      return evaluateLogical(machine, expression, scope);
    case "comparison":
      return evaluateComparison(machine, expression, scope, location);
    case "conditional": {
      const value = evaluate(machine, expression.condition, scope);
      const condition = machine.truth(value);
      const then = (): Value => evaluate(machine, expression.then, scope);
      const otherwise = (): Value => evaluate(machine, expression.otherwise, scope);
      if (typeof condition !== "boolean") return forkValues(machine, condition, then, otherwise);
      const assumed = machine.assumed.of(value);
      const [taken, other] = condition ? [then, otherwise] : [otherwise, then];
      return assumed === null ? taken() : decideValues(machine, assumed, scope, taken, other);
    }
    case "lambda":
      return createFunction(machine, { name: "", isGenerator: false, ...expression }, scope, location);
    case "comprehension":
      return evaluateComprehension(machine, expression, scope);
    case "spread":
      return unknown("a spread outside a call or sequence", location);
    case "assignment-expression":
      return evaluateAssignment(machine, expression, scope, location);
    case "yield":
      return evaluateYield(machine, expression, scope, location);
    case "await":
      return evaluate(machine, expression.value, scope);
    case "broken":
      return unknown(expression.why, location);
    default:
      return assertNever(expression);
  }
}

/** A function or lambda; its defaults are evaluated now. */
export function createFunction(
  machine: Machine,
  declaration: {
    readonly name: string;
    readonly parameters: readonly Parameter[];
    readonly body: FunctionValue["body"];
    readonly isGenerator: boolean;
    readonly ownThis: boolean;
  },
  scope: Scope,
  location: Location,
): FunctionValue {
  const defaults = new Map<Parameter, Value>();
  for (const parameter of declaration.parameters)
    if (
      parameter.default !== null &&
      (machine.language.rules.defaultsAt === "definition" || isConstant(parameter.default))
    )
      defaults.set(parameter, evaluate(machine, parameter.default, scope));
  const { name, parameters, body, isGenerator, ownThis } = declaration;
  const running = machine.activation;
  const isOfRound = machine.language.rules.roundsHaveVariables && running.loops.length > 0;
  const round = isOfRound ? { round: { loops: running.loops, running } } : {};
  const created: FunctionValue = {
    kind: "function",
    name,
    parameters,
    defaults,
    body,
    isGenerator,
    ownThis,
    closure: scope,
    location,
    ...round,
  };
  machine.grounds.created(created);
  return created;
}

function isConstant(expression: Expression): boolean {
  return expression.kind === "literal" || (expression.kind === "sequence" && expression.items.every(isConstant));
}

type Link = Extract<Expression, { kind: "attribute" | "subscript" | "call" }>;

/** A link of a chain such as `a?.b[0].c()`; null where a `?.` in it found nothing, which ends the whole chain. */
function evaluateLink(machine: Machine, link: Link, scope: Scope, location: Location): Value | null {
  const start = link.kind === "call" ? link.callee : link.object;
  const from = isLink(start) ? evaluateInnerLink(machine, start, scope) : evaluate(machine, start, scope);
  if (from === null || (link.optional && from.kind === "none")) return null;
  switch (link.kind) {
    case "attribute":
      return machine.getAttribute(from, link.name, location);
    case "subscript":
      return subscript(machine, from, evaluate(machine, link.index, scope), location);
    case "call":
      return evaluateCall(machine, link, from, scope, location);
  }
}

function isLink(expression: Expression): expression is Link {
  return expression.kind === "attribute" || expression.kind === "subscript" || expression.kind === "call";
}

/** What `evaluate` does around every expression, for a link within a chain. */
function evaluateInnerLink(machine: Machine, link: Link, scope: Scope): Value | null {
  machine.budget.enter();
  const found = evaluateLink(machine, link, scope, machine.location(link.range));
  machine.budget.leave();
  const value = found === null ? null : orPoison(found);
  if (value?.kind === "unknown" && machine.handlers > 0) machine.unknownInTry ??= value;
  return value;
}

function evaluateLiteral(machine: Machine, literal: Literal): Value {
  const { value } = literal;
  const unreadable = (what: string): Value =>
    unknown(`${what} that cannot be orPoison`, machine.location(literal.range));
  switch (literal.type) {
    case "boolean":
      return boolean(value === true);
    case "integer":
      return typeof value === "number" ? integer(value) : unreadable("a number");
    case "float":
      return typeof value === "number" ? float(value) : unreadable("a number");
    case "string":
      return typeof value === "string" ? string(value) : unreadable("a text");
    case "none":
      return NONE;
    case "undefined":
      return UNDEFINED;
    case "hole":
      return HOLE;
    case "ellipsis":
      return ELLIPSIS;
    default:
      return assertNever(literal.type);
  }
}

/** What the source has bound the name to. */
function lookUpBound(machine: Machine, name: string, scope: Scope): Value | undefined {
  const value = scope.lookUp(name);
  if (value !== undefined) machine.grounds.read(scope, name, value);
  return value;
}

export function lookUpName(machine: Machine, name: string, scope: Scope, location: Location): Value {
  const value = lookUpBound(machine, name, scope);
  if (value !== undefined) return value;
  machine.packages.runFor(scope.module, name);
  const late = scope.module.own(name);
  if (late !== undefined) return late;
  // A library may answer for any name below its modules: Python's own names come first.
  const builtin = machine.language.builtin(name);
  if (builtin !== undefined) return builtin;
  const global = machine.host.library.global?.(name);
  if (global !== undefined && machine.language.rules.unboundName === null) return global;
  const { starImports } = scope.module;
  const found = starImported(machine, scope.module, name);
  if (found !== undefined) return found;
  const [missing] = scope.module.missingStars;
  if (missing !== undefined) return missing;
  if (starImports.length > 0) return unknown(`the name ${name} may come from ${starImports.join(" or ")}`, location);
  const { unboundName } = machine.language.rules;
  if (unboundName === null) return unknown(`the name ${name} is not defined in this file`, location);
  return machine.fail(unboundName, `the name '${name}' is not defined`, location);
}

function evaluateFormatted(machine: Machine, formatted: FormattedString, scope: Scope): Value {
  let text = "";
  let reason: UnknownValue | null = null;
  for (const part of formatted.parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const value = evaluate(machine, part.expression, scope);
    const format = part.format === null ? string("") : evaluateFormatted(machine, part.format, scope);
    if (format.kind !== "string") {
      reason ??= format.kind === "unknown" ? format : null;
      continue;
    }
    const location = machine.location(part.expression.range);
    const formattedPart = machine.language.format(value, part.conversion, format.value, location);
    if (typeof formattedPart === "string") text += formattedPart;
    else reason ??= formattedPart;
  }
  machine.budget.checkCharacters(text.length);
  return reason ?? string(text);
}

export function subscript(machine: Machine, object: Value, index: Value, location: Location): Value {
  if (object.kind === "unknown") return object;
  if (index.kind === "unknown") return index;
  if (object.kind === "tensor") {
    const given = asGiven(machine, index, location);
    const context = machine.context([given], new Map(), location);
    return machine.host.library.subscript(object, given, context) ?? unknown("this index of a tensor", location);
  }
  return machine.language.subscript(object, index, location);
}

/** An operator, or "unary …", whose meaning the library knows. */
export function libraryBinary(
  machine: Machine,
  operator: string,
  left: Value,
  right: Value,
  location: Location,
): Value {
  const [first, second] = [asGiven(machine, left, location), asGiven(machine, right, location)];
  const value = machine.host.library.binary(
    operator,
    first,
    second,
    machine.context([first, second], NO_KEYWORDS, location),
  );
  if (value?.kind === "tensor") machine.budget.countLayer();
  return value ?? unknown(`${describe(left)} ${operator} ${describe(right)}`, location);
}

function evaluateSlice(machine: Machine, slice: Extract<Expression, { kind: "slice" }>, scope: Scope): Value {
  const part = (expression: Expression | null): Value =>
    expression === null ? NONE : evaluate(machine, expression, scope);
  const [start, stop, step] = [part(slice.start), part(slice.stop), part(slice.step)];
  for (const value of [start, stop, step]) if (value.kind === "unknown") return value;
  return { kind: "slice", start, stop, step };
}

function evaluateCall(
  machine: Machine,
  call: Extract<Expression, { kind: "call" }>,
  callee: Value,
  scope: Scope,
  location: Location,
): Value {
  const given = evaluateArguments(machine, call, scope);
  const isFunction = callee.kind === "function" || callee.kind === "bound-method";
  if (call.construct && isFunction)
    return callValue(machine, unknown(`new of ${machine.describe(callee)}`, location), given, location);
  return callValue(machine, callee, given, location);
}

function evaluateSequence(
  machine: Machine,
  sequence: Extract<Expression, { kind: "sequence" }>,
  scope: Scope,
  location: Location,
): Value {
  const items: Value[] = [];
  let reason: UnknownValue | null = null;
  for (const item of sequence.items) {
    if (item.kind !== "spread") {
      items.push(evaluate(machine, item, scope));
      continue;
    }
    const spread = evaluate(machine, item.value, scope);
    const spreadItems = machine.iterate(spread, machine.location(item.range));
    if (isItems(spreadItems)) for (const value of spreadItems) items.push(value);
    else reason ??= spreadItems;
  }
  if (reason !== null) return reason;
  machine.budget.checkItems(items.length);
  if (sequence.type === "tuple") return tuple(items);
  if (sequence.type === "list") return list(items);
  return createSet(machine, items, location);
}

/** A set of the items, or why it cannot be known. */
export function createSet(machine: Machine, items: readonly Value[], location: Location): SetValue | UnknownValue {
  const entries = new Map<string, Value>();
  for (const item of items) {
    const key = dictionaryKey(item);
    if (key === null) return keyFailure(machine, item, location);
    if (!entries.has(key)) entries.set(key, item);
  }
  return { kind: "set", entries };
}

/** Why a value cannot be a key. */
export function keyFailure(machine: Machine, key: Value, location: Location): UnknownValue {
  if (key.kind === "unknown") return key;
  if (key.kind === "list" || key.kind === "dictionary" || key.kind === "set")
    return machine.fail("TypeError", `a ${key.kind} cannot be a key`, location);
  return unknown("a key whose equality is not known", location);
}

function evaluateDictionary(
  machine: Machine,
  dictionary: Extract<Expression, { kind: "dictionary" }>,
  scope: Scope,
  location: Location,
): Value {
  const entries: DictionaryValue["entries"] = new Map();
  let reason: UnknownValue | null = null;
  const put = (written: Value, value: Value): void => {
    const key = machine.language.propertyKey(written, location);
    const id = dictionaryKey(key);
    if (id === null) reason ??= keyFailure(machine, key, location);
    else entries.set(id, { key: entries.get(id)?.key ?? key, value });
  };
  for (const entry of dictionary.entries) {
    if (entry.key !== null) {
      const key = evaluate(machine, entry.key, scope);
      put(key, evaluate(machine, entry.value, scope));
      continue;
    }
    const spread = evaluate(machine, entry.value, scope);
    const spreadEntries = machine.language.spreadEntries(spread, location);
    if ("kind" in spreadEntries) reason ??= spreadEntries;
    else for (const [key, value] of spreadEntries) put(key, value);
  }
  machine.budget.checkItems(entries.size);
  return reason ?? { kind: "dictionary", entries };
}

function evaluateLogical(machine: Machine, logical: Extract<Expression, { kind: "logical" }>, scope: Scope): Value {
  const left = evaluate(machine, logical.left, scope);
  const right = (): Value => evaluate(machine, logical.right, scope);
  if (logical.operator === "??") {
    if (left.kind === "unknown") return forkValues(machine, left, () => left, right);
    return left.kind === "none" ? right() : left;
  }
  const truth = machine.truth(left);
  if (typeof truth !== "boolean") return forkValues(machine, truth, () => left, right);
  if (truth !== (logical.operator === "and")) return left;
  // `2.15 and x`: another version would have given what is no more true than a false x.
  const answer = right();
  return machine.truth(answer) === truth ? machine.assumed.carry([left], answer) : answer;
}

function evaluateComparison(
  machine: Machine,
  comparison: Extract<Expression, { kind: "comparison" }>,
  scope: Scope,
  location: Location,
): Value {
  let left = evaluate(machine, comparison.first, scope);
  let result: Value = FALSE;
  for (const [index, { operator, operand }] of comparison.rest.entries()) {
    const right = evaluate(machine, operand, scope);
    result = machine.language.compare(operator, left, right, location);
    if (result.kind === "unknown") {
      // Later operands are evaluated only for their effects.
      const rest = comparison.rest.slice(index + 1);
      const why = result;
      return rest.length === 0
        ? result
        : forkValues(
            machine,
            why,
            () => why,
            () => rest.map((later) => evaluate(machine, later.operand, scope)).at(-1) ?? why,
          );
    }
    // A result that is no boolean, such as an array, is asked only where more follows.
    if (result.kind === "boolean" && !result.value) return result;
    if (result.kind !== "boolean" && index < comparison.rest.length - 1) {
      const truth = machine.truth(result);
      if (truth !== true) return truth === false ? result : truth;
    }
    left = right;
  }
  return result;
}

function evaluateAssignment(
  machine: Machine,
  expression: Extract<Expression, { kind: "assignment-expression" }>,
  scope: Scope,
  location: Location,
): Value {
  if (expression.operator === null) {
    const value = evaluate(machine, expression.value, scope);
    assign(machine, expression.target, value, scope.outsideComprehension);
    return value;
  }
  const { target } = expression;
  const refused = refuseTwice(machine, target, expression.value, scope);
  if (refused !== null) return refused;
  const old =
    target.kind === "name" || target.kind === "attribute" || target.kind === "subscript"
      ? evaluate(machine, target, scope)
      : unknown("an assignment to a pattern with an operator", location);
  const value = evaluate(machine, expression.value, scope);
  const changed = machine.language.augmented(expression.operator, old, value, location);
  assign(machine, target, changed, scope);
  return changed;
}

/**
 * `a[i++] += x` reads and writes one place, but its target would be evaluated for either. Null where that changes nothing;
 * otherwise the parts run once, and what is written to is no longer known.
 */
export function refuseTwice(machine: Machine, target: Target, value: Expression, scope: Scope): UnknownValue | null {
  if (target.kind !== "subscript") return null;
  // `i++` is `(i += 1) - 1`.
  const { index } = target;
  const changing = index.kind === "binary" ? index.left : index;
  if (changing.kind !== "assignment-expression") return null;
  const object = evaluate(machine, target.object, scope);
  evaluate(machine, target.index, scope);
  evaluate(machine, value, scope);
  const why = unknown("an assignment to a place that is itself assigned", machine.location(target.range));
  poisonTarget(machine, target.object, object, scope, why);
  return why;
}

function evaluateYield(
  machine: Machine,
  expression: Extract<Expression, { kind: "yield" }>,
  scope: Scope,
  location: Location,
): Value {
  const { yields } = machine.activation;
  const value = expression.value === null ? NONE : evaluate(machine, expression.value, scope);
  if (yields === null) return unknown("yield outside a function", location);
  machine.touch(yields);
  if (!expression.delegate) yields.items.push(value);
  else {
    const items = machine.iterate(value, location);
    if (isItems(items)) for (const item of items) yields.items.push(item);
    else yields.poison ??= items;
  }
  if (yields.items.length > machine.budget.limits.items) machine.budget.checkItems(yields.items.length);
  return NONE;
}
