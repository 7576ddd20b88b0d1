/**
 * Pooling. FLOPs: one per element of a window (max or sum); a global pooling, and one to a given size, reads each input element once.
 * Images alone were measured: a sequence is priced as an image of width 1, a volume as one whose windows are as large.
 */
import type { Operation } from "./operations";
import {
  channelsOf,
  elements,
  imageOf,
  kernel,
  NO_PARAMETERS,
  positionsOf,
  pricedAs,
  pricedAsImage,
  shape,
  totalElements,
} from "./arithmetic";
import type { Rules } from "./rules";
import { filterOf, slideTo, strideOf } from "./window";

type Of<Type extends Operation["type"]> = Extract<Operation, { type: Type }>;

export function poolingRules(operation: Of<"pool">): Rules {
  const rank = operation.size.length;
  const layer = layerName("", operation.mode, rank);
  const { area, size, shortSize } = filterOf(operation.size);
  const window = { ...operation, kernel: operation.size, dilation: operation.size.map(() => 1) };
  return {
    takes: "images",
    ...pricedAsImage(layer, rank),
    output: (inputs) => {
      const image = imageOf(layer, inputs, rank);
      return image.kind === "error" ? image : slideTo(layer, image, window, image.channels);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const operations = elements(output) * area;
      const main = kernel("pool", {
        macs: operations,
        reads: totalElements(inputs),
        writes: elements(output),
        positions: positionsOf(output),
        size,
        shortSize,
        stride: strideOf(operation.strides),
        channelsOut: channelsOf(output),
      });
      return { flops: operations, macs: 0, kernels: [main] };
    },
  };
}

export function globalPoolingRules(operation: Of<"global_pool">): Rules {
  const { mode, rank, keepDimensions } = operation;
  const layer = layerName("Global", mode, rank);
  return {
    takes: "images",
    ...pricedAsImage(layer, rank),
    output: (inputs) => {
      const image = imageOf(layer, inputs, rank);
      if (image.kind === "error") return image;
      return shape(keepDimensions ? [...image.sides.map(() => 1), image.channels] : [image.channels]);
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

/** Each output place takes its share of every axis. */
export function adaptivePoolingRules(operation: Of<"adaptive_pool">): Rules {
  const { mode, size } = operation;
  const layer = layerName("Adaptive", mode, size.length);
  return {
    takes: "images",
    ...pricedAs(layer, "a pooling with windows of that size"),
    output: (inputs) => {
      const image = imageOf(layer, inputs, size.length);
      return image.kind === "error" ? image : shape([...size, image.channels]);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const reads = totalElements(inputs);
      const [input = output] = inputs;
      const windows = filterOf(size.map((side, axis) => Math.ceil((input[axis] ?? 1) / side)));
      const main = kernel("pool", {
        macs: reads,
        reads,
        writes: elements(output),
        positions: positionsOf(output),
        size: windows.size,
        shortSize: windows.shortSize,
        stride: windows.size,
        channelsOut: channelsOf(output),
      });
      return { flops: reads, macs: 0, kernels: [main] };
    },
  };
}

function layerName(prefix: string, mode: "max" | "average", rank: number): string {
  return `${prefix}${mode === "max" ? "Max" : "Average"}Pooling${rank}D`;
}
