/** Measured rows, as training takes them. */
import type { AggregateFeatures, NetworkFeatures } from "../predictor";

export interface TrainingRow {
  readonly model: string;
  /** Architecture whose variants are held out together. */
  readonly family: string;
  readonly inputWidth: number;
  /** Measured GPU time of one inference in milliseconds. */
  readonly acetMs: number;
  /** The measurement's own columns. */
  readonly columns: AggregateFeatures;
  /** From our own reading of the layers, or the measurement's columns where there are none. */
  readonly aggregate: AggregateFeatures;
  /** Null where the layers are not known. */
  readonly network: NetworkFeatures | null;
}

/** Family of the randomly generated networks: their names say nothing, so they are dealt out one by one. */
export const SYNTHETIC = "synthetic";
