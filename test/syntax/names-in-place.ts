import type { Range } from "../../protocol/source";
import type { Program } from "../../server/src/syntax/program";

/** Names of a program whose range does not hold their text; there must be none. */
export function misplacedNames(program: Program, source: string): readonly string[] {
  const lines = source.split(/\r\n|\n|\r/);
  const misplaced: string[] = [];
  const check = (name: string, range: Range) => {
    const { start, end } = range;
    const text = start.line === end.line ? lines[start.line]?.slice(start.character, end.character) : undefined;
    if (text !== name) misplaced.push(`${name} at ${start.line}:${start.character} stands over ${String(text)}`);
  };
  visit(program.body, (node) => {
    if (IMPLIED.has(String(node["name"])) || String(node["name"]).startsWith("(")) return;
    if (node["kind"] === "name") check(String(node["name"]), node["range"] as Range);
    else if ("nameRange" in node) check(String(node["name"]), node["nameRange"] as Range);
  });
  return misplaced;
}

/** Names that a lowering may write where the source has others: those of class fields of JavaScript, and in parentheses. */
const IMPLIED = new Set(["this", "super", "args", "constructor"]);

function visit(value: unknown, see: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (typeof value === "object" && value !== null) {
    see(value as Record<string, unknown>);
    for (const item of Object.values(value)) visit(item, see);
  }
}
