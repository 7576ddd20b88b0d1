/** Rewritings of values: the same number or text by another expression. */
import type { Literal } from "../../../server/src/syntax/program";
import type { Random } from "../../syntax/mutants";
import { some } from "./rewriting";
import type { Rewriting } from "./rewriting";
import { edited, nodesIn, replace, textAt } from "./source";
import type { PlacedNode, Source } from "./source";

export const VALUE_REWRITINGS: readonly Rewriting[] = [
  onLiterals("a number as a sum", "integer", (text) => (Number(text) > 1 ? `(${Number(text) - 1} + 1)` : null)),
  onLiterals("a number from a text", "integer", (text) => `int("${text}")`),
  onLiterals("a choice of a value", "integer", (text) => `(${text} if True else None)`),
  onLiterals("an item of a dict", "integer", (text) => `{"it": ${text}}["it"]`),
  onLiterals("a text in two pieces", "string", (text) => {
    const half = Math.ceil(text.length / 2);
    return text.length < 4 ? null : `(${text.slice(0, half)}${text.charAt(0)} + ${text.charAt(0)}${text.slice(half)})`;
  }),
  onLiterals("a text formatted", "string", (text) => `"%s" % ${text}`),
];

function onLiterals(name: string, type: Literal["type"], textOf: (text: string) => string | null): Rewriting {
  const rewrite = (source: Source, random: Random): string | null => {
    const possible = expressionsIn(source).flatMap((node) => {
      if (node.type !== type) return [];
      const before = textAt(source, node.range);
      // Within a formatted string, places may be those of the whole string.
      const isWritten = type === "integer" ? /^\d+$/.test(before) : /^(["'])[^"'\\{}%\n]*\1$/.test(before);
      const text = isWritten ? textOf(before) : null;
      return text === null ? [] : [replace(source, node.range, `(${text})`)];
    });
    const chosen = some(possible, random);
    return chosen.length === 0 ? null : edited(source, chosen);
  };
  return { name, rewrite };
}

/** Literals, but for docstrings and patterns, and for what stands in a formatted string. */
function expressionsIn({ program }: Source): readonly Literal[] {
  const nodes = nodesIn(program.body);
  const left = new Set(
    nodes
      .filter(({ kind }) => kind === "formatted-string" || kind === "match" || kind === "expression-statement")
      .flatMap((node) => (node.kind === "expression-statement" ? docstring(node) : nodesIn([node]))),
  );
  return nodes.filter((node): node is PlacedNode & Literal => node.kind === "literal" && !left.has(node));
}

function docstring(node: PlacedNode): readonly PlacedNode[] {
  const parts = nodesIn([node]);
  return parts.length === 2 ? parts : [];
}
