/** Operators of arrays and of numpy's scalars, element by element. */
import type { Location } from "../../../../protocol/source";
import type { BinaryOperator, Unary } from "../../syntax/program";
import type { Interpreter } from "../../eval/interpreter";
import { boolean, FALSE, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import { arithmetic, isFailure } from "../python/numbers";
import type { ArrayValue, ElementType, Value } from "../../values/value";
import {
  asElement,
  copied,
  elementsOf,
  kindOf,
  largeArray,
  makeArray,
  placesOf,
  promoted,
  sizeOf,
  unwrapped,
  vagueArray,
} from "./array";
import { toOperand } from "./convert";
import type { Operand } from "./convert";

/** Undefined where an operand is nothing that numpy computes with here. */
export function arrayBinary(
  interpreter: Interpreter,
  operator: BinaryOperator,
  left: Value,
  right: Value,
  location: Location,
): Value | undefined {
  if (!isOperand(left) || !isOperand(right)) return undefined;
  const isRepeated = operator === "*" && [left, right].some((one) => one.kind === "list" || one.kind === "tuple");
  // A list times one of numpy's numbers is repeated.
  if (isRepeated && left.kind !== "array" && right.kind !== "array") return undefined;
  const [a, b] = [toOperand(interpreter, left, location), toOperand(interpreter, right, location)];
  if ("kind" in a) return a;
  if ("kind" in b) return b;
  const dtype = resultType(operator, a, b);
  if (dtype === null) {
    const shape = broadcast([a.array.shape, b.array.shape]) ?? [];
    return vagueArray(shape, "float64", unknown(`${operator} of arrays of different float types`, location));
  }
  return elementwise(interpreter, [a.array, b.array], dtype, location, ([x = NaN, y = NaN]) =>
    compute(operator, dtype, x, y),
  );
}

function isOperand(value: Value): boolean {
  return ["array", "integer", "float", "boolean", "list", "tuple", "range"].includes(value.kind);
}

export function arrayUnary(
  interpreter: Interpreter,
  operator: Unary["operator"],
  operand: Value,
  location: Location,
): Value {
  const one = toOperand(interpreter, operand, location);
  if ("kind" in one) return one;
  const { array } = one;
  const kind = kindOf(array.dtype);
  if (operator === "+") return array.shape.length === 0 ? unwrapped(array) : copied(array);
  if (operator === "-" && kind !== "bool" && array.dtype !== "uint8")
    return elementwise(interpreter, [array], array.dtype, location, ([x = NaN]) => (kind === "int" ? 0 - x : -x));
  if (operator === "~" && kind !== "float")
    return elementwise(interpreter, [array], array.dtype, location, ([x = NaN]) => (kind === "bool" ? 1 - x : -x - 1));
  return unknown(`${operator} of ${describe(operand)}`, location);
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

/** Undefined where an operand is nothing that numpy computes with here. */
export function arrayCompare(
  interpreter: Interpreter,
  operator: "==" | "!=" | "<" | "<=" | ">" | ">=",
  left: Value,
  right: Value,
  location: Location,
): Value | undefined {
  const isScalar = left.kind !== "array" && right.kind !== "array";
  if (!isOperand(left) || !isOperand(right)) {
    if (isScalar) return undefined;
    const other = left.kind === "array" ? right : left;
    return other.kind === "none" && operator === "==" ? FALSE : unknown(`${operator} of an array`, location);
  }
  const [a, b] = [toOperand(interpreter, left, location), toOperand(interpreter, right, location)];
  if ("kind" in a) return a;
  if ("kind" in b) return b;
  const test = COMPARISONS[operator];
  const result = elementwise(interpreter, [a.array, b.array], "bool", location, ([x = NaN, y = NaN]) =>
    Number(test?.(x, y) ?? false),
  );
  // One answer is as good as Python's own.
  return result.kind === "boolean" ? boolean(result.value) : result;
}

/** `item in array`: whether any element equals it. */
export function arrayContains(interpreter: Interpreter, array: ArrayValue, item: Value, location: Location): Value {
  const equal =
    arrayCompare(interpreter, "==", array, item, location) ?? unknown("whether an array has an item", location);
  if (equal.kind !== "array") return equal;
  if (equal.vague !== undefined) return equal.vague;
  return boolean(elementsOf(equal).some((element) => element !== 0));
}

/** `array op= other` writes into the array, whose type stays. */
export function assignAugmented(
  interpreter: Interpreter,
  operator: BinaryOperator,
  array: ArrayValue,
  other: Value,
  location: Location,
): Value {
  const result =
    arrayBinary(interpreter, operator, array, other, location) ?? unknown(`${operator}= of an array`, location);
  const isWhole = kindOf(array.dtype) !== "float";
  if (result.kind === "array" && isWhole && kindOf(result.dtype) === "float")
    return interpreter.fail("TypeError", "floats in place of the integers of an array", location);
  if (
    result.kind !== "array" ||
    result.vague !== undefined ||
    array.vague !== undefined ||
    !result.shape.every((size, axis) => size === array.shape[axis])
  ) {
    const why =
      result.kind === "unknown"
        ? result
        : ((result.kind === "array" ? result.vague : undefined) ?? unknown(`${operator}= of an array`, location));
    interpreter.poison(array, why);
    return why;
  }
  const elements = elementsOf(result);
  interpreter.touch(array.base ?? array);
  placesOf(array).forEach(
    (place, index) => (array.numbers[place] = asElement(elements[index] ?? NaN, array.dtype) ?? NaN),
  );
  return array;
}

/**
 * The function of each group of elements that stand at the same place, once shapes are stretched to each other.
 * What the function cannot tell is a text, the reason: then the numbers are not known, and the shape is.
 */
export function elementwise(
  interpreter: Interpreter,
  arrays: readonly ArrayValue[],
  dtype: ElementType,
  location: Location,
  body: (elements: readonly number[]) => number | string,
): Value {
  const shape = broadcast(arrays.map((array) => array.shape));
  if (shape === null) return interpreter.fail("ValueError", "arrays whose shapes do not go together", location);
  const vague = arrays.find((array) => array.vague !== undefined)?.vague;
  if (vague !== undefined) return vagueArray(shape, dtype, vague);
  const large = largeArray(shape, dtype, location);
  if (large !== null) return large;
  interpreter.budget.checkItems(sizeOf(shape));
  const columns = arrays.map((array) => elementsOf(stretched(array, shape)));
  const numbers: number[] = [];
  for (const index of (columns[0] ?? []).keys()) {
    const result = body(columns.map((column) => column[index] ?? NaN));
    const element = typeof result === "number" ? asElement(result, dtype) : null;
    if (element === null)
      return vagueArray(
        shape,
        dtype,
        unknown(typeof result === "string" ? result : `${String(result)} as an element of the type ${dtype}`, location),
      );
    numbers.push(element);
  }
  return unwrapped(makeArray(numbers, shape, dtype));
}

/** The common shape, or null where there is none. */
export function broadcast(shapes: readonly (readonly number[])[]): readonly number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    let size = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === size) continue;
      if (size !== 1) return null;
      size = own;
    }
    result.push(size);
  }
  return result;
}

