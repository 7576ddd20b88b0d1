/** Operations that look elements up by indexes. FLOPs: none. */
import { moved } from "./costs";
import { axisIndex, describeTensor, joinedSamples, movedSamples, refused, tensorShape } from "./shapes";
import type { TensorOutput, TensorRule, TensorShape } from "./shapes";

/** A new side of `depth` at `axis`. */
export function oneHot(depth: number, axis: number): TensorRule {
  return {
    output: ([indexes]) => {
      if (indexes === undefined) return refused("one_hot: a tensor is missing.");
      const rank = indexes.sides.length + 1;
      const place = axisIndex(axis, rank);
      if (place === null) return refused(`one_hot: ${describeTensor(indexes)} has no place ${axis}.`);
      const sides = [...indexes.sides];
      sides.splice(place, 0, depth);
      return tensorShape(
        sides,
        movedSamples(indexes.samples, (old) => (old < place ? old : old + 1)),
      );
    },
    cost: (operands, output) => moved("copy", operands, output),
  };
}

/** `gather(x, indexes, axis, batch_dims)`: the side at `axis` becomes the sides of the indexes. */
export function gather(axis: number, batchDimensions: number): TensorRule {
  return {
    output: ([values, indexes]) =>
      values === undefined || indexes === undefined
        ? refused("gather takes a tensor and indexes.")
        : gathered(values, indexes, axis, batchDimensions),
    cost: (operands, output) => moved("copy", operands.slice(1), output),
  };
}

function gathered(values: TensorShape, indexes: TensorShape, axis: number, batchDimensions: number): TensorOutput {
  const place = axisIndex(axis, values.sides.length);
  const common = batchDimensions < 0 ? batchDimensions + indexes.sides.length : batchDimensions;
  if (place === null || place < common) return refused(`gather: ${describeTensor(values)} has no axis ${axis}.`);
  const inner = indexes.sides.slice(common);
  const sides = [...values.sides.slice(0, place), ...inner, ...values.sides.slice(place + 1)];
  const own = movedSamples(values.samples, (old) =>
    old < place ? old : old === place ? null : old - 1 + inner.length,
  );
  const others = movedSamples(indexes.samples, (old) => (old < common ? old : old - common + place));
  return tensorShape(sides, joinedSamples([own, others]));
}

/** `take_along_axis(x, indexes, axis)`: an element for each index. */
export function indexed(): TensorRule {
  return {
    output: ([values, indexes]) => {
      if (values === undefined || indexes === undefined) return refused("A tensor and indexes are needed.");
      if (values.sides.length !== indexes.sides.length) return refused("The tensor and its indexes have other ranks.");
      return tensorShape(indexes.sides, joinedSamples([values.samples, indexes.samples]));
    },
    cost: (operands, output) => moved("copy", operands.slice(1), output),
  };
}

/** `tf.linalg.diag(x)`: a square matrix of each row. */
export function diagonal(): TensorRule {
  return {
    output: ([rows]) => {
      const last = rows?.sides.at(-1);
      if (rows === undefined || last === undefined) return refused("diag: a tensor is missing.");
      const isLast = typeof rows.samples === "object" && rows.samples.axis === rows.sides.length - 1;
      return tensorShape([...rows.sides, last], isLast ? "unclear" : rows.samples);
    },
    cost: (operands, output) => moved("copy", operands, output),
  };
}
