/** Functions that give several tensors, or that call functions of the source. */
import { asInteger, asItems, asNumber } from "../../values/ask";
import { integer, list, NONE, string, tuple, unknown } from "../../values/make";
import type { CallContext, SliceValue, TensorValue, Value } from "../../values/value";
import { contentOf as sidesIn, shapeOfTensor } from "../../layers/tensor/read";
import type { Side } from "../../layers/tensor/shapes";
import { asTensorValue, scalarValue } from "../tracing/constants";
import { contentOf } from "../tracing/content";
import { applyOperation, listOf } from "../tracing/tensor-operations";
import type { Tracer } from "../tracing/tracer";
import { argument } from "./special";
import type { Special } from "./special";
import type { TensorFunction } from "./tensor-functions";

/** `tf.split(x, 3, axis)`, `tf.split(x, [1, -1], axis)`: one layer for each part. */
const splitBySizes: Special = (call, called, tracer) => {
  const written = argument(call, 1, "num_or_size_splits", "num_splits");
  const axis = argument(call, 2, "axis", "split_dim") ?? integer(0);
  const sizes = written === undefined ? null : contentOf(written);
  if (written === undefined || sizes === null) return undefined;
  const [count] = sizes;
  const isList = scalarSize(written) === null;
  if (!isList) return typeof count === "number" ? parts(call, called, tracer, integer(count), axis, count) : undefined;
  return sizes.every((item) => typeof item === "number")
    ? parts(call, called, tracer, list(sizes.map(integer)), axis, sizes.length)
    : undefined;
};

/** `keras.ops.split(x, [2, 5], axis)` cuts at indexes, as numpy does. */
const splitAtIndexes: Special = (call, called, tracer) => {
  const written = argument(call, 1, "indices_or_sections");
  const axis = argument(call, 2, "axis") ?? integer(0);
  const count = scalarSize(written);
  if (count !== null) return parts(call, called, tracer, integer(count), axis, count);
  const indexes = asItems(written)?.map(asInteger);
  const tensor = argument(call, 0, "x");
  const sides = tensor?.kind === "tensor" ? shapeOfTensor(tensor)?.sides : undefined;
  const along = asInteger(axis);
  const side = along === null ? undefined : sides?.at(along);
  if (indexes === undefined || indexes.includes(null) || side === null || side === undefined) return undefined;
  const cuts = [0, ...indexes.map((index) => Math.min(index ?? 0, side)), side];
  const sizes = cuts.slice(1).map((cut, index) => Math.max(0, cut - (cuts[index] ?? 0)));
  return parts(call, called, tracer, list(sizes.map(integer)), axis, sizes.length);
};

function scalarSize(value: Value | undefined): number | null {
  if (value?.kind === "tensor") return asInteger(scalarValue(value) ?? NONE);
  return value?.kind === "list" || value?.kind === "tuple" ? null : asInteger(value);
}

const MOST_PARTS = 1024;

function parts(
  call: CallContext,
  called: TensorFunction,
  tracer: Tracer,
  sizes: Value,
  axis: Value,
  count: number,
): Value {
  const tensor = argument(call, 0, "value", "x", "tensor") ?? NONE;
  if (count > MOST_PARTS || count < 1) return unknown(`${called.label} into ${count} parts`, call.location);
  return listOf(
    Array.from({ length: count }, (_, part) => {
      const given = new Map<string, Value>([
        ["parts", sizes],
        ["axis", axis],
        ["part", integer(part)],
      ]);
      return applyOperation("split_part", [tensor], given, called, call, tracer);
    }),
  );
}

/** `tf.unstack(x, num, axis)`: the tensors along an axis. */
const unstack: Special = (call, called, tracer) => {
  const value = argument(call, 0, "value", "x");
  const tensor = value === undefined ? undefined : asTensorValue(value, call);
  const axis = asInteger(argument(call, 2, "axis") ?? integer(0));
  const sides = tensor?.kind === "tensor" ? shapeOfTensor(tensor)?.sides : undefined;
  if (tensor?.kind !== "tensor" || axis === null || sides === undefined) return undefined;
  const count = asInteger(argument(call, 1, "num")) ?? sides.at(axis);
  if (count === null || count === undefined || count > MOST_PARTS) return undefined;
  return listOf(along(tensor, axis < 0 ? axis + sides.length : axis, count, called, call, tracer));
};

function along(
  tensor: TensorValue,
  axis: number,
  count: number,
  called: TensorFunction,
  call: CallContext,
  tracer: Tracer,
): readonly Value[] {
  return Array.from({ length: count }, (_, place) => {
    const index = tuple([...Array<Value>(axis).fill(WHOLE), integer(place)]);
    return applyOperation("getitem", [tensor], new Map([["index", index]]), { ...called }, call, tracer);
  });
}

const WHOLE: SliceValue = { kind: "slice", start: NONE, stop: NONE, step: NONE };

