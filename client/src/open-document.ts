import * as vscode from "vscode";
import { openNotebook } from "./notebooks";

/** Whether the editor has it, and so the server: as a text, or as a notebook. */
export function isOpen(uri: string): boolean {
  return openDocument(uri) !== undefined || openNotebook(vscode.Uri.parse(uri)) !== undefined;
}

/** The document as the editor has it, saved or not; undefined where it is not open. */
export function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
