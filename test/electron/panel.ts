import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, modelLens, open, positionOf, until } from "./support";

interface Shown {
  readonly tab: string;
  readonly rows: number;
  readonly first: string;
}

async function run(command: string, ...args: unknown[]): Promise<Shown> {
  const shown = await vscode.commands.executeCommand<Shown | undefined>(command, ...args);
  assert.ok(shown, `${command} showed nothing`);
  return shown;
}

function panelTabs(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview);
}

describe("the panel", () => {
  afterEach(closeEditors);

  it("opens beside the editor, leaves the focus and the caret where they are, and says where the time goes", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const { first, rows, tab } = await run("latencyLens.breakdown");
    assert.deepEqual([tab, rows], ["time", 177]);
    assert.match(first, /^bottleneck\(x, filters/);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    assert.ok(vscode.window.activeTextEditor.selection.isEmpty);
  });

  it("is one for all commands, each of which opens its tab", async () => {
    const document = await open("resnet50.py");
    await modelLens(document);
    const tabs = [];
    for (const command of ["breakdown", "compareOn.tx2", "compareOn.agx"])
      tabs.push((await run(`latencyLens.${command}`)).tab);
    assert.deepEqual(tabs, ["time", "compare", "compare"]);
    assert.equal(panelTabs().length, 1);
  });

  it("shows a file of the explorer that no editor shows", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    const { uri } = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(document.uri, "..", "vgg16.py"));
    const shown = await until("the other file's panel", () => run("latencyLens.breakdown", uri));
    assert.ok(shown.rows > 20);
  });

  it("follows edits", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await run("latencyLens.breakdown");
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, positionOf(document, "import"), "# a comment\n");
    await vscode.workspace.applyEdit(edit);
    await modelLens(document);
    assert.equal(panelTabs().length, 1);
  });
});
