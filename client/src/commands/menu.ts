import * as vscode from "vscode";
import { EMBEDDED_DEVICES } from "../../../predictors/src/devices";
import { COMMANDS } from "../../../protocol/commands";
import { DEFAULT_SETTINGS, SETTINGS_SECTION } from "../../../protocol/settings";
import type { LatencyServer } from "../latency-server";
import { setPrimaryDevice } from "./switch-device";

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** What a click on the status bar offers: the device, one switch for everything, and what helps where something is wrong. */
export function menuCommand(server: LatencyServer): () => Promise<void> {
  return async () => {
    const chosen = await vscode.window.showQuickPick(items(server), {
      title: `Latency Lens: the server ${server.state()}`,
    });
    await chosen?.run?.();
  };
}

function items(server: LatencyServer): readonly MenuItem[] {
  const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const present = configuration.get<string>("primaryDevice", DEFAULT_SETTINGS.primaryDevice);
  const enabled = configuration.get("enabled", DEFAULT_SETTINGS.enabled);
  const command = (label: string, id: string): MenuItem => ({ label, run: () => vscode.commands.executeCommand(id) });
  const separator = (label: string): MenuItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator("Device of hints, warnings and status bar"),
    ...EMBEDDED_DEVICES.map(({ id, name }) => ({
      label: `$(${id === present ? "check" : "blank"}) ${name}`,
      run: () => setPrimaryDevice(id),
    })),
    separator("This file"),
    command("$(list-ordered) Breakdown by layer", COMMANDS.breakdown),
    command("$(question) Why is there no complete estimate?", COMMANDS.explain),
    separator("Latency Lens"),
    command(enabled ? "$(circle-slash) Turn all estimates off" : "$(dashboard) Turn all estimates on", COMMANDS.toggle),
    command(server.isRunning() ? "$(debug-restart) Restart the server" : "$(play) Start the server", COMMANDS.restart),
    command("$(output) Show the log", COMMANDS.showLog),
    command("$(gear) Settings", COMMANDS.settings),
  ];
}
