/** Embedding: a row of a table for each number of the input. No measured network has one: priced as a copy of the rows. */
import { elements, kernel, positionsOf, shape, single, totalElements, wrongInputCount } from "./arithmetic";
import type { Family } from "./family";
import type { Rules } from "./rules";

export const EMBEDDINGS: Family = [
  [
    "Embedding",
    (reader) =>
      embeddingRules(reader.integer("input_dim", { minimum: 1 }), reader.integer("output_dim", { minimum: 1 })),
    { readsIndexes: true },
  ],
];

function embeddingRules(rows: number, columns: number): Rules {
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
