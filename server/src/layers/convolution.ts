/**
 * Convolutions over one, two and three axes. FLOPs: 2 per multiply-accumulate, 1 per output element for a bias, and the activation's.
 * Kernels: the convolution (a matrix product where it leaves one position), then one for the bias, then the activation's.
 * Images alone were measured: a sequence is priced as an image of width 1 (which is how TensorFlow computes it), a volume as an
 * image whose window sums over its planes as over channels.
 */
import type { Kernel } from "../../../predictors/src/kernels";
import type { Shape } from "../../../protocol/report";
import type { Operation } from "./operations";
import type { Sides } from "./arithmetic";
import { activationFlops, activationKernels, activationNote } from "./activation";
import {
  channelsOf,
  elements,
  imageOf,
  isKnown,
  kernel,
  positionsOf,
  pricedAs,
  pricedAsImage,
  shape,
  shapeError,
} from "./arithmetic";
import type { Image, KnownShape, LayerCost, LayerParameters, OutputShape, Tensors } from "./arithmetic";
import type { Rules } from "./rules";
import { filterOf, slideTo, strideOf, windowExtent } from "./window";

type Of<Type extends Operation["type"]> = Extract<Operation, { type: Type }>;

export function convolutionRules(operation: Of<"conv">): Rules {
  const { filters, groups, useBias } = operation;
  const layer = `Conv${operation.kernel.length}D`;
  const { area } = filterOf(operation.kernel);
  return {
    ...pricedAsImage(layer, operation.kernel.length),
    ...convolving(operation, "convolution"),
    lastKernelSide: () => filters,
    output: (inputs) =>
      withChannels(layer, inputs, operation, (image, channels) =>
        channels % groups === 0
          ? slideTo(layer, image, operation, filters)
          : shapeError(`${layer}: ${channels} channels cannot be dealt to ${groups} groups.`, "groups"),
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

function convolutionKernel(operation: Of<"conv">, input: KnownShape, output: KnownShape, macs: number): Kernel {
  const { filters, groups, strides } = operation;
  const { area, size, shortSize, depth } = filterOf(operation.kernel);
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
    size: isProduct ? 1 : size,
    shortSize: isProduct ? 1 : shortSize,
    stride: isProduct ? 1 : strideOf(strides),
    channelsIn: isDepthwise ? groups : isProduct ? channelsIn * area : channelsIn * depth,
    channelsOut: isDepthwise || isProduct ? filters : filters / groups,
  });
}

export function depthwiseRules(operation: Of<"depthwise_conv">): Rules {
  const { depthMultiplier, useBias } = operation;
  const layer = `DepthwiseConv${operation.kernel.length}D`;
  const { area } = filterOf(operation.kernel);
  return {
    ...convolving(operation, "convolution"),
    output: (inputs) =>
      withChannels(layer, inputs, operation, (image, channels) =>
        slideTo(layer, image, operation, channels * depthMultiplier),
      ),
    parameters: ([input]) => perChannel(input, (channels) => (area + (useBias ? 1 : 0)) * channels * depthMultiplier),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const macs = elements(tensors.output) * area;
      return withTail(operation, tensors.output, macs, [depthwiseKernel(operation, input, tensors.output)]);
    },
  };
}

export function separableRules(operation: Of<"separable_conv">): Rules {
  const { filters, depthMultiplier, useBias } = operation;
  const layer = `SeparableConv${operation.kernel.length}D`;
  const { area } = filterOf(operation.kernel);
  return {
    ...convolving(operation, "convolution"),
    output: (inputs) => withChannels(layer, inputs, operation, (image) => slideTo(layer, image, operation, filters)),
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
  operation: Of<"depthwise_conv"> | Of<"separable_conv">,
  input: KnownShape,
  output: KnownShape,
): Kernel {
  const { area, size, shortSize } = filterOf(operation.kernel);
  return kernel("depthwise", {
    macs: elements(output) * area,
    reads: elements(input),
    writes: elements(output),
    weights: area * channelsOf(output),
    positions: positionsOf(output),
    size,
    shortSize,
    stride: strideOf(operation.strides),
    channelsIn: channelsOf(input),
    channelsOut: channelsOf(output),
  });
}

/** Each input element meets each weight of its channel once. */
export function transposedRules(operation: Of<"conv_transpose">): Rules {
  const { filters, useBias } = operation;
  const layer = `Conv${operation.kernel.length}DTranspose`;
  const { area, size, shortSize, depth } = filterOf(operation.kernel);
  return {
    ...pricedAs(layer, "a convolution with as many operations"),
    ...convolving(operation, "transposed convolution"),
    lastKernelSide: ([input]) => input?.at(-1) ?? null,
    output: (inputs) =>
      withChannels(layer, inputs, operation, (image) =>
        shape([...image.sides.map((side, axis) => transposedSide(side, axis, operation)), filters]),
      ),
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
        size,
        shortSize,
        channelsIn: channelsOf(input) * depth,
        channelsOut: filters,
      });
      return withTail(operation, tensors.output, macs, [main]);
    },
  };
}

