/**
 * Lambda layers of saved topologies: their code is not read, so shape comes from elsewhere and cost from how the shape
 * changes. The measured networks hold channel shuffles, scaled additions, reshapes, element-wise functions and slices.
 */
import type { Kernel } from "../../../predictors/src/kernels";
import type { Operation } from "./operations";
import { channelsOf, elements, imagePositionsOf, kernel, NO_PARAMETERS, shape } from "./arithmetic";
import type { Tensors } from "./arithmetic";
import type { Rules } from "./rules";

export function lambdaRules(operation: Extract<Operation, { type: "lambda" }>): Rules {
  return {
    output: () =>
      operation.outputShape === null
        ? { kind: "unknown", code: "unknown-layer", message: "What this Lambda computes is not known." }
        : shape(operation.outputShape),
    parameters: () => NO_PARAMETERS,
    cost: (tensors) => {
      const kernels = lambdaKernels(operation.shuffle, tensors);
      const computing = kernels.filter(({ kind }) => kind === "activation" || kind === "add");
      return { flops: computing.length * elements(tensors.output), macs: 0, kernels };
    },
  };
}

function lambdaKernels(shuffle: boolean, { inputs, output }: Tensors): readonly Kernel[] {
  const writes = elements(output);
  const positions = imagePositionsOf(output);
  const pass = kernel("activation", { reads: writes, writes, positions });
  const input = inputs[0] ?? output;
  if (shuffle) return [kernel("shuffle", { reads: writes, writes, positions })];
  if (inputs.length === 2) return [pass, kernel("add", { reads: 2 * writes, writes, positions, operands: 2 })];
  if (elements(input) === writes) return input.length === output.length ? [pass] : [];
  if (output.length === 3 && positions === 1) return [];
  return [
    kernel("slice", {
      reads: elements(input),
      writes,
      positions,
      channelsIn: channelsOf(input),
      channelsOut: channelsOf(output),
    }),
  ];
}
