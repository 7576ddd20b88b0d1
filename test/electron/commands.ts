import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, hints, lenses, modelLens, open, until } from "./support";

describe("commands", () => {
  afterEach(closeEditors);

  it("Compare opens a panel whose script shows every layer", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const answer = await vscode.commands.executeCommand("latencyLens.compare");
    assert.ok(rowsOf(answer) > 100, `answer: ${JSON.stringify(answer)}`);
    assert.equal((answer as { tab?: unknown }).tab, "compare");
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

  it("Switch Device changes what the warnings and hints are about", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    await until("warnings for AGX", () => warningOn(document, "AGX"));
    await vscode.commands.executeCommand("latencyLens.switchDevice");
    try {
      await until("warnings for TX2", () => warningOn(document, "TX2"));
    } finally {
      await vscode.commands.executeCommand("latencyLens.switchDevice");
    }
    await until("warnings for AGX again", () => warningOn(document, "AGX"));
  });

  it("turning everything off takes every channel away, and on brings it back", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await vscode.commands.executeCommand("latencyLens.toggle");
    try {
      await until("no lens and no hint", async () => {
        assert.deepEqual([...(await lenses(document)), ...(await hints(document))], []);
        return true;
      });
    } finally {
      await vscode.commands.executeCommand("latencyLens.toggle");
    }
    await modelLens(document);
  });

  it("Open Example shows a network with its estimate", async () => {
    await vscode.commands.executeCommand("latencyLens.openExample");
    const document = await until("an example", () => {
      const active = vscode.window.activeTextEditor?.document;
      return active?.languageId === "python" ? active : undefined;
    });
    assert.match(document.getText(), /tensorflow\.keras/);
    await modelLens(document);
    // Nothing that the editor would ask to be saved.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# mine\n");
    await vscode.workspace.applyEdit(edit).then(undefined, () => false);
    assert.equal(document.isDirty, false);
    assert.equal(document.isUntitled, false);
  });
});

function rowsOf(answer: unknown): number {
  const rows = (answer as { rows?: unknown } | null | undefined)?.rows;
  return typeof rows === "number" ? rows : -1;
}

async function warningOn(document: vscode.TextDocument, device: string): Promise<true | undefined> {
  const found = await lenses(document);
  return found.some(({ title }) => title.startsWith("⚠") && title.includes(` of ${device} time`)) ? true : undefined;
}

function webviewTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview);
}
