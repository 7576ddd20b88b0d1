/** The open documents, each with its latest report; one debounce stands between the keyboard and every channel. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Problem, Report } from "../../../protocol/report";
import { importsFramework } from "../ide/relevant";
import { shift } from "../ide/shift";
import type { Edit } from "../ide/shift";

/** A report and whether its figures are from before the last edit. */
export interface Analysed {
  readonly report: Report;
  readonly stale: boolean;
}

export interface Analyst {
  /** Analyses one text; never throws. */
  readonly analyse: (uri: string, version: number, text: string) => Report;
  /** Called after every analysis. */
  readonly analysed: (uri: string) => void;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Long enough that a burst of keys is one analysis, short enough to feel immediate; in between, as long as the analysis itself takes. */
const SHORTEST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 250;

interface OpenDocument {
  document: TextDocument;
  /** Null before the first analysis and where the text imports no framework. */
  last: Analysed | null;
  /** Set while an analysis is due. */
  timer: NodeJS.Timeout | null;
  waiting: (() => void)[];
  /** How long the last analysis took. */
  tookMs: number;
}

export class AnalysedDocuments {
  private readonly open = new Map<string, OpenDocument>();

  constructor(private readonly analyst: Analyst) {}

  opened(document: TextDocument): void {
    const entry: OpenDocument = { document, last: null, timer: null, waiting: [], tookMs: 0 };
    this.open.set(document.uri, entry);
    this.schedule(entry, 0);
  }

  /** Moves the old figures with the text and puts off the analysis: whatever was queued for an older text never runs. */
  edited(document: TextDocument, edits: readonly Edit[]): void {
    const entry = this.open.get(document.uri);
    if (entry === undefined) return;
    entry.document = document;
    if (entry.last !== null) {
      const report = edits.reduce((moved, edit) => shift(moved, document.uri, edit), entry.last.report);
      entry.last = { ...entry.last, report };
    }
    this.schedule(entry, Math.min(LONGEST_DELAY_MS, Math.max(SHORTEST_DELAY_MS, entry.tookMs)));
  }

  closed(uri: string): void {
    const entry = this.open.get(uri);
    if (entry === undefined) return;
    this.open.delete(uri);
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.last = null;
    release(entry);
  }

  uris(): readonly string[] {
    return [...this.open.keys()];
  }

  document(uri: string): TextDocument | undefined {
    return this.open.get(uri)?.document;
  }

  /** What is known now; null where there is nothing to say about the document. */
  current(uri: string): Analysed | null {
    return this.open.get(uri)?.last ?? null;
  }

  /** Waits for the analysis that is due, so that no channel answers from a text that is no longer there. */
  async settled(uri: string): Promise<Analysed | null> {
    const entry = this.open.get(uri);
    if (entry === undefined) return null;
    if (entry.timer !== null) await new Promise<void>((resolve) => entry.waiting.push(resolve));
    return entry.last;
  }

  private schedule(entry: OpenDocument, delay: number): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      this.analyse(entry);
    }, delay);
  }

  private analyse(entry: OpenDocument): void {
    entry.timer = null;
    const text = entry.document.getText();
    if (importsFramework(text)) {
      const started = this.analyst.now();
      entry.last = newer(entry.last, this.analyst.analyse(entry.document.uri, entry.document.version, text));
      entry.tookMs = this.analyst.now() - started;
    } else {
      entry.last = null;
    }
    release(entry);
    this.analyst.analysed(entry.document.uri);
  }
}

function release(entry: OpenDocument): void {
  const waiting = entry.waiting;
  entry.waiting = [];
  for (const resolve of waiting) resolve();
}

/** The new report; or, while the syntax is broken and costs figures, the old figures with the new problems, marked as stale. */
function newer(last: Analysed | null, report: Report): Analysed {
  const broken = report.problems.some((problem: Problem) => problem.code === "syntax");
  if (last === null || !broken || !losesFigures(last.report, report)) return { report, stale: false };
  return { report: { ...last.report, version: report.version, problems: report.problems }, stale: true };
}

function losesFigures(old: Report, report: Report): boolean {
  return old.models.some((model) => {
    const now = report.models.find(({ id }) => id === model.id);
    return now === undefined || (now.partial && !model.partial) || now.layers.length < model.layers.length / 2;
  });
}
