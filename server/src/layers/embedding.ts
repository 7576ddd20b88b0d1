/** Embedding: a row of a table for each number of the input. No measured network has one: priced as a copy of the rows. */
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
} from "./arithmetic";
import type { Family } from "./family";
import type { Rules } from "./rules";

export const EMBEDDINGS: Family = [
  [
    "Embedding",
    (reader) => {
      const rules = embeddingRules(
        reader.integer("input_dim", { minimum: 1 }),
        reader.integer("output_dim", { minimum: 1 }),
      );
      return reader.flag("checks_length", false) ? checkingLength(rules, reader.numbers("input_length") ?? []) : rules;
    },
    { readsIndexes: true },
  ],
];

/** As TF.js does: the sides that `input_length` states are those of the input. */
function checkingLength(rules: Rules, stated: readonly (number | null)[]): Rules {
  const output: Rules["output"] = (inputs) => {
    const [input = []] = inputs;
    const differs = stated.some((side, axis) => side !== null && input[axis] != null && input[axis] !== side);
    if (!differs) return rules.output(inputs);
    const message = `Embedding: its input is ${describeShape(input)}, and not ${describeShape(stated)} as it was told.`;
    return shapeError(message, "input_length");
  };
  return { ...rules, output };
}

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
