import { readDirectives } from "./directives";
import { newScriptContext } from "./javascript/context";
import { lowerStatements } from "./javascript/statements";
import { EditedText } from "./edited-text";
import type { Parsers } from "./parser";
import { LinePositions, positionsOf } from "./positions";
import type { Program } from "./program";
import { brokenPlaces } from "./tree";

export type JavaScriptDialect = "javascript" | "jsx" | "typescript" | "tsx";

/** JavaScript or TypeScript text → Program. What cannot be read is broken in place and listed in `errors`; every other statement stays. */
export function parseJavaScript(parsers: Parsers, text: string, dialect: JavaScriptDialect): Program {
  const lines = new LinePositions(text);
  // Only where there is no JSX may `<T>value` assert a type.
  const grammar = dialect === "typescript" ? "typescript" : "tsx";
  const tree = parsers.parse(grammar, text);
  const edited = EditedText.of(text);
  if (tree === null) return { language: "javascript", body: [], errors: [], directives: [] };
  const positions = positionsOf(edited, lines);
  const context = newScriptContext(edited.text, positions);
  const body = lowerStatements(context, tree.root.children);
  const errors = brokenPlaces(tree.root).map((place) => ({
    message: "this code could not be read",
    range: positions.range(place),
  }));
  return {
    language: "javascript",
    body,
    errors,
    directives: readDirectives(parsers, edited.text, tree, positions, "javascript"),
  };
}
