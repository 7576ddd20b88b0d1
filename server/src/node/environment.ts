/** The server's and the command line's outside world: parser wasm, predictors' model files, clock and limits. */
import * as fs from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { DEVICES, EMBEDDED_DEVICES } from "../../../predictors/src/devices";
import type { Device } from "../../../predictors/src/devices";
import { loadPredictor } from "../../../predictors/src/load";
import type { Predictor, Refused } from "../../../predictors/src/predictor";
import { LIMITS } from "../eval/limits";
import type { AnalysisEnvironment } from "../ide/analysis";
import type { DevicePredictors } from "../ide/estimate";
import { ProjectModules } from "../ide/modules";
import { parsePython } from "../syntax/python";
import { DiskFiles } from "./files";
import { loadParsers } from "./grammars";

/** Predictors of each device, the answering one first. */
const PREDICTOR_IDS = ["layered", "boosted", "forest"] as const;

/** `folder` holds `wasm/` and `models/`, as the build lays them beside the bundles. */
export async function loadEnvironment(folder: string): Promise<AnalysisEnvironment> {
  const parsers = await loadParsers(path.join(folder, "wasm"));
  return {
    parsers,
    modules: new ProjectModules(new DiskFiles(), (text) => parsePython(parsers, text)),
    devices: EMBEDDED_DEVICES.map((id) => devicePredictors(DEVICES[id], path.join(folder, "models"))),
    limits: LIMITS,
    now: () => performance.now(),
  };
}

function devicePredictors({ id, name, shortName }: Device, folder: string): DevicePredictors {
  return {
    info: { id, name, shortName },
    predictors: PREDICTOR_IDS.map((predictor) => ({
      id: predictor,
      predictor: readPredictor(path.join(folder, `${predictor}-${id}.json`)),
    })),
  };
}

/** Reads one model file; whatever is wrong with it becomes a refusal that names the file. */
function readPredictor(file: string): Predictor | Refused {
  const name = path.basename(file);
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { kind: "refused", why: `the predictor file ${name} cannot be read (${code}); reinstall Latency Lens` };
  }
  const loaded = loadPredictor(text);
  if (!("kind" in loaded)) return loaded;
  return { kind: "refused", why: `the predictor file ${name} is damaged (${loaded.why}); reinstall Latency Lens` };
}
