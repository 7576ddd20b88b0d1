import * as vscode from "vscode";
import { EMBEDDED_DEVICES } from "../../../predictors/src/devices";

/** Id of the chosen board; undefined where the question was dismissed. */
export async function pickDevice(title: string): Promise<string | undefined> {
  const items = EMBEDDED_DEVICES.map(({ id, name }) => ({ label: name, id }));
  return (await vscode.window.showQuickPick(items, { title }))?.id;
}
