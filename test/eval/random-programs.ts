import * as fc from "fast-check";

/** Names by type; every program starts with `PROLOGUE`. */
export const VARIABLES = ["i", "j", "x", "y", "s", "t", "a", "b", "d", "p", "q", "m"] as const;

const PROLOGUE =
  "import copy, functools, itertools\ni = 3\nj = -7\nx = 2.5\ny = -0.1\ns = 'conv'\nt = 'a b,c'\na = [1, 2, 3]\nb = [5, -4]\nd = {'k': 1, 'l': 2}\np = True\nq = (4, 'z', 2.5)\nu = {3, 5}\nm = [[1, 2], [3]]";

/** Straight-line programs: each statement stands in its own `try`, so that errors are part of the comparison. */
export function randomPrograms(seed: number, count: number): string[] {
  const program = fc
    .array(statement, { minLength: 4, maxLength: 9 })
    .map((statements) => [PROLOGUE, ...statements.map(guarded)].join("\n"));
  return fc.sample(program, { seed, numRuns: count });
}

function guarded(text: string): string {
  const indented = text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return `try:\n${indented}\nexcept Exception:\n  pass`;
}

const FORMATS = [
  "d",
  "5d",
  "<6d",
  "^7d",
  "+d",
  "05d",
  ",d",
  "x",
  "#x",
  "b",
  "o",
  "e",
  ".2f",
  "8.3f",
  "g",
  ".1%",
  "_d",
  "",
  "*>8",
  "=+7d",
];
const FLOAT_FORMATS = [
  ".2f",
  "8.3f",
  "e",
  ".1e",
  "g",
  ".3g",
  "%",
  ".0f",
  "+.1f",
  "010.2f",
  ",.2f",
  "",
  ".4",
  "<9.1f",
  "^12e",
  "#.0f",
  "G",
];
const FLOATS = [
  "0.5",
  "1.5",
  "2.5",
  "0.1",
  "1e-5",
  "1e16",
  "123456.789",
  "-0.0",
  "3.0",
  "1e100",
  "2.675",
  "1.0",
  "0.25",
];
const TEXTS = [
  "''",
  "'a'",
  "'Conv2D'",
  "' x y '",
  "'same'",
  "'a,b,,c'",
  '"it\'s"',
  "'\\n'",
  "'é'",
  "'{}-{}'",
  "'%d_%s'",
];

const { statement } = fc.letrec<
  Record<"int" | "float" | "text" | "list" | "dict" | "bool" | "tuple" | "set" | "nested" | "any" | "statement", string>
