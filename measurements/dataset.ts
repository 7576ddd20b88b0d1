/**
 * The measurements folder: one row per (network, input size, device) with the measured GPU time, and the layers of the
 * networks whose topology is known. Training and evaluation read it; the editor never does.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { AGGREGATE_FEATURES } from "../predictors/src/predictor";
import type { AggregateFeature, AggregateFeatures, NetworkFeatures } from "../predictors/src/predictor";
import { networkFeatures } from "../server/src/features/features";
import { inferGraph } from "../server/src/graph/infer";
import { MeasuredNetworks } from "./layer-records";
import { lineIdentity, readTable, type TableLine } from "./table";

export const SPLITS = ["train", "nis", "ncv", "nca"] as const;
export type Split = (typeof SPLITS)[number];

/** New image sizes, new variants and new architectures. */
export const TEST_SPLITS = ["nis", "ncv", "nca"] as const;

export interface Measurement {
  readonly model: string;
  /** Group held out together: variants of one architecture ("ResNetV1", "synthetic", …). */
  readonly family: string;
  readonly inputWidth: number;
  /** Measured GPU time of one inference in milliseconds. */
  readonly acetMs: number;
  /** False where the file's own columns contradict each other, or times of one network do; such rows are not trained on. */
  readonly consistent: boolean;
  /** The file's columns. */
  readonly columns: AggregateFeatures;
  /** Our features where the layers are known, else the file's columns. */
  readonly aggregate: AggregateFeatures;
  /** Kernels and features from our own reading of the layers; null where the layers are not known. */
  readonly network: NetworkFeatures | null;
}

export interface MeasuredRow extends Measurement {
  readonly split: Split;
}

export interface Dataset {
  readonly device: string;
  readonly rows: readonly MeasuredRow[];
  /** SHA-256 of `time/DEVICE-train.csv` in hexadecimal. */
  readonly trainHash: string;
}

/**
 * Reads `time/DEVICE-SPLIT.csv` of the wanted splits, `layers/layers.jsonl.gz` and `keras-json/*.gz`; rows keep the order
 * of the files, split by split. Throws UnreadableMeasurements, which names the file, where one is missing or cannot be read.
 */
export function readDataset(folder: string, device: string, splits: readonly Split[]): Dataset {
  const networks = new NetworkCache(new MeasuredNetworks(folder));
  const rows = splits.flatMap((split) =>
    readRows(path.join(folder, "time", `${device}-${split}.csv`), networks).map((row) => ({
      ...row,
      consistent: row.consistent && !isContradictory(device, row),
      split,
    })),
  );
  const trainFile = fs.readFileSync(path.join(folder, "time", `${device}-train.csv`));
  return { device, rows, trainHash: createHash("sha256").update(trainFile).digest("hex") };
}

/**
 * Reads one table of measurements, whatever its name; rows keep their order. Throws UnreadableMeasurements, which names the file, and
 * the line and column where one is to blame.
 */
export function readMeasurements(file: string, networks: MeasuredNetworks): readonly Measurement[] {
  return readRows(file, new NetworkCache(networks));
}

/** What a predictor is asked about a row: kernels where the layers are known, else totals alone. */
export function featuresOf(row: Measurement): NetworkFeatures {
  return row.network ?? { kernels: null, aggregate: row.aggregate, inputWidth: row.inputWidth };
}

interface Row {
  readonly model: string;
  readonly inputWidth: number;
  readonly acetMs: number;
  readonly columns: AggregateFeatures;
}

function readRows(file: string, networks: NetworkCache): readonly Measurement[] {
  const rows = readTable(file, ["acet_ms", ...AGGREGATE_FEATURES], (line) => ({
    ...lineIdentity(line),
    acetMs: line.above0("acet_ms"),
    columns: totalsColumns(line),
  }));
  return rows.map((row) => measurement(row, networks));
}

/** The paper's features as the file's own columns give them. */
function totalsColumns(line: TableLine): AggregateFeatures {
  const columns = Object.fromEntries(AGGREGATE_FEATURES.map((name) => [name, line.number(name)]));
  return columns as Record<AggregateFeature, number>;
}

