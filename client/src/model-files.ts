/** The files that have models, as VS Code knows them for `when` clauses of package.json: the explorer offers for these what is about a model. */
import * as vscode from "vscode";

const KEY = "latencyLens.modelFiles";

export class ModelFiles {
  private readonly paths = new Set<string>();

  put(uri: string, has: boolean): void {
    const path = vscode.Uri.parse(uri).fsPath;
    if (this.paths.has(path) === has) return;
    if (has) this.paths.add(path);
    else this.paths.delete(path);
    void vscode.commands.executeCommand("setContext", KEY, [...this.paths]);
  }
}
