/** The open documents, each with its latest report; one debounce stands between the keyboard and every channel. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ModelReport, Report } from "../../../protocol/report";
import { isFinished, isSyntax, keepFigures, understoodBefore, withoutErrors } from "../ide/keep";
import { withoutExcess } from "../project/document-size";
import { languageOf } from "../project/language";
import { shift } from "../ide/shift";
import type { Edit } from "../ide/shift";
import type { Analysis, DocumentText } from "../ide/tasks";

/** A report and which of its figures are from before the text was broken. */
export interface Analysed {
  readonly report: Report;
  /** Ids of the models whose figures are from before a syntax error. */
  readonly stale: ReadonlySet<string>;
}

/** An analysis that goes on while messages are answered. */
export interface RunningAnalysis {
  /** Never rejected; null once it was cancelled. */
  readonly analysis: Promise<FinishedAnalysis | null>;
  readonly cancel: () => void;
}

export interface FinishedAnalysis extends Analysis {
  /** True where the same text is not to be analysed again: it took too much. */
  readonly isSetAside?: boolean;
}

export interface Analyst {
  /** Analyses one text; `always`: also where it has to do with no framework. */
  readonly analyse: (document: DocumentText, always: boolean) => RunningAnalysis;
  /** Called after every analysis. */
  readonly analysed: (uri: string) => void;
  /** Called where figures changed although the editor sent nothing, so that it does not ask by itself. */
  readonly changedUnasked?: () => void;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Long enough that a burst of keys is one analysis, short enough to feel immediate; in between, as long as the analysis itself takes. */
const SHORTEST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 250;

/** Whoever has not typed for so long wants to see what the text says as it stands; a text that took too much is tried again then. */
export const PAUSE_MS = 2_000;

/** Edits within so many lines are one statement being typed. */
const STATEMENT_LINES = 3;

const NONE: ReadonlySet<string> = new Set();

const NOTHING_TO_SAY: Analysis = { mayHoldNetwork: false, report: null };

interface OpenDocument {
  document: TextDocument;
  /** Null before the first analysis and where the text imports no framework. */
  last: Analysed | null;
  /** Edits since `last`, whose places have not moved with the text yet: mostly the next analysis comes before anybody asks. */
  edits: Edit[];
  /** Of each model the last figures of finished code, at the places that `last` has; what half-typed code keeps. */
  finished: readonly ModelReport[];
  /** Lines of the edits since `finished` was what the text says. */
  typed: Lines | null;
  editedAt: number;
  /** Set while half-typed code keeps figures that end with a pause of the keyboard. */
  pause: NodeJS.Timeout | null;
  /** Set while an analysis is due. */
  timer: NodeJS.Timeout | null;
  /** Set while an analysis runs in the background. */
  running: RunningAnalysis | null;
  waiting: (() => void)[];
  /** How long the last analysis took; or, where an edit cancelled it, at least took. */
  tookMs: number;
  /** The version whose analysis took too much. */
  setAside: number | null;
}

interface Lines {
  readonly first: number;
  readonly last: number;
}

export class AnalysedDocuments {
  private readonly open = new Map<string, OpenDocument>();

  constructor(private readonly analyst: Analyst) {}

  opened(document: TextDocument): void {
    const entry: OpenDocument = {
      document,
      last: null,
      edits: [],
      finished: [],
      typed: null,
      editedAt: -Infinity,
      pause: null,
      timer: null,
      running: null,
      waiting: [],
      tookMs: 0,
      setAside: null,
    };
    this.open.set(document.uri, entry);
    this.schedule(entry, 0);
  }

