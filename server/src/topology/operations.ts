/** Operations on tensors → layers of Keras' own that launch the same kernels. */
import { canonicalActivation } from "../layers/activation-functions";
import { elements } from "../layers/arithmetic";
import type { KnownShape } from "../layers/arithmetic";
import { asItems } from "../values/ask";
import { ELLIPSIS } from "../values/make";
import type { LayerValue, Value } from "../values/value";
import { activationLayers, applyActivation, arithmetic, jsonOf } from "./layers";
import { NotWritable } from "./saved";
import type { SavedNetwork, Tensor } from "./saved";

/** One operation on tensors whose first side is the batch; `shape` is what it gives. */
interface Operation {
  readonly saved: SavedNetwork;
  readonly layer: LayerValue;
  /** Its name among our own. */
  readonly name: string;
  /** The function of the source. */
  readonly called: string;
  readonly inputs: readonly Tensor[];
  readonly shape: KnownShape;
}

type Write = (operation: Operation) => Tensor | null;

const MERGES: ReadonlyMap<string, string> = new Map([
  ["add", "Add"],
  ["add_n", "Add"],
  ["accumulate_n", "Add"],
  ["subtract", "Subtract"],
  ["sub", "Subtract"],
  ["multiply", "Multiply"],
  ["mul", "Multiply"],
  ["maximum", "Maximum"],
  ["minimum", "Minimum"],
]);

const WRITERS: ReadonlyMap<string, Write> = new Map<string, Write>([
  ["identity", ({ inputs: [input] }) => input ?? null],
  ["elementwise", element],
  ["broadcast", merge],
  ["concatenate", concatenate],
  ["reshape", reshape],
  ["batch_flatten", reshape],
  ["expand_dims", reshape],
  ["squeeze", reshape],
  ["transpose", (operation) => permute(operation, numbersOf(operation, "perm"))],
  ["swapaxes", swap],
  ["getitem", slice],
  ["split_part", splitPart],
  ["reduce", reduce],
  ["pad", pad],
]);

export function applyOperation(
  saved: SavedNetwork,
  layer: LayerValue,
  inputs: readonly Tensor[],
  shape: KnownShape,
): Tensor {
  const [name, called] = ["function", "called"].map((argument) => textOf(layer, argument));
  const operation = { saved, layer, name: name ?? "", called: called ?? layer.class, inputs, shape };
  const written = layer.arguments.has("operands")
    ? withNumber(operation)
    : (WRITERS.get(operation.name)?.(operation) ?? null);
  if (written !== null) return written;
  const constants = layer.arguments.has("operands") ? " with a constant" : "";
  throw new NotWritable(
    `The operation ${operation.called}${constants} (${layer.name}) has no layer of Keras that does the same: write the network without it to measure it.`,
  );
}

function element({ saved, called, layer, inputs, shape }: Operation): Tensor | null {
  const [input] = inputs;
  if (input === undefined) return null;
  if (called === "cast") return input;
  const meant = canonicalActivation(called);
  // Its axis or slope may differ from what a layer of that name has.
  const isPlain = !["axis", "alpha", "max_value", "threshold"].some((name) => layer.arguments.has(name));
  const activation = meant === null || !isPlain ? null : activationLayers(meant);
  if (activation !== null) return applyActivation(saved, activation, input);
  return FUNCTIONS.has(called) ? saved.apply(arithmetic(called, null), inputs, shape) : null;
}

/** Functions of each element that the runner knows. */
const FUNCTIONS = new Set(["abs", "exp", "log", "negative", "rsqrt", "sqrt", "square"]);

/** Operators that the runner knows, by the names that sources use. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["add", "add"],
  ["subtract", "subtract"],
  ["sub", "subtract"],
  ["multiply", "multiply"],
  ["mul", "multiply"],
  ["divide", "divide"],
  ["div", "divide"],
  ["truediv", "divide"],
  ["true_divide", "divide"],
  ["realdiv", "divide"],
  ["pow", "pow"],
  ["power", "pow"],
  ["maximum", "maximum"],
  ["minimum", "minimum"],
]);

/** `x / 255`: constants of more than one number would have to travel as weights. */
function withNumber({ saved, name, called, layer, inputs, shape }: Operation): Tensor | null {
  const operator = OPERATORS.get(called);
  const operands = layer.arguments.get("operands");
  const [first, second] = operands?.kind === "tuple" ? operands.items : [];
  const number = [first, second].find((operand) => operand?.kind === "integer" || operand?.kind === "float");
  const isWith = name === "broadcast" && inputs.length === 1 && (first?.kind === "none" || second?.kind === "none");
  if (operator === undefined || !isWith || (number?.kind !== "integer" && number?.kind !== "float")) return null;
  return saved.apply(arithmetic(operator, number.value, number === first), inputs, shape);
}

