/** Dense layers. FLOPs as for convolutions. On more than one sample per image it is a 1×1 convolution. */
import { activationNote } from "./activation-costs";
import { withTail } from "./convolution";
import {
  channelsOf,
  describeShape,
  kernel,
  shape,
  shapeError,
  single,
  totalElements,
  wrongInputCount,
} from "./arithmetic";
import { ACTIVATED } from "./family";
import type { Family } from "./family";
import { tailOf } from "./activation-arguments";
import type { Tail } from "./activation-arguments";
import type { Rules } from "./rules";

export const DENSE: Family = [
  ["Dense", (reader) => denseRules(reader.integer("units", { minimum: 1 }), tailOf(reader)), ACTIVATED],
];

function denseRules(units: number, tail: Tail): Rules {
  const { useBias } = tail;
  return {
    ...activationNote(tail.activation),
    countedAs: "dense",
    takes: "vectors",
    lastKernelSide: () => units,
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("Dense", inputs);
      if (input.length === 0) return shapeError("Dense needs at least one dimension besides the batch.");
      if (input.at(-1) === null) {
        return shapeError(`Dense needs to know the last side of its input; it is ${describeShape(input)}.`);
      }
      return shape([...input.slice(0, -1), units]);
    },
    parameters: ([input]) => {
      const channels = input?.at(-1) ?? null;
      return channels === null ? null : { total: channels * units + (useBias ? units : 0), nonTrainable: 0 };
    },
    cost: ({ inputs, output }) => {
      const reads = totalElements(inputs);
      const channelsIn = channelsOf(inputs[0] ?? output);
      const samples = Math.max(1, Math.floor(reads / channelsIn));
      const weights = channelsIn * units;
      const main = kernel(samples > 1 ? "conv" : "dense", {
        macs: samples * weights,
        reads,
        writes: samples * units,
        weights,
        channelsIn,
        channelsOut: units,
        positions: samples,
      });
      return withTail(tail, output, main.macs, [main]);
    },
  };
}
