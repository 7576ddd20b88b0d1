/** Dot: sums of products along one axis of each of two tensors. */
import type { Shape } from "../../../protocol/report";
import {
  channelsOf,
  describeShape,
  elements,
  kernel,
  NO_PARAMETERS,
  positionsOf,
  pricedAs,
  shape,
  shapeError,
  totalElements,
} from "./arithmetic";
import type { OutputShape } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { known } from "./shared-arguments";
import type { Pair } from "./arithmetic";
import type { Rules } from "./rules";

export const DOTS: Family = [["Dot", readDot]];

function readDot(reader: ArgumentReader): Rules {
  const axes = known(reader.numbers("axes") ?? []);
  const [first, second = first] = axes;
  const normalize = reader.flag("normalize", false);
  if (first === undefined || second === undefined || axes.length > 2) {
    reader.fail("axes must be one whole number or two");
    return dotRules([1, 1], normalize);
  }
  return dotRules([first, second], normalize);
}

/** Axes that are summed over, of each input, counting the batch. */
function dotRules(axes: Pair, normalize: boolean): Rules {
  return {
    ...pricedAs("Dot", "a matrix product"),
    output: (inputs) => dotShape(axes, inputs),
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const [left = [1]] = inputs;
      const summed = left[indexOf(axes[0], left)] ?? 1;
      const macs = elements(output) * summed;
      const reads = totalElements(inputs);
      const main = kernel("matmul", {
        macs,
        reads,
        writes: elements(output),
        positions: positionsOf(output),
        channelsIn: summed,
        channelsOut: channelsOf(output),
        operands: 2,
      });
      // Squares, their sum and a division for each element.
      const lengths = normalize ? 3 * reads : 0;
      return { flops: 2 * macs + lengths, macs, kernels: [main] };
    },
  };
}

function dotShape(axes: Pair, inputs: readonly Shape[]): OutputShape {
  const [left, right] = inputs;
  if (left === undefined || right === undefined || inputs.length !== 2)
    return shapeError("Dot takes exactly two inputs.");
  const [first, second] = [indexOf(axes[0], left), indexOf(axes[1], right)];
  const [one, other] = [left[first], right[second]];
  const shapes = `${describeShape(left)} and ${describeShape(right)}`;
  if (one === undefined || other === undefined) return shapeError(`Dot of ${shapes} has no axes ${axes.join(", ")}.`);
  if (one !== null && other !== null && one !== other) {
    return shapeError(`Dot of ${shapes} along axes ${axes.join(", ")}: the sides do not agree.`);
  }
  const sides = [...left.filter((_, axis) => axis !== first), ...right.filter((_, axis) => axis !== second)];
  return shape(sides.length === 0 ? [1] : sides);
}

/** Index into a shape without the batch. */
function indexOf(axis: number, sides: Shape): number {
  return axis < 0 ? sides.length + axis : axis - 1;
}
