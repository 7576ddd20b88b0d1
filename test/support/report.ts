/** Reports made by hand over a small text, for tests of what is shown: a stem, three passes through a helper and a head. */
import type {
  DeviceEstimate,
  DeviceInfo,
  Frame,
  LayerReport,
  LayerTime,
  ModelReport,
  Problem,
  Report,
} from "../../protocol/report";
import type { Location, Position } from "../../protocol/source";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import type { Settings } from "../../protocol/settings";
import type { View } from "../../server/src/ide/view";

export const URI = "file:///models/small.py";

export const SOURCE = `from tensorflow import keras
from tensorflow.keras import layers


def block(x, filters):
    y = layers.Conv2D(filters, 3, padding="same")(x)
    y = layers.BatchNormalization()(y)
    return layers.Add()([x, y])


def small():
    image = keras.Input((56, 56, 64))
    x = layers.Conv2D(64, 7, padding="same")(image)
    for index in range(3):
        x = block(x, 64)
    return keras.Model(image, layers.Dense(10)(x))
`;

export const DEVICES: readonly DeviceInfo[] = [
  { id: "agx", name: "Jetson AGX Xavier", shortName: "AGX" },
  { id: "tx2", name: "Jetson TX2", shortName: "TX2" },
];

/** Place of a piece of SOURCE. */
export function at(text: string): Location {
  const index = SOURCE.indexOf(text);
  if (index < 0) throw new Error(`the source does not hold: ${text}`);
  return { uri: URI, range: { start: positionAt(index), end: positionAt(index + text.length) } };
}

/** Position of a piece of SOURCE, moved by `offset` characters. */
export function positionOf(text: string, offset = 0): Position {
  return positionAt(SOURCE.indexOf(text) + offset);
}

export function lineOf(text: string): number {
  return at(text).range.start.line;
}

export function lineLength(line: number): number {
  return (SOURCE.split("\n")[line] ?? "").length;
}

/** Milliseconds on the AGX of the three passes through `block`; the TX2 takes two and a half times as long everywhere. */
const PASSES = [0.5, 0.4, 3.2];
const STEM_MS = 1;
const HEAD_MS = 0.3;
const TX2_FACTOR = 2.5;

export function smallReport(change: Partial<ModelReport> = {}, problems: readonly Problem[] = []): Report {
  return { uri: URI, version: 1, devices: DEVICES, models: [smallModel(change)], problems };
}

export function smallModel(change: Partial<ModelReport> = {}): ModelReport {
  const layers = smallLayers();
  const ms = layers.reduce((sum, { times }) => sum + (times["agx"]?.ms ?? 0), 0);
  return {
    id: "small",
    name: "small",
    location: nameOf("small"),
    inputShapes: [[56, 56, 64]],
    outputShapes: [[10]],
    partial: false,
    parameters: { total: 25_636_712, trainable: 25_583_592, nonTrainable: 53_120 },
    flops: 7_800_000_000,
    macs: 3_860_000_000,
    convolutionFlops: 7_710_000_000,
    estimates: { agx: estimate(ms), tx2: estimate(ms * TX2_FACTOR) },
    layers,
    error: null,
    assumptions: [],
    notes: [],
    problems: [],
    features: { flops: 7_800_000_000, layers: 12 },
    ...change,
  };
}

export function estimate(ms: number, change: Partial<DeviceEstimate> = {}): DeviceEstimate {
  return {
    kind: "estimate",
    ms,
    low: ms * 0.95,
    high: ms * 1.06,
    predictor: "layered",
    predictors: { layered: ms, boosted: ms * 1.1, forest: ms * 1.2 },
    extrapolated: [],
    outsideMeasuredRange: false,
    nearest: ["ResNet-50 at 224"],
    accuracy: "2.9 % on new image sizes",
    ownRows: null,
    calibration: null,
    consumption: null,
    ...change,
  };
}

