/**
 * Normalizations. Batch normalization at inference: scale and shift, 2 FLOPs per element. A fused kernel reads mean, variance, scale and
 * offset of each channel whether they are trained or not; it runs slower where it does not follow a convolution.
 */
import type { Shape } from "../../../protocol/report";
import type { Operation } from "./operations";
import {
  channelsOf,
  elements,
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
import type { Rules } from "./rules";

export function batchNormalizationRules(operation: Extract<Operation, { type: "batch_normalization" }>): Rules {
  return {
    countedAs: "batch normalization",
    channels: (rank) => rank > 1 && axisWithoutBatch(operation.axis, rank) === 0,
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("BatchNormalization", inputs);
      const side = input[axisWithoutBatch(operation.axis, input.length)];
      if (side === undefined) return shapeError(`BatchNormalization: its input has no axis ${operation.axis}.`, "axis");
      if (side === null) return shapeError(`BatchNormalization: the size of axis ${operation.axis} is not known.`);
      return shape(input);
    },
    parameters: ([input]) => {
      const channels = input?.[axisWithoutBatch(operation.axis, input.length)] ?? null;
      if (channels === null) return null;
      const trained = (operation.scale ? 1 : 0) + (operation.center ? 1 : 0);
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

/**
 * LayerNormalization and RMSNormalization. FLOPs: mean (1), variance (3), division and scale, as many passes over the
 * elements as each needs.
 */
export function layerNormalizationRules(operation: Extract<Operation, { type: "layer_normalization" }>): Rules {
  const { layer, axes, scale, center, subtractsMean } = operation;
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

/** GroupNormalization and instance normalization, whose groups are the channels. Priced as LayerNormalization. */
export function groupNormalizationRules(operation: Extract<Operation, { type: "group_normalization" }>): Rules {
  const { layer, groups, axis, scale, center } = operation;
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

/** Division by the length along the axes: square and sum (2), division (1). */
export function unitNormalizationRules(operation: Extract<Operation, { type: "unit_normalization" }>): Rules {
  return {
    channels: "inherited",
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("UnitNormalization", inputs);
      return unsuitedAxis("UnitNormalization", operation.axes, input, false) ?? shape(input);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => passesOver(output, 3),
  };
}

/** Subtracts a mean and divides by a deviation that were found before; a count is kept beside them. */
export function normalizationRules(operation: Extract<Operation, { type: "normalization" }>): Rules {
  const { axes, given, size } = operation;
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

/** Index into a shape without the batch dimension, for an axis that counts it. */
export function axisWithoutBatch(axis: number, rank: number): number {
  return axis < 0 ? rank + axis : axis - 1;
}
