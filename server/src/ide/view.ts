import { isEmpty } from "../../../protocol/source";
import type { DeviceInfo, ModelReport, Report } from "../../../protocol/report";
import type { Settings } from "../../../protocol/settings";
import { counterpart } from "./keep";

/** What a feature answers from: a report, how current it is, and what the author wants to see. */
export interface View {
  readonly report: Report;
  /** Ids of models whose figures are from before the code that is being typed. */
  readonly stale: ReadonlySet<string>;
  /** The models as they last were without an error, at the places of the present text. */
  readonly before: readonly ModelReport[];
  readonly settings: Settings;
}

/** What is said of stale figures; at the end of a line, where there is no room, `STALE_SHORT`. */
export const STALE = "from before the unfinished code";
export const STALE_SHORT = "old";

/** What a model that an error stops had before it; null where it had nothing, and for a model without an error. */
export function beforeError({ before }: View, model: ModelReport): ModelReport | null {
  const last = model.error === null ? undefined : counterpart(before, model);
  return last?.error === null && !isEmpty(last.location.range) ? last : null;
}

export function isStale(view: View, model: ModelReport): boolean {
  return view.stale.has(model.id);
}

/** The device of hints, warnings and status bar; the first one where the wanted one has no predictor. */
export function primaryDevice({ report, settings }: View): DeviceInfo | undefined {
  return report.devices.find(({ id }) => id === settings.primaryDevice) ?? report.devices[0];
}

/** The device that "Compare on …" names: the first one beside the primary one. */
export function comparedDevice(view: View): DeviceInfo | undefined {
  const primary = primaryDevice(view);
  return view.report.devices.find(({ id }) => id !== primary?.id);
}
