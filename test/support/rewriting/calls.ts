/** Rewritings of calls: how arguments are handed over, and by whom. */
import type { Call, Expression, FunctionDeclaration } from "../../../server/src/syntax/program";
import type { Random } from "../../syntax/mutants";
import { some } from "./rewriting";
import type { Rewriting } from "./rewriting";
import { callsIn, definedFirst, edited, endOf, functionsIn, nodesIn, replace, startOf, textAt } from "./source";
import type { Edit, Source } from "./source";

export const CALL_REWRITINGS: readonly Rewriting[] = [
  onCalls("keywords as **{…}", (source, call) =>
    keywordsAs(source, call, (name, value) => `"${name}": ${value}`, "{}"),
  ),
  onCalls("keywords as **dict(…)", (source, call) =>
    keywordsAs(source, call, (name, value) => `${name}=${value}`, "()"),
  ),
  onCalls("keywords in another order", reversedKeywords),
  onCalls("positional arguments as *(…)", spreadPositionals),
  onCalls("positional arguments by name", namedPositionals),
  onCalls(
    "a call through a wrapper",
    (source, call) => [
      replace(source, call.callee.range, "_called"),
      firstArgument(source, call, `${textAt(source, call.callee.range)}, `),
    ],
    "def _called(function, *args, **kwargs):\n    return function(*args, **kwargs)\n",
  ),
  onCalls(
    "a call of a partial",
    (source, call) => [
      replace(source, call.callee.range, "_functools.partial"),
      firstArgument(source, call, `${textAt(source, call.callee.range)}, `),
      behind(source, call, "()"),
    ],
    "import functools as _functools\n",
  ),
  onCalls("a call through a lambda", (source, { callee }) => [
    replace(source, callee.range, `(lambda *a, **k: ${textAt(source, callee.range)}(*a, **k))`),
  ]),
  decorated("an identity decorator", "_same", "def _same(function):\n    return function\n"),
  decorated(
    "a decorator that wraps",
    "_logged",
    "import functools as _functools\n\n\ndef _logged(function):\n    @_functools.wraps(function)\n    def inner(*args, **kwargs):\n        return function(*args, **kwargs)\n\n    return inner\n",
  ),
];

/** Calls none of which holds another one; `definitions` are what the rewriting needs. */
function onCalls(
  name: string,
  editsOf: (source: Source, call: Call) => readonly Edit[] | null,
  definitions: string | null = null,
): Rewriting {
  const rewrite = (source: Source, random: Random): string | null => {
    const possible = innermost(callsIn(source).filter((call) => isOrdinary(source, call)))
      .map((call) => editsOf(source, call))
      .filter((edits) => edits !== null);
    const chosen = some(possible, random);
    if (chosen.length === 0) return null;
    const first = definitions === null ? [] : [definedFirst(source, definitions)];
    return isDefined(source, definitions)
      ? edited(source, chosen.flat())
      : edited(source, [...first, ...chosen.flat()]);
  };
  return { name, rewrite };
}

function isDefined(source: Source, definitions: string | null): boolean {
  return definitions !== null && source.text.includes(definitions);
}

