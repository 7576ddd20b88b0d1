/** One measured figure of the user's own scales a board: without a recording, and for another software than that of the measurements. */
import { calibrationOf, figuresOf } from "../../../predictors/src/calibrated";
import type { MeasuredFigure } from "../../../predictors/src/calibrated";
import type { Device } from "../../../predictors/src/devices";
import type { Refused } from "../../../predictors/src/predictor";
import type { AnalysedModel } from "../analysis/report";
import { countOf, milliseconds, times } from "../ide/format";
import type { Store } from "../node/store";

/** A figure further from the prediction is of another network, another unit, or another board. */
const FARTHEST = 50;

export interface GivenFigure {
  readonly network: Pick<AnalysedModel, "estimates"> & { readonly root: Pick<AnalysedModel["root"], "name"> };
  readonly device: Device;
  /** Milliseconds. */
  readonly ms: number;
  readonly how: string;
  readonly now: Date;
}

/** The figure beside what the predictor says without any calibration. */
export function measuredFigure({ network, device, ms, how, now }: GivenFigure): MeasuredFigure | Refused {
  const found = network.estimates.find((estimate) => estimate.device.id === device.id);
  if (found === undefined) {
    const why = `there is no predictor of ${device.name} to scale: import measurements of it and retrain first`;
    return { kind: "refused", why };
  }
  if (found.answer.kind === "refused")
    return { kind: "refused", why: `the network is not estimated: ${found.answer.why}` };
  const predictedMs = found.answer.ms / (found.card?.calibration?.factor ?? 1);
  if (!(ms > 0) || !(predictedMs > 0)) return { kind: "refused", why: "the figure has to be milliseconds above 0" };
  if (Math.max(ms / predictedMs, predictedMs / ms) > FARTHEST) {
    const why = `${milliseconds(ms)} is ${times(Math.max(ms / predictedMs, predictedMs / ms))} away from the estimate of ${milliseconds(predictedMs)}: give milliseconds of one inference of this network`;
    return { kind: "refused", why };
  }
  return {
    version: 1,
    device: device.id,
    model: network.root.name,
    ms,
    predictedMs,
    how: how.trim(),
    at: now.toISOString(),
  };
}

/** "resnet50 on Jetson TX2: measured 31 ms, predicted 48 ms" */
export function figureText({ model, ms, predictedMs }: MeasuredFigure, { name }: Device): string {
  return `${model} on ${name}: measured ${milliseconds(ms)}, predicted ${milliseconds(predictedMs)}`;
}

/** What the store's figures, this one among them, do to the board. */
export function effectText(store: Store, figure: MeasuredFigure, { name }: Device): string {
  const figures = [...figuresOf(figure.device, store.figures().values), figure];
  const calibration = calibrationOf(figures);
  return calibration === null
    ? ""
    : `Every figure of ${name} is then multiplied by ${calibration.factor.toFixed(2)}, from ${countOf(calibration.figures, "measurement")}.`;
}

/** Takes all of a board's figures back; how many there were. */
export function forgetFigures(store: Store, device: string): number {
  return store.removeFigures((value) => figuresOf(device, [value]).length > 0);
}
