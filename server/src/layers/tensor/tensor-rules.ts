/** Tensor operations where only the shapes of one row are at hand: as if every input had one row for each sample. */
import type { ModelValue } from "../../eval/values";
import type { Operation } from "../operations";
import { countElements, NO_COST, NO_PARAMETERS, shape } from "../rules";
import type { KnownShape, LayerCost, LayerParameters, Rules } from "../rules";
import { shapeOfTensor } from "./read";
import { ordinary, sidesOfOneSample, tensorShape } from "./shapes";
import type { TensorOutput, TensorShape } from "./shapes";

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

type TensorOperation = Extract<Operation, { type: "tensor" | "constant" | "function" }>;

/** Operations that see all sides of a tensor, the batch's included. */
export function seesAllSides(operation: Operation): operation is TensorOperation {
  return operation.type === "tensor" || operation.type === "constant" || operation.type === "function";
}

/** Tensor that such an operation makes of others. */
export function outputOfTensorOperation(operation: TensorOperation, inputs: readonly TensorShape[]): TensorOutput {
  if (operation.type === "constant") return tensorShape(operation.sides, "none");
  if (operation.type === "function") return outputOfBody(operation.body);
  return operation.rule.output(operandsOf(operation, inputs));
}

function outputOfBody({ outputs }: ModelValue): TensorOutput {
  const [output] = outputs;
  const shape = output === undefined ? null : shapeOfTensor(output);
  return shape ?? { kind: "unknown", code: "unknown-layer", message: "What this function gives is not known." };
}

/** Cost at batch 1 of all but functions; null where the sides of one sample are not known. */
export function costOfTensorOperation(
  operation: Exclude<TensorOperation, { type: "function" }>,
  inputs: readonly TensorShape[],
  output: TensorShape,
): LayerCost | null {
  if (operation.type === "constant") return NO_COST;
  const result = sidesOfOneSample(output);
  const operands: KnownShape[] = [];
  for (const operand of operandsOf(operation, inputs)) {
    const sides = sidesOfOneSample(operand);
    if (sides === null) return null;
    operands.push(sides);
  }
  return result === null ? null : operation.rule.cost(operands, result);
}

function operandsOf(
  operation: Extract<Operation, { type: "tensor" }>,
  inputs: readonly TensorShape[],
): readonly TensorShape[] {
  if (operation.operands.length === 0) return inputs;
  let next = 0;
  return operation.operands.flatMap((operand) => operand ?? inputs[next++] ?? []);
}
