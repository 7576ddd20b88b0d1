import * as assert from "node:assert/strict";
import { inspect } from "node:util";
import { runInThisContext } from "node:vm";
import type { Value } from "../../../server/src/values/value";
import { evaluateJavaScript, plain, prepareJavaScript } from "../../support/javascript";
import { JAVASCRIPT } from "./javascript-sources";

before(prepareJavaScript);

function resultOf(source: string): Value {
  const value = evaluateJavaScript(asProgram(source)).scope.own("r");
  assert.ok(value !== undefined, `r is not assigned in:\n${source}`);
  return value;
}

/** The source, with its last line assigned to `r` where it has no `r`. */
function asProgram(source: string): string {
  if (/\br\b/.test(source)) return source;
  const lines = source.split("\n");
  const last = lines.pop() ?? "";
  return [...lines, `var r = (${last})`].join("\n");
}

function shown(source: string): string {
  return inspect(plain(resultOf(source)), { depth: 9 });
}

function check(source: string, expected: string): void {
  it(source, () => {
    assert.equal(shown(source), expected);
  });
}

describe("JavaScript that node runs too", () => {
  for (const source of JAVASCRIPT)
    it(source, () => {
      const real: unknown = runInThisContext(`(() => {\n${asProgram(source)};\nreturn r; })()`);
      assert.equal(shown(source), inspect(real, { depth: 9 }));
    });
});

describe("JavaScript that is not known", () => {
  check("unbound", "'unknown: the name unbound is not defined in this file'");
  check("unbound + 1", "'unknown: the name unbound is not defined in this file'");
  check("const a = [1]; unbound(a); var r = a", "'unknown: the name unbound is not defined in this file'");
  check(
    "const a = [1, 2]; const o = { a }; unbound(o); var r = a.length",
    "'unknown: the name unbound is not defined in this file'",
  );
  check("Math.random()", "'unknown: Math.random'");
  check("const a = []; if (unbound) a.push(1); var r = a", "'unknown: the name unbound is not defined in this file'");
  check("let n = 1; unbound(() => { n = 2; }); var r = n", "'unknown: the name unbound is not defined in this file'");
  check(
    "const a = []; unbound.on('x', () => { a.push(1); }); var r = a",
    "'unknown: the name unbound is not defined in this file'",
  );
  check("let n = 1; unbound(() => n + 1); var r = n", "1");
  check("[1, 2].map((x) => x > 1 ? x : unbound)", "[ 'unknown: the name unbound is not defined in this file', 2 ]");
  // Calls behind an answer that is not known may happen or not.
  for (const method of ["some", "every", "find", "findIndex", "findLast"]) {
    const seen = (items: string): string =>
      `const seen = []; ${items}.${method}((x) => { seen.push(x); return unbound; });`;
    check(`${seen("[1, 2, 3]")} var r = seen`, "'unknown: the name unbound is not defined in this file'");
    check(`${seen("[4]")} var r = seen`, "[ 4 ]");
  }
  // Methods that JavaScript has, and that are not followed here, may change what they are given.
  const LAST = "[4].findLastIndex((x) => { seen.push(x); return true; })";
  check(`const seen = []; ${LAST}; var r = seen`, "'unknown: findLastIndex of an array'");
  check("[2, 1].toSorted()[0]", "'unknown: toSorted of an array'");
  check("'a'.localeCompare('b')", "'unknown: localeCompare of a string'");
  check("true.constructor", "'unknown: constructor of a boolean'");
  check("(5).toExponential()", "'unknown: toExponential of a number'");
  check("const a = [1]; a[5] = 1; var r = a", "'unknown: a write to an item'");
  check("const a = [1, 2]; a.length = 1; var r = a", "'unknown: a write to .length'");
  check("new Array(3).map(() => 1)", "'unknown: map of an array with holes'");
  check("'abc'.replace('b', '$&$&')", "'unknown: a replacement by a pattern or a function'");
  check("function F() {} var r = new F()", "'unknown: new of the function F'");
  check("typeof unbound", "'unknown: the name unbound is not defined in this file'");
  check(
    "let s = 0; for (const x of unbound) s += x; var r = s",
    "'unknown: the name unbound is not defined in this file'",
  );
  check(
    "const a = [1, 2]; let i = 0; a[i++] += 5; var r = [i, a]",
    "[ 1, 'unknown: an assignment to a place that is itself assigned' ]",
  );
  check(
    "const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); var r = fs[0]()",
    "'unknown: a function of an earlier round of a loop'",
  );
  check("({}).toString()", "'unknown: toString of an object'");
});

describe("JavaScript that makes too much", () => {
  for (const method of ["push", "unshift"])
    it(`a list that grows by ${method} is stopped at the limit`, () => {
      // It doubles, and would hold 131,072 items at the end.
      const { problems } = evaluateJavaScript(`const a = [0];\nfor (let i = 0; i < 17; i++) a.${method}(...a);\n`);
      assert.deepEqual(
        problems.map(({ message }) => message),
        ["stopped: a value of more than 100,000 items"],
      );
    });
});
