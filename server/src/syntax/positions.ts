import type { Position, Range } from "../../../protocol/source";
import type { EditedText } from "./edited-text";
import type { Span } from "./tree";

/** Turns offsets of a parsed text into ranges of the text that the user sees. */
export interface Positions {
  range(span: Span): Range;
}

/** Positions of a text that was parsed after edits. */
export function positionsOf(edited: EditedText, lines: LinePositions): Positions {
  return { range: (span) => lines.range(edited.originalSpan(span)) };
}

/** Positions of a part of a text that was parsed alone; `offset` is where it starts there. */
export function shiftedPositions(whole: Positions, offset: number): Positions {
  return { range: (span) => whole.range({ start: span.start + offset, end: span.end + offset }) };
}

/** Lines and UTF-16 columns of offsets. Lines end as in the language server protocol: \n, \r\n or \r. */
export class LinePositions implements Positions {
  private readonly lineStarts: readonly number[];
  private lastLine = 0;

  /** `firstLine`: where the text starts in a longer one. */
  constructor(
    text: string,
    private readonly firstLine = 0,
  ) {
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    this.lineStarts = starts;
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line: line + this.firstLine, character: offset - (this.lineStarts[line] ?? 0) };
  }

  private lineOf(offset: number): number {
    // Most offsets follow the one before: try its line and the next one before a search.
    for (let line = this.lastLine; line <= this.lastLine + 1; line++)
      if (this.isOnLine(offset, line)) return (this.lastLine = line);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return (this.lastLine = low);
  }

  private isOnLine(offset: number, line: number): boolean {
    const start = this.lineStarts[line];
    return start !== undefined && start <= offset && offset < (this.lineStarts[line + 1] ?? Infinity);
  }
}
