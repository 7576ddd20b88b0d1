/** Groups of kernels that share the coefficients of the additive model. */
import { assertNever } from "./assert-never";
import type { Kernel } from "./kernels";

export const GROUPS = [
  "conv1",
  "conv1_small",
  "conv1_thin",
  "conv3",
  "conv3_small",
  "conv3_thin",
  "conv3_stride",
  "conv2",
  "conv5",
  "conv7",
  "conv9",
  "conv11",
  "conv_large_stride",
  "grouped1",
  "grouped3",
  "conv_rgb",
  "conv_asymmetric",
  "depthwise3",
  "depthwise3_stride",
  "depthwise5",
  "depthwise5_stride",
  "matmul",
  "dense",
  "bias",
  "activation",
  "batch_norm",
  "batch_norm_first",
  "add",
  "concat",
  "pad",
  "slice",
  "shuffle",
  "global_pool",
  "pool",
  "pool3",
  "softmax",
  "copy",
] as const;

export type Group = (typeof GROUPS)[number];

export const GROUP_INDEX: ReadonlyMap<Group, number> = new Map(GROUPS.map((group, i) => [group, i]));

/** The groups before "bias" are those whose time depends on multiply-accumulates. */
export const COMPUTE_GROUPS: readonly boolean[] = GROUPS.map((_, i) => i < GROUPS.indexOf("bias"));

/** Convolutions and products of matrices whose filter is re-ordered before they run. */
export const REORDERED_GROUPS: readonly boolean[] = GROUPS.map(
  (group, i) => COMPUTE_GROUPS[i] === true && group !== "dense" && !group.startsWith("depthwise"),
);

/** Channels and positions up to which a convolution does not fill the GPU. */
const THIN_CHANNELS = 32;
const SMALL_POSITIONS_1X1 = 64;
const SMALL_POSITIONS_3X3 = 256;
const GROUPED_CHANNELS = 8;

export function groupOf(kernel: Kernel): Group {
  switch (kernel.kind) {
    case "conv":
      return convolutionGroup(kernel);
    case "depthwise":
      if (kernel.size <= 3) return kernel.stride === 1 ? "depthwise3" : "depthwise3_stride";
      return kernel.stride === 1 ? "depthwise5" : "depthwise5_stride";
    case "pool":
      return kernel.size >= 3 ? "pool3" : "pool";
    case "multiply":
      return "add";
    case "matmul":
    case "dense":
    case "bias":
    case "activation":
    case "batch_norm":
    case "batch_norm_first":
    case "add":
    case "concat":
    case "pad":
    case "slice":
    case "shuffle":
    case "global_pool":
    case "softmax":
    case "copy":
      return kernel.kind;
    default:
      return assertNever(kernel.kind);
  }
}

/** The most particular property decides: a long filter, then three input channels, then few channels on both sides. */
function convolutionGroup(kernel: Kernel): Group {
  const { size, shortSize, stride, channelsIn, channelsOut, positions } = kernel;
  if (shortSize !== size) return "conv_asymmetric";
  if (channelsIn === 3 && channelsOut > GROUPED_CHANNELS) return "conv_rgb";
  if (channelsIn <= GROUPED_CHANNELS && channelsOut <= GROUPED_CHANNELS) {
    if (size === 1) return "grouped1";
    if (size >= 3) return "grouped3";
  }
  const thin = Math.min(channelsIn, channelsOut) <= THIN_CHANNELS;
  if (size === 1) {
    if (stride > 1) return "conv1";
    return positions <= SMALL_POSITIONS_1X1 ? "conv1_small" : thin ? "conv1_thin" : "conv1";
  }
  if (size === 3) {
    if (stride > 1) return "conv3_stride";
    return positions <= SMALL_POSITIONS_3X3 ? "conv3_small" : thin ? "conv3_thin" : "conv3";
  }
  if (size >= 5 && stride > 1) return "conv_large_stride";
  if (size === 2) return "conv2";
  if (size === 7) return "conv7";
  if (size === 9) return "conv9";
  if (size === 11) return "conv11";
  return "conv5";
}