/** Where they are called from matters to these; `function` is what the rewritings' own definitions call. */
const OWN_RULES = /^(super|locals|globals|vars|eval|exec|dir|_called|function)\b|super\(/;

function isOrdinary(source: Source, { range, callee, arguments: given }: Call): boolean {
  // A generator expression that is the only argument stands without brackets of its own.
  if (given.some(({ value }) => value.kind === "comprehension" && value.type === "generator")) return false;
  const text = textAt(source, callee.range);
  const line = source.text.slice(source.lines[range.start.line] ?? 0, startOf(source, range)).trim();
  return !OWN_RULES.test(text) && !text.includes("\n") && !line.startsWith("@") && isExact(source, callee);
}

/** Within a formatted string, places may be those of the whole string. */
function isExact(source: Source, callee: Expression): boolean {
  const text = textAt(source, callee.range);
  return callee.kind === "name"
    ? text === callee.name
    : callee.kind === "attribute" && text.endsWith(`.${callee.name}`);
}

function innermost(calls: readonly Call[]): readonly Call[] {
  return calls.filter(
    (call) =>
      !nodesIn([call.callee, ...call.arguments]).some(({ kind }) => kind === "call" || kind === "formatted-string"),
  );
}

function firstArgument(source: Source, { range, arguments: [first] }: Call, text: string): Edit {
  const at = first === undefined ? endOf(source, range) - 1 : startOf(source, first.range);
  return { start: at, end: at, text };
}

function behind(source: Source, { range }: Call, text: string): Edit {
  const at = endOf(source, range);
  return { start: at, end: at, text };
}

function keywordsAs(
  source: Source,
  call: Call,
  entry: (name: string, value: string) => string,
  brackets: "{}" | "()",
): readonly Edit[] | null {
  const keywords = call.arguments.filter(({ form }) => form === "keyword");
  const [first] = keywords;
  const last = call.arguments.at(-1);
  if (first === undefined || last?.form !== "keyword" || keywords.at(-1) !== last) return null;
  if (call.arguments.slice(call.arguments.indexOf(first)).some(({ form }) => form !== "keyword")) return null;
  const entries = keywords.map(({ name, value }) => entry(name ?? "", textAt(source, value.range)));
  const [open, close] = brackets === "{}" ? ["{", "}"] : ["dict(", ")"];
  const range = { start: first.range.start, end: last.range.end };
  return [replace(source, range, `**${open}${entries.join(", ")}${close}`)];
}

function reversedKeywords(source: Source, call: Call): readonly Edit[] | null {
  const keywords = call.arguments.filter(({ form, value }) => form === "keyword" && isPure(value));
  if (keywords.length < 2 || call.arguments.some(({ form }) => form === "keyword-spread")) return null;
  if (call.arguments.filter(({ form }) => form === "keyword").length > keywords.length) return null;
  const texts = keywords.map(({ range }) => textAt(source, range)).reverse();
  return keywords.map(({ range }, index) => replace(source, range, texts[index] ?? ""));
}

function isPure({ kind }: Expression): boolean {
  return kind === "literal" || kind === "name" || kind === "attribute";
}

function spreadPositionals(source: Source, { arguments: given }: Call): readonly Edit[] | null {
  const positional = given.filter(({ form }) => form === "positional");
  const [first, last] = [positional[0], positional.at(-1)];
  if (first === undefined || last === undefined || given.some(({ form }) => form === "spread")) return null;
  const items = positional.map(({ range }) => textAt(source, range));
  return [replace(source, { start: first.range.start, end: last.range.end }, `*(${items.join(", ")},)`)];
}

/** Of functions of the file that have one definition. */
function namedPositionals(source: Source, { callee, arguments: given }: Call): readonly Edit[] | null {
  const target = callee.kind === "name" ? onlyFunction(source, callee.name) : null;
  const positional = given.filter(({ form }) => form === "positional");
  if (target === null || positional.length === 0 || given.some(({ form }) => form === "spread")) return null;
  const names = positional.map((_, index) => {
    const parameter = target.parameters[index];
    return parameter?.form === "ordinary" && parameter.target.kind === "name" ? parameter.target.name : null;
  });
  if (names.includes(null)) return null;
  return positional.map(({ range }, index) => replace(source, range, `${names[index] ?? ""}=${textAt(source, range)}`));
}

function onlyFunction(source: Source, name: string): FunctionDeclaration | null {
  const found = source.program.body.filter((one) => one.kind === "function" && one.name === name);
  const [first] = found;
  const isOnly = found.length === 1 && !isAssigned(source, name);
  return first?.kind === "function" && isOnly && first.decorators.length === 0 ? first : null;
}

function isAssigned(source: Source, name: string): boolean {
  return new RegExp(`\\b${name}\\s*=[^=]`).test(source.text);
}

function decorated(name: string, decorator: string, definitions: string): Rewriting {
  const rewrite = (source: Source, random: Random): string | null => {
    const plain = functionsIn(source).filter(
      (one) =>
        one.decorators.length === 0 &&
        !one.name.startsWith("_") &&
        !isMethod(source, one) &&
        startsItsLine(source, one),
    );
    const chosen = some(plain, random).map((one): Edit => {
      const start = source.lines[one.nameRange.start.line] ?? 0;
      const indent = /^\s*/.exec(source.text.slice(start))?.[0] ?? "";
      return { start, end: start, text: `${indent}@${decorator}\n` };
    });
    if (chosen.length === 0) return null;
    return edited(source, isDefined(source, definitions) ? chosen : [definedFirst(source, definitions), ...chosen]);
  };
  return { name, rewrite };
}

function startsItsLine(source: Source, { nameRange }: FunctionDeclaration): boolean {
  return /^\s*def /.test(source.text.slice(source.lines[nameRange.start.line] ?? 0));
}

function isMethod(source: Source, declaration: FunctionDeclaration): boolean {
  return nodesIn(source.program.body).some(
    (node) => node.kind === "class" && "body" in node && Array.isArray(node.body) && node.body.includes(declaration),
  );
}
