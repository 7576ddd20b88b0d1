/**
 * EinsumDense: the input times a kernel by an equation of one of the forms `ab,bc->ac`, `...a,ab->...b`, `ab...,bc->ac...`, where the
 * first letter or the dots stand for the batch. The kernel has a side for each of its letters, the bias for each of the bias axes.
 */
import type { Shape } from "../../../protocol/report";
import { activationNote } from "./activation-costs";
import { countElements, describeShape, elements, shape, shapeError, single, wrongInputCount } from "./arithmetic";
import { withTail } from "./convolution";
import { activationOf } from "./activation-arguments";
import type { ArgumentReader } from "./arguments";
import { ACTIVATED } from "./family";
import type { Family } from "./family";
import type { Rules } from "./rules";
import { multiplied } from "./tensor/costs";

type Side = number | null;

export const EINSUM_DENSE: Family = [["EinsumDense", readEinsumDense, ACTIVATED]];

/** The sides that the output adds are given. */
interface EinsumDense {
  readonly equation: string;
  readonly outputShape: Shape;
  readonly biasAxes: string;
  readonly activation: string;
}

function readEinsumDense(reader: ArgumentReader): Rules {
  const equation = reader.text("equation");
  if (equation === undefined) reader.fail("equation must be a string");
  const outputShape = reader.numbers("output_shape");
  if (outputShape === undefined) reader.fail("output_shape is missing");
  return einsumDenseRules({
    equation: equation ?? "",
    outputShape: outputShape ?? [],
    biasAxes: reader.text("bias_axes") ?? "",
    activation: activationOf(reader),
  });
}

function einsumDenseRules(settings: EinsumDense): Rules {
  return {
    ...activationNote(settings.activation),
    takes: "vectors",
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("EinsumDense", inputs);
      const solved = solve(settings, input);
      return typeof solved === "string" ? shapeError(`EinsumDense: ${solved}.`) : shape(solved.output);
    },
    parameters: ([input]) => {
      const solved = input === undefined ? null : solve(settings, input);
      if (solved === null || typeof solved === "string") return null;
      const kernel = countElements(solved.kernel);
      const bias = solved.bias === null ? 0 : countElements(solved.bias);
      return kernel === null || bias === null ? null : { total: kernel + bias, nonTrainable: 0 };
    },
    cost: ({ inputs: [input = []], output }) => {
      const solved = solve(settings, input);
      const kernel = typeof solved === "string" ? [] : solved.kernel.map((side) => side ?? 1);
      const depth = typeof solved === "string" ? 1 : solved.depth;
      const product = multiplied({ macs: elements(output) * depth, depth }, [input, kernel], output);
      const tail = { useBias: settings.biasAxes !== "", activation: settings.activation };
      return withTail(tail, output, product.macs, product.kernels);
    },
  };
}

interface Solved {
  readonly output: Shape;
  readonly kernel: Shape;
  readonly bias: Shape | null;
  /** Elements that are summed for each of the output. */
  readonly depth: number;
}

/** The sides of all letters, or what is wrong. Shapes come and go without the batch; the equation counts it. */
function solve({ equation, outputShape, biasAxes }: EinsumDense, input: Shape): Solved | string {
  const match = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/.exec(
    equation.replaceAll(" ", ""),
  );
  const [, left, from, right, weights, leftOut, to, rightOut] = match ?? [];
  if (from === undefined || weights === undefined || to === undefined)
    return `the equation ${equation} is not understood`;
  if (left !== leftOut || right !== rightOut || (left !== undefined && right !== undefined))
    return `the equation ${equation} is not understood`;
  const whole: Shape = [null, ...input];
  const elided = whole.length - from.length;
  if (elided < 0 || (elided > 0 && left === undefined && right === undefined))
    return `${equation} does not fit an input of ${describeShape(input)}`;
  const offset = left === undefined ? 0 : elided;
  const sides = new Map<string, Side>(Array.from(from).map((letter, index) => [letter, whole[index + offset] ?? null]));
  const hidden = left === undefined ? whole.slice(whole.length - elided) : whole.slice(1, elided);
  const given = left === undefined ? [null, ...outputShape, ...hidden] : [null, ...hidden, ...outputShape];
  const outputOffset = left === undefined ? 0 : elided;
  if (given.length !== to.length + elided) return `output_shape does not fit ${equation}`;
  const outputs = new Map(
    Array.from(to).map((letter, index) => [letter, given[index + outputOffset] ?? null] as const),
  );
  for (const [letter, side] of outputs) {
    const known = sides.get(letter) ?? null;
    if (side !== null && known !== null && side !== known) return `its input and output differ at ${letter}`;
    sides.set(letter, known ?? side);
  }
  const ofLetters = (letters: string): Shape => Array.from(letters).map((letter) => sides.get(letter) ?? null);
  if (Array.from(weights).some((letter) => !sides.has(letter)))
    return `a letter of the kernel in ${equation} is nowhere else`;
  const filled = given.map((side, index) => sides.get(to[index - outputOffset] ?? "") ?? side);
  const summed = Array.from(weights)
    .filter((letter) => !to.includes(letter))
    .map((letter) => sides.get(letter) ?? 1);
  return {
    output: filled.slice(1),
    kernel: ofLetters(weights),
    bias: biasAxes === "" ? null : ofLetters(biasAxes),
    depth: elements(summed),
  };
}
