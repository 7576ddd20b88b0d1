import type { ComparePanels, Shown } from "../panels/compare";
import { targetOf } from "../target";

/** "Compare on TX2": this model on the other device beside the primary one. Answers with what stands on the panel. */
export function compareCommand(panels: ComparePanels): (argument?: unknown) => Promise<Shown | undefined> {
  return (argument) => panels.show(targetOf(argument), "compare");
}
