/** Functions that make tensors without one of the network: constants, sizes, ranges, random numbers. */
import { asItems, asNumber } from "../../values/ask";
import { integer, list, NONE, tuple, unknown } from "../../values/make";
import type { CallContext, ContentItem, Samples, TensorValue, Value } from "../../values/value";
import { contentOf as sidesIn, shapeOfTensor } from "../../layers/tensor/read";
import { asTensorValue, constantTensor } from "../tracing/constants";
import { contentOf } from "../tracing/content";
import { shapeTuple } from "../tracing/shapes";
import type { Tracer } from "../tracing/tracer";
import { argument } from "./special";
import type { Special } from "./special";

/** Small constants keep their numbers. */
const MOST_ITEMS = 1024;

const shape: Special = (call, _called, tracer) => {
  const value = argument(call, 0, "input", "x", "tensor");
  return value?.kind === "tensor" ? runTimeShape(value, tracer, call) : staticShape(value, call);
};

/** `tf.shape(x)`: a constant whose items are numbers, the batch, or known only when the program runs. */
function runTimeShape(tensor: TensorValue, tracer: Tracer, call: CallContext): Value {
  const whole = shapeOfTensor(tensor);
  if (whole === null) return tracer.whyUnknown(tensor, call);
  const { sides, samples } = whole;
  const content = sides.map((side, axis): ContentItem => {
    if (side !== null) return side;
    return typeof samples === "object" && samples.axis === axis ? { batches: samples.rows } : null;
  });
  return constantTensor([sides.length], content, call);
}

function staticShape(value: Value | undefined, call: CallContext): Value {
  const made = value === undefined ? undefined : asTensorValue(value, call);
  const sides = made?.kind === "tensor" ? shapeOfTensor(made)?.sides : undefined;
  return sides === undefined
    ? unknown("the shape of what is no tensor", call.location)
    : constantTensor([sides.length], sides, call);
}

/** `K.int_shape(x)`, `keras.ops.shape(x)`: a tuple. */
const shapeAsTuple: Special = (call, _called, tracer) => {
  const value = argument(call, 0, "x");
  return value?.kind === "tensor" ? shapeTuple(value, tracer, call) : undefined;
};

const rank: Special = (call, _called, tracer) => {
  const value = argument(call, 0, "x", "input");
  if (value?.kind !== "tensor") return undefined;
  const whole = shapeOfTensor(value);
  return whole === null ? tracer.whyUnknown(value, call) : integer(whole.sides.length);
};

/** `tf.rank(x)` is a tensor of one number. */
const rankAsTensor: Special = (call, called, tracer) => {
  const number = rank(call, called, tracer);
  return number?.kind === "integer" ? constantTensor([], [number.value], call) : number;
};

const size: Special = (call) => {
  const value = argument(call, 0, "x", "input");
  const whole = value?.kind === "tensor" ? shapeOfTensor(value) : null;
  if (whole === null) return undefined;
  const rest = whole.sides.filter((side) => side !== null).reduce((product, side) => product * side, 1);
  const open = whole.sides.filter((side) => side === null).length;
  const { samples } = whole;
  const item: ContentItem =
    open === 0
      ? rest
      : open === 1 && typeof samples === "object" && whole.sides[samples.axis] === null
        ? { batches: rest * samples.rows }
        : null;
  return constantTensor([], [item], call);
};

/** `tf.constant([1, 2], shape=…)`, `tf.convert_to_tensor(x)`. */
const constant: Special = (call) => {
  const value = argument(call, 0, "value", "x", "data", "object");
  if (value === undefined) return undefined;
  const made = asTensorValue(value, call);
  const written = argument(call, 2, "shape");
  if (made.kind !== "tensor" || written === undefined || written.kind === "none") return made;
  const sides = sidesIn(written)?.map((side) => (typeof side === "number" ? side : null));
  return sides === undefined ? unknown("the shape of this constant", call.location) : constantTensor(sides, null, call);
};

/** Tensors of a given shape; `value` where every item is the same number. */
function filled(value: number | null, ...names: readonly string[]): Special {
  return (call) => {
    const written = argument(call, 0, "shape", "dims", "size", ...names);
    if (written === undefined) return undefined;
    const items = sidesIn(written);
    if (items === null)
      return written.kind === "unknown" ? written : unknown("the shape of this constant is not known", call.location);
    return ofSides(items, value, call);
  };
}

function ofSides(items: readonly ContentItem[], value: number | null, call: CallContext): Value {
  const sides = items.map((item) => (typeof item === "number" ? item : null));
  const axis = items.findIndex((item) => typeof item === "object" && item !== null);
  const own = items[axis];
  const samples: Samples = typeof own === "object" && own !== null ? { axis, rows: own.batches } : "none";
  const count = sides.reduce<number>((product, side) => product * (side ?? NaN), 1);
  const content = value !== null && count <= MOST_ITEMS ? Array.from({ length: count }, () => value) : null;
  return constantTensor(sides, content, call, { samples, filling: true });
}

