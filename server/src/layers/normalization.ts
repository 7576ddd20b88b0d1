/**
 * Normalizations. Batch normalization at inference: scale and shift, 2 FLOPs per element. A fused kernel reads mean, variance, scale and
 * offset of each channel whether they are trained or not; it runs slower where it does not follow a convolution.
 */
import type { Shape } from "../../../protocol/report";
import {
  axisWithoutBatch,
  channelsOf,
  elements,
  imageOf,
  isKnown,
  kernel,
  NO_PARAMETERS,
  positionsOf,
  pricedAs,
  shape,
  shapeError,
  single,
  wrongInputCount,
} from "./arithmetic";
import type { KnownShape, LayerCost, LayerParameters, OutputShape } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { axesOf, axisOf, known } from "./shared-arguments";
import type { Value } from "../values/value";
import type { Rules } from "./rules";

export const NORMALIZATIONS: Family = [
  ["BatchNormalization", (reader) => batchNormalizationRules(axisOf(reader, -1), weightsOf(reader))],
  ["LayerNormalization", readLayerNormalization],
  ["RMSNormalization", readRmsNormalization],
  ["GroupNormalization", readGroupNormalization],
  ["InstanceNormalization", readInstanceNormalization],
  ["FilterResponseNormalization", readFilterResponse],
  ["UnitNormalization", (reader) => unitNormalizationRules(axesOf(reader, [-1]))],
  ["Normalization", readNormalization],
];

/** Which vectors of weights it has. */
interface Weights {
  readonly scale: boolean;
  readonly center: boolean;
}

function weightsOf(reader: ArgumentReader): Weights {
  return { scale: reader.flag("scale", true), center: reader.flag("center", true) };
}

function batchNormalizationRules(axis: number, { scale, center }: Weights): Rules {
  return {
    countedAs: "batch normalization",
    channels: (rank) => rank > 1 && axisWithoutBatch(axis, rank) === 0,
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("BatchNormalization", inputs);
      const side = input[axisWithoutBatch(axis, input.length)];
      if (side === undefined) return shapeError(`BatchNormalization: its input has no axis ${axis}.`, "axis");
      if (side === null) return shapeError(`BatchNormalization: the size of axis ${axis} is not known.`);
      return shape(input);
    },
    parameters: ([input]) => {
      const channels = input?.[axisWithoutBatch(axis, input.length)] ?? null;
      if (channels === null) return null;
      const trained = (scale ? 1 : 0) + (center ? 1 : 0);
      return { total: (2 + trained) * channels, nonTrainable: 2 * channels };
    },
    cost: ({ output, afterConvolution }) => {
      const count = elements(output);
      const channels = channelsOf(output);
      const main = kernel(afterConvolution ? "batch_norm" : "batch_norm_first", {
        reads: count,
        writes: count,
        weights: 4 * channels,
        positions: positionsOf(output),
        channelsOut: channels,
      });
      return { flops: 2 * count, macs: 0, kernels: [main] };
    },
  };
}

/** `axes` count the batch; weights have one value for each place along them. RMSNormalization has no mean. */
interface LayerNormalization extends Weights {
  readonly layer: string;
  readonly axes: readonly number[];
  readonly subtractsMean: boolean;
}

function readLayerNormalization(reader: ArgumentReader): Rules {
  const rms = reader.flag("rms_scaling", false);
  const { scale, center } = weightsOf(reader);
  return layerNormalizationRules({
    layer: "LayerNormalization",
    axes: axesOf(reader, [-1]),
    scale: scale || rms,
    center: center && !rms,
    subtractsMean: !rms,
  });
}

function readRmsNormalization(reader: ArgumentReader): Rules {
  const axes = axesOf(reader, [-1]);
  return layerNormalizationRules({ layer: "RMSNormalization", axes, scale: true, center: false, subtractsMean: false });
}

/**
 * LayerNormalization and RMSNormalization. FLOPs: mean (1), variance (3), division and scale, as many passes over the
 * elements as each needs.
 */
