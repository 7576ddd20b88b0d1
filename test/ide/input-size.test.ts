import * as assert from "node:assert/strict";
import { inputSizeEdit, parseSize } from "../../server/src/ide/input-size";
import { parseDocument } from "../../server/src/project/language";
import type { DocumentLanguage } from "../../server/src/project/language";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

describe("Set input size", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /** The text after the edit for the definition named `build` or `model`, with the caret's selection in «». */
  function after(source: string, language: DocumentLanguage = "python"): string | null {
    const lines = source.split("\n");
    const line = lines.findIndex((text) => /\b(build|model|Net)\b/.test(text) && !/^\s*# latency:/.test(text));
    const character = lines[line]?.search(/\b(build|model|Net)\b/) ?? -1;
    const start = { line, character };
    const program = parseDocument(parsers, source, language);
    const edit = inputSizeEdit(program, source, { uri: "", range: { start, end: start } }, [32, 48, 3]);
    if (edit === null) return null;
    const offset = (text: string, at: typeof start): number =>
      text
        .split("\n")
        .slice(0, at.line)
        .reduce((sum, each) => sum + each.length + 1, 0) + at.character;
    const sorted = [...edit.edits].sort((a, b) => offset(source, b.range.start) - offset(source, a.range.start));
    const text = sorted.reduce(
      (done, { range, text: added }) =>
        done.slice(0, offset(source, range.start)) + added + done.slice(offset(source, range.end)),
      source,
    );
    if (edit.caret === null) return text;
    const [from, to] = [offset(text, edit.caret.start), offset(text, edit.caret.end)];
    return `${text.slice(0, from)}«${text.slice(from, to)}»${text.slice(to)}`;
  }

  it("writes a comment above the definition, with gaps for what else it needs", () => {
    assert.equal(
      after("import keras\n\ndef build(classes, depth):\n    pass\n"),
      "import keras\n\n# latency: input_shape=(32, 48, 3), classes=«…», depth=…\ndef build(classes, depth):\n    pass\n",
    );
  });

  it("by the parameters that take the size", () => {
    assert.equal(
      after("def build(input_shape):\n    pass\n"),
      "# latency: input_shape=«»(32, 48, 3)\ndef build(input_shape):\n    pass\n",
    );
    assert.equal(
      after("def build(height, width, depth=3):\n    pass\n"),
      "# latency: height=«»32, width=48\ndef build(height, width, depth=3):\n    pass\n",
    );
    assert.equal(
      after("export function build(imageSize, channels) {}\n", "javascript"),
      "// latency: imageSize=«»32, channels=3\nexport function build(imageSize, channels) {}\n",
    );
  });

  it("in the form of their defaults", () => {
    for (const [parameter, written] of [
      ["image_size=(64, 64)", "image_size=«»(32, 48)"],
      ["image_size=[64, 64]", "image_size=«»(32, 48)"],
      ["image_size=64", "image_size=«»32"],
      ["img_size=(64, 64, 3)", "img_size=«»(32, 48, 3)"],
      ["img_size=(64, 64), channels=1", "img_size=«»(32, 48), channels=3"],
      ["input_shape=(None, 64, 64, 3)", "input_shape=«»(None, 32, 48, 3)"],
      ["input_shape=(64, 64)", "input_shape=«»(32, 48)"],
    ] as const)
      assert.equal(
        after(`def build(${parameter}):\n    pass\n`),
        `# latency: ${written}\ndef build(${parameter}):\n    pass\n`,
      );
  });

  it("as an input, where the function takes a tensor", () => {
    assert.equal(
      after("def build(image, anchors):\n    pass\n"),
      "# latency: image=Input((32, 48, 3)), anchors=«…»\ndef build(image, anchors):\n    pass\n",
    );
    assert.equal(
      after("# latency: image=…, anchors=3\ndef build(image, anchors):\n    pass\n"),
      "# latency: image=Input((32, 48, 3)), anchors=3\ndef build(image, anchors):\n    pass\n",
    );
    assert.equal(
      after("# latency: image=Input((8, 8, 1)), anchors=3\ndef build(image, anchors):\n    pass\n"),
      "# latency: image=Input((32, 48, 3)), anchors=3\ndef build(image, anchors):\n    pass\n",
    );
    assert.equal(
      after("function build(x) {}\n", "javascript"),
      "// latency: x=«»tf.input({shape: [32, 48, 3]})\nfunction build(x) {}\n",
    );
    // One that may be left out stands for an image of the function's own.
    assert.equal(
      after("def build(image=None):\n    pass\n"),
      "# latency: input_shape=«»(32, 48, 3)\ndef build(image=None):\n    pass\n",
    );
  });

  it("above decorated functions, methods, classes and variables, at their indent", () => {
    assert.equal(
      after("class A:\n    def build(self):\n        pass\n"),
      "class A:\n    # latency: input_shape=«»(32, 48, 3)\n    def build(self):\n        pass\n",
    );
    assert.equal(after("model = make()\n"), "# latency: input_shape=«»(32, 48, 3)\nmodel = make()\n");
    assert.equal(
      after("class Net(Model):\n    pass\n"),
      "# latency: input_shape=«»(32, 48, 3)\nclass Net(Model):\n    pass\n",
    );
  });

  it("changes the comment that is there and keeps the rest of it", () => {
    assert.equal(
      after("# latency: classes=7,  input_shape=(8, 8, 1)\ndef build(classes):\n    pass\n"),
      "# latency: classes=7,  input_shape=(32, 48, 3)\ndef build(classes):\n    pass\n",
    );
    assert.equal(
      after("def build(classes):  # latency: classes=7\n    pass\n"),
      "def build(classes):  # latency: classes=7, input_shape=(32, 48, 3)\n    pass\n",
    );
    assert.equal(
      after("# latency: input_shape=oops\ndef build():\n    pass\n"),
      "# latency: input_shape=«»(32, 48, 3)\ndef build():\n    pass\n",
    );
  });

  it("fills the gap that the comment has for it, and leaves the others", () => {
    assert.equal(
      after("# latency: input_shape=…, classes=…\ndef build(input_shape, classes):\n    pass\n"),
      "# latency: input_shape=(32, 48, 3), classes=…\ndef build(input_shape, classes):\n    pass\n",
    );
    assert.equal(
      after("# latency: n=1, classes=…\ndef build(input_shape, classes):\n    pass\n"),
      "# latency: n=1, classes=…, input_shape=(32, 48, 3)\ndef build(input_shape, classes):\n    pass\n",
    );
  });

  it("does nothing where there is no definition", () => {
    assert.equal(after("print(build)\n"), null);
  });

  for (const [text, size] of [
    ["224×224×3", [224, 224, 3]],
    ["32x48x1", [32, 48, 1]],
    [" 32, 48, 3 ", [32, 48, 3]],
    ["224", null],
    ["0x1x1", null],
    ["axbxc", null],
    ["-1x2x3", null],
  ] as const)
    it(`reads "${text}" as ${size === null ? "no size" : size.join("×")}`, () => {
      assert.deepEqual(parseSize(text), size);
    });
});
