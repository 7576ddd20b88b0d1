import * as assert from "node:assert/strict";
import { directiveProblems } from "../../server/src/analysis/directive-problems";
import { parseDocument } from "../../server/src/project/language";
import type { DocumentLanguage } from "../../server/src/project/language";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

const URI = "file:///net.py";

describe("problems of latency comments", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /** Message and marked text of each problem. */
  function found(source: string, language: DocumentLanguage = "python"): readonly string[] {
    const lines = source.split("\n");
    return directiveProblems(URI, parseDocument(parsers, source, language)).map(({ message, location: { range } }) => {
      const marked = lines[range.start.line]?.slice(range.start.character, range.end.character) ?? "";
      return `${marked}: ${message}`;
    });
  }

  it("none of good ones", () => {
    for (const definition of [
      "def build(input_shape, classes=3):\n    pass\n",
      "def build(*a, **others):\n    pass\n",
      "class Net(Model):\n    def __init__(self, classes):\n        pass\n",
    ])
      assert.deepEqual(found(`# latency: classes=10, input_shape=(8, 8, 1)\n${definition}`), [], definition);
    assert.deepEqual(found("class Net:\n    # latency: n=1\n    def build(self, n):\n        pass\n"), []);
    assert.deepEqual(found("# latency: input_shape=(8, 8, 1)\nmodel = build()\n"), []);
    assert.deepEqual(found("# latency: classes=2\nfrom nets import build\n"), []);
  });

  it("a name that the function does not have, with the one that was meant", () => {
    assert.deepEqual(found("# latency: clases=10, n=1\ndef build(classes):\n    pass\n"), [
      "clases=10: build has no parameter 'clases'; did you mean 'classes'?",
      "n=1: build has no parameter 'n'",
    ]);
    assert.deepEqual(found("// latency: inputshape=[8, 8, 1]\nfunction build(inputShape) {}\n", "javascript"), [
      "inputshape=[8, 8, 1]: build has no parameter 'inputshape'; did you mean 'inputShape'?",
    ]);
  });

  it("a gap, which leaves the rest as it is", () => {
    assert.deepEqual(found("# latency: n=1, classes=…, depth=\ndef build(n, classes, depth):\n    pass\n"), [
      "classes=…: write a value for classes",
      "depth=: write a value for depth",
    ]);
    assert.deepEqual(found("# latency: input_shape=…\ndef build():\n    pass\n"), [
      "input_shape=…: write a value for input_shape",
    ]);
    assert.deepEqual(found("# latency: m=…\ndef build(n):\n    pass\n"), ["m=…: build has no parameter 'm'"]);
  });

  it("none of a size of any number of sides for a class", () => {
    assert.deepEqual(
      found("# latency: input_shape=(784,)\nclass Net(Model):\n    def __init__(self):\n        pass\n"),
      [],
    );
  });

  it("an input_shape that is no parameter and no size of an image", () => {
    assert.deepEqual(found("# latency: input_shape=(4,)\ndef build():\n    pass\n"), [
      "input_shape=(4,): build has no such parameter; as the size of its images write height, width and channels, e.g. (224, 224, 3)",
    ]);
  });

  it("a place without a definition", () => {
    const message =
      "this comment has no effect here: it belongs above a function or class of the file's own level, or above the variable of a model";
    for (const source of [
      "# latency: a=1\n",
      "# latency: a=1\nprint(1)\n",
      "def f():\n    # latency: a=1\n    x = 1\n",
    ])
      assert.deepEqual(found(source), [`# latency: a=1: ${message}`], source);
  });

  it("two of one definition", () => {
    assert.deepEqual(found("# latency: a=1\n# latency: a=2\ndef f(a):\n    pass\n"), [
      "# latency: a=1: this comment has no effect: of several for f the last one counts",
    ]);
  });

  it("arguments of a variable", () => {
    assert.deepEqual(found("# latency: classes=1\nmodel = build()\n"), [
      "classes=1: model is a variable: the comment above it can only give input_shape",
    ]);
  });

  it("what cannot be read", () => {
    assert.match(
      found("# latency: a=b\ndef f(a):\n    pass\n")[0] ?? "",
      /^# latency: a=b: the value of "a" is not a literal/,
    );
  });
});
