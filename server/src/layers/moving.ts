/** Rules of layers that compute nothing, and what it costs to move elements. */
import type { Shape } from "../../../protocol/report";
import {
  elements,
  kernel,
  NO_COST,
  NO_PARAMETERS,
  positionsOf,
  single,
  totalElements,
  wrongInputCount,
} from "./arithmetic";
import type { KnownShape, LayerCost, OutputShape, Tensors } from "./arithmetic";
import type { Rules } from "./rules";

/** Nothing is computed or moved. */
export function free(output: (input: Shape) => OutputShape, layer: string): Rules {
  return {
    output: (inputs) => {
      const input = single(inputs);
      return input === null ? wrongInputCount(layer, inputs) : output(input);
    },
    parameters: () => NO_PARAMETERS,
    cost: () => NO_COST,
  };
}

export function slicing(output: KnownShape): LayerCost {
  const count = elements(output);
  const main = kernel("slice", { reads: count, writes: count, positions: positionsOf(output) });
  return { ...NO_COST, kernels: [main] };
}

export function copying({ inputs, output }: Tensors): LayerCost {
  const reads = totalElements(inputs);
  const main = kernel("copy", { reads, writes: elements(output), positions: positionsOf(output) });
  return { ...NO_COST, kernels: [main] };
}
