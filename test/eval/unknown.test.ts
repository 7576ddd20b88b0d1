import * as assert from "node:assert/strict";
import { check, evaluateSource, callRoot, prepareEvaluation, resultOf, TestLibrary } from "../support/eval";

before(prepareEvaluation);

/** `u` is unknown in all of these. */
const missing = "unknown: the module nowhere.u is not known";

function checkUnknown(source: string, expected: string): void {
  check(`from nowhere import u\n${source}`, expected);
}

describe("unknown values", () => {
  checkUnknown("r = u + 1", missing);
  checkUnknown("r = -u.a[0](3) * 2", missing);
  checkUnknown("r = f'{u}_{1}'", missing);
  checkUnknown("r = '%d' % u", missing);
  checkUnknown("r = [1, u][0]", "1");
  checkUnknown("r = len([u, u])", "2");
  checkUnknown("r = u if True else 1", missing);
  checkUnknown("r = [1, 2][u]", missing);
  checkUnknown("r = {u: 1}", missing);
  checkUnknown("r = [x for x in u]", missing);
  checkUnknown("r = [x for x in [1, 2] if u]", missing);
  checkUnknown("r = sorted([2, u])", missing);
  checkUnknown("r = 5 in [5, u]", "True");
  checkUnknown("r = 6 in [5, u]", missing);
  checkUnknown("r = u is None", missing);
  checkUnknown("a, b = u\nr = b", missing);
  checkUnknown("import itertools\nr = list(itertools.islice([1, 2, 3], u))", missing);
  checkUnknown("import collections\nr = list(collections.deque([1, 2, 3], u))", missing);
  checkUnknown("r = max(1, u)", missing);

  // A layer may say for itself what equals it, but two that were made apart are two.
  check("import lib\nr = [lib.Layer() == lib.Layer(), lib.Layer() == None]", "[False, False]");
  it("layers beside what may equal them", () => {
    for (const other of ["'dense'", "[1]", "lib.name"])
      assert.equal(resultOf(`import lib\nr = lib.Layer() == ${other}`).kind, "unknown", other);
  });

  it("keep the first reason and its place", () => {
    const value = resultOf("from nowhere import u\nfrom elsewhere import v\nr = (u + v) * 2");
    assert.ok(value.kind === "unknown");
    assert.equal(value.why, "the module nowhere.u is not known");
    assert.deepEqual(value.location.range.start, { line: 0, character: 20 });
  });
});

describe("a write that is not understood poisons its target", () => {
  checkUnknown("a = [1, 2]\na[u] = 3\nr = a", missing);
  checkUnknown("a = [1, 2]\nb = a\na[u] = 3\nr = b", missing);
  checkUnknown("a = [1, 2]\na[u] = 3\nr = len(a)", missing);
  checkUnknown("d = {}\nd[u] = 3\nr = d.get('a')", missing);
  checkUnknown("a = [1]\na.extend(u)\nr = a[0]", missing);
  checkUnknown("a = [1]\na += u\nr = a", missing);
  checkUnknown("a = [1]\nu(a)\nr = a", missing);
  checkUnknown("a = [[1]]\nb = a[0]\nu(a)\nr = b", missing);
  checkUnknown("a = [1]\nb = [[a, 2], 3]\nu(a)\nr = b[0]", missing);
  checkUnknown("a = [1]\nb = [[[a]]]\nu(b)\nr = a", missing);
  checkUnknown("a = [1]\nu.method(x=a)\nr = a", missing);
  checkUnknown("d = {}\nd.update(u)\nr = d", missing);
  checkUnknown("d = {'a': [1]}\nd.pop(u)\nr = d", missing);
  checkUnknown("a = [1, 2]\ndel a[u]\nr = a", missing);
  checkUnknown("s = set()\ns.add(u)\nr = 1 in s", missing);
  checkUnknown("def f(x):\n  x.append(1)\na = []\nf(*u)\nr = a", "[]");
  check("def f(): pass\nf.x = 1\nr = f.x", "unknown: the attribute x of the function f");
  check("def f(n=1): return n\nf.__defaults__ = (2,)\nr = f()", "unknown: a write to .__defaults__");
  check(
    "class B:\n  def __getattr__(self, name): raise ValueError('no')\nr = getattr(B(), 'foo', 7)",
    "unknown: raises ValueError: no",
  );
  check("import random\na = [1, 2]\nrandom.shuffle(a)\nr = a", "unknown: the result of random.shuffle()");
});

