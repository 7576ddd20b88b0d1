/** Tensor operations where only the shapes of one row are at hand: as if every input had one row for each sample. */
import type { LayerParameters } from "../../graph";
import type { Operation } from "../../operations";
import { costOfTensorOperation, ordinary, outputOfTensorOperation } from "../../tensors";
import { countElements, NO_COST, NO_PARAMETERS, shape } from "../rules";
import type { Rules } from "../rules";

export function tensorRules(operation: Extract<Operation, { type: "tensor" | "constant" | "function" }>): Rules {
  return {
    output: (inputs) => {
      const output = outputOfTensorOperation(operation, inputs.map(ordinary));
      return output.kind === "tensor" ? shape(output.sides.slice(1)) : output;
    },
    parameters: () => (operation.type === "constant" ? weightsOf(operation) : NO_PARAMETERS),
    cost: ({ inputs }) => {
      if (operation.type === "function") return NO_COST;
      const tensors = inputs.map(ordinary);
      const output = outputOfTensorOperation(operation, tensors);
      return (output.kind === "tensor" ? costOfTensorOperation(operation, tensors, output) : null) ?? NO_COST;
    },
  };
}

function weightsOf({ sides, weights }: Extract<Operation, { type: "constant" }>): LayerParameters | null {
  if (weights === null) return NO_PARAMETERS;
  const total = countElements(sides);
  return total === null ? null : { total, nonTrainable: weights === "fixed" ? total : 0 };
}
