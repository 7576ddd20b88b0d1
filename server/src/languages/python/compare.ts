/** Python's comparisons. Every answer is True, False or the reason why neither is known. */
import type { Location } from "../../../../protocol/source";
import type { ComparisonOperator } from "../../syntax/program";
import { plain } from "./contents";
import { arrayCompare, arrayContains } from "../numpy/arithmetic";
import { isNumpy } from "../numpy/array";
import type { Interpreter } from "../../eval/interpreter";
import { asNumber, isItems, orPoison, poisonOf } from "../../values/ask";
import { boolean, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import { dictionaryKey, rangeLength } from "../../values/keys";
import { nameBroughtIn } from "./namespaces";
import type { UnknownValue, Value } from "../../values/value";

type Answer = boolean | UnknownValue;

export function compare(
  interpreter: Interpreter,
  operator: ComparisonOperator,
  left: Value,
  right: Value,
  location: Location,
): Value {
  if (operator !== "in" && operator !== "not in") {
    if (left.kind === "unknown") return left;
    if (right.kind === "unknown") return right;
  }
  if ((isNumpy(left) || isNumpy(right)) && isElementwise(operator)) {
    const result = arrayCompare(interpreter, operator, left, right, location);
    if (result !== undefined) return result;
  }
  if (hasTensor(left, right) && isElementwise(operator))
    return interpreter.libraryBinary(operator, left, right, location);
  const answer = compareKnown(interpreter, operator, left, right, location);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

/** Tensors are compared element by element, but for None, which equals none of them. */
function hasTensor(left: Value, right: Value): boolean {
  return (left.kind === "tensor" || right.kind === "tensor") && left.kind !== "none" && right.kind !== "none";
}

function compareKnown(
  interpreter: Interpreter,
  operator: ComparisonOperator,
  left: Value,
  right: Value,
  location: Location,
): Answer {
  switch (operator) {
    case "==":
    case "===":
      return equals(interpreter, left, right, location);
    case "!=":
    case "!==":
      return negate(equals(interpreter, left, right, location));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return order(interpreter, operator, left, right, location);
    case "in":
      return contains(interpreter, right, left, location);
    case "not in":
      return negate(contains(interpreter, right, left, location));
    case "is":
      return identical(left, right, location);
    case "is not":
      return negate(identical(left, right, location));
    case "instanceof":
      return unknown("instanceof", location);
  }
}

function isElementwise(operator: ComparisonOperator): operator is "==" | "!=" | "<" | "<=" | ">" | ">=" {
  return ["==", "!=", "<", "<=", ">", ">="].includes(operator);
}

function isNotImplemented(value: Value): boolean {
  return value.kind === "builtin" && value.name === "NotImplemented";
}

function negate(answer: Answer): Answer {
  return typeof answer === "boolean" ? !answer : answer;
}

/** Values that may define `==` in ways that are not followed. */
const FOREIGN: ReadonlySet<Value["kind"]> = new Set(["tensor", "library", "layer", "model"]);

export function equals(interpreter: Interpreter, left: Value, right: Value, location: Location): Answer {
  interpreter.budget.enter();
  const answer = equalsKnown(interpreter, left, right, location);
  interpreter.budget.leave();
  return answer;
}

function equalsKnown(interpreter: Interpreter, left: Value, right: Value, location: Location): Answer {
  const poison = poisonOf(left) ?? poisonOf(right);
  if (poison !== null) return poison;
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  if (left.kind === "instance" || right.kind === "instance") return instancesEqual(interpreter, left, right, location);
  if (left === right && left.kind !== "tensor" && left.kind !== "float") return true;
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== null && b !== null) return a === b;
  if (left.kind === "library" && right.kind === "library" && left.path === right.path) return true;
  if (FOREIGN.has(left.kind) || FOREIGN.has(right.kind)) {
    // None equals only itself, also for values that define `==`.
    if (left.kind === "none" || right.kind === "none") return false;
    if (left.kind === "layer" && right.kind === "layer") return false;
    if (left.kind === "library" && right.kind === "library" && interpreter.areOtherNames(left.path, right.path))
      return false;
    return unknown(`whether ${describe(left)} equals ${describe(right)}`, location);
  }
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case "none":
      return true;
    case "string":
      return right.kind === "string" && left.value === right.value;
    case "list":
    case "tuple":
      return right.kind === left.kind ? itemsEqual(interpreter, left.items, right.items, location) : false;
    case "dictionary":
      return right.kind === "dictionary" ? valuesEqual(interpreter, left.entries, right.entries, location) : false;
    case "set":
      return right.kind === "set" && sameKeys(left.entries, right.entries);
    case "range": {
      if (right.kind !== "range") return false;
      const length = rangeLength(left.start, left.stop, left.step);
      if (length !== rangeLength(right.start, right.stop, right.step)) return false;
      return length === 0 || (left.start === right.start && (length === 1 || left.step === right.step));
    }
    case "bound-method":
      return right.kind === "bound-method" && left.function === right.function && left.receiver === right.receiver;
    default:
      return false;
  }
}

