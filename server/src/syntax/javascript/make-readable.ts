import { EditedText } from "../edited-text";
import type { Grammar, Parsers } from "../parser";
import { positionsOf, type LinePositions } from "../positions";
import { brokenPlaces, type SyntaxTree } from "../tree";
import { closeBrackets } from "./close-brackets";
import { findGaps } from "./fill-gaps";
import { healStatements, type HealedText } from "./heal-statements";
import { scan, type Scan } from "./scanner";

/**
 * A text that the parser can read: the text itself, or one that is repaired in three passes, brackets and strings first,
 * then missing operands, then lines that are given up. Null where the parser gives no tree at all.
 */
export function makeReadable(
  parsers: Parsers,
  grammar: Grammar,
  source: string,
  lines: LinePositions,
): HealedText | null {
  const tree = parsers.parse(grammar, source);
  if (tree === null) return null;
  const edited = EditedText.of(source);
  const scanned = scan(source);
  // The scanner knows less than the grammar: what it finds unclosed in a readable text is its own error.
  const isSound = !tree.root.broken && (scanned.flaw !== null || findGaps(source, scanned.tokens).length === 0);
  if (isSound) return { edited, tree, placeholders: new Map(), problems: [] };

  const repaired = repair(parsers, grammar, edited, scanned, tree, lines) ?? { edited, tree, problems: [] };
  const healed = healStatements(parsers, grammar, repaired.edited, repaired.tree, lines);
  return { ...healed, problems: [...repaired.problems, ...healed.problems] };
}

/** Null where the text is no more readable than before. */
function repair(
  parsers: Parsers,
  grammar: Grammar,
  edited: EditedText,
  scanned: Scan,
  tree: SyntaxTree,
  lines: LinePositions,
): Omit<HealedText, "placeholders"> | null {
  const brackets = closeBrackets(edited, scanned, lines);
  const gaps = findGaps(brackets.edited.text, brackets.scan.tokens);
  if (brackets.problems.length === 0 && gaps.length === 0) return null;
  const filled = brackets.edited.edit(gaps.map((gap) => gap.edit));
  const readable = parsers.parse(grammar, filled.text);
  if (readable === null || brokenPlaces(readable.root).length > brokenPlaces(tree.root).length) return null;
  const positions = positionsOf(brackets.edited, lines);
  const missing = gaps.map(({ message, place }) => ({ message, range: positions.range(place) }));
  return { edited: filled, tree: readable, problems: [...brackets.problems, ...missing] };
}
