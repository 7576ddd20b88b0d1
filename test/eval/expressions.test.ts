import { check, prepareEvaluation } from "../support/eval";

before(prepareEvaluation);

describe("arithmetic", () => {
  check("7 // 2", "3");
  check("-7 // 2", "-4");
  check("-7 % 3", "2");
  check("7 % -3", "-2");
  check("7 / 2", "3.5");
  check("6 / 3", "2.0");
  check("-7.5 // 2", "-4.0");
  check("-7.5 % 2", "0.5");
  check("2 ** 10", "1024");
  check("2 ** -1", "0.5");
  check("0.9 ** 3", "0.7290000000000001");
  check("1.1 ** 2", "1.2100000000000002");
  check("2 ** 53", "unknown: integer too large: beyond 2^53");
  check("2 ** 52 * 2 - 1", "unknown: integer too large: beyond 2^53");
  check("9007199254740991 // 2", "4503599627370495");
  check("9007199254740991 + 1", "unknown: integer too large: beyond 2^53");
  check("1 / 0", "unknown: ZeroDivisionError: division by zero");
  check("True + 1", "2");
  check("True & False", "False");
  check("5 & 3 | 8 ^ 1", "9");
  check("~5", "-6");
  check("-(-0)", "0");
  check("-0.0", "-0.0");
  check("1 << 10 >> 3", "128");
  check("int(64 * 0.75)", "48");
  check("1e16", "1e+16");
  check("1e15 + 0.5", "1000000000000000.5");
  check("0.0001", "0.0001");
  check("0.00001", "1e-05");
  check("float('inf')", "inf");
  check("round(2.5), round(3.5), round(-0.5)", "(2, 4, 0)");
  check("round(2.675, 2), round(0.125, 2), round(1234, -2)", "(2.67, 0.12, 1200)");
  check("divmod(-7, 2)", "(-4, 1)");
  check("int('42') + int(3.9) + int(-3.9)", "42");
  check("int('1_000'), int('ff', 16)", "(1000, 255)");
  check("abs(-3), abs(-2.5)", "(3, 2.5)");
  check("max(3, 1, 2), min([3, 1, 2]), sum(range(5))", "(3, 1, 10)");
  check("max(['aa', 'b'], key=len)", "'aa'");
});

describe("text", () => {
  check("'a' + 'b' * 3", "'abbb'");
  check("'res%d_%s' % (2, 'a')", "'res2_a'");
  check("'%05.1f|%-5s|%+d' % (3.14159, 'ab', 7)", "'003.1|ab   |+7'");
  check("'%(a)s-%(b)03d' % {'a': 1, 'b': 2}", "'1-002'");
  check("'100%%' % ()", "'100%'");
  check("'{}_{}'.format(1, 'x')", "'1_x'");
  check("'{1}{0}{name}'.format(1, 2, name='n')", "'21n'");
  check("'{:>5}|{:<5}|{:^5}|{:05d}'.format(1, 2, 3, 4)", "'    1|2    |  3  |00004'");
  check(
    "'{:.3f} {:.2e} {:g} {:,} {:.1%}'.format(3.14159, 12345.678, 0.0001, 1234567, 0.256)",
    "'3.142 1.23e+04 0.0001 1,234,567 25.6%'",
  );
  check("'{0[a]} {1[0]} {0!r:>12}'.format({'a': 1}, [5])", "\"1 5     {'a': 1}\"");
  check("'{:{}}'.format(3, 4)", "'   3'");
  check("'{{}}'.format()", "'{}'");
  check("f'{1 + 1}{\"x\"!r:>5}{3.14159:.2f}'", "\"2  'x'3.14\"");
  check("width = 6\nf'{3:{width}d}|'", "'     3|'");
  check("f'block{2}_{\"a\"}'", "'block2_a'");
  check("'a,b,,c'.split(',')", "['a', 'b', '', 'c']");
  check("'  a  b '.split()", "['a', 'b']");
  check("'a b c d'.split(None, 2), 'a b c'.rsplit(' ', 1)", "(['a', 'b', 'c d'], ['a b', 'c'])");
  check("'-'.join(str(i) for i in range(3))", "'0-1-2'");
  check("'Conv'.lower() + 'conv'.upper() + 'conv'.capitalize()", "'convCONVConv'");
  check("'hello'[1:4], 'hello'[::-1], 'hello'[-1]", "('ell', 'olleh', 'o')");
  check("'same' in ('same', 'valid'), 'a' in 'cat'", "(True, True)");
  check("'abc'.startswith(('x', 'a')), 'abc'.endswith('c')", "(True, True)");
  check("'a.b.c'.replace('.', '_'), 'aaa'.replace('a', 'b', 2)", "('a_b_c', 'bba')");
  check("' x '.strip() + 'xxyxx'.strip('x') + 'ab'.lstrip('a')", "'xyb'");
  check("'7'.zfill(3), 'ab'.center(5, '*'), 'k=v'.partition('=')", "('007', '**ab*', ('k', '=', 'v'))");
  check("'it\\'s', \"q\\\"\", 'tab\\t'", "(\"it's\", 'q\"', 'tab\\t')");
  check("str(1.0), repr('a'), str([1, 'a', None, True])", "('1.0', \"'a'\", \"[1, 'a', None, True]\")");
  check("'abc'.find('c'), 'abc'.find('z'), 'aXbX'.count('X')", "(2, -1, 2)");
  check("chr(65), ord('a'), hex(255), bin(5)", "('A', 97, '0xff', '0b101')");
  check("len('😀a'), '😀a'[1]", "(2, 'a')");
});

