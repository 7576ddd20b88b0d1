import type { Panels, Shown, Wanted } from "../panels/panel";
import { targetOf } from "../target";

/** "Compare on TX2": this model there beside the device that is shown; or the last commit beside the file. */
export function compareCommand(
  panels: Panels,
  wanted: Omit<Wanted, "tab"> = {},
): (argument?: unknown) => Promise<Shown | undefined> {
  return (argument) => panels.show(targetOf(argument), { ...wanted, tab: "compare" });
}
