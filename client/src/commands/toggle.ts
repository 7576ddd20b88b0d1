import * as vscode from "vscode";
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from "../../../protocol/settings";

/** Turns every channel off, or on again as each was set. */
export async function toggleCommand(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const enabled = configuration.get("enabled", DEFAULT_SETTINGS.enabled);
  await configuration.update("enabled", !enabled, levelOf(configuration.inspect("enabled")));
  vscode.window.setStatusBarMessage(`Latency Lens is ${enabled ? "off" : "on"}`, 4000);
}

/** Writes where the value in effect stands, so that the switch really changes it. */
function levelOf(
  inspected: { workspaceValue?: unknown; workspaceFolderValue?: unknown } | undefined,
): vscode.ConfigurationTarget {
  if (inspected?.workspaceFolderValue !== undefined) return vscode.ConfigurationTarget.WorkspaceFolder;
  if (inspected?.workspaceValue !== undefined) return vscode.ConfigurationTarget.Workspace;
  return vscode.ConfigurationTarget.Global;
}
