/** Layers that join several tensors. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { axisOf, known } from "../shared-arguments";
import type { Readers } from "../shared-arguments";

const MERGES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"] as const;
type MergeMode = Extract<Operation, { type: "merge" }>["mode"];

export const MERGE_READERS: Readers = [
  ["Concatenate", (reader) => ({ type: "concatenate", axis: axisOf(reader, -1) })],
  ["Dot", readDot],
  // A branch and what it is added to; at inference the branch is scaled first.
  ["StochasticDepth", () => ({ type: "merge", mode: "add" })],
  ...MERGES.map((name) => [name, (): Operation => ({ type: "merge", mode: name.toLowerCase() as MergeMode })] as const),
];

function readDot(reader: ArgumentReader): Operation {
  const axes = known(reader.numbers("axes") ?? []);
  const [first, second = first] = axes;
  const normalize = reader.flag("normalize", false);
  if (first === undefined || second === undefined || axes.length > 2) {
    reader.fail("axes must be one whole number or two");
    return { type: "dot", axes: [1, 1], normalize };
  }
  return { type: "dot", axes: [first, second], normalize };
}