>((tie) => {
  const int = tie("int");
  const float = tie("float");
  const text = tie("text");
  const list = tie("list");
  const dict = tie("dict");
  const bool = tie("bool");
  const tuple = tie("tuple");
  const set = tie("set");
  const nested = tie("nested");
  const any = tie("any");
  const form = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((values) => strings.map((piece, index) => piece + (values[index] ?? "")).join(""));
  const pick = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
  const small = fc.integer({ min: -4, max: 5 }).map(String);
  const options = { depthSize: "small", maxDepth: 3, withCrossShrink: true } as const;
  return {
    int: fc.oneof(
      options,
      pick("i", "j", "0", "1", "-1", "2", "7", "64", "-13", "1000003"),
      form`(${int} ${pick("+", "-", "*", "//", "%", "&", "|", "^")} ${int})`,
      form`(${int} ** ${pick("0", "1", "2", "3", "5")})`,
      form`(${int} ${pick("<<", ">>")} ${pick("0", "1", "3")})`,
      form`len(${list})`,
      form`len(${text})`,
      form`int(${float})`,
      form`round(${float})`,
      form`abs(${int})`,
      form`${pick("min", "max")}(${int}, ${int})`,
      form`${pick("sum", "len", "max", "min")}(${list})`,
      form`${text}.${pick("count", "find")}(${text})`,
      form`${list}[${small}]`,
      form`${dict}.get(${text}, ${int})`,
      form`(${int} if ${bool} else ${int})`,
      form`(-${int})`,
      form`(~${int})`,
      form`divmod(${int}, ${int})[${pick("0", "1")}]`,
      form`pow(${int}, ${pick("0", "2", "5")}, ${pick("7", "64")})`,
      form`${pick("min", "max")}(${list}, key=lambda v: -v, default=${int})`,
      form`sum(v * w for v, w in zip(${list}, ${list}))`,
      form`sum(map(len, ${nested}))`,
      form`len(${pick("q", "u", "m")})`,
      form`${tuple}[${small}]`,
      form`next(iter(${list}), ${int})`,
      form`next((v for v in ${list} if v > ${int}), ${int})`,
      form`(lambda v, w=${int}: v - w)(${int})`,
      form`int(${int} ${pick("<", ">", "==")} ${int})`,
      form`${list}.${pick("count", "index")}(${int})`,
      form`functools.reduce(lambda v, w: v * 2 + w, ${list}, ${int})`,
      form`[*${nested}, [0]][${small}][0]`,
    ),
    float: fc.oneof(
      options,
      pick("x", "y", ...FLOATS),
      form`(${float} ${pick("+", "-", "*", "/", "//", "%")} ${float})`,
      form`(${int} / ${int})`,
      form`(${float} * ${int})`,
      form`(${float} ** ${pick("2", "3", "-1", "-2")})`,
      // The root of a negative number is complex: not known here, while Python may raise an error with it later.
      form`(abs(${float}) ** ${pick("0.5", "2.0")})`,
      form`float(${int})`,
      form`round(${float}, ${pick("0", "1", "2", "3", "-1")})`,
      form`abs(${float})`,
    ),
    text: fc.oneof(
      options,
      pick("s", "t", ...TEXTS),
      form`(${text} + ${text})`,
      form`(${text} * ${pick("0", "1", "2", "3")})`,
      form`${text}[${small}:${small}]`,
      form`${text}[::${pick("1", "2", "-1", "-2")}]`,
      form`${text}[${small}]`,
      form`${text}.${pick("upper", "lower", "strip", "title", "capitalize", "swapcase", "lstrip", "rstrip")}()`,
      form`${text}.replace(${text}, ${text})`,
      form`${text}.${pick("ljust", "rjust", "center", "zfill")}(${pick("0", "5", "6", "9")})`,
      form`format(${int}, ${fc.constantFrom(...FORMATS).map((one) => JSON.stringify(one))})`,
      form`format(${float}, ${fc.constantFrom(...FLOAT_FORMATS).map((one) => JSON.stringify(one))})`,
      form`("%${pick("d", "5d", "-5d", "+d", "05d", "s", "r", "x", ".2f", "e", "g", "8.3f")}|%s" % (${int}, ${any}))`,
      form`("%${pick(".2f", "8.1f", "-9.3f", "e", ".3g", "d", "s", "+g")}" % ${float})`,
      form`"{}|{:>6}|{!r}".format(${any}, ${text}, ${text})`,
      form`f"{${pick("i", "j", "x", "s", "a", "d")}}_{i:03d}_{x:.1f}_{s!r:>8}"`,
      form`str(${any})`,
      form`repr(${any})`,
      form`${text}.${pick("removeprefix", "removesuffix", "partition", "rpartition")}(${pick("'a'", "'c'", "' '")})[0]`,
      form`${text}.${pick("splitlines", "split", "rsplit")}()[0]`,
      form`${text}.expandtabs(${pick("2", "8")})`,
      form`f"{${pick("i", "j")}:>{${pick("4", "7")}}}|{${pick("x", "y")}:.3e}|{${pick("s", "t")}!s:^9}"`,
      form`f"{i=} {x=:.2f} {s=!r}"`,
      form`"{:{}}|{:<{w}}".format(${int}, ${pick("3", "6")}, ${text}, w=5)`,
      form`${pick("','", "''", "'--'")}.join(${text}.split(${pick("", "','", "' '", "None, 1")}))`,
    ),
    list: fc.oneof(
      options,
      pick("a", "b", "[]", "[4, 1, 3]", "[0]"),
      form`[${int}, ${int}]`,
      form`(${list} + ${list})`,
      form`(${list} * ${pick("0", "1", "2")})`,
      form`${list}[${small}:${small}]`,
      form`${list}[${small}::${pick("2", "-1", "3")}]`,
      form`sorted(${list})`,
      form`sorted(${list}, reverse=True)`,
      form`sorted(${list}, key=lambda v: v % 3)`,
      form`list(range(${small}, ${small}, ${pick("1", "2", "-1", "0")}))`,
      form`list(reversed(${list}))`,
      form`[v * 2 - k for k, v in enumerate(${list}) if v % ${pick("2", "3")}]`,
      form`[v + w for v, w in zip(${list}, ${list})]`,
      form`list(map(lambda v: v + ${int}, ${list}))`,
      form`list(${dict}.values())`,
      form`list(dict.fromkeys(${list}))`,
      form`sorted(${set})`,
      form`sum(${nested}, [])`,
      form`[v for row in ${nested} for v in row if v]`,
      form`[v if v > 1 else -v for v in ${list}]`,
      form`list(itertools.accumulate(${list}))`,
      form`list(itertools.chain(${list}, ${list}))`,
      form`[k for k, g in itertools.groupby(${list})]`,
      form`list(itertools.takewhile(lambda v: v < 4, ${list}))`,
      form`[*${list}, *${list}]`,
      form`(lambda *v: list(v))(*${list})`,
      form`list(filter(None, ${list}))`,
      form`${nested}[${small}]`,
      form`copy.deepcopy(${list})`,
    ),
    dict: fc.oneof(
      options,
      pick("d", "{}"),
      form`{${text}: ${int}, ${text}: ${int}}`,
      form`dict(zip(${text}, ${list}))`,
      form`{**${dict}, 'k': ${int}}`,
      form`(${dict} | ${dict})`,
      form`{str(v): v for v in ${list}}`,
      form`{k: v + 1 for k, v in ${dict}.items()}`,
    ),
    tuple: fc.oneof(
      options,
      pick("()", "(1,)", "(3, 1)"),
      form`(${int}, ${int})`,
      form`(${tuple} + ${tuple})`,
      form`tuple(${list})`,
      form`${tuple}[${small}:${small}]`,
      form`(${tuple} * ${pick("0", "2")})`,
      form`divmod(${int}, ${int})`,
    ),
    set: fc.oneof(
      options,
      pick("u", "set()", "{1, 2}"),
      form`set(${list})`,
      form`{v % 3 for v in ${list}}`,
      form`(${set} ${pick("|", "&", "-", "^")} ${set})`,
      form`${set}.${pick("union", "intersection", "difference")}(${list})`,
    ),
    nested: fc.oneof(
      options,
      pick("m", "[]", "[[]]", "[[5], [6, 7]]"),
      form`[${list}, ${list}]`,
      form`[[v] * 2 for v in ${list}]`,
      form`[list(v) for v in zip(${list}, ${list})]`,
      form`sorted(${nested})`,
      form`[list(v) for v in itertools.combinations(${list}, 2)][:4]`,
    ),
    bool: fc.oneof(
      options,
      form`(${set} ${pick("<", "<=", "==", "!=")} ${set})`,
      form`(${int} in ${set})`,
      form`(${tuple} ${pick("<", ">=", "==")} ${tuple})`,
      form`(${nested} ${pick("<", "==")} ${nested})`,
      form`${set}.${pick("issubset", "isdisjoint", "issuperset")}(${set})`,
      pick("p", "True", "False"),
      form`(${int} ${pick("<", "<=", ">", ">=", "==", "!=")} ${int})`,
      form`(${int} < ${float} <= ${int})`,
      form`(${text} ${pick("<", "==", "in", "not in")} ${text})`,
      form`(${list} ${pick("<", ">=", "==")} ${list})`,
      form`(${int} in ${list})`,
      form`(${dict} == ${dict})`,
      form`(${bool} ${pick("and", "or")} ${bool})`,
      form`(not ${any})`,
      form`${text}.${pick("isdigit", "isalpha", "isupper", "islower", "isalnum", "isspace")}()`,
      form`${text}.${pick("startswith", "endswith")}(${text})`,
      form`${pick("any", "all")}(v > 1 for v in ${list})`,
      form`isinstance(${any}, ${pick("int", "float", "str", "list", "(int, str)", "bool")})`,
    ),
    any: fc.oneof(options, int, float, text, list, dict, bool, pick("None", "(1, 'a')", "(2,)"), tuple, nested),
    statement: fc.oneof(
      form`${pick("i", "j")} = ${int}`,
      form`${pick("i", "j")} ${pick("+=", "-=", "*=", "//=", "%=")} ${int}`,
      form`${pick("x", "y")} = ${float}`,
      form`${pick("x", "y")} ${pick("+=", "*=", "/=")} ${float}`,
      form`${pick("s", "t")} = ${text}`,
      form`${pick("s", "t")} += ${text}`,
      form`${pick("a", "b")} = ${list}`,
      form`${pick("a", "b")} += ${list}`,
      form`d = ${dict}`,
      form`p = ${bool}`,
      form`${pick("a", "b")}.append(${int})`,
      form`${pick("a", "b")}.insert(${small}, ${int})`,
      form`${pick("a", "b")}.extend(${list})`,
      form`i = ${pick("a", "b")}.pop(${pick("", "0", "-1", "1")})`,
      form`${pick("a", "b")}.${pick("sort", "reverse")}()`,
      form`${pick("a", "b")}.remove(${int})`,
      form`${pick("a", "b")}[${small}] = ${int}`,
      form`${pick("a", "b")}[${small}:${small}] = ${list}`,
      form`${pick("a", "b")}[::2] = ${list}`,
      form`del ${pick("a", "b")}[${small}]`,
      form`del ${pick("a", "b")}[${small}:${small}]`,
      form`d[${text}] = ${int}`,
      form`d.update(${dict})`,
      form`j = d.${pick("pop", "setdefault")}(${text}, ${int})`,
      form`i, *a = ${list}`,
      form`i, j = ${list}`,
      form`for v in ${list}:\n  i += v\n  if i > 9: break\nelse:\n  j = 0`,
      form`if ${bool}: i = ${int}\nelse: s = ${text}`,
      form`while i > 0:\n  i -= 2\n  j += 1\n  if j > 20: break`,
      form`a = b`,
      form`q = ${tuple}`,
      form`i = (w := ${int}) + w * 2`,
      form`u = ${set}`,
      form`u.${pick("add", "discard")}(${int})`,
      form`u ${pick("|=", "&=", "-=")} ${set}`,
      form`m = ${nested}`,
      form`m[${small}] = ${list}`,
      form`m[0].append(${int})`,
      form`m = copy.copy(m)`,
      form`a = m[0]`,
      form`(i, j), *b = [${tuple}, ${int}]`,
      form`for i, (j, x) in enumerate(zip(${list}, [0.5, 1.5])): a.append(i + j)`,
      form`b = a
b += ${list}`,
      form`def f(v, *w, k=${int}, **z): return v + k + len(w) + len(z)
i = f(${int}, *${list}, z=1)`,
      form`def g():
  for v in ${list}:
    if v < 0: return
    yield v * 2
a = list(g())`,
      form`class C:
  k = ${int}
  def __init__(self, v): self.v = v
  def __add__(self, w): return C(self.v + self.k + w)
i = (C(${int}) + ${int}).v`,
      form`try:
  i = ${list}[9]
except IndexError: j = ${int}
else: j = 1
finally: x = 0.5`,
      form`try:
  if ${bool}: raise ValueError(${text})
  s = ${text}
except (KeyError, ValueError) as e: t = str(e)`,
      form`match ${any}:
  case int() | float(): i = 1
  case [v, *w]: i = 2
  case {'k': v}: i = 3
  case str(v) if v: i = 4
  case _: i = 5`,
      form`del m[${small}:]`,
      form`a[${small}::2] = ${list}`,
      form`i ${pick("<<=", ">>=", "&=", "|=", "^=")} ${pick("1", "2", "3")}`,
    ),
  };
});
