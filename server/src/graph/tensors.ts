/** Tensors with all their sides between the nodes of a graph: what stays of them behind a layer that sees one row. */
import type { OutputShape } from "../layers/arithmetic";
import { FIRST, joinedSamples, tensorShape } from "../layers/tensor/shapes";
import type { Side, TensorOutput, TensorShape } from "../layers/tensor/shapes";

/** The tensor behind a layer that leaves the first side alone: `shape` is that of one row. */
export function behindLayer(inputs: readonly TensorShape[], shape: readonly Side[]): TensorShape {
  const carrier = inputs.find(({ samples }) => samples !== "none") ?? inputs[0];
  const batch = carrier?.sides[0] ?? null;
  const samples = inputs.length === 0 ? FIRST : joinedSamples(inputs.map((input) => input.samples));
  return tensorShape([batch, ...shape], samples);
}

/** How many rows of the first side a layer computes for one sample; null where that is not known. */
export function rowsOfOneSample(inputs: readonly TensorShape[]): number | null {
  const { sides, samples } = behindLayer(inputs, []);
  if (samples === "none") return sides[0] ?? null;
  return samples !== "unclear" && samples.axis === 0 ? samples.rows : null;
}

/** What an ordinary operation's rules say of the shapes of one row, as a tensor. */
export function asTensor(output: OutputShape, inputs: readonly TensorShape[]): TensorOutput {
  return output.kind === "shape" ? behindLayer(inputs, output.shape) : output;
}
