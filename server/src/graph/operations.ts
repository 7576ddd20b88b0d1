/**
 * What a layer computes, freed of framework spelling: every default filled in, every pair a pair.
 * `operationOf` reads it from arguments by their Keras 2 names, whether they come from source text or from a saved topology.
 */
import type { Location } from "../../../protocol/source";
import type { LayerValue, Value } from "../eval/values";
import { ArgumentReader } from "./arguments";
import { canonicalActivation } from "./ops/activation-functions";

export type Pair = readonly [number, number];
export type Padding = "same" | "valid";

export type Operation =
  | { readonly type: "input"; readonly shape: readonly (number | null)[] | null }
  | {
      readonly type: "conv2d";
      readonly filters: number;
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly groups: number;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | {
      readonly type: "separable_conv2d";
      readonly filters: number;
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly depthMultiplier: number;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | {
      readonly type: "depthwise_conv2d";
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly depthMultiplier: number;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | {
      readonly type: "conv2d_transpose";
      readonly filters: number;
      readonly kernel: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilation: Pair;
      readonly outputPadding: Pair | null;
      readonly useBias: boolean;
      readonly activation: string;
    }
  | { readonly type: "dense"; readonly units: number; readonly useBias: boolean; readonly activation: string }
  | { readonly type: "batch_normalization"; readonly axis: number; readonly scale: boolean; readonly center: boolean }
  /** A name of `ops/activation.ts`, or "custom:NAME" for a function of the user's. */
  | { readonly type: "activation"; readonly function: string }
  /** One slope per element of the input, `sharedAxes` (1-based) counted once. */
  | { readonly type: "prelu"; readonly sharedAxes: readonly number[] }
  | {
      readonly type: "pool2d";
      readonly mode: "max" | "average";
      readonly size: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
    }
  | { readonly type: "global_pool2d"; readonly mode: "max" | "average"; readonly keepDimensions: boolean }
  | { readonly type: "flatten" }
  | { readonly type: "reshape"; readonly target: readonly number[] }
  | { readonly type: "permute"; readonly dimensions: readonly number[] }
  | { readonly type: "zero_padding2d"; readonly padding: readonly [Pair, Pair] }
  | { readonly type: "cropping2d"; readonly cropping: readonly [Pair, Pair] }
  | { readonly type: "up_sampling2d"; readonly size: Pair }
  /** Nothing at inference: dropout, noise. */
  | { readonly type: "identity" }
  | {
      readonly type: "merge";
      readonly mode: "add" | "subtract" | "multiply" | "average" | "maximum" | "minimum";
    }
  | { readonly type: "concatenate"; readonly axis: number }
  /** Shape known from elsewhere, cost from how it changes the shape (saved Lambda layers). `shuffle`: it reorders channels. */
  | { readonly type: "lambda"; readonly outputShape: readonly (number | null)[] | null; readonly shuffle: boolean }
  | UnknownOperation;

/** `why` is a whole sentence. */
export interface UnknownOperation {
  readonly type: "unknown";
  readonly why: string;
  /** "argument": the value is wrong; "unknown-value": it is not known; "unknown-layer": the layer is not known or not measured. */
  readonly cause: "argument" | "unknown-value" | "unknown-layer";
  /** Place of the unknown value, where there is one. */
  readonly origin: Location | null;
}

/**
 * Reads a layer's arguments. `className` is canonical ("Conv2D"). Arguments that touch neither shape nor cost (names,
 * initializers, regularizers, rates …) are never looked at. What is wrong or not known gives an unknown operation with
 * the reason; nothing is thrown.
 */
export function operationOf(className: string, given: ReadonlyMap<string, Value>): Operation {
  const read = READERS.get(className);
  if (read === undefined) {
    return { type: "unknown", cause: "unknown-layer", why: `The layer ${className} is not known.`, origin: null };
  }
  const reader = new ArgumentReader(className, given);
  const operation = read(reader);
  return reader.failure ?? operation;
}

type Read = (reader: ArgumentReader) => Operation;

const PADDINGS = ["valid", "same"] as const;
const ONE: Pair = [1, 1];

/** Classes that pass their input on at inference. */
const IDENTITIES = [
  "Dropout",
  "FixedDropout",
  "SpatialDropout1D",
  "SpatialDropout2D",
  "SpatialDropout3D",
  "AlphaDropout",
  "GaussianDropout",
  "GaussianNoise",
  "ActivityRegularization",
  "RandomFlip",
  "RandomRotation",
  "RandomTranslation",
  "RandomZoom",
  "RandomContrast",
  "RandomBrightness",
];

const MERGES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"] as const;
type MergeMode = Extract<Operation, { type: "merge" }>["mode"];

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["InputLayer", readInput],
  ["Conv2D", readConv2d],
  ["Conv2DTranspose", readConv2dTranspose],
  ["SeparableConv2D", readSeparableConv2d],
  ["DepthwiseConv2D", readDepthwiseConv2d],
  ["Dense", readDense],
  ["BatchNormalization", readBatchNormalization],
  ["Activation", readActivationLayer],
  ["ReLU", () => ({ type: "activation", function: "relu" })],
  ["LeakyReLU", () => ({ type: "activation", function: "leaky_relu" })],
  ["ELU", () => ({ type: "activation", function: "elu" })],
  ["ThresholdedReLU", () => ({ type: "activation", function: "thresholded_relu" })],
  ["Rescaling", () => ({ type: "activation", function: "rescaling" })],
  ["Softmax", () => ({ type: "activation", function: "softmax" })],
  ["PReLU", (reader) => ({ type: "prelu", sharedAxes: known(reader.numbers("shared_axes") ?? []) })],
  ["MaxPooling2D", (reader) => readPool2d(reader, "max")],
  ["AveragePooling2D", (reader) => readPool2d(reader, "average")],
  ["GlobalMaxPooling2D", (reader) => readGlobalPool2d(reader, "max")],
  ["GlobalAveragePooling2D", (reader) => readGlobalPool2d(reader, "average")],
  ["Flatten", () => ({ type: "flatten" })],
  ["Reshape", readReshape],
  ["Permute", (reader) => ({ type: "permute", dimensions: required(reader, "dims") })],
  ["ZeroPadding2D", readZeroPadding2d],
  ["Cropping2D", readCropping2d],
  ["UpSampling2D", readUpSampling2d],
  ["Lambda", readLambda],
  ["Concatenate", (reader) => ({ type: "concatenate", axis: axisOf(reader, -1) })],
  ...IDENTITIES.map((name): [string, Read] => [name, () => ({ type: "identity" })]),
  ...MERGES.map((name): [string, Read] => [name, () => ({ type: "merge", mode: name.toLowerCase() as MergeMode })]),
]);

function readInput(reader: ArgumentReader): Operation {
  for (const name of ["batch_input_shape", "batch_shape"]) {
    const withBatch = reader.numbers(name);
    if (withBatch !== undefined) return { type: "input", shape: checkedSides(reader, name, withBatch.slice(1)) };
  }
  for (const name of ["shape", "input_shape"]) {
    const shape = reader.numbers(name);
    if (shape !== undefined) return { type: "input", shape: checkedSides(reader, name, shape) };
  }
  const dimension = reader.has("input_dim") ? [reader.integer("input_dim", { minimum: 1 })] : null;
  const tensor = reader.value("tensor") ?? reader.value("input_tensor");
  return { type: "input", shape: tensor?.kind === "tensor" ? tensor.shape : dimension };
}

function checkedSides(reader: ArgumentReader, name: string, shape: readonly (number | null)[]): typeof shape {
  const wrong = shape.find((side) => side !== null && side < 1);
  if (wrong !== undefined) reader.fail(`${name} must hold positive sizes, not ${String(wrong)}`);
  return shape;
}

function readConv2d(reader: ArgumentReader): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const groups = reader.integer("groups", { minimum: 1, fallback: 1 });
  if (filters % groups !== 0) reader.fail(`its ${filters} filters cannot be dealt to ${groups} groups`);
  return { type: "conv2d", filters, groups, ...windowOf(reader), ...tailOf(reader) };
}

