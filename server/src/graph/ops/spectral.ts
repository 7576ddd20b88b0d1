/** SpectralNormalization: at inference the wrapped layer itself; beside its kernel it keeps a vector, a value for each output of it. */
import type { Operation } from "../operations";
import { shapeError } from "./rules";
import type { Rules } from "./rules";

export function spectralNormalizationRules(
  { operation, wrapped }: Extract<Operation, { type: "spectral_normalization" }>,
  rulesOf: (operation: Exclude<Operation, { type: "unknown" }>) => Rules,
): Rules {
  const rules = rulesOf(operation);
  const outputs = kernelOutputs(operation);
  return {
    output: (inputs) =>
      outputs === null
        ? shapeError(`SpectralNormalization needs a layer with a kernel; ${wrapped} has none.`)
        : rules.output(inputs),
    parameters: (inputs) => {
      const parameters = rules.parameters(inputs);
      if (parameters === null) return null;
      const vector = outputs ?? 0;
      return { total: parameters.total + vector, nonTrainable: parameters.nonTrainable + vector };
    },
    cost: (tensors) => rules.cost(tensors),
  };
}

/** Last side of the layer's kernel; null where it has none by this name. */
function kernelOutputs(operation: Operation): number | null {
  switch (operation.type) {
    case "conv":
      return operation.filters;
    case "dense":
      return operation.units;
    case "embedding":
      return operation.columns;
    default:
      return null;
  }
}
