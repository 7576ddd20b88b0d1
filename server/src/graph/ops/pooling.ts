/** Pooling. FLOPs: one per element of a window (max or sum); a global pooling reads each input element once. */
import type { Operation } from "../operations";
import { channelsOf, elements, imageOf, kernel, NO_PARAMETERS, positionsOf, shape, totalElements } from "./rules";
import type { Rules } from "./rules";
import { slideTo } from "./window";

export function pool2dRules(operation: Extract<Operation, { type: "pool2d" }>): Rules {
  const layer = operation.mode === "max" ? "MaxPooling2D" : "AveragePooling2D";
  const [height, width] = operation.size;
  const window = { ...operation, kernel: operation.size, dilation: [1, 1] as const };
  return {
    output: (inputs) => {
      const image = imageOf(layer, inputs);
      return image.kind === "error" ? image : slideTo(layer, image, window, image.channels);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const operations = elements(output) * height * width;
      const main = kernel("pool", {
        macs: operations,
        reads: totalElements(inputs),
        writes: elements(output),
        positions: positionsOf(output),
        size: Math.max(height, width),
        shortSize: Math.min(height, width),
        stride: operation.strides[0],
        channelsOut: channelsOf(output),
      });
      return { flops: operations, macs: 0, kernels: [main] };
    },
  };
}

export function globalPool2dRules(operation: Extract<Operation, { type: "global_pool2d" }>): Rules {
  const layer = operation.mode === "max" ? "GlobalMaxPooling2D" : "GlobalAveragePooling2D";
  return {
    output: (inputs) => {
      const image = imageOf(layer, inputs);
      if (image.kind === "error") return image;
      return shape(operation.keepDimensions ? [1, 1, image.channels] : [image.channels]);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const reads = totalElements(inputs);
      const main = kernel("global_pool", {
        reads,
        writes: elements(output),
        positions: positionsOf(inputs[0] ?? output),
        channelsOut: channelsOf(output),
      });
      return { flops: reads, macs: 0, kernels: [main] };
    },
  };
}
