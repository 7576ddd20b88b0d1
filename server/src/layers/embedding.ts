/** Embedding: a row of a table for each number of the input. No measured network has one: priced as a copy of the rows. */
import type { Operation } from "./operations";
import { elements, kernel, positionsOf, shape, single, totalElements, wrongInputCount } from "./arithmetic";
import type { Rules } from "./rules";

export function embeddingRules(operation: Extract<Operation, { type: "embedding" }>): Rules {
  const { rows, columns } = operation;
  return {
    takes: "vectors",
    lastKernelSide: () => columns,
    output: (inputs) => {
      const input = single(inputs);
      return input === null ? wrongInputCount("Embedding", inputs) : shape([...input, columns]);
    },
    parameters: () => ({ total: rows * columns, nonTrainable: 0 }),
    cost: ({ inputs, output }) => {
      const writes = elements(output);
      const main = kernel("copy", { reads: writes + totalElements(inputs), writes, positions: positionsOf(output) });
      return { flops: 0, macs: 0, kernels: [main] };
    },
  };
}
