/** Arithmetic on the content of small constants: sizes that a source computes with tensors (`tf.shape(x)[1] // 2`). */
import { whyUnwieldy } from "../../values/walk";
import { asItems, asInteger } from "../../values/ask";
import type { ContentItem, Value } from "../../values/value";
import { numbersOf } from "../../layers/tensor/read";

/** Larger constants keep their shape alone. */
const MOST_ITEMS = 1024;

/** Null where it does not follow. `sides` are those of the result. */
export function foldedContent(
  operation: string,
  operands: readonly Value[],
  given: ReadonlyMap<string, Value>,
  sides: readonly (number | null)[],
): readonly ContentItem[] | null {
  const contents = operands.map(contentOf);
  const known = contents.filter((content) => content !== null);
  if (known.length !== contents.length || known.some((content) => content.length > MOST_ITEMS)) return null;
  const [first = [], second] = known;
  const called = nameIn(given, "called");
  const size = sides.reduce<number>((product, side) => product * (side ?? NaN), 1);
  switch (operation) {
    case "reshape":
    case "expand_dims":
    case "squeeze":
    case "identity":
    case "batch_flatten":
      return first;
    case "elementwise":
      return mapped(first, UNARY.get(called));
    case "broadcast":
      return second === undefined || known.length !== 2 ? null : broadcast(first, second, BINARY.get(called), size);
    case "reduce":
      return sides.length === 0 ? reduced(first, REDUCTIONS.get(called)) : null;
    case "concatenate":
    case "stack":
      return sides.length === 1 ? known.flat() : null;
    case "getitem":
      return rankOf(operands[0]) === 1 ? sliced(first, given.get("index")) : null;
    case "gather":
      return rankOf(operands[0]) === 1 && second !== undefined ? picked(first, second) : null;
    default:
      return null;
  }
}

/** Numbers of a constant, row by row; null where they are too many or not known. */
export function contentOf(value: Value): readonly ContentItem[] | null {
  switch (value.kind) {
    case "tensor":
      return value.numbers ?? null;
    case "integer":
    case "float":
      return [value.value];
    case "boolean":
      return [value.value ? 1 : 0];
    case "array":
      return value.vague !== undefined || value.numbers.length > MOST_ITEMS ? null : numbersOf(value);
    case "list":
    case "tuple": {
      if (whyUnwieldy(value) !== null) return null;
      const parts = value.items.map(contentOf);
      return parts.every((part) => part !== null) ? parts.flat() : null;
    }
    default:
      return null;
  }
}

function rankOf(value: Value | undefined): number | null {
  if (value?.kind === "tensor") return value.scalar === true ? 0 : value.shape === null ? null : value.shape.length + 1;
  if (value?.kind === "array") return value.shape.length;
  const items = asItems(value);
  return items === null ? null : items.every((item) => asItems(item) === null) ? 1 : null;
}

function nameIn(given: ReadonlyMap<string, Value>, name: string): string {
  const value = given.get(name);
  return value?.kind === "string" ? value.value : "";
}

type Unary = (value: number) => number;
type Binary = (left: number, right: number) => number;

/** So many times the batch stays so under these. */
const product: Binary = (left, right) => left * right;
const quotient: Binary = (left, right) => left / right;
const wholeQuotient: Binary = (left, right) => Math.floor(left / right);

const UNARY: ReadonlyMap<string, Unary> = new Map<string, Unary>([
  ["negative", (value) => -value],
  ["abs", Math.abs],
  ["ceil", Math.ceil],
  ["floor", Math.floor],
  ["sqrt", Math.sqrt],
  ["square", (value) => value * value],
  // A cast to whole numbers would cut: `cast` is left out where the number has a fraction.
  ["cast", (value) => (Number.isInteger(value) ? value : NaN)],
  ["to_int32", Math.trunc],
  ["to_float", (value) => value],
]);