describe("variables of the environment", () => {
  check("import os\nr = os.getenv('BACKEND', 'tensorflow')", "'tensorflow'");
  check("import os\nr = os.environ.get('BACKEND')", "None");
  check("import os\nos.environ['BACKEND'] = 'jax'\nr = os.environ['BACKEND']", "unknown: os.environ[…]");

  it("are assumed not to be set", () => {
    const { assumptions } = evaluateSource("import os\nr = os.getenv('BACKEND', 'tensorflow')");
    assert.deepEqual(
      assumptions.map(({ message }) => message),
      ["The environment variable BACKEND is taken as not set."],
    );
  });
});

describe("unknown conditions", () => {
  checkUnknown("if u: x = 1\nelse: x = 1\nr = x", "1");
  checkUnknown("if u: x = 1\nelse: x = 2\nr = x", missing);
  checkUnknown("x = 1\nif u: x = 2\nr = x", missing);
  checkUnknown("import numpy as np\nif u: x = np.bool_(True)\nelse: x = np.bool_(True)\nr = bool(x)", "True");
  checkUnknown("import numpy as np\nif u: x = np.bool_(True)\nelse: x = True\nr = x", missing);
  checkUnknown("x = 1\ny = 5\nif u: x = 2\nr = y", "5");
  checkUnknown("if u: y = 1\nr = y", missing);
  checkUnknown("a = []\nif u: a.append(1)\nr = a", missing);
  checkUnknown("a = [1, 2]\nif u: a[0] = 5\nr = a[1]", "2");
  checkUnknown("a = [1, 2]\nif u: a[0] = 5\nr = a[0]", missing);
  checkUnknown("a = []\nif u: a.append(1)\nelse: a.append(1)\nr = a", "[1]");
  checkUnknown("d = {'k': 1, 'l': 2}\nif u: d['k'] = 2\nr = d['l']", "2");
  checkUnknown("x = 1\nif u: raise ValueError('no')\nr = x", "1");
  checkUnknown("x = 1\nif u:\n  print('hello')\nr = x", "1");
  checkUnknown("x = 1\nif u:\n  x = 5\n  raise ValueError('no')\nr = x", "1");
  checkUnknown("if u: raise ValueError('no')\nelse: x = 3\nr = x", "3");
  checkUnknown("def f():\n  if u: return 1\n  return 2\nr = f()", missing);
  checkUnknown("def f():\n  if u: return 1\n  return 1\nr = f()", "1");
  checkUnknown("a = []\ndef f():\n  if u: return 1\n  a.append(1)\n  return 1\nr = f(), a", missing);
  checkUnknown("a = []\ndef f():\n  if u:\n    a.append(1)\n    return 1\n  return 1\nf()\nr = a", missing);
  checkUnknown("x = 0\nfor i in range(3):\n  if u: break\n  x += 1\nr = x", missing);
  checkUnknown("x = 0\nfor i in range(3):\n  if u: continue\n  x += 1\nr = x", missing);
  checkUnknown("x = 0\nfor i in range(3):\n  if u: break\n  y = 1\nr = x", "0");
  checkUnknown("def f():\n  for i in range(3):\n    if u: return i\n  return 7\nr = f()", missing);
  checkUnknown("x = 1\ny = (x := 2) if u else 0\nr = x", missing);
  checkUnknown("x = 1\nu and (x := 2)\nr = x", missing);
  checkUnknown("r = 3 if u else 3", "3");
  checkUnknown("class A: pass\na = A()\na.x = 1\na.y = 1\nif u: a.x = 2\nr = a.y", "1");
  checkUnknown("class A: pass\na = A()\na.x = 1\nif u: a.x = 2\nr = a.x", missing);
  checkUnknown("n = 1\ndef f():\n  global n\n  n = 2\nif u: f()\nr = n", missing);
  checkUnknown("i = iter([1, 2])\nif u: next(i)\nr = next(i)", missing);
  checkUnknown("x = 1\ntry:\n  if u: raise ValueError()\n  x = 2\nexcept ValueError:\n  x = 3\nr = x", missing);
  checkUnknown("a = []\ntry: a.append(1 if u else 1 // 0)\nexcept ZeroDivisionError: pass\nr = a", missing);
  checkUnknown("assert u\nr = 1", "1");
});

