/** Starts the server once a document may hold a network, and not before: whoever never opens one pays nothing for it. */
import * as vscode from "vscode";
import { mayImportProject, mentionsFramework } from "./framework-words";
import { SELECTOR } from "./latency-server";
import type { LatencyServer } from "./latency-server";
import { fileOf } from "./notebooks";
import { networkSource, sourceFiles } from "./source-files";

export class Wake implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private isAwake = false;
  /** Folders that are being looked through, or that had nothing. A file that is opened or edited later speaks for itself. */
  private readonly quiet = new Set<string>();

  constructor(private readonly server: LatencyServer) {
    const look = (document: vscode.TextDocument): void => void this.look(document);
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        look(document);
      }),
    ];
  }

  /** Looks at what is open already; resolves once the server answers, or at once where nothing needs it. */
  async start(): Promise<void> {
    await Promise.all(vscode.workspace.textDocuments.map((document) => this.look(document)));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    if (this.isAwake || vscode.languages.match(SELECTOR, document) === 0) return;
    const text = document.getText();
    if (
      mentionsFramework(text) ||
      (mayImportProject(text, document.languageId) && (await this.projectHasOne(document.uri)))
    )
      await this.wake();
  }

  private async wake(): Promise<void> {
    if (this.isAwake) return;
    this.isAwake = true;
    this.dispose();
    await this.server.start();
  }

  private async projectHasOne(uri: vscode.Uri): Promise<boolean> {
    const file = fileOf(uri);
    const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.joinPath(file, "..");
    if (uri.scheme === "untitled" || this.quiet.has(folder.toString())) return false;
    this.quiet.add(folder.toString());
    try {
      for (const file of await sourceFiles(folder)) if ((await networkSource(file)) !== null) return true;
      return false;
    } catch {
      // This VS Code cannot search. Better a server too many than a network that nobody sees.
      return true;
    }
  }
}
