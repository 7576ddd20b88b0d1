/**
 * SpectralNormalization and WeightNormalization: at inference the wrapped layer itself; beside its kernel they keep a vector, as long
 * as the last side of it.
 */
import type { Shape } from "../../../protocol/report";
import type { Operation } from "./operations";
import { shapeError } from "./rules";
import type { Rules } from "./rules";

export function kernelNormalizationRules(
  { layer, operation, wrapped, copies }: Extract<Operation, { type: "kernel_normalization" }>,
  rulesOf: (operation: Exclude<Operation, { type: "unknown" }>) => Rules,
): Rules {
  const rules = rulesOf(operation);
  return {
    ...rules,
    output: (inputs) =>
      !hasKernel(operation)
        ? shapeError(`${layer} needs a layer with a kernel; ${wrapped} has none.`)
        : rules.output(inputs),
    parameters: (inputs) => {
      const parameters = rules.parameters(inputs);
      if (parameters === null) return null;
      const vector = lastKernelSide(operation, inputs[0]);
      if (vector === null) return null;
      const { total, nonTrainable } = parameters;
      if (layer === "SpectralNormalization") return { total: total + vector, nonTrainable: nonTrainable + vector };
      // The vector is trained here; the one weight more says whether it has its first values.
      return { total: copies * total + vector + 1, nonTrainable: nonTrainable + (copies - 1) * total + 1 };
    },
  };
}

function hasKernel({ type }: Operation): boolean {
  return type === "conv" || type === "conv_transpose" || type === "dense" || type === "embedding";
}

/** Last side of the layer's kernel: its outputs, but the inputs of a transposed convolution. */
function lastKernelSide(operation: Operation, input: Shape | undefined): number | null {
  switch (operation.type) {
    case "conv":
      return operation.filters;
    case "conv_transpose":
      return input?.at(operation.channelsFirst ? 0 : -1) ?? null;
    case "dense":
      return operation.units;
    case "embedding":
      return operation.columns;
    default:
      return 0;
  }
}
