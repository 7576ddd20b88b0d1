import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as vscode from "vscode";

const EXTENSION_ID = "latency-lens.latency-lens";
const SOURCE = "Latency Lens";

const POLL_MS = 50;
/** The first answers of a starting server on a busy machine take seconds; later ones take milliseconds. */
let patienceMs = 30_000;
/** Once something did not come in time, the machine's pace is not why; the other tests shall not wait as long. */
const PATIENCE_AFTER_FAILURE_MS = 5_000;

/**
 * Asks `probe` until it answers with something; its last refusal is in the error when the time is over.
 * A probe refuses by throwing (an assertion) or by returning undefined.
 */
export async function until<T>(what: string, probe: () => T | undefined | Thenable<T | undefined>): Promise<T> {
  const patience = patienceMs;
  const deadline = Date.now() + patience;
  let refusal = "no answer";
  while (Date.now() < deadline) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  patienceMs = PATIENCE_AFTER_FAILURE_MS;
  throw new Error(`${what}: not within ${patience / 1000} s. Last: ${refusal}`);
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION_ID);
  assert.ok(found, `${EXTENSION_ID} is not installed`);
  return found;
}

/** Shows a file of the workspace folder. */
export async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(name));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "the window has no folder");
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Closes every editor and drops what was typed, so that the next test meets the files as they are. */
export async function closeEditors(): Promise<void> {
  while (vscode.workspace.textDocuments.some((document) => document.isDirty)) {
    const dirty = vscode.workspace.textDocuments.find((document) => document.isDirty);
    if (dirty === undefined) break;
    await vscode.window.showTextDocument(dirty);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** First place of `text`, moved by `offset` characters. */
export function positionOf(document: vscode.TextDocument, text: string, offset = 0): vscode.Position {
  const index = document.getText().indexOf(text);
  assert.notEqual(index, -1, `${document.fileName} does not hold: ${text}`);
  return document.positionAt(index + offset);
}

export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = positionOf(document, from);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(start, document.positionAt(document.offsetAt(start) + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit), "the edit was not applied");
}

export interface Titled {
  readonly line: number;
  readonly title: string;
}

export async function lenses(document: vscode.TextDocument): Promise<Titled[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
    1000,
  );
  return found.map(({ range, command }) => ({ line: range.start.line, title: command?.title ?? "" }));
}

/** The lens with the totals of a model, once it is there. */
export function modelLens(document: vscode.TextDocument, pattern = /^AGX (?:≥ )?[\d.,]+ ms .*TX2 /): Promise<Titled> {
  return until(`lens ${String(pattern)}`, async () => {
    const all = await lenses(document);
    const lens = all.find(({ title }) => pattern.test(title));
    assert.ok(lens, `lenses: ${JSON.stringify(all)}`);
    return lens;
  });
}

export async function hints(document: vscode.TextDocument): Promise<Titled[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    "vscode.executeInlayHintProvider",
    document.uri,
    whole,
  );
  return found.map(({ position, label }) => ({
    line: position.line,
    title: (typeof label === "string" ? label : label.map((part) => part.value).join("")).trim(),
  }));
}

export function hintAt(document: vscode.TextDocument, text: string, pattern: RegExp): Promise<string> {
  return until(`hint ${String(pattern)} at ${text}`, async () => {
    const all = await hints(document);
    const { line } = positionOf(document, text);
    const hint = all.find((candidate) => candidate.line === line && pattern.test(candidate.title));
    assert.ok(hint, `hints: ${JSON.stringify(all)}`);
    return hint.title;
  });
}

async function hover(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : JSON.stringify(content)))
    .join("\n");
}

export function hoverAt(document: vscode.TextDocument, text: string, offset: number, pattern: RegExp): Promise<string> {
  return until(`hover ${String(pattern)} at ${text}`, async () => {
    const markdown = await hover(document, positionOf(document, text, offset));
    assert.match(markdown, pattern);
    return markdown;
  });
}

export function diagnostics(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === SOURCE);
}

export function diagnostic(document: vscode.TextDocument, pattern: RegExp): Promise<vscode.Diagnostic> {
  return until(`problem ${String(pattern)}`, () => {
    const all = diagnostics(document);
    const found = all.find(({ message }) => pattern.test(message));
    assert.ok(found, `problems: ${JSON.stringify(all.map(({ message }) => message))}`);
    return found;
  });
}

/** Milliseconds that a lens shows for a device: "AGX 19 ms (18–21)" → 19. */
export function shownMs(title: string, device: string): number {
  const match = new RegExp(`${device} (?:≥ )?([\\d.,]+) ms`).exec(title);
  assert.ok(match?.[1], `no milliseconds of ${device} in: ${title}`);
  return Number(match[1].replace(",", ""));
}

/** No text of the extension may show something unknown as a number. */
export function assertNoZero(text: string): void {
  assert.doesNotMatch(text, /NaN|Infinity|undefined|(?:^|[^\d.,])0(?:\.0+)? (?:ms|params|[kMGT]?FLOPs)/);
}

/** Children of this extension host that run the extension's server. */
export function serverProcesses(): number[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    const isServer = Number(parent) === process.pid && /\bdist[\\/]server\.js\b/.test(command ?? "");
    return isServer ? [Number(pid)] : [];
  });
}
