/** The server's and the command line's outside world: parser wasm, predictors' model files, clock and limits. */
import * as fs from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { deviceById, EMBEDDED_DEVICES } from "../../../predictors/src/devices";
import type { Device } from "../../../predictors/src/devices";
import { loadConsumption, loadPredictor } from "../../../predictors/src/load";
import type { DeviceInfo } from "../../../protocol/report";
import { CalibratedPredictor, calibrationOf, figuresOf } from "../../../predictors/src/calibrated";
import type { Calibration, Predictor, Refused } from "../../../predictors/src/predictor";
import { assertNever } from "../assert-never";
import { LIMITS } from "../eval/limits";
import type { Limits } from "../eval/limits";
import type { AnalysisEnvironment } from "../analysis/analysis";
import type { DevicePredictors, LoadedConsumption, LoadedPredictor } from "../analysis/estimate";
import { createZoo, languageOf, parseDocument } from "../project/language";
import { ProjectModules } from "../project/modules";
import { DiskFiles } from "./files";
import { loadParsers } from "./grammars";
import { StoreError } from "./store";
import type { Store } from "./store";

/** Predictors of each device, by the names of their files; which of them answers is on its card. */
export const PREDICTOR_IDS = ["layered", "boosted", "forest", "ols", "mlp", "svr"] as const;
/** The one that is fitted to the user's measurements. */
const OWN_PREDICTOR = "layered";

/**
 * `folder` holds `wasm/` and `models/`, as the build lays them beside the bundles; predictors retrained on the user's own
 * measurements come from the store, where there is one.
 */
export async function loadEnvironment(
  folder: string,
  store: Store | null = null,
  limits: Limits = LIMITS,
  now: () => number = workingClock(),
): Promise<AnalysisEnvironment> {
  const parsers = await loadParsers(path.join(folder, "wasm"));
  return {
    parsers,
    zoo: createZoo(parsers),
    modules: new ProjectModules(new DiskFiles(), (text, uri) => parseDocument(parsers, text, languageOf(uri))),
    devices: loadDevices(folder, store),
    limits,
    now,
  };
}

/** What is known of the devices before their predictors are loaded, in the same order. */
export function deviceInfos(): readonly DeviceInfo[] {
  return EMBEDDED_DEVICES.map(infoOf);
}

function infoOf({ id, name, shortName }: Device): DeviceInfo {
  return { id, name, shortName };
}

/** Milliseconds that the processor worked for this process: a clock that other programs do not move on. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds between two questions to the operating system: one costs as much as a layer. */
const CLOCK_RESOLUTION = 10;

/** The same clock for those who ask it often: it answers what it knows until some milliseconds of any clock have passed. */
export function processorClock(ask = processorTime, elapsed = (): number => performance.now()): () => number {
  let known = ask();
  let askedAt = elapsed();
  return () => {
    const at = elapsed();
    if (at - askedAt < CLOCK_RESOLUTION) return known;
    askedAt = at;
    return (known = ask());
  };
}

/**
 * Milliseconds that this thread can have worked: no more than have passed, since other threads of the process work too, and no more than
 * the process worked, since a busy machine is not the fault of the code that is looked at.
 */
export function workingClock(ask = processorTime, elapsed = (): number => performance.now()): () => number {
  let worked = 0;
  let askedBefore = ask();
  let elapsedBefore = elapsed();
  return () => {
    const at = elapsed();
    if (at - elapsedBefore < CLOCK_RESOLUTION) return worked;
    const asked = ask();
    worked += Math.min(at - elapsedBefore, asked - askedBefore);
    [elapsedBefore, askedBefore] = [at, asked];
    return worked;
  };
}

/** The predictors alone, anew: what changes when the user retrains one or rolls it back. */
export function loadDevices(folder: string, store: Store | null): readonly DevicePredictors[] {
  const embedded = EMBEDDED_DEVICES.map((device) => devicePredictors(device, path.join(folder, "models"), store));
  return store === null ? embedded : [...embedded, ...ownBoards(store)];
}