export function problem(change: Partial<Problem> = {}): Problem {
  return {
    severity: "information",
    code: "unknown-layer",
    message: "Lambda is not a layer that Latency Lens knows.",
    location: at("layers.Add()"),
    related: [],
    ...change,
  };
}

export function view(report: Report = smallReport(), settings: Partial<Settings> = {}, stale = false): View {
  const ids = report.models.map(({ id }) => id);
  return { report, stale: new Set(stale ? ids : []), before: [], settings: { ...DEFAULT_SETTINGS, ...settings } };
}

function nameOf(name: string): Location {
  const { uri, range } = at(`def ${name}`);
  return { uri, range: { start: { ...range.start, character: 4 }, end: range.end } };
}

function smallLayers(): LayerReport[] {
  const total = STEM_MS + HEAD_MS + PASSES.reduce((sum, ms) => sum + ms, 0);
  const layers: LayerReport[] = [];
  const add = (layer: Pick<LayerReport, "class" | "name" | "construction" | "application">, ms: number): void => {
    layers.push({
      index: layers.length,
      inputs: layers.length === 0 ? [] : [layers.length - 1],
      outputShape: layer.class === "Dense" ? [10] : [56, 56, 64],
      parameters: layer.class === "InputLayer" || layer.class === "Add" ? 0 : 36_928,
      flops: layer.class === "InputLayer" ? 0 : 231_000_000,
      activationBytes: 1_605_632,
      weightBytes: 147_712,
      notEstimated: null,
      ...layer,
      times: ms === 0 ? noTimes() : timesOf(ms, total, layer.class === "Conv2D" ? "weights" : "activations"),
    });
  };
  add({ class: "InputLayer", name: "image", construction: [call("keras.Input((56, 56, 64))")], application: [] }, 0);
  add(layerAt("Conv2D", "stem", 'layers.Conv2D(64, 7, padding="same")', "(image)"), STEM_MS);
  PASSES.forEach((ms, index) => {
    const outer: Frame = { location: at("block(x, 64)"), function: "small", iterations: [index] };
    const inside = (name: string, construct: string, apply: string, kind: string): Parameters<typeof add>[0] => {
      const layer = layerAt(kind, `${name}_${index}`, construct, apply, "block");
      return {
        ...layer,
        construction: [...layer.construction, outer],
        application: [...layer.application, outer],
      };
    };
    add(inside("conv", 'layers.Conv2D(filters, 3, padding="same")', "(x)", "Conv2D"), ms * 0.8);
    add(inside("bn", "layers.BatchNormalization()", "(y)", "BatchNormalization"), ms * 0.15);
    add(inside("add", "layers.Add()", "([x, y])", "Add"), ms * 0.05);
  });
  add(layerAt("Dense", "head", "layers.Dense(10)", "(x)"), HEAD_MS);
  return layers;
}

function layerAt(
  kind: string,
  name: string,
  construct: string,
  apply: string,
  inFunction = "small",
): Pick<LayerReport, "class" | "name" | "construction" | "application"> {
  return {
    class: kind,
    name,
    construction: [call(construct, inFunction)],
    application: [call(construct + apply, inFunction)],
  };
}

function call(text: string, inFunction = "small"): Frame {
  return { location: at(text), function: inFunction, iterations: [] };
}

function timesOf(ms: number, total: number, heldBackBy: LayerTime["heldBackBy"]): Record<string, LayerTime> {
  const share = ms / total;
  return { agx: { ms, share, heldBackBy }, tx2: { ms: ms * TX2_FACTOR, share, heldBackBy } };
}

function noTimes(): Record<string, LayerTime> {
  const nothing: LayerTime = { ms: 0, share: 0, heldBackBy: "nothing: it launches no kernel" };
  return { agx: nothing, tx2: nothing };
}

function positionAt(index: number): Position {
  const before = SOURCE.slice(0, index).split("\n");
  return { line: before.length - 1, character: (before[before.length - 1] ?? "").length };
}
