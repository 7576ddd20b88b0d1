import * as vscode from "vscode";

/** The document as the editor has it, saved or not; undefined where it is not open. */
export function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
