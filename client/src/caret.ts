import * as vscode from "vscode";
import type { CaretParams } from "../../protocol/requests";
import { SELECTOR } from "./latency-server";
import type { LatencyServer } from "./latency-server";

/** Tells the server which line the author is on, so that no lens comes or goes above what is typed. */
export class CaretTeller implements vscode.Disposable {
  private readonly subscriptions: readonly vscode.Disposable[];
  private told = "";

  constructor(private readonly server: LatencyServer) {
    const tell = (): void => {
      this.tell();
    };
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(tell),
      vscode.window.onDidChangeTextEditorSelection(tell),
      server.onDidStart(() => {
        this.told = "";
        this.tell();
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private tell(): void {
    if (!this.server.isRunning()) return;
    const caret = caretOf(vscode.window.activeTextEditor);
    const text = JSON.stringify(caret);
    if (text === this.told) return;
    this.told = text;
    this.server.caret(caret);
  }
}

function caretOf(editor: vscode.TextEditor | undefined): CaretParams {
  if (editor === undefined || vscode.languages.match(SELECTOR, editor.document) === 0) return { uri: null, line: 0 };
  return { uri: editor.document.uri.toString(), line: editor.selection.active.line };
}
