/** Parts of a tensor: Python's index, `tf.slice`, one part of a split. */
import { asInteger } from "../../values/ask";
import { ELLIPSIS } from "../../values/make";
import type { SliceValue, Value } from "../../values/value";
import { free, moved } from "./costs";
import { unary } from "./reshape";
import { axisIndex, describeTensor, notUnderstood, refused, tensorShape } from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

/** What becomes of one side: kept in part, taken away by a number, or new. */
type Part =
  | { readonly kind: "slice"; readonly slice: SliceValue }
  | { readonly kind: "at"; readonly index: number | null }
  | { readonly kind: "new" };

/** `x[index]` */
export function getItem(index: Value): TensorRule {
  return {
    output: unary((input) => {
      const parts = partsOf(index, input.sides.length);
      return typeof parts === "string" ? notUnderstood(parts) : taken(input, parts);
    }),
    cost: (operands, output) => (isView(index) ? free() : moved("slice", operands, output)),
  };
}

/** `x[:, None, None, :]` and the like: every side whole, some new. */
function isView(index: Value): boolean {
  const written = index.kind === "tuple" ? index.items : [index];
  return written.every((item) => item.kind === "none" || isEllipsis(item) || (item.kind === "slice" && isWhole(item)));
}

function partsOf(index: Value, rank: number): readonly Part[] | string {
  const written = index.kind === "tuple" ? index.items : [index];
  const parts: Part[] = [];
  const named = written.filter((item) => item.kind !== "none" && !isEllipsis(item)).length;
  for (const item of written) {
    const part = isEllipsis(item) ? null : partOf(item);
    if (part === undefined) return `An index by a ${item.kind} is not understood.`;
    if (part !== null) parts.push(part);
    else for (let axis = named; axis < rank; axis++) parts.push(WHOLE);
  }
  const missing = written.some(isEllipsis) ? 0 : rank - named;
  if (missing < 0) return `More indexes than sides.`;
  return [...parts, ...Array<Part>(missing).fill(WHOLE)];
}

function isEllipsis(item: Value): boolean {
  return item === ELLIPSIS;
}

function partOf(item: Value): Part | undefined {
  if (item.kind === "none") return { kind: "new" };
  if (item.kind === "slice") return { kind: "slice", slice: item };
  const index = item.kind === "integer" ? item.value : undefined;
  if (index !== undefined) return { kind: "at", index };
  if (item.kind !== "tensor" || item.scalar !== true || item.numbers === undefined) return undefined;
  const [value] = item.numbers;
  return { kind: "at", index: typeof value === "number" ? value : null };
}

const NOTHING: Value = { kind: "none" };
const WHOLE: Part = { kind: "slice", slice: { kind: "slice", start: NOTHING, stop: NOTHING, step: NOTHING } };

function taken(input: TensorShape, parts: readonly Part[]): TensorOutput {
  const sides: Side[] = [];
  let { samples } = input;
  let axis = 0;
  for (const part of parts) {
    if (part.kind === "new") {
      sides.push(1);
      continue;
    }
    const side = input.sides[axis] ?? null;
    const ownsSamples = typeof input.samples === "object" && input.samples.axis === axis;
    if (part.kind === "at") {
      const isOutside = side !== null && part.index !== null && axisIndex(part.index, side) === null;
      if (isOutside) return refused(`${describeTensor(input)} has no index ${part.index} at axis ${axis}.`);
      // One row alone: no side counts samples any more.
      if (ownsSamples) samples = "none";
    } else {
      const length = isWhole(part.slice) ? side : lengthOf(side, part.slice);
      if (length === undefined) return notUnderstood("The bounds of a slice are not whole numbers.");
      if (ownsSamples)
        samples =
          isWhole(part.slice) && typeof input.samples === "object"
            ? { ...input.samples, axis: sides.length }
            : "unclear";
      sides.push(length);
    }
    axis += 1;
  }
  return tensorShape(sides, samples);
}

function isWhole({ start, stop, step }: SliceValue): boolean {
  return [start, stop].every((bound) => bound.kind === "none") && (step.kind === "none" || asInteger(step) === 1);
}

/** Items that a slice of Python takes from `side`; undefined where a bound is no number. */
function lengthOf(side: Side, slice: SliceValue): Side | undefined {
  const [start, stop, step] = [slice.start, slice.stop, slice.step].map(boundOf);
  if (start === undefined || stop === undefined || step === undefined) return undefined;
  const stride = step === "none" ? 1 : step;
  if (side === null || stride === null || stride === 0 || start === null || stop === null) return null;
  const [first, last] = stride > 0 ? [0, side] : [-1, side - 1];
  const clip = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + side : bound, first), last);
  const from = start === "none" ? (stride > 0 ? first : last) : clip(start);
  const to = stop === "none" ? (stride > 0 ? last : first) : clip(stop);
  return Math.max(0, Math.ceil((to - from) / stride));
}

/** Null: known only when the program runs. */
function boundOf(bound: Value): number | "none" | null | undefined {
  if (bound.kind === "none") return "none";
  if (bound.kind === "tensor" && bound.scalar === true && bound.numbers !== undefined) {
    const [value] = bound.numbers;
    return typeof value === "number" ? value : null;
  }
  return asInteger(bound) ?? undefined;
}

/** `tf.slice(x, begin, size)`; a size of -1 takes the rest. */
export function sliceOf(begin: readonly (number | null)[], size: readonly (number | null)[]): TensorRule {
  return {
    output: unary((input) => {
      const { sides, samples } = input;
      if (begin.length !== sides.length || size.length !== sides.length) {
        return refused(`slice: ${describeTensor(input)} needs ${sides.length} begins and sizes.`);
      }
      const left = sides.map((side, axis): Side => {
        const wanted = size[axis] ?? null;
        if (wanted !== -1) return wanted;
        const from = begin[axis] ?? null;
        return side === null || from === null ? null : side - from;
      });
      const isKept = typeof samples !== "object" || (begin[samples.axis] === 0 && size[samples.axis] === -1);
      return tensorShape(left, isKept ? samples : "unclear");
    }),
    cost: (operands, output) => moved("slice", operands, output),
  };
}

/** Part `index` of as many equal ones as `count`, or of parts of the given sizes (-1: what is left). */
export function splitPart(axis: number, index: number, parts: number | readonly number[]): TensorRule {
  return {
    output: unary((input) => {
      const place = axisIndex(axis, input.sides.length);
      if (place === null) return refused(`split: ${describeTensor(input)} has no axis ${axis}.`);
      const length = partLength(input.sides[place] ?? null, index, parts);
      if (length === undefined)
        return refused(`split: ${describeTensor(input)} does not fall into these parts along axis ${axis}.`);
      const isOver = typeof input.samples === "object" && input.samples.axis === place;
      return tensorShape(
        input.sides.map((side, at) => (at === place ? length : side)),
        isOver ? "unclear" : input.samples,
      );
    }),
    cost: (operands, output) => moved("slice", operands, output),
  };
}

function partLength(side: Side, index: number, parts: number | readonly number[]): Side | undefined {
  if (typeof parts === "number") {
    if (side === null) return null;
    return side % parts === 0 ? side / parts : undefined;
  }
  const given = parts.filter((part) => part !== -1).reduce((total, part) => total + part, 0);
  const own = parts[index];
  if (own === undefined) return undefined;
  if (side !== null && !parts.includes(-1) && given !== side) return undefined;
  if (own !== -1) return own;
  return side === null ? null : side - given;
}
