import * as vscode from "vscode";
import { DEFAULT_SETTINGS, PRIMARY_DEVICES, SETTINGS_SECTION } from "../../../protocol/settings";
import { levelOf } from "../configuration";

/** Makes the next device the one of hints, warnings and status bar. */
export async function switchDeviceCommand(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const current = configuration.get<string>("primaryDevice", DEFAULT_SETTINGS.primaryDevice);
  const index = PRIMARY_DEVICES.findIndex((device) => device === current);
  const next = PRIMARY_DEVICES[(index + 1) % PRIMARY_DEVICES.length];
  await configuration.update("primaryDevice", next, levelOf(configuration.inspect("primaryDevice")));
}
