import * as vscode from "vscode";
import { EMBEDDED_DEVICES } from "../../../predictors/src/devices";
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from "../../../protocol/settings";
import { levelOf } from "../configuration";

/** Makes the next device the one of hints, warnings and status bar. */
export async function switchDeviceCommand(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const current = configuration.get<string>("primaryDevice", DEFAULT_SETTINGS.primaryDevice);
  const index = EMBEDDED_DEVICES.findIndex(({ id }) => id === current);
  const next = EMBEDDED_DEVICES[(index + 1) % EMBEDDED_DEVICES.length];
  if (next !== undefined) await setPrimaryDevice(next.id);
}

export async function setPrimaryDevice(id: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  await configuration.update("primaryDevice", id, levelOf(configuration.inspect("primaryDevice")));
}