const BINARY: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ["add", (left, right) => left + right],
  ["subtract", (left, right) => left - right],
  ["multiply", product],
  ["mul", product],
  ["divide", quotient],
  ["truediv", quotient],
  ["floordiv", wholeQuotient],
  ["floor_divide", wholeQuotient],
  ["floormod", (left, right) => left - right * Math.floor(left / right)],
  ["mod", (left, right) => left - right * Math.floor(left / right)],
  ["pow", (left, right) => left ** right],
  ["maximum", Math.max],
  ["minimum", Math.min],
  ["equal", (left, right) => Number(left === right)],
  ["not_equal", (left, right) => Number(left !== right)],
  ["greater", (left, right) => Number(left > right)],
  ["greater_equal", (left, right) => Number(left >= right)],
  ["less", (left, right) => Number(left < right)],
  ["less_equal", (left, right) => Number(left <= right)],
]);

const REDUCTIONS: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ["reduce_prod", product],
  ["prod", product],
  ["reduce_sum", (left, right) => left + right],
  ["sum", (left, right) => left + right],
  ["reduce_max", Math.max],
  ["max", Math.max],
  ["reduce_min", Math.min],
  ["min", Math.min],
]);

function mapped(items: readonly ContentItem[], rule: Unary | undefined): readonly ContentItem[] | null {
  return rule === undefined ? null : allKnown(items.map((item) => (typeof item === "number" ? rule(item) : item)));
}

/** No result is a number without meaning: such content is not known. */
function allKnown(items: readonly ContentItem[]): readonly ContentItem[] | null {
  return items.some((item) => typeof item === "number" && !Number.isFinite(item)) ? null : items;
}

function broadcast(
  left: readonly ContentItem[],
  right: readonly ContentItem[],
  rule: Binary | undefined,
  size: number,
): readonly ContentItem[] | null {
  const fits = [left, right].every(({ length }) => length === 1 || length === size);
  if (rule === undefined || !fits) return null;
  const items = Array.from({ length: size }, (_, index) =>
    combined(
      (left.length === 1 ? left[0] : left[index]) ?? null,
      (right.length === 1 ? right[0] : right[index]) ?? null,
      rule,
    ),
  );
  return allKnown(items);
}

/** So many times the batch may be multiplied and divided; anything else is known only when the program runs. */
function combined(left: ContentItem, right: ContentItem, rule: Binary): ContentItem {
  if (typeof left === "number" && typeof right === "number") return rule(left, right);
  if (left === null || right === null) return null;
  if (rule === product && typeof right === "number") return times(left, right);
  if (rule === product && typeof left === "number") return times(right, left);
  return (rule === quotient || rule === wholeQuotient) && typeof right === "number" ? times(left, 1 / right) : null;
}

function times(item: ContentItem, factor: number): ContentItem {
  if (item === null || typeof item === "number") return null;
  const batches = item.batches * factor;
  return Number.isInteger(batches) && batches > 0 ? { batches } : null;
}

function reduced(items: readonly ContentItem[], rule: Binary | undefined): readonly ContentItem[] | null {
  const [first, ...rest] = items;
  if (rule === undefined || first === undefined) return null;
  return allKnown([rest.reduce<ContentItem>((total, item) => combined(total, item, rule), first)]);
}

function sliced(items: readonly ContentItem[], index: Value | undefined): readonly ContentItem[] | null {
  const part = index?.kind === "tuple" && index.items.length === 1 ? index.items[0] : index;
  if (part === undefined) return null;
  if (part.kind === "slice") {
    const [start, stop, step] = [part.start, part.stop, part.step].map((bound) =>
      bound.kind === "none" ? undefined : asInteger(bound),
    );
    if (start === null || stop === null || step === null) return null;
    const whole = step === -1 && start === undefined && stop === undefined;
    if (whole) return [...items].reverse();
    if ((step ?? 1) < 1) return null;
    return items.slice(start, stop).filter((_, place) => place % (step ?? 1) === 0);
  }
  const at = asInteger(part);
  return at === null ? null : [items.at(at) ?? null];
}

function picked(items: readonly ContentItem[], indexes: readonly ContentItem[]): readonly ContentItem[] | null {
  return indexes.map((index) => (typeof index === "number" ? (items.at(index) ?? null) : null));
}
