/**
 * Kernels: what a layer launches on the GPU. This file is the schema between `graph` (which makes kernels) and the
 * predictors (which price them). All counts are elements (× 4 for FP32 bytes) and multiply-accumulates.
 */
export const KERNEL_KINDS = [
  "conv",
  "depthwise",
  "matmul",
  "dense",
  "bias",
  "activation",
  "batch_norm",
  "batch_norm_first",
  "add",
  "multiply",
  "concat",
  "pad",
  "slice",
  "shuffle",
  "global_pool",
  "pool",
  "softmax",
  "copy",
] as const;

export type KernelKind = (typeof KERNEL_KINDS)[number];

export interface Kernel {
  readonly kind: KernelKind;
  readonly macs: number;
  /** Activation elements read and written. */
  readonly reads: number;
  readonly writes: number;
  /** Parameter elements read. */
  readonly weights: number;
  /** Longer and shorter side of the filter. */
  readonly size: number;
  readonly shortSize: number;
  readonly stride: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  /** Output height × width. */
  readonly positions: number;
  /** Input tensors. */
  readonly operands: number;
}

/** Equal for kernels that are alike in everything. */
export function kernelKey(kernel: Kernel): string {
  const { kind, macs, reads, writes, weights, size, shortSize, stride, channelsIn, channelsOut, positions, operands } =
    kernel;
  return `${kind} ${macs} ${reads} ${writes} ${weights} ${size} ${shortSize} ${stride} ${channelsIn} ${channelsOut} ${positions} ${operands}`;
}
