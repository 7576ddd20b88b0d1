/** Python's unary and binary operators. */
import type { Location } from "../../../../protocol/source";
import type { BinaryOperator, Unary } from "../../syntax/program";
import type { Interpreter } from "../../eval/interpreter";
import { arrayTruth, isNumpy } from "../numpy/array";
import { arrayBinary, arrayUnary, assignAugmented } from "../numpy/arithmetic";
import { asNumber, isItems, poisonOf } from "../../values/ask";
import { boolean, float, integer, list, string, tuple, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import type { DictionaryValue, SetValue, UnknownValue, Value } from "../../values/value";
import { plain } from "./contents";
import { asIndex, characterCount } from "./helpers";
import { arithmetic, isFailure } from "./numbers";
import type { Numeric } from "./numbers";
import { formatPercent } from "./percent";

function truth(value: Value): boolean | UnknownValue {
  const poison = poisonOf(value);
  if (poison !== null) return poison;
  switch (value.kind) {
    case "array":
      return arrayTruth(value);
    case "none":
      return false;
    case "boolean":
      return value.value;
    case "integer":
    case "float":
      return value.value !== 0;
    case "string":
      return value.value !== "";
    case "list":
    case "tuple":
      return value.items.length > 0;
    case "dictionary":
    case "set":
      return value.entries.size > 0;
    case "range":
      return value.step > 0 ? value.start < value.stop : value.start > value.stop;
    case "unknown":
      return value;
    case "tensor": {
      // A constant of one number (`tf.shape(x)[1] > 7`) is as true as that.
      const [item] = value.scalar === true ? (value.numbers ?? []) : [];
      if (typeof item === "number") return item !== 0;
      return { kind: "unknown", why: "the truth of a tensor", location: firstPlace(value) };
    }
    default:
      return true;
  }
}

function firstPlace(value: Extract<Value, { kind: "tensor" }>): Location {
  const nowhere = { line: 0, character: 0 };
  return value.producer.origin[0]?.location ?? { uri: "", range: { start: nowhere, end: nowhere } };
}

/** Truth with the special methods of instances. */
export function truthOf(interpreter: Interpreter, value: Value): boolean | UnknownValue {
  if (value.kind !== "instance" || value.poison !== undefined) return truth(value);
  for (const name of ["__bool__", "__len__"]) {
    const answer = interpreter.special(value, name, [], interpreter.place);
    if (answer !== undefined) return truth(answer);
  }
  return value.base === undefined ? true : truth(value.base);
}

export function unary(
  interpreter: Interpreter,
  operator: Unary["operator"],
  operand: Value,
  location: Location,
): Value {
  if (operator === "not") {
    const answer = interpreter.truth(operand);
    return typeof answer === "boolean" ? boolean(!answer) : answer;
  }
  const value = asNumber(operand);
  if (operand.kind === "instance") {
    const special = interpreter.special(operand, UNARY_SPECIAL.get(operator) ?? operator, [], location);
    if (special !== undefined) return special;
    const held = plain(operand);
    if (held !== operand) return unary(interpreter, operator, held, location);
  }
  if (isNumpy(operand)) return arrayUnary(interpreter, operator, operand, location);
  if (value === null) {
    if (operand.kind === "tensor") return interpreter.libraryBinary(`unary ${operator}`, operand, operand, location);
    if (["instance", "library", "layer", "model"].includes(operand.kind))
      return unknown(`${operator} of ${describe(operand)}`, location);
    return interpreter.fail("TypeError", `${operator} of ${describe(operand)}`, location);
  }
  const make = operand.kind === "float" ? float : integer;
  switch (operator) {
    case "-":
      return operand.kind === "float" ? float(-value) : integer(-value);
    case "+":
      return make(value);
    case "~":
      return operand.kind === "float"
        ? interpreter.fail("TypeError", "~ of a float", location)
        : wholeOr(interpreter, -value - 1, location);
    case "typeof":
    case "void":
      return unknown(operator, location);
  }
}

function wholeOr(_interpreter: Interpreter, value: number, location: Location): Value {
  return Number.isSafeInteger(value) ? integer(value) : unknown("integer too large: beyond 2^53", location);
}

export function binary(
  interpreter: Interpreter,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  location: Location,
): Value {
  const poison = poisonOf(left) ?? poisonOf(right);
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  if (poison !== null) return poison;
  if (isNumpy(left) || isNumpy(right)) {
    const result = arrayBinary(interpreter, operator, left, right, location);
    if (result !== undefined) return result;
  }
  const [a, b] = [asNumeric(left), asNumeric(right)];
  if (a !== null && b !== null) {
    const isLogical = left.kind === "boolean" && right.kind === "boolean" && ["&", "|", "^"].includes(operator);
    const result = arithmetic(operator, a, b);
    if (!isFailure(result)) return isLogical ? boolean(result.value !== 0) : { ...result };
    return result.type === null
      ? unknown(result.message, location)
      : interpreter.fail(result.type, result.message, location);
  }
  if (isForeign(left) || isForeign(right)) return interpreter.libraryBinary(operator, left, right, location);
  if (left.kind === "instance" || right.kind === "instance")
    return instanceBinary(interpreter, operator, left, right, location);
  return (
    containerBinary(interpreter, operator, left, right, location) ??
    interpreter.fail("TypeError", `${describe(left)} ${operator} ${describe(right)}`, location)
  );
}

function isForeign(value: Value): boolean {
  return ["tensor", "layer", "model", "library"].includes(value.kind);
}

function asNumeric(value: Value): Numeric | null {
  if (value.kind === "integer" || value.kind === "float") return { kind: value.kind, value: value.value };
  return value.kind === "boolean" ? { kind: "integer", value: value.value ? 1 : 0 } : null;
}

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ["+", "add"],
  ["-", "sub"],
  ["*", "mul"],
  ["/", "truediv"],
  ["//", "floordiv"],
  ["%", "mod"],
  ["**", "pow"],
  ["@", "matmul"],
  ["&", "and"],
  ["|", "or"],
  ["^", "xor"],
  ["<<", "lshift"],
  [">>", "rshift"],
]);

