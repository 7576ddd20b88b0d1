import * as vscode from "vscode";
import type { Range } from "../../protocol/source";

export interface DocumentEdits {
  readonly uri: string;
  /** The state of the document that the edits are of. */
  readonly version: number;
  readonly edits: readonly { readonly range: Range; readonly text: string }[];
}

/** False where the document has changed meanwhile, and where the editor refuses. */
export async function applyEdits({ uri, version, edits }: DocumentEdits): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (document.version !== version) return false;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) edit.replace(document.uri, toRange(range), text);
  return vscode.workspace.applyEdit(edit);
}

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
