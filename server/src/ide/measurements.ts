/** The user's own measurements as the server sees them; where they are kept and how they are read is the business of `board`. */
import type { Report } from "../../../protocol/report";
import type { BoardResult, ImportParams, ImportResult } from "../../../protocol/requests";
import type { DevicePredictors } from "../analysis/estimate";
import { modelAt, modelsIn } from "./places";
import type { AnalysedModel } from "../analysis/report";

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

/** The recording as a measurement of the model that the author means, which stands in the document. */
export function measureModel(
  { target, position, recording, device, runs, store }: ImportParams,
  found: { readonly report: Report; readonly networks: readonly AnalysedModel[] },
  measurements: Measurements,
): ImportResult {
  const models = modelsIn(target.uri, found.report.models);
  const [only] = models;
  if (only === undefined) return { kind: "refused", why: NO_MODEL, needsRuns: false };
  const model =
    models.length === 1
      ? only
      : (models.find(({ id }) => id === target.model) ??
        (position === null ? undefined : modelAt(target.uri, models, position)));
  const network = found.networks.find(({ root }) => root.id === model?.id);
  if (network === undefined) return { kind: "choose", models: models.map(({ id, name }) => ({ id, name })) };
  return measurements.measure({ recording, network, device, runs, store });
}

export const NO_MODEL = "there is no model in this file";
