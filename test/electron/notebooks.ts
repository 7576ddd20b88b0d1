import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnostics, hintAt, hoverAt, lenses, modelLens, positionOf, replace, until } from "./support";

/** A copy of its own for each test: a notebook that was edited stays edited when its editor is closed. */
async function openCopy(name: string): Promise<vscode.NotebookDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "the window has no folder");
  const copy = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(folder.uri, "small_net.ipynb"), copy, { overwrite: true });
  const notebook = await vscode.workspace.openNotebookDocument(copy);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

function cellWith(notebook: vscode.NotebookDocument, text: string): vscode.TextDocument {
  const cell = notebook.getCells().find(({ document }) => document.getText().includes(text));
  assert.ok(cell, `no cell holds: ${text}`);
  return cell.document;
}

async function edit(notebook: vscode.NotebookDocument, ...edits: readonly vscode.NotebookEdit[]): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.set(notebook.uri, [...edits]);
  assert.ok(await vscode.workspace.applyEdit(change), "the cells were not changed");
}

describe("a notebook", () => {
  let notebook: vscode.NotebookDocument;
  let copies = 0;

  beforeEach(async () => {
    notebook = await openCopy(`copy_${++copies}.ipynb`);
  });

  afterEach(async () => {
    await notebook.save();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(notebook.uri);
  });

  it("lens, hints, hover and problems stand in their cells", async () => {
    const model = cellWith(notebook, "models.Model(");
    const lens = await modelLens(model);
    assert.match(lens.title, /^AGX .+ · TX2 .+ · 20\.4 k params$/);
    assert.equal(lens.line, 0);
    assert.deepEqual(await lenses(cellWith(notebook, "from tensorflow")), []);
    const layers = cellWith(notebook, "layers.Input(");
    await hintAt(layers, "layers.Dense(10", /^[\d.<]+ .*ms · 10$/);
    await hintAt(cellWith(notebook, "def block"), "x = layers.Conv2D", /^Σ 2 × · /);
    await hoverAt(layers, "layers.Dense(10", 8, /^\*\*Dense\*\*/);
    await replace(layers, '"softmax"', '"sofmax"');
    await until("the problem", () => {
      const [problem] = diagnostics(layers);
      assert.match(problem?.message ?? "", /sofmax/);
      return true;
    });
    assert.deepEqual(diagnostics(model), []);
  });

  it("typing in a cell, moving one and deleting one changes the figures of the others", async () => {
    const model = cellWith(notebook, "models.Model(");
    const whole = await modelLens(model);
    await replace(cellWith(notebook, "layers.Input("), "block(x, 64)", "block(x, 128)");
    const wider = await until("other figures", async () => {
      const [lens] = await lenses(model);
      return lens !== undefined && lens.title.endsWith("params") && lens.title !== whole.title ? lens.title : undefined;
    });
    assert.match(wider, /39\.8 k params$/);
    // A cell is moved by taking it out and putting it in.
    const [text, imports, block, body] = notebook.getCells();
    assert.ok(text && imports && block && body);
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, block.document.getText(), "python");
    await edit(
      notebook,
      vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(2, 3)),
      vscode.NotebookEdit.insertCells(4, [data]),
    );
    await until("no figures: the helper is defined behind its use", async () => {
      const titles = (await lenses(cellWith(notebook, "models.Model("))).map(({ title }) => title);
      return titles.some((title) => title.endsWith("39.8 k params")) ? undefined : true;
    });
    await edit(notebook, vscode.NotebookEdit.insertCells(2, [data]));
    await until("figures again", async () => {
      const titles = (await lenses(cellWith(notebook, "models.Model("))).map(({ title }) => title);
      return titles.includes(wider) ? true : undefined;
    });
    await edit(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1)));
    const lens = await modelLens(cellWith(notebook, "models.Model("));
    assert.equal(lens.title, wider);
    assert.equal(positionOf(cellWith(notebook, "models.Model("), "model =").line, lens.line);
  });

  it("the comparison opens for a model of a cell", async () => {
    const model = cellWith(notebook, "models.Model(");
    await modelLens(model);
    const shown = await vscode.commands.executeCommand<{ readonly model?: string } | undefined>(
      "latencyLens.compareOn.tx2",
      { uri: model.uri.toString(), model: null },
    );
    assert.ok(shown, "no panel");
  });
});