function readConv2dTranspose(reader: ArgumentReader): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const outputPadding = reader.has("output_padding") ? reader.pair("output_padding", { minimum: 0 }) : null;
  return { type: "conv2d_transpose", filters, outputPadding, ...windowOf(reader), ...tailOf(reader) };
}

function readSeparableConv2d(reader: ArgumentReader): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const depthMultiplier = reader.integer("depth_multiplier", { minimum: 1, fallback: 1 });
  return { type: "separable_conv2d", filters, depthMultiplier, ...windowOf(reader), ...tailOf(reader) };
}

function readDepthwiseConv2d(reader: ArgumentReader): Operation {
  const depthMultiplier = reader.integer("depth_multiplier", { minimum: 1, fallback: 1 });
  return { type: "depthwise_conv2d", depthMultiplier, ...windowOf(reader), ...tailOf(reader) };
}

function windowOf(reader: ArgumentReader): {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
} {
  reader.requireChannelsLast();
  const window = {
    kernel: reader.pair("kernel_size", { minimum: 1 }),
    strides: reader.pair("strides", { minimum: 1, fallback: ONE }),
    padding: reader.choice("padding", PADDINGS, "valid"),
    dilation: reader.pair("dilation_rate", { minimum: 1, fallback: ONE }),
  };
  if (Math.max(...window.strides) > 1 && Math.max(...window.dilation) > 1) {
    reader.fail("strides and dilation_rate cannot both be greater than 1");
  }
  return window;
}

