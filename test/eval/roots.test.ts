import * as assert from "node:assert/strict";
import type { Argument } from "../../server/src/syntax/program";
import { integer } from "../../server/src/values/make";
import type { Finished } from "../../server/src/eval/evaluate";
import {
  callRoot,
  evaluateSource,
  framesText,
  parseForTest,
  prepareEvaluation,
  shown,
  TestLibrary,
  URI,
} from "../support/eval";

before(prepareEvaluation);

/** The arguments of `f(…)`. */
function argumentsOf(text: string): readonly Argument[] {
  const [statement] = parseForTest(`f(${text})`).body;
  assert.ok(statement?.kind === "expression-statement" && statement.expression.kind === "call");
  return statement.expression.arguments;
}

function numberOf({ value }: Finished): number | null {
  return value.kind === "integer" ? value.value : null;
}

describe("roots", () => {
  it("take given values, directives and defaults", () => {
    const evaluation = evaluateSource("def build(a, b, c=3): return a * 100 + b * 10 + c");
    const result = callRoot(evaluation, "build", { given: { a: 1 }, directive: argumentsOf("b=2"), take: numberOf });
    assert.equal(result, 123);
  });

  it("prefer the directive to a given value", () => {
    const evaluation = evaluateSource("def build(a): return a");
    const result = callRoot(evaluation, "build", { given: { a: 1 }, directive: argumentsOf("a=2"), take: numberOf });
    assert.equal(result, 2);
  });

  it("report a directive's argument that is no parameter", () => {
    const evaluation = evaluateSource("def build(a=1): return a");
    const directive = argumentsOf("b=2");
    const problems = callRoot(evaluation, "build", { directive, take: ({ problems: own }) => own });
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["build has no parameter 'b'"],
    );
  });

  it("say which argument is missing", () => {
    const evaluation = evaluateSource("def build(a, b): return a");
    const value = callRoot(evaluation, "build", { given: { a: 1 }, take: (finished) => finished.value });
    assert.ok(value.kind === "unknown");
    assert.equal(value.why, "TypeError: build() needs the argument 'b'");
  });

  it("do not see each other's changes of the module", () => {
    const evaluation = evaluateSource(
      "n = 0\na = [1]\nd = {'k': [1]}\nclass C: k = 1\ndef build(seen=[]):\n  global n\n  n += 1\n  a.append(n)\n  d['k'].append(n)\n  C.k += 1\n  seen.append(1)\n  return n * 10000 + len(a) * 1000 + len(d['k']) * 100 + C.k * 10 + len(seen)",
    );
    const results = [1, 2].map(() => callRoot(evaluation, "build", { take: numberOf }));
    assert.deepEqual(results, [12221, 12221]);
    assert.deepEqual(evaluation.scope.own("n"), integer(0));
  });

  it("nor what they take from iterators of the module", () => {
    const evaluation = evaluateSource(
      "import itertools\nlog = []\ndef note(i):\n  log.append(i)\n  return i\nsource = map(note, itertools.count(1))\nnext(source)\npairs = itertools.pairwise(source)\ndef build():\n  a, b = next(pairs)\n  return 100 * len(log) + 10 * a + b",
    );
    const results = [1, 2].map(() => callRoot(evaluation, "build", { take: numberOf }));
    // CPython 3.11: log is [1, 2, 3], the pair (2, 3).
    assert.deepEqual(results, [323, 323]);
  });

  it("nor modules that they bring in: each runs for the root that asks for it", () => {
    const counted = "import shared\nshared.n += 1\nN = shared.n";
    const evaluation = evaluateSource("import shared\ndef build():\n  import counted\n  return counted.N", {
      readModule: ({ module }) => ({
        uri: `file:///${module}.py`,
        program: parseForTest(module === "shared" ? "n = 0" : counted),
      }),
    });
    assert.deepEqual(
      [1, 2].map(() => callRoot(evaluation, "build", { take: numberOf })),
      [1, 1],
    );
  });

  it("are read while the layers that they add to a model of the module are there, and give them back", () => {
    const evaluation = evaluateSource(
      "import lib\nm = lib.Sequential()\ndef build():\n  m.add(lib.Layer())\n  return m",
    );
    const lengths = [1, 2].map(() =>
      callRoot(evaluation, "build", { take: ({ value }) => (value.kind === "model" ? value.layers.length : null) }),
    );
    assert.deepEqual(lengths, [1, 1]);
    assert.equal(evaluation.models[0]?.layers.length, 0);
  });

  it("give back what they did where reading the result fails", () => {
    const evaluation = evaluateSource("a = []\ndef build():\n  a.append(1)\n  return len(a)");
    const take = (): never => {
      throw new Error("unreadable");
    };
    assert.throws(() => callRoot(evaluation, "build", { take }), /unreadable/);
    assert.equal(callRoot(evaluation, "build", { take: numberOf }), 1);
  });

  it("stand for a call in another root on top of what that one had done", () => {
    const evaluation = evaluateSource(
      "sizes = []\nclass Config: pass\ndef train():\n  c = Config()\n  c.width = 7\n  sizes.append(5)\n  return build(c)\ndef build(c): return 10 * c.width + sizes[0]",
      { watches: ({ name }) => name === "build" },
    );
    const [call] = callRoot(evaluation, "train", { take: ({ calls }) => calls });
    assert.ok(call?.given != null);
    const again = { kind: "call", target: call.target, given: call.given, directive: [], inputShape: null } as const;
    assert.equal(evaluation.run({ ...again, site: call }, numberOf), 75);
    const alone = evaluation.run(again, ({ value }) => value);
    assert.equal(
      alone.kind === "unknown" && alone.why,
      "AttributeError: an instance of Config has no attribute 'width'",
    );
  });

  it("keep the layers of a model of their own", () => {
    const evaluation = evaluateSource(
      "import lib\ndef build():\n  m = lib.Sequential()\n  for i in range(3): m.add(lib.Layer())\n  return m",
    );
    const found = callRoot(evaluation, "build", {
      take: ({ value, models, layers }) => [value === models[0] && models[0].layers.length, layers],
    });
    assert.deepEqual(found, [3, 4]);
  });

  it("have their own problems, assumptions and layer names", () => {
    const evaluation = evaluateSource(
      "import lib\nfrom nowhere import u\ndef a():\n  return u\ndef b():\n  return lib.Layer()",
    );
    assert.equal(callRoot(evaluation, "a", { take: ({ problems }) => problems.length }), 1);
    const names = [1, 2].map(() =>
      callRoot(evaluation, "b", {
        take: ({ value, problems }) => [value.kind === "layer" ? value.name : null, problems.length],
      }),
    );
    assert.deepEqual(names, [
      ["layer_0", 0],
      ["layer_0", 0],
    ]);
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
