/** Pooling over windows, over whole axes, and to a given size. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { PADDINGS, RANKS } from "../shared-arguments";
import type { Read, Readers } from "../shared-arguments";

type Mode = "max" | "average";

const MODES: readonly (readonly [string, Mode])[] = [
  ["Max", "max"],
  ["Average", "average"],
];

export const POOLING_READERS: Readers = MODES.flatMap(([word, mode]) =>
  RANKS.flatMap((rank): (readonly [string, Read])[] => [
    [`${word}Pooling${rank}D`, (reader) => readPooling(reader, mode, rank)],
    [`Global${word}Pooling${rank}D`, (reader) => readGlobalPooling(reader, mode, rank)],
    [`Adaptive${word}Pooling${rank}D`, (reader) => readAdaptivePooling(reader, mode, rank)],
  ]),
);

function readPooling(reader: ArgumentReader, mode: Mode, rank: number): Operation {
  const size = reader.window("pool_size", rank, { minimum: 1, fallback: new Array<number>(rank).fill(2) });
  const strides = reader.window("strides", rank, { minimum: 1, fallback: size });
  const padding = reader.choice("padding", PADDINGS, "valid");
  return { type: "pool", mode, size, strides, padding, channelsFirst: reader.channelsFirst() };
}

function readGlobalPooling(reader: ArgumentReader, mode: Mode, rank: number): Operation {
  const keepDimensions = reader.flag("keepdims", false);
  return { type: "global_pool", mode, rank, keepDimensions, channelsFirst: reader.channelsFirst() };
}

function readAdaptivePooling(reader: ArgumentReader, mode: Mode, rank: number): Operation {
  const size = reader.window("output_size", rank, { minimum: 1 });
  return { type: "adaptive_pool", mode, size, channelsFirst: reader.channelsFirst() };
}