function merge({ saved, called, inputs, shape }: Operation): Tensor | null {
  const className = MERGES.get(called);
  const hasOneRank = inputs.every((input) => input.shape.length === shape.length);
  if (className === undefined || inputs.length < 2 || !hasOneRank) return null;
  return saved.apply({ class: className, config: {} }, inputs, shape);
}

function concatenate({ saved, layer, inputs, shape }: Operation): Tensor | null {
  const axis = integerOf(layer, "axis") ?? -1;
  if (axis === 0 || inputs.length < 2) return null;
  return saved.apply({ class: "Concatenate", config: { axis } }, inputs, shape);
}

/** Where every sample keeps its elements. */
function reshape({ saved, inputs, shape }: Operation): Tensor | null {
  const [input] = inputs;
  if (input === undefined || elements(input.shape) !== elements(shape)) return null;
  return saved.apply({ class: "Reshape", config: { target_shape: shape } }, inputs, shape);
}

/** `order` has the batch as its first axis. */
function permute({ saved, inputs, shape }: Operation, order: readonly number[] | null): Tensor | null {
  const [input] = inputs;
  if (input === undefined || order === null || order.length !== shape.length + 1) return null;
  const [batch, ...dims] = order.map((axis) => (axis < 0 ? axis + order.length : axis));
  const sides = dims.map((axis) => input.shape[axis - 1]);
  if (batch !== 0 || sides.some((side, index) => side !== shape[index])) return null;
  return saved.apply({ class: "Permute", config: { dims } }, inputs, shape);
}

function swap(operation: Operation): Tensor | null {
  const rank = operation.shape.length + 1;
  const [left, right] = ["axis1", "axis2"].map((name, index) => {
    const axis = integerOf(operation.layer, name) ?? index - 2;
    return axis < 0 ? axis + rank : axis;
  });
  const order = [...Array(rank).keys()].map((axis) => (axis === left ? right : axis === right ? left : axis));
  return permute(
    operation,
    order.flatMap((axis) => axis ?? []),
  );
}

/** `x[:, 1:3]`: every axis without its beginning and its end; `x[:, None]`: the same elements. */
function slice(operation: Operation): Tensor | null {
  const index = operation.layer.arguments.get("index");
  const written = index?.kind === "tuple" ? index.items : index === undefined ? [] : [index];
  const named = written.filter((part) => part !== ELLIPSIS && !isNone(part)).length;
  const open = Math.max((operation.inputs[0]?.shape.length ?? 0) + 1 - named, 0);
  const parts = written.flatMap((part) => (part === ELLIPSIS ? new Array<Value>(open).fill(WHOLE) : [part]));
  if (isNewAxes(parts)) return reshape(operation);
  const [batch, ...rest] = parts;
  if (batch?.kind !== "slice" || !isNone(batch.start) || !isNone(batch.stop) || !isNone(batch.step)) return null;
  const starts: number[] = [];
  for (const part of rest) {
    if (part.kind !== "slice" || !(isNone(part.step) || numberOf(part.step) === 1)) return null;
    const start = isNone(part.start) ? 0 : numberOf(part.start);
    if (start === null) return null;
    starts.push(start);
  }
  return cut(operation, starts);
}

const NONE: Value = { kind: "none" };
const WHOLE: Value = { kind: "slice", start: NONE, stop: NONE, step: NONE };

/** Beside the new ones every axis is whole. */
function isNewAxes([batch, ...rest]: readonly Value[]): boolean {
  const isWhole = (part: Value | undefined): boolean =>
    part?.kind === "slice" && isNone(part.start) && isNone(part.stop) && isNone(part.step);
  return isWhole(batch) && rest.some(isNone) && rest.every((part) => isNone(part) || isWhole(part));
}

