/**
 * The measurements folder: one row per (network, input size, device) with the measured GPU time, and the layers of the
 * networks whose topology is known. Training and evaluation read it; the editor never does.
 */
import type { AggregateFeatures, NetworkFeatures } from "../predictors/src/predictor";

export const SPLITS = ["train", "nis", "ncv", "nca"] as const;
export type Split = (typeof SPLITS)[number];

export interface MeasuredRow {
  readonly model: string;
  /** Group held out together: variants of one architecture ("ResNetV1", "synthetic", …). */
  readonly family: string;
  readonly split: Split;
  readonly inputWidth: number;
  /** Measured GPU time of one inference in milliseconds. */
  readonly acetMs: number;
  /** False where the file's own columns contradict each other; such rows are not trained on. */
  readonly consistent: boolean;
  /** The file's columns. */
  readonly columns: AggregateFeatures;
  /** Our features where the layers are known, else the file's columns. */
  readonly aggregate: AggregateFeatures;
  /** Kernels and features from our own reading of the layers; null where the layers are not known. */
  readonly network: NetworkFeatures | null;
}

export interface Dataset {
  readonly device: string;
  readonly rows: readonly MeasuredRow[];
  /** SHA-256 of `time/DEVICE-train.csv` in hexadecimal. */
  readonly trainHash: string;
}

/**
 * Reads `time/DEVICE-SPLIT.csv` of the wanted splits, `layers/layers.jsonl.gz` and `keras-json/*.gz`; rows keep the order
 * of the files, split by split. Throws an Error that names the file where one is missing or cannot be read.
 */
export declare function readDataset(folder: string, device: string, splits: readonly Split[]): Dataset;