function layerNormalizationRules({ layer, axes, scale, center, subtractsMean }: LayerNormalization): Rules {
  const passes = (subtractsMean ? 4 : 3) + (scale ? 1 : 0) + (center ? 1 : 0);
  return {
    channels: "inherited",
    ...pricedAs(layer, "element-wise operations, one for each step of it"),
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount(layer, inputs);
      const indexes = axes.map((axis) => axisWithoutBatch(axis, input.length));
      if (new Set(indexes).size < indexes.length) return shapeError(`${layer}: an axis is named twice.`, "axis");
      return unsuitedAxis(layer, axes, input, scale || center) ?? shape(input);
    },
    parameters: ([input]) => {
      const sizes = axes.map((axis) => input?.[axisWithoutBatch(axis, input.length)] ?? null);
      return isKnown(sizes) ? trainable((Number(scale) + Number(center)) * elements(sizes)) : null;
    },
    cost: ({ output }) => passesOver(output, passes),
  };
}

/** `groups` null is one for each channel. A null `axis` has one scale and one offset in all. */
interface GroupNormalization extends Weights {
  readonly layer: string;
  readonly groups: number | null;
  readonly axis: number | null;
}

/** -1 groups are one for each channel. */
function readGroupNormalization(reader: ArgumentReader): Rules {
  const groups = reader.integer("groups", { minimum: -1, fallback: 32 });
  if (groups === 0) reader.fail("groups must not be 0");
  return groupNormalizationRules({
    layer: "GroupNormalization",
    groups: groups === -1 ? null : groups,
    axis: axisOf(reader, -1),
    ...weightsOf(reader),
  });
}

/** A group for each channel; keras-contrib, where `axis` is None, has one scale and one offset for all of them. */
function readInstanceNormalization(reader: ArgumentReader): Rules {
  const axis = reader.isNone("axis") ? null : axisOf(reader, -1);
  return groupNormalizationRules({ layer: "InstanceNormalization", groups: null, axis, ...weightsOf(reader) });
}

/** GroupNormalization and instance normalization, whose groups are the channels. Priced as LayerNormalization. */
function groupNormalizationRules({ layer, groups, axis, scale, center }: GroupNormalization): Rules {
  const weights = Number(scale) + Number(center);
  return {
    channels: axis === null ? "inherited" : (rank) => rank > 1 && axisWithoutBatch(axis, rank) === 0,
    ...pricedAs(layer, "element-wise operations, one for each step of it"),
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount(layer, inputs);
      if (axis === null) return shape(input);
      const unsuited = unsuitedAxis(layer, [axis], input, true);
      const channels = input[axisWithoutBatch(axis, input.length)] ?? 0;
      if (unsuited !== null || groups === null || channels % groups === 0) return unsuited ?? shape(input);
      return shapeError(`${layer}: ${channels} channels cannot be dealt to ${groups} groups.`, "groups");
    },
    parameters: ([input]) => {
      if (axis === null) return trainable(weights);
      const channels = input?.[axisWithoutBatch(axis, input.length)] ?? null;
      return channels === null ? null : trainable(weights * channels);
    },
    cost: ({ output }) => passesOver(output, 4 + weights),
  };
}

/**
 * TensorFlow Addons: each channel of an image is divided by its root mean square, over height and width alone, before scale and offset; a
 * learned epsilon is one weight more. Priced as RMSNormalization.
 */
function readFilterResponse(reader: ArgumentReader): Rules {
  const layer = "FilterResponseNormalization";
  if (axesOf(reader, [1, 2]).join() !== "1,2") reader.fail("axis must be [1, 2], the height and width of an image");
  const epsilons = reader.flag("learned_epsilon", false) ? 1 : 0;
  return {
    channels: "inherited",
    takes: "images",
    ...pricedAs(layer, "element-wise operations, one for each step of it"),
    output: (inputs) => {
      const image = imageOf(layer, inputs, 2);
      if (image.kind === "error") return image;
      const sides = [...image.sides, image.channels];
      return isKnown(sides) ? shape(sides) : shapeError(`${layer} needs to know every side of its input.`);
    },
    parameters: ([input]) => {
      const channels = input?.at(-1) ?? null;
      return channels === null ? null : trainable(2 * channels + epsilons);
    },
    cost: ({ output }) => passesOver(output, 5),
  };
}

