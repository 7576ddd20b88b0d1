import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Parsers } from "../../server/src/syntax/parser";
import { parsePython } from "../../server/src/syntax/python";
import { loadTestParsers } from "../support/parsers";
import { printProgram } from "../../server/src/syntax/print-program";
import { ROOT } from "../support/paths";
import { cutOneLine, insert, lostLines, remove, seededRandom, swap, truncate } from "./mutants";
import { misplacedNames } from "./names-in-place";

describe("half-typed Python", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /**
   * `source` stands between `first = 1` and `last = 2`, which must stay. `errors` are the lines of the source (0 is its
   * first) and the text that is marked, with the message.
   */
  function expectRepair(source: string, expected: string, errors: readonly string[]): void {
    it(JSON.stringify(source), () => {
      const text = `first = 1\n${source}\nlast = 2\n`;
      const program = parsePython(parsers, text);
      assert.equal(printProgram(program), ["first = 1", expected, "last = 2"].filter((part) => part !== "").join("\n"));
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
  const NO_COLON = 'the ":" at the end of this line is missing';
  const NO_BLOCK = "this line's indent fits no block";
  const OPEN_STRING = "this string is never closed";

  describe("texts that cost much to repair", () => {
    /** Characters that are parsed, by the whole text. */
    function parsed(text: string): number {
      let characters = 0;
      const counting: Parsers = {
        parse(grammar, part) {
          characters += part.length;
          return parsers.parse(grammar, part);
        },
      };
      const program = parsePython(counting, text);
      assert.ok(program.errors.length > 0);
      assert.equal(printProgram(program).split("\n").at(-1), "last = 2");
      return characters;
    }

    it("try no repairs of a line of sixty thousand characters", () => {
      const text = `x = f(${"a b, ".repeat(12_000)})\nlast = 2\n`;
      assert.ok(parsed(text) <= 3 * text.length + 100);
    });

    it("try them on a shorter one", () => {
      const text = `x = f(${"a b, ".repeat(1_000)})\nlast = 2\n`;
      assert.ok(parsed(text) > 3 * text.length + 100);
    });
  });

  describe("brackets", () => {
    expectRepair("x = Conv2D(64,", "x = Conv2D(64)", ['0: (: "(" is never closed']);
    expectRepair("x = Conv2D(64, (3, 3)\nx = Dense(10)(x)", "x = Conv2D(64, (3, 3))\nx = Dense(10)(x)", [
      '0: (: "(" is never closed',
    ]);
    expectRepair("a = [1, 2\nb = {'a': 1,\nc = (1", 'a = [1, 2]\nb = {"a": 1}\nc = 1', [
      '0: [: "[" is never closed',
      '1: {: "{" is never closed',
      '2: (: "(" is never closed',
    ]);
    expectRepair("x = f(a))", "x = f(a)", ['0: ): ")" closes nothing']);
    expectRepair("x = f([a, b)", "x = f([a, b])", ['0: [: "[" is never closed']);
    expectRepair("x = f(a, b=", `x = f(a, b=<${NO_EXPRESSION}>)`, ['0: (: "(" is never closed']);
    expectRepair("x = f(a  # why\ny = 2", "x = f(a)\ny = 2", ['0: (: "(" is never closed']);
    expectRepair("model.add(Conv2D(64, 3)\nmodel.add(Dense(10))", "model.add(Conv2D(64, 3))\nmodel.add(Dense(10))", [
      '0: (: "(" is never closed',
    ]);
    expectRepair("def f(", "def f():", ['0: (: "(" is never closed']);
    expectRepair("def f(x\n  g(x)\n  return y", "def f(x):\n  g(x)\n  return y", ['0: (: "(" is never closed']);
    expectRepair("def f(x\n  y = x\n  return y", "def f(x):\n  y = x\n  return y", ['0: (: "(" is never closed']);
    expectRepair(
      "def f():\n  for i in range(3\n    x = 1\n  return x",
      "def f():\n  for i in range(3):\n    x = 1\n  return x",
      ['1: (: "(" is never closed'],
    );
    expectRepair(
      "class Net(Model):\n  def build(self):\n    self.a = Conv2D(\n    self.b = Dense(1)\n  def call(self, x\n    return x",
      "class Net(Model):\n  def build(self):\n    self.a = Conv2D()\n    self.b = Dense(1)\n  def call(self, x):\n    return x",
      ['2: (: "(" is never closed', '4: (: "(" is never closed'],
    );
  });

  describe("lists of layers", () => {
    const list = (...items: string[]) =>
      `m = Sequential([\n  Conv2D(64, 3),\n  ${items.join("\n  ")}\n  Dense(10),\n])`;
    const lowered = (item: string) => `m = Sequential([Conv2D(64, 3), ${item}Dense(10)])`;
    expectRepair(list("Conv2D(32,"), lowered("Conv2D(32), "), ['2: (: "(" is never closed']);
    expectRepair(list("Conv2D("), lowered("Conv2D(), "), ['2: (: "(" is never closed']);
    expectRepair(list("Conv2D(32, kernel_size="), lowered(`Conv2D(32, kernel_size=<${NO_EXPRESSION}>), `), [
      '2: (: "(" is never closed',
    ]);
    expectRepair(list("Conv2D(32, 3)"), lowered("Conv2D(32, 3), "), ['2: ): "," is missing here']);
    expectRepair(list("Conv2D(32, 3 4),"), lowered("Conv2D(32, <this code could not be read>), "), [
      '2: 4: "4" was not expected here',
    ]);
    expectRepair(list("Conv"), lowered("Conv, "), ['2: v: "," is missing here']);
    expectRepair(
      "m = Sequential([\n  Conv2D(64, 3),\n  Dense(10),\nm.build()",
      "m = Sequential([Conv2D(64, 3), Dense(10)])\nm.build()",
      ['0: [: "[" is never closed'],
    );
  });

  describe("strings", () => {
    expectRepair("x = 'abc", 'x = "abc"', [`0: 'abc: ${OPEN_STRING}`]);
    expectRepair("x = f('relu)", 'x = f("relu")', [`0: 'relu: ${OPEN_STRING}`]);
    expectRepair("x = d['a", 'x = d["a"]', [`0: 'a: ${OPEN_STRING}`]);
    expectRepair("x = 'a\\", 'x = "a\\\\"', [`0: 'a\\: ${OPEN_STRING}`]);
    expectRepair("x = f'conv{", `x = f<"conv" {<${NO_EXPRESSION}>}>`, [`0: 'conv{: ${OPEN_STRING}`]);
    expectRepair("x = f'conv{g(a", `x = f<"conv" {g(a)}>`, [`0: 'conv{g(a: ${OPEN_STRING}`]);
    expectRepair(
      'def f():\n  """doc\n  return 1\ndef g():\n  """doc"""',
      'def f():\n  "doc"\n  return 1\ndef g():\n  "doc"',
      [`1: """: ${OPEN_STRING}`],
    );
  });

  describe("expressions that break off", () => {
    expectRepair("x =", `x = <${NO_EXPRESSION}>`, [`0: =: ${NO_EXPRESSION}`]);
    expectRepair("self.a.b =", `self.a.b = <${NO_EXPRESSION}>`, [`0: =: ${NO_EXPRESSION}`]);
    expectRepair("x = layers.", 'x = <the name behind "." is missing>', ["0: .: a name is missing here"]);
    expectRepair("layers.", '<the name behind "." is missing>', ["0: .: a name is missing here"]);
    expectRepair("x = a +", `x = (a + <${NO_EXPRESSION}>)`, [`0: +: ${NO_EXPRESSION}`]);
    expectRepair("x = not", `x = (not <${NO_EXPRESSION}>)`, [`0: t: ${NO_EXPRESSION}`]);
    expectRepair("x = a if b", `x = (a if b else <${NO_EXPRESSION}>)`, [
      '0: b: the "else" of this conditional expression is missing',
    ]);
    expectRepair("x = lambda", `def x():\n  return <${NO_EXPRESSION}>`, ["0: a: the body of this lambda is missing"]);
    expectRepair("x = 1.", "x = 1.0", []);
    expectRepair("x = ...", "x = ...", []);
    expectRepair("x = 5 6", "x = <this code could not be read>", ['0: 5: "5" was not expected here']);
    expectRepair("a, b = $", "[a, b] = <this code could not be read>", ["0: a, b = $: this line could not be read"]);
    expectRepair("x += 1 2", "x += <this code could not be read>", ['0: 1: "1" was not expected here']);
    expectRepair("return x y", "return <this code could not be read>", ['0: x: "x" was not expected here']);
    expectRepair("x y", "<broken statement: this statement could not be read; no names>", [
      '0: x: "x" was not expected here',
    ]);
    expectRepair("model.add(x) y", "model.add(x)\ny", ["0: y: a statement has to start on a line of its own"]);
    expectRepair("model.add(x y z) + [", "(model.add(<this code could not be read>) + [])", [
      '0: [: "[" is never closed',
    ]);
  });

  describe("imports", () => {
    expectRepair("import", "", ["0: t: a name is missing here"]);
    expectRepair("from keras.layers import", "", ["0: t: a name is missing here"]);
    expectRepair("from keras.", "", ["0: .: a name is missing here"]);
    expectRepair("from keras", "", ['0: s: the "import" of this line is missing']);
    expectRepair("from keras import (layers,", "from keras import layers", ['0: (: "(" is never closed']);
  });

  describe("headers", () => {
    expectRepair("if a\n  x = 1\nelse\n  x = 2", "if a:\n  x = 1\nelse:\n  x = 2", [
      `0: a: ${NO_COLON}`,
      `2: e: ${NO_COLON}`,
    ]);
    expectRepair("for i in", `for i in <${NO_EXPRESSION}>:`, [`0: n: ${NO_EXPRESSION}`]);
    expectRepair("for i", `for i in <${NO_EXPRESSION}>:`, ['0: i: the "in" of this loop is missing']);
    expectRepair("while", `while <${NO_EXPRESSION}>:`, [`0: e: ${NO_EXPRESSION}`]);
    expectRepair("with open(x) as\n  a = 1", `with open(x) as <${NO_EXPRESSION}>:\n  a = 1`, [
      `0: s: ${NO_EXPRESSION}`,
    ]);
    expectRepair("def f", "def f():", ["0: f: the parameters of this function are missing"]);
    expectRepair("def f(x)\n  return x", "def f(x):\n  return x", [`0: ): ${NO_COLON}`]);
    expectRepair("class A", "class A():", [`0: A: ${NO_COLON}`]);
    expectRepair("class", "<broken statement: this statement could not be read; no names>", [
      "0: class: this line could not be read",
    ]);
    expectRepair("@\ndef f(): pass", `@<${NO_EXPRESSION}>\ndef f():`, [`0: @: ${NO_EXPRESSION}`]);
    expectRepair("if x = 3:\n  y = 1", "if <this code could not be read>:\n  y = 1", [
      '0: = 3: "= 3" was not expected here',
    ]);
    expectRepair("for x y in z:\n  a = 1", "<broken statement: this statement could not be read; x y a>", [
      '0: x: "x" was not expected here',
    ]);
    expectRepair("def f(a b):\n  c = 1", "<broken statement: this statement could not be read; f c>", [
      '0: b: "b" was not expected here',
    ]);
    expectRepair("def f(a\n      b=1,\n      c=2):\n  return a", "def f(a, b=1, c=2):\n  return a", [
      '0: a: "," is missing here',
    ]);
    expectRepair("try:\n  x = 1", "try:\n  x = 1", ['0: try:: this "try" has neither "except" nor "finally"']);
    expectRepair("def f(x):", "def f(x):", ["0: def f(x):: the block of this line is missing"]);
  });

  describe("blocks", () => {
    expectRepair("  x = 1", "x = 1", [`0: x = 1: ${NO_BLOCK}`]);
    expectRepair("def f():\n    x = 1\n  y = 2", "def f():\n  x = 1\ny = 2", [`2: y = 2: ${NO_BLOCK}`]);
    expectRepair("def f():\n  x = a.b\nc(1)\n  return x", "def f():\n  x = a.b\n  c(1)\n  return x", [
      `2: c(1): ${NO_BLOCK}`,
    ]);
    expectRepair("tr\n  x = 1\nexcept A:\n  x = 2", "try:\n  x = 1\nexcept A:\n  x = 2", [
      "0: tr: this line could not be read",
    ]);
    expectRepair("i\n  x = 1\nelse:\n  x = 2", "if <this code could not be read>:\n  x = 1\nelse:\n  x = 2", [
      "0: i: this line could not be read",
    ]);
    expectRepair("else:\n  x = 1", "<broken statement: this clause belongs to nothing; x>", [
      '0: else:: this "else" belongs to nothing',
    ]);
  });

  describe("mutants of a real file", () => {
    const source = readFileSync(path.join(ROOT, "test/syntax/fixtures/network.py"), "utf8");

    it("a line cut off anywhere costs its own statement and, in 49 of 50 cases, at most three more", () => {
      const original = printProgram(parsePython(parsers, source)).split("\n");
      const random = seededRandom(1);
      let harmful = 0;
      for (let count = 0; count < 200; count++) {
        const text = cutOneLine(source, random, /^\s*[^\s#]/);
        const lost = lostLines(original, printProgram(parsePython(parsers, text)).split("\n"));
        if (lost > 4) harmful += 1;
        assert.ok(lost < original.length / 2, `${lost} of ${original.length} lines are lost`);
      }
      assert.ok(harmful <= 4, `${harmful} of 200 mutants lose more than four lines`);
    });

    for (const [name, mutate] of Object.entries({ truncate, remove, swap, insert }))
      it(`${name}: never throws, and every name stands in its place`, () => {
        const random = seededRandom(2);
        for (let count = 0; count < 100; count++) {
          const text = mutate(source, random);
          const program = parsePython(parsers, text);
          assert.deepEqual(misplacedNames(program, text), [], JSON.stringify(text.slice(-200)));
        }
      });
  });
});
