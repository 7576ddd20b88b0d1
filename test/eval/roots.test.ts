import * as assert from "node:assert/strict";
import type { Argument } from "../../server/src/syntax/program";
import { integer } from "../../server/src/eval/read";
import { valuesWithin } from "../../server/src/eval/walk";
import type { RootResult } from "../../server/src/eval/evaluate";
import {
  evaluateSource,
  framesText,
  functionOf,
  parseForTest,
  prepareEvaluation,
  shown,
  TestLibrary,
  URI,
} from "../support/eval";

before(prepareEvaluation);

function callRoot(source: string, name = "build", given: Record<string, number> = {}): RootResult {
  const evaluation = evaluateSource(source);
  const values = new Map(Object.entries(given).map(([key, value]) => [key, integer(value)] as const));
  return evaluation.callFunction(functionOf(evaluation, name), values, []);
}

/** The arguments of `f(…)`. */
function argumentsOf(text: string): readonly Argument[] {
  const [statement] = parseForTest(`f(${text})`).body;
  assert.ok(statement?.kind === "expression-statement" && statement.expression.kind === "call");
  return statement.expression.arguments;
}

function numberOf(result: RootResult): number | null {
  return result.value.kind === "integer" ? result.value.value : null;
}

describe("roots", () => {
  it("take given values, directives and defaults", () => {
    const evaluation = evaluateSource("def build(a, b, c=3): return a * 100 + b * 10 + c");
    const build = functionOf(evaluation, "build");
    const result = evaluation.callFunction(build, new Map([["a", integer(1)]]), argumentsOf("b=2"));
    assert.equal(numberOf(result), 123);
  });

  it("prefer the directive to a given value", () => {
    const evaluation = evaluateSource("def build(a): return a");
    const build = functionOf(evaluation, "build");
    assert.equal(numberOf(evaluation.callFunction(build, new Map([["a", integer(1)]]), argumentsOf("a=2"))), 2);
  });

  it("report a directive's argument that is no parameter", () => {
    const evaluation = evaluateSource("def build(a=1): return a");
    const result = evaluation.callFunction(functionOf(evaluation, "build"), new Map(), argumentsOf("b=2"));
    assert.equal(numberOf(result), 1);
    assert.deepEqual(
      result.problems.map((problem) => problem.message),
      ["build has no parameter 'b'"],
    );
  });

  it("say which argument is missing", () => {
    const { value } = callRoot("def build(a, b): return a", "build", { a: 1 });
    assert.ok(value.kind === "unknown");
    assert.equal(value.why, "TypeError: build() needs the argument 'b'");
  });

  it("do not see each other's changes of the module", () => {
    const evaluation = evaluateSource(
      "n = 0\na = [1]\nd = {'k': [1]}\nclass C: k = 1\ndef build(seen=[]):\n  global n\n  n += 1\n  a.append(n)\n  d['k'].append(n)\n  C.k += 1\n  seen.append(1)\n  return n * 10000 + len(a) * 1000 + len(d['k']) * 100 + C.k * 10 + len(seen)",
    );
    const build = functionOf(evaluation, "build");
    const results = [1, 2].map(() => numberOf(evaluation.callFunction(build, new Map(), [])));
    assert.deepEqual(results, [12221, 12221]);
    assert.deepEqual(evaluation.scope.own("n"), integer(0));
  });

  it("keep the layers that they add to a model of the module in a copy", () => {
    const evaluation = evaluateSource(
      "import lib\nm = lib.Sequential()\ndef build():\n  m.add(lib.Layer())\n  return m",
    );
    const build = functionOf(evaluation, "build");
    const lengths = [1, 2].map(() => {
      const { value } = evaluation.callFunction(build, new Map(), []);
      return value.kind === "model" ? value.layers.length : null;
    });
    assert.deepEqual(lengths, [1, 1]);
    assert.equal(evaluation.models[0]?.layers.length, 0);
  });

  it("keep them in tuples that hold each other many times, each of which is copied once", () => {
    const evaluation = evaluateSource(
      "import lib\nm = lib.Sequential()\ndef build():\n  m.add(lib.Layer())\n  a = (m, m)\n  for i in range(50): a = (a, a)\n  return a",
    );
    const { value } = evaluation.callFunction(functionOf(evaluation, "build"), new Map(), []);
    const within = [...valuesWithin(value)];
    const models = new Set(within.filter((one) => one.kind === "model"));
    assert.deepEqual(
      [...models].map(({ layers }) => layers.length),
      [1],
    );
    assert.equal(within.filter((one) => one.kind === "tuple").length, 51);
  });

  it("are not entered where they lie in each other thousands of times", () => {
    const { value } = callRoot("def build():\n  a = (1,)\n  for i in range(15000): a = (a,)\n  return a");
    assert.equal([...valuesWithin(value)].length, 15_002);
  });

  it("keep the layers of a model of their own", () => {
    const { value, models, layers } = callRoot(
      "import lib\ndef build():\n  m = lib.Sequential()\n  for i in range(3): m.add(lib.Layer())\n  return m",
    );
    assert.equal(value.kind === "model" ? value.layers.length : null, 3);
    assert.equal(models[0], value);
    assert.equal(layers, 4);
  });

  it("have their own problems, assumptions and layer names", () => {
    const evaluation = evaluateSource(
      "import lib\nfrom nowhere import u\ndef a():\n  return u\ndef b():\n  return lib.Layer()",
    );
    assert.equal(evaluation.callFunction(functionOf(evaluation, "a"), new Map(), []).problems.length, 1);
    const names = [1, 2].map(() => {
      const result = evaluation.callFunction(functionOf(evaluation, "b"), new Map(), []);
      assert.deepEqual(result.problems, []);
      return result.value.kind === "layer" ? result.value.name : null;
    });
    assert.deepEqual(names, ["layer_0", "layer_0"]);
  });
});

