/** JavaScript's operators. Numbers are of one kind: whole ones within 2^53 are integers here, all others floats. */
import type { Location } from "../../../../protocol/source";
import { assertNever } from "../../assert-never";
import type { BinaryOperator, ComparisonOperator, Unary } from "../../syntax/program";
import { ancestors, foreignBase } from "../../values/ancestry";
import type { Interpreter } from "../../eval/interpreter";
import { poisonOf } from "../../values/ask";
import { UNDEFINED, boolean, float, integer, string, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import type { BooleanValue, NoneValue, NumberValue, StringValue, UnknownValue, Value } from "../../values/value";
import { text } from "./text";
import { JAVASCRIPT_WORDS } from "../../values/words";

export function number(value: number): NumberValue {
  // -0 is no integer here: 1 / -0 differs from 1 / 0.
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? integer(value) : float(value);
}

export function truth(value: Value, location: Location): boolean | UnknownValue {
  const poison = poisonOf(value);
  if (poison !== null) return poison;
  switch (value.kind) {
    case "none":
      return false;
    case "boolean":
      return value.value;
    case "integer":
    case "float":
      return value.value !== 0 && !Number.isNaN(value.value);
    case "string":
      return value.value !== "";
    case "unknown":
      return value;
    case "library":
      // What a call of a library gave may be a number.
      return unknown(`the truth of ${value.path}`, location);
    default:
      return true;
  }
}

type Primitive = NoneValue | BooleanValue | NumberValue | StringValue;

function isPrimitive(value: Value): value is Primitive {
  return ["none", "boolean", "integer", "float", "string"].includes(value.kind);
}

/** `Number(value)` of a primitive. */
export function toNumber(value: Primitive): number {
  if (value.kind === "none") return value.undefined === true ? NaN : 0;
  return Number(value.value);
}

/** Numbers, texts, booleans, null and undefined stay; arrays and plain objects become texts. */
function toPrimitive(interpreter: Interpreter, value: Value, location: Location): Primitive | UnknownValue {
  if (isPrimitive(value)) return value;
  const written = text(interpreter, value, location);
  return typeof written === "string" ? string(written) : written;
}

export function unary(
  interpreter: Interpreter,
  operator: Exclude<Unary["operator"], "not">,
  operand: Value,
  location: Location,
): Value {
  switch (operator) {
    case "typeof":
      return typeOf(operand, location);
    case "void":
      return UNDEFINED;
    default: {
      const value = toPrimitive(interpreter, operand, location);
      if (value.kind === "unknown") return value;
      const given = toNumber(value);
      return number(operator === "-" ? -given : operator === "+" ? given : ~given);
    }
  }
}

function typeOf(value: Value, location: Location): Value {
  switch (value.kind) {
    case "none":
      return string(value.undefined === true ? "undefined" : "object");
    case "boolean":
    case "string":
      return string(value.kind);
    case "integer":
    case "float":
      return string("number");
    case "function":
    case "bound-method":
    case "class":
      return string("function");
    case "list":
    case "dictionary":
    case "instance":
    case "module":
    case "layer":
    case "tensor":
    case "model":
      return string("object");
    default:
      return unknown(`the type of ${describe(value, JAVASCRIPT_WORDS)}`, location);
  }
}

export function binary(
  interpreter: Interpreter,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  location: Location,
): Value {
  const [a, b] = [toPrimitive(interpreter, left, location), toPrimitive(interpreter, right, location)];
  if (a.kind === "unknown") return a;
  if (b.kind === "unknown") return b;
  if (operator === "+" && (a.kind === "string" || b.kind === "string")) {
    const [first, second] = [text(interpreter, a, location), text(interpreter, b, location)];
    if (typeof first !== "string") return first;
    if (typeof second !== "string") return second;
    interpreter.budget.checkCharacters(first.length + second.length);
    return string(first + second);
  }
  const result = arithmetic(operator, toNumber(a), toNumber(b));
  return result === null ? unknown(`the operator ${operator}`, location) : number(result);
}

function arithmetic(operator: BinaryOperator, left: number, right: number): number | null {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "**":
      return left ** right;
    case "<<":
      return left << right;
    case ">>":
      return left >> right;
    case ">>>":
      return left >>> right;
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "//":
    case "@":
      return null;
    default:
      return assertNever(operator);
  }
}

