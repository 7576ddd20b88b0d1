import * as assert from "node:assert/strict";
import { assertNoZero, closeEditors, hintAt, hoverAt, lenses, modelLens, open, replace, until } from "./support";

const STEM = 'layers.Conv2D(64, 3, padding="same", activation="relu", name="stem")';

describe("edits", () => {
  afterEach(closeEditors);

  it("one edit changes lens, hint and hover", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    await hintAt(document, STEM, /^32×32×64 · [\d.]+ ms$/);
    await hoverAt(document, STEM, 9, /32×32×64 · 1\.8 k params/);

    await replace(document, "layers.Conv2D(64, 3", "layers.Conv2D(96, 5");

    const after = await until("another lens", async () => {
      const lens = await modelLens(document);
      assert.notEqual(lens.title, before.title);
      return lens;
    });
    assert.match(after.title, /params$/);
    await hintAt(document, 'name="stem"', /^32×32×96 · [\d.]+ ms$/);
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

  it("broken syntax keeps a view and never shows zero; the repair brings the figures back", async () => {
    const document = await open("tiny.py");
    const before = await modelLens(document);
    await replace(document, STEM, 'layers.Conv2D(64, 3, padding="same"(');
    const kept = await modelLens(document);
    assertNoZero(kept.title);
    await replace(document, 'layers.Conv2D(64, 3, padding="same"(', STEM);
    await until("the old lens", async () => {
      const found = await lenses(document);
      assert.ok(
        found.some(({ title }) => title === before.title),
        JSON.stringify(found),
      );
      return found;
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
    await hintAt(document, STEM, /^64×64×64 · [\d.]+ ms$/);
  });
});
