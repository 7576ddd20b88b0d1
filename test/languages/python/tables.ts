/** Python's built-ins. */
import { calls, parts, type Table } from "../../support/tables";

/** Each of the expressions of `name`, and then the value that it may have changed. */
function changes(name: string, value: string, after: string, expressions: string): readonly string[] {
  return parts(expressions).map((one) => `(lambda ${name}: (${one}, ${after}))(${value})`);
}

const TEXTS = parts(String.raw`
  ''; 'aXbXc'; 'XX'; '  a  b '; 'a\tbc\n\r\nd\re'; 'Ab1 cD'; '-007'; '12'; 'b\u00e9\u00c9'; '\U0001f600a\U0001f600'; 'aaa'; '_x1'`);

const NUMBERS = parts(
  "0; 1; -3; 7; 255; 2.5; -0.5; -0.0; 1e20; 1e-7; 123456.789; True; False; float('inf'); float('nan')",
);

const ANY = parts("0; -3; 2.5; True; None; ''; 'ab'; [1, 2]; [1, 'a']; (1, 2); {'a': 1}; {1}; range(3)");

const BOUNDS = parts("; 0; 1; 3; 9; -1; -4; -9");

export const TABLES: readonly Table[] = [
  {
    name: "texts by themselves",
    values: [...TEXTS, ...parts(String.raw`'\u00b2'; '\u0665'; '\u2160'; '\x1c\x85'; 'A B'; 'a'`)],
    expressions: calls(
      `lower; upper; capitalize; title; swapcase; casefold; strip; lstrip; rstrip; split; rsplit; splitlines; expandtabs;
       isdigit; isdecimal; isnumeric; isalpha; isalnum; isspace; isupper; islower; isascii; isidentifier`,
      "",
    ),
    unknown: 31,
  },
  {
    name: "texts and arguments",
    values: TEXTS,
    expressions: [
      ...calls(
        "split; rsplit",
        "'X'; 'X', 1; 'X', 0; 'X', 2; 'X', -1; None, 1; None, 0; 'aa'; ' '; ''; 1; sep='X', maxsplit=1",
      ),
      ...calls(
        "find; rfind; index; rindex; count",
        "'a'; 'aa'; ''; 'X', 2; 'a', 1, 3; '', 2; '', 1, 0; '', 99; 'a', -3, -1; 'a', None, 2; 1",
      ),
      ...calls("startswith; endswith", "'a'; ''; ('X', 'a'); (); 1; ['a']"),
      ...calls("strip; lstrip; rstrip", "'a'; 'aX'; ''; None; '-]^'; 1"),
      ...calls("center; ljust; rjust", "0; 6; 7, '*'; 8, '\\u00e9'; 5, 'ab'; 'a'"),
      ...calls("zfill", "0; 3; 5; 'a'"),
      ...calls(
        "replace",
        "'a', 'b'; 'a', ''; '', '-'; 'a', 'aa', 1; 'a', 'b', 0; 'a', 'b', -1; '', '-', 2; 'X', '$&'; 1, 2",
      ),
      ...calls("partition; rpartition", "'X'; 'a'; 'aa'; ''"),
      ...calls("removeprefix; removesuffix", "'a'; ''; 'aX'; 1"),
      ...calls("expandtabs", "0; 1; 4; -1"),
      ...calls("join", "['a', 'b', 'c']; []; 'xyz'; ['a', 1]"),
      ...parts(
        "v * 2; v * -1; v + v[:1]; v in 'XaX'; list(v); len(v); v[::-1]; int(v); float(v); repr(v); ascii(v); sorted(v)",
      ),
      ...parts("min(v); max(v); ord(v); 'x' < v"),
    ],
    unknown: 0,
  },
  {
    name: "lists",
    values: parts("[]; [3]; [3, 1, 2, 1]; ['b', 'a', 'b']; [[1], [2]]; [1, 'a']; [True, 2.5, None]"),
    expressions: [
      ...calls("append; extend; count; remove; index", "1; 'b'; 1.0; [2]; (7, 8); {'k': 1}"),
      ...calls("clear; copy; reverse; sort; pop", ""),
      ...calls("sort", "reverse=True; key=str; key=lambda x: -1"),
      ...calls("index", "1, 2; 1, -1; 1, 0, 1; 1, -9, 9"),
      ...calls("pop", "0; -1; 1; -2; 9; 'a'"),
      ...calls("insert", "0, 'new'; 1, 'new'; -1, 'new'; 9, 'new'; -9, 'new'"),
      ...parts(
        "v * 2; v * 0; v + [1]; v + (1,); v == v[:]; v < [3, 2]; v >= [1]; sorted(v); sorted(v, key=str, reverse=True)",
      ),
      ...parts(
        "sum(v); min(v); max(v); min(v, default=0); max(v, key=str); min(v, key=lambda x: 0); max(v, key=lambda x: 0)",
      ),
      ...parts(
        "any(v); all(v); len(v); bool(v); tuple(v); list(reversed(v)); list(enumerate(v, 3)); list(zip(v, 'xyz'))",
      ),
      ...parts("1 in v; v[0]; v[-1]; v[4]; v['a']; v.nothing; [*v, *v]; [x for x in v if x]"),
      ...parts(
        "{str(x): x for x in v}; list(map(str, v)); list(filter(None, v)); next(iter(v)); next(iter(v), 'none')",
      ),
    ],
    unknown: 0,
  },
  {
    name: "dictionaries",
    values: parts("{}; {'a': 1}; {'a': 1, 'b': [2]}; {1: 'x', (1, 2): 'y'}; {True: 0}"),
    expressions: [
      ...calls("get; pop; setdefault", "'a'; 1; 'z', 5; (1, 2)"),
      ...calls("copy; clear; popitem; nothing", ""),
      ...calls("update", "{'a': 5, 'c': 6}; [('a', 7)]; a=8; {'q': 1}, z=2; [1]; ()"),
      ...parts(
        "list(v.keys()); list(v.values()); list(v.items()); len(v); list(v); list(reversed(v)); sorted(v, key=str)",
      ),
      ...parts(
        "v['a']; v[1]; v[1.0]; v['z']; v[[1]]; 'a' in v; 1 in v; v | {'n': 1}; {'a': 0} | v; v == dict(v); v < {}",
      ),
      ...parts(
        "dict(v, k=1); {**v, 'a': 9}; dict.fromkeys(v); dict.fromkeys(v, 0); dict(zip(v, 'xyz')); bool(v); str(v)",
      ),
      ...parts(
        "{k: x for k, x in v.items()}; next(iter(v)); min(v); v + v; 1 in v.values(); 'a' in v.keys(); len(v.items())",
      ),
    ],
    unknown: 0,
  },
  {
    name: "sets",
    values: parts("set(); {1, 2, 3}; {2, 5}"),
    after: "sorted(v)",
    others: parts("set(); {2}; {1, 2, 3}; [2, 7]; 'ab'; 5"),
    expressions: [
      ...["union", "intersection", "difference"].flatMap((name) => [
        `sorted(v.${name}(w))`,
        `sorted(v.${name}(w, [1]))`,
      ]),
      "sorted(v.symmetric_difference(w))",
      ...calls("add; discard; remove", "2; 'a'; (1, 2); [1]"),
      ...["update", "intersection_update", "difference_update", "symmetric_difference_update"].map(
        (name) => `v.${name}(w)`,
      ),
      ...["|", "&", "-", "^"].map((operator) => `sorted(v ${operator} w)`),
      ...parts("sorted(v.copy()); sum(v)"),
      ...parts("v.issubset(w); v.issuperset(w); v.isdisjoint(w); v == w; v != w; v < w; v <= w; v > w; v >= w"),
      ...parts("len(v); 2 in v; bool(v)"),
    ],
    unknown: 0,
  },
  {
    name: "operators",
    values: ANY,
    others: ANY,
    expressions: [
      ...parts(
        "v + w; v * w; v / w; v // w; v % w; v == w; v != w; v < w; v <= w; v > w; v >= w; v in w; v and w; v or w",
      ),
      ...["|", "&", "-", "^"].map((operator) => `v ${operator} w`),
    ],
    unknown: 8,
  },
  {
    name: "operators of numbers",
    values: NUMBERS,
    others: parts("0; -3; 0.5; -0.0; 4; True; float('inf')"),
    expressions: [
      ...parts(
        "v + w; v - w; v * w; v / w; v // w; v % w; v ** w; v << w; v >> w; v & w; v | w; v ^ w; v == w; v < w; v >= w",
      ),
      ...parts("divmod(v, w); round(v, w); pow(v, w); max(v, w); min(v, w)"),
    ],
    unknown: 8,
  },
  {
    name: "numbers",
    values: NUMBERS,
    expressions: [
      ...parts(
        "-v; +v; ~v; not v; abs(v); int(v); float(v); bool(v); str(v); round(v); round(v, 1); round(v, -1); hex(v); bin(v)",
      ),
      ...parts(
        "oct(v); chr(v); v.real; v.imag; v.is_integer(); v.bit_length(); v.conjugate(); v.numerator; v.denominator; len(v)",
      ),
      ...parts("isinstance(v, int); isinstance(v, (str, float)); type(v).__name__; sum([v, v, 1]); range(3)[v]"),
      ...parts(
        "'ab' * v; [1] * v; int(str(v)); float(str(v)); v == int(v); v is None; [1, 2].pop(v); 'abc'[v:]; list(range(v))",
      ),
    ],
    unknown: 10,
  },
  {
    name: "sequences",
    values: parts("'abcde'; [10, 11, 12, 13, 14]; (10, 11, 12, 13, 14); range(10, 15); range(9, -1, -2); []; range(0)"),
    expressions: [
      ...BOUNDS.slice(1).map((bound) => `v[${bound}]`),
      ...BOUNDS.flatMap((start) =>
        BOUNDS.flatMap((stop) => ["", "2", "-1"].map((step) => `[*v[${start}:${stop}:${step}]]`)),
      ),
      ...parts(
        "v[::0]; [*v[::-3]]; v[1:3][:1] == v[1:2]; v[1.0]; v['a']; [*v[None:2]]; v[True]; len(v); list(v); 11 in v; v == v[:]; v[1:] == v[:-1]",
      ),
      ...parts("v[:2] + v[3:]; list(reversed(v)); max(v)"),
    ],
    unknown: 0,
  },
  {
    name: "changed slices",
    values: parts("[10, 11, 12, 13, 14]; []; [1]"),
    others: parts("[]; [7]; [7, 8, 9]; 'ab'; 5"),
    expressions: [
      ...parts("1:3; :; 3:1; -2:; ::2; ::-1; 9:; :0; 1:1; 0; -1; 4; 'a'").flatMap((place) => [
        `v[${place}] = w`,
        `del v[${place}]`,
      ]),
      ...parts("v += w; v *= 2; v[:] = v[::-1]; v[1:1] = v; v, w = w, v; v = v or w"),
    ],
    isOfStatements: true,
    unknown: 15,
  },
  {
    name: "formats",
    values: parts("0; -7; 255; 123456; 2.5; -0.125; 1e20; 1e-7; 0.0; True; 'ab'; None; [1]; float('nan')"),
    expressions: [
      ...parts(
        "5; <6; >6; ^7; =7; *^9; +; 05; 0; ,; _; d; x; X; #x; o; b; #b; n; e; E; .2e; f; .0f; .3f; 10.2f; +.1f; ,.2f; g",
      ),
      ...parts(".3g; G; %; .1%; s; .1; 5s; .1s; <5.1s; #.0f; 08.2f; +,d; _x; y; #g; .0e"),
    ].map((spec) => `'{:${spec}}'.format(v)`),
    unknown: 0,
  },
  {
    name: "percent formats",
    values: parts("0; -7; 255; 2.5; 1e20; -0.125; True; 'ab'; None; (1,); (1, 2); {'a': 3}; [1]"),
    expressions: [
      ...parts(
        "%s; %r; %a; %d; %i; %5d; %-5d|; %05d; %+d; % d; %x; %#x; %X; %o; %e; %.1e; %f; %.0f; %8.2f; %g; %.3g; %5s",
      ),
      ...parts("%-5s|; %.1s; %(a)s; %(a)03d; %s %s; %%; %s%%; %; %y; a; %u; %G; %(z)s"),
    ].map((template) => `'${template}' % v`),
    unknown: 8,
  },
  {
    name: "built-in functions",
    values: parts("[1, 2, 3]; 'ab'; {'a': 1}; (); range(4); 5; None; [0, '']; [(1, 2), (3, 4)]"),
    expressions: [
      ...parts(
        "list(v); tuple(v); sorted(v); sum(v); sum(v, 10); any(v); all(v); min(v); max(v); len(v); list(enumerate(v))",
      ),
      ...parts(
        "list(enumerate(v, start=2)); list(zip(v)); list(zip(v, v)); list(map(lambda x: x, v)); list(reversed(v)); dict(v)",
      ),
      ...parts("list(map(lambda x, y: (x, y), v, 'ab')); list(filter(lambda x: x, v)); next(v); bool(v)"),
      ...parts(
        "next(iter(v)); str(v); callable(v); isinstance(v, (list, tuple)); isinstance(v, type(v)); hasattr(v, 'append')",
      ),
      ...parts(
        "getattr(v, 'none', 3); int(v); float(v); abs(v); round(v); chr(v); ord(v); range(v); range(1, v); range(v, 0, -2)",
      ),
      ...parts("type(v).__name__; [*v]; (lambda *a: a)(*v); max(v, default='none'); min(v, 2); max(*v)"),
      ...parts("divmod(v, 2); pow(v, 2); iter(v) is v; v[0]; v[-1]"),
    ],
    unknown: 27,
  },
  {
    name: "math",
    values: parts("0; 1; -3; 7; 2.5; -0.5; 1e-3; 1e4; True; float('inf'); 'a'; 0.999999999"),
    others: parts("1; 2; -2.5; 0"),
    expressions: [
      ...parts("ceil; floor; trunc; sqrt; exp; log; log2; log10; fabs; isnan; isinf; isfinite; degrees; radians").map(
        (name) => `math.${name}(v)`,
      ),
      ...parts("pow; gcd; lcm; log").map((name) => `math.${name}(v, w)`),
      ...parts("math.prod([v, w, 3]); math.pi * v; math.inf > v; math.prod([]); math.prod([v], start=w)"),
    ],
    unknown: 2,
  },
  {
    name: "itertools",
    values: parts("[]; [1, 2, 3]; 'ab'; range(5); [3, 1, 2, 2]"),
    others: parts("0; 1; 2; [7, 8]; 'x'"),
    expressions: [
      ...parts(`chain(v, w); chain.from_iterable([v, v]); product(v, w); product(v, repeat=2); product(v, repeat=0); permutations(v, 2); permutations(v);
        combinations(v, w); combinations_with_replacement(v, w); accumulate(v); accumulate(v, lambda a, b: a * b); islice(v, w);
        accumulate(v, initial=w); islice(v, w, None); islice(v, 1, 4, w); islice(v, w, 9, 2); repeat(v, w); starmap(max, [v, [w, w]]);
        takewhile(lambda x: x == 1, v); dropwhile(lambda x: x == 1, v); zip_longest(v, w); zip_longest(v, w, fillvalue=0);
        compress(v, w); compress(v, [1, 0, True, '']); filterfalse(None, v); filterfalse(lambda x: x == 1, v); pairwise(v)`).map(
        (call) => `list(itertools.${call})`,
      ),
      ...parts("count(w); count(10, w); cycle(v); repeat(w)").map(
        (call) => `list(itertools.islice(itertools.${call}, 5))`,
      ),
      "[(k, list(g)) for k, g in itertools.groupby(v)]",
      "[(k, list(g)) for k, g in itertools.groupby(v, lambda x: x == 1)]",
    ],
    unknown: 5,
  },
  {
    name: "collections",
    values: parts("[]; [1, 2, 3]; 'abca'; range(4)"),
    others: parts("0; 1; 2; None"),
    expressions: [
      ...changes(
        "d",
        "collections.deque(v, w)",
        "list(d)",
        `d.append(9); d.appendleft(9); d.pop(); d.popleft(); d.rotate(w); d.rotate(); d.extend([7, 8]); d.extendleft([7, 8]); d.clear();
         d.reverse(); d.count(1); d.maxlen; len(d); d[0]; d[-1]`,
      ),
      ...changes(
        "d",
        "collections.deque(v)",
        "list(d)",
        "d.append(w); d.rotate(w); d.remove(2); d.insert(1, 'n'); d.copy() == d; 2 in d; list(reversed(d)); d.maxlen",
      ),
      ...changes(
        "c",
        "collections.Counter(v)",
        "dict(c)",
        `c.most_common(); c.most_common(w); c['zz']; c.get('zz'); sorted(c.elements(), key=str); c.update('aa'); c.subtract('a');
         sum(c.values()); len(c)`,
      ),
      ...changes(
        "d",
        "collections.defaultdict(list, enumerate(v))",
        "dict(d)",
        "d['k']; d[7].append(w); len(d); 'k' in d; d.get('k')",
      ),
      ...changes("d", "collections.OrderedDict(enumerate(v))", "list(d.items())", "list(d); d.popitem()"),
      ...changes(
        "p",
        "collections.namedtuple('P', 'a b', defaults=[5])(1, w)",
        "p",
        "p.a; p[1]; p._replace(a=w); p._asdict(); p == (1, 2); len(p); p._fields; p + (3,); p.c; list(p); p._make(v)",
      ),
      "collections.namedtuple('P', 'a b', defaults=[5])(w)",
      "collections.namedtuple('P', ['a', 'b'])(w)",
      "collections.deque(v, -1)",
      "collections.deque(v, 'a')",
    ],
    unknown: 40,
  },
  {
    name: "functools",
    values: parts("[]; [1, 2, 3]; ['a', 'b']; 5"),
    expressions:
      parts(`functools.reduce(lambda a, b: a + b, v); functools.reduce(lambda a, b: a + b, v, 10); functools.reduce(max, v);
      functools.partial(sorted, v)(); functools.partial(max, v, key=str)(); functools.partial(dict, a=1)(b=2);
      functools.partial(pow, 2)(3); functools.partial(len)(v); functools.partial(int, base=2)('101');
      functools.partial(dict, a=1)(a=2); functools.partial(sorted, v).args; list(functools.partial(sorted, v, key=str).keywords)`),
    unknown: 0,
  },
  {
    name: "patterns",
    values: parts("''; 'conv12_bn3'; 'a1b22'; 'A b'; 'x=1, y=2'; 'a.b*c|d'"),
    others: parts(
      String.raw`r'\d+'; 'b'; r'(\w)(\d)'; r'^a'; r'(?P<n>[a-z]+)\d'; ''; r'[,=] ?'; r'x|y'; r'(a)|(b)'; r'.$'`,
    ),
    expressions: [
      ...parts(
        "re.findall(w, v); re.sub(w, '-', v); re.sub(w, '-', v, count=1); re.split(w, v); re.subn(w, '', v); re.escape(v)",
      ),
      ...parts(
        "bool(re.match(w, v)); bool(re.search(w, v)); bool(re.fullmatch(w, v)); re.compile(w).findall(v); re.compile(w).pattern",
      ),
      ...parts(
        "re.search(w, v).group(); re.search(w, v).span(); re.search(w, v).groups(); re.search(w, v).start(); re.search(w, v).end()",
      ),
      ...parts(
        "re.match(w, v).group(1); re.search(w, v)[0]; re.search(w, v).groupdict(); re.findall(w, v, re.I); re.match(w, v).end()",
      ),
      ...parts(
        "re.sub(w, lambda m: m.group() * 2, v); [m.span() for m in re.finditer(w, v)]; re.split(w, v, maxsplit=1)",
      ),
    ],
    unknown: 0,
  },
];
