import * as vscode from "vscode";
import type { Reason } from "../../../protocol/commands";
import { lineText } from "../../../protocol/source";
import type { LatencyServer } from "../latency-server";
import { reveal } from "../reveal";
import { targetOf } from "../target";

interface ReasonItem extends vscode.QuickPickItem {
  readonly reason: Reason;
}

/** "no estimate: why?": what stopped each candidate; choosing a line goes to its place. */
export function explainCommand(server: LatencyServer): (argument?: unknown) => Promise<void> {
  return async (argument) => {
    const found = targetOf(argument);
    if (found === undefined) {
      void vscode.window.showInformationMessage(
        "Latency Lens: open a file that builds a Keras or TensorFlow.js model first.",
      );
      return;
    }
    const reasons = await server.reasons({ target: found.target });
    if (reasons.length === 0) {
      void vscode.window.showInformationMessage("Latency Lens understood everything in this file.");
      return;
    }
    const chosen = await vscode.window.showQuickPick(reasons.map(toItem), {
      title: "What Latency Lens did not understand",
      placeHolder: "Choose a reason to go to its place",
      matchOnDetail: true,
    });
    if (chosen?.reason.location) await reveal(chosen.reason.location);
  };
}

/** What the author can write stands on a line of its own: a list cuts off what is longer than it is wide. */
function toItem(reason: Reason): ReasonItem {
  const line = reason.location === null ? "" : lineText(reason.location);
  const [first = "", ...others] = reason.message.split(/(?<=\.) (?=Write )/);
  return { label: first, description: line, ...(others.length === 0 ? {} : { detail: others.join(" ") }), reason };
}
