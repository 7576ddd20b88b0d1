import type { ComparePanels, Shown } from "../panels/compare";
import { targetOf } from "../target";

/** "Breakdown": the same panel for the primary device alone. */
export function breakdownCommand(panels: ComparePanels): (argument?: unknown) => Promise<Shown | undefined> {
  return (argument) => panels.show(targetOf(argument), "breakdown");
}