/** `tf.nn.moments(x, axes)`: mean and variance. */
const moments: Special = (call, called, tracer) => {
  const tensor = argument(call, 0, "x") ?? NONE;
  const axes = argument(call, 1, "axes") ?? NONE;
  const keep = argument(call, called.home === "t" ? 4 : 2, "keepdims", "keep_dims");
  const given = new Map<string, Value>([["axis", axes], ...(keep === undefined ? [] : [["keepdims", keep] as const])]);
  const one = (name: string): Value => applyOperation("reduce", [tensor], given, { ...called, name }, call, tracer);
  return tuple([one("mean"), one("variance")]);
};

const topK: Special = (call, called, tracer) => {
  const tensor = argument(call, 0, "input", "x") ?? NONE;
  const given = new Map<string, Value>([["k", argument(call, 1, "k") ?? integer(1)]]);
  const one = (): Value => applyOperation("top_k", [tensor], given, called, call, tracer);
  return { kind: "tuple", items: [one(), one()], named: { type: "TopKV2", fields: ["values", "indices"] } };
};

/** `tf.linalg.normalize(x, axis=…)`: the unit vectors and their norms. */
const linalgNormalize: Special = (call, called, tracer) => {
  if (!called.label.includes("linalg")) return undefined;
  const tensor = argument(call, 0, "tensor") ?? NONE;
  const given = new Map<string, Value>([
    ["axis", argument(call, 2, "axis") ?? NONE],
    ["keepdims", { kind: "boolean", value: true }],
  ]);
  const passes = new Map<string, Value>([["passes", integer(2)]]);
  const norm = applyOperation("reduce", [tensor], given, called, call, tracer);
  return tuple([applyOperation("keeps_first", [tensor], passes, called, call, tracer), norm]);
};

/** `tf.compat.v1.nn.fused_batch_norm(x, scale, offset, …)` and `K.normalize_batch_in_training`: the result, mean and variance. */
const fusedBatchNorm: Special = (call, called, tracer) => {
  const tensor = argument(call, 0, "x") ?? NONE;
  const passes = new Map<string, Value>([["passes", integer(2)]]);
  const axes = new Map<string, Value>([["axis", tuple([0, 1, 2].map(integer))]]);
  const statistic = (): Value => applyOperation("reduce", [tensor], axes, called, call, tracer);
  return tuple([applyOperation("keeps_first", [tensor], passes, called, call, tracer), statistic(), statistic()]);
};

/** Depthwise, then pointwise. */
const separable: Special = (call, called, tracer) => {
  const [tensor, depthwise, pointwise] = [
    argument(call, 0, "input", "x", "inputs"),
    argument(call, 1, "depthwise_filter", "depthwise_kernel"),
    argument(call, 2, "pointwise_filter", "pointwise_kernel"),
  ];
  if (tensor === undefined || depthwise === undefined || pointwise === undefined) return undefined;
  const given = new Map<string, Value>();
  const names = [["strides"], ["padding"], ["data_format"], ["dilations", "dilation_rate", "rate"]] as const;
  for (const [index, [name, ...others]] of names.entries()) {
    const value = argument(call, index + 3, name, ...others);
    if (value !== undefined) given.set(name, value);
  }
  if (given.get("padding") === undefined) given.set("padding", string("valid"));
  const middle = applyOperation("depthwise_conv", [tensor, depthwise], given, called, call, tracer);
  return applyOperation("conv", [middle, pointwise], new Map(), called, call, tracer);
};

/** `K.repeat(x, n)`: vectors as n rows each. */
const repeatVector: Special = (call, called, tracer) => {
  const axis = new Map<string, Value>([["axis", integer(1)]]);
  const rows = applyOperation("expand_dims", [argument(call, 0, "x") ?? NONE], axis, called, call, tracer);
  const times = new Map<string, Value>([
    ["repeats", argument(call, 1, "n") ?? NONE],
    ["axis", integer(1)],
  ]);
  return applyOperation("repeat", [rows], times, called, call, tracer);
};

/** The branch that is taken, where the source decides; one of them where both give the same shape. */
const conditional: Special = (call, called, tracer) => {
  const condition = argument(call, 0, "pred", "condition") ?? NONE;
  const [then, otherwise] = [
    argument(call, 1, "true_fn", "then_expression", "fn1"),
    argument(call, 2, "false_fn", "else_expression", "fn2"),
  ];
  if (then === undefined || otherwise === undefined) return undefined;
  const run = (branch: Value): Value =>
    isFunction(branch) ? call.interpreter.call(branch, [], new Map(), call.location) : branch;
  const known = knownTruth(condition, call);
  if (known !== null) return run(known ? then : otherwise);
  if (!isFunction(then) && !isFunction(otherwise))
    return applyOperation("broadcast", [condition, then, otherwise], new Map(), called, call, tracer);
  const [one, other] = [run(then), run(otherwise)];
  const why = unknown(`which branch of ${called.label} is taken is known only when the program runs`, call.location);
  const isSame = one.kind === "tensor" && other.kind === "tensor" && sidesText(one) === sidesText(other);
  const tensors = [one, other].filter((value) => value.kind === "tensor");
  if (!isSame) return tensors.length === 0 ? why : tracer.unknownTensor(why, tensors, call, called.label);
  return applyOperation("choice", [one, other], new Map(), called, call, tracer);
};

