import { EditedText } from "../edited-text";
import type { Parsers } from "../parser";
import { positionsOf, type LinePositions } from "../positions";
import type { Statement, SyntaxProblem } from "../program";
import type { SyntaxTree } from "../tree";
import { repairStructure } from "./block-structure";
import { closeBrackets } from "./close-brackets";
import { isDangling } from "./heal-line";
import { LineHealer } from "./line-healer";
import { scan, type Scan } from "./scanner";

export interface ReadableText {
  readonly edited: EditedText;
  readonly tree: SyntaxTree;
  /** What stands for the names that the text has in place of statements which could not be read. */
  readonly placeholders: ReadonlyMap<string, readonly Statement[]>;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * A text that the parser can read: the text itself, or one that is repaired in three passes, brackets and strings first,
 * then each line by itself, then indents and clauses. Null where the parser gives no tree at all.
 */
export function makeReadable(parsers: Parsers, source: string, lines: LinePositions): ReadableText | null {
  const tree = parsers.parse("python", source);
  if (tree === null) return null;
  const scanned = scan(source);
  const unedited = { edited: EditedText.of(source), tree, placeholders: new Map(), problems: [] };
  return !tree.root.broken && isSound(source, scanned) ? unedited : repair(parsers, source, tree, scanned, lines);
}

/** The grammar reads on in the next line where one breaks off, and takes any indent: both are found in the text itself. */
function isSound(source: string, scanned: Scan): boolean {
  // The scanner knows less than the grammar: what it finds unclosed in a readable text is its own error.
  if (scanned.flaw !== null) return true;
  if (scanned.logicalLines.some((line) => isDangling(source.slice(line.start, line.end)))) return false;
  return repairStructure(source, scanned.logicalLines).problems.length === 0;
}

function repair(
  parsers: Parsers,
  source: string,
  tree: SyntaxTree,
  scanned: Scan,
  lines: LinePositions,
): ReadableText | null {
  const brackets = closeBrackets(source, scanned, lines);
  const balanced = brackets.problems.length === 0 ? tree : parsers.parse("python", brackets.edited.text);
  if (balanced === null) return null;

  const healer = new LineHealer(parsers, brackets.edited, positionsOf(brackets.edited, lines));
  healer.healAll(brackets.scan, balanced);
  const healed = brackets.edited.edit(healer.edits);

  const structure = repairStructure(healed.text, scan(healed.text).logicalLines);
  const positions = positionsOf(healed, lines);
  const orphans = structure.orphans.map((line) =>
    healer.placeholderFor(healed.text, line, "this clause belongs to nothing", positions.range(line)),
  );
  const edited = healed.edit([...structure.edits, ...orphans]);
  const readable = parsers.parse("python", edited.text);
  if (readable === null) return null;
  const misplaced = structure.problems.map(({ message, place }) => ({ message, range: positions.range(place) }));
  const problems = [...brackets.problems, ...healer.problems, ...misplaced];
  return { edited, tree: readable, placeholders: healer.placeholders, problems };
}
