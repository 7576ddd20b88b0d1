import type { Range } from "../../../protocol/source";
import type { Positions } from "./positions";
import type { BrokenExpression, Statement, SyntaxProblem } from "./program";
import type { Span } from "./tree";

/** What the functions of one lowering share. */
export interface LoweringContext {
  /** The parsed text. */
  readonly text: string;
  readonly positions: Positions;
  /** Statements that stand for placeholders which a repair put into the text; by the placeholder's name. */
  readonly placeholders: ReadonlyMap<string, readonly Statement[]>;
  /** Errors that the grammar does not find. */
  readonly problems: SyntaxProblem[];
  /** Yields met so far in the function that is being lowered. */
  yields: number;
}

/** The context of a text on its own. */
export function newContext(
  text: string,
  positions: Positions,
  placeholders: LoweringContext["placeholders"] = new Map(),
): LoweringContext {
  return { text, positions, placeholders, problems: [], yields: 0 };
}

/** Name that a repair puts where an expression is missing. */
export const MISSING_EXPRESSION = "__latency_lens_missing__";

/** Name that a repair puts in the place of an expression that could not be read. */
export const UNREADABLE_EXPRESSION = "__latency_lens_unreadable__";

/** Name that a repair puts in the place of a statement, or of a line that was taken for one. */
export function statementPlaceholder(number: number): string {
  return `${STATEMENT}${number}__`;
}

const STATEMENT = "__latency_lens_statement_";

/** Whether a name is that of a placeholder of statements. */
export function isPlaceholder(name: string): boolean {
  return name.startsWith(STATEMENT);
}

/** Whether the user wrote the name, rather than a repair. */
export function isWritten(name: string | null): boolean {
  return name?.includes("__latency_lens_") !== true;
}

export function textOf(context: LoweringContext, span: Span): string {
  return context.text.slice(span.start, span.end);
}

export function rangeOf(context: LoweringContext, span: Span): Range {
  return context.positions.range(span);
}

export function broken(context: LoweringContext, span: Span, why: string): BrokenExpression {
  return { kind: "broken", why, range: rangeOf(context, span) };
}
