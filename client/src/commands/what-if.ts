import type { Panels, Shown } from "../panels/panel";
import { targetOf } from "../target";

/** "What If": sliders over the numbers of the source. */
export function whatIfCommand(panels: Panels): (argument?: unknown) => Promise<Shown | undefined> {
  return (argument) => panels.show(targetOf(argument), { tab: "what-if" });
}
