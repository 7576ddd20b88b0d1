/**
 * A notebook as one text: its cells in their order are one module, so that a cell sees the names of those before it. Each cell starts
 * behind a line of its own that no author writes, so the text alone says where its cells are, whatever is edited in it.
 */
import type { Location } from "../../../protocol/source";
import { mapLocations } from "./locations";

/** The line before each cell. A form feed is white space to both languages. */
const MARK = "\f# %%";

/** The code cells' texts; null for a cell of another kind, which only counts. */
export function joinedCells(cells: readonly (string | null)[]): string {
  return cells.map(cellText).join("");
}

/** One cell's part of the text, with the line before it. */
export function cellText(text: string | null): string {
  // A cell that holds such a line is still one cell.
  return `${MARK}\n${text === null ? "" : `${text.replaceAll(MARK, " # %%")}\n`}`;
}

export function isNotebook(text: string): boolean {
  return text.startsWith(MARK);
}

export interface Cell {
  /** From 1, over all cells. */
  readonly number: number;
  /** Of its first line, from 0. */
  readonly line: number;
  readonly text: string;
}

/** Of a notebook's text, in their order, those without text included. */
export function cellsOf(text: string): readonly Cell[] {
  let line = 0;
  return text
    .split(`${MARK}\n`)
    .slice(1)
    .map((cell, index) => {
      const found = { number: index + 1, line: line + 1, text: cell };
      line += 1 + linesIn(cell);
      return found;
    });
}

function linesIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Names the cell of each place in plain data about a document. */
export class CellNames {
  private readonly cells: readonly Cell[];

  constructor(
    private readonly uri: string,
    text: string,
  ) {
    this.cells = isNotebook(text) ? cellsOf(text) : [];
  }

  /** What is in no notebook is given back as it is. */
  within<T>(data: T): T {
    return this.cells.length === 0 ? data : mapLocations(data, (location) => this.of(location));
  }

  private of(location: Location): Location {
    if (location.uri !== this.uri || location.cell !== undefined) return location;
    const { line } = location.range.start;
    const cell = this.cells[this.cells.findLastIndex((one) => one.line <= line)];
    return cell === undefined ? location : { ...location, cell: { number: cell.number, line: cell.line } };
  }
}
