import type { Location, Position, Range } from "../../../protocol/source";
import { mapLocations } from "../project/locations";

/** One edit of a document: what stood in `range` became a text that ends at `end`. */
export interface Edit {
  readonly range: Range;
  readonly end: Position;
}

/** The edit of replacing `range` by `text`. */
export function editOf(range: Range, text: string): Edit {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1] ?? "";
  const character = lines.length === 1 ? range.start.character + last.length : last.length;
  return { range, end: { line: range.start.line + lines.length - 1, character } };
}

/**
 * Moves every place of the document in a piece of plain data with the text, so that old figures stay at their lines. What does
 * not move is not copied.
 */
export function shift<T>(data: T, uri: string, edit: Edit): T {
  return mapLocations(data, (location) => (location.uri === uri ? shiftLocation(location, edit) : location));
}

function shiftLocation(location: Location, edit: Edit): Location {
  const start = shiftPosition(location.range.start, edit);
  // What is typed right behind a call, as the next line is, is no part of it.
  const isBehind = same(location.range.end, edit.range.start) && isBefore(location.range.start, edit.range.start);
  const end = isBehind ? location.range.end : shiftPosition(location.range.end, edit);
  const isSame = start === location.range.start && end === location.range.end;
  return isSame ? location : { ...location, range: { start, end } };
}

/** A place inside the replaced text moves to its start; one behind it keeps its distance to the end. */
function shiftPosition(position: Position, { range, end }: Edit): Position {
  if (isBefore(position, range.start)) return position;
  if (isBefore(position, range.end)) return range.start;
  if (position.line > range.end.line && end.line === range.end.line) return position;
  const line = position.line + end.line - range.end.line;
  if (position.line > range.end.line) return { line, character: position.character };
  return { line, character: position.character + end.character - range.end.character };
}

function same(a: Position, b: Position): boolean {
  return a.line === b.line && a.character === b.character;
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
