import type { Position, Range } from "../../../protocol/source";
import type { Span } from "./tree";

/** Replaces the text from `start` to `end` (offsets in the original); an insertion where both are equal. */
export interface Edit extends Span {
  readonly text: string;
}

/** The text with all edits made. They are sorted and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let from = 0;
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from);
}

/** Turns offsets of the parsed text into positions of the text that the user sees, which the parsed one may differ from by edits. */
export class TextPositions {
  private readonly lineStarts: readonly number[];
  private lastLine = 0;

  constructor(
    original: string,
    private readonly edits: readonly Edit[],
  ) {
    this.lineStarts = findLineStarts(original);
  }

  range(span: Span): Range {
    const start = this.originalOffset(span.start);
    return { start: this.position(start), end: this.position(Math.max(start, this.originalOffset(span.end))) };
  }

  /** Offset in the original; what an edit put there stands at the edit's start. */
  originalOffset(offset: number): number {
    if (this.edits.length === 0) return offset;
    let shift = 0;
    for (const edit of this.edits) {
      const start = edit.start + shift;
      if (offset < start) break;
      const end = start + edit.text.length;
      if (offset <= end && edit.start !== edit.end) return offset === end ? edit.end : edit.start;
      if (offset <= end) return edit.start;
      shift += edit.text.length - (edit.end - edit.start);
    }
    return offset - shift;
  }

  /** Position of an offset of the original. */
  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line, character: offset - (this.lineStarts[line] ?? 0) };
  }

  private lineOf(offset: number): number {
    // Offsets come mostly in ascending order: try the last line and the next before a search.
    for (const line of [this.lastLine, this.lastLine + 1]) {
      if (this.isOnLine(offset, line)) return (this.lastLine = line);
    }
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

/** Offsets at which lines start. Lines end as in the language server protocol: \n, \r\n or \r. */
function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