/** The array seen in a shape that it can be stretched to. */
export function stretched(array: ArrayValue, shape: readonly number[]): ArrayValue {
  const missing = shape.length - array.shape.length;
  const strides = shape.map((size, axis) => {
    const own = array.shape[axis - missing];
    return own === undefined || (own === 1 && size !== 1) ? 0 : (array.strides[axis - missing] ?? 0);
  });
  return { ...array, shape, strides };
}

/** Null where versions of numpy do not agree. */
function resultType(operator: BinaryOperator, left: Operand, right: Operand): ElementType | null {
  const [a, b] = [left.array.dtype, right.array.dtype];
  const isMixed = kindOf(a) === "float" && kindOf(b) === "float" && a !== b;
  // Before version 2 a scalar took the float type of the array; from then on only Python's own numbers do.
  if (isMixed && !left.isWeak && !right.isWeak && (left.array.shape.length === 0) !== (right.array.shape.length === 0))
    return null;
  let dtype = promoted(a, b);
  if (left.isWeak !== right.isWeak) {
    const [weak, strong] = left.isWeak ? [a, b] : [b, a];
    const [weakKind, strongKind] = [kindOf(weak), kindOf(strong)];
    if (weakKind === strongKind || (weakKind === "bool" && strongKind !== "bool")) dtype = strong;
    else if (weakKind === "int" && strongKind === "float") dtype = strong;
    else if (weakKind === "float") dtype = strong === "float32" ? "float32" : "float64";
  }
  if (operator === "/") return kindOf(dtype) === "float" ? dtype : "float64";
  return dtype;
}

/** Whole numbers to the power of whole numbers: single precision has no doubt about them as long as it holds them. */
function isExactPower(operator: BinaryOperator, base: number, exponent: number): boolean {
  if (operator !== "**" || !Number.isInteger(base) || !Number.isInteger(exponent)) return false;
  // Powers of two are exact below one, too.
  return exponent < 0 ? Math.abs(base) === 2 && exponent > -100 : Math.abs(base ** exponent) <= LARGEST_WHOLE_FLOAT32;
}

const LARGEST_WHOLE_FLOAT32 = 2 ** 24;

/** An element, or why it is not known. */
function compute(operator: BinaryOperator, dtype: ElementType, left: number, right: number): number | string {
  const kind = kindOf(dtype);
  if (kind === "bool") return computeBooleans(operator, left, right);
  if (dtype === "float32" && !["+", "-", "*", "/"].includes(operator) && !isExactPower(operator, left, right))
    return `${operator} of the type float32`;
  const isReal = kind === "float";
  const [a, b] = isReal && dtype === "float32" ? [Math.fround(left), Math.fround(right)] : [left, right];
  if (operator === "/" && b === 0) return "a division of arrays by zero";
  const form = isReal ? "float" : "integer";
  if (operator === "**" && !isReal && b < 0) return "a negative power of integers";
  const result = arithmetic(operator, { kind: form, value: a }, { kind: form, value: b });
  if (isFailure(result)) return result.message;
  return result.value;
}

function computeBooleans(operator: BinaryOperator, left: number, right: number): number | string {
  switch (operator) {
    case "+":
    case "|":
      return left | right;
    case "*":
    case "&":
      return left & right;
    case "^":
      return left ^ right;
    default:
      return `${operator} of booleans in arrays`;
  }
}
