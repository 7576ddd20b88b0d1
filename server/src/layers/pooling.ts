/**
 * Pooling. FLOPs: one per element of a window (max or sum); a global pooling, and one to a given size, reads each input element once.
 * Images alone were measured: a sequence is priced as an image of width 1, a volume as one whose windows are as large.
 */
import {
  channelsOf,
  elements,
  imageOf,
  kernel,
  NO_PARAMETERS,
  positionsOf,
  pricedAs,
  pricedAsImage,
  shape,
  totalElements,
} from "./arithmetic";
import type { Padding, Sides } from "./arithmetic";
import type { ArgumentReader } from "./arguments";
import type { Family } from "./family";
import { laidOut } from "./layout";
import { PADDINGS, RANKS } from "./shared-arguments";
import type { Rules } from "./rules";
import { filterOf, slideTo, strideOf } from "./window";

type Mode = "max" | "average";

const MODES: readonly (readonly [string, Mode])[] = [
  ["Max", "max"],
  ["Average", "average"],
];

export const POOLING: Family = MODES.flatMap(([word, mode]) =>
  RANKS.flatMap((rank): Family => [
    [`${word}Pooling${rank}D`, (reader) => readPooling(reader, mode, rank)],
    [`Global${word}Pooling${rank}D`, (reader) => readGlobalPooling(reader, mode, rank)],
    [`Adaptive${word}Pooling${rank}D`, (reader) => readAdaptivePooling(reader, mode, rank)],
  ]),
);

interface Settings {
  readonly mode: Mode;
  readonly size: Sides;
  readonly strides: Sides;
  readonly padding: Padding;
}

function readPooling(reader: ArgumentReader, mode: Mode, rank: number): Rules {
  const size = reader.window("pool_size", rank, { minimum: 1, fallback: new Array<number>(rank).fill(2) });
  const strides = reader.window("strides", rank, { minimum: 1, fallback: size });
  const padding = reader.choice("padding", PADDINGS, "valid");
  return laidOut(reader.channelsFirst(), poolingRules({ mode, size, strides, padding }));
}

function poolingRules(settings: Settings): Rules {
  const rank = settings.size.length;
  const layer = layerName("", settings.mode, rank);
  const { area, size, shortSize } = filterOf(settings.size);
  const window = { ...settings, kernel: settings.size, dilation: settings.size.map(() => 1) };
  return {
    takes: "images",
    ...pricedAsImage(layer, rank),
    output: (inputs) => {
      const image = imageOf(layer, inputs, rank);
      return image.kind === "error" ? image : slideTo(layer, image, window, image.channels);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const operations = elements(output) * area;
      const main = kernel("pool", {
        macs: operations,
        reads: totalElements(inputs),
        writes: elements(output),
        positions: positionsOf(output),
        size,
        shortSize,
        stride: strideOf(settings.strides),
        channelsOut: channelsOf(output),
      });
      return { flops: operations, macs: 0, kernels: [main] };
    },
  };
}

function readGlobalPooling(reader: ArgumentReader, mode: Mode, rank: number): Rules {
  const keepDimensions = reader.flag("keepdims", false);
  return laidOut(reader.channelsFirst(), globalPoolingRules(mode, rank, keepDimensions));
}

function globalPoolingRules(mode: Mode, rank: number, keepDimensions: boolean): Rules {
  const layer = layerName("Global", mode, rank);
  return {
    takes: "images",
    ...pricedAsImage(layer, rank),
    output: (inputs) => {
      const image = imageOf(layer, inputs, rank);
      if (image.kind === "error") return image;
      return shape(keepDimensions ? [...image.sides.map(() => 1), image.channels] : [image.channels]);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const reads = totalElements(inputs);
      const main = kernel("global_pool", {
        reads,
        writes: elements(output),
        positions: positionsOf(inputs[0] ?? output),
        channelsOut: channelsOf(output),
      });
      return { flops: reads, macs: 0, kernels: [main] };
    },
  };
}

function readAdaptivePooling(reader: ArgumentReader, mode: Mode, rank: number): Rules {
  const size = reader.window("output_size", rank, { minimum: 1 });
  return laidOut(reader.channelsFirst(), adaptivePoolingRules(mode, size));
}

/** Each output place takes its share of every axis. */
function adaptivePoolingRules(mode: Mode, size: Sides): Rules {
  const layer = layerName("Adaptive", mode, size.length);
  return {
    takes: "images",
    ...pricedAs(layer, "a pooling with windows of that size"),
    output: (inputs) => {
      const image = imageOf(layer, inputs, size.length);
      return image.kind === "error" ? image : shape([...size, image.channels]);
    },
    parameters: () => NO_PARAMETERS,
    cost: ({ inputs, output }) => {
      const reads = totalElements(inputs);
      const [input = output] = inputs;
      const windows = filterOf(size.map((side, axis) => Math.ceil((input[axis] ?? 1) / side)));
      const main = kernel("pool", {
        macs: reads,
        reads,
        writes: elements(output),
        positions: positionsOf(output),
        size: windows.size,
        shortSize: windows.shortSize,
        stride: windows.size,
        channelsOut: channelsOf(output),
      });
      return { flops: reads, macs: 0, kernels: [main] };
    },
  };
}

function layerName(prefix: string, mode: Mode, rank: number): string {
  return `${prefix}${mode === "max" ? "Max" : "Average"}Pooling${rank}D`;
}
