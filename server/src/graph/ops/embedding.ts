/** Embedding: a row of a table for each number of the input. No measured network has one: priced as a copy of the rows. */
import type { Operation } from "../operations";
import {
  describeShape,
  elements,
  kernel,
  positionsOf,
  shape,
  shapeError,
  single,
  totalElements,
  wrongInputCount,
} from "./rules";
import type { Rules } from "./rules";

export function embeddingRules(operation: Extract<Operation, { type: "embedding" }>): Rules {
  const { rows, columns, inputLength } = operation;
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("Embedding", inputs);
      if (inputLength === null) return shape([...input, columns]);
      const agrees =
        inputLength.length === input.length &&
        inputLength.every((length, axis) => length === null || (input[axis] ?? length) === length);
      if (!agrees) {
        return shapeError(
          `Embedding: input_length ${describeShape(inputLength)} is not its input ${describeShape(input)}.`,
        );
      }
      return shape([...input.map((side, axis) => side ?? inputLength[axis] ?? null), columns]);
    },
    parameters: () => ({ total: rows * columns, nonTrainable: 0 }),
    cost: ({ inputs, output }) => {
      const writes = elements(output);
      const main = kernel("copy", { reads: writes + totalElements(inputs), writes, positions: positionsOf(output) });
      return { flops: 0, macs: 0, kernels: [main] };
    },
  };
}
