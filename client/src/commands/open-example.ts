import * as vscode from "vscode";
import { EXAMPLE_SCHEME } from "../example";

/** Opens a bundled network to read; nothing shipped can be changed. */
export async function openExampleCommand(): Promise<void> {
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.from({ scheme: EXAMPLE_SCHEME, path: "/resnet50.py" }),
  );
  await vscode.window.showTextDocument(document, { preview: false });
}
