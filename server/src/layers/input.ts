/** The input: its copy to the device is the layer's cost. */
import type { Shape } from "../../../protocol/report";
import { PYTHON_WORDS } from "../values/words";
import type { Words } from "../values/words";
import { elements, kernel, NO_PARAMETERS, shape } from "./arithmetic";
import type { Failure } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import type { Rules } from "./rules";

/** The class that stands for an input of a network. */
export const INPUT_LAYER = "InputLayer";

export const INPUTS: Family = [[INPUT_LAYER, readInput]];

function readInput(reader: ArgumentReader): Rules {
  return inputRules(sidesOf(reader), reader.words);
}

function sidesOf(reader: ArgumentReader): Shape | null {
  for (const name of ["batch_input_shape", "batch_shape"]) {
    const withBatch = reader.numbers(name);
    if (withBatch !== undefined) return checkedSides(reader, name, withBatch.slice(1));
  }
  for (const name of ["shape", "input_shape"]) {
    const shape = reader.numbers(name);
    if (shape !== undefined) return checkedSides(reader, name, shape);
  }
  const dimension = reader.has("input_dim") ? [reader.integer("input_dim", { minimum: 1 })] : null;
  const tensor = reader.value("tensor") ?? reader.value("input_tensor");
  return tensor?.kind === "tensor" ? tensor.shape : dimension;
}

function checkedSides(reader: ArgumentReader, name: string, shape: readonly (number | null)[]): typeof shape {
  const wrong = shape.find((side) => side !== null && side < 1);
  if (wrong !== undefined) reader.fail(`${name} must hold positive sizes, not ${String(wrong)}`);
  return shape;
}

/** An input of this shape; null where nothing is known of it. */
export function inputRules(sides: Shape | null, words: Words = PYTHON_WORDS): Rules {
  return {
    withSize: (size) => inputRules(sized(sides, size), words),
    output: () => (sides === null ? noSize(words) : shape(sides)),
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => {
      const count = elements(output);
      const copy = kernel("copy", { reads: count, writes: count, positions: elements(output.slice(0, 2)) });
      return { flops: 0, macs: 0, kernels: [copy] };
    },
  };
}

function noSize({ sizeComment }: Words): Failure {
  const message = `The input size is not given: write it in the source, or say it for the estimate, for example ${sizeComment} above the definition.`;
  return { kind: "unknown", code: "unknown-value", message };
}

/** Where the input has as many sides. */
function sized(sides: Shape | null, size: readonly number[]): Shape {
  if (sides === null) return size;
  if (sides.length !== size.length || sides.every((side) => side !== null)) return sides;
  // (3, None, None): the channels stand in front.
  const isTurned = sides.length === 3 && sides[0] !== null && sides[2] === null;
  const given = isTurned ? [size[2], size[0], size[1]] : size;
  return sides.map((side, index) => side ?? given[index] ?? null);
}
