/**
 * Convolutions. FLOPs: 2 per multiply-accumulate, 1 per output element for a bias, and the activation's.
 * Kernels: the convolution (a matrix product where it leaves one position), then one for the bias, then the activation's.
 */
import type { Kernel } from "../../../../predictors/src/kernels";
import type { LayerCost, LayerParameters } from "../graph";
import type { Operation } from "../operations";
import { activationFlops, activationKernels } from "./activation";
import { channelsOf, elements, imageOf, kernel, positionsOf, shapeError } from "./rules";
import type { Image, KnownShape, OutputShape, Rules, Tensors } from "./rules";
import { slideTo } from "./window";

type Of<Type extends Operation["type"]> = Extract<Operation, { type: Type }>;

export function conv2dRules(operation: Of<"conv2d">): Rules {
  const { kernel: window, filters, groups, useBias } = operation;
  const area = window[0] * window[1];
  return {
    output: (inputs) =>
      withChannels("Conv2D", inputs, (image, channels) =>
        channels % groups === 0
          ? slideTo("Conv2D", image, operation, filters)
          : shapeError(`Conv2D: ${channels} channels cannot be dealt to ${groups} groups.`),
      ),
    parameters: ([input]) =>
      perChannel(input, (channels) => ((area * channels) / groups) * filters + (useBias ? filters : 0)),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const channelsIn = channelsOf(input) / groups;
      const macs = elements(tensors.output) * area * channelsIn;
      return withTail(operation, tensors.output, macs, [convolutionKernel(operation, input, tensors.output, macs)]);
    },
  };
}

function convolutionKernel(operation: Of<"conv2d">, input: KnownShape, output: KnownShape, macs: number): Kernel {
  const { kernel: window, filters, groups, strides } = operation;
  const area = window[0] * window[1];
  const channelsIn = channelsOf(input) / groups;
  const positions = positionsOf(output);
  const isDepthwise = groups > 1 && channelsIn === 1 && filters === groups;
  const isProduct = positions === 1 && !isDepthwise;
  return kernel(isDepthwise ? "depthwise" : isProduct ? "matmul" : "conv", {
    macs,
    reads: elements(input),
    writes: elements(output),
    weights: area * channelsIn * filters,
    positions,
    size: isProduct ? 1 : Math.max(window[0], window[1]),
    shortSize: isProduct ? 1 : Math.min(window[0], window[1]),
    stride: isProduct ? 1 : strides[0],
    channelsIn: isDepthwise ? groups : isProduct ? channelsIn * area : channelsIn,
    channelsOut: isDepthwise || isProduct ? filters : filters / groups,
  });
}

export function depthwiseConv2dRules(operation: Of<"depthwise_conv2d">): Rules {
  const { depthMultiplier, useBias } = operation;
  const [height, width] = operation.kernel;
  return {
    output: (inputs) =>
      withChannels("DepthwiseConv2D", inputs, (image, channels) =>
        slideTo("DepthwiseConv2D", image, operation, channels * depthMultiplier),
      ),
    parameters: ([input]) =>
      perChannel(input, (channels) => (height * width + (useBias ? 1 : 0)) * channels * depthMultiplier),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const macs = elements(tensors.output) * height * width;
      return withTail(operation, tensors.output, macs, [depthwiseKernel(operation, input, tensors.output)]);
    },
  };
}

export function separableConv2dRules(operation: Of<"separable_conv2d">): Rules {
  const { filters, depthMultiplier, useBias } = operation;
  const area = operation.kernel[0] * operation.kernel[1];
  return {
    output: (inputs) =>
      withChannels("SeparableConv2D", inputs, (image) => slideTo("SeparableConv2D", image, operation, filters)),
    parameters: ([input]) =>
      perChannel(input, (channels) => (area + filters) * channels * depthMultiplier + (useBias ? filters : 0)),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const middle = [...tensors.output.slice(0, -1), channelsOf(input) * depthMultiplier];
      const depthwise = depthwiseKernel(operation, input, middle);
      const pointwise = kernel("conv", {
        macs: elements(tensors.output) * channelsOf(middle),
        reads: elements(middle),
        writes: elements(tensors.output),
        weights: channelsOf(middle) * filters,
        positions: positionsOf(tensors.output),
        channelsIn: channelsOf(middle),
        channelsOut: filters,
      });
      return withTail(operation, tensors.output, depthwise.macs + pointwise.macs, [depthwise, pointwise]);
    },
  };
}

