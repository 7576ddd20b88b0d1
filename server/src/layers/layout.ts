/**
 * Channels-first layers. Rules are written for channels last; a layer that keeps its channels in front has the same weights and
 * FLOPs, so its shapes are turned before and after.
 */
import type { Shape } from "../../../protocol/report";
import type { Operation } from "./operations";
import { axisWithoutBatch } from "./normalization";
import type { OutputShape, Rules } from "./rules";

/** The rules of a channels-last layer for one that has its channels in front. Costs are those of turned shapes already. */
export function withChannelsFirst(rules: Rules): Rules {
  return {
    ...rules,
    output: (inputs) => turned(rules.output(inputs.map(toChannelsLast))),
    parameters: (inputs) => rules.parameters(inputs.map(toChannelsLast)),
  };
}

function turned(output: OutputShape): OutputShape {
  return output.kind === "shape" ? { kind: "shape", shape: toChannelsFirst(output.shape) } : output;
}

export function toChannelsLast<Side>(sides: readonly Side[]): readonly Side[] {
  return sides.length < 2 ? sides : [...sides.slice(1), ...sides.slice(0, 1)];
}

function toChannelsFirst(sides: Shape): Shape {
  return sides.length < 2 ? sides : [...sides.slice(-1), ...sides.slice(0, -1)];
}

/**
 * Whether the layer's tensors have their channels in front: some layers say so, normalizations of axis 1 mean it, those that treat
 * every element alike have it from what feeds them.
 */
export function hasChannelsFirst(operation: Operation, input: Shape | undefined, inputHas: boolean): boolean {
  if ("channelsFirst" in operation) return operation.channelsFirst;
  switch (operation.type) {
    case "batch_normalization":
    case "group_normalization": {
      const rank = input?.length ?? 0;
      return operation.axis === null ? inputHas : rank > 1 && axisWithoutBatch(operation.axis, rank) === 0;
    }
    case "activation":
    case "concatenate":
    case "identity":
    case "layer_normalization":
    case "merge":
    case "normalization":
    case "prelu":
    case "unit_normalization":
      return inputHas;
    case "kernel_normalization":
      return hasChannelsFirst(operation.operation, input, inputHas);
    default:
      return false;
  }
}
