import { blocksOf } from "./blocks";
import { isBudget } from "./budgets";
import type { Position, Range } from "../../../protocol/source";
import { newContext } from "./context";
import { withoutGaps } from "./directive-gaps";
import { newScriptContext } from "./javascript/context";
import { lowerStatements as lowerJavaScript } from "./javascript/statements";
import type { Parsers } from "./parser";
import { shiftedPositions, type Positions } from "./positions";
import { isInputCall, withNamedInputs } from "./input-calls";
import type { Argument, Directive, Expression, Gap, Language, Program, Statement } from "./program";
import { lowerStatements as lowerPython } from "./python/statements";
import type { Span, SyntaxTree } from "./tree";

/** `latency:` at the start of a comment of either language. */
const DIRECTIVE = /^(?:#|\/\/)\s*latency:/;

/** The `# latency: name=value, …` or `// latency: …` comments of a file, in source order. Values are literals; anything else is an error in place. */
export function readDirectives(
  parsers: Parsers,
  text: string,
  tree: SyntaxTree,
  positions: Positions,
  language: Language,
): readonly Directive[] {
  return tree.comments.flatMap((comment) => {
    const content = text.slice(comment.start, comment.end);
    const head = DIRECTIVE.exec(content)?.[0];
    if (head === undefined || isBudget(content)) return [];
    const range = positions.range(comment);
    const inside = { start: comment.start + head.length, end: comment.end };
    return [{ range, ...readArguments(parsers, text, inside, positions, language) }];
  });
}

/**
 * The directive of a definition: on one of the lines of its header, or above it with nothing but comments, blank lines
 * and decorators between. `definition` is the range of its statement. Of several the nearest counts.
 */
export function directiveFor(program: Program, definition: Range): Directive | null {
  return directivesFor(program, definition).at(-1) ?? null;
}

/** All that belong to the definition, although only the last one counts. */
export function directivesFor(program: Program, definition: Range): readonly Directive[] {
  if (program.directives.length === 0) return [];
  const headers = sortedHeaders(program);
  return program.directives.filter((directive) => {
    const owner = ownerOf(headers, directive.range.start.line)?.start;
    return owner?.line === definition.start.line && owner.character === definition.start.character;
  });
}

/** The statement that a directive on this line belongs to; null where none follows. */
export function statementFor(program: Program, line: number): Statement | null {
  return ownerOf(sortedHeaders(program), line)?.statement ?? null;
}

function sortedHeaders(program: Program): readonly Header[] {
  // Functions of JavaScript stand before the other statements of their block.
  return [...headersOf(program.body)].sort((a, b) => compare(a.start, b.start));
}

// ---------------------------------------------------------------- reading

/** Characters of a directive's arguments. One that an author writes has some hundred; it is parsed apart from the file. */
const LONGEST_DIRECTIVE = 10_000;

type Reading = Pick<Directive, "arguments" | "gaps" | "error">;

function readArguments(
  parsers: Parsers,
  text: string,
  inside: Span,
  positions: Positions,
  language: Language,
): Reading {
  const allowed = ALLOWED[language];
  if (inside.end - inside.start > LONGEST_DIRECTIVE)
    return failed(`this comment has more than ${LONGEST_DIRECTIVE.toLocaleString("en-US")} characters: ${allowed}`);
  const content = withoutGaps(text.slice(inside.start, inside.end));
  const gaps = content.gaps.map(({ name, span }): Gap => ({
    name,
    range: positions.range({ start: span.start + inside.start, end: span.end + inside.start }),
  }));
  if (gaps.length > 0 && content.text.trim() === "") return checked([], gaps, allowed);
  // The grammar reads the arguments as those of a call, so that values are exactly the literals of the language.
  const source = `f(${content.text})`;
  const tree = parsers.parse(language === "python" ? "python" : "typescript", source);
  if (tree === null || tree.root.broken || tree.comments.length > 0) return failed(allowed);
  const around = shiftedPositions(positions, inside.start - 2);
  const [statement, ...others] =
    language === "python"
      ? lowerPython(newContext(source, around), tree.root.children)
      : lowerJavaScript(newScriptContext(source, around, []), tree.root.children);
  const call = statement?.kind === "expression-statement" ? statement.expression : null;
  if (call?.kind !== "call" || others.length > 0 || call.callee.kind !== "name") return failed(allowed);
  if (call.arguments.length === 0) return failed(`it names no argument: ${allowed}`);
  return checked(language === "python" ? call.arguments : call.arguments.map(asKeyword), gaps, allowed);
}

const PAIRS = "write name=value pairs with commas between, e.g.";

const ALLOWED: Readonly<Record<Language, string>> = {
  python:
    `${PAIRS} "input_shape=(224, 224, 3), classes=1000"; ` +
    "values are numbers, strings, True, False, None, tuples, lists, dicts and Input((224, 224, 3)) for a tensor",
  javascript:
    `${PAIRS} "inputShape=[224, 224, 3], classes=1000"; ` +
    "values are numbers, strings, true, false, null, arrays, objects and tf.input({shape: [224, 224, 3]}) for a tensor",
};

/** `a=1` among the arguments of a call is an assignment in JavaScript. */
function asKeyword(argument: Argument): Argument {
  const { value } = argument;
  if (argument.form !== "positional" || value.kind !== "assignment-expression") return argument;
  if (value.target.kind !== "name" || value.operator !== null) return argument;
  return { form: "keyword", name: value.target.name, value: withNamedInputs(value.value), range: argument.range };
}

function failed(error: string): Reading {
  return { arguments: [], gaps: [], error };
}

function checked(found: readonly Argument[], gaps: readonly Gap[], allowed: string): Reading {
  const names = new Set<string>();
  for (const { name } of gaps) {
    if (names.has(name)) return failed(`"${name}" stands here twice`);
    names.add(name);
  }
  for (const argument of found) {
    if (argument.form !== "keyword" || argument.name === null) return failed(`an argument has no name: ${allowed}`);
    if (names.has(argument.name)) return failed(`"${argument.name}" stands here twice`);
    names.add(argument.name);
    if (!isValue(argument.value)) return failed(`the value of "${argument.name}" is not a literal: ${allowed}`);
  }
  return { arguments: found, gaps, error: null };
}

/** A literal, an input of a network, or several of them. */
function isValue(value: Expression): boolean {
  if (value.kind === "sequence" && value.type !== "set") return value.items.every(isValue);
  return isLiteral(value) || isInputCall(value, isLiteral);
}

function isLiteral(value: Expression): boolean {
  switch (value.kind) {
    case "literal":
      return !["ellipsis", "undefined", "hole"].includes(value.type);
    case "unary":
      return (
        (value.operator === "-" || value.operator === "+") &&
        value.operand.kind === "literal" &&
        (value.operand.type === "integer" || value.operand.type === "float")
      );
    case "sequence":
      return value.type !== "set" && value.items.every(isLiteral);
    case "dictionary":
      return value.entries.every((entry) => entry.key !== null && isLiteral(entry.key) && isLiteral(entry.value));
    default:
      return false;
  }
}

// ---------------------------------------------------------------- which definition

interface Header {
  readonly statement: Statement;
  readonly start: Position;
  /** Last line of the statement without its block. */
  readonly endLine: number;
}

/** The statement whose header holds the line, else the first one below; undefined where there is none. */
function ownerOf(headers: readonly Header[], line: number): Header | undefined {
  // Of several on one line the outermost comes first.
  const around = headers.findLast(({ start, endLine }) => start.line < line && line <= endLine);
  const own = headers.find(({ start }) => start.line === line) ?? around;
  return own ?? headers.find(({ start }) => start.line > line);
}

function headersOf(statements: readonly Statement[]): readonly Header[] {
  return statements.flatMap((statement) => {
    const blocks = blocksOf(statement);
    const endLine = blocks === null ? statement.range.end.line : headerEndOf(statement);
    return [{ statement, start: statement.range.start, endLine }, ...(blocks ?? []).flatMap(headersOf)];
  });
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function headerEndOf(statement: Statement): number {
  const parts =
    statement.kind === "function" ? statement.parameters : statement.kind === "class" ? statement.bases : [];
  return Math.max(statement.range.start.line, ...parts.map((part) => part.range.end.line));
}
