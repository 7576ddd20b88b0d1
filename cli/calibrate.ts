/** `latency-lens calibrate`: one measured figure of the user's own scales a board. */
import { effectText, figureText, forgetFigures, measuredFigure } from "../server/src/board/calibrate";
import { Store, storeFolder } from "../server/src/node/store";
import { visibleJson } from "../server/src/ide/visible";
import { ownEnvironment } from "./environment";
import { chooseNetwork } from "./import";
import { boardOf } from "./retrain";
import { requireFormat, UsageError } from "./usage";

export interface CalibrateOptions {
  readonly device: string;
  /** File that builds the measured network; not needed to take everything back. */
  readonly model?: string;
  readonly ms?: string;
  readonly how?: string;
  /** The network in the file, where it builds several. */
  readonly name?: string;
  readonly input?: string;
  readonly root?: string;
  /** Takes every figure of the board back. */
  readonly clear?: boolean;
  readonly store?: string;
  readonly format: string;
  /** Folder with `wasm/` and `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Exit status: 1, with the reason as a warning, where there is nothing to calibrate with or to take back. Throws UsageError for unusable arguments. */
export async function calibrate(options: CalibrateOptions): Promise<number> {
  requireFormat(options.format);
  const store = new Store(storeFolder(options.store));
  for (const problem of store.figures().problems) options.warn(`latency-lens: ${problem}\n`);
  return options.clear === true ? clear(store, options) : add(store, options);
}

function clear(store: Store, { device, format, write, warn }: CalibrateOptions): number {
  const { id, name } = boardOf(device);
  const count = forgetFigures(store, id);
  if (count === 0) {
    warn(`latency-lens: ${name} is not calibrated\n`);
    return 1;
  }
  const text = `${name} is no longer calibrated; measured figures taken back: ${count}`;
  write(format === "json" ? `${visibleJson({ device: id, takenBack: count })}\n` : `${text}\n`);
  return 0;
}

async function add(store: Store, options: CalibrateOptions): Promise<number> {
  const { model, ms, how = "", format } = options;
  if (model === undefined || ms === undefined)
    throw new UsageError("calibrate: give --model FILE and --ms MILLISECONDS, or --clear");
  if (!(Number(ms) > 0)) throw new UsageError(`--ms ${ms}: give milliseconds above 0, for example 31.5`);
  const device = boardOf(options.device);
  // Only the user's own retraining has a predictor of any other board.
  const environment = device.embedded ? {} : { environment: await ownEnvironment(options.resources, options.store) };
  const network = await chooseNetwork({ ...options, model, ...environment });
  const figure = measuredFigure({ network, device, ms: Number(ms), how, now: new Date() });
  if ("kind" in figure) {
    options.warn(`latency-lens: not calibrated: ${figure.why}\n`);
    return 1;
  }
  const effect = effectText(store, figure, device);
  store.appendFigure(figure);
  const text = `${figureText(figure, device)}\n  ${effect.replace(" is then ", " is now ")}\n`;
  options.write(format === "json" ? `${visibleJson(figure)}\n` : text);
  return 0;
}