const fill: Special = (call) => {
  const items = sidesIn(argument(call, 0, "dims", "shape") ?? NONE);
  const value = argument(call, 1, "value", "fill_value");
  const number = value === undefined ? null : asNumber(value);
  return items === null ? undefined : ofSides(items, number, call);
};

const eye: Special = (call) => {
  const numbers = [argument(call, 0, "num_rows", "N", "size"), argument(call, 1, "num_columns", "M")].map((value) =>
    value === undefined ? null : asNumber(value),
  );
  const [rows = null, columns = null] = numbers;
  return rows === null ? undefined : constantTensor([rows, columns ?? rows], null, call);
};

/** `tf.range(limit)`, `tf.range(start, limit, delta)`; a bound that only the program knows leaves the length open. */
const range: Special = (call) => {
  const first = argument(call, 0, "start");
  const second = argument(call, 1, "limit", "stop");
  const third = argument(call, 2, "delta", "step");
  const bounds = [first, second, third].map((value) =>
    value === undefined || value.kind === "none" ? undefined : oneItem(value),
  );
  if (bounds.includes(null)) {
    const open = bounds.some((_, index) => [first, second, third][index]?.kind === "unknown");
    return open ? undefined : constantTensor([null], null, call, { samples: "unclear" });
  }
  const [one, other, step = 1] = bounds.map((bound) => bound ?? undefined);
  if (one === undefined && other === undefined) return undefined;
  const [start, stop] = other === undefined ? [0, one ?? 0] : [one ?? 0, other];
  if (step === 0) return undefined;
  const length = Math.max(0, Math.ceil((stop - start) / step));
  const content = length <= MOST_ITEMS ? Array.from({ length }, (_, index) => start + index * step) : null;
  return constantTensor([length], content, call);
};

function oneItem(value: Value): number | null {
  const [item] = contentOf(value) ?? [];
  return typeof item === "number" ? item : null;
}

const linspace: Special = (call) => {
  const count = argument(call, 2, "num");
  const number = count === undefined ? 50 : oneItem(count);
  return number === null ? undefined : constantTensor([number], null, call);
};

/** Vectors → as many tensors, each over all of them; "xy" (the default) turns the first two. */
const meshgrid: Special = (call) => {
  const only = call.positional.length === 1 ? asItems(call.positional[0]) : null;
  const lengths = (only?.some((item) => item.kind === "tensor") === true ? only : call.positional).map((value) => {
    const made = asTensorValue(value, call);
    const sides = made.kind === "tensor" ? shapeOfTensor(made)?.sides : undefined;
    return sides?.length === 1 ? (sides[0] ?? null) : undefined;
  });
  if (lengths.includes(undefined) || lengths.length === 0) return undefined;
  const sides = lengths.map((length) => length ?? null);
  const indexing = argument(call, Infinity, "indexing");
  const [first = null, second, ...rest] = sides;
  const turned =
    second === undefined || (indexing?.kind === "string" && indexing.value === "ij") ? sides : [second, first, ...rest];
  return list(sides.map(() => constantTensor(turned, null, call)));
};

const asIs: Special = (call) => argument(call, 0, "value", "x", "input", "variable", "data");

/** `tf.TensorShape([None, 3])`: a tuple, as the shapes of tensors are. */
const tensorShape: Special = (call) => {
  const items = asItems(argument(call, 0, "dims"));
  return items === null ? undefined : tuple(items);
};

const isTensor: Special = (call) => ({ kind: "boolean", value: argument(call, 0, "x")?.kind === "tensor" });

const staticValue: Special = (call) => {
  const value = argument(call, 0, "tensor", "dimension");
  if (value?.kind !== "tensor") return value;
  const item = value.scalar === true ? oneItem(value) : null;
  return item === null ? NONE : integer(item);
};

const RANDOM = "normal uniform truncated_normal randint gamma categorical binomial poisson";

export const CONSTANT_FUNCTIONS: readonly (readonly [homes: string, names: string, special: Special])[] = [
  ["tk", "shape shape_n", shape],
  ["o", "shape", shapeAsTuple],
  ["k", "int_shape get_variable_shape", shapeAsTuple],
  ["t", "rank", rankAsTensor],
  ["ko", "ndim", rank],
  ["to", "size", size],
  ["tko", "constant convert_to_tensor array", constant],
  ["tko", "zeros", filled(0)],
  ["tko", "ones", filled(1)],
  ["o", "empty full", fill],
  ["t", "fill", fill],
  ["tko", "eye", eye],
  ["o", "identity", eye],
  ["tko", "range arange", range],
  ["to", "linspace", linspace],
  ["to", "meshgrid", meshgrid],
  ["tko", "random_normal random_uniform truncated_normal random_binomial random_bernoulli", filled(null)],
  ["r", RANDOM, filled(null)],
  ["tk", "placeholder", filled(null)],
  ["tko", "get_value convert_to_numpy", asIs],
  ["t", "TensorShape", tensorShape],
  ["tko", "is_tensor is_keras_tensor", isTensor],
  ["t", "get_static_value dimension_value", staticValue],
];
