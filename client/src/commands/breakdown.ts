import type { Panels, Shown } from "../panels/panel";
import { targetOf } from "../target";

/** "Breakdown": where the time goes. Answers with what stands on the panel. */
export function breakdownCommand(panels: Panels): (argument?: unknown) => Promise<Shown | undefined> {
  return (argument) => panels.show(targetOf(argument), { tab: "time" });
}
