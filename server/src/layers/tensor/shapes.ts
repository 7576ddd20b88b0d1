/** Shapes with all their sides, the batch's included, and the arithmetic that families of tensor operations share. */
import type { Samples } from "../../values/value";
import type { Failure, KnownShape, LayerCost } from "../arithmetic";

/** Null: known only when the program runs. */
export type Side = number | null;

export interface TensorShape {
  readonly kind: "tensor";
  readonly sides: readonly Side[];
  readonly samples: Samples;
}

export type TensorOutput = TensorShape | Failure;

/** What one operation on tensors does. `cost` gets all sides as they are at batch 1; null where it is not known. */
export interface TensorRule {
  output(operands: readonly TensorShape[]): TensorOutput;
  cost(operands: readonly KnownShape[], output: KnownShape): LayerCost | null;
}

export function tensorShape(sides: readonly Side[], samples: Samples): TensorShape {
  return { kind: "tensor", sides, samples };
}

/** An ordinary tensor: `shape` for each sample. */
export function ordinary(shape: readonly Side[]): TensorShape {
  return tensorShape([null, ...shape], FIRST);
}

/** One row for each sample, along the first side. */
export const FIRST = { axis: 0, rows: 1 } as const;

export function refused(message: string): TensorOutput {
  return { kind: "error", code: "shape", message };
}

export function notUnderstood(message: string): TensorOutput {
  return { kind: "unknown", code: "unknown-layer", message };
}

/** "(None, 7, 7, 64)" */
export function describeTensor({ sides }: TensorShape): string {
  return `(${sides.map((side) => side ?? "None").join(", ")}${sides.length === 1 ? "," : ""})`;
}

/** Sides for a batch of one sample; null where one of them is not known. */
export function sidesOfOneSample({ sides, samples }: TensorShape): KnownShape | null {
  if (samples === "unclear") return null;
  const known: number[] = [];
  for (const [axis, side] of sides.entries()) {
    const size = samples !== "none" && axis === samples.axis ? samples.rows : side;
    if (size === null) return null;
    known.push(size);
  }
  return known;
}

/** Index of an axis that may count from the end; null where there is none. */
export function axisIndex(axis: number, rank: number): number | null {
  const index = axis < 0 ? axis + rank : axis;
  return index >= 0 && index < rank ? index : null;
}

export function product(sides: readonly number[]): number {
  return sides.reduce((total, side) => total * side, 1);
}

/** The samples behind an operation that takes each axis to `moved(axis)`; null where the axis is gone. */
export function movedSamples(samples: Samples, moved: (axis: number) => number | null): Samples {
  if (samples === "none" || samples === "unclear") return samples;
  const axis = moved(samples.axis);
  return axis === null ? "unclear" : { axis, rows: samples.rows };
}

/** The samples behind an operation that computes with all other sides than the first. */
export function samplesInFront(samples: Samples): Samples {
  return typeof samples === "object" && samples.axis !== 0 ? "unclear" : samples;
}

/** The samples of what is made of several tensors, whose axes are already those of the result. */
export function joinedSamples(parts: readonly Samples[]): Samples {
  let joined: Exclude<Samples, "unclear"> = "none";
  for (const part of parts) {
    if (part === "none") continue;
    if (part === "unclear") return part;
    if (joined !== "none" && (joined.axis !== part.axis || joined.rows !== part.rows)) return "unclear";
    joined = part;
  }
  return joined;
}

/** Numpy's rule: sides of 1 and missing leading sides stretch; null where the shapes do not agree. */
export function broadcast(operands: readonly TensorShape[]): TensorShape | null {
  const rank = Math.max(0, ...operands.map(({ sides }) => sides.length));
  const sides: Side[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let joined: Side = 1;
    for (const operand of operands) {
      const side = operand.sides[axis - rank + operand.sides.length];
      if (side === undefined) continue;
      const both = broadcastSide(joined, side);
      if (both === undefined) return null;
      joined = both;
    }
    sides.push(joined);
  }
  const samples = joinedSamples(
    operands.map((operand) => movedSamples(operand.samples, (axis) => axis + rank - operand.sides.length)),
  );
  return tensorShape(sides, samples);
}

/** A side that is not known agrees with any: a known one that is not 1 then stands. */
function broadcastSide(left: Side, right: Side): Side | undefined {
  if (left === 1) return right;
  if (right === 1 || right === null) return left;
  return left === null || left === right ? right : undefined;
}

/** The size that both sides may have; undefined where they differ. */
export function sameSide(left: Side, right: Side): Side | undefined {
  if (left === null) return right;
  return right === null || left === right ? left : undefined;
}