/** Boards that only the user's own measurements know: another power mode, or one that no predictor is shipped for. */
function ownBoards(store: Store): readonly DevicePredictors[] {
  return modelDevicesIn(store).flatMap((id): readonly DevicePredictors[] => {
    const device = deviceById(id);
    if (device === null || device.embedded) return [];
    const predictor = retrained(store, id);
    if (predictor === null) return [];
    return [
      {
        info: infoOf(device),
        predictors: [{ id: OWN_PREDICTOR, predictor: calibrated(predictor, calibrationIn(store, id)) }],
      },
    ];
  });
}

function modelDevicesIn(store: Store): readonly string[] {
  try {
    return store.modelDevices();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

function devicePredictors(device: Device, folder: string, store: Store | null): DevicePredictors {
  const { id, name } = device;
  const info = infoOf(device);
  const calibration = store === null ? null : calibrationIn(store, id);
  const predictors = PREDICTOR_IDS.map((predictor) =>
    loadedOnDemand(predictor, () =>
      calibrated(readPredictor(path.join(folder, `${predictor}-${id}.json`)), calibration),
    ),
  );
  const consumption = consumptionOnDemand(path.join(folder, `consumption-${id}.json`));
  const own = store === null ? null : retrained(store, id);
  if (own === null) return { info, predictors, consumption };
  if ("why" in own) {
    const setAside = `Your retrained predictor for ${name} is not used: ${own.why}. The embedded one answers; “latency-lens rollback --device ${id}” removes it.`;
    return { info, predictors, consumption, setAside };
  }
  const answering = predictors.map((loaded) =>
    loaded.id === own.card.predictor ? { id: loaded.id, predictor: calibrated(own, calibration) } : loaded,
  );
  return { info, predictors: answering, consumption };
}

/** An estimate needs no store: where it cannot be read, nothing is calibrated. */
function calibrationIn(store: Store, device: string): Calibration | null {
  try {
    return calibrationOf(figuresOf(device, store.figures().values));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return null;
  }
}

function calibrated(predictor: Predictor | Refused, calibration: Calibration | null): Predictor | Refused {
  return calibration === null || "kind" in predictor ? predictor : new CalibratedPredictor(predictor, calibration);
}

function consumptionOnDemand(file: string): LoadedConsumption {
  let loaded: LoadedConsumption["model"] | null = null;
  return {
    get model() {
      return (loaded ??= readModel(file, (text) => {
        const read = loadConsumption(text);
        return "why" in read ? read : read.model;
      }));
    },
  };
}

/** Read when it is first asked: a file without a network needs none, and a file for one board none of the other's. */
function loadedOnDemand(id: string, load: () => Predictor | Refused): LoadedPredictor {
  let loaded: Predictor | Refused | null = null;
  return {
    id,
    get predictor() {
      return (loaded ??= load());
    },
  };
}

/** Reads all that is read on demand, before somebody waits for it. */
export function readPredictors(devices: readonly DevicePredictors[]): readonly (Predictor | Refused)[] {
  return devices.flatMap(({ predictors }) => predictors.map(({ predictor }) => predictor));
}

/** Null where the user has none for the device. */
function retrained(store: Store, device: string): Predictor | Refused | null {
  const stored = store.model(device);
  switch (stored.kind) {
    case "none":
      return null;
    case "unreadable":
      return { kind: "refused", why: `${stored.name}: ${stored.why}` };
    case "model": {
      const loaded = loadPredictor(stored.text);
      if ("kind" in loaded) return { kind: "refused", why: `${stored.name} is damaged (${loaded.why})` };
      if (loaded.card.device !== device || loaded.card.retrained === undefined)
        return { kind: "refused", why: `${stored.name} is of another board or was not retrained` };
      return loaded;
    }
    default:
      return assertNever(stored);
  }
}

function readPredictor(file: string): Predictor | Refused {
  return readModel(file, loadPredictor);
}

/** Reads one model file; whatever is wrong with it becomes a refusal that names the file. */
function readModel<Model extends object>(file: string, load: (text: string) => Model | Refused): Model | Refused {
  const name = path.basename(file);
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return { kind: "refused", why: `the predictor file ${name} cannot be read (${code}); reinstall Latency Lens` };
  }
  const loaded = load(text);
  if (!("why" in loaded)) return loaded;
  return { kind: "refused", why: `the predictor file ${name} is damaged (${loaded.why}); reinstall Latency Lens` };
}
