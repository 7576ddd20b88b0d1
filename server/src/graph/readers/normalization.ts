/** Normalization layers. */
import type { ArgumentReader } from "../arguments";
import type { Operation } from "../operations";
import { axesOf, axisOf, known } from "./reader";
import type { OperationOf, Readers } from "./reader";

export const NORMALIZATION_READERS: Readers = [
  ["BatchNormalization", (reader) => ({ type: "batch_normalization", axis: axisOf(reader, -1), ...weightsOf(reader) })],
  ["LayerNormalization", readLayerNormalization],
  ["RMSNormalization", readRmsNormalization],
  ["GroupNormalization", (reader) => readGroupNormalization(reader, 32)],
  ["UnitNormalization", (reader) => ({ type: "unit_normalization", axes: axesOf(reader, [-1]) })],
  ["Normalization", readNormalization],
  ["SpectralNormalization", readSpectralNormalization],
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

function readNormalization(reader: ArgumentReader): Operation {
  const given = [reader.has("mean"), reader.has("variance")];
  if (given.includes(true) && given.includes(false)) reader.fail("mean and variance must both be given, or none");
  const axes = reader.isNone("axis") ? null : known(reader.numbers("axis") ?? [-1]);
  return { type: "normalization", axes, given: given.includes(true) };
}

function readSpectralNormalization(reader: ArgumentReader, operationOf: OperationOf): Operation {
  const layer = reader.value("layer");
  const fallback: Operation = { type: "identity" };
  if (layer?.kind !== "layer") {
    reader.fail("layer must be a layer");
    return fallback;
  }
  reader.integer("power_iterations", { minimum: 1, fallback: 1 });
  const operation = operationOf(layer.class, layer.arguments);
  return operation.type === "unknown" ? operation : { type: "spectral_normalization", operation, wrapped: layer.class };
}
