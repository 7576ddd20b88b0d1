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

/** Every number of a kernel, in the order in which rows and tables keep them. */
export const KERNEL_NUMBERS = [
  "macs",
  "reads",
  "writes",
  "weights",
  "size",
  "shortSize",
  "stride",
  "channelsIn",
  "channelsOut",
  "positions",
  "operands",
] as const satisfies readonly (keyof Kernel)[];

/** Equal for kernels that are alike in everything. */
export function kernelKey(kernel: Kernel): string {
  const { kind, macs, reads, writes, weights, size, shortSize, stride, channelsIn, channelsOut, positions, operands } =
    kernel;
  return `${kind} ${macs} ${reads} ${writes} ${weights} ${size} ${shortSize} ${stride} ${channelsIn} ${channelsOut} ${positions} ${operands}`;
}

/** Equal for kernels that are alike in everything, and rarely for others; cheaper than `kernelKey`. */
export function kernelHash(kernel: Kernel): number {
  let hash = mixed(kernel.kind.length, kernel.macs);
  hash = mixed(hash, kernel.reads);
  hash = mixed(hash, kernel.writes);
  hash = mixed(hash, kernel.weights);
  hash = mixed(hash, kernel.size * 64 + kernel.stride);
  hash = mixed(hash, kernel.channelsIn);
  hash = mixed(hash, kernel.channelsOut);
  return mixed(hash, kernel.positions);
}

/** One step of the hash function FNV-1a, a whole number at a time. */
function mixed(hash: number, value: number): number {
  return Math.imul(hash ^ value, 16_777_619);
}

export function isSameKernel(a: Kernel, b: Kernel): boolean {
  return (
    a.kind === b.kind &&
    a.macs === b.macs &&
    a.reads === b.reads &&
    a.writes === b.writes &&
    a.weights === b.weights &&
    a.size === b.size &&
    a.shortSize === b.shortSize &&
    a.stride === b.stride &&
    a.channelsIn === b.channelsIn &&
    a.channelsOut === b.channelsOut &&
    a.positions === b.positions &&
    a.operands === b.operands
  );
}
