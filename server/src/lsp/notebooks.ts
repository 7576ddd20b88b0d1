/**
 * Notebooks for a server that knows none: between the editor and the server, the messages about cells become messages about one
 * document, and the places in the answers become places of the cells. Messages about anything else pass as they are.
 */
import type { DidChangeNotebookDocumentParams, DidOpenNotebookDocumentParams } from "vscode-languageserver";
import type { Message } from "vscode-languageserver";
import { TextDocumentSaveReason } from "vscode-languageserver";
import { ANALYSED_NOTIFICATION } from "../../../protocol/requests";
import type { Location, Position, Range } from "../../../protocol/source";
import { OpenNotebook, rangeInCell, rangeInNotebook } from "./open-notebook";
import type { OpenCell } from "./open-notebook";

/** A request or a notification; a response has no method. */
interface Sent {
  readonly jsonrpc: string;
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** What a request was about. */
interface Asked {
  readonly notebook: OpenNotebook;
  /** Null where the question was about the whole notebook. */
  readonly cell: OpenCell | null;
}

/** In place of an item whose range is not in the cell that was asked about. */
const ELSEWHERE = Symbol("elsewhere");

export class Notebooks {
  private readonly open = new Map<string, OpenNotebook>();
  private readonly asked = new Map<number | string, Asked>();

  /** What the server is told in place of a message of the editor. */
  incoming(message: Message): readonly Message[] {
    const sent = message as Sent;
    switch (sent.method) {
      case "notebookDocument/didOpen":
        return this.opened(sent.params as DidOpenNotebookDocumentParams);
      case "notebookDocument/didChange":
        return this.changed(sent.params as DidChangeNotebookDocumentParams);
      case "notebookDocument/didSave":
        return this.saved(uriOf(sent));
      case "notebookDocument/didClose":
        return this.closed(uriOf(sent));
      default:
        return [this.open.size === 0 ? message : this.question(sent)];
    }
  }

  /** What the editor is told in place of a message of the server. */
  outgoing(message: Message): readonly Message[] {
    const sent = message as Sent;
    if (this.open.size === 0) return [message];
    if (sent.method === undefined) return [this.answer(sent)];
    const notebook = this.open.get(paramsUri(sent.params) ?? "");
    if (notebook === undefined) return [message];
    if (sent.method === "textDocument/publishDiagnostics") return published(notebook, sent);
    if (sent.method !== ANALYSED_NOTIFICATION) return [message];
    const cells = notebook.codeCells().map(({ uri }) => notification(sent.method, { uri }));
    return [message, ...cells];
  }

  private opened({ notebookDocument, cellTextDocuments }: DidOpenNotebookDocumentParams): readonly Message[] {
    const notebook = new OpenNotebook(notebookDocument, cellTextDocuments);
    this.open.set(notebook.uri, notebook);
    return [notification("textDocument/didOpen", notebook.open())];
  }

  private changed({ notebookDocument: { uri }, change }: DidChangeNotebookDocumentParams): readonly Message[] {
    const notebook = this.open.get(uri);
    if (notebook === undefined || (change.cells?.structure ?? change.cells?.textContent) === undefined) return [];
    const changes = notebook.change(change);
    if (changes !== null) return [notification("textDocument/didChange", changes)];
    return [
      notification("textDocument/didClose", { textDocument: { uri } }),
      notification("textDocument/didOpen", notebook.open()),
    ];
  }

  /** The editor does not tell who asked for it; it saves notebooks of its own accord like any file. */
  private saved(uri: string): readonly Message[] {
    const textDocument = { uri };
    return [
      notification("textDocument/willSave", { textDocument, reason: TextDocumentSaveReason.Manual }),
      notification("textDocument/didSave", { textDocument }),
    ];
  }

  private closed(uri: string): readonly Message[] {
    this.open.delete(uri);
    return [notification("textDocument/didClose", { textDocument: { uri } })];
  }

  // -------------------------------------------------------------- questions

  private question(sent: Sent): Message {
    const asked = this.subjectOf(sent.params);
    if (asked === null) return sent;
    if (sent.id !== undefined && sent.id !== null) this.asked.set(sent.id, asked);
    return asked.cell === null ? sent : ({ ...sent, params: this.inNotebook(sent.params, asked.cell) } as Sent);
  }

  /** The first document that the parameters name, where that is a notebook or a cell. */
  private subjectOf(params: unknown): Asked | null {
    const uri = paramsUri(params);
    if (uri === null) return null;
    const whole = this.open.get(uri);
    if (whole !== undefined) return { notebook: whole, cell: null };
    for (const notebook of this.open.values()) {
      const cell = notebook.cell(uri);
      if (cell !== undefined) return { notebook, cell };
    }
    return null;
  }

  private inNotebook(value: unknown, cell: OpenCell): unknown {
    if (Array.isArray(value)) return value.map((item) => this.inNotebook(item, cell));
    if (typeof value !== "object" || value === null) return value;
    if (isRange(value)) return rangeInNotebook(value, cell);
    const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
      if (key === "line" && typeof item === "number") return [key, item + cell.line];
      if (key !== "uri" || typeof item !== "string") return [key, this.inNotebook(item, cell)];
      return [key, this.subjectOf({ uri: item })?.notebook.uri ?? item];
    });
    return Object.fromEntries(entries) as object;
  }

  // -------------------------------------------------------------- answers

  private answer(sent: Sent): Message {
    const asked = this.asked.get(sent.id ?? "");
    if (asked === undefined) return sent;
    this.asked.delete(sent.id ?? "");
    if (!("result" in sent)) return sent;
    const result = inCells(sent.result, asked);
    return { ...sent, result: result === ELSEWHERE ? null : result } as Sent;
  }
}