function measurement(row: Row, networks: NetworkCache): Measurement {
  const { model, inputWidth, columns } = row;
  const family = familyOf(model);
  const candidate = networks.features(model, inputWidth);
  const network = candidate !== null && isSameNetwork(family, columns, candidate.aggregate) ? candidate : null;
  const consistent = family !== SYNTHETIC || isConsistent(columns);
  return { ...row, family, consistent, aggregate: network?.aggregate ?? columns, network };
}

/** Names of synthetic networks are not unique: the layers are a row's own only where the totals agree. */
function isSameNetwork(family: string, columns: AggregateFeatures, own: AggregateFeatures): boolean {
  if (family !== SYNTHETIC) return true;
  return columns.layers === own.layers && Math.abs(columns.sum_activations / own.sum_activations - 1) < 1e-3;
}

/** Their times fall and rise by a third to three quarters from one size to the next, as those of no other network do. */
const CONTRADICTORY = { device: "tx2", model: "SEResNet-152", from: 480 };

/** What a card says of the rows that are left out; null where there are none. */
export function leftOut(device: string): string | null {
  const { model, from } = CONTRADICTORY;
  return device === CONTRADICTORY.device
    ? `without ${model} from ${from} pixels on, whose times contradict each other`
    : null;
}

function isContradictory(device: string, { model, inputWidth }: Measurement): boolean {
  return device === CONTRADICTORY.device && model === CONTRADICTORY.model && inputWidth >= CONTRADICTORY.from;
}

/** A synthetic network is sequential, so its weighted neurons are its multiply-accumulates: half its FLOPs. */
function isConsistent(columns: AggregateFeatures): boolean {
  const ratio = (2 * columns.weighted_neurons) / columns.flops;
  return ratio >= 0.97 && ratio <= 1.03;
}

/** Features of each network and size, computed once: the splits and their repeated rows share them. */
class NetworkCache {
  readonly #features = new Map<string, NetworkFeatures | null>();

  constructor(private readonly networks: MeasuredNetworks) {}

  features(model: string, inputWidth: number): NetworkFeatures | null {
    const key = `${inputWidth}:${model}`;
    const known = this.#features.get(key);
    if (known !== undefined) return known;
    const graph = this.networks.graph(model, inputWidth);
    const features = graph === null ? null : networkFeatures(inferGraph(graph));
    this.#features.set(key, features);
    return features;
  }
}

const SYNTHETIC = "synthetic";

/** First match wins. */
const FAMILY_OF_PREFIX: readonly (readonly [string, string])[] = [
  ["basic_model", SYNTHETIC],
  ["MobileNet-", "MobileNetV3"],
  ["MNASNet", "MNASNet"],
  ["DenseNet", "DenseNet"],
  ["DPN", "DPN"],
  ["EfficientNet", "EfficientNet"],
  ["InceptionRes", "InceptionResNetV2"],
  ["Inception-v1", "Inception-v1"],
  ["Inception-v3", "Inception-v3"],
  ["SEResNe", "SENet"],
  ["SENet", "SENet"],
  ["ResNext", "ResNext"],
  ["Xception", "Xception"],
  ["SqueezeNet", "SqueezeNet"],
  ["VGG", "VGG"],
  ["AlexNet", "AlexNet"],
  ["Basic", "Basic"],
  ["NASNet", "NASNet"],
];

/** Family of a measured network: the unit that is held out to see how well unseen families are predicted. */
export function familyOf(model: string): string {
  const named = FAMILY_OF_PREFIX.find(([prefix]) => model.startsWith(prefix));
  if (named !== undefined) return named[1];
  const version = /v[12]$/.exec(model)?.[0].slice(1) ?? "1";
  if (model.startsWith("MobileNet")) return `MobileNetV${version}`;
  if (model.startsWith("ShuffleNet")) return `ShuffleNetV${version}`;
  return model.endsWith("V2") ? "ResNetV2" : "ResNetV1";
}
