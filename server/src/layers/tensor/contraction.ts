/** Products of tensors that sum over sides. FLOPs: 2 per multiply-accumulate. */
import { multiplied } from "./costs";
import {
  axisIndex,
  broadcast,
  describeTensor,
  joinedSamples,
  movedSamples,
  product,
  refused,
  sameSide,
  tensorShape,
} from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";
import type { KnownShape } from "../arithmetic";

type Pair = readonly [TensorShape, TensorShape];

/** Cost by the sides that are summed over: those of the left operand at `axes`. */
function contraction(
  name: string,
  output: (pair: Pair) => TensorOutput,
  depthOf: (left: KnownShape, right: KnownShape) => number,
): TensorRule {
  return {
    output: ([left, right]) =>
      left === undefined || right === undefined ? refused(`${name} takes two tensors.`) : output([left, right]),
    cost: ([left = [], right = []], sides) => {
      const depth = depthOf(left, right);
      return multiplied({ macs: product(sides) * depth, depth }, [left, right], sides);
    },
  };
}

function disagree(name: string, [left, right]: Pair): TensorOutput {
  return refused(`${name} of ${describeTensor(left)} and ${describeTensor(right)}: the shapes do not agree.`);
}

/** `tf.matmul`: the last two sides, the ones before broadcast. Numpy's rule for vectors where `vectors`. */
export function matrixProduct(transposed: readonly [boolean, boolean], vectors: boolean): TensorRule {
  return contraction(
    "matmul",
    (pair) => matmulShape(pair, transposed, vectors),
    (left) => left.at(transposed[0] && left.length > 1 ? -2 : -1) ?? 1,
  );
}

function matmulShape(pair: Pair, [turnLeft, turnRight]: readonly [boolean, boolean], vectors: boolean): TensorOutput {
  const [left, right] = pair;
  const [leftRank, rightRank] = [left.sides.length, right.sides.length];
  if (Math.min(leftRank, rightRank) < (vectors ? 1 : 2)) return disagree("matmul", pair);
  const [rows, depth] = lastTwo(left, turnLeft, "row");
  const [depthOfRight, columns] = lastTwo(right, turnRight, "column");
  if (sameSide(depth, depthOfRight) === undefined) return disagree("matmul", pair);
  const outer = broadcast([leading(left), leading(right)]);
  if (outer === null) return disagree("matmul", pair);
  const sides = [...outer.sides, ...(leftRank === 1 ? [] : [rows]), ...(rightRank === 1 ? [] : [columns])];
  const rank = outer.sides.length;
  // Samples may also lie in the rows of the left matrix: (None, k) × (k, n).
  const own = movedSamples(left.samples, (axis) =>
    axis === leftRank - (turnLeft ? 1 : 2) ? rank : rank - leftRank + 2 + axis,
  );
  const isInner = isSummed(left, turnLeft ? leftRank - 2 : leftRank - 1) || inLastTwo(right);
  return tensorShape(
    sides,
    isInner ? "unclear" : joinedSamples([inLastTwo(left) ? own : outer.samples, leading(right).samples]),
  );
}

function isSummed({ samples }: TensorShape, axis: number): boolean {
  return typeof samples === "object" && samples.axis === axis;
}

function inLastTwo({ samples, sides }: TensorShape): boolean {
  return typeof samples === "object" && samples.axis >= sides.length - 2;
}

function lastTwo({ sides }: TensorShape, turned: boolean, vector: "row" | "column"): readonly [Side, Side] {
  const [last = null, before = null] = [sides.at(-1), sides.at(-2)];
  if (sides.length === 1) return vector === "row" ? [1, last] : [last, 1];
  return turned ? [last, before] : [before, last];
}

function leading(operand: TensorShape): TensorShape {
  const sides = operand.sides.slice(0, -2);
  const { samples } = operand;
  return tensorShape(sides, typeof samples === "object" && samples.axis >= sides.length ? "none" : samples);
}

/**
 * `tensordot`: the axes of the left operand with those of the right. Its relatives `K.dot` and `np.dot` are cases of it. What is
 * left of both stands one behind the other.
 */
export function tensorDot(
  name: string,
  axesOf: (left: number, right: number) => readonly [readonly number[], readonly number[]],
): TensorRule {
  const summed = (
    pair: readonly [number, number],
  ): readonly [readonly (number | null)[], readonly (number | null)[]] => {
    const [left, right] = axesOf(...pair);
    return [left.map((axis) => axisIndex(axis, pair[0])), right.map((axis) => axisIndex(axis, pair[1]))];
  };
  return contraction(
    name,
    (pair) => {
      const [left, right] = pair;
      const [leftAxes, rightAxes] = summed([left.sides.length, right.sides.length]);
      const agree = leftAxes.every((axis, place) => {
        const other = rightAxes[place];
        return (
          axis !== null &&
          other !== null &&
          other !== undefined &&
          sameSide(left.sides[axis] ?? null, right.sides[other] ?? null) !== undefined
        );
      });
      if (!agree || leftAxes.length !== rightAxes.length) return disagree(name, pair);
      const keptLeft = [...left.sides.keys()].filter((axis) => !leftAxes.includes(axis));
      const keptRight = [...right.sides.keys()].filter((axis) => !rightAxes.includes(axis));
      const sides = [
        ...keptLeft.map((axis) => left.sides[axis] ?? null),
        ...keptRight.map((axis) => right.sides[axis] ?? null),
      ];
      const samples = joinedSamples([
        movedSamples(left.samples, (axis) => placeOrNull(keptLeft, axis, 0)),
        movedSamples(right.samples, (axis) => placeOrNull(keptRight, axis, keptLeft.length)),
      ]);
      return tensorShape(sides, samples);
    },
    (left, right) => {
      const [axes] = summed([left.length, right.length]);
      return product(axes.map((axis) => left[axis ?? 0] ?? 1));
    },
  );
}

