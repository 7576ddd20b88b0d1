/** A Python source beside its Program: what rewritings find places with, and how they change the text there. */
import type { Range } from "../../../protocol/source";
import type { Call, FunctionDeclaration, Program, Statement } from "../../../server/src/syntax/program";

export interface Source {
  readonly text: string;
  readonly program: Program;
  /** Offset of the first character of each line. */
  readonly lines: readonly number[];
}

/** The text between the offsets `start` and `end` becomes `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function sourceOf(text: string, parse: (text: string) => Program): Source {
  const lines = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.push(at + 1);
  return { text, program: parse(text), lines };
}

export function startOf({ lines }: Source, { start }: Range): number {
  return (lines[start.line] ?? 0) + start.character;
}

export function endOf({ lines }: Source, { end }: Range): number {
  return (lines[end.line] ?? 0) + end.character;
}

export function textAt(source: Source, range: Range): string {
  return source.text.slice(startOf(source, range), endOf(source, range));
}

/** Edits that do not overlap, in any order. */
export function edited({ text }: Source, edits: readonly Edit[]): string {
  const backwards = [...edits].sort((left, right) => right.start - left.start || right.end - left.end);
  return backwards.reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

export function replace(source: Source, range: Range, text: string): Edit {
  return { start: startOf(source, range), end: endOf(source, range), text };
}

// ---------------------------------------------------------------- nodes

/** Any node of the Program that has a place. */
export interface PlacedNode {
  readonly kind: string;
  readonly range: Range;
}

/** The node and all nodes in it, outer ones first. */
export function nodesIn(root: object): readonly PlacedNode[] {
  const found: PlacedNode[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isPlaced(value)) found.push(value);
    for (const part of Object.values(value)) visit(part);
  };
  visit(root);
  return found;
}

function isPlaced(value: object): value is PlacedNode {
  return "kind" in value && typeof value.kind === "string" && "range" in value;
}

export function callsIn(source: Source): readonly Call[] {
  return nodesIn(source.program.body).filter((node): node is Call => node.kind === "call");
}

export function functionsIn(source: Source): readonly FunctionDeclaration[] {
  return nodesIn(source.program.body).filter((node): node is FunctionDeclaration => node.kind === "function");
}

/** Statements that stand alone on their lines, so that others can be put before and behind them. */
export function statementsIn(source: Source): readonly Statement[] {
  return nodesIn(source.program.body).filter(
    (node): node is Statement => STATEMENTS.has(node.kind) && standsAlone(source, node.range),
  );
}

const STATEMENTS: ReadonlySet<string> = new Set<Statement["kind"]>([
  "assignment",
  "augmented-assignment",
  "expression-statement",
  "return",
  "if",
  "for-each",
  "while",
]);

function standsAlone(source: Source, range: Range): boolean {
  const before = source.text.slice(source.lines[range.start.line] ?? 0, startOf(source, range));
  const next = source.lines[range.end.line + 1] ?? source.text.length + 1;
  const behind = source.text.slice(endOf(source, range), next - 1).trim();
  const isBranch = /^(elif|else)\b/.test(source.text.slice(startOf(source, range)));
  return before.trim() === "" && (behind === "" || behind.startsWith("#")) && !isBranch;
}

/** The white space before a statement. */
export function indentOf(source: Source, range: Range): string {
  return source.text.slice(source.lines[range.start.line] ?? 0, startOf(source, range));
}

/** A statement's text, deeper by one level; null where a text of several lines within it would change. */
export function deeper(source: Source, range: Range): string | null {
  const text = textAt(source, range);
  if (/"""|'''|\\\n/.test(text)) return null;
  return text.replace(/\n(?=[^\n])/g, `\n${STEP}`);
}

export const STEP = "    ";

/** Puts definitions where the file's own ones can use them: behind its docstring and the imports at its top. */
export function definedFirst(source: Source, definitions: string): Edit {
  const body = source.program.body;
  const first = body.findIndex(
    (statement, index) => statement.kind !== "import" && !(index === 0 && statement.kind === "expression-statement"),
  );
  const statement = body[first];
  // Decorators stand above the line that a definition's range may begin at.
  let line = statement === undefined ? source.lines.length - 1 : statement.range.start.line;
  while (line > 0 && source.text.startsWith("@", source.lines[line - 1])) line -= 1;
  const start = source.lines[line] ?? 0;
  return { start, end: start, text: `${definitions}\n\n` };
}