  /** Moves the old figures with the text and puts off the analysis: what was queued for an older text never runs, what runs ends. */
  edited(document: TextDocument, edits: readonly Edit[]): void {
    const entry = this.open.get(document.uri);
    if (entry === undefined) return;
    entry.document = document;
    cancel(entry);
    if (entry.last !== null) entry.edits.push(...edits);
    entry.typed = edits.reduce(touched, entry.typed);
    entry.editedAt = this.analyst.now();
    const delay = Math.min(LONGEST_DELAY_MS, Math.max(SHORTEST_DELAY_MS, entry.tookMs));
    this.schedule(entry, entry.setAside === null ? delay : PAUSE_MS);
  }

  closed(uri: string): void {
    const entry = this.open.get(uri);
    if (entry === undefined) return;
    this.open.delete(uri);
    if (entry.timer !== null) clearTimeout(entry.timer);
    endPause(entry);
    cancel(entry);
    entry.last = null;
    release(entry);
  }

  uris(): readonly string[] {
    return [...this.open.keys()];
  }

  document(uri: string): TextDocument | undefined {
    return this.open.get(uri)?.document;
  }

  /** Other documents whose report rests on one of the files. */
  restingOn(files: readonly string[]): readonly string[] {
    return this.uris().filter((uri) => {
      const consulted = this.open.get(uri)?.last?.report.consulted ?? [];
      return files.some((file) => file !== uri && consulted.includes(file));
    });
  }

  /** Analyses the documents again although their text is the same; each promise waits for one of them. */
  analyseAgain(uris: readonly string[]): readonly Promise<unknown>[] {
    return uris.map((uri) => {
      const entry = this.open.get(uri);
      if (entry !== undefined) {
        cancel(entry);
        this.schedule(entry, LONGEST_DELAY_MS);
      }
      return this.settled(uri);
    });
  }

  /** True where the text has changed since its last analysis began, or what that rests on. */
  isDue(uri: string): boolean {
    const entry = this.open.get(uri);
    return entry !== undefined && (entry.timer !== null || entry.running !== null);
  }

  /** The document's models as they last were without an error, at the places of `current`. */
  before(uri: string): readonly ModelReport[] {
    return this.open.get(uri)?.finished ?? [];
  }

  /** What is known now; null where there is nothing to say about the document. */
  current(uri: string): Analysed | null {
    const entry = this.open.get(uri);
    return entry === undefined ? null : shifted(entry);
  }

  /** Waits for the analysis that is due, so that no channel answers from a text that is no longer there. */
  async settled(uri: string): Promise<Analysed | null> {
    const entry = this.open.get(uri);
    if (entry === undefined) return null;
    if (this.isDue(uri)) await new Promise<void>((resolve) => entry.waiting.push(resolve));
    return shifted(entry);
  }

  private schedule(entry: OpenDocument, delay: number): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    endPause(entry);
    entry.timer = setTimeout(() => {
      this.analyse(entry);
    }, delay);
  }

  private analyse(entry: OpenDocument): void {
    entry.timer = null;
    const { uri, version, languageId } = entry.document;
    if (entry.setAside === version) {
      release(entry);
      return;
    }
    const text = withoutExcess(entry.document.getText());
    const started = this.analyst.now();
    // Half a line of an import makes a text that imports nothing; what the analysis finds broken keeps its figures.
    const hasFigures = (entry.last?.report.models.length ?? 0) > 0;
    const answer = this.analyst.analyse({ uri, version, text, language: languageOf(uri, languageId) }, hasFigures);
    const running: RunningAnalysis = {
      ...answer,
      cancel: () => {
        answer.cancel();
        entry.tookMs = Math.max(entry.tookMs, this.analyst.now() - started);
      },
    };
    entry.running = running;
    void answer.analysis.then((analysis) => {
      // Nobody wants the answer of an analysis that an edit cancelled.
      if (entry.running !== running) return;
      entry.running = null;
      entry.setAside = analysis?.isSetAside === true ? version : null;
      this.finish(entry, analysis ?? NOTHING_TO_SAY, started);
    });
  }

