/** The sources that a comparison can have on its sides: open documents, other files, HEAD, and what the author has pinned. */
import * as vscode from "vscode";
import type { ComparedState, ComparedStates, SourceChoice, StateSource } from "../../../protocol/panel";
import type { CompareParams, RequestedState } from "../../../protocol/requests";
import { fileName } from "../../../protocol/source";
import { fileOf, notebookText, openNotebook } from "../notebooks";
import { isOpen } from "../open-document";
import { SKIPPED, SOURCES } from "../source-files";
import { textAtHead } from "./git-head";

/** Older ones go. */
const MOST_PINS = 5;
const MOST_FILES = 20;

interface Pin {
  readonly uri: string;
  readonly text: string;
  readonly at: string;
}

export class ComparedSources {
  private readonly pins = new Map<number, Pin>();
  private nextPin = 1;
  /** Files that the author has chosen. */
  private files: readonly string[] = [];

  /** Keeps the text of an open document. */
  async pin(uri: string): Promise<StateSource> {
    const notebook = openNotebook(vscode.Uri.parse(uri));
    const text =
      notebook === undefined
        ? (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))).getText()
        : notebookText(notebook);
    const index = this.nextPin++;
    const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    this.pins.set(index, { uri, text, at });
    const [oldest] = this.pins.keys();
    if (this.pins.size > MOST_PINS && oldest !== undefined) this.pins.delete(oldest);
    return { kind: "pin", uri, index };
  }

  addFile(uri: string): void {
    this.files = [...this.files.filter((one) => one !== uri), uri].slice(-MOST_FILES);
  }

  /** What the author may choose beside a document. */
  async choices(uri: string): Promise<readonly SourceChoice[]> {
    const head = await textAtHead(fileOf(vscode.Uri.parse(uri)));
    const pins = [...this.pins].map(([index, pin]): SourceChoice => {
      const source: StateSource = { kind: "pin", uri: pin.uri, index };
      return { source, name: `${fileName(pin.uri)} as pinned at ${pin.at}` };
    });
    const documents = [uri, ...this.files.filter((one) => one !== uri)].map((one): SourceChoice => ({
      source: { kind: "document", uri: one },
      name: fileName(one),
    }));
    const atHead: SourceChoice = { source: { kind: "head", uri }, name: `${fileName(uri)} at git HEAD` };
    return [...documents, ...(head === null ? [] : [atHead]), ...pins];
  }

  /** With the texts that the server does not have; or why one of them cannot be read. */
  async request([first, second]: ComparedStates): Promise<CompareParams | string> {
    const [before, after] = [await this.requested(first), await this.requested(second)];
    if (typeof before === "string") return before;
    return typeof after === "string" ? after : { sides: [before, after] };
  }

  private async requested({ source, model, device }: ComparedState): Promise<RequestedState | string> {
    const { uri } = source;
    const file = fileName(uri);
    const base = { uri, model, device };
    switch (source.kind) {
      case "document": {
        if (isOpen(uri)) return { ...base, name: file, text: null };
        const text = await readText(vscode.Uri.parse(uri));
        return text === null ? `${file} cannot be read.` : { ...base, name: file, text };
      }
      case "head": {
        const text = await textAtHead(fileOf(vscode.Uri.parse(uri)));
        return text === null ? `No commit has ${file}.` : { ...base, name: "git HEAD", text };
      }
      case "pin": {
        const pin = this.pins.get(source.index);
        if (pin === undefined) return "What was pinned is gone: pins last until the window closes.";
        return { ...base, name: `pinned at ${pin.at}`, text: pin.text };
      }
    }
  }
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

const MOST_OFFERED = 2000;

/** Asks for a file of the workspace; undefined where the author takes none. */
export async function askForFile(): Promise<string | undefined> {
  const files = await vscode.workspace.findFiles(SOURCES, SKIPPED, MOST_OFFERED);
  const items = files
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri: uri.toString() }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const chosen = await vscode.window.showQuickPick(items, { title: "Compare with a model of this file" });
  return chosen?.uri;
}