describe("unknown loops", () => {
  checkUnknown("x = 0\ny = 1\nfor i in u: x += 1\nr = y", "1");
  checkUnknown("x = 0\nfor i in u: x += 1\nr = x", missing);
  checkUnknown("a = []\nfor i in u: a.append(i)\nr = a", missing);
  checkUnknown("for i in u: pass\nr = i", missing);
  checkUnknown("x = 0\na = []\nfor i in u:\n  if x > 0: a.append(1)\n  x = 1\nr = a", missing);
  checkUnknown("x = 0\nwhile u:\n  x += 1\nr = x", missing);
  checkUnknown("x = 5\nwhile u:\n  y = 1\nr = x", "5");
  checkUnknown("def f():\n  for i in u: return 1\n  return 2\nr = f()", missing);
  checkUnknown("x = 0\ny = 3\nwhile True:\n  if u: break\n  x += 1\nr = x, y", missing);
  checkUnknown("y = 3\nwhile True:\n  if u: break\nr = y", "3");
  checkUnknown("def f():\n  while True:\n    if u: return 1\nr = f()", missing);
  checkUnknown("x = 1\nfor i in u:\n  raise ValueError()\nr = x", "1");
  checkUnknown("a = [0]\nr = [a.append(1) for x in u]\nr = a", missing);
  checkUnknown("n = 0\nfor i in range(u): n = n\nr = n", "0");
});

describe("models in branches", () => {
  it("keep the layers before the branch and one unknown layer after them", () => {
    const { models } = evaluateSource(
      "import lib\nfrom nowhere import u\nm = lib.Sequential()\nm.add(lib.Layer())\nif u:\n  m.add(lib.Layer())\nm.add(lib.Layer())",
    );
    const layers = models[0]?.layers ?? [];
    assert.equal(layers.length, 3);
    const second = layers[1];
    assert.ok(second?.kind === "layer");
    assert.equal(second.unknown?.why, "the module nowhere.u is not known");
  });

  it("end in one unknown layer after a loop of unknown length", () => {
    const { models } = evaluateSource(
      "import lib\nfrom nowhere import u\nm = lib.Sequential()\nm.add(lib.Layer())\nfor i in u:\n  m.add(lib.Layer())",
    );
    assert.deepEqual(
      models[0]?.layers.map((layer) => layer.kind === "layer" && layer.unknown !== null),
      [false, true],
    );
  });

  it("are assumed not to grow in a call that is not understood", () => {
    const { assumptions } = evaluateSource("import lib\nfrom nowhere import u\nm = lib.Sequential()\nu(m)");
    assert.deepEqual(
      assumptions.map((assumption) => assumption.message),
      ["a call that is not understood (the module nowhere.u is not known) adds no layer to the model sequential"],
    );
  });
});

describe("a try block", () => {
  it("is assumed to raise nothing where part of it is not understood", () => {
    const { assumptions } = evaluateSource(
      "from nowhere import u\ntry:\n  u()\n  x = 1\nexcept ValueError:\n  x = 2\ntry:\n  y = 1\nexcept ValueError:\n  y = u",
    );
    assert.deepEqual(
      assumptions.map(({ message, location }) => [message, location.range.start.line]),
      [["this try block raises no error, although part of it is not understood: the module nowhere.u is not known", 1]],
    );
  });
});

describe("a root whose result is not known", () => {
  it("says so once, at the origin", () => {
    const evaluation = evaluateSource("from nowhere import u\ndef build():\n  return u + 1");
    const problems = callRoot(evaluation, "build", { take: ({ problems: own }) => own });
    assert.deepEqual(
      problems.map(({ code, message, location }) => [code, message, location.range.start.line]),
      [["unknown-value", "the result of build is not known: the module nowhere.u is not known", 0]],
    );
  });
});

describe("a loop whose number of rounds is not known", () => {
  const roundsOf = (loop: string): number => {
    const library = new TestLibrary();
    evaluateSource(`import lib\nfrom nowhere import u\ndef block(x):\n  y = []\n  y.append(x)\n  return y\n${loop}`, {
      library,
    });
    return library.notes.length;
  };

  it("runs until nothing changes that lasts: what a round makes and drops does not count", () => {
    assert.equal(roundsOf("x = lib.Layer()\nfor i in u:\n  lib.note(x)\n  x = block(lib.Layer())"), 2);
    assert.equal(roundsOf("def f():\n  x = 1\n  for i in u:\n    lib.note(x)\n    x = block(x)\nf()"), 2);
    assert.equal(roundsOf("x = [lib.note(block(i)) for i in u]"), 2);
  });

  it("runs again where a list that lasts has grown", () => {
    const source = "seen = []\nsize = 1\nfor i in u:\n  lib.note(size)\n  size = len(seen)\n  seen.append(1)";
    assert.equal(roundsOf(source), 2);
    const { scope } = evaluateSource(`from nowhere import u\n${source.replace("  lib.note(size)\n", "")}`);
    assert.deepEqual([scope.own("size")?.kind, scope.own("seen")?.kind], ["unknown", "list"]);
  });
});
