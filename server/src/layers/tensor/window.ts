/** Convolutions and poolings as functions, with filters that are given as tensors. FLOPs as for the layers of the same names. */
import { channelsOf, elements, kernel } from "../arithmetic";
import type { KnownShape, LayerCost } from "../arithmetic";
import { positionsIn } from "./costs";
import { describeTensor, product, refused, tensorShape, samplesInFront } from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

export type WindowPadding = "same" | "valid" | readonly (readonly [number, number])[];

export interface WindowForm {
  /** One for each side of the image; one alone is for all of them. */
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: WindowPadding;
  readonly channelsFirst: boolean;
}

/** `filters`: height × width × channels in × channels out, in as many dimensions as the image has. */
export function convolution(form: WindowForm): TensorRule {
  return filtered("conv", form, (channels, [channelsIn = 1, channelsOut = 1]) =>
    channels === null || channels % channelsIn === 0 ? channelsOut : undefined,
  );
}

/** `filters`: height × width × channels × multiplier. */
export function depthwise(form: WindowForm): TensorRule {
  return filtered("depthwise", form, (channels, [channelsIn = 1, multiplier = 1]) =>
    channels === null || channels === channelsIn ? channelsIn * multiplier : undefined,
  );
}

function filtered(
  kind: "conv" | "depthwise",
  form: WindowForm,
  channelsFor: (channels: Side, filterEnd: readonly number[]) => number | undefined,
): TensorRule {
  return {
    output: ([image, filters]) => {
      if (image === undefined || filters === undefined) return refused("A convolution takes an image and filters.");
      const sides = filters.sides.filter((side) => side !== null);
      const rank = image.sides.length;
      if (sides.length !== rank || filters.sides.length !== rank || rank < 3) {
        return refused(
          `A convolution of ${describeTensor(image)} with filters ${describeTensor(filters)}: the ranks differ.`,
        );
      }
      const channels = channelsFor(image.sides[form.channelsFirst ? 1 : rank - 1] ?? null, sides.slice(-2));
      if (channels === undefined)
        return refused(
          `A convolution of ${describeTensor(image)} with filters ${describeTensor(filters)}: the channels differ.`,
        );
      return slid(image, sides.slice(0, -2), form, channels);
    },
    cost: ([image = [], filters = []], output) => {
      const area = product(filters.slice(0, -2));
      const depth = kind === "conv" ? (filters.at(-2) ?? 1) : 1;
      return windowCost(kind, image, filters, output, elements(output) * area * depth, form);
    },
  };
}

function windowCost(
  kind: "conv" | "depthwise",
  image: KnownShape,
  filters: KnownShape,
  output: KnownShape,
  macs: number,
  form: WindowForm,
): LayerCost {
  const sizes = filters.slice(0, -2);
  const channelsOut = form.channelsFirst ? (output[1] ?? 1) : channelsOf(output);
  const main = kernel(kind, {
    macs,
    reads: elements(image),
    writes: elements(output),
    weights: elements(filters),
    positions: Math.max(1, elements(output) / channelsOut),
    size: Math.max(1, ...sizes),
    shortSize: Math.min(...sizes),
    stride: form.strides[0] ?? 1,
    channelsIn: filters.at(-2) ?? 1,
    channelsOut,
  });
  return { flops: 2 * macs, macs, kernels: [main] };
}

/** `output`: all sides of the result as written, null where only the program knows; absent: what the padding gives. */
export function transposedConvolution(
  form: WindowForm,
  output: readonly Side[] | null,
  filtersOutFirst: boolean,
): TensorRule {
  return {
    output: ([image, filters]) => {
      if (image === undefined || filters === undefined) return refused("A convolution takes an image and filters.");
      const rank = image.sides.length;
      const channels = filters.sides.at(filtersOutFirst ? -2 : -1) ?? null;
      if (filters.sides.length !== rank)
        return refused(`The filters ${describeTensor(filters)} are not for ${describeTensor(image)}.`);
      if (output !== null) {
        if (output.length !== rank) return refused(`The output shape of a transposed convolution needs ${rank} sides.`);
        return tensorShape([image.sides[0] ?? null, ...output.slice(1)], samplesInFront(image.samples));
      }
      const sides = spatial(image, form).map((side, index) => {
        const stride = strideAt(form.strides, index);
        const size = filters.sides[index] ?? null;
        if (side === null || size === null) return null;
        return form.padding === "same" ? side * stride : side * stride + Math.max(size - stride, 0);
      });
      return withSpatial(image, sides, channels, form);
    },
    cost: ([image = [], filters = []], sides) =>
      windowCost(
        "conv",
        image,
        filters,
        sides,
        elements(image) * product(filters.slice(0, -2)) * (filters.at(filtersOutFirst ? -2 : -1) ?? 1),
        form,
      ),
  };
}

export function pooling(size: readonly number[], form: WindowForm): TensorRule {
  return {
    output: ([image]) => {
      if (image === undefined) return refused("A pooling takes an image.");
      if (image.sides.length < 3) return refused(`A pooling needs an image, not ${describeTensor(image)}.`);
      const sizes = spatial(image, form).map((_, index) => strideAt(size, index));
      return slid(image, sizes, form, image.sides[form.channelsFirst ? 1 : image.sides.length - 1] ?? null);
    },
    cost: ([image = []], output) => {
      const operations = elements(output) * product(image.slice(2).map((_, index) => strideAt(size, index)));
      const main = kernel("pool", {
        macs: operations,
        reads: elements(image),
        writes: elements(output),
        positions: positionsIn(output),
        size: Math.max(...size),
        shortSize: Math.min(...size),
        stride: form.strides[0] ?? 1,
        channelsOut: channelsOf(output),
      });
      return { flops: operations, macs: 0, kernels: [main] };
    },
  };
}

function slid(image: TensorShape, sizes: readonly number[], form: WindowForm, channels: Side): TensorOutput {
  const sides = spatial(image, form).map((side, index) => {
    if (side === null) return null;
    const stride = strideAt(form.strides, index);
    const extent = ((sizes[index] ?? 1) - 1) * strideAt(form.dilations, index) + 1;
    if (form.padding === "same") return Math.ceil(side / stride);
    const [before, behind] = form.padding === "valid" ? [0, 0] : (form.padding[index] ?? [0, 0]);
    return Math.floor((side + before + behind - extent) / stride) + 1;
  });
  if (sides.some((side) => side !== null && side < 1))
    return refused(`A window of ${sizes.join("×")} does not fit into ${describeTensor(image)}.`);
  return withSpatial(image, sides, channels, form);
}

function spatial({ sides }: TensorShape, { channelsFirst }: WindowForm): readonly Side[] {
  return channelsFirst ? sides.slice(2) : sides.slice(1, -1);
}

function withSpatial(
  image: TensorShape,
  sides: readonly Side[],
  channels: Side,
  { channelsFirst }: WindowForm,
): TensorShape {
  const [batch = null] = image.sides;
  return tensorShape(
    channelsFirst ? [batch, channels, ...sides] : [batch, ...sides, channels],
    samplesInFront(image.samples),
  );
}

function strideAt(strides: readonly number[], index: number): number {
  return strides[index] ?? strides[0] ?? 1;
}
