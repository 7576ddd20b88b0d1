/**
 * Convolutions over one, two and three axes. FLOPs: 2 per multiply-accumulate, 1 per output element for a bias, and the activation's.
 * Kernels: the convolution (a matrix product where it leaves one position), then one for the bias, then the activation's.
 * Images alone were measured: a sequence is priced as an image of width 1 (which is how TensorFlow computes it), a volume as an
 * image whose window sums over its planes as over channels.
 */
import type { Kernel } from "../../../predictors/src/kernels";
import type { Shape } from "../../../protocol/report";
import { activationFlops, activationKernels, activationNote } from "./activation-costs";
import type { ArgumentReader } from "./arguments";
import { ACTIVATED } from "./family";
import type { Family } from "./family";
import { laidOut } from "./layout";
import { tailOf } from "./activation-arguments";
import { PADDINGS, RANKS } from "./shared-arguments";
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
import type { Image, KnownShape, LayerCost, LayerParameters, OutputShape, Padding, Sides, Tensors } from "./arithmetic";
import type { Rules } from "./rules";
import { filterOf, slideTo, strideOf, windowExtent } from "./window";

type Rank = (typeof RANKS)[number];

export const CONVOLUTIONS: Family = [
  ...RANKS.map(
    (rank) => [`Conv${rank}D`, (reader: ArgumentReader) => readConvolution(reader, rank), ACTIVATED] as const,
  ),
  ...RANKS.map(
    (rank) => [`Conv${rank}DTranspose`, (reader: ArgumentReader) => readTransposed(reader, rank), ACTIVATED] as const,
  ),
  ["SeparableConv1D", (reader) => readSeparable(reader, 1), ACTIVATED],
  ["SeparableConv2D", (reader) => readSeparable(reader, 2), ACTIVATED],
  ["DepthwiseConv1D", (reader) => readDepthwise(reader, 1), ACTIVATED],
  ["DepthwiseConv2D", (reader) => readDepthwise(reader, 2), ACTIVATED],
  ["LocallyConnected1D", (reader) => readLocal(reader, 1), ACTIVATED],
  ["LocallyConnected2D", (reader) => readLocal(reader, 2), ACTIVATED],
];

/** What all convolutions are given. */
interface Settings {
  readonly kernel: Sides;
  readonly strides: Sides;
  /** "causal" is for sequences alone. */
  readonly padding: Padding | "causal";
  readonly dilation: Sides;
  /** How its tensors are laid out, without a meaning for weights and FLOPs. */
  readonly channelsFirst: boolean;
  readonly useBias: boolean;
  readonly activation: string;
}

function settingsOf(reader: ArgumentReader, rank: Rank, mayBeCausal: boolean): Settings {
  const ones = new Array<number>(rank).fill(1);
  const settings = {
    channelsFirst: reader.channelsFirst(),
    kernel: reader.window("kernel_size", rank, { minimum: 1 }),
    strides: reader.window("strides", rank, { minimum: 1, fallback: ones }),
    padding: reader.choice("padding", mayBeCausal ? [...PADDINGS, "causal"] : PADDINGS, "valid"),
    dilation: reader.window("dilation_rate", rank, { minimum: 1, fallback: ones }),
    ...tailOf(reader),
  };
  if (Math.max(...settings.strides) > 1 && Math.max(...settings.dilation) > 1) {
    reader.fail("strides and dilation_rate cannot both be greater than 1", "dilation_rate");
  }
  return settings;
}

function laidOutRules<Given extends Settings>(rulesOf: (settings: Given) => Rules, settings: Given): Rules {
  return laidOut(settings.channelsFirst, rulesOf(settings));
}

interface ConvolutionSettings extends Settings {
  readonly filters: number;
  readonly groups: number;
}

function readConvolution(reader: ArgumentReader, rank: Rank): Rules {
  const filters = reader.integer("filters", { minimum: 1 });
  const groups = reader.integer("groups", { minimum: 1, fallback: 1 });
  if (filters % groups !== 0) reader.fail(`its ${filters} filters cannot be dealt to ${groups} groups`, "groups");
  return laidOutRules(convolutionRules, { filters, groups, ...settingsOf(reader, rank, rank === 1) });
}

function convolutionRules(settings: ConvolutionSettings): Rules {
  const { filters, groups, useBias } = settings;
  const layer = `Conv${settings.kernel.length}D`;
  const { area } = filterOf(settings.kernel);
  return {
    ...pricedAsImage(layer, settings.kernel.length),
    ...convolving(settings, "convolution"),
    lastKernelSide: () => filters,
    output: (inputs) =>
      withChannels(layer, inputs, settings, (image, channels) =>
        channels % groups === 0
          ? slideTo(layer, image, settings, filters)
          : shapeError(`${layer}: ${channels} channels cannot be dealt to ${groups} groups.`, "groups"),
      ),
    parameters: ([input]) =>
      perChannel(input, (channels) => ((area * channels) / groups) * filters + (useBias ? filters : 0)),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const channelsIn = channelsOf(input) / groups;
      const macs = elements(tensors.output) * area * channelsIn;
      const main = convolutionKernel(settings, input, tensors.output, macs);
      return withTail(settings, tensors.output, macs, dilatedKernels(settings, main));
    },
  };
}

