/** Operations that move elements: transpositions, joins, copies, paddings. FLOPs: none. */
import type { ContentItem } from "../../values/value";
import { free, moved } from "./costs";
import { unary } from "./reshape";
import {
  axisIndex,
  describeTensor,
  joinedSamples,
  movedSamples,
  product,
  refused,
  sameSide,
  tensorShape,
} from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

/** `order` null: all axes the other way round. */
export function transpose(order: readonly number[] | null): TensorRule {
  return {
    output: unary((input) => {
      const rank = input.sides.length;
      const axes = order?.map((axis) => axisIndex(axis, rank)) ?? [...input.sides.keys()].reverse();
      const known = axes.filter((axis) => axis !== null);
      if (axes.length !== rank || new Set(known).size !== rank) {
        return refused(`transpose: (${(order ?? []).join(", ")}) does not order the axes of ${describeTensor(input)}.`);
      }
      return permuted(input, known);
    }),
    cost: (operands, output) =>
      order?.every((axis, place) => axis === place) ? free() : moved("shuffle", operands, output),
  };
}

/** `moveaxis`, `swapaxes`: an order that depends on the rank. */
export function transposeBy(orderOf: (rank: number) => readonly number[] | null): TensorRule {
  return {
    output: unary((input) => {
      const order = orderOf(input.sides.length);
      return order === null ? refused(`${describeTensor(input)} does not have these axes.`) : permuted(input, order);
    }),
    cost: (operands, output) => moved("shuffle", operands, output),
  };
}

function permuted(input: TensorShape, order: readonly number[]): TensorShape {
  const sides = order.map((axis) => input.sides[axis] ?? null);
  return tensorShape(
    sides,
    movedSamples(input.samples, (axis) => order.indexOf(axis)),
  );
}

export function concatenate(axis: number): TensorRule {
  return {
    output: (operands) => joined("concat", axis, operands),
    cost: (operands, output) => moved("concat", operands, output),
  };
}

function joined(name: string, axis: number, operands: readonly TensorShape[]): TensorOutput {
  const [first] = operands;
  if (first === undefined) return refused(`${name} needs tensors.`);
  const rank = first.sides.length;
  const index = axisIndex(axis, rank);
  if (index === null) return refused(`${name}: ${describeTensor(first)} has no axis ${axis}.`);
  const sides: Side[] = [...first.sides];
  for (const operand of operands.slice(1)) {
    for (let place = 0; place < rank; place++) {
      const [left = null, right] = [sides[place], operand.sides[place]];
      const side =
        right === undefined || operand.sides.length !== rank
          ? undefined
          : place === index
            ? sum(left, right)
            : sameSide(left, right);
      if (side === undefined) {
        return refused(
          `${name} of ${operands.map(describeTensor).join(" and ")} along axis ${axis}: the sides do not agree.`,
        );
      }
      sides[place] = side;
    }
  }
  return tensorShape(sides, joinedAlong(index, operands));
}

/** Joining along the samples' own side adds their rows. */
function joinedAlong(axis: number, operands: readonly TensorShape[]): TensorShape["samples"] {
  const own = operands.map(({ samples }) => samples);
  if (!own.some((samples) => typeof samples === "object" && samples.axis === axis)) return joinedSamples(own);
  let rows = 0;
  for (const samples of own) {
    if (typeof samples !== "object" || samples.axis !== axis) return "unclear";
    rows += samples.rows;
  }
  return { axis, rows };
}

function sum(left: Side, right: Side): Side {
  return left === null || right === null ? null : left + right;
}

export function stack(axis: number): TensorRule {
  return {
    output: (operands) => {
      const [first] = operands;
      if (first === undefined) return refused("stack needs tensors.");
      const rank = first.sides.length + 1;
      const index = axisIndex(axis, rank);
      if (index === null) return refused(`stack: ${describeTensor(first)} has no place ${axis}.`);
      const sides: Side[] = [];
      for (const [place, side] of first.sides.entries()) {
        let common: Side | undefined = side;
        for (const operand of operands) {
          const other = operand.sides.length === first.sides.length ? operand.sides[place] : undefined;
          common = common === undefined || other === undefined ? undefined : sameSide(common, other);
        }
        if (common === undefined)
          return refused(`stack of ${operands.map(describeTensor).join(" and ")}: the shapes differ.`);
        sides.push(common);
      }
      const samples = joinedSamples(operands.map((operand) => operand.samples));
      sides.splice(index, 0, operands.length);
      return tensorShape(
        sides,
        movedSamples(samples, (old) => (old < index ? old : old + 1)),
      );
    },
    cost: (operands, output) => moved("concat", operands, output),
  };
}

