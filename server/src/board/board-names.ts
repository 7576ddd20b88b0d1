/** Whether a recording is of the board that it is imported for. */
import { DEVICES, type DeviceId } from "../../../predictors/src/devices";

/** Makers' names: a GPU that is called so and not like the board is another one. */
const KNOWN_GPU = /nvidia|tegra|jetson|xavier|orin|thor|geforce|tesla|quadro|titan|[gr]tx|\b[akpvtlh]\d{1,3}\b/i;

/** Why the recording is not of this board, by the names of its GPUs and by what else is said; null where nothing speaks against it. */
export function boardRefusal(device: DeviceId, gpus: readonly string[], messages: readonly string[]): string | null {
  const {
    name,
    gpu: { names, computeCapability },
  } = DEVICES[device];
  const other = gpus.find((gpu) => KNOWN_GPU.test(gpu) && !names.test(gpu));
  if (other !== undefined) return `it was recorded on “${other}”, not on a ${name}`;
  for (const message of messages) {
    const found = /compute capability[^\d]{0,8}(\d+\.\d+)/i.exec(message)?.[1];
    if (found !== undefined && found !== computeCapability)
      return `it was recorded on a GPU of compute capability ${found}; a ${name} has ${computeCapability}`;
  }
  return null;
}
