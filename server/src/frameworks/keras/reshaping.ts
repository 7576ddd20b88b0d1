/**
 * Operations on tensors that are told by the shape they give: arithmetic with a number, slices, reshapes, transpositions.
 * They become Lambda layers, which `graph` prices by how the shape changes. Shapes leave out the batch unless said otherwise.
 */
import { asInteger, asItems, integer, NONE, tuple } from "../../eval/read";
import type { CallContext, SliceValue, TensorValue, Value } from "../../eval/values";
import { makeLayer } from "./layers";
import type { Tracer } from "./tracer";

type Sides = readonly (number | null)[];

/** Functions of `tensorflow`, `keras.ops` and `keras.backend` that keep the shape of their first argument. */
const KEEPING: ReadonlySet<string> = new Set([
  "abs",
  "cast",
  "clip",
  "clip_by_value",
  "exp",
  "l2_normalize",
  "log",
  "negative",
  "pow",
  "round",
  "rsqrt",
  "sign",
  "sqrt",
  "square",
]);

/** The tensor that a Lambda layer of a known output shape gives. */
export function lambdaTensor(
  inputs: readonly TensorValue[],
  shape: Sides,
  name: string,
  call: CallContext,
  tracer: Tracer,
): TensorValue {
  const outputShape = tuple(shape.map((side) => (side === null ? NONE : integer(side))));
  const layer = makeLayer("Lambda", new Map([["output_shape", outputShape]]), call, null, name);
  return tracer.applyLayer(layer, inputs, call.frames);
}

/** `tf.NAME(x, …)` where the answer's shape follows; null for anything else. */
export function reshapingFunction(name: string, call: CallContext): Sides | null {
  const [tensor, argument] = call.positional;
  if (tensor?.kind !== "tensor" || tensor.shape === null) return null;
  if (KEEPING.has(name)) return tensor.shape;
  if (name === "reshape") return reshaped(tensor.shape, argument ?? call.keywords.get("shape"));
  if (name === "transpose" || name === "permute_dimensions") {
    return permuted(tensor.shape, argument ?? call.keywords.get("perm") ?? call.keywords.get("pattern"));
  }
  if (name === "expand_dims") return expanded(tensor.shape, argument ?? call.keywords.get("axis"));
  return null;
}

/** `shape` is written with the batch in front; one -1 (or an unknown batch) takes what is left. */
function reshaped(from: Sides, shape: Value | undefined): Sides | null {
  const [, ...written] = asItems(shape) ?? [];
  const sides = written.map(asInteger);
  if (shape === undefined || sides.length === 0 || sides.includes(null)) return null;
  const known = sides.filter((side) => side !== null);
  const free = known.filter((side) => side === -1).length;
  if (free === 0) return known;
  if (free > 1 || from.includes(null)) return null;
  const whole = from.reduce<number>((product, side) => product * (side ?? 1), 1);
  const rest = known.reduce((product, side) => (side === -1 ? product : product * side), 1);
  return whole % rest === 0 ? known.map((side) => (side === -1 ? whole / rest : side)) : null;
}

/** `pattern` counts the batch as 0, which must stay in front. */
function permuted(from: Sides, pattern: Value | undefined): Sides | null {
  const order = asItems(pattern)?.map(asInteger) ?? [];
  if (order.length !== from.length + 1 || order[0] !== 0) return null;
  const sides = order.slice(1).map((index) => (index === null ? undefined : from[index - 1]));
  return sides.every((side) => side !== undefined) ? sides : null;
}

function expanded(from: Sides, axis: Value | undefined): Sides | null {
  const written = asInteger(axis);
  if (written === null) return null;
  const index = written < 0 ? from.length + 1 + written : written - 1;
  return index < 0 || index > from.length ? null : [...from.slice(0, index), 1, ...from.slice(index)];
}

/** Shape of `x[index]`; null where it does not follow. The first part of an index belongs to the batch. */
export function slicedShape(from: Sides, index: Value): Sides | null {
  const parts = index.kind === "tuple" ? index.items : [index];
  if (parts.length > from.length + 1 || !isWholeSlice(parts[0])) return null;
  const sides: (number | null)[] = [];
  for (const [position, side] of from.entries()) {
    const part = parts[position + 1];
    if (part === undefined) sides.push(side);
    else if (part.kind === "slice") {
      const length = slicedLength(side, part);
      if (length === undefined) return null;
      sides.push(length);
    } else if (asInteger(part) === null) return null;
  }
  return sides;
}

function isWholeSlice(part: Value | undefined): boolean {
  return part?.kind === "slice" && [part.start, part.stop, part.step].every((bound) => bound.kind === "none");
}

/** Items that a slice of Python takes from `side`; undefined where a bound is not known. */
function slicedLength(side: number | null, slice: SliceValue): number | null | undefined {
  if (isWholeSlice(slice)) return side;
  const step = slice.step.kind === "none" ? 1 : asInteger(slice.step);
  if (side === null || step === null || step < 1) return undefined;
  const start = bound(slice.start, 0, side);
  const stop = bound(slice.stop, side, side);
  return start === null || stop === null ? undefined : Math.max(0, Math.ceil((stop - start) / step));
}

function bound(value: Value, missing: number, side: number): number | null {
  if (value.kind === "none") return missing;
  const written = asInteger(value);
  return written === null ? null : Math.min(Math.max(written < 0 ? side + written : written, 0), side);
}