function transposedSide(input: number | null, axis: number, operation: Of<"conv_transpose">): number | null {
  if (input === null) return null;
  const stride = operation.strides[axis] ?? 1;
  const extent = windowExtent(operation, axis);
  if (operation.outputPadding === null) {
    return input * stride + (operation.padding === "valid" ? Math.max(extent - stride, 0) : 0);
  }
  const padding = operation.padding === "same" ? Math.floor(extent / 2) : 0;
  return (input - 1) * stride + extent - 2 * padding + (operation.outputPadding[axis] ?? 0);
}

/** Weights for each place of the output, so none of its sides may be open. Priced as a dense layer that reads all of them. */
export function localRules(operation: Of<"local_conv">): Rules {
  const layer = `LocallyConnected${operation.kernel.length}D`;
  const { area } = filterOf(operation.kernel);
  const places = (input: Shape): Shape | null => {
    const image = imageOf(layer, [input], operation.kernel.length);
    const output = image.kind === "error" ? image : slideTo(layer, image, operation, operation.filters);
    return output.kind === "shape" ? output.shape : null;
  };
  return {
    ...pricedAs(layer, "a dense layer with as many weights"),
    ...activationNote(operation.activation),
    takes: "images",
    output: (inputs) =>
      withChannels(layer, inputs, operation, (image) =>
        image.sides.includes(null)
          ? shapeError(`${layer} needs to know every side of its input: each place has weights of its own.`)
          : slideTo(layer, image, operation, operation.filters),
      ),
    parameters: ([input]) => {
      const output = input === undefined ? null : places(input);
      if (input === undefined || output === null || !isKnown(output) || !isKnown(input)) return null;
      const weights = localWeights(operation, input, output);
      return { total: weights + (operation.useBias ? elements(output) : 0), nonTrainable: 0 };
    },
    cost: (tensors) => {
      const input = firstInput(tensors);
      const weights = elements(tensors.output) * area * channelsOf(input);
      const main = kernel("dense", {
        macs: weights,
        reads: elements(input),
        writes: elements(tensors.output),
        weights,
        positions: 1,
        channelsIn: area * channelsOf(input),
        channelsOut: elements(tensors.output),
      });
      return withTail(operation, tensors.output, weights, [main]);
    },
  };
}

/** Implementation 2 keeps a weight for each pair of an input and an output element, 3 only those within a window. */
function localWeights(operation: Of<"local_conv">, input: KnownShape, output: KnownShape): number {
  const { filters, implementation } = operation;
  if (implementation === 2) return elements(input) * elements(output);
  const pairs = operation.kernel.map((_, axis) => pairsWithin(operation, axis, input[axis] ?? 1, output[axis] ?? 1));
  return elements(pairs) * channelsOf(input) * filters;
}

/** Pairs of an output and an input place along an axis where the input lies in the output's window. */
function pairsWithin(operation: Of<"local_conv">, axis: number, input: number, output: number): number {
  const size = operation.kernel[axis] ?? 1;
  if (operation.padding === "valid") return output * size;
  const stride = operation.strides[axis] ?? 1;
  let pairs = 0;
  for (let place = 0; place < output; place++) {
    const start = place * stride - Math.floor((size - 1) / 2);
    pairs += Math.min(start + size, input) - Math.max(start, 0);
  }
  return pairs;
}

/** What the network around a convolution asks of it. */
function convolving(
  { kernel, activation }: { readonly kernel: Sides; readonly activation: string },
  countedAs: "convolution" | "transposed convolution",
): Pick<Rules, "countedAs" | "area" | "takes" | "activationUnknown"> {
  return { countedAs, area: elements(kernel), takes: "images", ...activationNote(activation) };
}

function withChannels(
  layer: string,
  inputs: readonly Shape[],
  operation: { readonly kernel: Sides },
  answer: (image: Image, channels: number) => OutputShape,
): OutputShape {
  const image = imageOf(layer, inputs, operation.kernel.length);
  if (image.kind === "error") return image;
  if (image.channels === null)
    return shapeError(`${layer} cannot have weights: the channels of its input are not known.`);
  return answer(image, image.channels);
}

function perChannel(input: Shape | undefined, count: (channels: number) => number): LayerParameters | null {
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
