/** Tensors with all their sides between the nodes of a graph: which operations need them, and what they change about costs. */
import type { ModelValue } from "../eval/values";
import type { LayerCost } from "./graph";
import type { Operation } from "./operations";
import { joinedSamples, sidesOfOneSample, tensorShape } from "./ops/tensor/shapes";
import type { Side, TensorOutput, TensorShape } from "./ops/tensor/shapes";
import { shapeOfTensor } from "./ops/tensor/read";
import { NO_COST } from "./ops/rules";
import type { KnownShape, OutputShape } from "./ops/rules";

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

/** The tensor behind a layer that leaves the first side alone: `shape` is that of one row. */
export function behindLayer(inputs: readonly TensorShape[], shape: readonly Side[]): TensorShape {
  const carrier = inputs.find(({ samples }) => samples !== "none") ?? inputs[0];
  const batch = carrier?.sides[0] ?? null;
  const samples = inputs.length === 0 ? FIRST : joinedSamples(inputs.map((input) => input.samples));
  return tensorShape([batch, ...shape], samples);
}

/** An ordinary tensor: `shape` for each sample. */
export function ordinary(shape: readonly Side[]): TensorShape {
  return tensorShape([null, ...shape], FIRST);
}

const FIRST = { axis: 0, rows: 1 } as const;

/** How many rows of the first side a layer computes for one sample; null where that is not known. */
export function rowsOfOneSample(inputs: readonly TensorShape[]): number | null {
  const { sides, samples } = behindLayer(inputs, []);
  if (samples === "none") return sides[0] ?? null;
  return samples !== "unclear" && samples.axis === 0 ? samples.rows : null;
}

/** What several layers cost together; null where one of them is not known. */
export function sumOfCosts(costs: readonly (LayerCost | null)[]): LayerCost | null {
  const known = costs.filter((cost) => cost !== null);
  if (known.length < costs.length) return null;
  return {
    flops: known.reduce((total, { flops }) => total + flops, 0),
    macs: known.reduce((total, { macs }) => total + macs, 0),
    kernels: known.flatMap(({ kernels }) => kernels),
  };
}

/** Cost of a layer that is applied to so many rows at once: weights are read once. */
export function timesRows(cost: LayerCost, rows: number): LayerCost {
  if (rows === 1) return cost;
  const kernels = cost.kernels.map((kernel) => ({
    ...kernel,
    macs: kernel.macs * rows,
    reads: kernel.reads * rows,
    writes: kernel.writes * rows,
    positions: kernel.positions * rows,
  }));
  return { flops: cost.flops * rows, macs: cost.macs * rows, kernels };
}

/** What an ordinary operation's rules say of the shapes of one row, as a tensor. */
export function asTensor(output: OutputShape, inputs: readonly TensorShape[]): TensorOutput {
  return output.kind === "shape" ? behindLayer(inputs, output.shape) : output;
}
