/** Reads arguments of tensor operations: lists of axes and sizes, which may be small constants that the source computes. */
import { whyUnwieldy } from "../../values/walk";
import { asInteger, findUnknown } from "../../values/ask";
import type { ArrayValue, ContentItem, TensorValue, Value } from "../../values/value";
import type { ArgumentReader } from "../arguments";
import { tensorShape } from "./shapes";
import type { TensorShape } from "./shapes";
import type { WindowForm, WindowPadding } from "./window";

/** All sides of a tensor; null where even their number is not known. */
export function shapeOfTensor({ shape, batch, scalar, samples }: TensorValue): TensorShape | null {
  if (shape === null) return null;
  if (scalar === true) return tensorShape([], "none");
  return tensorShape([batch, ...shape], samples ?? { axis: 0, rows: 1 });
}

/** The shape of a number, a constant or a nested list of them; null for anything else. */
export function shapeOfConstant(value: Value): TensorShape | null {
  if (value.kind === "tensor") return shapeOfTensor(value);
  const sides = sidesOfConstant(value);
  return sides === null ? null : tensorShape(sides, "none");
}

function sidesOfConstant(value: Value): readonly (number | null)[] | null {
  switch (value.kind) {
    case "integer":
    case "float":
    case "boolean":
      return [];
    case "array":
      return value.shape;
    case "tensor":
      return shapeOfTensor(value)?.sides ?? null;
    case "list":
    case "tuple": {
      const [first] = value.items;
      if (first === undefined) return [0];
      if (whyUnwieldy(value) !== null) return null;
      const inner = sidesOfConstant(first);
      return inner === null ? null : [value.items.length, ...inner];
    }
    default:
      return null;
  }
}

/** Numbers of a list, a number alone, or the content of a constant; undefined where the argument is absent. */
export function content(reader: ArgumentReader, name: string): readonly ContentItem[] | undefined {
  const value = reader.value(name);
  if (value === undefined) return undefined;
  const items = contentOf(value);
  const unknown = items === null ? findUnknown(value) : null;
  if (unknown !== null) reader.failUnknown(name, unknown);
  else if (items === null) reader.fail(`${name} is not known before the program runs`);
  return items ?? [];
}

export function contentOf(value: Value): readonly ContentItem[] | null {
  if (value.kind === "tensor") return value.numbers ?? null;
  if (value.kind === "array") return value.vague === undefined && value.shape.length <= 1 ? numbersOf(value) : null;
  if (value.kind === "list" || value.kind === "tuple") {
    const items = value.items.map((item) => (item.kind === "none" ? [null] : contentOf(item)));
    return items.every((item) => item?.length === 1) ? items.flatMap((item) => item ?? []) : null;
  }
  const number = asInteger(value);
  return number === null ? null : [number];
}

/** Numbers of an array, row by row. */
export function numbersOf({ numbers, shape, strides, offset }: ArrayValue): readonly number[] {
  const places = shape.reduce<readonly number[]>(
    (starts, size, axis) =>
      starts.flatMap((start) => Array.from({ length: size }, (_, index) => start + index * (strides[axis] ?? 0))),
    [offset],
  );
  return places.map((place) => numbers[place] ?? NaN);
}

/** Whole numbers; undefined where the argument is absent. */
export function integers(reader: ArgumentReader, name: string): readonly number[] | undefined {
  const items = content(reader, name);
  const numbers = items?.filter((item) => typeof item === "number");
  if (numbers?.length !== items?.length) reader.fail(`${name} is known only when the program runs`);
  return numbers;
}

export function integerAt(reader: ArgumentReader, name: string, fallback: number): number {
  return integers(reader, name)?.[0] ?? fallback;
}

/** Numbers, with null for those that are known only when the program runs. */
export function sizes(reader: ArgumentReader, name: string): readonly (number | null)[] {
  return (content(reader, name) ?? []).map((item) => (typeof item === "number" ? item : null));
}

/** `[[1, 1], [2, 2]]`, `(1, 1)` or `1`; undefined where it is none of these. */
export function pairs(value: Value | undefined): readonly (readonly [number, number])[] | number | undefined {
  if (value === undefined) return undefined;
  const number = asInteger(value);
  if (number !== null) return number;
  if (value.kind === "tensor" && value.numbers !== undefined && value.shape?.[0] === 2) {
    const numbers = value.numbers.filter((item) => typeof item === "number");
    return numbers.length === value.numbers.length ? numbersInPairs(numbers) : undefined;
  }
  if (value.kind === "array" && value.vague === undefined && value.shape.length <= 2 && value.shape.at(-1) === 2)
    return numbersInPairs(numbersOf(value));
  if (value.kind !== "list" && value.kind !== "tuple") return undefined;
  const rows = value.items.map((item) => {
    const row = contentOf(item);
    return row?.every((side) => typeof side === "number") ? row : null;
  });
  const [first, second] = rows;
  if (rows.length === 2 && first?.length === 1 && second?.length === 1) return [[first[0] ?? 0, second[0] ?? 0]];
  return rows.every((row) => row?.length === 2) ? numbersInPairs(rows.flatMap((row) => row ?? [])) : undefined;
}

function numbersInPairs(numbers: readonly number[]): readonly (readonly [number, number])[] {
  return numbers.flatMap((number, index) => (index % 2 === 0 ? [[number, numbers[index + 1] ?? 0] as const] : []));
}

/** Strides, dilations, padding and data format, in the spellings of TensorFlow, Keras' backend and keras.ops. */
export function windowForm(reader: ArgumentReader): WindowForm {
  const channelsFirst = isChannelsFirst(reader);
  return {
    strides: perSide(reader, "strides", channelsFirst),
    dilations: perSide(reader, "dilations", channelsFirst),
    padding: windowPadding(reader, channelsFirst),
    channelsFirst,
  };
}

export function isChannelsFirst(reader: ArgumentReader): boolean {
  const format = reader.value("data_format");
  return format?.kind === "string" && (format.value === "channels_first" || /^NC[DHW]/.test(format.value));
}

/** TensorFlow also takes one number for every side, the batch's and the channels' (both 1) included. */
export function perSide(reader: ArgumentReader, name: string, channelsFirst: boolean): readonly number[] {
  const numbers = integers(reader, name) ?? [1];
  if (numbers.length < 4 && !(numbers.length === 3 && reader.text("rank") === "1")) return numbers;
  return channelsFirst ? numbers.slice(2) : numbers.slice(1, -1);
}

function windowPadding(reader: ArgumentReader, channelsFirst: boolean): WindowPadding {
  const value = reader.value("padding");
  if (value === undefined) return "valid";
  if (value.kind === "string") {
    const word = value.value.toLowerCase();
    if (word === "same" || word === "valid") return word;
  }
  const amounts = pairs(value);
  if (typeof amounts === "object" && amounts.length > 2) return channelsFirst ? amounts.slice(2) : amounts.slice(1, -1);
  reader.fail("padding is not understood");
  return "valid";
}
