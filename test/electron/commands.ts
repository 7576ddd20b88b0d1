import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, modelLens, open, until } from "./support";

describe("commands", () => {
  afterEach(closeEditors);

  it("Compare opens a panel whose script shows every layer", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const answer = await vscode.commands.executeCommand("latencyLens.compare");
    assert.ok(rowsOf(answer) > 100, `answer: ${JSON.stringify(answer)}`);
    await until("the panel's tab", () => webviewTabs()[0]);
  });

  it("Compare takes the model that a lens names", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    const target = { uri: document.uri.toString(), model: null };
    const answer = await vscode.commands.executeCommand("latencyLens.compare", target);
    // Input, convolution, pooling, flatten, dense.
    assert.equal(rowsOf(answer), 5);
  });

  it("Open Example shows a network with its estimate", async () => {
    await vscode.commands.executeCommand("latencyLens.openExample");
    const document = await until("an example", () => {
      const active = vscode.window.activeTextEditor?.document;
      return active?.languageId === "python" ? active : undefined;
    });
    assert.match(document.getText(), /tensorflow\.keras/);
    await modelLens(document);
  });
});

function rowsOf(answer: unknown): number {
  const rows = (answer as { rows?: unknown } | null | undefined)?.rows;
  return typeof rows === "number" ? rows : -1;
}

function webviewTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview);
}
