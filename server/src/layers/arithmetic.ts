/** What families of layers share: shapes, costs and their small arithmetic. Shapes leave out the batch dimension. */
import type { Fix, Shape } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import type { Kernel, KernelKind } from "../../../predictors/src/kernels";

/** A shape whose every side is known. */
export type KnownShape = readonly number[];

export type Pair = readonly [number, number];
/** One number for each spatial axis: 1, 2 or 3 of them. */
export type Sides = readonly number[];
/** Before and behind, for each spatial axis. */
export type SidePairs = readonly Pair[];
export type Padding = "same" | "valid";

export interface LayerParameters {
  readonly total: number;
  readonly nonTrainable: number;
}

/** Cost of one inference at batch 1. Element counts; × 4 for bytes in FP32. */
export interface LayerCost {
  /** 2 × multiply-accumulates plus element-wise operations. */
  readonly flops: number;
  readonly macs: number;
  readonly kernels: readonly Kernel[];
}

export type OutputShape = { readonly kind: "shape"; readonly shape: Shape } | Failure;

/** "error": a mistake in the network. "unknown": nobody's mistake. `message` is a whole sentence. */
export type Failure = AboutFailure &
  (
    | { readonly kind: "error"; readonly code: "shape" | "argument" }
    | { readonly kind: "unknown"; readonly code: "unknown-value" | "unknown-layer" }
  );

interface AboutFailure {
  readonly message: string;
  /** The argument that is wrong, and the word that was probably meant there. */
  readonly argument?: string;
  readonly meant?: { readonly written: string; readonly word: string };
  /** What mends it, where the reader of the source knows. */
  readonly fix?: Fix;
  /** Place of the unknown value, where there is one. */
  readonly origin?: Location;
}

/** What one application of a layer reads and writes. */
export interface Tensors {
  readonly inputs: readonly KnownShape[];
  readonly output: KnownShape;
  /** True where the (first) input comes straight from a convolution. */
  readonly afterConvolution: boolean;
}

/** The sentence for a layer that is priced as something else that was measured. */
export function pricedAs(layer: string, what: string): { readonly approximate: string } {
  return { approximate: `No measured network has a ${layer}: its time is estimated as that of ${what}.` };
}

/** The sentence for a layer like which nothing was measured. */
export function unmeasured(layer: string): string {
  return `${layer} was never measured on the boards: its shape and weights are known, its time is not.`;
}

/** Volumes were not measured. */
export function pricedAsImage(layer: string, rank: number): { readonly approximate?: string } {
  return rank === 3 ? pricedAs(layer, "an image with as many elements and operations") : {};
}

export const NO_PARAMETERS: LayerParameters = { total: 0, nonTrainable: 0 };
export const NO_COST: LayerCost = { flops: 0, macs: 0, kernels: [] };

/** What several layers cost together. */
export function sumOfCosts(costs: readonly LayerCost[]): LayerCost {
  return {
    flops: costs.reduce((total, { flops }) => total + flops, 0),
    macs: costs.reduce((total, { macs }) => total + macs, 0),
    kernels: costs.flatMap(({ kernels }) => kernels),
  };
}

/** Cost of a layer that is applied to so many rows at once: weights are read once. */
export function timesRows(cost: LayerCost, rows: number): LayerCost {
  if (rows === 1) return cost;
  const kernels = cost.kernels.map((kernel) => ({
    ...kernel,
    macs: kernel.macs * rows,
    reads: kernel.reads * rows,
    writes: kernel.writes * rows,
    positions: kernel.positions * rows,
  }));
  return { flops: cost.flops * rows, macs: cost.macs * rows, kernels };
}

export function shape(sides: Shape): OutputShape {
  return { kind: "shape", shape: sides };
}

export function shapeError(message: string, argument?: string): OutputShape {
  return { kind: "error", code: "shape", message, ...(argument && { argument }) };
}

export function elements(sides: KnownShape): number {
  return sides.reduce((product, side) => product * side, 1);
}

/** Elements of a shape, null where a side is not known. */
export function countElements(sides: Shape): number | null {
  return isKnown(sides) ? elements(sides) : null;
}

export function isKnown(sides: Shape): sides is KnownShape {
  return sides.every((side) => side !== null);
}

export function totalElements(shapes: readonly KnownShape[]): number {
  return shapes.reduce((total, sides) => total + elements(sides), 0);
}

/** Last side: the channels. */
export function channelsOf(sides: KnownShape): number {
  return sides.at(-1) ?? 1;
}

/** Places of a tensor: its elements, its channels aside; 1 for a vector. */
export function positionsOf(sides: KnownShape): number {
  let positions = 1;
  for (let axis = sides.length - 2; axis >= 0; axis--) positions *= sides[axis] ?? 1;
  return positions;
}

/** Height × width of an image; 1 for anything else, as reordered tensors were priced. */
export function imagePositionsOf(sides: KnownShape): number {
  return sides.length === 3 ? positionsOf(sides) : 1;
}

/** "56×56×64"; a side that is not known is written "?". */
export function describeShape(sides: Shape): string {
  return sides.length === 0 ? "()" : sides.map((side) => side ?? "?").join("×");
}

type GivenKernel = Partial<Kernel> & Pick<Kernel, "reads" | "writes" | "positions">;

/** Written out field by field: training makes millions of these, and spreading costs ten times as much. */
export function kernel(kind: KernelKind, given: GivenKernel): Kernel {
  return {
    kind,
    macs: given.macs ?? 0,
    reads: given.reads,
    writes: given.writes,
    weights: given.weights ?? 0,
    size: given.size ?? 1,
    shortSize: given.shortSize ?? 1,
    stride: given.stride ?? 1,
    channelsIn: given.channelsIn ?? 0,
    channelsOut: given.channelsOut ?? 0,
    positions: given.positions,
    operands: given.operands ?? 1,
  };
}

/** The only input of a layer that takes one. */
export function single(inputs: readonly Shape[]): Shape | null {
  return inputs.length === 1 ? (inputs[0] ?? null) : null;
}

export function wrongInputCount(layer: string, inputs: readonly Shape[]): OutputShape {
  return shapeError(`${layer} takes one input, not ${inputs.length}.`);
}

const KINDS_OF_INPUT = [
  "a sequence (steps × channels)",
  "an image (height × width × channels)",
  "a volume (depth × height × width × channels)",
];

/** Spatial sides and channels of the only input, or the error that says why there are none. */
export function imageOf(
  layer: string,
  inputs: readonly Shape[],
  rank: number,
): Image | Extract<Failure, { kind: "error" }> {
  const input = single(inputs);
  if (input === null)
    return { kind: "error", code: "shape", message: `${layer} takes one input, not ${inputs.length}.` };
  if (input.length !== rank + 1) {
    const message = `${layer} needs ${KINDS_OF_INPUT[rank - 1] ?? ""}; its input is ${describeShape(input)}.`;
    return { kind: "error", code: "shape", message };
  }
  return { kind: "image", sides: input.slice(0, rank), channels: input[rank] ?? null };
}

/** The spatial part of a tensor with one, two or three spatial axes. */
export interface Image {
  readonly kind: "image";
  readonly sides: Shape;
  readonly channels: number | null;
}

/** Index into a shape without the batch dimension, for an axis that counts it. */
export function axisWithoutBatch(axis: number, rank: number): number {
  return axis < 0 ? rank + axis : axis - 1;
}
