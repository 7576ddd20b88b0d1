/** Layers that name, cut, pad, repeat or reorder elements. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { INTERPOLATIONS, RANKS, requiredNumbers } from "../shared-arguments";
import type { Read, Readers } from "../shared-arguments";

export const ARRANGEMENT_READERS: Readers = [
  ["Flatten", (reader) => ({ type: "flatten", channelsFirst: reader.channelsFirst() })],
  ["Reshape", readReshape],
  ["Permute", (reader) => ({ type: "permute", dimensions: requiredNumbers(reader, "dims") })],
  ["RepeatVector", (reader) => ({ type: "repeat_vector", count: reader.integer("n", { minimum: 1 }) })],
  ...RANKS.flatMap((rank): (readonly [string, Read])[] => [
    [`ZeroPadding${rank}D`, (reader) => readZeroPadding(reader, rank)],
    [`Cropping${rank}D`, (reader) => readCropping(reader, rank)],
    [`UpSampling${rank}D`, (reader) => readUpSampling(reader, rank)],
  ]),
];

function readReshape(reader: ArgumentReader): Operation {
  const target = requiredNumbers(reader, "target_shape");
  if (target.filter((side) => side === -1).length > 1) reader.fail("target_shape may hold -1 only once");
  if (target.some((side) => side < -1)) reader.fail("target_shape must hold sizes");
  return { type: "reshape", target };
}

function readZeroPadding(reader: ArgumentReader, rank: number): Operation {
  const padding = reader.sidePairs("padding", rank, 1);
  return { type: "zero_padding", padding, channelsFirst: reader.channelsFirst() };
}

/** Keras' defaults differ: nothing is cut off an image, one of each end of anything else. */
function readCropping(reader: ArgumentReader, rank: number): Operation {
  const cropping = reader.sidePairs("cropping", rank, rank === 2 ? 0 : 1);
  return { type: "cropping", cropping, channelsFirst: reader.channelsFirst() };
}

function readUpSampling(reader: ArgumentReader, rank: number): Operation {
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
  return { type: "up_sampling", size, channelsFirst: reader.channelsFirst() };
}
