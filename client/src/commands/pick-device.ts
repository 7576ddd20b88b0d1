import * as vscode from "vscode";
import { EMBEDDED_DEVICES, type Device } from "../../../predictors/src/devices";

/** Id of the chosen one of these boards; undefined where the question was dismissed. */
export async function pickDevice(
  title: string,
  boards: readonly Device[] = EMBEDDED_DEVICES,
): Promise<string | undefined> {
  const items = boards.map(({ id, name }) => ({ label: name, id }));
  return (await vscode.window.showQuickPick(items, { title }))?.id;
}
