import * as fc from "fast-check";

/** Names by type; every program starts with `PROLOGUE`. */
export const VARIABLES = ["i", "j", "x", "y", "s", "t", "a", "b", "d", "p"] as const;

const PROLOGUE =
  "i = 3\nj = -7\nx = 2.5\ny = -0.1\ns = 'conv'\nt = 'a b,c'\na = [1, 2, 3]\nb = [5, -4]\nd = {'k': 1, 'l': 2}\np = True";

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
  Record<"int" | "float" | "text" | "list" | "dict" | "bool" | "any" | "statement", string>
>((tie) => {
  const int = tie("int");
  const float = tie("float");
  const text = tie("text");
  const list = tie("list");
  const dict = tie("dict");
  const bool = tie("bool");
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
    bool: fc.oneof(
      options,
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
    any: fc.oneof(options, int, float, text, list, dict, bool, pick("None", "(1, 'a')", "(2,)")),
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
    ),
  };
});
