/** Kernels made by hand. */
import type { Kernel, KernelKind } from "../../predictors/src/kernels";
import type { AggregateFeatures, NetworkFeatures } from "../../predictors/src/predictor";

export function kernel(kind: KernelKind, more: Partial<Kernel> = {}): Kernel {
  return {
    kind,
    macs: 0,
    reads: 1000,
    writes: 1000,
    weights: 0,
    size: 1,
    shortSize: 1,
    stride: 1,
    channelsIn: 0,
    channelsOut: 0,
    positions: 1,
    operands: 1,
    ...more,
  };
}

/** A convolution with `side` × `side` outputs. */
export function convolution(side: number, channelsIn: number, channelsOut: number, size: number): Kernel {
  const writes = side * side * channelsOut;
  return kernel("conv", {
    macs: writes * size * size * channelsIn,
    reads: side * side * channelsIn,
    writes,
    weights: size * size * channelsIn * channelsOut,
    size,
    shortSize: size,
    channelsIn,
    channelsOut,
    positions: side * side,
  });
}

/** Input, four convolutions with batch normalisation and activation, pooling, classifier: layers of kernels. */
export function smallNetwork(side: number, filters: number): readonly (readonly Kernel[])[] {
  const pixels = side * side;
  const outputs = pixels * filters;
  const block = (channelsIn: number): readonly (readonly Kernel[])[] => [
    [convolution(side, channelsIn, filters, 3)],
    [
      kernel("batch_norm", {
        reads: outputs,
        writes: outputs,
        weights: 4 * filters,
        channelsOut: filters,
        positions: pixels,
      }),
    ],
    [kernel("activation", { reads: outputs, writes: outputs, positions: pixels })],
  ];
  return [
    [kernel("copy", { reads: pixels * 3, writes: pixels * 3, positions: pixels })],
    ...block(3),
    ...block(filters),
    ...block(filters),
    [],
    ...block(filters),
    [kernel("global_pool", { reads: outputs, writes: filters, channelsOut: filters, positions: pixels })],
    [
      kernel("dense", {
        macs: filters * 1000,
        reads: filters,
        weights: filters * 1000,
        channelsIn: filters,
        channelsOut: 1000,
      }),
      kernel("bias", { weights: 1000 }),
      kernel("softmax"),
    ],
  ];
}

/** Totals of ResNet-50 at 224 × 224. */
export const TOTALS: AggregateFeatures = {
  flops: 7_750_000_000,
  sum_activations: 31_000_000,
  weighted_neurons: 3_860_000_000,
  params_conv: 23_482_624,
  layers: 177,
  input_size: 150_528,
  params_fc: 2_049_000,
  params_bn: 106_240,
  bn_layers: 53,
  conv_layers: 53,
  fc_layers: 1,
};

export function features(kernels: NetworkFeatures["kernels"], inputWidth = 224): NetworkFeatures {
  return { kernels, aggregate: TOTALS, inputWidth };
}
