import type { DeviceInfo, ModelReport, Report } from "../../../protocol/report";
import type { Settings } from "../../../protocol/settings";

/** What a feature answers from: a report, how current it is, and what the author wants to see. */
export interface View {
  readonly report: Report;
  /** Ids of models whose figures are from before the code that is being typed. */
  readonly stale: ReadonlySet<string>;
  readonly settings: Settings;
}

/** What is said of stale figures; at the end of a line, where there is no room, `STALE_SHORT`. */
export const STALE = "from before the unfinished code";
export const STALE_SHORT = "old";

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
