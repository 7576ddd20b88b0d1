/** Operations that make one element of several along axes. FLOPs: one per element read. */
import { reduced } from "./costs";
import { axisIndex, describeTensor, movedSamples, refused, tensorShape } from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

/** `axes` null: all of them. */
export function reduction(name: string, axes: readonly number[] | null, keepSides: boolean): TensorRule {
  return {
    output: ([operand]) =>
      operand === undefined ? refused(`${name}: a tensor is missing.`) : reduceShape(name, operand, axes, keepSides),
    cost: (operands, output) => reduced(operands.slice(0, 1), output),
  };
}

/** Functions with an axis that they leave as it is: softmax, cumulative sums, sorting. */
export function alongAxis(name: string, axis: number, rule: TensorRule): TensorRule {
  return {
    ...rule,
    output: (operands) => {
      const [first] = operands;
      if (first !== undefined && axisIndex(axis, first.sides.length) === null) return noAxis(name, first, axis);
      return rule.output(operands);
    },
  };
}

/** The last (or the given) axis keeps `size` elements. */
export function resizedAxis(name: string, axis: number, size: (side: Side) => Side | undefined): TensorRule {
  return {
    output: ([operand]) => {
      if (operand === undefined) return refused(`${name}: a tensor is missing.`);
      const index = axisIndex(axis, operand.sides.length);
      if (index === null) return noAxis(name, operand, axis);
      const resized = size(operand.sides[index] ?? null);
      if (resized === undefined) return refused(`${name} of ${describeTensor(operand)} does not fit.`);
      const sides = operand.sides.map((side, position) => (position === index ? resized : side));
      return tensorShape(
        sides,
        movedSamples(operand.samples, (moved) => (moved === index ? null : moved)),
      );
    },
    cost: (operands, output) => reduced(operands, output),
  };
}

function reduceShape(
  name: string,
  operand: TensorShape,
  axes: readonly number[] | null,
  keepSides: boolean,
): TensorOutput {
  const rank = operand.sides.length;
  const indexes = (axes ?? [...operand.sides.keys()]).map((axis) => axisIndex(axis, rank));
  const wrong = indexes.indexOf(null);
  if (wrong >= 0) return noAxis(name, operand, axes?.[wrong] ?? 0);
  const { samples } = operand;
  if (keepSides) {
    const sides = operand.sides.map((side, axis) => (indexes.includes(axis) ? 1 : side));
    // A sum over all samples is one for each batch.
    return tensorShape(sides, isOver(samples, indexes) ? "none" : samples);
  }
  const kept = [...operand.sides.keys()].filter((axis) => !indexes.includes(axis));
  const sides = kept.map((axis) => operand.sides[axis] ?? null);
  return tensorShape(sides, isOver(samples, indexes) ? "none" : movedSamples(samples, (axis) => kept.indexOf(axis)));
}

function isOver(samples: TensorShape["samples"], axes: readonly (number | null)[]): boolean {
  return typeof samples === "object" && axes.includes(samples.axis);
}

function noAxis(name: string, operand: TensorShape, axis: number): TensorOutput {
  return refused(`${name}: ${describeTensor(operand)} has no axis ${axis}.`);
}