export function compare(
  interpreter: Interpreter,
  operator: ComparisonOperator,
  left: Value,
  right: Value,
  location: Location,
): Value {
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  const answer = compareKnown(interpreter, operator, left, right, location);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

type Answer = boolean | UnknownValue;

function compareKnown(
  interpreter: Interpreter,
  operator: ComparisonOperator,
  left: Value,
  right: Value,
  location: Location,
): Answer {
  switch (operator) {
    case "===":
      return identical(left, right, location);
    case "!==":
      return negated(identical(left, right, location));
    case "==":
      return looselyEqual(interpreter, left, right, location);
    case "!=":
      return negated(looselyEqual(interpreter, left, right, location));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ordered(interpreter, operator, left, right, location);
    case "in":
      return hasProperty(interpreter, right, left, location);
    case "instanceof":
      return isInstance(left, right, location);
    case "not in":
    case "is":
    case "is not":
      return unknown(`the operator ${operator}`, location);
    default:
      return assertNever(operator);
  }
}

function negated(answer: Answer): Answer {
  return typeof answer === "boolean" ? !answer : answer;
}

/** `===`. Objects are equal to themselves only. */
export function identical(left: Value, right: Value, location: Location): Answer {
  if (isPrimitive(left) && isPrimitive(right)) return primitivesIdentical(left, right);
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  // What a library gave may be anything, and our functions stand for themselves only by accident.
  const isOpaque = (value: Value): boolean => value.kind === "library" || value.kind === "builtin";
  if (isOpaque(left) || isOpaque(right))
    return left === right
      ? true
      : unknown(`whether ${describe(left, JAVASCRIPT_WORDS)} is ${describe(right, JAVASCRIPT_WORDS)}`, location);
  if (left.kind === "bound-method" && right.kind === "bound-method") return left.function === right.function;
  return left === right;
}

function primitivesIdentical(left: Primitive, right: Primitive): boolean {
  if (left.kind === "none" || right.kind === "none")
    return (
      left.kind === right.kind && (left.kind !== "none" || right.kind !== "none" || left.undefined === right.undefined)
    );
  return left.value === right.value;
}

function looselyEqual(interpreter: Interpreter, left: Value, right: Value, location: Location): Answer {
  if (left.kind === "none" || right.kind === "none") {
    if (left.kind === "none" && right.kind === "none") return true;
    const other = left.kind === "none" ? right : left;
    return other.kind === "library"
      ? unknown(`whether ${describe(other, JAVASCRIPT_WORDS)} is there`, location)
      : false;
  }
  if (!isPrimitive(left) && !isPrimitive(right)) return identical(left, right, location);
  const [a, b] = [toPrimitive(interpreter, left, location), toPrimitive(interpreter, right, location)];
  if (a.kind === "unknown") return a;
  if (b.kind === "unknown") return b;
  if (a.kind === "string" && b.kind === "string") return a.value === b.value;
  return toNumber(a) === toNumber(b);
}

function ordered(
  interpreter: Interpreter,
  operator: "<" | "<=" | ">" | ">=",
  left: Value,
  right: Value,
  location: Location,
): Answer {
  const [a, b] = [toPrimitive(interpreter, left, location), toPrimitive(interpreter, right, location)];
  if (a.kind === "unknown") return a;
  if (b.kind === "unknown") return b;
  if (a.kind === "string" && b.kind === "string") return inOrder(operator, a.value, b.value);
  return inOrder(operator, toNumber(a), toNumber(b));
}

function inOrder<T extends number | string>(operator: "<" | "<=" | ">" | ">=", left: T, right: T): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

/** `name in object`. */
function hasProperty(interpreter: Interpreter, object: Value, name: Value, location: Location): Answer {
  const key = toPrimitive(interpreter, name, location);
  if (key.kind === "unknown") return key;
  const written = text(interpreter, key, location);
  if (typeof written !== "string") return written;
  const isOwn =
    object.kind === "dictionary"
      ? object.entries.has(`s${written}`)
      : object.kind === "list" && /^\d+$/.test(written) && Number(written) < object.items.length;
  if (isOwn) return true;
  const isPlain = object.kind === "dictionary" && !/^(__|constructor$|hasOwn|is|property|to|valueOf)/.test(written);
  const isIndex = object.kind === "list" && /^\d+$/.test(written);
  return isPlain || isIndex ? false : unknown(`whether ${describe(object, JAVASCRIPT_WORDS)} has ${written}`, location);
}

function isInstance(value: Value, type: Value, location: Location): Answer {
  if (isPrimitive(value)) return false;
  if (type.kind === "builtin" && type.name === "Array" && value.kind !== "library") return value.kind === "list";
  if (type.kind === "class" && value.kind === "instance") {
    if (ancestors(value.class).includes(type)) return true;
    if (foreignBase(value.class) === undefined) return false;
  }
  return unknown(
    `whether ${describe(value, JAVASCRIPT_WORDS)} is an instance of ${describe(type, JAVASCRIPT_WORDS)}`,
    location,
  );
}