function placeOrNull(kept: readonly number[], axis: number, offset: number): number | null {
  const place = kept.indexOf(axis);
  return place < 0 ? null : place + offset;
}

/** `K.batch_dot`: one side of either is summed over, the first is common; a vector of numbers becomes a column. */
export function batchDot(axes: readonly [number, number] | null): TensorRule {
  const axesFor = (left: number, right: number): readonly [number, number] => {
    const given = axes ?? [left - 1, right > 2 ? right - 2 : right - 1];
    return [axisIndex(given[0], left) ?? left, axisIndex(given[1], right) ?? right];
  };
  return contraction(
    "batch_dot",
    (pair) => {
      const [left, right] = pair;
      const [leftAxis, rightAxis] = axesFor(left.sides.length, right.sides.length);
      const [one, other] = [left.sides[leftAxis], right.sides[rightAxis]];
      if (one === undefined || other === undefined || sameSide(one, other) === undefined)
        return disagree("batch_dot", pair);
      const batch = sameSide(left.sides[0] ?? null, right.sides[0] ?? null);
      if (batch === undefined) return disagree("batch_dot", pair);
      const rest = [
        ...left.sides.filter((_, axis) => axis > 0 && axis !== leftAxis),
        ...right.sides.filter((_, axis) => axis > 0 && axis !== rightAxis),
      ];
      return tensorShape([batch, ...(rest.length === 0 ? [1] : rest)], joinedSamples([left.samples, right.samples]));
    },
    (left, right) => left[axesFor(left.length, right.length)[0]] ?? 1,
  );
}

/** `einsum(equation, …)`, `...` included. */
export function einsum(equation: string): TensorRule {
  const parsed = parseEquation(equation);
  return {
    output: (operands) => {
      if (parsed === null || parsed.inputs.length !== operands.length)
        return refused(`einsum: '${equation}' is not for ${operands.length} tensors.`);
      const found = sizesOf(parsed, operands);
      if (typeof found === "string")
        return refused(`einsum '${equation}' of ${operands.map(describeTensor).join(" and ")}: ${found}.`);
      const letters = withEllipsis(parsed.output, found.ellipsis);
      const samples = operands.map((operand, index) => {
        const own = withEllipsis(parsed.inputs[index] ?? "", ellipsisIn(parsed.inputs[index] ?? "", operand));
        return movedSamples(operand.samples, (axis) => placeOf(letters, own[axis]));
      });
      return tensorShape(
        letters.map((letter) => found.sizes.get(letter) ?? null),
        joinedSamples(samples),
      );
    },
    cost: (operands, output) => {
      const found =
        parsed === null
          ? null
          : sizesOf(
              parsed,
              operands.map((sides) => tensorShape(sides, "none")),
            );
      if (parsed === null || found === null || typeof found === "string")
        return multiplied({ macs: 0, depth: 1 }, [[], []], output);
      const summed = [...found.sizes].filter(
        ([letter]) => !withEllipsis(parsed.output, found.ellipsis).includes(letter),
      );
      const depth = product(summed.map(([, size]) => size ?? 1));
      return multiplied({ macs: product(output) * depth, depth }, [operands[0] ?? [], operands[1] ?? []], output);
    },
  };
}

function placeOf(letters: readonly string[], letter: string | undefined): number | null {
  const place = letter === undefined ? -1 : letters.indexOf(letter);
  return place < 0 ? null : place;
}

interface Equation {
  readonly inputs: readonly string[];
  readonly output: string;
}

function parseEquation(equation: string): Equation | null {
  const [left = "", right] = equation.replaceAll(/\s/g, "").split("->");
  const inputs = left.split(",");
  if (![...inputs, right ?? ""].every((part) => /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(part))) return null;
  if (right !== undefined) return { inputs, output: right };
  // Without an output: the letters that occur once, sorted.
  const letters = Array.from(inputs.join("").replaceAll(".", ""));
  const single = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter)).sort();
  return { inputs, output: (left.includes("...") ? "..." : "") + single.join("") };
}

/** Letters of a part, with the sides of `...` written ".0", ".1" … from the last one. */
function withEllipsis(part: string, count: number): readonly string[] {
  const [before = "", behind] = part.split("...");
  if (behind === undefined) return Array.from(before);
  const between = Array.from({ length: count }, (_, index) => `.${count - 1 - index}`);
  return [...Array.from(before), ...between, ...Array.from(behind)];
}

function ellipsisIn(part: string, operand: TensorShape): number {
  return part.includes("...") ? Math.max(0, operand.sides.length - part.replace("...", "").length) : 0;
}

function sizesOf(
  { inputs }: Equation,
  operands: readonly TensorShape[],
): { readonly sizes: ReadonlyMap<string, Side>; readonly ellipsis: number } | string {
  const sizes = new Map<string, Side>();
  let ellipsis = 0;
  for (const [index, operand] of operands.entries()) {
    const part = inputs[index] ?? "";
    const count = ellipsisIn(part, operand);
    const letters = withEllipsis(part, count);
    if (letters.length !== operand.sides.length) return "the ranks differ";
    ellipsis = Math.max(ellipsis, count);
    for (const [axis, letter] of letters.entries()) {
      const side = operand.sides[axis] ?? null;
      const known = sizes.get(letter);
      const both =
        known === undefined
          ? side
          : letter.startsWith(".") && (known === 1 || side === 1)
            ? known === 1
              ? side
              : known
            : sameSide(known, side);
      if (both === undefined) return `the sizes of ${letter} differ`;
      sizes.set(letter, both);
    }
  }
  return { sizes, ellipsis };
}