function itemsEqual(
  interpreter: Interpreter,
  left: readonly Value[],
  right: readonly Value[],
  location: Location,
): Answer {
  if (left.length !== right.length) return false;
  interpreter.budget.spend(left.length);
  let reason: UnknownValue | null = null;
  for (const [index, item] of left.entries()) {
    const other = right[index];
    if (other === undefined) return false;
    // Containers hold an item equal to itself before they ask it (NaN).
    const answer = item === other ? true : equals(interpreter, item, other, location);
    if (answer === false) return false;
    if (answer !== true) reason ??= answer;
  }
  return reason ?? true;
}

function valuesEqual(
  interpreter: Interpreter,
  left: ReadonlyMap<string, { readonly value: Value }>,
  right: ReadonlyMap<string, { readonly value: Value }>,
  location: Location,
): Answer {
  if (!sameKeys(left, right)) return false;
  const keys = [...left.keys()];
  const values = (map: ReadonlyMap<string, { readonly value: Value }>): Value[] =>
    keys.flatMap((key) => map.get(key)?.value ?? []);
  return itemsEqual(interpreter, values(left), values(right), location);
}

function sameKeys(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): boolean {
  return left.size === right.size && [...left.keys()].every((key) => right.has(key));
}

function instancesEqual(interpreter: Interpreter, left: Value, right: Value, location: Location): Answer {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const answer = one.kind === "instance" ? interpreter.special(one, "__eq__", [other], location) : undefined;
    if (answer !== undefined && !isNotImplemented(answer)) return interpreter.truth(answer);
  }
  if (left === right) return true;
  const [a, b] = [plain(left), plain(right)];
  if (a !== left || b !== right) return equals(interpreter, a, b, location);
  const foreign = [left, right].some((one) => one.kind === "instance" && hasForeignEquality(interpreter, one.class));
  return foreign ? unknown(`whether ${describe(left)} equals ${describe(right)}`, location) : false;
}

function hasForeignEquality(interpreter: Interpreter, value: Extract<Value, { kind: "class" }>): boolean {
  return interpreter.member(value, "__eq__")?.kind === "unknown";
}

function identical(left: Value, right: Value, location: Location): Answer {
  if (left === right) return true;
  if (left.kind === "none" || right.kind === "none") return left.kind === right.kind;
  if (left.kind === "boolean" || right.kind === "boolean")
    return left.kind === "boolean" && right.kind === "boolean" && left.value === right.value;
  if (left.kind !== right.kind) {
    // A library's value may be any object.
    const isOpen = left.kind === "library" || right.kind === "library";
    return isOpen ? unknown(`whether ${describe(left)} is ${describe(right)}`, location) : false;
  }
  if (left.kind === "integer" && right.kind === "integer") {
    if (left.value !== right.value) return false;
    // CPython keeps one object for each of these numbers.
    return left.value >= -5 && left.value <= 256 ? true : unknown("the identity of equal numbers", location);
  }
  if (left.kind === "string" && right.kind === "string")
    return left.value === right.value ? unknown("the identity of equal texts", location) : false;
  if (left.kind === "library" && right.kind === "library")
    return left.path === right.path ? true : unknown(`whether ${left.path} is ${right.path}`, location);
  if (["tuple", "float", "bound-method", "range"].includes(left.kind))
    return unknown("the identity of such values", location);
  return false;
}

function contains(interpreter: Interpreter, container: Value, item: Value, location: Location): Answer {
  if (container.kind === "unknown") return container;
  switch (container.kind) {
    case "string":
      if (item.kind === "unknown") return item;
      if (item.kind === "string") return container.value.includes(item.value);
      return interpreter.fail("TypeError", `${describe(item)} in a text`, location);
    case "dictionary":
    case "set": {
      if (container.entries.size === 0) return false;
      const key = dictionaryKey(item);
      if (key !== null && container.entries.has(key)) return true;
      if (key !== null)
        return container.kind === "dictionary" && nameBroughtIn(interpreter, container, item) !== undefined;
      return item.kind === "unknown" ? item : unknown(`whether ${describe(item)} is a key`, location);
    }
    case "range": {
      const index = asNumber(item);
      if (index === null) return item.kind === "unknown" ? item : false;
      const offset = index - container.start;
      const last = rangeLength(container.start, container.stop, container.step) - 1;
      return offset % container.step === 0 && offset / container.step >= 0 && offset / container.step <= last;
    }
    case "instance": {
      const answer = interpreter.special(container, "__contains__", [item], location);
      if (answer !== undefined) return interpreter.truth(answer);
      const held = orPoison(plain(container));
      if (held !== container && container.poison === undefined) return contains(interpreter, held, item, location);
      const items = interpreter.iterate(container, location);
      return isItems(items) ? containsItem(interpreter, items, item, location) : items;
    }
    case "array":
      return interpreter.truth(arrayContains(interpreter, container, item, location));
    default: {
      const items = interpreter.iterate(container, location);
      return isItems(items) ? containsItem(interpreter, items, item, location) : items;
    }
  }
}

