import * as vscode from "vscode";
import { COMMANDS } from "../../protocol/commands";
import type { ModelTarget } from "../../protocol/commands";
import type { Summary } from "../../protocol/features";
import { SELECTOR } from "./latency-server";
import type { LatencyServer } from "./latency-server";

/** Primary device and total of the model at the cursor, or the way to the reasons why there is none. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("latencyLens.summary", vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: { dispose(): unknown }[];
  private asking = new vscode.CancellationTokenSource();

  constructor(private readonly server: LatencyServer) {
    this.item.name = "Latency Lens";
    this.subscriptions = [
      this.item,
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.update();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.update();
      }),
      server.onDidGiveUp(() => {
        this.asking.cancel();
        this.item.text = "$(error) Latency Lens has stopped";
        this.item.tooltip = "The server stopped and is not started again: there are no estimates. Click for the menu.";
        this.item.accessibilityInformation = { label: "Latency Lens has stopped. Activate for the menu." };
        this.item.command = COMMANDS.menu;
        this.item.show();
      }),
      server.onDidAnalyse((uri) => {
        if (uri === vscode.window.activeTextEditor?.document.uri.toString()) this.update();
      }),
    ];
  }

  dispose(): void {
    this.asking.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    this.asking.cancel();
    this.asking = new vscode.CancellationTokenSource();
    void this.ask(this.asking.token);
  }

  private async ask(token: vscode.CancellationToken): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !this.server.isRunning() || vscode.languages.match(SELECTOR, editor.document) === 0) {
      this.item.hide();
      return;
    }
    const uri = editor.document.uri.toString();
    try {
      const summary = await this.server.summary({ uri, position: editor.selection.active }, token);
      if (!token.isCancellationRequested) this.show(summary, uri);
    } catch {
      // A newer question has replaced this one, or the server is being restarted and will report anew.
    }
  }

  private show(summary: Summary, uri: string): void {
    switch (summary.kind) {
      case "nothing":
        this.item.hide();
        return;
      case "estimate":
        this.item.text = `$(dashboard) ${summary.text}`;
        this.item.tooltip = new vscode.MarkdownString(`${summary.tooltip}\n\nClick for the other device and more.`);
        this.item.accessibilityInformation = { label: `Latency Lens: ${summary.text}. Activate for the menu.` };
        this.item.command = COMMANDS.menu;
        break;
      case "off":
        this.item.text = "$(circle-slash) Latency Lens is off";
        this.item.tooltip = "Estimates are turned off. Click for the menu.";
        this.item.accessibilityInformation = { label: "Latency Lens is off. Activate for the menu." };
        this.item.command = COMMANDS.menu;
        break;
      case "error":
        this.item.text = summary.text;
        this.item.tooltip = new vscode.MarkdownString(`${summary.tooltip}\n\nClick to go to the error.`);
        this.item.accessibilityInformation = { label: `Latency Lens: ${summary.text}. Activate to go to the error.` };
        this.item.command = { command: COMMANDS.goTo, title: "Go to", arguments: [summary.location] };
        break;
      case "no estimate": {
        this.item.text = `$(question) ${summary.text}`;
        this.item.tooltip = "Latency Lens found no model that it can estimate in this file. Click for the reasons.";
        this.item.accessibilityInformation = { label: "Latency Lens: no estimate. Activate to see why." };
        const target: ModelTarget = { uri, model: summary.model };
        this.item.command = { command: COMMANDS.explain, title: "Why?", arguments: [target] };
        break;
      }
    }
    this.item.show();
  }
}
