/** What the commands that read a source work with: nobody waits for the next key, so they have more time than the editor. */
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import { PATIENT_LIMITS } from "../server/src/eval/limits";
import { loadEnvironment, processorClock } from "../server/src/node/environment";
import { Store, storeFolder } from "../server/src/node/store";
import { UsageError } from "./usage";

/**
 * With the predictors that were retrained on the user's own measurements, of all devices or of one; `store` is their folder in place of
 * the usual one. `now` gives milliseconds: without it, those of the processor, of all threads of the process.
 */
export async function ownEnvironment(
  resources: string,
  store: string | undefined,
  device?: string,
  now = processorClock(),
): Promise<AnalysisEnvironment> {
  const own = new Store(storeFolder(store));
  return chooseDevices(await loadEnvironment(resources, own, PATIENT_LIMITS, now), device);
}

/** With the embedded predictors alone. */
export function embeddedEnvironment(resources: string): Promise<AnalysisEnvironment> {
  return loadEnvironment(resources, null, PATIENT_LIMITS, processorClock());
}

function chooseDevices(environment: AnalysisEnvironment, id: string | undefined): AnalysisEnvironment {
  if (id === undefined) return environment;
  const devices = environment.devices.filter((device) => device.info.id === id);
  if (devices.length === 0) {
    const known = environment.devices.map((device) => device.info.id).join(" or ");
    throw new UsageError(`--device ${id}: give ${known}`);
  }
  return { ...environment, devices };
}
