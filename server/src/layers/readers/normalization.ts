/** Normalization layers. */
import type { Value } from "../../eval/values";
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { axesOf, axisOf, known } from "../shared-arguments";
import type { Readers } from "../shared-arguments";

export const NORMALIZATION_READERS: Readers = [
  ["BatchNormalization", (reader) => ({ type: "batch_normalization", axis: axisOf(reader, -1), ...weightsOf(reader) })],
  ["LayerNormalization", readLayerNormalization],
  ["RMSNormalization", readRmsNormalization],
  ["GroupNormalization", (reader) => readGroupNormalization(reader, 32)],
  ["InstanceNormalization", readInstanceNormalization],
  ["UnitNormalization", (reader) => ({ type: "unit_normalization", axes: axesOf(reader, [-1]) })],
  ["Normalization", readNormalization],
];

function weightsOf(reader: ArgumentReader): { readonly scale: boolean; readonly center: boolean } {
  return { scale: reader.flag("scale", true), center: reader.flag("center", true) };
}

function readLayerNormalization(reader: ArgumentReader): Operation {
  const rms = reader.flag("rms_scaling", false);
  const { scale, center } = weightsOf(reader);
  return {
    type: "layer_normalization",
    layer: "LayerNormalization",
    axes: axesOf(reader, [-1]),
    scale: scale || rms,
    center: center && !rms,
    subtractsMean: !rms,
  };
}

function readRmsNormalization(reader: ArgumentReader): Operation {
  return {
    type: "layer_normalization",
    layer: "RMSNormalization",
    axes: axesOf(reader, [-1]),
    scale: true,
    center: false,
    subtractsMean: false,
  };
}

/** -1 groups are one for each channel. */
function readGroupNormalization(reader: ArgumentReader, fallback: number): Operation {
  const groups = reader.integer("groups", { minimum: -1, fallback });
  if (groups === 0) reader.fail("groups must not be 0");
  return {
    type: "group_normalization",
    layer: "GroupNormalization",
    groups: groups === -1 ? null : groups,
    axis: axisOf(reader, -1),
    ...weightsOf(reader),
  };
}

/** A group for each channel; keras-contrib, where `axis` is None, has one scale and one offset for all of them. */
function readInstanceNormalization(reader: ArgumentReader): Operation {
  const axis = reader.isNone("axis") ? null : axisOf(reader, -1);
  return { type: "group_normalization", layer: "InstanceNormalization", groups: null, axis, ...weightsOf(reader) };
}

function readNormalization(reader: ArgumentReader): Operation {
  const given = [reader.has("mean"), reader.has("variance")];
  if (given.includes(true) && given.includes(false)) reader.fail("mean and variance must both be given, or none");
  const axes = reader.isNone("axis") ? null : known(reader.numbers("axis") ?? [-1]);
  const [mean, variance] = ["mean", "variance"].map((name) => itemCount(reader.value(name)));
  if (mean !== variance) reader.fail("mean and variance must have the same shape");
  if (axes === null && typeof mean === "number")
    reader.fail("mean and variance must be one number each where axis is None");
  return { type: "normalization", axes, given: given.includes(true), size: mean ?? null };
}

/** Null for one number, and for what is no list of numbers that is known here. */
function itemCount(value: Value | undefined): number | null {
  if (value?.kind !== "list" && value?.kind !== "tuple") return null;
  return value.items.every(({ kind }) => kind === "integer" || kind === "float") ? value.items.length : null;
}