function instanceBinary(
  interpreter: Interpreter,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  location: Location,
): Value {
  const name = SPECIAL.get(operator) ?? operator;
  const attempts = [
    [left, `__${name}__`, right],
    [right, `__r${name}__`, left],
  ] as const;
  for (const [one, method, other] of attempts) {
    const result = one.kind === "instance" ? interpreter.special(one, method, [other], location) : undefined;
    // One that answers NotImplemented leaves it to the other.
    if (result !== undefined && !isNotImplemented(result)) return result;
  }
  const [a, b] = [plain(left), plain(right)];
  if (a !== left || b !== right) return binary(interpreter, operator, a, b, location);
  return unknown(`${describe(left)} ${operator} ${describe(right)}`, location);
}

function isNotImplemented(value: Value): boolean {
  return value.kind === "builtin" && value.name === "NotImplemented";
}

const UNARY_SPECIAL: ReadonlyMap<string, string> = new Map([
  ["-", "__neg__"],
  ["+", "__pos__"],
  ["~", "__invert__"],
]);

/** Undefined where the types do not go together. */
function containerBinary(
  interpreter: Interpreter,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  location: Location,
): Value | undefined {
  switch (operator) {
    case "+":
      return add(interpreter, left, right);
    case "*":
      return repeat(interpreter, left, right) ?? repeat(interpreter, right, left);
    case "%":
      return left.kind === "string" ? formatPercent(interpreter, left.value, right, location) : undefined;
    case "|":
      if (left.kind === "dictionary" && right.kind === "dictionary") return mergeDictionaries(left, right);
      return setOperation(operator, left, right);
    case "&":
    case "-":
    case "^":
      return setOperation(operator, left, right);
    default:
      return undefined;
  }
}

function add(interpreter: Interpreter, left: Value, right: Value): Value | undefined {
  if (left.kind === "string" && right.kind === "string") {
    interpreter.budget.checkCharacters(left.value.length + right.value.length);
    return string(left.value + right.value);
  }
  if (left.kind === "list" && right.kind === "list") {
    interpreter.budget.checkItems(left.items.length + right.items.length);
    return list([...left.items, ...right.items]);
  }
  if (left.kind === "tuple" && right.kind === "tuple") {
    interpreter.budget.checkItems(left.items.length + right.items.length);
    return tuple([...left.items, ...right.items]);
  }
  return undefined;
}