/** The n-th of several equal parts, or of parts of given sizes. */
function splitPart(operation: Operation): Tensor | null {
  const { layer, inputs, shape } = operation;
  const rank = shape.length + 1;
  const axis = integerOf(layer, "axis") ?? 0;
  const place = (axis < 0 ? axis + rank : axis) - 1;
  const part = integerOf(layer, "part") ?? 0;
  const sizes = numbersOf(operation, "parts");
  const side = shape[place];
  if (inputs.length !== 1 || side === undefined) return null;
  const isEqual = layer.arguments.get("parts")?.kind === "integer";
  const start = isEqual ? part * side : (sizes ?? []).slice(0, part).reduce((sum, size) => sum + size, 0);
  return cut(
    operation,
    shape.map((_, index) => (index === place ? start : 0)),
  );
}

/** Keras cuts three axes of a volume: what has fewer is one for that moment, which costs nothing. */
const VOLUME_AXES = 3;

function cut({ saved, inputs, shape }: Operation, starts: readonly number[]): Tensor | null {
  const [input] = inputs;
  if (input === undefined || input.shape.length !== shape.length || shape.length > VOLUME_AXES) return null;
  const missing = new Array<number>(VOLUME_AXES - shape.length).fill(1);
  const amounts = shape.map((size, axis) => {
    const [side, given] = [input.shape[axis] ?? 0, starts[axis] ?? 0];
    const before = given < 0 ? given + side : given;
    return [before, side - before - size];
  });
  if (amounts.some((pair) => pair.some((amount) => amount < 0))) return null;
  if (amounts.every((pair) => pair.every((amount) => amount === 0))) return input;
  const volume = [...input.shape, ...missing, 1];
  const opened = saved.apply({ class: "Reshape", config: { target_shape: volume } }, [input], volume);
  const cropping = [...amounts, ...missing.map(() => [0, 0])];
  const inner = [...shape, ...missing, 1];
  const config = { cropping, data_format: "channels_last" };
  const cropped = saved.apply({ class: "Cropping3D", config }, [opened], inner);
  return saved.apply({ class: "Reshape", config: { target_shape: shape } }, [cropped], shape);
}

/** The mean or the highest value over the two axes of an image. */
function reduce(operation: Operation): Tensor | null {
  const { saved, called, inputs, shape } = operation;
  const [input] = inputs;
  const className = /mean/.test(called) ? "GlobalAveragePooling2D" : /max$/.test(called) ? "GlobalMaxPooling2D" : null;
  const axes = numbersOf(operation, "axis")?.map((axis) => (axis < 0 ? axis + 4 : axis));
  const channels = input?.shape[2];
  if (className === null || input?.shape.length !== 3 || channels === undefined || axes?.join() !== "1,2") return null;
  const pooled = saved.apply({ class: className, config: { data_format: "channels_last" } }, inputs, [channels]);
  if (shape.length === 1) return pooled;
  return saved.apply({ class: "Reshape", config: { target_shape: shape } }, [pooled], shape);
}

/** Zeros around an image. */
function pad({ saved, layer, called, inputs, shape }: Operation): Tensor | null {
  const paddings = jsonOf(layer.arguments.get("paddings") ?? { kind: "none" });
  if (called === "mirror_pad" || layer.arguments.has("mode") || !Array.isArray(paddings) || paddings.length !== 4)
    return null;
  const [batch, height, width, channels] = paddings.map((pair) => JSON.stringify(pair));
  if (batch !== "[0,0]" || channels !== "[0,0]" || height === undefined || width === undefined) return null;
  const config = { padding: [paddings[1], paddings[2]], data_format: "channels_last" };
  return saved.apply({ class: "ZeroPadding2D", config }, inputs, shape);
}

function textOf({ arguments: given }: LayerValue, name: string): string | null {
  const value = given.get(name);
  return value?.kind === "string" ? value.value : null;
}

function integerOf({ arguments: given }: LayerValue, name: string): number | null {
  return numberOf(given.get(name) ?? { kind: "none" });
}

function numbersOf({ layer }: Operation, name: string): readonly number[] | null {
  const value = layer.arguments.get(name);
  const items = asItems(value) ?? (value === undefined ? [] : [value]);
  const numbers = items.flatMap((item) => numberOf(item) ?? []);
  return items.length === 0 || numbers.length < items.length ? null : numbers;
}

function numberOf(value: Value): number | null {
  return value.kind === "integer" ? value.value : null;
}

function isNone(value: Value): boolean {
  return value.kind === "none";
}
