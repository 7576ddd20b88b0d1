/** Measurements and what retraining did, in words for the command line and the editor. */
import { deviceById, type Device } from "../../../predictors/src/devices";
import { countOf, milliseconds } from "../ide/format";
import type { BoardRetraining } from "./retrain-board";
import type { LabelledRow } from "./row";

type Retrained = Exclude<BoardRetraining, { kind: "refused" }>;

/** "resnet on Jetson TX2: 48 ms of GPU time" */
export function rowText({ model, device, ms }: LabelledRow): string {
  return `${model} on ${deviceById(device)?.name ?? device}: ${milliseconds(ms)} of GPU time`;
}

export function rowDetail({ runs, kernelsPerRun, deviation, how, confidence }: LabelledRow): string {
  const spread = deviation === null ? "" : `, deviation ${percent(100 * deviation)}`;
  return `mean of ${runs} runs of ${Math.round(kernelsPerRun)} kernels${spread}; ${how}; confidence ${confidence}`;
}

/** Two or three sentences. */
export function retrainingText(outcome: Retrained, { name, shortName }: Device): string {
  const { before, after, heldOutBy, groups } = outcome;
  const how =
    heldOutBy === "model"
      ? `held out by model, ${groups} models`
      : `held out by model and size, ${groups} networks of too few models to know the error on other ones`;
  const figures = `Error on your ${countOf(outcome.rows, "row")} (cross-validated, ${how}): ${percent(before.mape)} before, ${percent(after.mape)} retrained.`;
  return outcome.kind === "better"
    ? `${name}: retrained, version ${outcome.version} answers. ${figures}`
    : `${name}: kept ${versionText(outcome.version, shortName)}, the retrained one is not clearly better. ${figures}`;
}

export function rollbackText(version: number, { name, shortName }: Device): string {
  return `${name}: rolled back, ${versionText(version, shortName)} answers.`;
}

function versionText(version: number, shortName: string): string {
  return version === 0 ? `the embedded predictor of ${shortName}` : `version ${version}`;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
