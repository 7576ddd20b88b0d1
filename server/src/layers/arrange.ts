/**
 * Layers that compute nothing: they name, cut, pad, repeat or reorder elements. FLOPs: none. Reshape and Flatten launch no kernel.
 */
import type { Shape } from "../../../protocol/report";
import {
  countElements,
  describeShape,
  isKnown,
  elements,
  imageOf,
  imagePositionsOf,
  kernel,
  NO_COST,
  NO_PARAMETERS,
  positionsOf,
  shape,
  shapeError,
  single,
  totalElements,
  wrongInputCount,
} from "./arithmetic";
import type { KnownShape, LayerCost, OutputShape } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { laidOut } from "./layout";
import { copying, free, slicing } from "./moving";
import { INTERPOLATIONS, RANKS, requiredNumbers } from "./shared-arguments";
import type { SidePairs, Sides } from "./arithmetic";
import type { Rules } from "./rules";

export const ARRANGEMENTS: Family = [
  ["Flatten", readFlatten],
  ["Reshape", readReshape],
  ["Permute", (reader) => permuteRules(requiredNumbers(reader, "dims"))],
  ["RepeatVector", (reader) => repeatVectorRules(reader.integer("n", { minimum: 1 }))],
  ...RANKS.flatMap((rank): Family => [
    [`ZeroPadding${rank}D`, (reader) => readZeroPadding(reader, rank)],
    [`Cropping${rank}D`, (reader) => readCropping(reader, rank)],
    [`UpSampling${rank}D`, (reader) => readUpSampling(reader, rank)],
  ]),
];

/** Channels are brought behind first, where they are in front of something. */
/** `least_sides` is what TF.js asks of its input, beside the batch; they must then be known. */
function readFlatten(reader: ArgumentReader): Rules {
  const least = reader.integer("least_sides", { minimum: 0, fallback: 0 });
  const rules = free((input) => {
    if (input.length >= least && (least === 0 || isKnown(input))) return shape([countElements(input)]);
    if (input.length >= least)
      return shapeError(`Flatten needs to know all sides of its input, which is ${describeShape(input)}.`);
    return shapeError(`Flatten needs an input of at least ${least} sides; it is ${describeShape(input)} already.`);
  }, "Flatten");
  if (!reader.channelsFirst()) return rules;
  return {
    ...rules,
    channels: "first",
    cost: (tensors) => ((tensors.inputs[0]?.length ?? 0) < 2 ? NO_COST : reordering(tensors.output)),
  };
}

function readReshape(reader: ArgumentReader): Rules {
  const target = requiredNumbers(reader, "target_shape");
  if (target.filter((side) => side === -1).length > 1) reader.fail("target_shape may hold -1 only once");
  if (target.some((side) => side < -1)) reader.fail("target_shape must hold sizes");
  return free((input) => reshaped(target, input), "Reshape");
}

function reshaped(target: readonly number[], input: Shape): OutputShape {
  const available = countElements(input);
  const wanted = elements(target.filter((side) => side !== -1));
  const open = target.includes(-1);
  if (available === null) return shape(target.map((side) => (side === -1 ? null : side)));
  const fits = open ? wanted > 0 && available % wanted === 0 : wanted === available;
  if (fits) return shape(target.map((side) => (side === -1 ? available / wanted : side)));
  const written = target.map((side) => (side === -1 ? "?" : side)).join("×");
  return shapeError(
    `Reshape of ${describeShape(input)} to ${written}: the numbers of elements differ.`,
    "target_shape",
  );
}

/** Axes count from 1, without the batch. */
function permuteRules(dimensions: readonly number[]): Rules {
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("Permute", inputs);
      const sides = dimensions.map((axis) => input[axis - 1]);
      const complete = dimensions.length === input.length && new Set(dimensions).size === input.length;
      if (!complete || sides.includes(undefined)) {
        return shapeError(
          `Permute: (${dimensions.join(", ")}) does not order the axes of ${describeShape(input)}.`,
          "dims",
        );
      }
      return shape(sides.map((side) => side ?? null));
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => reordering(output),
  };
}

