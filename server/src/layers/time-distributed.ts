/** TimeDistributed: the wrapped layer on every step as if each were a sample; its weights are read once for all of them. */
import type { Operation } from "./operations";
import { describeShape, shape, timesRows, shapeError, single, wrongInputCount } from "./arithmetic";
import type { Rules } from "./rules";

export function timeDistributedRules(
  { operation }: Extract<Operation, { type: "time_distributed" }>,
  rulesOf: (operation: Exclude<Operation, { type: "unknown" }>) => Rules,
): Rules {
  const rules = rulesOf(operation);
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("TimeDistributed", inputs);
      const [steps, ...step] = input;
      if (steps === undefined || step.length === 0)
        return shapeError(`TimeDistributed needs steps; its input is ${describeShape(input)}.`);
      const output = rules.output([step]);
      return output.kind === "shape" ? shape([steps, ...output.shape]) : output;
    },
    parameters: ([input]) => (input === undefined ? null : rules.parameters([input.slice(1)])),
    cost: ({ inputs: [input], output, afterConvolution }) => {
      const [steps = 1, ...step] = input ?? [];
      const one = rules.cost({ inputs: [step], output: output.slice(1), afterConvolution });
      return timesRows(one, steps);
    },
    ...(rules.unmeasured !== undefined && { unmeasured: rules.unmeasured }),
    ...(rules.takes !== undefined && { takes: rules.takes }),
    ...(rules.activationUnknown !== undefined && { activationUnknown: rules.activationUnknown }),
  };
}
