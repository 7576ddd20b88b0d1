import * as assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Parsers } from "../../server/src/syntax/parser";
import { parsePython } from "../../server/src/syntax/python";
import { loadTestParsers } from "../support/parsers";
import { printProgram } from "../../server/src/syntax/print-program";
import { KERAS_APPLICATIONS, ROOT } from "../support/paths";
import { brokenNodes } from "./broken-nodes";
import { misplacedNames } from "./names-in-place";

describe("Python is lowered", () => {
  let parsers: Parsers;
  before(async () => {
    parsers = await loadTestParsers();
  });

  /** One test: the source is its title. `expected` has lines of a block indented by two spaces. */
  function expectProgram(source: string, expected: string): void {
    it(JSON.stringify(source), () => {
      const program = parsePython(parsers, source);
      assert.equal(printProgram(program), expected);
      assert.deepEqual(program.errors, []);
      assert.deepEqual(misplacedNames(program, source), []);
    });
  }

  describe("numbers", () => {
    expectProgram("0", "0");
    expectProgram("1_000", "1000");
    expectProgram("0x1F; 0XffL", "31\n255");
    expectProgram("0o17; 0b1_01; 0777", "15\n5\n511");
    expectProgram("00", "0");
    expectProgram("10L", "10");
    expectProgram("1.", "1.0");
    expectProgram("[1., 2.]", "[1.0, 2.0]");
    expectProgram(".5", "0.5");
    expectProgram("1e-3", "0.001");
    expectProgram("1_0.5E+2", "1050.0");
    expectProgram("1e3", "1000.0");
    expectProgram("9007199254740991", "9007199254740991");
    expectProgram("9007199254740993", "<integers beyond 2^53 are not evaluated>");
    expectProgram("3j", "<complex numbers are not evaluated>");
    expectProgram("x = 1 + 2.5J", "x = (1 + <complex numbers are not evaluated>)");
    expectProgram("1e999", "<1e999 is not a number within range>");
  });

  describe("names and constants", () => {
    expectProgram("None; True; False; ...", "None\ntrue\nfalse\n...");
    expectProgram("größe = 1", "größe = 1");
    expectProgram("match = type = print", "match = type = print");
    expectProgram("constructor\ntoString = valueOf", "constructor\ntoString = valueOf");
    expectProgram("# nothing", "");
    expectProgram("", "");
    expectProgram("pass", "");
    expectProgram("\uFEFFa = b", "a = b");
    expectProgram("a = b\r\nc = d\r\n", "a = b\nc = d");
    expectProgram("a = b\rc = d\r", "a = b\nc = d");
  });

  describe("strings", () => {
    expectProgram(`'a"b'`, `"a\\"b"`);
    expectProgram(`""`, `""`);
    expectProgram(`"a" 'b' """c"""`, `"abc"`);
    expectProgram(`x = ("a"\n     "b")`, `x = "ab"`);
    expectProgram(`"""a\n  b"""`, `"a\\n  b"`);
    expectProgram(`'''a\r\nb'''`, `"a\\nb"`);
    expectProgram(`u'a' U"b"`, `"ab"`);
    expectProgram(String.raw`"\n\t\\\'\"\a\b\f\v\r"`, String.raw`"\n\t\\'\"\u0007\b\f\u000b\r"`);
    expectProgram(String.raw`"\x41\u00e9\U0001F600\101\0"`, `"Aé😀A\\u0000"`);
    expectProgram(String.raw`"\d\ "`, String.raw`"\\d\\ "`);
    expectProgram(`"a\\\nb"`, `"ab"`);
    expectProgram(String.raw`r"\d" R'\n'`, String.raw`"\\d\\n"`);
    expectProgram(String.raw`r'\\' r"""\\"""`, String.raw`"\\\\\\\\"`);
    expectProgram(String.raw`"\N{BULLET}"`, "<this string has an escape sequence that is not evaluated>");
    expectProgram(String.raw`"\U00110000"`, "<this string has an escape sequence that is not evaluated>");
    expectProgram(String.raw`r"\N{BULLET}"`, String.raw`"\\N{BULLET}"`);
    expectProgram(`b"a"`, "<bytes are not evaluated>");
    expectProgram(`Rb'a' B"c"`, "<bytes are not evaluated>");
    expectProgram("`a`", "<backquotes of Python 2 are not evaluated>");
    expectProgram(`"%d" % 3`, `("%d" % 3)`);
    expectProgram(`"{}".format(a)`, `"{}".format(a)`);
    expectProgram(`"# latency: no comment"`, `"# latency: no comment"`);
  });

  describe("formatted strings", () => {
    expectProgram(`f"a{b}c"`, `f<"a" {b} "c">`);
    expectProgram(`f"  {a}  b  "`, `f<"  " {a} "  b  ">`);
    expectProgram(`f"{a}{b}"`, `f<{a} {b}>`);
    expectProgram(`f"plain"`, `"plain"`);
    expectProgram(`F"{{{a}}}"`, `f<"{" {a} "}">`);
    expectProgram(`f"{{a}}"`, `"{a}"`);
    expectProgram(`f"{a!r}{b!s:>10}"`, `f<{a!r} {b!s:f<">10">}>`);
    expectProgram(`f"{a:{w}.{p}f}"`, `f<{a:f<{w} "." {p} "f">}>`);
    expectProgram(`f"{a:02d}_{b:,}"`, `f<{a:f<"02d">} "_" {b:f<",">}>`);
    expectProgram(`f"{a=}"`, `f<"a=" {a!r}>`);
    expectProgram(`f"{a + b = :.2f}"`, `f<"a + b = " {(a + b):f<".2f">}>`);
    expectProgram(`f"{a=!s}"`, `f<"a=" {a!s}>`);
    expectProgram(`"a" f"{b}" "c" 'd'`, `f<"a" {b} "cd">`);
    expectProgram(`"{a}" f"{b}"`, `f<"{a}" {b}>`);
    expectProgram(`f"{d['k']}"`, `f<{d["k"]}>`);
    expectProgram(`f"{d["k"]}"`, `f<{d["k"]}>`);
    expectProgram(`f"{a, b}"`, `f<{(a, b)}>`);
    expectProgram(`f"{a if b else c}"`, `f<{(a if b else c)}>`);
    expectProgram(`f"{ {'a': 1}['a'] }"`, `f<{{"a": 1}["a"]}>`);
    expectProgram(`f"{(lambda x: x)(1)}"`, `f<{(lambda x: x)(1)}>`);
    expectProgram(String.raw`fr"\d{a}\n"`, String.raw`f<"\\d" {a} "\\n">`);
    expectProgram(String.raw`f"\t{a}\x41"`, String.raw`f<"\t" {a} "A">`);
    expectProgram(String.raw`f"\x7b{a}\x7d"`, `f<"{" {a} "}">`);
    expectProgram(`f'''{\na\n}'''`, `f<{a}>`);
    expectProgram(`f"{f'{a}'}"`, `f<{f<{a}>}>`);
    expectProgram(`f"block{i}_conv{j+1}"`, `f<"block" {i} "_conv" {(j + 1)}>`);
  });

  describe("operators", () => {
    expectProgram("a + b * c", "(a + (b * c))");
    expectProgram("(a + b) * c", "((a + b) * c)");
    expectProgram("-a ** -b", "(-(a ** (-b)))");
    expectProgram("a - b - c", "((a - b) - c)");
    expectProgram("a // b % c / d @ e", "((((a // b) % c) / d) @ e)");
    expectProgram("a << 1 | b >> 2 & c", "((a << 1) | ((b >> 2) & c))");
    expectProgram("a & b ^ c & d | e", "(((a & b) ^ (c & d)) | e)");
    expectProgram("a ^ b & ~c ^ d", "((a ^ (b & (~c))) ^ d)");
    expectProgram("a & (b ^ c)", "(a & (b ^ c))");
    expectProgram("+a", "(+a)");
    expectProgram("not a and b or c", "(((not a) and b) or c)");
    expectProgram("a < b", "(a < b)");
    expectProgram("a < b <= c != d", "(a < b <= c != d)");
    expectProgram("a not in b", "(a not in b)");
    expectProgram("a is not None", "(a is not None)");
    expectProgram("a is  not b in c", "(a is not b in c)");
    expectProgram("not a in b", "(not (a in b))");
    expectProgram("a <> b", "(a != b)");
    expectProgram("a if b else c if d else e", "(a if b else (c if d else e))");
    expectProgram("a + \\\n  b", "(a + b)");
  });

  describe("attributes, subscripts and calls", () => {
    expectProgram("a.b.c", "a.b.c");
    expectProgram("a\\\n.b", "a.b");
    expectProgram("a[0]", "a[0]");
    expectProgram("a[-1][0]", "a[(-1)][0]");
    expectProgram("a[1, 2]", "a[(1, 2)]");
    expectProgram("a[1,]", "a[(1,)]");
    expectProgram("a[:]", "a[::]");
    expectProgram("a[1:]", "a[1::]");
    expectProgram("a[:2]", "a[:2:]");
    expectProgram("a[1:2:3]", "a[1:2:3]");
    expectProgram("a[::2]", "a[::2]");
    expectProgram("a[1::2]", "a[1::2]");
    expectProgram("a[:, ::2]", "a[(::, ::2)]");
    expectProgram("a[..., 0]", "a[(..., 0)]");
    expectProgram("a[:-1]", "a[:(-1):]");
    expectProgram("a[*b]", "a[(*b,)]");
    expectProgram("a[b:=1]", "a[(b := 1)]");
    expectProgram("f()", "f()");
    expectProgram("f(a, *b, c=1, **d)", "f(a, *b, c=1, **d)");
    expectProgram("f(a,)", "f(a)");
    expectProgram("f(\n  a, # first\n  b\n)", "f(a, b)");
    expectProgram("f(x for x in y)", "f(generator<x for x in y>)");
    expectProgram("f((x for x in y), 1)", "f(generator<x for x in y>, 1)");
    expectProgram("f(print=1, match=2)", "f(print=1, match=2)");
    expectProgram("f(a)(b)(c)", "f(a)(b)(c)");
    expectProgram("f(a := 1)", "f((a := 1))");
    expectProgram("print(a, file=b)", "print(a, file=b)");
    expectProgram("print ('a'), b", '(print("a"), b)');
    expectProgram("Conv2D(64, (3, 3), padding='same')(x)", 'Conv2D(64, (3, 3), padding="same")(x)');
  });

  describe("collections", () => {
    expectProgram("[]", "[]");
    expectProgram("[1, *a, 2,]", "[1, *a, 2]");
    expectProgram("[*a.b(c)[0]]", "[*a.b(c)[0]]");
    expectProgram("[*a + b]", "[*(a + b)]");
    expectProgram("x = *a.b, c", "x = (*a.b, c)");
    expectProgram("*a.b, c = d", "[*a.b, c] = d");
    expectProgram("()", "()");
    expectProgram("(1,)", "(1,)");
    expectProgram("(1)", "1");
    expectProgram("(1, 2)", "(1, 2)");
    expectProgram("1, 2", "(1, 2)");
    expectProgram("1,", "(1,)");
    expectProgram("*a, b", "(*a, b)");
    expectProgram("{}", "{}");
    expectProgram("{1, 2}", "{1, 2}");
    expectProgram("{*a, 1}", "{*a, 1}");
    expectProgram("{'a': 1, **b, c: d,}", '{"a": 1, **b, c: d}');
    expectProgram("[i for i in a]", "list<i for i in a>");
    expectProgram("[i for i in a if b if c for j in d if e]", "list<i for i in a if b if c for j in d if e>");
    expectProgram("{i for i in a}", "set<i for i in a>");
    expectProgram("{k: v for k, v in a.items()}", "dictionary<k: v for [k, v] in a.items()>");
    expectProgram("(i for i in a)", "generator<i for i in a>");
    expectProgram("[i for i in 1, 2]", "list<i for i in (1, 2)>");
    expectProgram("[i async for i in a]", "list<i for i in a>");
    expectProgram("[(a, b) for a, (b, *c) in d]", "list<(a, b) for [a, [b, *c]] in d>");
  });

  describe("lambda, yield, await, walrus", () => {
    expectProgram("lambda: 0", "(lambda : 0)");
    expectProgram("lambda x, y=1, *z, **k: x", "(lambda x, y=1, *z, **k: x)");
    expectProgram("lambda *, a: a", "(lambda *, a: a)");
    expectProgram("lambda x: lambda y: x + y", "(lambda x: (lambda y: (x + y)))");
    expectProgram("(y := f(x))", "(y := f(x))");
    expectProgram("await a.b()", "(await a.b())");
    expectProgram("x = await y", "x = (await y)");
    expectProgram("def f():\n  x = yield", "def* f():\n  x = (yield)");
    expectProgram("def f():\n  yield 1, 2", "def* f():\n  (yield (1, 2))");
    expectProgram("def f():\n  yield from a", "def* f():\n  (yield from a)");
    expectProgram("def f():\n  g = lambda: (yield)", "def f():\n  def g():\n    return (yield)");
    expectProgram("def f():\n  def g():\n    yield 1\n  return g", "def f():\n  def* g():\n    (yield 1)\n  return g");
  });

  describe("assignments", () => {
    expectProgram("a = b = 1", "a = b = 1");
    expectProgram("a: int = 3", "a = 3");
    expectProgram("a: List[int]", "a declared");
    expectProgram("self.a: int = 3", "self.a = 3");
    expectProgram("a, b = c", "[a, b] = c");
    expectProgram("a, *b = c", "[a, *b] = c");
    expectProgram("*a, = c", "[*a] = c");
    expectProgram("a, = c", "[a] = c");
    expectProgram("(a, b), c = d", "[[a, b], c] = d");
    expectProgram("[a, b] = c", "[a, b] = c");
    expectProgram("(a) = c", "a = c");
    expectProgram("a.b[c].d = e", "a.b[c].d = e");
    expectProgram("a[1:2], b = c, d", "[a[1:2:], b] = (c, d)");
    expectProgram("a = *b, c", "a = (*b, c)");
    expectProgram("a = b, c = d", "a = [b, c] = d");
    for (const operator of ["+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^"])
      expectProgram(`a ${operator}= 1`, `a ${operator}= 1`);
    expectProgram("a.b += 1, 2", "a.b += (1, 2)");
    expectProgram("a = 1; b = 2;", "a = 1\nb = 2");
  });

  describe("simple statements", () => {
    expectProgram("import a", "import a");
    expectProgram("import a.b as c, d", "import a.b as c\nimport d");
    expectProgram("from a.b import c as d, e", "from a.b import c as d, e");
    expectProgram("from . import a", "from . import a");
    expectProgram("from ..a.b import (c,\n  d)", "from ..a.b import c, d");
    expectProgram("from ... import a", "from ... import a");
    expectProgram("from a import *", "from a import *");
    expectProgram("from __future__ import division", "from __future__ import division");
    expectProgram("return", "return");
    expectProgram("return a, *b", "return (a, *b)");
    expectProgram("raise", "raise");
    expectProgram("raise A('b') from c", 'raise A("b")');
    expectProgram("raise A, 'b'", "raise A");
    expectProgram("assert a, 'b'", "assert a");
    expectProgram("del a", "del a");
    expectProgram("del a.b, c[0]", "del a.b, c[0]");
    expectProgram("del (a, b)", "del [a, b]");
    expectProgram("global a, b", "global a, b");
    expectProgram("nonlocal a", "nonlocal a");
    expectProgram("print 'a', b", "<broken statement: print statement of Python 2; no names>");
    expectProgram("print >>f, 'a'", "<broken statement: print statement of Python 2; no names>");
    expectProgram("exec 'a'", "<broken statement: exec statement of Python 2; no names>");
    expectProgram("type A = int", "<broken statement: type aliases are not evaluated; A>");
  });

  describe("compound statements", () => {
    expectProgram("if a: b", "if a:\n  b");
    expectProgram("if a:\n  b\nelse:\n  c", "if a:\n  b\nelse:\n  c");
    expectProgram(
      "if a:\n  1\nelif b:\n  2\nelif c:\n  3\nelse:\n  4",
      "if a:\n  1\nelse:\n  if b:\n    2\n  else:\n    if c:\n      3\n    else:\n      4",
    );
    expectProgram("if a:\n  import b\nelse:\n  import c as b", "if a:\n  import b\nelse:\n  import c as b");
    expectProgram("if a: b; c", "if a:\n  b\n  c");
    expectProgram("for i in range(3):\n  a\n  break", "for i in range(3):\n  a\n  break");
    expectProgram("for i, (j, k) in a: continue", "for [i, [j, k]] in a:\n  continue");
    expectProgram("for i in 1, 2: a", "for i in (1, 2):\n  a");
    expectProgram("for i in a:\n  b\nelse:\n  c", "for i in a:\n  b\nelse:\n  c");
    expectProgram("for a.b, c[0] in d: e", "for [a.b, c[0]] in d:\n  e");
    expectProgram("async def f():\n  async for i in a: b", "def f():\n  for i in a:\n    b");
    expectProgram("while a:\n  b\nelse:\n  c", "while a:\n  b\nelse:\n  c");
    expectProgram("with a: b", "with a:\n  b");
    expectProgram("with a as b, c() as (d, e): f", "with a as b, c() as [d, e]:\n  f");
    expectProgram("with (a as b, c): d", "with a as b, c:\n  d");
    expectProgram("with a if b else c as d: e", "with (a if b else c) as d:\n  e");
    expectProgram("with (a): d", "with a:\n  d");
    expectProgram("async def f():\n  async with a as b: c", "def f():\n  with a as b:\n    c");
    expectProgram(
      "try:\n  a\nexcept A as e:\n  b\nexcept (B, C):\n  c\nexcept:\n  d\nelse:\n  e\nfinally:\n  f",
      "try:\n  a\nexcept A as e:\n  b\nexcept (B, C):\n  c\nexcept:\n  d\nelse:\n  e\nfinally:\n  f",
    );
    expectProgram("try: a\nexcept A, e: b", "try:\n  a\nexcept A as e:\n  b");
    expectProgram("try: a\nexcept* A as e: b", "try:\n  a\nexcept as e:\n  b");
    expectProgram(
      "match a, b:\n  case [1 | -2, *c] if c: d\n  case {'k': None, **r}: e\n  case A.P(x, y=_) as p: f\n  case (B.c): g\n  case _: h",
      'match (a, b)\n  case [(1 | (-2)), *c] if c:\n    d\n  case {"k": is None, **r}:\n    e\n  case (A.P(x, y=_) as p):\n    f\n  case B.c:\n    g\n  case _:\n    h',
    );
  });

  describe("definitions", () => {
    expectProgram("def f(): pass", "def f():");
    expectProgram("def f(a, b=1): return a", "def f(a, b=1):\n  return a");
    expectProgram("def f(a, /, b, *, c, d=1): pass", "def f(a/, b, *, c, *, d=1):");
    expectProgram("def f(a=1, /): pass", "def f(a=1/):");
    expectProgram("def f(*args, a, **kwargs): pass", "def f(*args, *, a, **kwargs):");
    expectProgram("def f(a: int, b: str = 'x', *c: int, **d: A[B]) -> C: pass", 'def f(a, b="x", *c, **d):');
    expectProgram("def f(a, (b, c)): pass", "def f(a, [b, c]):");
    expectProgram("def f[T](a: T): pass", "def f(a):");
    expectProgram("async def f(): pass", "def f():");
    expectProgram("@a\n@b.c(1)\ndef f(): pass", "@a\n@b.c(1)\ndef f():");
    expectProgram('def f():\n  "doc"\n  # comment\n  return 1', 'def f():\n  "doc"\n  return 1');
    expectProgram("class A: pass", "class A():");
    expectProgram("class A(): pass", "class A():");
    expectProgram("class A(B, metaclass=C): x = 1", "class A(B, metaclass=C):\n  x = 1");
    expectProgram("@a\nclass B(*c): pass", "@a\nclass B(*c):");
    expectProgram("class A[T]: pass", "class A():");
    expectProgram(
      "class A:\n\tdef f(self):\n\t\treturn 1\n\tx = 2",
      "class A():\n  def f(self):\n    return 1\n  x = 2",
    );
  });

  describe("whole files", () => {
    it("the fixture, every name in its place", () => {
      const source = readFileSync(path.join(ROOT, "test/syntax/fixtures/network.py"), "utf8");
      const program = parsePython(parsers, source);
      assert.deepEqual(program.errors, []);
      assert.deepEqual(misplacedNames(program, source), []);
      assert.equal(brokenNodes(program).length, 0);
    });

    it("the packaged keras_applications of this machine, if any", function () {
      if (!existsSync(KERAS_APPLICATIONS)) return this.skip();
      for (const name of readdirSync(KERAS_APPLICATIONS).filter((file) => file.endsWith(".py"))) {
        const source = readFileSync(path.join(KERAS_APPLICATIONS, name), "utf8");
        const program = parsePython(parsers, source);
        assert.deepEqual(program.errors, [], name);
        assert.deepEqual(brokenNodes(program), [], name);
        assert.deepEqual(misplacedNames(program, source), [], name);
      }
    });

    it("nesting beyond every sensible depth is broken, not a crash", () => {
      const source = `x = ${"(".repeat(5000)}1${")".repeat(5000)}\ny = ${"a + ".repeat(20_000)}a\nb = 2`;
      const program = parsePython(parsers, source);
      const [x, y, b] = printProgram(program).split("\n");
      assert.match(x ?? "", /nested this deep is not evaluated/);
      assert.match(y ?? "", /nested this deep is not evaluated/);
      assert.equal(b, "b = 2");
    });
  });
});