function containsItem(interpreter: Interpreter, items: readonly Value[], item: Value, location: Location): Answer {
  let reason: UnknownValue | null = null;
  for (const one of items) {
    const answer = one === item && item.kind !== "unknown" ? true : equals(interpreter, one, item, location);
    if (answer === true) return true;
    if (answer !== false) reason ??= answer;
  }
  return reason ?? false;
}

/** -1, 0 or 1; null where a NaN is in the way. */
type Order = number | UnknownValue | null;

function order(
  interpreter: Interpreter,
  operator: "<" | "<=" | ">" | ">=",
  left: Value,
  right: Value,
  location: Location,
): Answer {
  if (left.kind === "set" && right.kind === "set") return compareSets(operator, left.entries, right.entries);
  const special = specialOrder(interpreter, operator, left, right, location);
  if (special !== undefined) return special;
  const result = compareOrder(interpreter, left, right, location);
  if (result === null) return false;
  if (typeof result !== "number") return result;
  switch (operator) {
    case "<":
      return result < 0;
    case "<=":
      return result <= 0;
    case ">":
      return result > 0;
    case ">=":
      return result >= 0;
  }
}

const ORDER_METHODS: ReadonlyMap<string, readonly [own: string, reflected: string]> = new Map([
  ["<", ["__lt__", "__gt__"]],
  ["<=", ["__le__", "__ge__"]],
  [">", ["__gt__", "__lt__"]],
  [">=", ["__ge__", "__le__"]],
] as const);

/** What the methods of instances say; undefined where they have none. */
function specialOrder(
  interpreter: Interpreter,
  operator: "<" | "<=" | ">" | ">=",
  left: Value,
  right: Value,
  location: Location,
): Answer | undefined {
  const [own, reflected] = ORDER_METHODS.get(operator) ?? ["", ""];
  for (const [one, method, other] of [
    [left, own, right],
    [right, reflected, left],
  ] as const) {
    const answer = one.kind === "instance" ? interpreter.special(one, method, [other], location) : undefined;
    if (answer !== undefined && !isNotImplemented(answer)) return interpreter.truth(answer);
  }
  return undefined;
}

export function compareOrder(interpreter: Interpreter, left: Value, right: Value, location: Location): Order {
  const poison = poisonOf(left) ?? poisonOf(right);
  if (poison !== null) return poison;
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  const isLess = specialOrder(interpreter, "<", left, right, location);
  if (isLess !== undefined) {
    if (typeof isLess !== "boolean" || isLess) return isLess === true ? -1 : isLess;
    const isMore = specialOrder(interpreter, "<", right, left, location);
    return isMore === undefined || isMore === false ? 0 : isMore === true ? 1 : isMore;
  }
  if (plain(left) !== left || plain(right) !== right)
    return compareOrder(interpreter, plain(left), plain(right), location);
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== null && b !== null)
    return Number.isNaN(a) || Number.isNaN(b) ? null : Math.sign(a - b) || Number(a > b) - Number(a < b);
  if (left.kind === "string" && right.kind === "string") return compareTexts(left.value, right.value);
  if ((left.kind === "list" || left.kind === "tuple") && right.kind === left.kind)
    return compareItems(interpreter, left.items, right.items, location);
  if ([left, right].some((one) => one.kind === "instance" || FOREIGN.has(one.kind)))
    return unknown(`whether ${describe(left)} is less than ${describe(right)}`, location);
  return interpreter.fail("TypeError", `${describe(left)} and ${describe(right)} have no order`, location);
}

function compareItems(
  interpreter: Interpreter,
  left: readonly Value[],
  right: readonly Value[],
  location: Location,
): Order {
  interpreter.budget.enter();
  interpreter.budget.spend(left.length);
  let result: Order = Math.sign(left.length - right.length);
  for (const [index, item] of left.entries()) {
    const other = right[index];
    if (other === undefined) break;
    const equal = item === other && item.kind !== "unknown" ? true : equals(interpreter, item, other, location);
    if (equal === true) continue;
    result = equal === false ? compareOrder(interpreter, item, other, location) : equal;
    break;
  }
  interpreter.budget.leave();
  return result;
}

/** By code points, where JavaScript compares UTF-16 units. */
function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [Array.from(left), Array.from(right)];
  for (const [index, character] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) ?? 0) < (other.codePointAt(0) ?? 0) ? -1 : 1;
  }
  return -1;
}

function compareSets(
  operator: "<" | "<=" | ">" | ">=",
  left: ReadonlyMap<string, Value>,
  right: ReadonlyMap<string, Value>,
): boolean {
  const [small, large] = operator.startsWith("<") ? [left, right] : [right, left];
  const isSubset = [...small.keys()].every((key) => large.has(key));
  return isSubset && (operator.endsWith("=") || small.size < large.size);
}
