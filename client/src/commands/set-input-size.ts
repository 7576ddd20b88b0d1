import * as vscode from "vscode";
import { isModelTarget } from "../../../protocol/commands";
import type { InputSizeResult } from "../../../protocol/requests";
import { applyEdits, toRange } from "../apply-edits";
import type { LatencyServer } from "../latency-server";
import { targetOf } from "../target";

const SIZE = /^\s*[1-9]\d{0,4}\s*[x×,\s]\s*[1-9]\d{0,4}\s*[x×,\s]\s*[1-9]\d{0,3}\s*$/i;

/** "Set input size…": asks for it and writes the comment above the definition. `size` is what a key binding or a test gives. */
export function setInputSizeCommand(server: LatencyServer): (argument?: unknown, size?: unknown) => Promise<boolean> {
  return async (argument, size) => {
    const found = isModelTarget(argument) ? targetOf(argument) : targetOf(undefined);
    if (found === undefined) {
      void vscode.window.showInformationMessage("Latency Lens: open the file that defines the model first.");
      return false;
    }
    const asked = await server.inputSize({ ...found, size: null });
    if (asked.kind !== "ask") return refused(asked);
    const text = typeof size === "string" ? size : await ask(asked);
    if (text === undefined) return false;
    const answer = await server.inputSize({ ...found, size: text });
    return answer.kind === "edit" ? apply(answer) : refused(answer);
  };
}

function ask({ name, value }: Extract<InputSizeResult, { kind: "ask" }>): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Input size of ${name}`,
    prompt: "Height × width × channels of one image, for example 224×224×3",
    value,
    validateInput: (typed) => (SIZE.test(typed) ? null : "Write height × width × channels, for example 224×224×3"),
  });
}

function refused(answer: InputSizeResult): false {
  if (answer.kind === "nothing") void vscode.window.showInformationMessage(`Latency Lens: ${answer.why}`);
  return false;
}

async function apply(answer: Extract<InputSizeResult, { kind: "edit" }>): Promise<boolean> {
  if (!(await applyEdits(answer))) {
    void vscode.window.showInformationMessage(
      "Latency Lens: the file has changed meanwhile; choose “Set input size…” again.",
    );
    return false;
  }
  const { uri, caret } = answer;
  if (caret === null) return true;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
  });
  editor.selection = new vscode.Selection(toRange(caret).start, toRange(caret).end);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}
