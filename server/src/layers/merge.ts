/** Layers that join several tensors. FLOPs: one per output element and pair of inputs; Average divides once more. */
import type { Shape } from "../../../protocol/report";
import { axisWithoutBatch } from "./arithmetic";
import {
  channelsOf,
  describeShape,
  elements,
  kernel,
  NO_PARAMETERS,
  positionsOf,
  shape,
  shapeError,
  totalElements,
} from "./arithmetic";
import type { OutputShape } from "./arithmetic";
import type { Family } from "./family";
import { axisOf } from "./shared-arguments";
import type { Rules } from "./rules";

const MODES = ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"] as const;
type Mode = (typeof MODES)[number];

export const MERGES: Family = [
  ...MODES.map((mode) => [mode, () => mergeRules(mode)] as const),
  // A branch and what it is added to; at inference the branch is scaled first.
  ["StochasticDepth", () => mergeRules("Add")],
  [
    "Concatenate",
    (reader) => concatenateRules(axisOf(reader, -1), reader.integer("least_inputs", { minimum: 1, fallback: 1 })),
  ],
];

function mergeRules(mode: Mode): Rules {
  return {
    channels: "inherited",
    output: (inputs) => mergedShape(mode, inputs),
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const writes = elements(output);
      const reads = totalElements(inputs);
      const positions = positionsOf(output);
      const operations = inputs.length - 1 + (mode === "Average" ? 1 : 0);
      const main =
        mode === "Multiply"
          ? kernel("multiply", { reads, writes, positions, operands: 2 })
          : kernel("add", {
              reads: Math.max(reads, 2 * writes),
              writes,
              positions,
              operands: Math.max(2, inputs.length),
            });
      return { flops: operations * writes, macs: 0, kernels: [main] };
    },
  };
}

function mergedShape(mode: Mode, inputs: readonly Shape[]): OutputShape {
  const [first, ...others] = inputs;
  if (first === undefined || others.length === 0) return shapeError(`${mode} needs at least two inputs.`);
  if (mode === "Subtract" && others.length > 1) return shapeError("Subtract takes exactly two inputs.");
  let merged: Shape | null = first;
  for (const other of others) merged = merged === null ? null : broadcast(merged, other);
  return merged === null
    ? shapeError(`${mode} of ${inputs.map(describeShape).join(" and ")}: the shapes do not agree.`)
    : shape(merged);
}

/** Keras broadcasts sides of 1, and missing leading sides; null where the shapes do not agree. */
function broadcast(left: Shape, right: Shape): Shape | null {
  const [longer, shorter] = left.length >= right.length ? [left, right] : [right, left];
  const leading = longer.length - shorter.length;
  const merged: (number | null)[] = longer.slice(0, leading);
  for (const [index, side] of longer.slice(leading).entries()) {
    const other = shorter[index] ?? null;
    if (side === null || other === null) merged.push(null);
    else if (side === 1 || side === other) merged.push(other);
    else if (other === 1) merged.push(side);
    else return null;
  }
  return merged;
}

/** `least`: Keras joins one tensor, too; TF.js does not. */
function concatenateRules(axis: number, least: number): Rules {
  return {
    channels: "inherited",
    called: "with a list",
    output: (inputs) =>
      inputs.length < least
        ? shapeError(`Concatenate needs at least ${least} inputs.`)
        : concatenatedShape(axis, inputs),
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const writes = elements(output);
      const main = kernel("concat", {
        reads: writes,
        writes,
        positions: positionsOf(output),
        operands: Math.max(2, inputs.length),
        channelsOut: channelsOf(output),
      });
      return { flops: 0, macs: 0, kernels: [main] };
    },
  };
}

function concatenatedShape(axis: number, inputs: readonly Shape[]): OutputShape {
  const [first] = inputs;
  if (first === undefined) return shapeError("Concatenate needs inputs.");
  const index = axisWithoutBatch(axis, first.length);
  if (index === -1) {
    return {
      kind: "unknown",
      code: "unknown-layer",
      message: "Concatenate joins samples here, which is not followed.",
    };
  }
  if (first[index] === undefined)
    return shapeError(`Concatenate: ${describeShape(first)} has no axis ${axis}.`, "axis");
  const joined: (number | null)[] = [];
  for (let side = 0; side < first.length; side++) {
    const sizes = inputs.map((input) => (input.length === first.length ? input[side] : undefined));
    const size = side === index ? sumOfSides(sizes) : commonSide(sizes);
    if (size === undefined) {
      const shapes = inputs.map(describeShape).join(" and ");
      return shapeError(`Concatenate of ${shapes} along axis ${axis}: the other sides do not agree.`);
    }
    joined.push(size);
  }
  return shape(joined);
}

type Side = number | null | undefined;

function sumOfSides(sizes: readonly Side[]): Side {
  return sizes.reduce<Side>((total, size) => {
    if (total === undefined || size === undefined) return undefined;
    return total === null || size === null ? null : total + size;
  }, 0);
}

/** The size that all known sides share; undefined where they differ. */
function commonSide(sizes: readonly Side[]): Side {
  let common: number | null = null;
  for (const size of sizes) {
    if (size === undefined) return undefined;
    if (size === null) continue;
    if (common !== null && common !== size) return undefined;
    common = size;
  }
  return common;
}
