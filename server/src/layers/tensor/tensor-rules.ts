/**
 * Operations on tensors. Where only the shapes of one row are at hand, they answer as if every input had one row for each sample; that
 * is all that a node of the graph needs of a function of the user's, whose cost is that of its body.
 */
import type { ModelValue } from "../../eval/values";
import type { Operation } from "../operations";
import { countElements, NO_COST, NO_PARAMETERS, shape } from "../arithmetic";
import type { KnownShape, LayerCost, LayerParameters } from "../arithmetic";
import type { Rules, TensorRules } from "../rules";
import { shapeOfTensor } from "./read";
import { ordinary, sidesOfOneSample, tensorShape } from "./shapes";
import type { TensorOutput, TensorShape } from "./shapes";

type TensorOperation = Extract<Operation, { type: "tensor" | "constant" }>;

export function tensorRules(operation: TensorOperation): Rules {
  const tensors: TensorRules = {
    output: (inputs) => outputOfTensorOperation(operation, inputs),
    cost: (inputs, output) => costOfTensorOperation(operation, inputs, output),
  };
  return {
    ...onRows(tensors),
    parameters: () => (operation.type === "constant" ? weightsOf(operation) : NO_PARAMETERS),
    ...(operation.type === "tensor" && operation.takes !== null && { takes: operation.takes }),
  };
}

/** A function of the user's that was followed: what it computes is a network of its own, which may work on images. */
export function functionRules(body: ModelValue): Rules {
  const tensors: TensorRules = { output: () => outputOfBody(body), cost: () => null };
  return { ...onRows(tensors), parameters: () => NO_PARAMETERS, takes: "images", body };
}

function onRows(tensors: TensorRules): Pick<Rules, "tensors" | "output" | "cost"> {
  return {
    tensors,
    output: (inputs) => {
      const output = tensors.output(inputs.map(ordinary));
      return output.kind === "tensor" ? shape(output.sides.slice(1)) : output;
    },
    cost: ({ inputs }) => {
      const ordinaries = inputs.map(ordinary);
      const output = tensors.output(ordinaries);
      return (output.kind === "tensor" ? tensors.cost(ordinaries, output) : null) ?? NO_COST;
    },
  };
}

function weightsOf({ sides, weights }: Extract<Operation, { type: "constant" }>): LayerParameters | null {
  if (weights === null) return NO_PARAMETERS;
  const total = countElements(sides);
  return total === null ? null : { total, nonTrainable: weights === "fixed" ? total : 0 };
}

/** Tensor that such an operation makes of others. */
function outputOfTensorOperation(operation: TensorOperation, inputs: readonly TensorShape[]): TensorOutput {
  if (operation.type === "constant") return tensorShape(operation.sides, "none");
  return operation.rule.output(operandsOf(operation, inputs));
}

function outputOfBody({ outputs }: ModelValue): TensorOutput {
  const [output] = outputs;
  const shape = output === undefined ? null : shapeOfTensor(output);
  return shape ?? { kind: "unknown", code: "unknown-layer", message: "What this function gives is not known." };
}

/** Cost at batch 1 of all but functions; null where the sides of one sample are not known. */
function costOfTensorOperation(
  operation: TensorOperation,
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
