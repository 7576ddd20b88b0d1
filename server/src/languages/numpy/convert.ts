/** Values as arrays: what `np.asarray` does. */
import type { Interpreter } from "../../eval/interpreter";
import { isItems, poisonOf } from "../../values/ask";
import { describe } from "../../values/describe";
import { unknown } from "../../values/make";
import type { Location } from "../../../../protocol/source";
import type { ArrayValue, ElementType, ListValue, TupleValue, UnknownValue, Value } from "../../values/value";
import { extentOf, MOST_LEVELS } from "../../values/walk";
import { asElement, elementsOf, kindOf, makeArray, promoted, vagueArray } from "./array";

export interface Operand {
  readonly array: ArrayValue;
  /** A number of Python's own: it takes the type of the array that it meets. */
  readonly isWeak: boolean;
}

export function toOperand(interpreter: Interpreter, value: Value, location: Location): Operand | UnknownValue {
  const array = toShapedArray(interpreter, value, location);
  const isPlain = value.kind === "integer" || value.kind === "float" || value.kind === "boolean";
  return array.kind === "unknown" ? array : { array, isWeak: isPlain && value.dtype === undefined };
}

/** As `toArray`, and an array whose numbers are not known too. */
export function toShapedArray(interpreter: Interpreter, value: Value, location: Location): ArrayValue | UnknownValue {
  const poison = poisonOf(value);
  return poison === null && value.kind === "array" ? value : toArray(interpreter, value, location);
}

/** An array as it is, a number as one without dimensions, a list or tuple by its items. */
export function toArray(interpreter: Interpreter, value: Value, location: Location): ArrayValue | UnknownValue {
  const poison = poisonOf(value);
  if (poison !== null) return poison;
  switch (value.kind) {
    case "unknown":
      return value;
    case "array":
      return value.vague ?? value;
    case "boolean":
      return makeArray([Number(value.value)], [], "bool");
    case "integer":
      return makeArray([value.value], [], value.dtype ?? "int64");
    case "float":
      return makeArray([value.value], [], value.dtype ?? "float64");
    case "list":
    case "tuple": {
      const { items, levels } = extentOf(value, (count) => {
        interpreter.budget.spend(count);
      });
      if (items === Infinity) return unknown(`an array of a ${value.kind} that holds itself`, location);
      if (levels > MOST_LEVELS) return unknown(`an array of more than ${MOST_LEVELS} dimensions`, location);
      interpreter.budget.checkItems(items);
      return fromItems(interpreter, value, location);
    }
    case "range":
      return fromItems(interpreter, value, location);
    default:
      return unknown(`an array of ${describe(value)}`, location);
  }
}

function fromItems(interpreter: Interpreter, value: Value, location: Location): ArrayValue | UnknownValue {
  const items = interpreter.iterate(value, location);
  if (!isItems(items)) return items;
  if (items.length === 0) return makeArray([], [0], "float64");
  const parts: ArrayValue[] = [];
  interpreter.budget.enter();
  for (const item of items) {
    const part =
      item.kind === "list" || item.kind === "tuple"
        ? partOf(interpreter, item, location)
        : toArray(interpreter, item, location);
    if (part.kind === "unknown") return part;
    parts.push(part);
  }
  interpreter.budget.leave();
  const [first] = parts;
  if (first === undefined || parts.some((part) => !sameShape(part.shape, first.shape)))
    return interpreter.fail("ValueError", "an array of rows of different lengths", location);
  const dtype = parts.reduce<ElementType>((type, part) => promoted(type, part.dtype), first.dtype);
  const numbers = parts.flatMap(elementsOf);
  interpreter.budget.checkItems(numbers.length);
  return makeArray(dtype === "float32" ? numbers.map(Math.fround) : numbers, [parts.length, ...first.shape], dtype);
}

/** Of a list within another, whose extent is known. */
function partOf(
  interpreter: Interpreter,
  value: ListValue | TupleValue,
  location: Location,
): ArrayValue | UnknownValue {
  return poisonOf(value) ?? fromItems(interpreter, value, location);
}

export function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

/** The same elements as another type; a copy. */
export function castTo(array: ArrayValue, dtype: ElementType, location: Location): ArrayValue | UnknownValue {
  if (array.vague !== undefined) return vagueArray(array.shape, dtype, array.vague);
  const numbers: number[] = [];
  for (const number of elementsOf(array)) {
    const isRounded = kindOf(dtype) === "int" && !Number.isFinite(number);
    const element = isRounded ? null : asElement(number, dtype);
    if (element === null) return unknown(`${number} as an element of the type ${dtype}`, location);
    numbers.push(element);
  }
  return makeArray(numbers, array.shape, dtype);
}