/** `multiples` for each side; `promote`: numpy's rule for more or fewer of them. */
export function tile(multiples: readonly ContentItem[], promote: boolean): TensorRule {
  return {
    output: unary((input) => {
      const rank = promote ? Math.max(multiples.length, input.sides.length) : input.sides.length;
      if (multiples.length > rank || (!promote && multiples.length !== rank)) {
        return refused(`tile of ${describeTensor(input)} needs ${rank} multiples, not ${multiples.length}.`);
      }
      const added = Array<Side>(rank - input.sides.length).fill(1);
      const samples = movedSamples(input.samples, (axis) => axis + added.length);
      const times = [...Array<number>(rank - multiples.length).fill(1), ...multiples];
      return repeated(tensorShape([...added, ...input.sides], samples), times);
    }),
    cost: (operands, output) => moved("copy", operands, output),
  };
}

/** Each element `count` times along an axis; without one, of the flattened tensor. */
export function repeat(count: ContentItem, axis: number | null): TensorRule {
  return {
    output: unary((input) => {
      if (axis === null) {
        const sides = input.sides.filter((side) => side !== null);
        const all = sides.length === input.sides.length && typeof count === "number" ? product(sides) * count : null;
        return tensorShape([all], input.samples === "none" ? "none" : "unclear");
      }
      const index = axisIndex(axis, input.sides.length);
      if (index === null) return refused(`repeat: ${describeTensor(input)} has no axis ${axis}.`);
      return repeated(
        input,
        input.sides.map((_, place) => (place === index ? count : 1)),
      );
    }),
    cost: (operands, output) => moved("copy", operands, output),
  };
}

/** A constant that is repeated for each sample then has one for each. */
function repeated(input: TensorShape, times: readonly ContentItem[]): TensorShape {
  const sides = input.sides.map((side, axis) => {
    const factor = times[axis];
    return side === null || typeof factor !== "number" ? null : side * factor;
  });
  const { samples } = input;
  if (typeof samples === "object") {
    const factor = times[samples.axis];
    const isClear = times.every((item) => typeof item === "number");
    return tensorShape(
      sides,
      isClear && typeof factor === "number" ? { ...samples, rows: samples.rows * factor } : "unclear",
    );
  }
  const axis = times.findIndex((item) => typeof item !== "number");
  const [factor, side] = [times[axis] ?? null, input.sides[axis] ?? null];
  const isByBatch = samples === "none" && side !== null && typeof factor === "object" && factor !== null;
  if (axis < 0) return tensorShape(sides, samples);
  return tensorShape(sides, isByBatch ? { axis, rows: side * factor.batches } : "unclear");
}

/** Elements before and behind each side. */
export function pad(sidesOf: (rank: number) => readonly (readonly [number, number])[] | null): TensorRule {
  return {
    output: unary((input) => {
      const amounts = sidesOf(input.sides.length);
      if (amounts?.length !== input.sides.length)
        return refused(`pad: the paddings are not those of ${describeTensor(input)}.`);
      const sides = input.sides.map((side, axis) => {
        const [before, behind] = amounts[axis] ?? [0, 0];
        return side === null ? null : side + before + behind;
      });
      const { samples } = input;
      const touched = typeof samples === "object" ? amounts[samples.axis] : undefined;
      const isPadded = touched !== undefined && touched[0] + touched[1] > 0;
      return tensorShape(sides, isPadded ? "unclear" : samples);
    }),
    cost: (operands, output) => moved("pad", operands, output),
  };
}

/** `flip`, `roll`, `take` in another order: as many elements at other places. */
export function reordered(): TensorRule {
  return { output: unary((input) => input), cost: (operands, output) => moved("copy", operands, output) };
}
