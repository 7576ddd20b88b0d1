import * as vscode from "vscode";

/** Opens a bundled network as an untitled copy, so that it can be edited at once and nothing shipped is changed. */
export function openExampleCommand(extension: vscode.Uri): () => Promise<void> {
  return async () => {
    const example = vscode.Uri.joinPath(extension, "zoo", "keras", "resnet50.py");
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(example));
    const document = await vscode.workspace.openTextDocument({ language: "python", content });
    await vscode.window.showTextDocument(document, { preview: false });
  };
}
