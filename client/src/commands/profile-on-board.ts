import * as vscode from "vscode";
import type { ProfileParams, ProfileResult } from "../../../protocol/boards";
import { SETTINGS_SECTION } from "../../../protocol/settings";
import type { LatencyServer } from "../latency-server";
import { followRun, offerMeasurement } from "../runs";
import { targetOf } from "../target";
import { pickModel } from "./pick-model";

const OPEN_SETTINGS = "Open Settings";

/** Runs the model at the cursor on a board of the author's; `board` is its name, where another command or a key binding says it. */
export function profileOnBoardCommand(
  server: LatencyServer,
): (argument?: unknown, board?: unknown) => Promise<ProfileResult | undefined> {
  return async (argument, board) => {
    if (!vscode.workspace.isTrusted) {
      const why = "Boards are off in a workspace that is not trusted.";
      void vscode.window.showWarningMessage(`Latency Lens: ${why}`);
      return { kind: "refused", why };
    }
    const found = targetOf(argument);
    if (found === undefined) {
      void vscode.window.showInformationMessage("Latency Lens: open the file that defines the model first.");
      return undefined;
    }
    const chosen = typeof board === "string" ? board : await pickBoard(server);
    return chosen === undefined ? undefined : profile(server, { ...found, board: chosen });
  };
}

async function pickBoard(server: LatencyServer): Promise<string | undefined> {
  const { boards, problems } = await server.boards();
  for (const problem of problems) void vscode.window.showWarningMessage(`Latency Lens: ${problem}`);
  if (boards.length === 0) {
    const setting = `${SETTINGS_SECTION}.boards`;
    const text = `Latency Lens: there is no board yet. Add one in ${setting}, or by “latency-lens board add NAME HOST”.`;
    const answer = await vscode.window.showInformationMessage(text, OPEN_SETTINGS);
    if (answer !== undefined) await vscode.commands.executeCommand("workbench.action.openSettings", setting);
    return undefined;
  }
  const items = boards.map(({ name, host }) => ({ label: name, description: host }));
  return (await vscode.window.showQuickPick(items, { title: "Profile on which board?" }))?.label;
}

async function profile(server: LatencyServer, asked: ProfileParams): Promise<ProfileResult> {
  const result = await followRun<ProfileResult>(server, `Running on ${asked.board}`, (token) =>
    server.profile(asked, token),
  );
  if (result.kind !== "choose") {
    // The question stays open for as long as the author likes.
    void offerMeasurement(server, result);
    return result;
  }
  const model = await pickModel(result.models, "Which model shall run?");
  return model === undefined ? result : profile(server, { ...asked, target: { uri: asked.target.uri, model } });
}
