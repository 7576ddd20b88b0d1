import type { Parsers } from "./parser";
import { TextPositions } from "./positions";
import type { Program } from "./program";
import { lowerStatements } from "./python/statements";

/** Python text → Program. Never throws: what cannot be read is broken in place and listed in `errors`. */
export function parsePython(parsers: Parsers, text: string): Program {
  const source = text.replace(/\r(?!\n)/g, "\n");
  const tree = parsers.parse("python", source);
  if (tree === null) throw new Error("no tree");
  const positions = new TextPositions(text, []);
  const body = lowerStatements({ text: source, positions, placeholders: new Map(), yields: 0 }, tree.root.children);
  return { language: "python", body, errors: [], directives: [] };
}
