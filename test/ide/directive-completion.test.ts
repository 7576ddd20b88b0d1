import * as assert from "node:assert/strict";
import type { Range } from "../../protocol/source";
import { directiveCompletions, isInDirective } from "../../server/src/ide/directive-completion";
import { parseDocument } from "../../server/src/project/language";
import type { DocumentLanguage } from "../../server/src/project/language";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

describe("completion in latency comments", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /** What is offered at the `|`, each as the line that it makes and what it says of it. */
  function offered(marked: string, language: DocumentLanguage = "python"): readonly string[] {
    const offset = marked.indexOf("|");
    const source = marked.replace("|", "");
    const before = marked.slice(0, offset).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const lines = source.split("\n");
    const line = lines[position.line] ?? "";
    const program = parseDocument(parsers, source, language);
    const textOf = ({ default: value }: { readonly default: { readonly range: Range } | null }): string | null =>
      value === null
        ? null
        : (lines[value.range.start.line]?.slice(value.range.start.character, value.range.end.character) ?? null);
    return directiveCompletions(program, line, position, textOf).map(({ range, text, detail }) => {
      assert.equal(range.end.character, position.character);
      return `${line.slice(0, range.start.character)}${text}${line.slice(range.end.character)} (${detail})`;
    });
  }
  it("has the parameters of the function below, required ones first, with their defaults or likely sizes", () => {
    assert.deepEqual(offered("# latency: |\ndef build(depth, classes, alpha=0.5):\n    pass\n"), [
      "# latency: depth= (required by build)",
      "# latency: classes= (required by build)",
      "# latency: alpha=0.5 (default of build: 0.5)",
      "# latency: input_shape=(224, 224, 3) (size of the images: height, width, channels)",
      "# latency: budget agx=50ms tx2=50ms (milliseconds that one inference may take)",
    ]);
  });

  it("leaves out what is written, and takes the place of what is begun", () => {
    assert.deepEqual(offered("# latency: depth=(1, 2), cl|\ndef build(depth, classes, input_shape):\n    pass\n"), [
      "# latency: depth=(1, 2), classes= (required by build)",
      "# latency: depth=(1, 2), input_shape=(224, 224, 3) (required by build)",
    ]);
  });

  it("on the line of a definition, for a method and for a class", () => {
    assert.deepEqual(
      offered("def build(n, input_shape=(8, 8, 1)):  # latency: |\n    pass\n")[0],
      "def build(n, input_shape=(8, 8, 1)):  # latency: n= (required by build)",
    );
    assert.deepEqual(
      offered("class A:\n    # latency: |\n    def build(self, n):\n        pass\n")[0],
      "    # latency: n= (required by build)",
    );
    assert.deepEqual(
      offered("# latency: |\nclass A(Model):\n    def __init__(self, n):\n        pass\n")[0],
      "# latency: n= (required by A)",
    );
  });

  it("an input of the network for a parameter that takes a tensor", () => {
    assert.equal(
      offered("# latency: |\ndef body(image, anchors):\n    pass\n")[0],
      "# latency: image=Input((224, 224, 3)) (required by body)",
    );
    assert.equal(
      offered("// latency: |\nfunction body(image) {}\n", "javascript")[0],
      "// latency: image=tf.input({shape: [224, 224, 3]}) (required by body)",
    );
  });

  it("in TypeScript", () => {
    assert.deepEqual(
      offered("// latency: |\nexport function build(numClasses: number, rate = 0.1) {}\n", "typescript"),
      [
        "// latency: numClasses= (required by build)",
        "// latency: rate=0.1 (default of build: 0.1)",
        "// latency: inputShape=[224, 224, 3] (size of the images: height, width, channels)",
        "// latency: budget agx=50ms tx2=50ms (milliseconds that one inference may take)",
      ],
    );
  });

  it("is silent in values, above other statements and outside such comments", () => {
    assert.deepEqual(offered("# latency: a=|\ndef f(a):\n    pass\n"), []);
    assert.deepEqual(offered("# latency: a=(1, |\ndef f(a):\n    pass\n"), []);
    assert.deepEqual(offered("# latency: |\nprint(1)\n"), []);
    assert.equal(isInDirective("# latency: a", { line: 0, character: 3 }), false);
    assert.equal(isInDirective("# note: a", { line: 0, character: 9 }), false);
  });
});
