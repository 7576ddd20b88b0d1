/** Costs of tensor operations: the measured kernels that move and compute as much. Sides are those of one sample. */
import type { KernelKind } from "../../../../predictors/src/kernels";
import { channelsOf, elements, kernel, NO_COST, totalElements } from "../arithmetic";
import type { KnownShape, LayerCost } from "../arithmetic";

/** Names the same elements anew. */
export function free(): LayerCost {
  return NO_COST;
}

/** `passes` over the elements of the result, of one operation each. */
export function passes(count: number, output: KnownShape): LayerCost {
  const size = elements(output);
  const pass = kernel("activation", { reads: size, writes: size, positions: positionsIn(output) });
  return { flops: count * size, macs: 0, kernels: Array.from({ length: count }, () => pass) };
}

/** One pass that reads several tensors. */
export function joiningPass(kind: "add" | "multiply", operands: readonly KnownShape[], output: KnownShape): LayerCost {
  const writes = elements(output);
  const reads = Math.max(totalElements(operands), kind === "add" ? operands.length * writes : 0);
  const main = kernel(kind, { reads, writes, positions: positionsIn(output), operands: operands.length });
  return { flops: (operands.length - 1) * writes, macs: 0, kernels: [main] };
}

/**
 * Elements are moved, none is computed. Counted as the Lambda layers of the measured networks are, which predictors learn from: a
 * slice with all that it is taken from, a shuffle by the positions of an image (behind the side of the batch).
 */
export function moved(
  kind: Extract<KernelKind, "slice" | "shuffle" | "copy" | "pad" | "concat">,
  operands: readonly KnownShape[],
  output: KnownShape,
): LayerCost {
  const writes = elements(output);
  const main = kernel(kind, {
    reads: kind === "pad" || kind === "copy" || kind === "slice" ? totalElements(operands) : writes,
    writes,
    positions: positionsIn(kind === "shuffle" ? output.slice(0, 4) : output),
    operands: kind === "concat" ? Math.max(2, operands.length) : 1,
    channelsOut: kind === "concat" || kind === "slice" ? channelsOf(output) : 0,
    channelsIn: kind === "slice" ? channelsOf(operands[0] ?? output) : 0,
  });
  return { ...NO_COST, kernels: [main] };
}

/** Every element is read once, few are written. */
export function reduced(operands: readonly KnownShape[], output: KnownShape): LayerCost {
  const reads = totalElements(operands);
  const writes = elements(output);
  const positions = Math.max(1, Math.round(reads / Math.max(1, writes)));
  const main = kernel("global_pool", { reads, writes, positions, channelsOut: channelsOf(output) });
  return { flops: reads, macs: 0, kernels: [main] };
}

/**
 * `macs` multiply-accumulates that sum over `depth` elements for each of the result's. A product of a whole row of positions is
 * priced as a convolution of 1×1, as a dense layer on several positions is.
 */
export function multiplied(
  { macs, depth }: { readonly macs: number; readonly depth: number },
  [left, right]: readonly [KnownShape, KnownShape],
  output: KnownShape,
): LayerCost {
  const columns = Math.max(1, channelsOf(output));
  const positions = Math.max(1, Math.round(elements(output) / columns));
  const main = kernel(positions === 1 ? "dense" : "conv", {
    macs,
    reads: elements(left),
    writes: elements(output),
    weights: elements(right),
    positions,
    channelsIn: depth,
    channelsOut: columns,
  });
  return { flops: 2 * macs, macs, kernels: [main] };
}

/** Positions of each channel. */
export function positionsIn(sides: KnownShape): number {
  return Math.max(1, elements(sides.slice(0, -1)));
}
