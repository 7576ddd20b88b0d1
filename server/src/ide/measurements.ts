/** The user's own measurements as the server sees them; where they are kept and how they are read is the business of `board`. */
import type { ModelTarget } from "../../../protocol/commands";
import type { Position } from "../../../protocol/source";
import type { Report } from "../../../protocol/report";
import type {
  BoardResult,
  CalibrateParams,
  CalibrateResult,
  ImportParams,
  ImportResult,
} from "../../../protocol/requests";
import type { DevicePredictors } from "../analysis/estimate";
import { modelAt, modelsIn } from "./layers-by-line";
import type { AnalysedModel } from "../analysis/report";

export interface Measurement {
  /** Path of the recording. */
  readonly recording: string;
  readonly network: AnalysedModel;
  /** Null where the recording names its board. */
  readonly device: string | null;
  readonly runs: number | null;
  /** False shows what would be stored. */
  readonly store: boolean;
}

export interface Figure {
  readonly network: AnalysedModel;
  readonly device: string;
  /** Milliseconds. */
  readonly ms: number;
  readonly how: string;
  /** False shows what would change. */
  readonly store: boolean;
}

export interface Measurements {
  calibrate(figure: Figure): Exclude<CalibrateResult, { kind: "choose" }>;
  forgetCalibration(device: string): BoardResult;
  measure(measurement: Measurement): Exclude<ImportResult, { kind: "choose" }>;
  /** `progress` hears the share that is done, and ends the work by what it throws. */
  retrain(device: string, progress: (share: number) => void): BoardResult;
  rollBack(device: string): BoardResult;
  /** Every device's predictors as they are now. */
  devices(): readonly DevicePredictors[];
}

interface Found {
  readonly report: Report;
  readonly networks: readonly AnalysedModel[];
}

/** The recording as a measurement of the model that the author means, which stands in the document. */
export function measureModel(
  { target, position, recording, device, runs, store }: ImportParams,
  found: Found,
  measurements: Measurements,
): ImportResult {
  const meant = meantModel(target, position, found);
  if (meant.kind === "refused") return { ...meant, needsRuns: false, needsDevice: false };
  if (meant.kind === "choose") return meant;
  return measurements.measure({ recording, network: meant.network, device, runs, store });
}

/** The figure as one of the model that the author means. */
export function calibrateModel(
  { target, position, device, ms, how, store }: CalibrateParams,
  found: Found,
  measurements: Measurements,
): CalibrateResult {
  const meant = meantModel(target, position, found);
  return meant.kind === "network" ? measurements.calibrate({ network: meant.network, device, ms, how, store }) : meant;
}

type Meant =
  | { readonly kind: "network"; readonly network: AnalysedModel }
  | Extract<ImportResult, { kind: "choose" }>
  | { readonly kind: "refused"; readonly why: string };

/** The one that the author means, of those of the document. */
export function meantModel(target: ModelTarget, position: Position | null, { report, networks }: Found): Meant {
  const models = modelsIn(target.uri, report.models);
  const [only] = models;
  if (only === undefined) return { kind: "refused", why: NO_MODEL };
  const model =
    models.length === 1
      ? only
      : (models.find(({ id }) => id === target.model) ??
        (position === null ? undefined : modelAt(target.uri, models, position)));
  const network = networks.find(({ root }) => root.id === model?.id);
  if (network === undefined) return { kind: "choose", models: models.map(({ id, name }) => ({ id, name })) };
  return { kind: "network", network };
}

export const NO_MODEL = "there is no model in this file";