function repeat(interpreter: Interpreter, value: Value, by: Value): Value | undefined {
  const count = asIndex(by);
  if (count === null) return undefined;
  const times = Math.max(0, count);
  if (value.kind === "string") {
    interpreter.budget.checkCharacters(characterCount(value.value) * times);
    return string(value.value.repeat(value.value === "" ? 0 : times));
  }
  if (value.kind !== "list" && value.kind !== "tuple") return undefined;
  interpreter.budget.checkItems(value.items.length * times);
  const items: Value[] = [];
  if (value.items.length > 0) for (let index = 0; index < times; index += 1) items.push(...value.items);
  return value.kind === "list" ? list(items) : tuple(items);
}

function mergeDictionaries(left: DictionaryValue, right: DictionaryValue): DictionaryValue {
  const entries: DictionaryValue["entries"] = new Map([...left.entries].map(([id, entry]) => [id, { ...entry }]));
  for (const [id, entry] of right.entries)
    entries.set(id, { key: entries.get(id)?.key ?? entry.key, value: entry.value });
  return { kind: "dictionary", entries };
}

export function setOperation(operator: string, left: Value, right: Value): SetValue | undefined {
  if (left.kind !== "set" || right.kind !== "set") return undefined;
  const [a, b] = [left.entries, right.entries];
  const onlyLeft = [...a].filter(([key]) => !b.has(key));
  const onlyRight = [...b].filter(([key]) => !a.has(key));
  switch (operator) {
    case "|":
      return { kind: "set", entries: new Map([...a, ...onlyRight]) };
    case "&":
      return { kind: "set", entries: new Map([...a].filter(([key]) => b.has(key))) };
    case "-":
      return { kind: "set", entries: new Map(onlyLeft) };
    case "^":
      return { kind: "set", entries: new Map([...onlyLeft, ...onlyRight]) };
    default:
      return undefined;
  }
}

/** `left op= right`: lists, dicts and sets change in place, so that every name of theirs sees it. */
export function augmented(
  interpreter: Interpreter,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  location: Location,
): Value {
  if (left.kind === "list" && left.poison === undefined && operator === "+") {
    const items = interpreter.iterate(right, location);
    if (!isItems(items)) {
      interpreter.poison(left, items);
      return items;
    }
    interpreter.budget.checkItems(left.items.length + items.length);
    interpreter.touch(left);
    left.items.push(...items);
    return left;
  }
  if (left.kind === "array") return assignAugmented(interpreter, operator, left, right, location);
  if (left.kind === "instance") {
    const special = interpreter.special(left, `__i${SPECIAL.get(operator) ?? operator}__`, [right], location);
    if (special !== undefined) return special;
  }
  const isChanged =
    (left.kind === "list" && operator === "*") ||
    (left.kind === "dictionary" && operator === "|") ||
    (left.kind === "set" && ["|", "&", "-", "^"].includes(operator));
  if (!isChanged || poisonOf(left) !== null) return binary(interpreter, operator, left, right, location);
  if (left.kind === "set" && right.kind === "set" && left === right)
    right = { kind: "set", entries: new Map(right.entries) };
  const result = binary(interpreter, operator, left, right, location);
  if (result.kind === "unknown") interpreter.poison(left, result);
  else replaceContent(interpreter, left, result);
  return result.kind === "unknown" ? result : left;
}

function replaceContent(interpreter: Interpreter, target: Value, source: Value): void {
  if (target.kind === "list" && source.kind === "list") {
    interpreter.touch(target);
    target.items.splice(0, target.items.length, ...source.items);
  } else if (target.kind === "dictionary" && source.kind === "dictionary") {
    interpreter.touch(target);
    for (const [id, entry] of source.entries) target.entries.set(id, entry);
  } else if (target.kind === "set" && source.kind === "set") {
    interpreter.touch(target);
    target.entries.clear();
    for (const [id, item] of source.entries) target.entries.set(id, item);
  }
}
