import * as vscode from "vscode";
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from "../../../protocol/settings";
import { levelOf } from "../configuration";

/** Turns every channel off, or on again as each was set. */
export async function toggleCommand(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const enabled = configuration.get("enabled", DEFAULT_SETTINGS.enabled);
  await configuration.update("enabled", !enabled, levelOf(configuration.inspect("enabled")));
  vscode.window.setStatusBarMessage(`Latency Lens is ${enabled ? "off" : "on"}`, 4000);
}