describe("frames", () => {
  function frames(source: string): string[] {
    const library = new TestLibrary();
    evaluateSource(source, { library });
    return library.notes.map((note) => framesText(note.frames));
  }

  it("name function, line and loops of the call and its callers", () => {
    const source = `import lib
def block(n):
  for j in range(2):
    lib.note(n)
def build():
  for i in range(2):
    block(i)
build()`;
    assert.deepEqual(frames(source), [
      "block:4[0] build:7[0] module:8",
      "block:4[1] build:7[0] module:8",
      "block:4[0] build:7[1] module:8",
      "block:4[1] build:7[1] module:8",
    ]);
  });

  it("count iterations of comprehensions and while loops, and leave them behind", () => {
    const source = `import lib
[lib.note(i) for i in range(2) for k in range(1)]
n = 0
while n < 2:
  lib.note(n)
  n += 1
lib.note(n)`;
    assert.deepEqual(frames(source), ["module:2[0,0]", "module:2[1,0]", "module:5[0]", "module:5[1]", "module:7"]);
  });

  it("are those of the constructor's call on a layer", () => {
    const evaluation = evaluateSource("import lib\ndef f():\n  return lib.Layer(\n    units=3)\nr = f()");
    const layer = evaluation.scope.own("r");
    assert.ok(layer?.kind === "layer");
    assert.equal(framesText(layer.construction), "f:3 module:5");
    assert.deepEqual(layer.construction[0]?.location, {
      uri: URI,
      range: { start: { line: 2, character: 9 }, end: { line: 3, character: 12 } },
    });
  });

  it("survive an error that is caught", () => {
    const source = `import lib
def f():
  for i in range(3): {}['k']
try: f()
except KeyError: lib.note(1)
lib.note(2)`;
    assert.deepEqual(frames(source), ["module:5", "module:6"]);
  });
});

describe("imports", () => {
  const files = new Map([
    ["file:///blocks.py", "import loop\nWIDTH = 7\n_hidden = 1\ndef conv(n): return n * WIDTH"],
    ["file:///compat.py", "from lib import *"],
    ["file:///chosen.py", "__all__ = ['_a']\n_a = 1\nb = 2"],
    ["file:///failing.py", "import missing\nmissing.call()\nA = 1"],
    ["file:///loop.py", "import blocks\nX = 3"],
    ["file:///util.py", ""],
    ["file:///util/shapes.py", "from .sizes import SIZE"],
    ["file:///util/sizes.py", "SIZE = 224"],
  ]);

  function importing(source: string): string {
    return shown(source, {
      readModule: ({ module, level, from }) => {
        const folder = level === 0 ? "file:///" : from.slice(0, from.lastIndexOf("/") + 1);
        const uri = `${folder}${module.replaceAll(".", "/")}.py`;
        const text = files.get(uri);
        const holder = module.includes(".") ? { package: uri.replace(/\/\w+\.py$/, ".py") } : {};
        return text === undefined ? undefined : { uri, program: parseForTest(text), ...holder };
      },
    });
  }

  for (const [source, expected] of [
    ["import blocks\nr = blocks.conv(2)", "14"],
    ["from blocks import conv as c, WIDTH\nr = c(WIDTH)", "49"],
    ["from blocks import *\nr = conv(1)", "7"],
    ["from blocks import *\nr = _hidden", "unknown: NameError: the name '_hidden' is not defined"],
    ["import loop\nr = loop.X", "3"],
    ["from util.shapes import SIZE\nr = SIZE", "224"],
    ["from blocks import nothing\nr = nothing", "unknown: the module blocks has no 'nothing'"],
    ["import util.shapes\nr = util.shapes.SIZE", "224"],
    ["import util.shapes as s, util\nr = util.shapes is s", "True"],
    ["from compat import Layer\nr = Layer", "unknown: the text of lib.Layer"],
    ["from compat import *\nr = Layer", "unknown: the text of lib.Layer"],
    ["from chosen import *\nr = _a", "1"],
    ["from chosen import *\nr = b", "unknown: NameError: the name 'b' is not defined"],
    ["try:\n  from failing import A\nexcept ImportError:\n  A = 2\nr = A", "1"],
    ["r = []\ndef f():\n  from blocks import conv\n  r.append(conv(1))\nf()\nf()", "[7, 7]"],
    ["import lib.layers as l\nr = l.Conv", "unknown: the text of lib.layers.Conv"],
    ["from lib import *\nr = Layer", "unknown: the text of lib.Layer"],
  ] as const)
    it(source, () => {
      assert.equal(importing(source), expected);
    });
});
