import type { Random } from "../syntax/mutants";

/** One way to spoil a source: a slip of the hand, or something written to take for ever. */
type Mutation = (source: string, random: Random) => string;

/** The source after one to three mutations, and their names. */
export function mutate(source: string, random: Random): { readonly source: string; readonly names: readonly string[] } {
  const names: string[] = [];
  let mutated = source;
  for (let round = 1 + random(3); round > 0; round -= 1) {
    const [name, mutation] = MUTATIONS[random(MUTATIONS.length)] ?? ["", (text: string) => text];
    names.push(name);
    mutated = mutation(mutated, random);
  }
  return { source: mutated, names };
}

const TOKEN = /[A-Za-z_]\w*|\d+(?:\.\d+)?|"[^"\n]*"|'[^'\n]*'|\*\*|\/\/|[-+*/%=<>!]=?|[()[\]{}:,.@]/g;

interface Token {
  readonly text: string;
  readonly start: number;
}

function tokensOf(source: string): readonly Token[] {
  return [...source.matchAll(TOKEN)].map((match) => ({ text: match[0], start: match.index }));
}

function onToken(source: string, random: Random, change: (token: Token, tokens: readonly Token[]) => string): string {
  const tokens = tokensOf(source);
  const token = tokens[random(tokens.length)];
  if (token === undefined) return source;
  return source.slice(0, token.start) + change(token, tokens) + source.slice(token.start + token.text.length);
}

function onLines(source: string, change: (lines: string[]) => void): string {
  const lines = source.split("\n");
  change(lines);
  return lines.join("\n");
}

function onNumber(source: string, random: Random, values: readonly string[]): string {
  const numbers = tokensOf(source).filter((token) => /^\d/.test(token.text));
  const token = numbers[random(numbers.length)];
  if (token === undefined) return source;
  const value = values[random(values.length)] ?? "0";
  return source.slice(0, token.start) + value + source.slice(token.start + token.text.length);
}

/** Puts a statement on a line of its own, as deep as a line of code near by. */
function insertStatement(source: string, random: Random, statement: string): string {
  return onLines(source, (lines) => {
    const at = random(lines.length);
    const indent = /^\s*/.exec(lines[at] ?? "")?.[0] ?? "";
    lines.splice(at, 0, ...statement.split("\n").map((line) => indent + line));
  });
}

function inPlaceOfToken(values: readonly string[]): Mutation {
  return (source, random) => onToken(source, random, () => values[random(values.length)] ?? "0");
}

const ENDLESS = [
  "while True: pass",
  "while True: x = [1]",
  "for i in iter(int, 1): pass",
  "import itertools\nfor i in itertools.count(): pass",
  "def forever(n): return forever(n + 1)\nforever(0)",
  "def twice(n): return twice(n - 1) + twice(n - 1)\ntwice(60)",
  "bomb = [0]\nwhile True: bomb += bomb",
  "bomb = {}\nfor i in range(10 ** 9): bomb[i] = i",
  "def endless():\n  while True: yield 1\nlist(endless())",
  "class Loop:\n  def __iter__(self): return self\n  def __next__(self): return 1\nlist(Loop())",
  "class Own:\n  def __getattr__(self, name): return getattr(self, name + '_')\nOwn().x",
  "circle = []\ncircle.append(circle)\ntext = str(circle)\nsame = circle == [circle]\nimport copy\ncopy.deepcopy(circle)",
  "(lambda f: f(f))(lambda f: f(f))",
];

const HUGE = [
  "'a' * 10 ** 9",
  "[0] * 10 ** 8",
  "(1,) * 10 ** 12",
  "2 ** 10 ** 8",
  "9 ** 9 ** 9",
  "1 << 10 ** 9",
  "10 ** 400",
  "1e400",
  "99999999999999999999999999",
  "range(10 ** 15)",
  "list(range(10 ** 9))",
  "[i for i in range(10 ** 6) for j in range(10 ** 6)]",
  "{i: i for i in range(10 ** 7)}",
  "sum(range(10 ** 9))",
  "'%1000000000d' % 1",
  "f'{1:1000000000}'",
  "'{:>999999999}'.format(1)",
  "'a'.ljust(10 ** 9)",
  "'a'.join(['b' * 1000] * 10 ** 6)",
  "'ab'.replace('', 'x' * 100000)",
  "__import__('numpy').zeros(10 ** 9)",
  "list(__import__('itertools').product(range(100), repeat=19))",
  "list(__import__('itertools').permutations(range(40)))",
  "int('9' * 5000)",
  "round(1.5, 10 ** 9)",
  "-1",
  "None",
  "(0,) * 5",
  "float('nan')",
  "float('inf')",
  "[]",
  "{}",
];

const DEPTHS = [40, 300, 3_000, 10_000];

function nested(random: Random): string {
  const depth = DEPTHS[random(DEPTHS.length)] ?? 40;
  const forms = [
    "(".repeat(depth) + "1" + ")".repeat(depth),
    "[".repeat(depth) + "]".repeat(depth),
    `${"-".repeat(depth)}1`,
    `${"not ".repeat(depth)}True`,
    `1${" + 1".repeat(depth)}`,
    `x${".y".repeat(depth)}`,
    `f${"()".repeat(depth)}`,
    `${"lambda: ".repeat(depth)}0`,
    `${"1 if 1 else ".repeat(depth)}0`,
    `${"{1: ".repeat(depth)}1${"}".repeat(depth)}`,
  ];
  return forms[random(forms.length)] ?? "1";
}

const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  ["delete a token", (source, random) => onToken(source, random, () => "")],
  ["double a token", (source, random) => onToken(source, random, ({ text }) => `${text} ${text}`)],
  [
    "another token",
    (source, random) => onToken(source, random, (_, tokens) => tokens[random(tokens.length)]?.text ?? ""),
  ],
  [
    "another token",
    (source, random) => onToken(source, random, (_, tokens) => tokens[random(tokens.length)]?.text ?? ""),
  ],
  [
    "another number",
    (source, random) => onNumber(source, random, ["0", "-1", "1", "7", "2.5", "10 ** 6", "1e300", "None"]),
  ],
  [
    "a huge number",
    (source, random) => onNumber(source, random, ["999999999", "2 ** 52", "10 ** 15", "10 ** 300", "1e18"]),
  ],
  [
    "two lines swapped",
    (source, random) =>
      onLines(source, (lines) => {
        const [a, b] = [random(lines.length), random(lines.length)];
        [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
      }),
  ],
  [
    "a line deleted",
    (source, random) =>
      onLines(source, (lines) => {
        lines.splice(random(lines.length), 1);
      }),
  ],
  [
    "lines doubled",
    (source, random) =>
      onLines(source, (lines) => {
        const at = random(lines.length);
        lines.splice(at, 0, ...lines.slice(at, at + 1 + random(6)));
      }),
  ],
  [
    "an indent changed",
    (source, random) =>
      onLines(source, (lines) => {
        const at = random(lines.length);
        const line = lines[at] ?? "";
        lines[at] = random(2) === 0 ? `  ${line}` : line.replace(/^ {1,4}/, "");
      }),
  ],
  ["something huge", inPlaceOfToken(HUGE)],
  ["something nested", (source, random) => onToken(source, random, () => nested(random))],
  [
    "something endless",
    (source, random) => insertStatement(source, random, ENDLESS[random(ENDLESS.length)] ?? "while True: pass"),
  ],
  [
    "something huge kept",
    (source, random) => insertStatement(source, random, `kept = ${HUGE[random(HUGE.length)] ?? "0"}`),
  ],
];
