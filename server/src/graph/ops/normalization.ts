/**
 * Batch normalization at inference: scale and shift, 2 FLOPs per element. A fused kernel reads mean, variance, scale and
 * offset of each channel whether they are trained or not; it runs slower where it does not follow a convolution.
 */
import type { Operation } from "../operations";
import { channelsOf, elements, kernel, positionsOf, shape, shapeError, single, wrongInputCount } from "./rules";
import type { Rules } from "./rules";

export function batchNormalizationRules(operation: Extract<Operation, { type: "batch_normalization" }>): Rules {
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("BatchNormalization", inputs);
      const side = input[axisWithoutBatch(operation.axis, input.length)];
      if (side === undefined) return shapeError(`BatchNormalization: its input has no axis ${operation.axis}.`);
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

/** Index into a shape without the batch dimension, for an axis that counts it. */
export function axisWithoutBatch(axis: number, rank: number): number {
  return axis < 0 ? rank + axis : axis - 1;
}
