import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parseJavaScript, type JavaScriptDialect } from "../../server/src/syntax/javascript";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";
import { printProgram } from "../../server/src/syntax/print-program";
import { ROOT } from "../support/paths";
import { brokenNodes } from "./broken-nodes";
import { misplacedNames } from "./names-in-place";

describe("JavaScript is lowered", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /** One test: the source is its title. `expected` has lines of a block indented by two spaces. */
  function expectProgram(source: string, expected: string, dialect: JavaScriptDialect = "javascript"): void {
    it(JSON.stringify(source), () => {
      const program = parseJavaScript(parsers, source, dialect);
      assert.equal(program.language, "javascript");
      assert.equal(printProgram(program), expected);
      assert.deepEqual(program.errors, []);
      assert.deepEqual(misplacedNames(program, source), []);
    });
  }

  function expectTypeScript(source: string, expected: string): void {
    expectProgram(source, expected, "typescript");
  }

  describe("literals", () => {
    expectProgram("0; 1_000; 0x1F; 0o17; 0b101; 017", "0\n1000\n31\n15\n5\n15");
    expectProgram("1.0; .5; 1e3; 1e-3", "1\n0.5\n1000\n0.001");
    expectProgram("9007199254740991; 9007199254740992", "9007199254740991\n9007199254740992.0");
    expectProgram("10n", "<big integers are not evaluated>");
    expectProgram("1e999", "<1e999 is not a number within range>");
    expectProgram("null; undefined; true; false; NaN", "None\nundefined\ntrue\nfalse\nNaN");
    expectProgram("x = /a'(/g.test(y)", "x = <regular expressions are not evaluated>.test(y)");
    expectProgram(`'a"b' + ""`, `("a\\"b" + "")`);
    expectProgram(String.raw`"\n\t\\\'\"\b\0\x41\u00e9\u{1F600}\q"`, String.raw`"\n\t\\'\"\b\u0000Aé😀q"`);
    expectProgram('"a\\\nb"', '"ab"');
    expectProgram("größe = $ = _", "größe = $ = _");
    expectProgram("", "");
    expectProgram("// nothing", "");
    expectProgram("#!/usr/bin/env node\n;;a", "a");
    expectProgram("\uFEFFa = b\r\nc = d\r", "a = b\nc = d");
    expectProgram("a = b\rc = d", "a = b\nc = d");
  });

  describe("templates", () => {
    expectProgram("`a`", '"a"');
    expectProgram("``", '""');
    expectProgram("`a${b}c`", 'f<"a" {b} "c">');
    expectProgram("`${a}${b}`", "f<{a} {b}>");
    expectProgram("`  ${a}  b `", 'f<"  " {a} "  b ">');
    expectProgram("`conv${i + 1}_${`x${j}`}`", 'f<"conv" {(i + 1)} "_" {f<"x" {j}>}>');
    expectProgram("`a\\n\\${b}\nc`", '"a\\n${b}\\nc"');
    expectProgram("`a\r\nb`", '"a\\nb"');
    expectProgram("tag`a`", "<tagged templates are not evaluated>");
  });

  describe("operators", () => {
    expectProgram("a + b * c ** d", "(a + (b * (c ** d)))");
    expectProgram("a % b / c - d", "(((a % b) / c) - d)");
    expectProgram("a >>> 1 | b >> 2 & c ^ d << 3", "((a >>> 1) | (((b >> 2) & c) ^ (d << 3)))");
    expectProgram("-a + +b - ~c", "(((-a) + (+b)) - (~c))");
    expectProgram("!a && b || c", "(((not a) and b) or c)");
    expectProgram("(a ?? b) || c", "((a ?? b) or c)");
    expectProgram("a == b; a != b; a === b; a !== b", "(a == b)\n(a != b)\n(a === b)\n(a !== b)");
    expectProgram("a < b; a >= b; a in b; a instanceof b", "(a < b)\n(a >= b)\n(a in b)\n(a instanceof b)");
    expectProgram("typeof a; void 0", "(typeof a)\n(void 0)");
    expectProgram("a ? b : c ? d : e", "(b if a else (d if c else e))");
    expectProgram("x = (a, b, c)", "x = [a, b, c][2]");
    expectProgram("x = i++ + --j", "x = (((i += 1) - 1) + (j -= 1))");
    expectProgram("x = (a = b) + (c += d)", "x = ((a := b) + (c += d))");
    expectProgram("x = (a ||= b)", "x = (a := (a or b))");
    expectProgram("x = delete a.b", "x = <a deletion within an expression is not evaluated>");
  });

  describe("attributes, subscripts and calls", () => {
    expectProgram("a.b.c", "a.b.c");
    expectProgram("a?.b?.[0]?.(1).c", "a?.b?.[0]?.(1).c");
    expectProgram("a[0]['b']", 'a[0]["b"]');
    expectProgram("f(a, ...b, {c: 1})", 'f(a, *b, {"c": 1})');
    expectProgram("new A(b).c(d); new A", "new A(b).c(d)\nnew A()");
    expectProgram("this.a.b(super.c)", "this.a.b(super.c)");
    expectProgram("this.#a", "this.#a");
    expectProgram(
      "tf.layers.conv2d({filters: 32, kernelSize: [3, 3]}).apply(x)",
      'tf.layers.conv2d({"filters": 32, "kernelSize": [3, 3]}).apply(x)',
    );
    expectProgram("a\n  .b()\n  .c()", "a.b().c()");
    expectProgram("import.meta.url", '<"meta property" is not evaluated>.url');
  });

  describe("collections", () => {
    expectProgram("[]; [1, ...a, 2,]", "[]\n[1, *a, 2]");
    expectProgram("({})", "{}");
    expectProgram("x = {a, b: 1, 'c d': 2, 5: 6, [e]: f, ...g}", 'x = {"a": a, "b": 1, "c d": 2, "5": 6, e: f, **g}');
    expectProgram("x = {f(a) { return a }}", 'x = {"f": (function a: return a)}');
    expectProgram(
      "x = {get a() { return 1 }}",
      'x = {"a": <getters and setters of object literals are not evaluated>}',
    );
    expectProgram("x = <A b={1}>c</A>", "x = <JSX is not evaluated>", "jsx");
    expectProgram("x = <></>", "x = <JSX is not evaluated>", "tsx");
    expectProgram("x = f(class {})", "x = f(<classes as values are not evaluated>)");
  });

  describe("functions", () => {
    expectProgram("f(x => x + 1)", "f((lambda x: (x + 1)))");
    expectProgram("f((a, b = 1, {c, d: e}, [g], ...h) => ({}))", "f((lambda a, b=1, {c: c, d: e}, [g], *h: {}))");
    expectProgram("f(async () => { await a; return b })", "f((lambda : (await a); return b))");
    expectProgram("f(function (a) { return a })", "f((function a: return a))");
    expectProgram("f(function* () { yield 1 })", "f(<generators as values are not evaluated>)");
    expectProgram("const f = x => x", "def f(x):\n  return x");
    expectProgram("const f = async function g(x) { return x }", "def f(x):\n  return x");
    expectProgram("let a = 1, f = () => a", "a = 1\ndef f():\n  return a");
    expectProgram("function f(a, b = 2) { return a }", "def f(a, b=2):\n  return a");
    expectProgram("async function f() { return await a }", "def f():\n  return (await a)");
    expectProgram("function* f() { yield 1; yield* a; yield }", "def* f():\n  (yield 1)\n  (yield from a)\n  (yield)");
    expectProgram(
      "a = f();\nfunction f() { return g(); function g() {} }",
      "def f():\n  def g():\n  return g()\na = f()",
    );
    it("an arrow has the `this` around it", () => {
      const { body } = parseJavaScript(parsers, "const f = () => 1; function g() {}", "javascript");
      assert.deepEqual(
        body.map((statement) => (statement.kind === "function" ? [statement.name, statement.ownThis] : null)),
        [["g", true], ["f", false]], // prettier-ignore
      );
    });
  });

  describe("variables of functions around", () => {
    expectProgram("let a; function f() { a = 1 }", "def f():\n  global a\n  a = 1\na = undefined");
    expectProgram("function f() { let a = 1; a = 2; b++ }", "def f():\n  global b\n  a = 1\n  a = 2\n  b += 1");
    expectProgram("function f(a) { a = 1 }", "def f(a):\n  a = 1");
    expectProgram(
      "function f() { g(); let a = 1; function g() { a += 1 } }",
      "def f():\n  def g():\n    nonlocal a\n    a += 1\n  g()\n  a = 1",
    );
    expectProgram("function f() { for (const i of a) b = i }", "def f():\n  global b\n  for i in a:\n    b = i");
    expectProgram("function f() { for (i in a); }", "def f():\n  global i\n  for i in keys of a:");
    expectProgram("f(() => n = 1)", "f((lambda : global n; return (n := 1)))");
    expectProgram("function f() { [a, b.c] = d }", "def f():\n  global a\n  [a, b.c] = d");
  });

  describe("variables of blocks", () => {
    expectProgram(
      "let x = 1; for (const y of a) { const x = 2; if (b) break } g(x)",
      "x = 1\n(x around 11) = x\nfor y in a:\n  (x around 30) = x\n  x = 2\n  if b:\n    break\n  x = (x around 30)\nx = (x around 11)\ng(x)",
    );
    expectProgram("if (a) { const x = 2 } else { const x = 3 }", "if a:\n  x = 2\nelse:\n  x = 3");
    expectProgram("for (let i of a) b; for (let i of c) d", "for i in a:\n  b\nfor i in c:\n  d");
    expectProgram(
      "for (const i of a) for (const i of b) c(i)",
      "for i in a:\n  (i around 19) = i\n  for i in b:\n    c(i)\n  i = (i around 19)",
    );
    expectProgram("function f(x) { { let x = 1 } }", "def f(x):\n  (x around 16) = x\n  x = 1\n  x = (x around 16)");
    expectProgram("var x = 1; { var x = 2 }", "x = 1\nx = 2");
    expectProgram("let x = 1; f(() => { let x = 2 })", "x = 1\nf((lambda : x = 2))");
  });

  describe("declarations and assignments", () => {
    expectProgram("const a = 1; let b = 2, c; var d", "a = 1\nb = 2\nc = undefined\nd = undefined");
    expectProgram("a = b = c", "a = b = c");
    expectProgram("a.b = 1; a[0] = 2", "a.b = 1\na[0] = 2");
    expectProgram("const [a, , b, ...c] = d", "[a, <no name stands here>, b, *c] = d");
    expectProgram("const [a = 1, b] = c", "{0: a = 1, 1: b} = c");
    expectProgram(
      "const {a, b: c, d = 1, 'e': f = 2, g: {h}, ...i} = j",
      "{a: a, b: c, d: d = 1, e: f = 2, g: {h: h}, ...i} = j",
    );
    expectProgram("[a, b] = [b, a]", "[a, b] = [b, a]");
    expectProgram("({a, b: c.d} = e)", "{a: a, b: c.d} = e");
    for (const operator of ["+", "-", "*", "/", "%", "**", "<<", ">>", ">>>", "&", "|", "^"])
      expectProgram(`a ${operator}= 1`, `a ${operator}= 1`);
    expectProgram("a ??= 1; b ||= 2; c &&= 3", "a = (a ?? 1)\nb = (b or 2)\nc = (c and 3)");
    expectProgram("i++; --j; a.b++", "i += 1\nj -= 1\na.b += 1");
    expectProgram("a = 1, b()", "a = 1\nb()");
    expectProgram("delete a.b; delete a[0]", "del a.b\ndel a[0]");
  });

  describe("control flow", () => {
    expectProgram("if (a) b; else if (c) { d } else e", "if a:\n  b\nelse:\n  if c:\n    d\n  else:\n    e");
    expectProgram(
      "for (let i = 0; i < 3; i++) { a; continue }",
      "i = 0\nwhile (i < 3):\n  a\n  continue\nupdate:\n  i += 1",
    );
    expectProgram(
      "for (let i = 0, j = 9; i < j; i++, j--);",
      "i = 0\nj = 9\nwhile (i < j):\nupdate:\n  i += 1\n  j -= 1",
    );
    expectProgram("for (i = 0; ; ) break", "i = 0\nwhile true:\n  break");
    expectProgram("for (;;) { break }", "while true:\n  break");
    expectProgram("for (const [k, v] of Object.entries(a)) b", "for [k, v] in Object.entries(a):\n  b");
    expectProgram("for (const k in a) b", "for k in keys of a:\n  b");
    expectProgram("async () => { for await (const x of y) z }", "(lambda : for x in y:;   z)");
    expectProgram("while (a) { b }", "while a:\n  b");
    expectProgram("do { a } while (b)", "while true:\n  a\nupdate:\n  if b:\n  else:\n    break");
    expectProgram("try { a } catch (e) { b } finally { c }", "try:\n  a\nexcept as e:\n  b\nfinally:\n  c");
    expectProgram("try { a } catch { b }", "try:\n  a\nexcept:\n  b");
    expectProgram("throw new Error('a')", 'raise new Error("a")');
    expectProgram("{ a; { b } }", "a\nb");
    expectProgram("debugger; 'use strict'", '"use strict"');
    expectProgram("loop: for (;;) a", "while true:\n  a");
    expectProgram(
      "loop: for (const i of a) { b = 1; break loop }",
      "<broken statement: jumps to labels are not evaluated; i b>",
    );
  });

  describe("switches", () => {
    expectProgram(
      "switch (a) { case 1: b; break; case 2: c; return; default: d }",
      "if (a === 1):\n  b\nelse:\n  if (a === 2):\n    c\n    return\n  else:\n    d",
    );
    expectProgram("switch (a) { case 1: case 2: { b; break } }", "if ((a === 1) or (a === 2)):\n  b");
    expectProgram("switch (a) { case 1: b; case 2: c }", "if (a === 1):\n  b\n  c\nelse:\n  if (a === 2):\n    c");
    expectProgram("switch (a) { default: b; break; case 1: c }", "if (a === 1):\n  c\nelse:\n  b");
    expectProgram("switch (f(a)) { case b: c }", "(switch) = f(a)\nif ((switch) === b):\n  c");
    expectProgram("switch (a) { case 1: for (;;) { break } }", "if (a === 1):\n  while true:\n    break");
    expectProgram(
      "switch (a) { case 1: if (b) break; c = 1; d.e() }",
      '<broken statement: a "break" within a statement of a case is not evaluated; c d>',
    );
  });

  describe("classes", () => {
    expectProgram("class A {}", "class A():");
    expectProgram(
      "class A extends tf.layers.Layer { call(x) { return x } }",
      "class A(tf.layers.Layer):\n  def call(x):\n    return x",
    );
    expectProgram("const A = class extends B {}", "class A(B):");
    expectProgram(
      "class A { static f() {} get b() { return 1 } set b(v) {} async *g() {} #h() {} }",
      "class A():\n  @static\n  def f():\n  @get\n  def b():\n    return 1\n  @set\n  def b(v):\n  def* g():\n  def #h():",
    );
    expectProgram(
      "class A { static a = 1; static { b() } }",
      "class A():\n  a = 1\n  @static\n  def (static block) 1():\n    b()",
    );
    expectProgram(
      "class A { a = 1; b; c = () => this.a }",
      "class A():\n  def constructor():\n    this.a = 1\n    this.b = undefined\n    this.c = (lambda : this.a)",
    );
    expectProgram(
      "class A extends B { a = 1; constructor(c) { super(c); this.c = c } }",
      "class A(B):\n  def constructor(c):\n    super(c)\n    this.a = 1\n    this.c = c",
    );
    expectProgram(
      "class A extends B { a = 1 }",
      "class A(B):\n  def constructor(*args):\n    super(*args)\n    this.a = 1",
    );
    expectProgram(
      "class A { [f()]() {} }",
      "class A():\n  <broken statement: methods with computed names are not evaluated; no names>",
    );
    expectTypeScript("@a class B { @c d() {} }", "@a\nclass B():\n  @c\n  def d():");
  });

  describe("modules", () => {
    expectProgram("import * as tf from '@tensorflow/tfjs'", "import @tensorflow/tfjs as tf");
    expectProgram("import a, {b, c as d} from './m'", "from ./m import default as a, b, c as d");
    expectProgram("import a, * as b from 'm'", "from m import default as a\nimport m as b");
    expectProgram("import 'm'", "from m import ");
    expectProgram("const tf = require('m')", "import m as tf");
    expectProgram("const {a, b: c} = require('m')", "from m import a, b as c");
    expectProgram("const tf = await import('m')", "import m as tf");
    expectProgram("const a = require('m').b", 'a = require("m").b');
    expectProgram("const a = require(b)", "a = require(b)");
    expectProgram("export const a = 1; export function f() {}", "def f():\na = 1");
    expectProgram("export default a + 1", "default = (a + 1)");
    expectProgram("export default function f() {}", "def f():\ndefault = f");
    expectProgram("export default function () { return 1 }", "default = (function : return 1)");
    expectProgram("export default () => 1", "default = (lambda : 1)");
    expectProgram("export default class A {}", "class A():\ndefault = A");
    expectProgram("export default class {}", "class default():");
    expectProgram("export {a, b as c}", "c = b");
    expectProgram("export {a, b as c} from 'm'", "from m import a, b as c");
    expectProgram("export * from 'm'", "from m import *");
    expectProgram("export * as n from 'm'", "import m as n");
    expectProgram("module.exports = {a}", "");
    expectProgram("module.exports = {a, b: 3, 'c': 4, get d() { return 5; }, [e]: 6, ...f}", "b = 3");
    expectProgram("exports.a = b", "a = b");
    expectProgram("const a = 1; exports.a = 2", "a = 1\nexports.a = 2");
    expectProgram("let m; m = require('n')", "m = undefined\nimport n as m");
  });

  describe("types of TypeScript say nothing at run time", () => {
    expectTypeScript("const a: number[] = b as any, c = <T>d", "a = b\nc = d");
    expectTypeScript("a!.b = c satisfies D", "a.b = c");
    expectTypeScript("f<A>(b)", "f(b)");
    expectTypeScript("function f<T>(this: A, a?: number, b: string = 'x', ...c: T[]): void {}", 'def f(a, b="x", *c):');
    expectTypeScript("interface A { b: number } type C = A | null; declare const d: A;", "");
    expectTypeScript("function f(a: number): void; function f(a) {}", "def f(a):");
    expectTypeScript("import type {A} from 'm'; import {type B, c} from 'm'", "from m import c");
    expectTypeScript("export type {A} from 'm'; export interface B {}; export type C = 1", "");
    expectTypeScript("import a = require('m')", "import m as a");
    expectTypeScript("enum A { B, C = 5, D, 'E' = 's' }", 'A = {"B": 0, "C": 5, "D": 6, "E": "s"}');
    expectTypeScript("enum A { B = f(), C }", 'A = {"B": f(), "C": <this member\'s number is not known>}');
    expectTypeScript(
      "class A<T> implements B { private readonly a: number = 1; declare b: string; c!: T; abstract d(): void; e(x: T): T; e(x) { return x } }",
      "class A():\n  def constructor():\n    this.a = 1\n    this.c = undefined\n  def e(x):\n    return x",
    );
    expectTypeScript(
      "class A extends B { constructor(private a: number, readonly b = 2, c?: T) { super(); c } }",
      "class A(B):\n  def constructor(a, b=2, c):\n    super()\n    this.a = a\n    this.b = b\n    c",
    );
    expectTypeScript("namespace N { export const a = 1 }", "<broken statement: namespaces are not evaluated; N>");
  });

  describe("whole files", () => {
    for (const [file, dialect] of [
      ["network.js", "javascript"],
      ["network.ts", "typescript"],
    ] as const)
      it(`${file}, every name in its place`, () => {
        const source = readFileSync(path.join(ROOT, "test/syntax/fixtures", file), "utf8");
        const program = parseJavaScript(parsers, source, dialect);
        assert.deepEqual(program.errors, []);
        assert.deepEqual(misplacedNames(program, source), []);
        assert.deepEqual(brokenNodes(program), []);
      });

    it("nesting beyond every sensible depth is broken, not a crash", () => {
      const source = `x = ${"(".repeat(5000)}1${")".repeat(5000)}\ny = ${"a + ".repeat(20_000)}a\nb = 2`;
      const program = parseJavaScript(parsers, source, "javascript");
      const [x, y, b] = printProgram(program).split("\n");
      assert.match(x ?? "", /nested this deep is not evaluated/);
      assert.match(y ?? "", /nested this deep is not evaluated/);
      assert.equal(b, "b = 2");
    });
  });
});
