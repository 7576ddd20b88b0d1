import * as assert from "node:assert/strict";
import {
  assertNoZero,
  closeEditors,
  diagnostics,
  hintAt,
  hints,
  hoverAt,
  lenses,
  modelLens,
  open,
  replace,
  until,
} from "./support";

const STEM = 'layers.Conv2D(64, 3, padding="same", activation="relu", name="stem")';

describe("edits", () => {
  afterEach(closeEditors);

  it("one edit changes lens, hint and hover", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    await hintAt(document, STEM, /^[\d.]+ ms · 32×32×64$/);
    await hoverAt(document, STEM, 9, /32×32×64 · 1\.8 k params/);

    await replace(document, "layers.Conv2D(64, 3", "layers.Conv2D(96, 5");

    const after = await until("another lens", async () => {
      const lens = await modelLens(document);
      assert.notEqual(lens.title, before.title);
      return lens;
    });
    assert.match(after.title, /params$/);
    await hintAt(document, 'name="stem"', /^[\d.]+ ms · 32×32×96$/);
    // 5·5·3·96 weights and 96 biases.
    await hoverAt(document, 'Conv2D(96, 5, padding="same"', 2, /32×32×96 · 7\.3 k params/);
  });

  it("a line above moves the lens with its model", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    await replace(document, "\n\ndef tiny", "\n\nCLASSES = 10\n\n\ndef tiny");
    const moved = before.line + 3;
    await until("the moved lens", async () => {
      const lens = await modelLens(document);
      assert.deepEqual(lens, { ...before, line: moved });
      return lens;
    });
  });

  it("a half-typed statement keeps the last figures on every channel, marked and moved; its end brings new ones", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    const stemHint = await hintAt(document, STEM, /^[\d.]+ ms · 32×32×64$/);
    await hintAt(document, "layers.Flatten()", /^16384$/);

    await replace(document, "\n\ndef tiny", "\n\nCLASSES = 10\n\n\ndef tiny");
    await replace(document, "    x = layers.Flatten", "    x = layers.Conv2D(96, (3, \n    x = layers.Flatten");
    const kept = await until("the old lens, marked and moved", async () => {
      const lens = await modelLens(document);
      assert.deepEqual(lens, { line: before.line + 3, title: `${before.title} · from before the unfinished code` });
      return lens;
    });
    assertNoZero(kept.title);
    assert.equal(await hintAt(document, STEM, /\(old\)$/), `${stemHint} (old)`);
    // The statement below the half-typed one, too.
    await hintAt(document, "layers.Flatten()", /^16384 \(old\)$/);
    await hoverAt(document, STEM, 9, /figures from before the unfinished code/);
    await hoverAt(document, "def tiny", 5, /from before the unfinished code/);
    // What is wrong with the syntax is told by the language's own extension.
    assert.ok(diagnostics(document).every(({ message }) => !message.includes("never closed")));

    await replace(document, "Conv2D(96, (3, ", 'Conv2D(96, (3, 3), padding="same")(x)');
    const after = await until("new figures", async () => {
      const lens = await modelLens(document);
      assert.doesNotMatch(lens.title, /before the unfinished code/);
      return lens;
    });
    assert.notEqual(after.title, before.title);
    await hintAt(document, STEM, /^[\d.]+ ms · 32×32×64$/);
    await hintAt(document, "layers.Conv2D(96", /^[\d.]+ ms · 16×16×96$/);
    await hintAt(document, "layers.Flatten()", /^24576$/);
    await until("no problem", () => (diagnostics(document).length === 0 ? true : undefined));
  });

  it("a deleted model is gone at once", async () => {
    const document = await open("tiny.py");
    await modelLens(document);
    const text = document.getText();
    await replace(document, text.slice(text.indexOf("def tiny")), "");
    await until("no hint, and no lens but the one that says why", async () => {
      assert.deepEqual(await hints(document), []);
      assert.deepEqual(
        (await lenses(document)).map(({ title }) => title),
        ["no estimate: why?"],
      );
      return true;
    });
  });

  it("a `# latency:` directive sets the input size", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    await replace(
      document,
      "def tiny(input_shape=(32, 32, 3)",
      "# latency: input_shape=(64, 64, 3)\ndef tiny(input_shape=(32, 32, 3)",
    );
    await until("another lens", async () => {
      const lens = await modelLens(document);
      assert.notEqual(lens.title, before.title);
      return lens;
    });
    await hintAt(document, STEM, /^[\d.]+ ms · 64×64×64$/);
  });
});
