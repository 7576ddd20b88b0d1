/** Name of a tensor operation → what it does, read from its arguments. The names are our own: `frameworks` says which functions mean them. */
import { asItems } from "../../values/ask";
import type { ArgumentReader } from "../arguments";
import { concatenate, pad, reordered, repeat, stack, tile, transpose, transposeBy } from "./arrange";
import { batchDot, einsum, matrixProduct, tensorDot } from "./contraction";
import { broadcasting, broadcastTo, elementwise, keepsFirst } from "./elementwise";
import { blocks, extractPatches, recoloured, resizeImage } from "./image";
import { diagonal, gather, indexed, oneHot } from "./lookup";
import { content, integerAt, integers, isChannelsFirst, pairs, perSide, sizes, windowForm } from "./read";
import { alongAxis, reduction, resizedAxis } from "./reduction";
import { batchFlatten, expandDimensions, reshape, squeeze } from "./reshape";
import { axisIndex, tensorShape } from "./shapes";
import type { Side, TensorRule } from "./shapes";
import { getItem, sliceOf, splitPart } from "./slice";
import { convolution, depthwise, pooling, transposedConvolution } from "./window";

/** Null for a name that is not known. */
export function readTensorRule(name: string, reader: ArgumentReader): TensorRule | null {
  return READERS.get(name)?.(reader) ?? null;
}

type Read = (reader: ArgumentReader) => TensorRule;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["elementwise", (reader) => elementwise(integerAt(reader, "passes", 1))],
  ["identity", () => elementwise(0)],
  ["broadcast", (reader) => broadcasting(called(reader), reader.text("kernel") === "multiply" ? "multiply" : "add")],
  ["broadcast_to", (reader) => broadcastTo(content(reader, "shape") ?? [])],
  ["keeps_first", (reader) => keepsFirst(integerAt(reader, "passes", 1))],
  [
    "along_axis",
    (reader) => alongAxis(called(reader), integerAt(reader, "axis", -1), elementwise(integerAt(reader, "passes", 1))),
  ],
  ["reduce", (reader) => reduction(called(reader), integers(reader, "axis") ?? null, reader.flag("keepdims", false))],
  ["top_k", readTopK],
  [
    "halve",
    (reader) =>
      resizedAxis(called(reader), integerAt(reader, "axis", -1), (side) =>
        side === null ? null : side % 2 === 0 ? side / 2 : undefined,
      ),
  ],
  [
    "double",
    (reader) => resizedAxis(called(reader), integerAt(reader, "axis", -1), (side) => (side === null ? null : 2 * side)),
  ],
  ["reshape", readReshape],
  ["batch_flatten", batchFlatten],
  ["expand_dims", (reader) => expandDimensions(integers(reader, "axis") ?? [0])],
  ["squeeze", (reader) => squeeze(nonEmpty(integers(reader, "axis")))],
  ["transpose", (reader) => transpose(integers(reader, "perm") ?? null)],
  ["swapaxes", (reader) => swapped(integerAt(reader, "axis1", -1), integerAt(reader, "axis2", -2))],
  ["moveaxis", (reader) => movedAxes(integers(reader, "source") ?? [], integers(reader, "destination") ?? [])],
  ["concatenate", (reader) => concatenate(integerAt(reader, "axis", -1))],
  ["stack", (reader) => stack(integerAt(reader, "axis", 0))],
  ["tile", (reader) => tile(content(reader, "multiples") ?? [], reader.flag("promote", false))],
  ["repeat", readRepeat],
  ["reordered", reordered],
  ["pad", readPad],
  ["pad_spatial", readSpatialPad],
  ["getitem", (reader) => getItem(reader.value("index") ?? { kind: "none" })],
  ["slice", (reader) => sliceOf(sizes(reader, "begin"), sizes(reader, "size"))],
  ["split_part", readSplitPart],
  [
    "matmul",
    (reader) =>
      matrixProduct(
        [reader.flag("transpose_a", false), reader.flag("transpose_b", false)],
        reader.flag("vectors", false),
      ),
  ],
  ["dot", () => tensorDot("dot", dotAxes)],
  ["tensordot", readTensorDot],
  ["batch_dot", readBatchDot],
  ["einsum", (reader) => einsum(reader.text("equation") ?? "")],
  ["conv", (reader) => convolution(windowForm(reader))],
  ["depthwise_conv", (reader) => depthwise(windowForm(reader))],
  ["conv_transpose", readTransposedConvolution],
  ["pool", (reader) => pooling(perSide(reader, "size", isChannelsFirst(reader)), pooledForm(reader))],
  ["resize", readResize],
  ["scale_image", readScale],
  ["crop", readCrop],
  ["pad_image", (reader) => readFrame(reader, 1)],
  ["crop_image", (reader) => readFrame(reader, -1)],
  [
    "depth_to_space",
    (reader) => blocks("depth_to_space", integerAt(reader, "block_size", 1), true, isChannelsFirst(reader)),
  ],
  [
    "space_to_depth",
    (reader) => blocks("space_to_depth", integerAt(reader, "block_size", 1), false, isChannelsFirst(reader)),
  ],
  ["extract_patches", readPatches],
  ["recolour", (reader) => recoloured(integers(reader, "channels")?.[0] ?? null)],
  ["one_hot", (reader) => oneHot(integerAt(reader, "depth", 1), integerAt(reader, "axis", -1))],
  // One of several tensors of one shape, chosen when the program runs.
  ["choice", () => ({ ...elementwise(0), cost: () => null })],
  ["mapped", readMapped],
  ["indexed", () => indexed()],
  ["diagonal", () => diagonal()],
  ["central_crop", readCentralCrop],
  ["take", readTake],
  ["gather", (reader) => gather(integerAt(reader, "axis", 0), integerAt(reader, "batch_dims", 0))],
]);