  private finish(entry: OpenDocument, { report, mayHoldNetwork, isSetAside }: FinishedAnalysis, started: number): void {
    const left = entry.editedAt + PAUSE_MS - this.analyst.now();
    const last = report === null ? null : isSetAside === true ? stopped(entry, report) : newer(entry, report, left > 0);
    entry.last = mayHoldNetwork || (last !== null && last.stale.size > 0) ? last : null;
    entry.edits = [];
    entry.tookMs = this.analyst.now() - started;
    release(entry);
    this.analyst.analysed(entry.document.uri);
    if (report !== null && isSetAside !== true && entry.last?.stale.size && !report.problems.some(isSyntax))
      this.showAfter(left, entry, report);
  }

  /** The code is readable and says less than before: once nobody types any more, that is what is shown. */
  private showAfter(ms: number, entry: OpenDocument, report: Report): void {
    entry.pause = setTimeout(() => {
      entry.pause = null;
      entry.last = { report, stale: NONE };
      this.analyst.analysed(entry.document.uri);
      this.analyst.changedUnasked?.();
    }, ms);
    entry.pause.unref();
  }
}

function touched(lines: Lines | null, { range, end }: Edit): Lines {
  const first = Math.min(range.start.line, lines?.first ?? Infinity);
  return { first, last: Math.max(range.end.line, end.line, lines?.last ?? -1) };
}

function endPause(entry: OpenDocument): void {
  if (entry.pause !== null) clearTimeout(entry.pause);
  entry.pause = null;
}

function cancel(entry: OpenDocument): void {
  const { running } = entry;
  entry.running = null;
  running?.cancel();
}

/** The last report, at the places of the present text. */
function shifted(entry: OpenDocument): Analysed | null {
  const { last, edits } = entry;
  if (last === null || edits.length === 0) return last;
  const report = edits.reduce((moved, edit) => shift(moved, entry.document.uri, edit), last.report);
  const move = (models: readonly ModelReport[], edit: Edit): readonly ModelReport[] =>
    shift(models, entry.document.uri, edit);
  entry.finished = edits.reduce(move, entry.finished);
  entry.edits = [];
  entry.last = { ...last, report };
  return entry.last;
}

function release(entry: OpenDocument): void {
  const waiting = entry.waiting;
  entry.waiting = [];
  for (const resolve of waiting) resolve();
}

/** An analysis that took too much says nothing of the models: those of the text before it stay, marked as stale, beside its problem. */
function stopped(entry: OpenDocument, report: Report): Analysed {
  const models = shifted(entry)?.report.models ?? [];
  return { report: { ...report, models }, stale: new Set(models.map(({ id }) => id)) };
}

/** The new report, in which half-typed code keeps the figures from before it, marked as stale. */
function newer(entry: OpenDocument, report: Report, isTyping: boolean): Analysed {
  const isBroken = report.problems.some(isSyntax);
  if (!isBroken && report.models.every(isFinished)) {
    // Nothing old is kept, so nothing old is moved to its place in the present text.
    entry.finished = report.models;
    entry.typed = null;
    return { report, stale: NONE };
  }
  shifted(entry);
  const { finished, typed } = entry;
  const isOneStatement = typed !== null && typed.last - typed.first < STATEMENT_LINES;
  const models = isBroken || isOneStatement ? understoodBefore(finished, report.models) : report.models;
  const isOld = models.some((model) => !report.models.includes(model));
  if (!isBroken) entry.typed = isOld ? typed : null;
  if (isBroken) {
    const { models: shown, kept } = keepFigures(entry.document.uri, finished, report);
    return { report: { ...report, models: shown }, stale: kept };
  }
  entry.finished = withoutErrors(finished, models);
  // Shapes that do not fit are a finding, not a gap that more typing fills.
  const isFinding = report.problems.some(({ code }) => code === "shape");
  if (!isOld || !isTyping || isFinding) return { report, stale: NONE };
  const stale = new Set(models.filter((model) => !report.models.includes(model)).map(({ id }) => id));
  return { report: { ...report, models }, stale };
}
