/** Operations that name the same elements by other sides. They launch nothing. */
import type { ContentItem, Samples } from "../../values/value";
import { free } from "./costs";
import { axisIndex, describeTensor, movedSamples, product, refused, tensorShape } from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

/**
 * `target` counts the batch; -1 takes what is left. Sides that are known only when the program runs (the batch, times something)
 * are resolved as far as the number of elements of one sample allows.
 */
export function reshape(target: readonly ContentItem[]): TensorRule {
  return { output: unary((input) => reshaped(input, target)), cost: free };
}

/** Everything behind the first side becomes one side. */
export function batchFlatten(): TensorRule {
  return {
    output: unary((input) => {
      const rest = known(input.sides.slice(1));
      return tensorShape([input.sides[0] ?? null, rest === null ? null : product(rest)], input.samples);
    }),
    cost: free,
  };
}

/** New sides of 1 at places of the result. */
export function expandDimensions(axes: readonly number[]): TensorRule {
  return {
    output: unary((input) => {
      const rank = input.sides.length + axes.length;
      const places = axes.map((axis) => axisIndex(axis, rank));
      if (places.includes(null))
        return refused(`expand_dims: ${describeTensor(input)} has no place ${axes.join(", ")}.`);
      const kept = [...Array(rank).keys()].filter((place) => !places.includes(place));
      const sides = [...Array(rank).keys()].map((place) => {
        const from = kept.indexOf(place);
        return from < 0 ? 1 : (input.sides[from] ?? null);
      });
      return tensorShape(
        sides,
        movedSamples(input.samples, (axis) => kept[axis] ?? null),
      );
    }),
    cost: free,
  };
}

/** Sides of 1 vanish: the given ones, or all. */
export function squeeze(axes: readonly number[] | null): TensorRule {
  return { output: unary((input) => squeezed(input, axes)), cost: free };
}

function squeezed(input: TensorShape, axes: readonly number[] | null): TensorOutput {
  const { sides, samples } = input;
  if (axes === null && sides.includes(null) && sides.slice(1).includes(null)) {
    return {
      kind: "unknown",
      code: "unknown-value",
      message: "squeeze: which sides are 1 is known only when the program runs.",
    };
  }
  const indexes =
    axes?.map((axis) => axisIndex(axis, sides.length)) ?? [...sides.keys()].filter((axis) => sides[axis] === 1);
  const wrong = indexes.find((index) => index === null || (sides[index] !== 1 && sides[index] !== null));
  if (wrong !== undefined)
    return refused(`squeeze: ${describeTensor(input)} has no side of 1 at ${(axes ?? []).join(", ")}.`);
  const kept = [...sides.keys()].filter((axis) => !indexes.includes(axis));
  const moved = movedSamples(samples, (axis) => (kept.includes(axis) ? kept.indexOf(axis) : null));
  // A batch of one sample that loses its side is that sample.
  const alone = moved === "unclear" && samples !== "unclear" ? "none" : moved;
  return tensorShape(
    kept.map((axis) => sides[axis] ?? null),
    alone,
  );
}

function reshaped(input: TensorShape, target: readonly ContentItem[]): TensorOutput {
  const free = target.filter((side) => side === -1).length;
  if (free > 1) return refused("reshape: only one side may be -1.");
  const { samples } = input;
  const total = countAll(input);
  if (total !== null) return fixed(input, target, total);
  const rest = otherSides(input);
  return open(target, rest === null || typeof samples !== "object" ? null : product(rest) * samples.rows, samples);
}

/** All elements are counted, those of a fixed number of samples. */
function fixed(input: TensorShape, target: readonly ContentItem[], total: number): TensorOutput {
  const numbers = target.map((side) => (typeof side === "number" ? side : -1));
  const given = product(numbers.filter((side) => side !== -1));
  const missing = numbers.filter((side) => side === -1).length;
  if (missing > 1)
    return tensorShape(
      numbers.map((side) => (side === -1 ? null : side)),
      "unclear",
    );
  const rest = missing === 0 ? 1 : total / given;
  if (missing === 0 ? given !== total : !Number.isInteger(rest)) return differs(input, target);
  const sides = numbers.map((side) => (side === -1 ? rest : side));
  const { samples } = input;
  if (typeof samples !== "object") return tensorShape(sides, samples);
  const count = (input.sides[samples.axis] ?? 0) / samples.rows;
  const rows = (sides[0] ?? 0) / count;
  return tensorShape(sides, Number.isInteger(rows) && rows > 0 ? { axis: 0, rows } : "unclear");
}

/** The number of samples is not known: the side that carries them is the one that nothing else explains. */
function open(target: readonly ContentItem[], perSample: number | null, samples: Samples): TensorOutput {
  const sides = target.map((side): Side => (typeof side === "number" && side !== -1 ? side : null));
  const openAxes = [...sides.keys()].filter((axis) => sides[axis] === null);
  const given = product(sides.filter((side) => side !== null));
  const unclear = tensorShape(sides, "unclear");
  if (perSample === null || typeof samples !== "object" || given === 0) {
    return tensorShape(sides, openAxes.length === 1 && samples === "none" ? "none" : keptFirst(target, samples));
  }
  if (openAxes.length === 0) {
    // The source fixes the batch: its first side then belongs to so many samples.
    const rows = (sides[0] ?? 0) / (given / perSample);
    return Number.isInteger(given / perSample) && Number.isInteger(rows)
      ? tensorShape(sides, { axis: 0, rows })
      : unclear;
  }
  const multiples = openAxes.filter((axis) => isMultiple(target[axis]));
  if (openAxes.length === 1) {
    const [axis = 0] = openAxes;
    const rows = perSample / given;
    return Number.isInteger(rows) ? tensorShape(sides, { axis, rows }) : unclear;
  }
  const [axis] = multiples;
  const multiple = axis === undefined ? undefined : target[axis];
  if (openAxes.length !== 2 || multiples.length !== 1 || axis === undefined || !isMultiple(multiple)) return unclear;
  const other = perSample / (given * multiple.batches);
  if (!Number.isInteger(other)) return unclear;
  return tensorShape(
    sides.map((side, index) => (index !== axis && side === null ? other : side)),
    { axis, rows: multiple.batches },
  );
}

/** Not all sides of a sample are known, but the batch is said to stay in front. */
function keptFirst(target: readonly ContentItem[], samples: Samples): Samples {
  const [first] = target;
  if (typeof samples !== "object") return "unclear";
  return isMultiple(first) ? { axis: 0, rows: first.batches } : "unclear";
}

function isMultiple(item: ContentItem | undefined): item is { readonly batches: number } {
  return typeof item === "object" && item !== null;
}

function differs(input: TensorShape, target: readonly ContentItem[]): TensorOutput {
  const written = target.map((side) => (typeof side === "number" ? side : "?")).join(", ");
  return refused(`reshape of ${describeTensor(input)} to (${written}): the numbers of elements differ.`);
}

function otherSides({ sides, samples }: TensorShape): readonly number[] | null {
  return known(sides.filter((_, axis) => typeof samples !== "object" || axis !== samples.axis));
}

function countAll({ sides }: TensorShape): number | null {
  const all = known(sides);
  return all === null ? null : product(all);
}

function known(sides: readonly Side[]): readonly number[] | null {
  return sides.every((side) => side !== null) ? sides : null;
}

/** A rule for one tensor. */
export function unary(rule: (input: TensorShape) => TensorOutput): TensorRule["output"] {
  return ([input]) => (input === undefined ? refused("A tensor is missing.") : rule(input));
}
