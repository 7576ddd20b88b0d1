import type { Range } from "../../../../protocol/source";
import type { EditedText, Edit } from "../edited-text";
import type { Parsers } from "../parser";
import { shiftedPositions, type Positions } from "../positions";
import type { Statement, SyntaxProblem } from "../program";
import { brokenPlaces, type SyntaxTree } from "../tree";
import { newContext, statementPlaceholder } from "../context";
import { healLine, isDangling, isHeader, type LineHealing } from "./heal-line";
import { assignableNames } from "./names";
import type { LogicalLine, Scan } from "./scanner";
import { lowerStatements } from "./statements";

/** Lines of one text that are looked at; each costs up to about ten parses of itself. */
const MAXIMUM_LINES = 300;

/** Characters of the lines that are healed, of one text; the longest line of 341 public projects has a tenth of this. Others give way to placeholders. */
const MAXIMUM_CHARACTERS = 50_000;

/**
 * Makes a text with balanced brackets readable line by line: each line that cannot be read alone is completed, loses the
 * expression that is broken, or gives way to a placeholder. So a broken line never takes its neighbours with it.
 */
export class LineHealer {
  readonly edits: Edit[] = [];
  /** What stands for the names that the edits put in place of whole lines. */
  readonly placeholders = new Map<string, readonly Statement[]>();
  readonly problems: SyntaxProblem[] = [];
  private characters = 0;

  /** `positions` are those of the text. */
  constructor(
    private readonly parsers: Parsers,
    private readonly edited: EditedText,
    private readonly positions: Positions,
  ) {}

  healAll(scanned: Scan, tree: SyntaxTree): void {
    for (const line of suspects(this.edited.text, scanned.logicalLines, tree)) {
      const physicalLines = scanned.codeLines.filter(({ start, end }) => start >= line.start && end <= line.end);
      this.heal(
        line,
        physicalLines.map(({ end }) => end - line.start),
      );
    }
  }

  /** The edit that makes a line, with its block if it is a header, one broken statement. */
  placeholderFor(text: string, line: LogicalLine, why: string, range: Range): Edit {
    const code = text.slice(line.start, line.end);
    const name = this.placeholder([{ kind: "broken-statement", why, names: assignableNames(code), range }]);
    // What the block of a header does hangs on what could not be read.
    return { start: line.start, end: line.end, text: isHeader(code) ? `with ${name}:` : name };
  }

  private heal(line: LogicalLine, lineEnds: readonly number[]): void {
    const code = this.codeOf(line);
    this.characters += code.length;
    if (this.characters > MAXIMUM_CHARACTERS) {
      this.problems.push({ message: "this line could not be read", range: this.positions.range(line) });
      const why = "this statement could not be read";
      this.edits.push(this.placeholderFor(this.edited.text, line, why, this.positions.range(line)));
      return;
    }
    const healing = healLine(this.parsers, code, lineEnds, (tree) => isComplete(this.lowerAlone(line, tree)));
    if (healing === null) return;
    const place = { start: line.start + healing.place.start, end: line.start + healing.place.end };
    this.problems.push({ message: healing.message, range: this.positions.range(place) });
    this.edits.push(...this.editsOf(line, healing));
  }

  private editsOf(line: LogicalLine, healing: LineHealing): readonly Edit[] {
    switch (healing.kind) {
      case "edits":
        return healing.edits.map((edit) => ({ ...edit, start: line.start + edit.start, end: line.start + edit.end }));
      case "tolerable": {
        const text = this.placeholder(this.lowerAlone(line, healing.tree));
        return [{ start: line.start, end: line.end, text }];
      }
      case "hopeless": {
        const why = "this statement could not be read";
        return [this.placeholderFor(this.edited.text, line, why, this.positions.range(line))];
      }
    }
  }

  private lowerAlone(line: LogicalLine, tree: SyntaxTree): readonly Statement[] {
    const positions = shiftedPositions(this.positions, line.start);
    return lowerStatements(newContext(this.codeOf(line), positions), tree.root.children);
  }

  private placeholder(statements: readonly Statement[]): string {
    const name = statementPlaceholder(this.placeholders.size);
    this.placeholders.set(name, statements);
    return name;
  }

  private codeOf(line: LogicalLine): string {
    return this.edited.text.slice(line.start, line.end);
  }
}

/** Logical lines that break off, and those that the parser found errors in or before: it may notice an error one line late. */
function suspects(text: string, lines: readonly LogicalLine[], tree: SyntaxTree): readonly LogicalLine[] {
  const places = brokenPlaces(tree.root);
  const isSuspect = (line: LogicalLine, index: number) => {
    const end = lines[index + 1]?.end ?? Infinity;
    return (
      places.some((place) => place.start <= end && place.end >= line.start) ||
      isDangling(text.slice(line.start, line.end))
    );
  };
  return lines.filter(isSuspect).slice(0, MAXIMUM_LINES);
}

/** Whether the statement itself was read, so that only values in it are broken. */
function isComplete(statements: readonly Statement[]): boolean {
  return statements.length === 1 && statements.every((statement) => statement.kind !== "broken-statement");
}
