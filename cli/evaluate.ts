/** `evaluate`: the embedded predictors on any file of measurements. */
import { answeringOf } from "../server/src/analysis/estimate";
import type { DevicePredictors, LoadedPredictor } from "../server/src/analysis/estimate";
import { visibleJson } from "../server/src/ide/visible";
import { loadEnvironment } from "../server/src/node/environment";
import { readMeasurements } from "../measurements/dataset";
import { evaluationOf } from "../measurements/evaluation";
import { evaluationJson, evaluationText } from "./evaluation-text";
import { MeasuredNetworks } from "../measurements/layer-records";
import { UsageError } from "./usage";

export interface EvaluateOptions {
  /** Table of measurements (csv). */
  readonly data: string;
  /** Folder with `keras-json/` and `layers/`. */
  readonly topologies: string;
  readonly device: string;
  /** "all" or the id of one; the answering predictor by default. */
  readonly predictor?: string;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
}

/**
 * Prints how far the predictors are off. Exit status: 1 where a predictor priced no row. Throws UsageError for arguments
 * and files that cannot be used.
 */
export async function evaluate(options: EvaluateOptions): Promise<number> {
  if (options.format !== "text" && options.format !== "json")
    throw new UsageError(`--format ${options.format}: give text or json`);
  const { devices } = await loadEnvironment(options.resources);
  const device = deviceNamed(devices, options.device);
  const predictors = predictorsNamed(device, options.predictor);
  const measurements = readMeasurements(options.data, new MeasuredNetworks(options.topologies));
  const results = predictors.map((predictor) => evaluationOf(device.info.id, predictor, measurements));
  if (options.format === "json") options.write(`${visibleJson({ results: results.map(evaluationJson) })}\n`);
  else options.write(results.map(evaluationText).join("\n"));
  return results.some(({ accuracy }) => accuracy === null) ? 1 : 0;
}

function deviceNamed(devices: readonly DevicePredictors[], id: string): DevicePredictors {
  const device = devices.find(({ info }) => info.id === id);
  if (device !== undefined) return device;
  throw new UsageError(`--device ${id}: give ${devices.map(({ info }) => info.id).join(" or ")}`);
}

function predictorsNamed({ predictors }: DevicePredictors, id: string | undefined): readonly LoadedPredictor[] {
  if (id === "all") return predictors;
  const answering = answeringOf(predictors);
  const chosen = predictors.filter((one) => (id === undefined ? one === answering : one.id === id));
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--predictor ${id ?? ""}: give all, ${predictors.map((one) => one.id).join(", ")}`);
}
