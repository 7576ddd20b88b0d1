/**
 * Lambda layers of saved topologies: their code is not read, so shape comes from elsewhere and cost from how the shape
 * changes. The measured networks hold channel shuffles, scaled additions, reshapes, element-wise functions and slices.
 */
import type { Kernel } from "../../../predictors/src/kernels";
import type { Shape } from "../../../protocol/report";
import { channelsOf, elements, imagePositionsOf, kernel, NO_PARAMETERS, shape } from "./arithmetic";
import type { Tensors } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { functionRules } from "./tensor/tensor-rules";
import type { Rules } from "./rules";

export const LAMBDAS: Family = [["Lambda", readLambda, { follows: "function" }]];

/** A Lambda of a source has what its function computes. The measured networks name their channel shuffles; anything else is told from the shapes. */
function readLambda(reader: ArgumentReader): Rules {
  const body = reader.value("body");
  if (body?.kind === "model") return functionRules(body);
  const outputShape = reader.isSequence("output_shape") ? (reader.numbers("output_shape") ?? null) : null;
  return lambdaRules(outputShape, reader.text("name")?.includes("shuffle") ?? false);
}

function lambdaRules(outputShape: Shape | null, shuffle: boolean): Rules {
  return {
    output: () =>
      outputShape === null
        ? { kind: "unknown", code: "unknown-layer", message: "What this Lambda computes is not known." }
        : shape(outputShape),
    parameters: () => NO_PARAMETERS,
    cost: (tensors) => {
      const kernels = lambdaKernels(shuffle, tensors);
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
