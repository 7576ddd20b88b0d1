import { check, prepareEvaluation } from "../support/eval";

before(prepareEvaluation);

describe("statements", () => {
  check("r = 0\nfor i in range(10):\n  if i == 3: continue\n  if i == 6: break\n  r += i\nelse:\n  r = -1", "12");
  check("for i in []:\n  pass\nelse:\n  r = 'else'", "'else'");
  check("r = 0\nwhile r < 5:\n  r += 2\nelse:\n  r = -r", "-6");
  check("a = [1]\nfor x in a:\n  if len(a) < 4: a.append(x + 1)\nr = a", "[1, 2, 3, 4]");
  check("def f(a, b=2, *, c=3): return a, b, c\nr = f(1), f(1, c=5), f(b=1, a=0)", "((1, 2, 3), (1, 2, 5), (0, 1, 3))");
  check("def f(x, seen=[]):\n  seen.append(x)\n  return seen\nf(1)\nr = f(2)", "[1, 2]");
  check(
    "def counter():\n  n = 0\n  def up():\n    nonlocal n\n    n += 1\n    return n\n  return up\nc = counter()\nc()\nr = c()",
    "2",
  );
  check("n = 1\ndef f():\n  global n\n  n = 5\nf()\nr = n", "5");
  check("def fact(n): return 1 if n < 2 else n * fact(n - 1)\nr = fact(10)", "3628800");
  check(
    "def f(*args, **kwargs): return args, kwargs\nr = f(*[1, 2], 3, **{'a': 4}, b=5)",
    "((1, 2, 3), {'a': 4, 'b': 5})",
  );
  check("def g():\n  yield 1\n  yield from [2, 3]\nr = list(g()), [x for x in g()]", "([1, 2, 3], [1, 2, 3])");
  check("fs = [lambda x, i=i: x + i for i in range(3)]\nr = [f(10) for f in fs]", "[10, 11, 12]");
  check("fs = [lambda: i for i in range(3)]\nr = [f() for f in fs]", "[2, 2, 2]");
  check("def f():\n  return\nr = f()", "None");
  check("x = y = []\nx.append(1)\nr = y", "[1]");
  check("r = 'main' if __name__ == '__main__' else 'imported'", "'main'");
  check("with open('f') as f:\n  r = 5", "5");
  check("try:\n  r = {}['a']\nexcept KeyError:\n  r = 'missing'", "'missing'");
  check("try:\n  r = 1\nexcept Exception:\n  r = 2\nelse:\n  r = 3\nfinally:\n  x = 4\nr = r, x", "(3, 4)");
  check("try:\n  import nowhere as n\n  r = 1\nexcept ImportError:\n  r = 2", "2");
  check("try:\n  from lib import Layer\n  r = 1\nexcept ImportError:\n  r = 2", "1");
  check("try:\n  import nowhere\n  r = 1\nexcept ImportError:\n  raise SystemExit('install nowhere')", "1");
  check("try:\n  raise ValueError('bad')\nexcept ValueError as e:\n  r = str(e)", "'bad'");
  check("def f():\n  raise ValueError('no such depth')\nr = f()", "unknown: raises ValueError: no such depth");
  check("def f(x):\n  x[5]\n  return 1\ntry:\n  r = f([])\nexcept IndexError:\n  r = 'caught'", "'caught'");
  check("assert True\nr = 1", "1");
});

describe("classes", () => {
  check(
    "class A:\n  k = 2\n  def __init__(self, n): self.n = n\n  def double(self): return self.n * self.k\nr = A(4).double()",
    "8",
  );
  check(
    "class A:\n  def f(self): return 'A'\nclass B(A):\n  def f(self): return 'B' + super().f()\nr = B().f()",
    "'BA'",
  );
  check(
    "class A:\n  def __init__(self, a): self.a = a\nclass B(A):\n  def __init__(self, a, b):\n    super(B, self).__init__(a)\n    self.b = b\nb = B(1, 2)\nr = b.a, b.b",
    "(1, 2)",
  );
  check(
    "class A:\n  @property\n  def p(self): return 5\n  @staticmethod\n  def s(x): return x\n  @classmethod\n  def c(cls): return cls.__name__\nr = A().p, A.s(1), A().c()",
    "(5, 1, 'A')",
  );
  check(
    "class A:\n  def __call__(self, x): return x + 1\n  def __len__(self): return 3\n  def __getitem__(self, i): return i * 2\n  def __add__(self, o): return 'sum'\na = A()\nr = a(1), len(a), a[4], a + 1, bool(a)",
    "(2, 3, 8, 'sum', True)",
  );
  check(
    "class A: pass\na = A()\nr = hasattr(a, 'x'), getattr(a, 'x', 7), isinstance(a, A)\nsetattr(a, 'x', 1)\nr = r, a.x",
    "((False, 7, True), 1)",
  );
  check(
    "class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass\nC.v = 'c'\nA.v = 'a'\nr = D().v",
    "'c'",
  );
  check(
    "from functools import wraps\ndef twice(f):\n  @wraps(f)\n  def g(x): return f(f(x))\n  return g\n@twice\ndef inc(x): return x + 1\nr = inc(0)",
    "2",
  );
  check("class Config:\n  filters = [64, 128]\n  depth = len(filters)\nr = Config.depth", "2");
});
