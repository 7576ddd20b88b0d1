import * as vscode from "vscode";
import { PRIMARY_DEVICES } from "../../../protocol/settings";

const NAMES: Readonly<Record<(typeof PRIMARY_DEVICES)[number], string>> = {
  agx: "Jetson AGX Xavier",
  tx2: "Jetson TX2",
};

/** Id of the chosen board; undefined where the question was dismissed. */
export async function pickDevice(title: string): Promise<string | undefined> {
  const items = PRIMARY_DEVICES.map((id) => ({ label: NAMES[id], id }));
  return (await vscode.window.showQuickPick(items, { title }))?.id;
}