function tailOf(reader: ArgumentReader): { readonly useBias: boolean; readonly activation: string } {
  return { useBias: reader.flag("use_bias", true), activation: activationOf(reader) };
}

function readDense(reader: ArgumentReader): Operation {
  return { type: "dense", units: reader.integer("units", { minimum: 1 }), ...tailOf(reader) };
}

function readBatchNormalization(reader: ArgumentReader): Operation {
  return {
    type: "batch_normalization",
    axis: axisOf(reader, -1),
    scale: reader.flag("scale", true),
    center: reader.flag("center", true),
  };
}

/** An axis is a number, or a list of one number in saved topologies of TensorFlow. */
function axisOf(reader: ArgumentReader, fallback: number): number {
  const axes = reader.numbers("axis");
  if (axes === undefined) return fallback;
  const [axis] = axes;
  if (axes.length === 1 && axis !== undefined && axis !== null) return axis;
  reader.fail("axis must be one whole number");
  return fallback;
}

function readActivationLayer(reader: ArgumentReader): Operation {
  if (!reader.has("activation")) reader.fail("activation is missing");
  return { type: "activation", function: activationOf(reader) };
}

/** Name of the activation: Keras' own name, "linear" for None, or "custom:NAME" for a function of the user's. */
function activationOf(reader: ArgumentReader): string {
  // Which function it is does not touch the shape: an unknown one is priced like one of the user's.
  if (reader.isUnknown("activation")) return "custom:unknown";
  const value = reader.value("activation");
  if (value === undefined) return "linear";
  switch (value.kind) {
    case "string":
      return canonicalActivation(value.value) ?? `custom:${value.value}`;
    case "library": {
      const name = value.path.slice(value.path.lastIndexOf(".") + 1);
      return canonicalActivation(name) ?? `custom:${name}`;
    }
    case "function":
    case "builtin":
    case "class":
      return `custom:${value.name}`;
    case "bound-method":
      return `custom:${value.function.name}`;
    case "instance":
      return `custom:${value.class.name}`;
    case "layer":
      return activationOfLayer(value);
    default:
      reader.fail(`activation must be a name or a function, not a ${value.kind}`);
      return "linear";
  }
}

/** `activation=LeakyReLU(0.1)` */
function activationOfLayer(layer: LayerValue): string {
  const operation = operationOf(layer.class, layer.arguments);
  return operation.type === "activation" ? operation.function : `custom:${layer.class}`;
}

function readPool2d(reader: ArgumentReader, mode: "max" | "average"): Operation {
  reader.requireChannelsLast();
  const size = reader.pair("pool_size", { minimum: 1, fallback: [2, 2] });
  const strides = reader.pair("strides", { minimum: 1, fallback: size });
  return { type: "pool2d", mode, size, strides, padding: reader.choice("padding", PADDINGS, "valid") };
}

function readGlobalPool2d(reader: ArgumentReader, mode: "max" | "average"): Operation {
  reader.requireChannelsLast();
  return { type: "global_pool2d", mode, keepDimensions: reader.flag("keepdims", false) };
}

function readReshape(reader: ArgumentReader): Operation {
  const target = required(reader, "target_shape");
  if (target.filter((side) => side === -1).length > 1) reader.fail("target_shape may hold -1 only once");
  if (target.some((side) => side < -1)) reader.fail("target_shape must hold sizes");
  return { type: "reshape", target };
}

function readZeroPadding2d(reader: ArgumentReader): Operation {
  reader.requireChannelsLast();
  return { type: "zero_padding2d", padding: reader.sides("padding", ONE) };
}

function readCropping2d(reader: ArgumentReader): Operation {
  reader.requireChannelsLast();
  return { type: "cropping2d", cropping: reader.sides("cropping", [0, 0]) };
}

function readUpSampling2d(reader: ArgumentReader): Operation {
  reader.requireChannelsLast();
  return { type: "up_sampling2d", size: reader.pair("size", { minimum: 1, fallback: [2, 2] }) };
}

/** The measured networks name their channel shuffles; anything else is told from the shapes. */
function readLambda(reader: ArgumentReader): Operation {
  const outputShape = reader.isSequence("output_shape") ? (reader.numbers("output_shape") ?? null) : null;
  return { type: "lambda", outputShape, shuffle: reader.text("name")?.includes("shuffle") ?? false };
}

function required(reader: ArgumentReader, name: string): readonly number[] {
  const numbers = reader.numbers(name);
  if (numbers === undefined) reader.fail(`${name} is missing`);
  if (numbers?.includes(null) === true) reader.fail(`${name} must hold whole numbers, not None`);
  return known(numbers ?? []);
}

function known(numbers: readonly (number | null)[]): number[] {
  return numbers.flatMap((number) => (number === null ? [] : [number]));
}
