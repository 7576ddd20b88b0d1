/** Measurements in words for the command line and the editor. */
import { deviceById } from "../../../predictors/src/devices";
import type { Estimate } from "../../../predictors/src/predictor";
import { interval, milliseconds, times } from "../ide/format";
import type { LabelledRow } from "./row";

/** Farther from the prediction a recording is more likely of something else than the prediction that wrong. */
const LEAST_TIMES = 0.2;
const MOST_TIMES = 5;

/** What stands beside a measurement. */
export type Predicted = Pick<Estimate, "ms" | "low" | "high">;

/** "unet on Jetson TX2 · measured 5.2 ms · predicted 7.7 ms (6.3–9.5)": before anything is stored. */
export function rowText({ model, device, ms }: LabelledRow, predicted: Predicted | null): string {
  const beside = predicted === null ? [] : [`predicted ${milliseconds(predicted.ms)}${intervalText(predicted)}`];
  return [`${model} on ${deviceById(device)?.name ?? device}`, `measured ${milliseconds(ms)}`, ...beside].join(" · ");
}

function intervalText({ low, high }: Predicted): string {
  return low === null || high === null ? "" : ` (${interval(low, high)})`;
}

/** Why the author should look twice before it is stored; null where the measurement is near the prediction. */
export function doubtText({ ms }: LabelledRow, predicted: Predicted | null): string | null {
  if (predicted === null || (ms >= LEAST_TIMES * predicted.ms && ms <= MOST_TIMES * predicted.ms)) return null;
  const ratio = ms > predicted.ms ? `${times(ms / predicted.ms)} of` : `1/${(predicted.ms / ms).toFixed(1)} of`;
  return `it is ${ratio} the prediction: is it the recording of this network, at this input size and on this board?`;
}

export function rowDetail({ runs, kernelsPerRun, deviation, how, confidence, source }: LabelledRow): string {
  const spread = deviation === null ? "" : `, deviation ${percent(100 * deviation)}`;
  if (source.tool === "trtexec")
    return `mean of ${runs} runs${spread}; ${how}; confidence ${confidence}; kept apart: TensorRT fuses layers and chooses kernels of its own, so no predictor of TensorFlow's times is fitted to it`;
  return `mean of ${runs} runs of ${Math.round(kernelsPerRun)} kernels${spread}; ${how}; confidence ${confidence}`;
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
