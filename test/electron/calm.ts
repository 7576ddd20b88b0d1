import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  closeEditors,
  diagnostic,
  diagnostics,
  hints,
  lenses,
  modelLens,
  open,
  positionOf,
  replace,
  until,
} from "./support";

/** Types 200 characters, one at a time, into the middle of a model: three layers, a comment, and a name that is taken back. */
const TYPED = [
  '    x = layers.Conv2D(960, 3, padding="same", activation="relu")(x)\n',
  "    # wider than the stem, and therefore slower\n",
  '    x = layers.Conv2D(32, 1, padding="same")(x)\n',
  "    x = layers.MaxPooling2D(2)(x)  # half\n",
].join("");

interface Seen {
  readonly lenses: readonly string[];
  readonly lensLines: readonly number[];
  readonly hints: number;
}

/** What the channels answer to the editor in its present state. */
async function look(document: vscode.TextDocument): Promise<Seen> {
  const found = await lenses(document);
  return {
    lenses: found.map(({ title }) => title),
    lensLines: [...new Set(found.map(({ line }) => line))].sort((a, b) => a - b),
    hints: (await hints(document)).length,
  };
}

/** Lines of lenses above a line: each moves it down by one. */
function above({ lensLines }: Seen, line: number): number {
  return lensLines.filter((lens) => lens <= line).length;
}

describe("calm", () => {
  afterEach(closeEditors);

  it("200 characters typed into a model leave the lines of lenses above the caret, and empty no channel", async () => {
    assert.ok(TYPED.length >= 200, `${TYPED.length} characters`);
    const document = await open("tiny.py");
    await modelLens(document);
    await until("a warning", async () => ((await look(document)).lensLines.length > 1 ? true : undefined));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const start = positionOf(document, "    x = layers.Flatten");
    editor.selection = new vscode.Selection(start, start);
    const before = await look(document);
    const aboveBefore = above(before, start.line);
    for (const [index, letter] of Array.from(TYPED).entries()) {
      const version = document.version;
      // Without the editor's own brackets and indentation.
      assert.ok(
        await editor.edit((edit) => {
          edit.insert(editor.selection.active, letter);
        }),
      );
      assert.equal(document.version, version + 1);
      // Each tenth letter is looked at; the others go in as fast as the window takes them.
      if (index % 10 !== 0) continue;
      const now = await look(document);
      const typed = TYPED.slice(0, index + 1);
      assert.equal(above(now, editor.selection.active.line), aboveBefore, `lenses above, after: ${typed}`);
      assert.equal(now.lensLines.length, before.lensLines.length, `lenses ${JSON.stringify(now)}, after: ${typed}`);
      assert.ok(now.hints > 0, `no hints after: ${typed}`);
      assert.ok(
        now.lenses.some((title) => /^AGX (?:≥ )?[\d.]+ ms/.test(title)),
        `no figures after: ${typed}`,
      );
    }
    assert.notDeepEqual((await look(document)).lenses, before.lenses);

    // The caret leaves the model: the warnings are those of the present figures.
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await until("a warning on the wide layer", async () => {
      const wide = positionOf(document, "layers.Conv2D(960").line;
      return (await lenses(document)).some(({ line, title }) => line === wide && title.startsWith("⚠"))
        ? true
        : undefined;
    });
  });

  it("a shape error and a half-typed call keep every channel", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    await until("a warning", async () => ((await look(document)).lensLines.length > 1 ? true : undefined));
    const before = await look(document);

    // 16×16×64 do not add to 32×32×64.
    await replace(document, "    x = layers.Flatten", "    x = layers.Add()([x, inputs])\n    x = layers.Flatten");
    await diagnostic(document, /shape|Add/);
    const wrong = await look(document);
    assert.equal(wrong.lensLines.length, before.lensLines.length, JSON.stringify(wrong));
    assert.match(wrong.lenses[0] ?? "", /^✗ .*old: AGX [\d.]+ ms/);
    assert.ok(wrong.hints > 0);

    for (const [from, to] of [
      ["layers.Add()([x, inputs])", "layers.Add()([x, inp"],
      ["layers.Add()([x, inp", "layers.Conv2D("],
      ["layers.Conv2D(\n", 'layers.Conv2D(8, padding="same", kernel_size=\n'],
    ] as const) {
      await replace(document, from, to);
      const now = await look(document);
      assert.equal(now.lensLines.length, before.lensLines.length, `${JSON.stringify(now)}, after: ${to}`);
      assert.ok(
        now.lenses.some((title) => /AGX [\d.]+ ms/.test(title)),
        `no figures after: ${to}`,
      );
      assert.ok(now.hints > 0, `no hints after: ${to}`);
    }

    await replace(document, "kernel_size=", "kernel_size=3)(x)");
    await until("figures of the finished code, and no problem", async () => {
      const now = await look(document);
      assert.doesNotMatch(now.lenses[0] ?? "", /unfinished|old/);
      return diagnostics(document).length === 0 ? true : undefined;
    });
  });
});
