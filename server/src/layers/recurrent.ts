/**
 * Recurrent layers. A cell's weights are, for each gate, those of the step's input, those of its own last output, and biases. They
 * were never measured on the boards, and nothing that was measured runs step by step, so that no cost is given.
 */
import type { Shape } from "../../../protocol/report";
import type {
  ConvolutionalRecurrentOperation,
  Operation,
  RecurrentCell,
  RecurrentLayerOperation,
  RecurrentOperation,
} from "./operations";
import { describeShape, elements, NO_COST, shape, shapeError } from "./arithmetic";
import type { LayerParameters, OutputShape } from "./arithmetic";
import type { Rules } from "./rules";
import { slideTo } from "./window";

const GATES: Readonly<Record<RecurrentCell["cell"], number>> = { lstm: 4, gru: 3, simple: 1 };

export function unmeasured(layer: string): string {
  return `${layer} was never measured on the boards: its shape and weights are known, its time is not.`;
}

export function recurrentRules(operation: RecurrentOperation): Rules {
  const rules = operation.type === "recurrent" ? layerRules(operation) : convolutionalRules(operation);
  return { ...rules, called: "with states", cost: () => NO_COST, unmeasured: unmeasured(operation.layer) };
}

// ---------------------------------------------------------------- cells on vectors

function layerRules(operation: RecurrentLayerOperation): Omit<Rules, "cost"> {
  const { layer, cells, returnSequences, returnState } = operation;
  const units = cells.at(-1)?.units ?? 0;
  return {
    takes: "vectors",
    outputGroups: [1, ...(returnState ? statesOf(cells) : [])],
    output: ([input]) => {
      if (input?.length !== 2) return wrongRank(layer, "a sequence (steps × features)", input);
      const [steps = null, features = null] = input;
      if (features === null) return shapeError(`${layer} needs to know the last side of its input.`);
      return shape(returnSequences ? [steps, units] : [units]);
    },
    parameters: ([input]) => {
      const features = input?.[1] ?? null;
      return features === null ? null : { total: weightsOfCells(cells, features), nonTrainable: 0 };
    },
    furtherOutputs: () =>
      returnState ? cells.flatMap((cell) => Array.from({ length: stateCount(cell) }, () => [cell.units])) : [],
  };
}

function weightsOfCells(cells: readonly RecurrentCell[], features: number): number {
  let total = 0;
  let inputs = features;
  for (const { cell, units, biases } of cells) {
    total += GATES[cell] * units * (inputs + units + biases);
    inputs = units;
  }
  return total;
}

/** The states of one of several cells stand together. */
function statesOf(cells: readonly RecurrentCell[]): readonly number[] {
  const counts = cells.map(stateCount);
  return counts.length === 1 ? Array.from({ length: counts[0] ?? 0 }, () => 1) : counts;
}

/** An LSTM keeps its output and its memory. */
function stateCount({ cell }: RecurrentCell): number {
  return cell === "lstm" ? 2 : 1;
}

function wrongRank(layer: string, wanted: string, input: Shape | undefined): OutputShape {
  return shapeError(
    `${layer} needs ${wanted}; its input is ${input === undefined ? "missing" : describeShape(input)}.`,
  );
}

// ---------------------------------------------------------------- cells on images

function convolutionalRules(operation: ConvolutionalRecurrentOperation): Omit<Rules, "cost"> {
  const { layer, filters, kernel, useBias, returnSequences, returnState } = operation;
  const area = elements(kernel);
  return {
    takes: "images",
    outputGroups: returnState ? [1, 1, 1] : [1],
    output: ([input]) => {
      const frame = frameOutput(operation, input);
      if (frame.kind !== "shape" || !returnSequences) return frame;
      return shape([input?.[0] ?? null, ...frame.shape]);
    },
    parameters: ([input]) => {
      const channels = input === undefined ? null : channelsOfFrame(operation, input);
      if (channels === null) return null;
      return { total: GATES.lstm * filters * (area * (channels + filters) + (useBias ? 1 : 0)), nonTrainable: 0 };
    },
    furtherOutputs: ([input]) => {
      const frame = frameOutput(operation, input);
      return returnState && frame.kind === "shape" ? [frame.shape, frame.shape] : [];
    },
  };

  function frameOutput({ channelsInFront }: ConvolutionalRecurrentOperation, input: Shape | undefined): OutputShape {
    const rank = kernel.length;
    if (input?.length !== rank + 2) return wrongRank(layer, `a sequence of tensors with ${rank + 1} sides`, input);
    const frame = input.slice(1);
    const sides = channelsInFront ? frame.slice(1) : frame.slice(0, -1);
    const output = slideTo(layer, { kind: "image", sides, channels: null }, operation, filters);
    if (output.kind !== "shape" || !channelsInFront) return output;
    return shape([filters, ...output.shape.slice(0, -1)]);
  }
}

function channelsOfFrame({ channelsInFront }: ConvolutionalRecurrentOperation, input: Shape): number | null {
  return (channelsInFront ? input[1] : input.at(-1)) ?? null;
}

// ---------------------------------------------------------------- both directions

export function bidirectionalRules(operation: Extract<Operation, { type: "bidirectional" }>): Rules {
  const forward = recurrentRules(operation.forward);
  const backward = recurrentRules(operation.backward);
  const { merge } = operation;
  const states = [forward, backward].flatMap(({ outputGroups }) => outputGroups?.slice(1) ?? []);
  return {
    called: "with states",
    takes: "vectors",
    outputGroups: [...(merge === null ? [1, 1] : [1]), ...states],
    output: (inputs) => {
      const output = forward.output(inputs);
      const other = backward.output(inputs);
      if (output.kind !== "shape" || other.kind !== "shape") return output.kind === "shape" ? other : output;
      if (merge !== "concat") return output;
      return shape([...output.shape.slice(0, -1), plus(output.shape.at(-1), other.shape.at(-1))]);
    },
    parameters: (inputs) => sum(forward.parameters(inputs), backward.parameters(inputs)),
    cost: () => NO_COST,
    furtherOutputs: (inputs) => {
      const other = backward.output(inputs);
      return [
        ...(merge === null && other.kind === "shape" ? [other.shape] : []),
        ...(forward.furtherOutputs?.(inputs) ?? []),
        ...(backward.furtherOutputs?.(inputs) ?? []),
      ];
    },
    unmeasured: unmeasured(`Bidirectional(${operation.forward.layer})`),
  };
}

function plus(left: number | null | undefined, right: number | null | undefined): number | null {
  return left == null || right == null ? null : left + right;
}

function sum(left: LayerParameters | null, right: LayerParameters | null): LayerParameters | null {
  if (left === null || right === null) return null;
  return { total: left.total + right.total, nonTrainable: left.nonTrainable + right.nonTrainable };
}
