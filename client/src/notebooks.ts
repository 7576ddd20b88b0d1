/** Notebooks, whose cells are documents of their own in the editor. */
import * as path from "node:path";
import * as vscode from "vscode";

/** Of the cells of notebooks. */
export const CELL_SCHEME = "vscode-notebook-cell";

export function isCell(uri: string): boolean {
  return uri.startsWith(`${CELL_SCHEME}:`);
}

function isNotebookFile({ path: file }: vscode.Uri): boolean {
  return path.extname(file).toLowerCase() === ".ipynb";
}

/** The notebook, or the one around the cell; undefined where it is not open. */
export function openNotebook(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.notebookDocuments.find(
    (notebook) =>
      notebook.uri.toString() === wanted ||
      notebook.getCells().some(({ document }) => document.uri.toString() === wanted),
  );
}

/** The file that a document is a part of: of a cell its notebook's. */
export function fileOf(uri: vscode.Uri): vscode.Uri {
  return isCell(uri.toString()) ? (openNotebook(uri)?.uri ?? uri.with({ scheme: "file", fragment: "" })) : uri;
}

/** Opens a document for the server without showing it. Rejected where there is none. */
export async function openForServer(uri: vscode.Uri): Promise<void> {
  if (isNotebookFile(uri) && !isCell(uri.toString())) await vscode.workspace.openNotebookDocument(uri);
  else await vscode.workspace.openTextDocument(uri);
}

/** The cells with their texts, as the file would have them. */
export function notebookText(notebook: vscode.NotebookDocument): string {
  const cells = notebook.getCells().map(({ kind, document }) => ({
    cell_type: kind === vscode.NotebookCellKind.Code ? "code" : "markdown",
    source: document.getText(),
  }));
  const code = notebook.getCells().find(({ kind }) => kind === vscode.NotebookCellKind.Code);
  return JSON.stringify({ cells, metadata: { language_info: { name: code?.document.languageId ?? "python" } } });
}

/** Shows a cell, counted from 1, of a notebook that was not open. */
export async function revealCell(uri: vscode.Uri, number: number): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(number - 1, number)] });
}
