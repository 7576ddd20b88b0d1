/** A notebook that is open in the editor: its cells, each a document of its own there, as the one document that the server knows. */
import type {
  DidChangeTextDocumentParams,
  DidOpenTextDocumentParams,
  NotebookCellArrayChange,
  NotebookDocument,
  NotebookDocumentChangeEvent,
  TextDocumentItem,
} from "vscode-languageserver";
import { NotebookCellKind } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Location, Position, Range } from "../../../protocol/source";
import { languageOfId } from "../project/language";
import type { DocumentLanguage } from "../project/language";
import { cellText } from "../project/notebook";

export interface OpenCell {
  readonly uri: string;
  /** Null for a cell whose text the editor did not send. */
  document: TextDocument | null;
  readonly kind: NotebookCellKind;
  /** From 1, over all cells. */
  number: number;
  /** Of its first line in the notebook's text. */
  line: number;
  /** Of its last line; below `line` for a cell that only counts. */
  lastLine: number;
}

type ContentChange = DidChangeTextDocumentParams["contentChanges"][number];

export class OpenNotebook {
  readonly uri: string;
  /** Of the one text; the editor counts changes of the notebook otherwise. */
  version = 1;
  cells: readonly OpenCell[];

  constructor({ uri, cells }: NotebookDocument, documents: readonly TextDocumentItem[]) {
    this.uri = uri;
    this.cells = withDocuments(cells, documents);
    this.place();
  }

  /** That of its first code cell: cells of another language only count. */
  private get languageId(): string {
    return this.cells.find((cell) => languageOfCell(cell) !== null)?.document?.languageId ?? "python";
  }

  open(): DidOpenTextDocumentParams {
    const text = this.cells.map((cell) => this.textOf(cell)).join("");
    return { textDocument: { uri: this.uri, languageId: this.languageId, version: this.version, text } };
  }

  codeCells(): readonly OpenCell[] {
    return this.cells.filter((cell) => this.isCode(cell));
  }

  /** The same change of the one text; null where its language is another one now, so that it has to be opened anew. */
  change({ cells }: NotebookDocumentChangeEvent): DidChangeTextDocumentParams | null {
    const language = this.languageId;
    const structure = cells?.structure;
    const edits = [
      ...(structure === undefined ? [] : [this.splice(structure.array, structure.didOpen ?? [])]),
      ...(cells?.textContent ?? []).flatMap(({ document, changes }) =>
        this.edit(document.uri, document.version, changes),
      ),
    ];
    this.version += 1;
    if (this.languageId !== language) return null;
    return { textDocument: { uri: this.uri, version: this.version }, contentChanges: edits };
  }

  cell(uri: string): OpenCell | undefined {
    return this.cells.find((cell) => cell.uri === uri);
  }

  /** The code cell around a line of the one text. What stands between two cells, as the start of the whole text does, is of the nearest one. */
  cellAt(line: number): OpenCell | undefined {
    const cells = this.codeCells();
    return cells.findLast((cell) => cell.line <= line) ?? cells[0];
  }

  /** A place of the one text as a place of its cell; as it is where there is no cell any more. */
  inCell(location: Location): Location {
    const cell = this.cellAt(location.range.start.line);
    if (cell === undefined) return location;
    return { uri: cell.uri, range: rangeInCell(location.range, cell), cell: { number: cell.number, line: 0 } };
  }

  private splice(
    { start, deleteCount, cells = [] }: NotebookCellArrayChange,
    opened: readonly TextDocumentItem[],
  ): ContentChange {
    const known = this.cells.flatMap(({ document }) => (document === null ? [] : [document]));
    const items = known.map((document) => ({
      uri: document.uri,
      languageId: document.languageId,
      version: document.version,
      text: document.getText(),
    }));
    // A cell that is moved is taken out and put in again, without its text.
    const added = withDocuments(cells, [...items, ...opened]);
    const range = { start: this.markOf(start), end: this.markOf(start + deleteCount) };
    this.cells = [...this.cells.slice(0, start), ...added, ...this.cells.slice(start + deleteCount)];
    this.place();
    return { range, text: added.map((cell) => this.textOf(cell)).join("") };
  }

  private edit(uri: string, version: number, changes: readonly ContentChange[]): readonly ContentChange[] {
    const cell = this.cell(uri);
    if (cell?.document == null) return [];
    const moved: ContentChange[] = [];
    for (const change of changes) {
      const { document } = cell;
      const whole = { start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) };
      const range = "range" in change ? change.range : whole;
      if (this.isCode(cell)) moved.push({ range: rangeInNotebook(range, cell), text: change.text });
      cell.document = TextDocument.update(document, [change], version);
      this.place();
    }
    return moved;
  }

  private isCode(cell: OpenCell): boolean {
    const language = languageOfCell(cell);
    return language !== null && language === languageOfId(this.languageId);
  }

  private textOf(cell: OpenCell): string {
    return cellText(this.isCode(cell) ? (cell.document?.getText() ?? "") : null);
  }

  /** Where the line before a cell stands; behind the last cell, the end of the text. */
  private markOf(index: number): Position {
    const cell = this.cells[index];
    const last = this.cells.at(-1);
    return { line: cell === undefined ? (last === undefined ? 0 : last.lastLine + 1) : cell.line - 1, character: 0 };
  }

  private place(): void {
    let line = 0;
    this.cells.forEach((cell, index) => {
      cell.number = index + 1;
      cell.line = line + 1;
      cell.lastLine = cell.line - 1 + (this.isCode(cell) ? (cell.document?.lineCount ?? 0) : 0);
      line = cell.lastLine + 1;
    });
  }
}

export function rangeInNotebook({ start, end }: Range, { line }: OpenCell): Range {
  return { start: moved(start, line), end: moved(end, line) };
}

/** What begins before the cell or goes on behind it is cut there. */
export function rangeInCell({ start, end }: Range, cell: OpenCell): Range {
  return { start: positionInCell(start, cell), end: positionInCell(end, cell) };
}

function positionInCell(position: Position, { line, lastLine, document }: OpenCell): Position {
  if (position.line < line) return { line: 0, character: 0 };
  if (position.line <= lastLine || document === null) return moved(position, -line);
  return document.positionAt(document.getText().length);
}

function moved({ line, character }: Position, by: number): Position {
  return { line: line + by, character };
}

function languageOfCell({ kind, document }: OpenCell): DocumentLanguage | null {
  return kind === NotebookCellKind.Code && document !== null ? languageOfId(document.languageId) : null;
}

function withDocuments(cells: NotebookDocument["cells"], documents: readonly TextDocumentItem[]): readonly OpenCell[] {
  return cells.map(({ kind, document: uri }) => {
    const item = documents.findLast((document) => document.uri === uri);
    const document = item === undefined ? null : TextDocument.create(uri, item.languageId, item.version, item.text);
    return { uri, kind, document, number: 0, line: 0, lastLine: 0 };
  });
}