/** Group of a window of three and more whose convolution is none of Winograd's: one with a stride. */
const STRIDED = 2;

/**
 * TensorFlow 1.14 deals the pixels of the image to a batch of small ones, so that the window is dense, convolves, and puts the outputs back.
 * cuDNN has no Winograd convolution for it.
 */
function dilatedKernels({ dilation }: Settings, main: Kernel): readonly Kernel[] {
  if (Math.max(...dilation) === 1 || main.size === 1) return [main];
  const { reads, writes, positions, channelsIn, channelsOut } = main;
  return [
    kernel("pad", { reads, writes: reads, positions, channelsIn, channelsOut: channelsIn }),
    { ...main, stride: main.kind === "conv" ? STRIDED : main.stride },
    kernel("slice", { reads: writes, writes, positions, channelsIn: channelsOut, channelsOut }),
  ];
}

function convolutionKernel(settings: ConvolutionSettings, input: KnownShape, output: KnownShape, macs: number): Kernel {
  const { filters, groups, strides } = settings;
  const { area, size, shortSize, depth } = filterOf(settings.kernel);
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

interface DepthwiseSettings extends Settings {
  readonly depthMultiplier: number;
}

function readDepthwise(reader: ArgumentReader, rank: Rank): Rules {
  const depthMultiplier = reader.integer("depth_multiplier", { minimum: 1, fallback: 1 });
  return laidOutRules(depthwiseRules, { depthMultiplier, ...settingsOf(reader, rank, false) });
}

function depthwiseRules(settings: DepthwiseSettings): Rules {
  const { depthMultiplier, useBias } = settings;
  const layer = `DepthwiseConv${settings.kernel.length}D`;
  const { area } = filterOf(settings.kernel);
  return {
    ...convolving(settings, "convolution"),
    output: (inputs) =>
      withChannels(layer, inputs, settings, (image, channels) =>
        slideTo(layer, image, settings, channels * depthMultiplier),
      ),
    parameters: ([input]) => perChannel(input, (channels) => (area + (useBias ? 1 : 0)) * channels * depthMultiplier),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const macs = elements(tensors.output) * area;
      const main = depthwiseKernel(settings, input, tensors.output);
      return withTail(settings, tensors.output, macs, dilatedKernels(settings, main));
    },
  };
}

interface SeparableSettings extends Settings {
  readonly filters: number;
  readonly depthMultiplier: number;
}

function readSeparable(reader: ArgumentReader, rank: Rank): Rules {
  const filters = reader.integer("filters", { minimum: 1 });
  const depthMultiplier = reader.integer("depth_multiplier", { minimum: 1, fallback: 1 });
  return laidOutRules(separableRules, { filters, depthMultiplier, ...settingsOf(reader, rank, rank === 1) });
}

function separableRules(settings: SeparableSettings): Rules {
  const { filters, depthMultiplier, useBias } = settings;
  const layer = `SeparableConv${settings.kernel.length}D`;
  const { area } = filterOf(settings.kernel);
  return {
    ...convolving(settings, "convolution"),
    output: (inputs) => withChannels(layer, inputs, settings, (image) => slideTo(layer, image, settings, filters)),
    parameters: ([input]) =>
      perChannel(input, (channels) => (area + filters) * channels * depthMultiplier + (useBias ? filters : 0)),
    cost: (tensors) => {
      const input = firstInput(tensors);
      const middle = [...tensors.output.slice(0, -1), channelsOf(input) * depthMultiplier];
      const depthwise = depthwiseKernel(settings, input, middle);
      const pointwise = kernel("conv", {
        macs: elements(tensors.output) * channelsOf(middle),
        reads: elements(middle),
        writes: elements(tensors.output),
        weights: channelsOf(middle) * filters,
        positions: positionsOf(tensors.output),
        channelsIn: channelsOf(middle),
        channelsOut: filters,
      });
      const kernels = [...dilatedKernels(settings, depthwise), pointwise];
      return withTail(settings, tensors.output, depthwise.macs + pointwise.macs, kernels);
    },
  };
}

function depthwiseKernel(
  settings: DepthwiseSettings | SeparableSettings,
  input: KnownShape,
  output: KnownShape,
): Kernel {
  const { area, size, shortSize } = filterOf(settings.kernel);
  return kernel("depthwise", {
    macs: elements(output) * area,
    reads: elements(input),
    writes: elements(output),
    weights: area * channelsOf(output),
    positions: positionsOf(output),
    size,
    shortSize,
    stride: strideOf(settings.strides),
    channelsIn: channelsOf(input),
    channelsOut: channelsOf(output),
  });
}

interface TransposedSettings extends Settings {
  readonly filters: number;
  readonly outputPadding: Sides | null;
}