/** The source's own name of the function, for messages. */
function called(reader: ArgumentReader): string {
  return reader.text("called") ?? "the operation";
}

function nonEmpty(axes: readonly number[] | undefined): readonly number[] | null {
  return axes === undefined || axes.length === 0 ? null : axes;
}

function readTopK(reader: ArgumentReader): TensorRule {
  const count = integerAt(reader, "k", 1);
  return resizedAxis("top_k", -1, (side) => (side !== null && side < count ? undefined : count));
}

function swapped(one: number, other: number): TensorRule {
  return transposeBy((rank) => {
    const [left, right] = [axisIndex(one, rank), axisIndex(other, rank)];
    if (left === null || right === null) return null;
    return [...Array(rank).keys()].map((axis) => (axis === left ? right : axis === right ? left : axis));
  });
}

function movedAxes(sources: readonly number[], destinations: readonly number[]): TensorRule {
  return transposeBy((rank) => {
    const from = sources.map((axis) => axisIndex(axis, rank));
    const to = destinations.map((axis) => axisIndex(axis, rank));
    if (from.includes(null) || to.includes(null) || from.length !== to.length) return null;
    const order = [...Array(rank).keys()].filter((axis) => !from.includes(axis));
    const moves = to
      .map((place, index) => [place ?? 0, from[index] ?? 0] as const)
      .sort(([left], [right]) => left - right);
    for (const [place, axis] of moves) order.splice(place, 0, axis);
    return order;
  });
}

function readRepeat(reader: ArgumentReader): TensorRule {
  const counts = content(reader, "repeats") ?? [];
  const total = counts.length === 1 ? (counts[0] ?? null) : null;
  if (counts.length > 1) reader.fail("a repeat by several numbers is not understood");
  return repeat(total, integers(reader, "axis")?.[0] ?? null);
}

/** One number, one pair, or a pair for each side. */
function readPad(reader: ArgumentReader): TensorRule {
  const given = pairs(reader.value("paddings"));
  if (given === undefined) reader.fail("its paddings are not understood");
  return pad((rank) => {
    if (given === undefined) return null;
    if (typeof given === "number") return Array.from({ length: rank }, () => [given, given]);
    const [only] = given;
    return given.length === 1 && only !== undefined ? Array.from({ length: rank }, () => only) : given;
  });
}

/** Paddings of the sides between batch and channels. */
function readSpatialPad(reader: ArgumentReader): TensorRule {
  const written = reader.value("padding");
  const given = written === undefined ? 1 : pairs(written);
  const channelsFirst = isChannelsFirst(reader);
  if (given === undefined) reader.fail("padding is not understood");
  return pad((rank) => {
    const inner = rank - 2;
    if (given === undefined) return null;
    const sides = typeof given === "number" ? Array.from({ length: inner }, () => [given, given] as const) : given;
    const none = [0, 0] as const;
    return channelsFirst ? [none, none, ...sides] : [none, ...sides, none];
  });
}

function readSplitPart(reader: ArgumentReader): TensorRule {
  const parts = integers(reader, "parts") ?? [];
  const [count = 1] = parts;
  return splitPart(
    integerAt(reader, "axis", 0),
    integerAt(reader, "part", 0),
    reader.isSequence("parts") ? parts : count,
  );
}

/** `K.dot` and `np.dot`: the last side of the left with the last but one of the right. */
function dotAxes(left: number, right: number): readonly [readonly number[], readonly number[]] {
  return left === 0 || right === 0 ? [[], []] : [[left - 1], [Math.max(0, right - 2)]];
}

function readTensorDot(reader: ArgumentReader): TensorRule {
  const value = reader.value("axes");
  const items = asItems(value);
  if (items === null) {
    const count = integerAt(reader, "axes", 2);
    return tensorDot("tensordot", (left) => [
      Array.from({ length: count }, (_, index) => left - count + index),
      Array.from({ length: count }, (_, index) => index),
    ]);
  }
  const [one, other] = items
    .map((item) => asItems(item) ?? [item])
    .map((axes) => axes.flatMap((axis) => (axis.kind === "integer" ? [axis.value] : [])));
  if (one === undefined || other === undefined || items.length !== 2) reader.fail("axes are not understood");
  return tensorDot("tensordot", () => [one ?? [], other ?? []]);
}

