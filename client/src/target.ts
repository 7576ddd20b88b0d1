import * as vscode from "vscode";
import { isModelTarget } from "../../protocol/commands";
import type { ModelTarget } from "../../protocol/commands";
import type { Position } from "../../protocol/source";

export interface TargetAtCursor {
  readonly target: ModelTarget;
  /** The cursor in the target's document; null where another document is active. */
  readonly position: Position | null;
}

/** What a command is about: what the lens, the link or the explorer says, or the model at the cursor. Undefined without an editor. */
export function targetOf(argument: unknown): TargetAtCursor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (isModelTarget(argument)) {
    const here = editor?.document.uri.toString() === argument.uri;
    return { target: argument, position: here ? editor.selection.active : null };
  }
  // A file in the explorer.
  if (argument instanceof vscode.Uri) {
    const uri = argument.toString();
    const here = editor?.document.uri.toString() === uri;
    return { target: { uri, model: null }, position: here ? editor.selection.active : null };
  }
  if (editor === undefined) return undefined;
  return { target: { uri: editor.document.uri.toString(), model: null }, position: editor.selection.active };
}
