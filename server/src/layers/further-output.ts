/** An output of a layer behind its first (states, attention scores): the first output stands before what the layer is applied to. */
import type { Operation } from "./operations";
import { NO_COST, NO_PARAMETERS, shape, shapeError } from "./arithmetic";
import type { Rules } from "./rules";

export function furtherOutputRules(
  { operation, index }: Extract<Operation, { type: "further_output" }>,
  rulesOf: (operation: Exclude<Operation, { type: "unknown" }>) => Rules,
): Rules {
  return {
    output: ([, ...inputs]) => {
      const output = rulesOf(operation).furtherOutputs?.(inputs)[index - 1];
      return output === undefined ? shapeError(`The layer has no output ${index}.`) : shape(output);
    },
    parameters: () => NO_PARAMETERS,
    cost: () => NO_COST,
  };
}