function sidesText(tensor: TensorValue): string | null {
  return shapeOfTensor(tensor)?.sides.join() ?? null;
}

function knownTruth(value: Value, call: CallContext): boolean | null {
  const plain = value.kind === "tensor" ? scalarValue(value) : value;
  const number = asNumber(plain ?? undefined);
  if (number !== null) return number !== 0;
  if (!isFunction(value)) return null;
  const answer = call.interpreter.call(value, [], new Map(), call.location);
  return asNumber(answer.kind === "tensor" ? (scalarValue(answer) ?? undefined) : answer) === null
    ? null
    : knownTruth(answer, call);
}

function isFunction(value: Value): boolean {
  return ["function", "bound-method", "builtin"].includes(value.kind);
}

/** `K.in_train_phase(x, alt)`: networks are measured at inference. */
const atInference =
  (position: number): Special =>
  (call) => {
    const value = argument(call, position, position === 0 ? "x" : "alt");
    return value !== undefined && isFunction(value)
      ? call.interpreter.call(value, [], new Map(), call.location)
      : value;
  };

/** `tf.map_fn(f, x)`: what `f` gives for one row, for all rows. Its cost is not known. */
const mapped: Special = (call, called, tracer) => {
  const [first, second] = [argument(call, 0, "fn", "f", "function"), argument(call, 1, "elems", "xs", "elements")];
  if (first === undefined || second?.kind !== "tensor") return undefined;
  const whole = shapeOfTensor(second);
  if (whole === null) return undefined;
  const row = applyOperation("getitem", [second], new Map([["index", integer(0)]]), called, call, tracer);
  const answer = call.interpreter.call(first, [row], new Map(), call.location);
  const inner = answer.kind === "tensor" ? shapeOfTensor(answer) : null;
  if (inner === null) {
    const why =
      answer.kind === "unknown"
        ? answer
        : unknown(`what ${called.label} gives for each row is not known`, call.location);
    return tracer.unknownTensor(why, [second], call, called.label);
  }
  const sides = [whole.sides[0] ?? null, ...inner.sides];
  const shape = tuple(sides.map((side: Side) => (side === null ? NONE : integer(side))));
  return applyOperation("mapped", [second], new Map([["shape", shape]]), called, call, tracer);
};

/** A function of the source that the framework would only wrap. */
const unwrapped: Special = (call) => argument(call, 0, "func", "fn", "f");

const nothing: Special = () => NONE;

const asItIs: Special = (call) => argument(call, 0, "tensor", "x");

/** The second size that `tf.broadcast_static_shape` and its relatives compute is never a network's. */
const learningPhase: Special = () => integer(0);

const sizeOfParameters: Special = (call) => {
  const value = argument(call, 0, "x");
  const sides = value?.kind === "tensor" ? sidesIn(value) : null;
  return sides === null
    ? undefined
    : integer(sides.reduce<number>((product, side) => product * (typeof side === "number" ? side : NaN), 1));
};

export const SEVERAL_FUNCTIONS: readonly (readonly [homes: string, names: string, special: Special])[] = [
  ["t", "split", splitBySizes],
  ["o", "split array_split", splitAtIndexes],
  ["to", "unstack unpack", unstack],
  ["to", "moments", moments],
  ["to", "top_k", topK],
  ["t", "normalize", linalgNormalize],
  ["t", "fused_batch_norm", fusedBatchNorm],
  ["k", "normalize_batch_in_training", fusedBatchNorm],
  ["tk", "separable_conv2d", separable],
  ["o", "separable_conv", separable],
  ["k", "repeat", repeatVector],
  ["tko", "cond switch", conditional],
  ["k", "in_train_phase", atInference(1)],
  ["k", "in_test_phase", atInference(0)],
  ["t", "smart_cond", conditional],
  ["k", "learning_phase", learningPhase],
  ["k", "count_params", sizeOfParameters],
  ["tko", "map_fn vectorized_map map", mapped],
  ["t", "function custom_gradient recompute_grad no_gradient make_template", unwrapped],
  ["t", "check_numerics verify_tensor_all_finite", asItIs],
  ["t", "no_op group add_to_collection Assert print Print add_check_numerics_ops", nothing],
  ["k", "update update_add update_sub moving_average_update set_value batch_set_value set_learning_phase", nothing],
];
