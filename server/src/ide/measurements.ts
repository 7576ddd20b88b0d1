/** The user's own measurements as the server sees them; where they are kept and how they are read is the business of `board`. */
import type { BoardResult, ImportResult } from "../../../protocol/requests";
import type { DevicePredictors } from "./estimate";
import type { AnalysedModel } from "./report";

export interface Measurement {
  /** Path of the recording. */
  readonly recording: string;
  readonly network: AnalysedModel;
  readonly device: string;
  readonly runs: number | null;
  /** False shows what would be stored. */
  readonly store: boolean;
}

export interface Measurements {
  measure(measurement: Measurement): Exclude<ImportResult, { kind: "choose" }>;
  retrain(device: string): BoardResult;
  rollBack(device: string): BoardResult;
  /** Every device's predictors as they are now. */
  devices(): readonly DevicePredictors[];
}
