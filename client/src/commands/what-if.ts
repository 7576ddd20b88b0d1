import type { Panels, Shown } from "../panels/panel";
import { targetOf } from "../target";

/** "What If": the model at other input sizes and with other values of its parameters. */
export function whatIfCommand(panels: Panels): (argument?: unknown) => Promise<Shown | undefined> {
  return (argument) => panels.show(targetOf(argument), { tab: "what-if" });
}
