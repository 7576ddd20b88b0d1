import * as vscode from "vscode";
import type { Location, Position } from "../../protocol/source";
import { isCell, revealCell } from "./notebooks";

/** Shows a place in its editor: in the one that already shows the document, else in the first column, never over a panel. */
export async function reveal({ uri, range, cell }: Location): Promise<void> {
  if (cell !== undefined && !isCell(uri)) {
    await revealCell(vscode.Uri.parse(uri), cell.number);
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    selection,
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
  });
}

/** Puts the caret at a place and selects nothing. */
export async function putCaret(uri: string, start: Position): Promise<void> {
  await reveal({ uri, range: { start, end: start } });
}