function depthwiseKernel(
  operation: Of<"depthwise_conv2d"> | Of<"separable_conv2d">,
  input: KnownShape,
  output: KnownShape,
): Kernel {
  const [height, width] = operation.kernel;
  return kernel("depthwise", {
    macs: elements(output) * height * width,
    reads: elements(input),
    writes: elements(output),
    weights: height * width * channelsOf(output),
    positions: positionsOf(output),
    size: height,
    shortSize: width,
    stride: operation.strides[0],
    channelsIn: channelsOf(input),
    channelsOut: channelsOf(output),
  });
}

/** Each input element meets each weight of its channel once. No measured network has this layer: priced as a convolution. */
export function conv2dTransposeRules(operation: Of<"conv2d_transpose">): Rules {
  const { kernel: window, filters, useBias } = operation;
  const area = window[0] * window[1];
  return {
    output: (inputs) =>
      withChannels("Conv2DTranspose", inputs, (image) => ({
        kind: "shape",
        shape: [transposedSide(image.height, 0, operation), transposedSide(image.width, 1, operation), filters],
      })),
    parameters: ([input]) => perChannel(input, (channels) => area * channels * filters + (useBias ? filters : 0)),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const macs = elements(input) * area * filters;
      const main = kernel("conv", {
        macs,
        reads: elements(input),
        writes: elements(tensors.output),
        weights: area * channelsOf(input) * filters,
        positions: positionsOf(tensors.output),
        size: Math.max(...window),
        shortSize: Math.min(...window),
        channelsIn: channelsOf(input),
        channelsOut: filters,
      });
      return withTail(operation, tensors.output, macs, [main]);
    },
  };
}

function transposedSide(input: number | null, side: 0 | 1, operation: Of<"conv2d_transpose">): number | null {
  if (input === null) return null;
  const stride = operation.strides[side];
  const extent = (operation.kernel[side] - 1) * operation.dilation[side] + 1;
  if (operation.outputPadding === null) {
    return input * stride + (operation.padding === "valid" ? Math.max(extent - stride, 0) : 0);
  }
  const padding = operation.padding === "same" ? Math.floor(extent / 2) : 0;
  return (input - 1) * stride + extent - 2 * padding + operation.outputPadding[side];
}

function withChannels(
  layer: string,
  inputs: readonly (readonly (number | null)[])[],
  answer: (image: Image, channels: number) => OutputShape,
): OutputShape {
  const image = imageOf(layer, inputs);
  if (image.kind === "error") return image;
  if (image.channels === null)
    return shapeError(`${layer} cannot have weights: the channels of its input are not known.`);
  return answer(image, image.channels);
}

function perChannel(
  input: readonly (number | null)[] | undefined,
  count: (channels: number) => number,
): LayerParameters | null {
  const channels = input?.at(-1) ?? null;
  return channels === null ? null : { total: count(channels), nonTrainable: 0 };
}

function firstInput(tensors: Tensors): KnownShape {
  return tensors.inputs[0] ?? tensors.output;
}

/** A convolution or dense layer with its bias and activation. */
export function withTail(
  operation: { readonly useBias: boolean; readonly activation: string },
  output: KnownShape,
  macs: number,
  main: readonly Kernel[],
): LayerCost {
  const count = elements(output);
  const bias = kernel("bias", {
    reads: count,
    writes: count,
    weights: channelsOf(output),
    positions: positionsOf(output),
  });
  return {
    flops: 2 * macs + (operation.useBias ? count : 0) + activationFlops(operation.activation, output),
    macs,
    kernels: [...main, ...(operation.useBias ? [bias] : []), ...activationKernels(operation.activation, output)],
  };
}
