/** `# latency: budget tx2=50ms agx=0.02s`: what one inference of the definition below may take. */
import type { Range } from "../../../protocol/source";
import type { Positions } from "./positions";
import type { Budget } from "./program";
import type { SyntaxTree } from "./tree";

const BUDGET = /^(?:#|\/\/)\s*latency:\s*budget(?=\s|$)(?!\s*=)/;

/** `tx2=50ms`, `tx2 = 0.05 s`; what is between them does not matter. */
const PART = /([^\s=,]+)\s*(?:=\s*([^\s=,]+(?:\s+(?:ms|s)(?![^\s,]))?))?/g;

const DURATION = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s)$/;

export function isBudget(comment: string): boolean {
  return BUDGET.test(comment);
}

export function readBudgets(text: string, tree: SyntaxTree, positions: Positions): readonly Budget[] {
  return tree.comments.flatMap((comment) => {
    const content = text.slice(comment.start, comment.end);
    const head = BUDGET.exec(content)?.[0];
    if (head === undefined) return [];
    const parts = [...content.slice(head.length).matchAll(PART)].map((part) => {
      const start = comment.start + head.length + part.index;
      return {
        device: part[1] ?? "",
        milliseconds: millisecondsOf(part[2] ?? ""),
        range: positions.range({ start, end: start + part[0].trimEnd().length }),
      };
    });
    const range: Range = positions.range(comment);
    return [{ range, parts }];
  });
}

/** Null for what is no time with its unit, and for no time at all. */
function millisecondsOf(text: string): number | null {
  const [, number, unit] = DURATION.exec(text) ?? [];
  const value = Number(number) * (unit === "s" ? 1000 : 1);
  return value > 0 && Number.isFinite(value) ? value : null;
}
