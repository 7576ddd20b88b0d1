/** The bundled network as a document that nobody can change and the editor never asks to save. */
import * as vscode from "vscode";

export const EXAMPLE_SCHEME = "latency-lens-example";

export function provideExample(extension: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(EXAMPLE_SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const file = vscode.Uri.joinPath(extension, "zoo", "keras", path.slice(path.lastIndexOf("/") + 1));
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    },
  });
}