function reordering(output: KnownShape): LayerCost {
  const count = elements(output);
  const main = kernel("shuffle", { reads: count, writes: count, positions: imagePositionsOf(output) });
  return { ...NO_COST, kernels: [main] };
}

function repeatVectorRules(count: number): Rules {
  return {
    output: (inputs) => {
      const input = single(inputs);
      if (input === null) return wrongInputCount("RepeatVector", inputs);
      if (input.length !== 1) return shapeError(`RepeatVector needs a vector; its input is ${describeShape(input)}.`);
      return shape([count, ...input]);
    },
    parameters: () => NO_PARAMETERS,
    cost: copying,
  };
}

function readZeroPadding(reader: ArgumentReader, rank: number): Rules {
  const padding = reader.sidePairs("padding", rank, 1);
  return laidOut(reader.channelsFirst(), zeroPaddingRules(padding));
}

function zeroPaddingRules(padding: SidePairs): Rules {
  return {
    takes: "images",
    output: (inputs) =>
      resized(`ZeroPadding${padding.length}D`, padding.length, inputs, (side, axis) => side + total(padding[axis])),
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const main = kernel("pad", {
        reads: totalElements(inputs),
        writes: elements(output),
        positions: positionsOf(output),
      });
      return { ...NO_COST, kernels: [main] };
    },
  };
}

/** Keras' defaults differ: nothing is cut off an image, one of each end of anything else. */
function readCropping(reader: ArgumentReader, rank: number): Rules {
  const cropping = reader.sidePairs("cropping", rank, rank === 2 ? 0 : 1);
  return laidOut(reader.channelsFirst(), croppingRules(cropping));
}

function croppingRules(cropping: SidePairs): Rules {
  return {
    takes: "images",
    output: (inputs) =>
      resized(`Cropping${cropping.length}D`, cropping.length, inputs, (side, axis) => side - total(cropping[axis])),
    parameters: () => NO_PARAMETERS,
    cost: ({ output }) => slicing(output),
  };
}

function readUpSampling(reader: ArgumentReader, rank: number): Rules {
  if (
    reader.flag("arrays_only", false) &&
    reader.has("size") &&
    reader.whyUnknown("size") === null &&
    !reader.isSequence("size")
  )
    reader.fail("size must be an array of two numbers in TF.js");
  const size =
    rank === 1
      ? [reader.integer("size", { minimum: 1, fallback: 2 })]
      : reader.window("size", rank, { minimum: 1, fallback: new Array<number>(rank).fill(2) });
  if (rank === 2) reader.choice("interpolation", INTERPOLATIONS, "nearest");
  return laidOut(reader.channelsFirst(), upSamplingRules(size));
}

/** No measured network has this layer: priced as a copy. */
function upSamplingRules(size: Sides): Rules {
  return {
    takes: "images",
    output: (inputs) =>
      resized(`UpSampling${size.length}D`, size.length, inputs, (side, axis) => side * (size[axis] ?? 1)),
    parameters: () => NO_PARAMETERS,
    cost: copying,
  };
}

function resized(
  layer: string,
  rank: number,
  inputs: readonly Shape[],
  sideOf: (side: number, axis: number) => number,
): OutputShape {
  const image = imageOf(layer, inputs, rank);
  if (image.kind === "error") return image;
  const sides = image.sides.map((side, axis) => (side === null ? null : sideOf(side, axis)));
  if (sides.some((side) => side !== null && side < 1)) {
    return shapeError(`${layer} leaves nothing of ${describeShape(image.sides)}.`);
  }
  return shape([...sides, image.channels]);
}

function total(pair: readonly [number, number] | undefined): number {
  return pair === undefined ? 0 : pair[0] + pair[1];
}
