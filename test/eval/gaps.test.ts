import * as assert from "node:assert/strict";
import { LIMITS } from "../../server/src/eval/limits";
import { startEvaluation } from "../../server/src/languages/start";
import { parseJavaScript } from "../../server/src/syntax/javascript";
import { check, prepareEvaluation, shown, TestLibrary } from "../support/eval";
import { loadTestParsers } from "../support/parsers";

before(prepareEvaluation);

describe("what is not followed is no error of the program's", () => {
  const isUnknown = (source: string): void => {
    it(source, () => {
      assert.match(shown(source), /^unknown: (?!AttributeError)/);
    });
  };
  const META =
    "class M(type):\n  def __new__(m, name, bases, ns): return super().__new__(m, name, bases, dict(ns, k=3))\nclass A(metaclass=M): pass\n";
  isUnknown(`${META}r = getattr(A, 'k', 9)`);
  isUnknown(`${META}r = getattr(A(), 'k', 9)`);
  isUnknown(`${META}class B(A): pass\ntry:\n  r = B.k\nexcept AttributeError:\n  r = 9`);
  isUnknown("try:\n  r = 'a'.translate({97: 'b'})\nexcept AttributeError:\n  r = 9");
  isUnknown("r = getattr((1).__add__, 'x', 9)");

  // CPython 3.11.
  check("r = getattr([], 'push', 9)", "9");
  check("try:\n  r = 'a'.push\nexcept AttributeError:\n  r = 9", "9");
  check("class A: pass\nr = getattr(A(), 'k', 9)", "9");
});

describe("methods of generators", () => {
  // CPython 3.11.
  check("def g():\n  x = yield 1\n  yield x * 2\nc = g()\nnext(c)\nr = c.send(7)", "14");
  check(
    "def g():\n  try:\n    yield 1\n  except KeyError:\n    yield 2\nc = g()\nnext(c)\nr = c.throw(KeyError())",
    "2",
  );
  check(
    "log = []\ndef g():\n  try:\n    yield 1\n  finally: log.append(3)\nc = g()\nnext(c)\nc.close()\nr = log",
    "[3]",
  );
  check(
    "def g():\n  yield 1\n  return 6\nc = g()\nnext(c)\ntry:\n  next(c)\nexcept StopIteration as e:\n  r = e.value",
    "6",
  );
  check("def g():\n  n = 0\n  while n < 3:\n    n += (yield n) or 1\nr = list(g())", "[0, 1, 2]");
  it("that stop within an expression do not know what is sent", () => {
    const source = "def g():\n  n = 0\n  while n < 3:\n    n += (yield n) or 1\nc = g()\nnext(c)\nr = c.send(2)";
    assert.match(shown(source), /^unknown: /);
  });
});

describe("what follows await in a call that nobody waits for", () => {
  const resultIn = async (source: string): Promise<unknown> => {
    const { scope } = startEvaluation("file:///a.js", parseJavaScript(await loadTestParsers(), source, "javascript"), {
      library: new TestLibrary(),
      limits: LIMITS,
      inputShape: null,
      now: () => 0,
      cancelled: () => false,
    });
    const r = scope.own("r");
    return r?.kind === "integer" ? r.value : r?.kind;
  };

  // node 20.
  for (const [source, expected] of [
    ["let n = 1; (async () => { n = 2; await null; n = 5; })(); const r = n;", 2],
    ["let n = 1; async function f() { await g(); n = 5; } async function g() { n += 1; } f(); const r = n;", 2],
    ["let n = 1; let r = 0; async function f() { await null; r = n; } f(); n = 4;", 4],
  ] as const)
    it(source, async () => {
      assert.equal(await resultIn(source), expected);
    });
});
