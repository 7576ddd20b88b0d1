/** Calls that do not fit their function: a TypeError as in Python, never a value. */
import { check, prepareEvaluation } from "../support/eval";

before(prepareEvaluation);

/** What the parameter list `(n)` refuses, and how the reason ends. */
const REFUSED = [
  ["1, 2", "got 1 argument too many"],
  ["1, 2, *[3]", "got 2 arguments too many"],
  ["*[1, 2]", "got 1 argument too many"],
  ["1, n=2", "got two values for 'n'"],
  ["", "needs the argument 'n'"],
  ["1, m=2", "has no parameter 'm'"],
] as const;

describe("calls that do not fit", () => {
  for (const [given, why] of REFUSED) {
    check(`def f(n): return n\nr = f(${given})`, `unknown: TypeError: f() ${why}`);
    check(`f = lambda n: n\nr = f(${given})`, `unknown: TypeError: f() ${why}`);
    check(`class A:\n  def f(self, n): return n\nr = A().f(${given})`, `unknown: TypeError: f() ${why}`);
    check(`class A:\n  def __init__(self, n): pass\nr = A(${given})`, `unknown: TypeError: __init__() ${why}`);
    check(`def f(n): return n\nr = 1\ntry:\n  r = f(${given})\nexcept TypeError:\n  r = 'refused'`, "'refused'");
  }
});
