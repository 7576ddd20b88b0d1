import type { DeviceInfo, Report } from "../../../protocol/report";
import type { Settings } from "../../../protocol/settings";

/** What a feature answers from: a report, how current it is, and what the author wants to see. */
export interface View {
  readonly report: Report;
  /** True where the figures are from before the last edit, because the text cannot be understood as it stands. */
  readonly stale: boolean;
  readonly settings: Settings;
}

export const STALE = "from before the last edit";

/** The device of hints, warnings and status bar; the first one where the wanted one has no predictor. */
export function primaryDevice({ report, settings }: View): DeviceInfo | undefined {
  return report.devices.find(({ id }) => id === settings.primaryDevice) ?? report.devices[0];
}

/** The device that "Compare on …" names: the first one beside the primary one. */
export function comparedDevice(view: View): DeviceInfo | undefined {
  const primary = primaryDevice(view);
  return view.report.devices.find(({ id }) => id !== primary?.id);
}
