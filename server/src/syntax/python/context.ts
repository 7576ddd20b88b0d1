import type { Range } from "../../../../protocol/source";
import type { TextPositions } from "../positions";
import type { BrokenExpression, Statement } from "../program";
import type { Span } from "../tree";

/** What the functions of one lowering share. */
export interface LoweringContext {
  /** The parsed text. */
  readonly text: string;
  readonly positions: TextPositions;
  /** Statements that stand for placeholders which a repair put into the text; by the placeholder's name. */
  readonly placeholders: ReadonlyMap<string, readonly Statement[]>;
  /** Yields met so far in the function that is being lowered. */
  yields: number;
}

/** Name that a repair puts where an expression is missing. */
export const MISSING_EXPRESSION = "__latency_lens_missing__";

export function textOf(context: LoweringContext, span: Span): string {
  return context.text.slice(span.start, span.end);
}

export function rangeOf(context: LoweringContext, span: Span): Range {
  return context.positions.range(span);
}

export function broken(context: LoweringContext, span: Span, why: string): BrokenExpression {
  return { kind: "broken", why, range: rangeOf(context, span) };
}
