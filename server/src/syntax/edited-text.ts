import type { Span } from "./tree";

/** Replaces the text from `start` to `end`; an insertion where both are equal. */
export interface Edit extends Span {
  readonly text: string;
}

/** A text that differs from the one the user sees, and where each of its characters came from. */
export class EditedText {
  private constructor(
    readonly text: string,
    private readonly original: string,
    /** Offsets in the original for each character; null where nothing was edited. What an edit wrote stands for all it replaced. */
    private readonly origins: { readonly starts: Int32Array; readonly ends: Int32Array } | null,
  ) {}

  static of(text: string): EditedText {
    return new EditedText(text, text, null);
  }

  /** Edits must not overlap. Those at the same offset are made in their order. */
  edit(edits: readonly Edit[]): EditedText {
    if (edits.length === 0) return this;
    const sorted = [...edits].sort((a, b) => a.start - b.start);
    const growth = sorted.reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), 0);
    const starts = new Int32Array(this.text.length + growth);
    const ends = new Int32Array(this.text.length + growth);
    let text = "";
    let from = 0;
    const copy = (to: number) => {
      for (let index = from; index < to; index++) {
        starts[text.length + index - from] = this.startOf(index);
        ends[text.length + index - from] = this.endOf(index);
      }
      text += this.text.slice(from, to);
    };
    for (const edit of sorted) {
      copy(edit.start);
      const replaced = this.originalSpan(edit);
      starts.fill(replaced.start, text.length, text.length + edit.text.length);
      ends.fill(replaced.end, text.length, text.length + edit.text.length);
      text += edit.text;
      from = edit.end;
    }
    copy(this.text.length);
    return new EditedText(text, this.original, { starts, ends });
  }

  /** Where a part of this text came from. */
  originalSpan(span: Span): Span {
    if (this.origins === null) return { start: span.start, end: span.end };
    // An insertion follows the character before it, not the one behind it, which may be lines away.
    if (span.end <= span.start) {
      const point = span.start === 0 ? 0 : this.endOf(span.start - 1);
      return { start: point, end: point };
    }
    const start = this.startOf(span.start);
    return { start, end: Math.max(start, this.endOf(span.end - 1)) };
  }

  private startOf(index: number): number {
    return this.origins === null ? index : (this.origins.starts[index] ?? this.original.length);
  }

  private endOf(index: number): number {
    return this.origins === null ? index + 1 : (this.origins.ends[index] ?? this.original.length);
  }
}
