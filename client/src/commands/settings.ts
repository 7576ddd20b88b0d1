import * as vscode from "vscode";
import { SETTINGS_SECTION } from "../../../protocol/settings";

/** The settings of this extension alone. */
export async function settingsCommand(): Promise<void> {
  await vscode.commands.executeCommand(
    "workbench.action.openSettings",
    `@ext:latency-lens.latency-lens ${SETTINGS_SECTION}`,
  );
}