function readBatchDot(reader: ArgumentReader): TensorRule {
  const axes = integers(reader, "axes");
  if (axes === undefined) return batchDot(null);
  const [left = 0, right = left] = axes;
  return batchDot([left, right]);
}

function readTransposedConvolution(reader: ArgumentReader): TensorRule {
  if (reader.has("output_padding")) reader.fail("output_padding is not understood");
  const written = content(reader, "output_shape");
  const output = written?.map((side): Side => (typeof side === "number" ? side : null)) ?? null;
  return transposedConvolution(windowForm(reader), output, reader.flag("out_first", true));
}

/** Poolings of `keras.ops` stride by their size. */
function pooledForm(reader: ArgumentReader): ReturnType<typeof windowForm> {
  const form = windowForm(reader);
  return reader.has("strides") || !reader.flag("stride_by_size", false)
    ? form
    : { ...form, strides: perSide(reader, "size", form.channelsFirst) };
}

function readResize(reader: ArgumentReader): TensorRule {
  const [height = null, width = height] = sizes(reader, "size");
  if (reader.flag("preserve_aspect_ratio", false)) reader.fail("a size that keeps the aspect ratio is not understood");
  return resizeImage("resize", isChannelsFirst(reader), () => [height, width]);
}

function readScale(reader: ArgumentReader): TensorRule {
  const [vertical, horizontal] = [integerAt(reader, "height_factor", 1), integerAt(reader, "width_factor", 1)];
  return resizeImage("resize_images", isChannelsFirst(reader), (height, width) => [
    height === null ? null : height * vertical,
    width === null ? null : width * horizontal,
  ]);
}

function readCrop(reader: ArgumentReader): TensorRule {
  const [height = null] = sizes(reader, "height");
  const [width = null] = sizes(reader, "width");
  return resizeImage(called(reader), false, () => [height, width]);
}

/** Rows that a function made one by one; what that costs is not known. */
function readMapped(reader: ArgumentReader): TensorRule {
  const written = sizes(reader, "shape");
  return {
    output: ([input]) => tensorShape([input?.sides[0] ?? null, ...written.slice(1)], input?.samples ?? "unclear"),
    cost: () => null,
  };
}

function readTake(reader: ArgumentReader): TensorRule {
  if (!reader.has("axis")) reader.fail("without an axis is not understood");
  return gather(integerAt(reader, "axis", 0), 0);
}

/** Keras 3 takes the sides of a shape as they are; TensorFlow refuses None. */
function readReshape(reader: ArgumentReader): TensorRule {
  const sides = asItems(reader.value("shape")) ?? [];
  const isOpen = sides.some((side) => side.kind === "none");
  if (isOpen && !reader.flag("open", false)) reader.fail("shape holds None, a side that is not known");
  return reshape(content(reader, "shape") ?? []);
}

/** Pixels that are added around an image, or cut off it; a size takes the place of the last amount. */
function readFrame(reader: ArgumentReader, sign: 1 | -1): TensorRule {
  const sideOf = (size: string, before: string, behind: string): ((side: Side) => Side) => {
    const [target] = integers(reader, size) ?? [];
    const amount = integerAt(reader, before, 0) + integerAt(reader, behind, 0);
    return (side) => target ?? (side === null ? null : side + sign * amount);
  };
  const height = sideOf("height", "top", "bottom");
  const width = sideOf("width", "left", "right");
  return resizeImage(called(reader), isChannelsFirst(reader), (one, other) => [height(one), width(other)]);
}

/** As many pixels are cut off before as behind: half of what is left out, rounded down. */
function readCentralCrop(reader: ArgumentReader): TensorRule {
  const value = reader.value("fraction");
  const fraction = value?.kind === "float" || value?.kind === "integer" ? value.value : 1;
  const cut = (side: Side): Side => (side === null ? null : side - 2 * Math.trunc((side - side * fraction) / 2));
  return resizeImage("central_crop", false, (height, width) => [cut(height), cut(width)]);
}

function readPatches(reader: ArgumentReader): TensorRule {
  const pair = (name: string, fallback: readonly number[]): readonly [number, number] => {
    const numbers = integers(reader, name) ?? fallback;
    const inner = numbers.length === 4 ? numbers.slice(1, 3) : numbers;
    return [inner[0] ?? 1, inner[1] ?? inner[0] ?? 1];
  };
  const size = pair("size", [1]);
  const padding = reader.choice("padding", ["valid", "same"], "valid");
  return extractPatches(size, pair("strides", size), pair("rates", [1]), padding);
}