describe("containers", () => {
  check("[1, 2] + [3] * 2", "[1, 2, 3, 3]");
  check("[0, 1, 2, 3, 4][1:4:2]", "[1, 3]");
  check("[0, 1, 2, 3, 4][::-2], (1, 2, 3)[-2:]", "([4, 2, 0], (2, 3))");
  check("a = [1, 2, 3, 4]\na[1:3] = [9]\nr = a", "[1, 9, 4]");
  check("a = [0] * 6\na[::2] = [1, 2, 3]\nr = a", "[1, 0, 2, 0, 3, 0]");
  check(
    "a = [3, 1, 2]\na.sort(reverse=True)\na.append(0)\na.insert(1, 7)\nr = a, a.pop(), a.index(1), a.count(7)",
    "([3, 7, 2, 1], 0, 3, 1)",
  );
  check("a = [1]\nb = a\nb += [2]\nr = a", "[1, 2]");
  check("a = (1,)\nb = a\nb += (2,)\nr = a, b", "((1,), (1, 2))");
  check(
    "d = {'a': 1}\nd['b'] = 2\nd.update(c=3)\nr = d, list(d), d.get('z', 0), d.pop('a'), 'a' in d",
    "({'b': 2, 'c': 3}, ['a', 'b', 'c'], 0, 1, False)",
  );
  check("{**{'a': 1}, 'b': 2} | {'a': 3}", "{'a': 3, 'b': 2}");
  check("list({'a': 1}.items()), dict([(1, 2)]), dict(a=1)", "([('a', 1)], {1: 2}, {'a': 1})");
  check("{1: 'a', True: 'b', 1.0: 'c'}", "{1: 'c'}");
  check("len({1, 2, 2}), 2 in {1, 2}, sorted({3, 1} | {2} - {3})", "(2, True, [1, 2, 3])");
  check("list({1, 2})", "unknown: the order of a set's items");
  check("a, *b, c = range(5)\nr = a, b, c", "(0, [1, 2, 3], 4)");
  check("(a, b), c = [1, 2], 3\nr = a + b + c", "6");
  check("[*range(3), *'ab'], (*[1], 2)", "([0, 1, 2, 'a', 'b'], (1, 2))");
  check("[1, 2] == [1, 2.0], (1, 2) < (1, 3), [1] == (1,)", "(True, True, False)");
  check("1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 != 2", "(True, False, True)");
  check("None is None, [] is [], 3 is not None", "(True, False, True)");
  check("0 or 'x', [] and 1, not '', 1 if [] else 2", "('x', [], True, 2)");
  check(
    "list(zip([1, 2], 'ab')), list(enumerate('ab', 1)), list(map(lambda v: v * 2, [1, 2]))",
    "([(1, 'a'), (2, 'b')], [(1, 'a'), (2, 'b')], [2, 4])",
  );
  check("list(filter(None, [0, 1, 2])), sorted('bca'), list(reversed([1, 2]))", "([1, 2], ['a', 'b', 'c'], [2, 1])");
  check("z = zip([1], [2])\nr = list(z), list(z)", "([(1, 2)], [])");
  check("i = iter([1, 2])\nr = next(i), next(i), next(i, 'end')", "(1, 2, 'end')");
  check("any([0, 1]), all([]), any(x > 2 for x in range(3))", "(True, True, False)");
  check(
    "range(2, 10, 3), list(range(5, 0, -2)), range(5)[1:3], len(range(0, 10, 3))",
    "(range(2, 10, 3), [5, 3, 1], range(1, 3), 4)",
  );
  check("[i * j for i in range(3) for j in range(i) if i != j]", "[0, 0, 2]");
  check("{k: v for k, v in zip('ab', [1, 2])}", "{'a': 1, 'b': 2}");
  check("sum(x ** 2 for x in range(4))", "14");
  check("[y := 5, y ** 2]", "[5, 25]");
  check("[last := i for i in range(3)]\nr = last", "2");
  check("(lambda a, b=2, *c, d, **e: (a, b, c, d, e))(1, 3, 4, d=5, f=6)", "(1, 3, (4,), 5, {'f': 6})");
  check(
    "isinstance(True, int), isinstance(1, (str, float)), isinstance('a', str), type(1) is int, type(1) == float",
    "(True, False, True, True, False)",
  );
  check(
    "import math\nr = math.ceil(7 / 2), math.floor(-0.5), math.sqrt(16), math.log2(8), math.prod([2, 3])",
    "(4, -1, 4.0, 3.0, 6)",
  );
  check(
    "from functools import partial, reduce\nf = partial(pow, 2)\nr = f(5), reduce(lambda a, b: a * b, [1, 2, 3, 4])",
    "(32, 24)",
  );
  check(
    "from itertools import product, chain\nr = list(product([1, 2], 'a')), list(chain([1], (2,)))",
    "([(1, 'a'), (2, 'a')], [1, 2])",
  );
  check("from itertools import count\nr = [a for a, _ in zip(count(5), 'abc')]", "[5, 6, 7]");
  check(
    "from collections import namedtuple\nP = namedtuple('P', 'x y')\np = P(1, y=2)\nr = p, p.x + p[1], p._replace(x=5)",
    "(P(x=1, y=2), 3, P(x=5, y=2))",
  );
  check(
    "from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nr = list(d.items())",
    "[('a', [1])]",
  );
  check("import copy\na = [[1]]\nb = copy.deepcopy(a)\nb[0].append(2)\nr = a, b", "([[1]], [[1, 2]])");
  check("a = [[0] * 2] * 2\na[0][0] = 1\nr = a", "[[1, 0], [1, 0]]");
  check("a = [1, 2, 3]\ndel a[0]\nd = {'k': 1}\ndel d['k']\nr = a, d", "([2, 3], {})");
  check("eval('len')([1])", "1");
});
