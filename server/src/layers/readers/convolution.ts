/** Convolutions over one, two and three axes. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import type { Padding, Sides } from "../arithmetic";
import { tailOf } from "./activation";
import { PADDINGS, RANKS } from "../shared-arguments";
import type { Readers } from "../shared-arguments";

type Rank = (typeof RANKS)[number];

export const CONVOLUTION_READERS: Readers = [
  ...RANKS.map((rank) => [`Conv${rank}D`, (reader: ArgumentReader) => readConvolution(reader, rank)] as const),
  ...RANKS.map((rank) => [`Conv${rank}DTranspose`, (reader: ArgumentReader) => readTransposed(reader, rank)] as const),
  ["SeparableConv1D", (reader) => readSeparable(reader, 1)],
  ["SeparableConv2D", (reader) => readSeparable(reader, 2)],
  ["DepthwiseConv1D", (reader) => readDepthwise(reader, 1)],
  ["DepthwiseConv2D", (reader) => readDepthwise(reader, 2)],
  ["LocallyConnected1D", (reader) => readLocal(reader, 1)],
  ["LocallyConnected2D", (reader) => readLocal(reader, 2)],
];

function readConvolution(reader: ArgumentReader, rank: Rank): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const groups = reader.integer("groups", { minimum: 1, fallback: 1 });
  if (filters % groups !== 0) reader.fail(`its ${filters} filters cannot be dealt to ${groups} groups`, "groups");
  return { type: "conv", filters, groups, ...windowOf(reader, rank, rank === 1), ...tailOf(reader) };
}

function readTransposed(reader: ArgumentReader, rank: Rank): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const window = windowOf(reader, rank, false);
  const outputPadding = reader.has("output_padding") ? reader.window("output_padding", rank, { minimum: 0 }) : null;
  for (const [axis, amount] of outputPadding?.entries() ?? []) {
    const stride = window.strides[axis] ?? 1;
    if (amount >= stride) reader.fail(`output_padding ${amount} must be less than the stride ${stride}`);
  }
  return { type: "conv_transpose", filters, outputPadding, ...window, ...tailOf(reader) };
}

function readSeparable(reader: ArgumentReader, rank: Rank): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const depthMultiplier = reader.integer("depth_multiplier", { minimum: 1, fallback: 1 });
  return {
    type: "separable_conv",
    filters,
    depthMultiplier,
    ...windowOf(reader, rank, rank === 1),
    ...tailOf(reader),
  };
}

function readDepthwise(reader: ArgumentReader, rank: Rank): Operation {
  const depthMultiplier = reader.integer("depth_multiplier", { minimum: 1, fallback: 1 });
  return { type: "depthwise_conv", depthMultiplier, ...windowOf(reader, rank, false), ...tailOf(reader) };
}

function readLocal(reader: ArgumentReader, rank: Rank): Operation {
  const filters = reader.integer("filters", { minimum: 1 });
  const implementation = reader.integer("implementation", { minimum: 1, fallback: 1 });
  const window = windowOf(reader, rank, false);
  if (implementation === 1 && window.padding === "same") reader.fail('padding "same" needs implementation 2 or 3');
  return { type: "local_conv", filters, implementation, ...window, ...tailOf(reader) };
}

interface Window {
  readonly kernel: Sides;
  readonly strides: Sides;
  readonly padding: Padding | "causal";
  readonly dilation: Sides;
  readonly channelsFirst: boolean;
}

function windowOf(reader: ArgumentReader, rank: Rank, mayBeCausal: boolean): Window {
  const ones = new Array<number>(rank).fill(1);
  const window = {
    channelsFirst: reader.channelsFirst(),
    kernel: reader.window("kernel_size", rank, { minimum: 1 }),
    strides: reader.window("strides", rank, { minimum: 1, fallback: ones }),
    padding: reader.choice("padding", mayBeCausal ? [...PADDINGS, "causal"] : PADDINGS, "valid"),
    dilation: reader.window("dilation_rate", rank, { minimum: 1, fallback: ones }),
  };
  if (Math.max(...window.strides) > 1 && Math.max(...window.dilation) > 1) {
    reader.fail("strides and dilation_rate cannot both be greater than 1", "dilation_rate");
  }
  return window;
}
