/**
 * SpectralNormalization and WeightNormalization: at inference the wrapped layer itself; beside its kernel they keep a vector, as long
 * as the last side of it.
 */
import type { Operation } from "./operations";
import { NO_COST, shapeError } from "./arithmetic";
import type { Rules } from "./rules";

export function kernelNormalizationRules(
  { layer, operation, wrapped, copies }: Extract<Operation, { type: "kernel_normalization" }>,
  rulesOf: (operation: Exclude<Operation, { type: "unknown" }>) => Rules,
): Rules {
  const rules = rulesOf(operation);
  const { lastKernelSide } = rules;
  if (lastKernelSide === undefined) {
    const output = shapeError(`${layer} needs a layer with a kernel; ${wrapped} has none.`);
    return { output: () => output, parameters: () => null, cost: () => NO_COST };
  }
  return {
    ...rules,
    // The paper's features count no wrapped layer.
    countedAs: undefined,
    parameters: (inputs) => {
      const parameters = rules.parameters(inputs);
      if (parameters === null) return null;
      const vector = lastKernelSide(inputs);
      if (vector === null) return null;
      const { total, nonTrainable } = parameters;
      if (layer === "SpectralNormalization") return { total: total + vector, nonTrainable: nonTrainable + vector };
      // The vector is trained here; the one weight more says whether it has its first values.
      return { total: copies * total + vector + 1, nonTrainable: nonTrainable + (copies - 1) * total + 1 };
    },
  };
}
