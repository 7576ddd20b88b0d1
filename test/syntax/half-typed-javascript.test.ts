import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parseJavaScript } from "../../server/src/syntax/javascript";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";
import { printProgram } from "../../server/src/syntax/print-program";
import { ROOT } from "../support/paths";
import { cutOneLine, insert, lostLines, remove, seededRandom, swap, truncate } from "./mutants";
import { misplacedNames } from "./names-in-place";

describe("half-typed JavaScript", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /**
   * `source` stands between `first = 1` and `last = 2`, which must stay. `errors` are the lines of the source (0 is its
   * first) and the text that is marked, with the message. Functions are printed first: they are hoisted.
   */
  function expectRepair(source: string, expected: string, errors: readonly string[], functions = ""): void {
    it(JSON.stringify(source), () => {
      const text = `first = 1;\n${source}\nlast = 2;\n`;
      const program = parseJavaScript(parsers, text, "typescript");
      const parts = [functions, "first = 1", expected, "last = 2"].filter((part) => part !== "");
      assert.equal(printProgram(program), parts.join("\n"));
      assert.deepEqual(misplacedNames(program, text), []);
      const lines = text.split("\n");
      const found = program.errors.map(({ message, range: { start, end } }) => {
        const marked = (lines[start.line] ?? "").slice(
          start.character,
          end.line > start.line ? undefined : end.character,
        );
        return `${start.line - 1}: ${marked}: ${message}`;
      });
      assert.deepEqual(found, errors);
    });
  }

  const NO_EXPRESSION = "an expression is missing here";
  const OPEN_STRING = "this string is never closed";
  const UNREADABLE = "this statement could not be read";
  const open = (line: number, bracket: string) => `${line}: ${bracket}: "${bracket}" is never closed`;

  it("that has a hole which no repair mends is parsed once, and once for each trial", () => {
    const texts: string[] = [];
    const counting: Parsers = {
      parse(grammar, text) {
        texts.push(text);
        return parsers.parse(grammar, text);
      },
    };
    parseJavaScript(counting, "first = 1;\n<a.b<c>\nlast = 2;\n", "jsx");
    assert.equal(new Set(texts).size, texts.length, "no text is parsed twice");
  });

  describe("brackets", () => {
    expectRepair("model.add(tf.layers.conv2d({filters: 32,", 'model.add(tf.layers.conv2d({"filters": 32}))', [
      open(0, "{"),
    ]);
    expectRepair("const x = f([1, 2", "x = f([1, 2])", [open(0, "[")]);
    expectRepair("foo(a))", "foo(a)", ['0: ): ")" closes nothing']);
    expectRepair("const {", "{} = undefined", [open(0, "{")]);
    expectRepair("const o = {\n  a: 1,\n  b: f(\n  c: 3,\n};", 'o = {"a": 1, "b": f(), "c": 3}', [open(2, "(")]);
    expectRepair(
      "const m = tf.sequential({layers: [\n  tf.layers.conv2d({filters: 32,\n  tf.layers.dense({units: 10}),\n]});",
      'm = tf.sequential({"layers": [tf.layers.conv2d({"filters": 32}), tf.layers.dense({"units": 10})]})',
      [open(1, "{")],
    );
    expectRepair("f({a: 1, b: [2, 3], c: });", `f({"a": 1, "b": [2, 3], "c": <${NO_EXPRESSION}>})`, [
      `0: :: ${NO_EXPRESSION}`,
    ]);
    expectRepair("f(g({a: 1, b: });", `f(g({"a": 1, "b": <${NO_EXPRESSION}>}))`, [open(0, "(")]);
    expectRepair("if (", `if <${NO_EXPRESSION}>:`, [open(0, "(")]);
    expectRepair("while (x) {\n  y = 3", "while x:\n  y = 3", [open(0, "{")]);
  });

  describe("functions and classes", () => {
    expectRepair("const f = (x) =>", `def f(x):\n  return <${NO_EXPRESSION}>`, [
      "0: =>: the body of this function is missing",
    ]);
    expectRepair("const f = (x) => {", "def f(x):", [open(0, "{")]);
    expectRepair("const f = function(", "def f():", [open(0, "(")]);
    expectRepair("", "", [open(0, "{")].slice(1));
    expectRepair(
      "function f(x) {\n  const y = 1;\n\nfunction g() {\n  return 2;\n}",
      "",
      [open(0, "{")],
      "def f(x):\n  y = 1\ndef g():\n  return 2",
    );
    expectRepair(
      "function f() {\n  model.add(tf.layers.conv2d({filters: 32,\n  return model;\n}",
      "",
      [open(1, "{")],
      'def f():\n  model.add(tf.layers.conv2d({"filters": 32}))\n  return model',
    );
    expectRepair(
      "class A {\n  f() {\n    return 1;\n\n  g() {\n    return 2;\n  }\n}",
      "class A():\n  def f():\n    return 1\n  def g():\n    return 2",
      [open(1, "{")],
    );
    expectRepair("const build = (units)\n  use(units);\n}", "def build(units):\n  use(units)", [
      '0: ): "{" is missing here',
    ]);
    expectRepair(
      "class A extends B {\n  build(s) { this.a = tf.layers.dense( }\n  call(x) { return x; }\n}",
      "class A(B):\n  def build(s):\n    this.a = tf.layers.dense()\n  def call(x):\n    return x",
      [open(1, "(")],
    );
    expectRepair(
      "class A {\n  f() { return 1; }\n  g h\n  i() { return 2; }\n}",
      "class A():\n  def constructor():\n    this.g = <this code could not be read>\n  def f():\n    return 1\n  def i():\n    return 2",
      ['2: : "," is missing here'],
    );
  });

  describe("strings and templates", () => {
    expectRepair("const s = 'abc;", 's = "abc"', [`0: 'abc: ${OPEN_STRING}`]);
    expectRepair("f({units: 10, activation: 'relu));", 'f({"units": 10, "activation": "relu"})', [
      `0: 'relu: ${OPEN_STRING}`,
    ]);
    expectRepair("const a = `conv;\nconst b = `x`;", 'a = "conv"\nb = "x"', [`0: \`conv: ${OPEN_STRING}`]);
    expectRepair("const a = `conv${i;\nconst b = `x`;", 'a = f<"conv" {i}>\nb = "x"', [open(0, "${")]);
    expectRepair("f(`a${b}`, `c", 'f(f<"a" {b}>, "c")', [`0: \`c: ${OPEN_STRING}`]);
  });

  describe("expressions that break off", () => {
    expectRepair("tf.layers.", '<the name behind "." is missing>', ["0: .: a name is missing here"]);
    expectRepair("tf.layers.\nmodel.add(x);", '<the name behind "." is missing>\nmodel.add(x)', [
      "0: .: a name is missing here",
    ]);
    expectRepair("m.add(tf.layers.);", 'm.add(<the name behind "." is missing>)', ["0: .: a name is missing here"]);
    expectRepair("const x =", `x = <${NO_EXPRESSION}>`, [`0: =: ${NO_EXPRESSION}`]);
    expectRepair("const x = a +\nconst y = 2", `x = (a + <${NO_EXPRESSION}>)\ny = 2`, [`0: +: ${NO_EXPRESSION}`]);
    expectRepair("x = a ||", `x = (a or <${NO_EXPRESSION}>)`, [`0: ||: ${NO_EXPRESSION}`]);
    expectRepair("x = a ? b :", `x = (b if a else <${NO_EXPRESSION}>)`, [`0: :: ${NO_EXPRESSION}`]);
    expectRepair("x = new", `x = new <${NO_EXPRESSION}>()`, [`0: new: ${NO_EXPRESSION}`]);
    expectRepair("let a = 1, b = ;", `a = 1\nb = <${NO_EXPRESSION}>`, [`0: =: ${NO_EXPRESSION}`]);
    expectRepair("f({\n  a:\n  b: 3,\n});", `f({"a": <${NO_EXPRESSION}>, "b": 3})`, [`1: :: ${NO_EXPRESSION}`]);
    expectRepair("export default", `default = <${NO_EXPRESSION}>`, [`0: default: ${NO_EXPRESSION}`]);
    expectRepair("for (const x of ) { y(); }", `for x in <${NO_EXPRESSION}>:\n  y()`, [`0: of: ${NO_EXPRESSION}`]);
    expectRepair("if (a) {\n  b = 1;\n} else", "if a:\n  b = 1", ['2: else: the statement of this "else" is missing']);
    expectRepair(
      "switch (a) {\n  case 1:\n    x =\n    break;\n  default:\n    y = 3;\n}",
      `if (a === 1):\n  x = <${NO_EXPRESSION}>\nelse:\n  y = 3`,
      [`2: =: ${NO_EXPRESSION}`],
    );
  });

  describe("what cannot be repaired is given up alone", () => {
    expectRepair("const a = 1 2;", `<broken statement: ${UNREADABLE}; a>`, ['0: 2: "2" was not expected here']);
    expectRepair("import * as tf from", `<broken statement: ${UNREADABLE}; tf>`, [
      '0: import * as tf from: "import * as tf from" was not expected here',
    ]);
    expectRepair("if (x {\n  y = 1;\n}", `<broken statement: ${UNREADABLE}; y>`, [open(0, "(")]);
    expectRepair(
      "f([\n  tf.layers.conv2d({filters 32}),\n  tf.layers.dense({units: 10}),\n]);",
      'f([<this code could not be read>, tf.layers.dense({"units": 10})])',
      ['1: 32: "32" was not expected here'],
    );
    expectRepair("f({\n  a: 1,\n  b: 2 3,\n  c: 4,\n});", 'f({"a": 1, "b": <this code could not be read>, "c": 4})', [
      '2: 3: "3" was not expected here',
    ]);
    it("names that imports bind keep what they stand for", () => {
      const text = "import * as tf from 'tf';\ntf.layers x y;\nmodel.add x y;\n";
      const printed = printProgram(parseJavaScript(parsers, text, "javascript")).split("\n");
      assert.equal(printed[0], "import tf as tf");
      assert.ok(printed.some((line) => line.includes("; model>")));
      assert.ok(!printed.some((line) => /; .*\btf\b.*>/.test(line)));
    });
  });

  describe("states of a real file: every statement but the one that is typed stays", () => {
    const source = readFileSync(path.join(ROOT, "test/syntax/fixtures/network.js"), "utf8");
    /** `lost` are the lines of the printed program that the half-typed statement made before. */
    function expectIntact(before: string, typed: string, lost: readonly RegExp[]): void {
      it(JSON.stringify(typed), () => {
        assert.equal(source.split(before).length, 2, "the text stands once in the fixture");
        const text = source.replace(before, () => typed);
        const program = parseJavaScript(parsers, text, "javascript");
        const rest = printProgram(program).split("\n");
        const gone = printProgram(parseJavaScript(parsers, source, "javascript"))
          .split("\n")
          .filter((line) => {
            const index = rest.indexOf(line);
            if (index >= 0) rest.splice(index, 1);
            return index < 0;
          });
        assert.equal(gone.length, lost.length, gone.join("\n"));
        for (const [index, line] of gone.entries()) assert.match(line, lost[index] ?? /^$/);
        assert.ok(program.errors.length > 0);
        const typedLine = source.slice(0, source.indexOf(before)).split("\n").length - 1;
        for (const error of program.errors)
          assert.ok(Math.abs(error.range.start.line - typedLine) <= 10, error.message);
      });
    }
    expectIntact("model.add(tf.layers.flatten());", "model.add(tf.layers.conv2d({filters: 32,", [/flatten/]);
    expectIntact("model.add(tf.layers.flatten());", "model.add(tf.layers.", [/flatten/]);
    expectIntact("model.add(tf.layers.flatten());", "tf.layers.", [/flatten/]);
    expectIntact("model.add(tf.layers.flatten());", "model.add(tf.layers.dense({ units: }));", [/flatten/]);
    expectIntact("model.add(tf.layers.flatten());", "model.add(tf.layers.flatten({ name: 'a }));", [/flatten/]);
    expectIntact("model.add(tf.layers.flatten());", "const f = (units) =>", [/flatten/]);
    expectIntact("model.add(tf.layers.flatten());", "model.add(tf.layers.flatten()", []);
    expectIntact("name: `${name}_bn` }", "name: `${name}_bn }", [/_bn/]);
    expectIntact(
      "const outputs = tf.layers.dense({ units: classes,",
      "const outputs = tf.layers.dense({ units: classes *,",
      [/units/],
    );
    expectIntact("  let shortcut = x;", "  let shortcut = x +", [/shortcut = x/]);
    expectIntact("function log({ loss, acc }) {", "function log({ loss, acc }) {\n  if (loss", []);
    expectIntact(
      "  return tf.layers.add().apply([shortcut, y]);\n}",
      "  return tf.layers.add().apply([shortcut, y]);",
      [],
    );
    expectIntact("tf.layers.maxPooling2d({ poolSize: 2 }),", "tf.layers.maxPooling2d({ poolSize: 2", []);
    expectIntact("{ filters: 64, blocks: 2 },", "{ filters: 64, blocks },\n  { filters", [/STAGES/]);
    expectIntact("const IMAGE_SIZE = 224;", "const IMAGE_SIZE = ;", [/IMAGE_SIZE/]);
    expectIntact("const network = buildNetwork();", "const network = buildNetwork([", [/network/]);
  });

  describe("mutants of a real file", () => {
    for (const [file, dialect] of [
      ["network.js", "javascript"],
      ["network.ts", "typescript"],
    ] as const) {
      const source = readFileSync(path.join(ROOT, "test/syntax/fixtures", file), "utf8");

      it(`${file}: a line cut off anywhere costs its own statement and, in 19 of 20 cases, at most four more`, () => {
        const original = printProgram(parseJavaScript(parsers, source, dialect)).split("\n");
        const random = seededRandom(1);
        let harmful = 0;
        for (let count = 0; count < 200; count++) {
          const text = cutOneLine(source, random, /^\s*[^\s/*]/);
          const lost = lostLines(original, printProgram(parseJavaScript(parsers, text, dialect)).split("\n"));
          if (lost > 5) harmful += 1;
        }
        assert.ok(harmful <= 10, `${harmful} of 200 mutants lose more than five lines`);
      });

      for (const [name, mutate] of Object.entries({ truncate, remove, swap, insert }))
        it(`${file}, ${name}: never throws, and every name stands in its place`, () => {
          const random = seededRandom(2);
          for (let count = 0; count < 75; count++) {
            const text = mutate(source, random);
            const program = parseJavaScript(parsers, text, dialect);
            assert.deepEqual(misplacedNames(program, text), [], JSON.stringify(text.slice(-200)));
          }
        });
    }
  });
});
