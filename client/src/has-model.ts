/** Tells VS Code which files have models, and whether the active editor has one, so that commands about one are offered where there is one. */
import * as vscode from "vscode";
import { SELECTOR } from "./latency-server";
import type { LatencyServer } from "./latency-server";
import type { ModelFiles } from "./model-files";
import { isCell } from "./notebooks";

const KEY = "latencyLens.hasModel";

export function watchForModels(server: LatencyServer, files: ModelFiles): vscode.Disposable {
  let shown = false;
  let turn = 0;
  const update = async (): Promise<void> => {
    const mine = ++turn;
    const editor = vscode.window.activeTextEditor;
    // A panel is no editor: what it is about is still there.
    if (editor === undefined && vscode.window.visibleTextEditors.length > 0) return;
    const has = editor !== undefined && (await hasModel(server, editor));
    if (mine !== turn || has === shown) return;
    shown = has;
    await vscode.commands.executeCommand("setContext", KEY, has);
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    server.onDidAnalyse((uri) => {
      if (uri === vscode.window.activeTextEditor?.document.uri.toString()) void update();
      void list(server, uri, files);
    }),
  );
}

async function list(server: LatencyServer, uri: string, files: ModelFiles): Promise<void> {
  if (isCell(uri)) return;
  try {
    const rows = await server.models({ uri, text: null }, new vscode.CancellationTokenSource().token);
    files.put(uri, rows.length > 0);
  } catch {
    // As below.
  }
}

async function hasModel(server: LatencyServer, { document, selection }: vscode.TextEditor): Promise<boolean> {
  if (!server.isRunning() || vscode.languages.match(SELECTOR, document) === 0) return false;
  try {
    const params = { uri: document.uri.toString(), position: selection.active };
    const { kind } = await server.summary(params, new vscode.CancellationTokenSource().token);
    return kind === "estimate" || kind === "error";
  } catch {
    // The server is being restarted and will report anew.
    return false;
  }
}
