/** Of which board a recording is. */
import { DEVICES, KNOWN_IDS, type Device, type DeviceId } from "../../../predictors/src/devices";
import { notImported, type NotImported } from "./refusal";
import type { Hardware } from "./trace";

/** Makers' names: a GPU that is called so and not like the board is another one. */
const KNOWN_GPU = /nvidia|tegra|jetson|xavier|orin|thor|geforce|tesla|quadro|titan|[gr]tx|\b[akpvtlh]\d{1,3}\b/i;

/** Modules of the same name have the same clock but for a few percent; in a lower power mode it is lower. */
const CLOCK_TOLERANCE = 0.1;

interface Said {
  readonly gpus: readonly string[];
  readonly hardware: readonly Hardware[];
  readonly messages: readonly string[];
}

/** The board that the user names or else the recording; a refusal where it is of another one, of several, or does not say. */
export function boardOf(said: Said, given: DeviceId | null, isOwnMode = false): DeviceId | NotImported {
  if (said.gpus.length > 1) return notImported(`it was recorded on several GPUs (${said.gpus.join(", ")})`);
  const device = given ?? Object.values(DEVICES).find(({ gpu }) => said.gpus.some((name) => gpu.names.test(name)))?.id;
  if (device === undefined) {
    const [gpu] = said.gpus;
    return notImported(
      gpu === undefined
        ? `it does not say on which board it was recorded; name it (--device ${KNOWN_IDS})`
        : `it was recorded on “${gpu}”, which is none of the boards that are known (${KNOWN_IDS})`,
    );
  }
  const why = boardRefusal(DEVICES[device], said, isOwnMode);
  return why === null ? device : notImported(why);
}

/** Why the recording is not of this board, by all that it says of its GPU; null where nothing speaks against it. */
function boardRefusal({ name, gpu }: Device, { gpus, hardware, messages }: Said, isOwnMode: boolean): string | null {
  const other = gpus.find((each) => KNOWN_GPU.test(each) && !gpu.names.test(each));
  if (other !== undefined) return `it was recorded on “${other}”, not on a ${name}`;
  for (const message of messages) {
    const found = /compute capability[^\d]{0,8}(\d+\.\d+)/i.exec(message)?.[1];
    if (found !== undefined && found !== gpu.computeCapability) return otherCapability(name, found, gpu);
  }
  for (const { multiprocessors, clockMhz, computeCapability } of hardware) {
    if (computeCapability !== null && computeCapability !== gpu.computeCapability)
      return otherCapability(name, computeCapability, gpu);
    if (multiprocessors !== null && multiprocessors !== gpu.multiprocessors)
      return `it was recorded on a GPU of the same name with ${multiprocessors} multiprocessors; a ${name} has ${gpu.multiprocessors}`;
    if (!isOwnMode && clockMhz !== null && Math.abs(clockMhz / gpu.clockMhz - 1) > CLOCK_TOLERANCE)
      return `its GPU ran at ${Math.round(clockMhz)} MHz at most, a ${name} at maximum power at ${gpu.clockMhz}: it is another module, or in another power mode (sudo nvpmodel -m 0)`;
  }
  return null;
}

function otherCapability(name: string, found: string, { computeCapability }: Device["gpu"]): string {
  return `it was recorded on a GPU of compute capability ${found}; a ${name} has ${computeCapability}`;
}
