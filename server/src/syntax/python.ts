import { readBudgets } from "./budgets";
import { readDirectives } from "./directives";
import type { Parsers } from "./parser";
import { LinePositions, positionsOf } from "./positions";
import { onePerLine, unreadableProgram } from "./problems";
import type { Program } from "./program";
import { newContext } from "./context";
import { describe } from "./python/heal-line";
import { makeReadable } from "./python/make-readable";
import { lowerStatements } from "./python/statements";
import { brokenPlaces } from "./tree";

/** Python text → Program. What cannot be read is broken in place and listed in `errors`; every other statement stays. `firstLine`: where it starts in a longer text. */
export function parsePython(parsers: Parsers, text: string, firstLine = 0): Program {
  // The grammar knows no line that ends in \r alone.
  const source = text.replace(/\r(?!\n)/g, "\n");
  const lines = new LinePositions(text, firstLine);
  const readable = makeReadable(parsers, source, lines);
  if (readable === null) return unreadableProgram("python", lines.range({ start: 0, end: text.length }));
  const { edited, tree, placeholders, problems } = readable;
  const positions = positionsOf(edited, lines);
  const context = newContext(edited.text, positions, placeholders);
  const body = lowerStatements(context, tree.root.children);
  const remaining = brokenPlaces(tree.root).map((place) => ({
    message: describe(edited.text, place),
    range: positions.range(place),
  }));
  const errors = onePerLine([...problems, ...remaining, ...context.problems]);
  return {
    language: "python",
    body,
    errors,
    directives: readDirectives(parsers, edited.text, tree, positions, "python"),
    budgets: readBudgets(edited.text, tree, positions),
  };
}
