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
}
