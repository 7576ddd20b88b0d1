/**
 * What a network looks like to the predictor: where its time goes and how large its kernels are. Networks that look alike
 * are near each other in this space; the distance to the measured ones tells how far to trust the estimate.
 */
import { groupIndex } from "./additive";
import type { Group } from "./groups";
import type { Kernel } from "./kernels";

/** Groups whose joint share of the time describes a network. */
const SHARES: readonly (readonly Group[])[] = [
  ["conv1", "conv1_thin"],
  ["conv1_small"],
  ["conv3"],
  ["conv3_thin"],
  ["conv3_small"],
  ["conv3_stride"],
  ["conv2", "conv5", "conv7", "conv9", "conv11", "conv_large_stride", "conv_asymmetric"],
  ["grouped1", "grouped3"],
  ["conv_rgb"],
  ["depthwise3", "depthwise5", "depthwise3_stride", "depthwise5_stride"],
  ["matmul", "dense"],
  ["batch_norm", "batch_norm_first"],
  ["activation", "bias"],
  ["add"],
  ["concat"],
  ["slice", "shuffle", "pad"],
  ["pool", "pool3", "global_pool"],
];

const SHARE_OF_GROUP: ReadonlyMap<number, number> = new Map(
  SHARES.flatMap((groups, share) => groups.map((group) => [groupIndex(group), share] as const)),
);

const SMALL_KERNEL_MS = 0.02;

/** Log sizes averaged over the time. */
const SIZES: readonly (keyof Kernel & ("channelsIn" | "channelsOut" | "positions" | "writes"))[] = [
  "channelsIn",
  "channelsOut",
  "positions",
  "writes",
];

/** Length of a network's shape: time shares, log total, log launches, log mean, mean log sizes, share of small kernels. */
export const SHAPE_LENGTH = SHARES.length + 3 + SIZES.length + 1;

export interface PricedKernel {
  readonly kernel: Kernel;
  readonly group: number;
  /** Milliseconds by the additive model. */
  readonly ms: number;
  readonly count: number;
}

/** `totalMs`: the kernels and the network constant. */
export function networkShape(kernels: Iterable<PricedKernel>, totalMs: number): Float64Array {
  const shape = new Float64Array(SHAPE_LENGTH);
  const sizes = SHARES.length + 3;
  let launches = 0;
  for (const { kernel, group, ms, count } of kernels) {
    const part = (ms * count) / totalMs;
    const share = SHARE_OF_GROUP.get(group);
    if (share !== undefined) add(shape, share, part);
    for (let i = 0; i < SIZES.length; i++) {
      const name = SIZES[i];
      if (name !== undefined) add(shape, sizes + i, part * log2(kernel[name]));
    }
    if (ms < SMALL_KERNEL_MS) add(shape, SHAPE_LENGTH - 1, part);
    launches += count;
  }
  shape[SHARES.length] = Math.log(totalMs);
  shape[SHARES.length + 1] = Math.log(launches);
  shape[SHARES.length + 2] = Math.log(totalMs / launches);
  return shape;
}

/** Logarithm of a size; sizes below one count as one. */
export function log2(size: number): number {
  return Math.log2(Math.max(size, 1));
}

function add(values: Float64Array, place: number, value: number): void {
  values[place] = (values[place] ?? 0) + value;
}