/** Division by the length along the axes: square and sum (2), division (1). */
function unitNormalizationRules(axes: readonly number[]): Rules {
  return {
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("UnitNormalization", inputs);
      return unsuitedAxis("UnitNormalization", axes, input, false) ?? shape(input);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => passesOver(output, 3),
  };
}

/** `axes` null: one mean of everything. `size`: numbers of a mean that is given. */
interface Normalization {
  readonly axes: readonly number[] | null;
  readonly given: boolean;
  readonly size: number | null;
}

function readNormalization(reader: ArgumentReader): Rules {
  const given = [reader.has("mean"), reader.has("variance")];
  if (given.includes(true) && given.includes(false)) reader.fail("mean and variance must both be given, or none");
  const axes = reader.isNone("axis") ? null : known(reader.numbers("axis") ?? [-1]);
  const [mean, variance] = ["mean", "variance"].map((name) => itemCount(reader.value(name)));
  if (mean !== variance) reader.fail("mean and variance must have the same shape");
  if (axes === null && typeof mean === "number")
    reader.fail("mean and variance must be one number each where axis is None");
  return normalizationRules({ axes, given: given.includes(true), size: mean ?? null });
}

/** Null for one number, and for what is no list of numbers that is known here. */
function itemCount(value: Value | undefined): number | null {
  if (value?.kind !== "list" && value?.kind !== "tuple") return null;
  return value.items.every(({ kind }) => kind === "integer" || kind === "float") ? value.items.length : null;
}

/** Subtracts a mean and divides by a deviation that were found before; a count is kept beside them. */
function normalizationRules({ axes, given, size }: Normalization): Rules {
  return {
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("Normalization", inputs);
      return (
        unsuitedAxis("Normalization", axes ?? [], input, true) ?? unsuitedMean(axes ?? [], size, input) ?? shape(input)
      );
    },
    parameters: ([input]) => {
      if (given) return NO_PARAMETERS;
      const sizes = (axes ?? []).map((axis) => input?.[axisWithoutBatch(axis, input.length)] ?? null);
      if (!isKnown(sizes)) return null;
      const total = 2 * elements(sizes) + 1;
      return { total, nonTrainable: total };
    },
    cost: ({ output }) => passesOver(output, 2),
  };
}

/** The error of a given mean with as many numbers as no side has; one number goes with all. */
function unsuitedMean(axes: readonly number[], size: number | null, input: Shape): OutputShape | null {
  const [axis] = axes;
  if (size === null || size === 1 || axes.length !== 1 || axis === undefined) return null;
  const side = input[axisWithoutBatch(axis, input.length)] ?? null;
  if (side === null || side === size) return null;
  return shapeError(`Normalization: the mean has ${size} numbers, the axis ${side}.`);
}

function trainable(total: number): LayerParameters {
  return { total, nonTrainable: 0 };
}

/** The error of an axis that is not there, or whose size has to be known. */
function unsuitedAxis(
  layer: string,
  axes: readonly number[],
  input: Shape,
  hasWeights: boolean,
): ReturnType<typeof shapeError> | null {
  for (const axis of axes) {
    const side = input[axisWithoutBatch(axis, input.length)];
    if (side === undefined) return shapeError(`${layer}: its input has no axis ${axis}.`, "axis");
    if (side === null && hasWeights) return shapeError(`${layer}: the size of axis ${axis} is not known.`);
  }
  return null;
}

function passesOver(output: KnownShape, passes: number): LayerCost {
  const count = elements(output);
  const pass = kernel("activation", { reads: count, writes: count, positions: positionsOf(output) });
  return { flops: passes * count, macs: 0, kernels: Array.from({ length: passes }, () => pass) };
}