/** Diagnostics of each cell; a cell without any is told so, as it may have had some. */
function published(notebook: OpenNotebook, sent: Sent): readonly Message[] {
  const { diagnostics } = sent.params as { readonly diagnostics: readonly unknown[] };
  return notebook.codeCells().map((cell) =>
    notification("textDocument/publishDiagnostics", {
      uri: cell.uri,
      diagnostics: inCells(diagnostics, { notebook, cell }),
    }),
  );
}

/** Places of the one document → places of its cells. What has a range without a document's name is of the cell that was asked about. */
function inCells(value: unknown, asked: Asked): unknown {
  if (Array.isArray(value)) return value.map((item) => inCells(item, asked)).filter((item) => item !== ELSEWHERE);
  if (typeof value !== "object" || value === null) return value;
  const { notebook, cell } = asked;
  if (isLocation(value)) return value.uri === notebook.uri ? notebook.inCell(value) : value;
  if (isEdits(value, notebook)) return editsInCells(value, notebook);
  if (isRange(value)) return isIn(value.start, asked) ? (cell === null ? value : rangeInCell(value, cell)) : ELSEWHERE;
  if ("line" in value && typeof value.line === "number") {
    if (!isIn(value as Position, asked)) return ELSEWHERE;
    return { ...value, line: value.line - (cell?.line ?? 0) };
  }
  const mapped: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    const found = key === "changes" ? changesInCells(item, notebook) : inCells(item, asked);
    if (found === ELSEWHERE) return ELSEWHERE;
    mapped[key] = key === "uri" && found === notebook.uri && cell !== null ? cell.uri : found;
  }
  return mapped;
}

function isIn({ line }: { readonly line: number }, { notebook, cell }: Asked): boolean {
  return cell === null || notebook.cellAt(line) === cell;
}

interface TextEdit {
  readonly range: Range;
}

/** Of a workspace edit: what is changed in each document. */
function changesInCells(changes: unknown, notebook: OpenNotebook): unknown {
  if (typeof changes !== "object" || changes === null) return changes;
  const { [notebook.uri]: own, ...others } = changes as Record<string, readonly TextEdit[]>;
  if (own === undefined) return changes;
  return { ...others, ...Object.fromEntries(byCell(own, notebook).map(({ cell, edits }) => [cell.uri, edits])) };
}

interface DocumentEdits {
  readonly uri: string;
  readonly version: number;
  readonly edits: readonly TextEdit[];
  readonly caret?: Range | null;
}

/** Edits of one state of the notebook as edits of the same state of each cell; the first one goes on with those of the others. */
function editsInCells(value: DocumentEdits, notebook: OpenNotebook): unknown {
  const isPresent = value.version === notebook.version;
  const [first, ...others] = byCell(value.edits, notebook).map(({ cell, edits }) => ({
    cell,
    uri: cell.uri,
    // No document has a version below 0: the edits are refused.
    version: isPresent ? (cell.document?.version ?? -1) : -1,
    edits,
  }));
  if (first === undefined) return value;
  const { cell, ...edits } = first;
  const caret = value.caret == null ? {} : { caret: rangeInCell(value.caret, cell) };
  return {
    ...value,
    ...edits,
    ...caret,
    others: others.map(({ uri, version, edits: more }) => ({ uri, version, edits: more })),
  };
}

function byCell(
  edits: readonly TextEdit[],
  notebook: OpenNotebook,
): readonly { readonly cell: OpenCell; readonly edits: readonly TextEdit[] }[] {
  return notebook.codeCells().flatMap((cell) => {
    const own = edits.filter(({ range }) => isIn(range.start, { notebook, cell }));
    return own.length === 0
      ? []
      : [{ cell, edits: own.map((edit) => ({ ...edit, range: rangeInCell(edit.range, cell) })) }];
  });
}

function isEdits(value: object, { uri }: OpenNotebook): value is DocumentEdits {
  return "edits" in value && Array.isArray(value.edits) && "uri" in value && value.uri === uri;
}

function isLocation(value: object): value is Location {
  return "uri" in value && typeof value.uri === "string" && "range" in value;
}

function isRange(value: object): value is Range {
  return "start" in value && "end" in value && isPosition(value.start) && isPosition(value.end);
}

function isPosition(value: unknown): boolean {
  return typeof value === "object" && value !== null && "line" in value && "character" in value;
}

/** The first `uri` within the parameters. */
function paramsUri(params: unknown): string | null {
  if (typeof params !== "object" || params === null) return null;
  if ("uri" in params && typeof params.uri === "string") return params.uri;
  for (const item of Object.values(params) as unknown[]) {
    const found = paramsUri(item);
    if (found !== null) return found;
  }
  return null;
}

function uriOf({ params }: Sent): string {
  return paramsUri(params) ?? "";
}

function notification(method: string | undefined, params: unknown): Message {
  return { jsonrpc: "2.0", method, params } as Message;
}
