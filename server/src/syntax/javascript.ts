import { readBudgets } from "./budgets";
import { readDirectives } from "./directives";
import { newScriptContext } from "./javascript/context";
import { describe } from "./javascript/heal-statements";
import { makeReadable } from "./javascript/make-readable";
import { lowerStatements } from "./javascript/statements";
import type { Parsers } from "./parser";
import { LinePositions, positionsOf } from "./positions";
import { onePerLine, unreadableProgram } from "./problems";
import type { Program } from "./program";
import { brokenPlaces } from "./tree";

export type JavaScriptDialect = "javascript" | "jsx" | "typescript" | "tsx";

/** JavaScript or TypeScript text → Program. What cannot be read is broken in place and listed in `errors`; every other statement stays. `firstLine`: where it starts in a longer text. */
export function parseJavaScript(parsers: Parsers, text: string, dialect: JavaScriptDialect, firstLine = 0): Program {
  // Offsets stay: one line end takes the place of another.
  const source = text.replace(/\r(?!\n)/g, "\n");
  const lines = new LinePositions(text, firstLine);
  // Only where there is no JSX may `<T>value` assert a type.
  const readable = makeReadable(parsers, dialect === "typescript" ? "typescript" : "tsx", source, lines);
  if (readable === null) return unreadableProgram("javascript", lines.range({ start: 0, end: text.length }));
  const { edited, tree, placeholders, problems } = readable;
  const positions = positionsOf(edited, lines);
  const context = newScriptContext(edited.text, positions, tree.root.children, placeholders);
  const body = lowerStatements(context, tree.root.children);
  const remaining = brokenPlaces(tree.root).map((place) => ({
    message: describe(edited.text, place),
    range: positions.range(place),
  }));
  const errors = onePerLine([...problems, ...remaining]);
  const directives = readDirectives(parsers, edited.text, tree, positions, "javascript");
  const budgets = readBudgets(edited.text, tree, positions);
  return { language: "javascript", body, errors, directives, budgets };
}
