import * as vscode from "vscode";
import type { Range } from "../../protocol/source";

export interface DocumentEdits {
  readonly uri: string;
  /** The state of the document that the edits are of. */
  readonly version: number;
  readonly edits: readonly { readonly range: Range; readonly text: string }[];
  /** Of other cells of the same notebook. */
  readonly others?: readonly Omit<DocumentEdits, "others">[];
}

/** All of them or none. False where a document has changed meanwhile, and where the editor refuses. */
export async function applyEdits({ others = [], ...first }: DocumentEdits): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, version, edits } of [first, ...others]) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    if (document.version !== version) return false;
    for (const { range, text } of edits) edit.replace(document.uri, toRange(range), text);
  }
  return vscode.workspace.applyEdit(edit);
}

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
