/** A place in a text: zero-based line, zero-based UTF-16 code unit. The same numbers as in the language server protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open: `end` is the first position behind the text. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range in a named document. `uri` is whatever the caller named the document by. */
export interface Location {
  readonly uri: string;
  readonly range: Range;
  /** In a notebook, whose code cells are one text: the cell, counted from 1 over all of its cells, and the line of the text at which it starts. */
  readonly cell?: { readonly number: number; readonly line: number };
}

/** Where a place starts, as its author counts: `line 7`, or `cell 3, line 7`. */
export function lineText(location: Location): string {
  return `${location.cell === undefined ? "" : `cell ${location.cell.number}, `}line ${lineNumber(location)}`;
}

/** The same in few signs: `7`, or `cell 3:7`. */
export function shortLineText(location: Location): string {
  return `${location.cell === undefined ? "" : `cell ${location.cell.number}:`}${lineNumber(location)}`;
}

/** From 1, within the cell where there is one. */
export function lineNumber({ range, cell }: Location): number {
  return range.start.line - (cell?.line ?? 0) + 1;
}

export function contains(range: Range, position: Position): boolean {
  return comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0;
}

export function isEmpty({ start, end }: Range): boolean {
  return comparePositions(start, end) === 0;
}

export function containsRange(outer: Range, inner: Range): boolean {
  return contains(outer, inner.start) && contains(outer, inner.end);
}

/** Below 0 where `a` stands before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** The last part of the URI, as the author reads it. */
export function fileName(uri: string): string {
  const path = uri.replace(/[?#].*$/s, "");
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/^untitled:/, "");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
