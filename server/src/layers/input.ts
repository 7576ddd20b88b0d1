/** The input: its copy to the device is the layer's cost. */
import type { Operation } from "./operations";
import { elements, kernel, NO_PARAMETERS, shape } from "./rules";
import type { Rules } from "./rules";

const NO_INPUT_SIZE =
  "The input size is not given: write it in the source, or say it for the estimate, for example # latency: input_shape=(224, 224, 3) above the definition.";

export function inputRules(operation: Extract<Operation, { type: "input" }>): Rules {
  return {
    output: () =>
      operation.shape === null
        ? { kind: "unknown", code: "unknown-value", message: NO_INPUT_SIZE }
        : shape(operation.shape),
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => {
      const count = elements(output);
      const copy = kernel("copy", { reads: count, writes: count, positions: elements(output.slice(0, 2)) });
      return { flops: 0, macs: 0, kernels: [copy] };
    },
  };
}
