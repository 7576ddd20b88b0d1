import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { AdditiveModel } from "../../predictors/src/additive";
import { DEVICES } from "../../predictors/src/devices";
import { loadPredictor } from "../../predictors/src/load";
import type { Estimate, NetworkFeatures, Predictor } from "../../predictors/src/predictor";
import { ROOT } from "./paths";

export const DEVICE_IDS = ["agx", "tx2"] as const;
export const PREDICTOR_IDS = ["layered", "boosted", "forest", "ols", "mlp", "svr"] as const;

/** Text of a committed model file. */
export function modelText(
  predictor: (typeof PREDICTOR_IDS)[number] | "consumption",
  device: (typeof DEVICE_IDS)[number],
): string {
  return fs.readFileSync(path.join(ROOT, "predictors", "models", `${predictor}-${device}.json`), "utf8");
}

export function committed(predictor: (typeof PREDICTOR_IDS)[number], device: (typeof DEVICE_IDS)[number]): Predictor {
  const loaded = loadPredictor(modelText(predictor, device));
  assert(!("kind" in loaded), "kind" in loaded ? loaded.why : "");
  return loaded;
}

/** The additive part of a committed layered predictor. */
export function committedAdditive(device: (typeof DEVICE_IDS)[number]): AdditiveModel {
  const file = JSON.parse(modelText("layered", device)) as { model: { theta: number[] } };
  return { device: DEVICES[device], theta: Float64Array.from(file.model.theta) };
}

export function estimated(predictor: Predictor, network: NetworkFeatures): Estimate {
  const answer = predictor.predict(network);
  assert(answer.kind === "estimate", answer.kind === "refused" ? answer.why : "");
  return answer;
}
