/** Where an analysis runs: at once, between two messages, as long as it is short; in the background where it is long. */
import type { Report } from "../../../protocol/report";
import type { InputSettings } from "../ide/input-settings";
import type { DocumentLanguage } from "../ide/language";
import type { Project } from "../ide/modules";

/** One state of a document. */
export interface DocumentText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** Without it, what the name of the file says. */
  readonly language?: DocumentLanguage;
  /** What the author's settings say of its functions' inputs. */
  readonly settings?: InputSettings;
  /** Where its imports lead; without it, beside the document. */
  readonly project?: Project;
}

/** An analysis that goes on while messages are answered. */
export interface RunningAnalysis {
  /** Null once it was cancelled. */
  readonly report: Promise<Report | null>;
  readonly cancel: () => void;
}

/** Another thread. */
export interface Background {
  /** Analyses run one after the other, each until it is cancelled. The report is rejected where the thread failed. */
  analyse(document: DocumentText): RunningAnalysis;
  /** Later analyses read the predictors anew. */
  renew?(): Promise<void>;
}

/** So long other requests may wait for an analysis: a reader notices more. */
const PATIENCE_MS = 200;

/** The first analysis of a process takes many times as long as the next one, and would begin anew in another thread. */
const FIRST_PATIENCE_MS = 1_000;

export class Analyses {
  private isFirst = true;

  /** Without a background every analysis runs to its end at once. `analyseHere` may answer anything once it was cancelled. */
  constructor(
    private readonly analyseHere: (document: DocumentText, cancelled: () => boolean) => Report,
    private readonly background: Background | null,
    /** Milliseconds of a monotonic clock. */
    private readonly now: () => number,
  ) {}

  /** `tookMs` is how long the document's last analysis took: one that was long begins in the background. */
  start(document: DocumentText, tookMs: number): Report | RunningAnalysis {
    if (this.background === null) return this.analyseHere(document, () => false);
    const report = tookMs > PATIENCE_MS ? null : this.analyseBriefly(document);
    return report ?? this.background.analyse(document);
  }

  /** Null where it takes too long. */
  private analyseBriefly(document: DocumentText): Report | null {
    const end = this.now() + (this.isFirst ? FIRST_PATIENCE_MS : PATIENCE_MS);
    this.isFirst = false;
    const cut = { short: false };
    const report = this.analyseHere(document, () => (cut.short ||= this.now() > end));
    return cut.short ? null : report;
  }
}
