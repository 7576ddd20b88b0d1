import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeEditors, diagnostic, hoverAt, lenses, modelLens, open, positionOf, replace, until } from "./support";

describe("a definition that needs to be told something", () => {
  afterEach(closeEditors);

  it("says why it has no estimate, in a lens and a hover", async () => {
    const document = await open("needs_depth.py");
    const found = await until("the lenses", async () => {
      const all = await lenses(document);
      return all.length > 0 ? all : undefined;
    });
    const { line } = positionOf(document, "def build");
    assert.deepEqual(found, [
      { line, title: "no estimate: why?" },
      { line, title: "Set input size…" },
    ]);
    await hoverAt(document, "build(", 1, /No estimate.*build needs depth/s);
  });

  it("Set input size writes the comment, selects what is still open, and then there is a model", async () => {
    const document = await open("needs_depth.py");
    await until("the lenses", async () => ((await lenses(document)).length > 0 ? true : undefined));
    const target = { uri: document.uri.toString(), model: "build" };
    const written = await vscode.commands.executeCommand("latencyLens.setInputSize", target, "32×32×3");
    assert.equal(written, true);
    const { line } = positionOf(document, "def build");
    assert.equal(document.lineAt(line - 1).text, "# latency: input_shape=(32, 32, 3), depth=…");
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor === undefined ? "" : document.getText(editor.selection), "…");
    await replace(document, "…", "2");
    const lens = await modelLens(document);
    assert.match(lens.title, / params$/);
    assert.equal(lens.line, line);
  });

  it("the comment completes the parameters of the function and marks a wrong one", async () => {
    const document = await open("needs_depth.py");
    await replace(document, "def build", "# latency: \ndef build");
    const position = positionOf(document, "# latency: ", "# latency: ".length);
    await until("completions", async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        position,
      );
      const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      assert.ok(labels.includes("depth") && labels.includes("input_shape"), labels.join(", "));
      return true;
    });
    await replace(document, "# latency: ", "# latency: dpeth=2");
    await diagnostic(document, /build has no parameter 'dpeth'; did you mean 'depth'\?/);
  });
});