function readTransposed(reader: ArgumentReader, rank: Rank): Rules {
  const filters = reader.integer("filters", { minimum: 1 });
  const settings = settingsOf(reader, rank, false);
  const outputPadding = reader.has("output_padding") ? reader.window("output_padding", rank, { minimum: 0 }) : null;
  for (const [axis, amount] of outputPadding?.entries() ?? []) {
    const stride = settings.strides[axis] ?? 1;
    if (amount >= stride) reader.fail(`output_padding ${amount} must be less than the stride ${stride}`);
  }
  return laidOutRules(transposedRules, { filters, outputPadding, ...settings });
}

/** Each input element meets each weight of its channel once. */
function transposedRules(settings: TransposedSettings): Rules {
  const { filters, useBias } = settings;
  const layer = `Conv${settings.kernel.length}DTranspose`;
  const { area, size, shortSize, depth } = filterOf(settings.kernel);
  return {
    ...pricedAs(layer, "a convolution with as many operations"),
    ...convolving(settings, "transposed convolution"),
    lastKernelSide: ([input]) => input?.at(-1) ?? null,
    output: (inputs) =>
      withChannels(layer, inputs, settings, (image) =>
        shape([...image.sides.map((side, axis) => transposedSide(side, axis, settings)), filters]),
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
      return withTail(settings, tensors.output, macs, [main]);
    },
  };
}

function transposedSide(input: number | null, axis: number, settings: TransposedSettings): number | null {
  if (input === null) return null;
  const stride = settings.strides[axis] ?? 1;
  const extent = windowExtent(settings, axis);
  if (settings.outputPadding === null) {
    return input * stride + (settings.padding === "valid" ? Math.max(extent - stride, 0) : 0);
  }
  const padding = settings.padding === "same" ? Math.floor(extent / 2) : 0;
  return (input - 1) * stride + extent - 2 * padding + (settings.outputPadding[axis] ?? 0);
}

interface LocalSettings extends Settings {
  readonly filters: number;
  /** Keras' three ways to keep the weights: 2 keeps those that are always zero too. */
  readonly implementation: number;
}

function readLocal(reader: ArgumentReader, rank: Rank): Rules {
  const filters = reader.integer("filters", { minimum: 1 });
  const implementation = reader.integer("implementation", { minimum: 1, fallback: 1 });
  const settings = settingsOf(reader, rank, false);
  if (implementation === 1 && settings.padding === "same") reader.fail('padding "same" needs implementation 2 or 3');
  return laidOutRules(localRules, { filters, implementation, ...settings });
}

/** Weights for each place of the output, so none of its sides may be open. Priced as a dense layer that reads all of them. */
function localRules(settings: LocalSettings): Rules {
  const layer = `LocallyConnected${settings.kernel.length}D`;
  const { area } = filterOf(settings.kernel);
  const places = (input: Shape): Shape | null => {
    const image = imageOf(layer, [input], settings.kernel.length);
    const output = image.kind === "error" ? image : slideTo(layer, image, settings, settings.filters);
    return output.kind === "shape" ? output.shape : null;
  };
  return {
    ...pricedAs(layer, "a dense layer with as many weights"),
    ...activationNote(settings.activation),
    takes: "images",
    output: (inputs) =>
      withChannels(layer, inputs, settings, (image) =>
        image.sides.includes(null)
          ? shapeError(`${layer} needs to know every side of its input: each place has weights of its own.`)
          : slideTo(layer, image, settings, settings.filters),
      ),
    parameters: ([input]) => {
      const output = input === undefined ? null : places(input);
      if (input === undefined || output === null || !isKnown(output) || !isKnown(input)) return null;
      const weights = localWeights(settings, input, output);
      return { total: weights + (settings.useBias ? elements(output) : 0), nonTrainable: 0 };
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
      return withTail(settings, tensors.output, weights, [main]);
    },
  };
}

/** Implementation 2 keeps a weight for each pair of an input and an output element, 3 only those within a window. */
function localWeights(settings: LocalSettings, input: KnownShape, output: KnownShape): number {
  const { filters, implementation } = settings;
  if (implementation === 2) return elements(input) * elements(output);
  const pairs = settings.kernel.map((_, axis) => pairsWithin(settings, axis, input[axis] ?? 1, output[axis] ?? 1));
  return elements(pairs) * channelsOf(input) * filters;
}

/** Pairs of an output and an input place along an axis where the input lies in the output's window. */
function pairsWithin(settings: LocalSettings, axis: number, input: number, output: number): number {
  const size = settings.kernel[axis] ?? 1;
  if (settings.padding === "valid") return output * size;
  const stride = settings.strides[axis] ?? 1;
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
  settings: { readonly kernel: Sides },
  answer: (image: Image, channels: number) => OutputShape,
): OutputShape {
  const image = imageOf(layer, inputs, settings.kernel.length);
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
  settings: { readonly useBias: boolean; readonly activation: string },
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
    flops: 2 * macs + (settings.useBias ? count : 0) + activationFlops(settings.activation, output),
    macs,
    kernels: [...main, ...(settings.useBias ? [bias] : []), ...activationKernels(settings.activation, output)],
  };
}
