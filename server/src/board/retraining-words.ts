/** What retraining did, in words for the command line and the editor. */
import type { Device } from "../../../predictors/src/devices";
import { assertNever } from "../assert-never";
import { countOf, milliseconds } from "../ide/format";
import type { Judged, JudgedRow, RowReason } from "./retrain-board";
import type { LabelledRow } from "./row";

/** Two or three sentences. */
export function retrainingText(outcome: Judged, device: Device): string {
  const { before, after, heldOutBy, groups, rows } = outcome;
  const how =
    heldOutBy === "model"
      ? `held out by model, ${groups} models`
      : `held out by model and size, ${groups} networks of too few models to know the error on other ones`;
  const old = before === null ? "" : `${percent(before.mape)} before, `;
  const left = rows.filter(({ leftOut }) => leftOut).length;
  const without = left === 0 ? "" : ` without ${countOf(left, "row")} that cannot be right`;
  const figures = `Error on your ${countOf(rows.length - left, "row")}${without} (cross-validated, ${how}): ${old}${percent(after.mape)} retrained.`;
  return outcome.because === null
    ? `${device.name}: retrained, version ${outcome.version ?? 0} answers. ${figures}`
    : `${device.name}: ${keptText(outcome, device)}. ${figures}`;
}

function keptText({ version, because, after }: Judged, device: Device): string {
  const kept = version === null ? "still without a predictor" : `kept ${versionText(version, device)}`;
  switch (because) {
    case null:
    case "not better":
      return `${kept}, the retrained one is not clearly better`;
    case "too far off":
      return `${kept}: the retrained one is off by ${percent(after.mape)} on networks that it has not seen, which is no prediction`;
    case "no interval":
      return `${kept}: the rows do not say how far off an estimate may be; measure more networks`;
    case "wrong rows":
      return `${kept}: too few rows are left without those that cannot be right`;
    case "two levels":
      return `${kept}: the rows look measured in two power modes; take one of them out`;
    default:
      return assertNever(because);
  }
}

/** Each row that looks wrong, in one line: what it is, why, and what became of it. */
export function suspectTexts({ rows }: Judged): readonly string[] {
  return rows.filter(({ reasons }) => reasons.length > 0).map(suspectText);
}

export function suspectText({ row, id, reasons, leftOut }: JudgedRow): string {
  const why = reasons.map((reason) => reasonText(reason)).join("; ");
  return `${id}  ${networkText(row)}, ${milliseconds(row.ms)}: ${why}${leftOut ? "; left out" : ""}`;
}

function reasonText(reason: RowReason): string {
  switch (reason.kind) {
    case "another label":
      return `the same network is stored with ${milliseconds(reason.other.ms)}, too`;
    case "far off":
      return `${timesText(reason.times)} what the other rows suggest`;
    case "another level":
      return `one of ${reason.rows} rows that take ${timesText(reason.times)} the time of the others, as in another power mode`;
    default:
      return assertNever(reason);
  }
}

function timesText(ratio: number): string {
  return ratio >= 1 ? `${ratio.toFixed(1)} times` : `1/${(1 / ratio).toFixed(1)} of`;
}

function networkText({ model, features }: LabelledRow): string {
  return `${model} at ${features.inputWidth}`;
}

export function rollbackText(version: number | null, device: Device): string {
  const answers = version === null ? "nothing answers for it" : `${versionText(version, device)} answers`;
  return `${device.name}: rolled back, ${answers}.`;
}

function versionText(version: number, { shortName }: Device): string {
  return version === 0 ? `the embedded predictor of ${shortName}` : `version ${version}`;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
