/**
 * What the server has done away from its main thread: everything that reads or evaluates source text, and what an hour of
 * recordings may take. Tasks and their results are plain data, so that they cross to another thread.
 */
import type { Completion, Improvement, InputSizeEdit } from "../../../protocol/features";
import type { Report } from "../../../protocol/report";
import type {
  BoardResult,
  CalibrateParams,
  CalibrateResult,
  ImportParams,
  ImportResult,
} from "../../../protocol/requests";
import type { Location, Position, Range } from "../../../protocol/source";
import type { WhatIfEditParams, WhatIfEditResult, WhatIfParams, WhatIfResult } from "../../../protocol/what-if";
import type { InputSettings } from "../frameworks/roots/root-model";
import { analyse, analyseNetworks } from "../analysis/analysis";
import type { AnalysisEnvironment, AnalysisInput } from "../analysis/analysis";
import { completionsAt } from "./directive-completion";
import { improvements } from "./improvements";
import { inputSizeEdit } from "./input-size";
import type { Size } from "./input-size";
import { languageOf, parseDocument } from "../project/language";
import type { DocumentLanguage } from "../project/language";
import { calibrateModel, measureModel } from "./measurements";
import type { Measurements } from "./measurements";
import type { Project } from "../project/modules";
import { answerTool } from "./tools";
import type { ToolAnswer, ToolQuestion } from "./tools";
import { whatIf, whatIfEdit } from "./what-if";
import { mayHoldNetwork } from "../project/relevant";

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

/** Every kind of task with what it takes and what it gives. */
export interface Tasks {
  readonly analyse: {
    /** `always`: also where the text imports no framework. */
    readonly task: { readonly document: DocumentText; readonly always: boolean };
    readonly result: Analysis;
  };
  readonly complete: {
    readonly task: { readonly document: DocumentText; readonly position: Position };
    readonly result: readonly Completion[];
  };
  readonly resize: {
    readonly task: { readonly document: DocumentText; readonly location: Location; readonly size: Size };
    readonly result: InputSizeEdit | null;
  };
  readonly improve: {
    readonly task: { readonly document: DocumentText; readonly range: Range; readonly device: string };
    readonly result: readonly Improvement[];
  };
  readonly import: {
    readonly task: { readonly document: DocumentText; readonly params: ImportParams };
    readonly result: ImportResult;
  };
  readonly tool: { readonly task: ToolQuestion; readonly result: ToolAnswer };
  readonly calibrate: {
    readonly task: { readonly document: DocumentText; readonly params: CalibrateParams };
    readonly result: CalibrateResult;
  };
  readonly forgetCalibration: { readonly task: { readonly device: string }; readonly result: BoardResult };
  readonly whatIf: {
    readonly task: { readonly document: DocumentText; readonly params: WhatIfParams };
    readonly result: WhatIfResult;
  };
  readonly whatIfEdit: {
    readonly task: { readonly document: DocumentText; readonly params: WhatIfEditParams };
    readonly result: WhatIfEditResult;
  };
  readonly retrain: { readonly task: { readonly device: string }; readonly result: BoardResult };
  readonly rollBack: { readonly task: { readonly device: string }; readonly result: BoardResult };
}

export type TaskKind = keyof Tasks;

export interface Analysis {
  /** False where there is nothing to say about the text: it has to do with no framework. */
  readonly mayHoldNetwork: boolean;
  /** Null where it does not matter and was not to be analysed all the same. */
  readonly report: Report | null;
}

/** Ends a task from within, where nobody wants its result any more; never leaves the thread. */
class Cancelled extends Error {}

/** Null where the user's own measurements are not served. */
const NOT_SERVED = { kind: "refused", why: "own measurements are not kept here" } as const;

/** Does the tasks with one environment, one after the other. */
export class TaskRunner {
  constructor(
    private environment: AnalysisEnvironment,
    private readonly measurements: Measurements | null = null,
  ) {}

  /** `progress` hears the share that is done, of the kinds of tasks that take long. */
  run<K extends TaskKind>(
    kind: K,
    task: Tasks[K]["task"],
    cancelled: () => boolean,
    progress: (share: number) => void = () => undefined,
  ): Tasks[K]["result"] {
    return this.kinds[kind](task, cancelled, progress);
  }

  /** Later tasks read the predictors anew. */
  renew(): void {
    if (this.measurements !== null) this.environment = { ...this.environment, devices: this.measurements.devices() };
  }

  private readonly kinds: {
    readonly [K in TaskKind]: (
      task: Tasks[K]["task"],
      cancelled: () => boolean,
      progress: (share: number) => void,
    ) => Tasks[K]["result"];
  } = {
    analyse: ({ document, always }, cancelled) => {
      const isRelevant = mayHoldNetwork(document, this.environment.modules);
      return {
        mayHoldNetwork: isRelevant,
        report: isRelevant || always ? analyse(this.environment, inputOf(document, cancelled)) : null,
      };
    },
    complete: ({ document, position }) => completionsAt(this.programOf(document), document.text, position),
    resize: ({ document, location, size }) => inputSizeEdit(this.programOf(document), document.text, location, size),
    improve: ({ document, range, device }, cancelled) => {
      const analysed = (text: string): Report => analyse(this.environment, inputOf({ ...document, text }, cancelled));
      const program = this.programOf(document);
      const report = analysed(document.text);
      const { now } = this.environment;
      return improvements({ program, text: document.text, report, range, device, analyse: analysed, now, cancelled });
    },
    import: ({ document, params }, cancelled) =>
      this.measurements === null
        ? { ...NOT_SERVED, needsRuns: false, needsDevice: false }
        : measureModel(params, analyseNetworks(this.environment, inputOf(document, cancelled)), this.measurements),
    tool: (question, cancelled) => answerTool(this.environment, question, cancelled),
    calibrate: ({ document, params }, cancelled) =>
      this.measurements === null
        ? NOT_SERVED
        : calibrateModel(params, analyseNetworks(this.environment, inputOf(document, cancelled)), this.measurements),
    forgetCalibration: ({ device }) => this.measurements?.forgetCalibration(device) ?? NOT_SERVED,
    whatIf: ({ document, params }, cancelled) => whatIf(this.environment, { ...params, document }, cancelled),
    whatIfEdit: ({ document, params }, cancelled) => whatIfEdit(this.environment, { ...params, document }, cancelled),
    retrain: ({ device }, cancelled, progress) => {
      const goOn = (share: number): void => {
        if (cancelled()) throw new Cancelled();
        progress(share);
      };
      return this.measurements?.retrain(device, goOn) ?? NOT_SERVED;
    },
    rollBack: ({ device }) => this.measurements?.rollBack(device) ?? NOT_SERVED,
  };

  private programOf({ uri, text, language }: DocumentText): ReturnType<typeof parseDocument> {
    return parseDocument(this.environment.parsers, text, language ?? languageOf(uri));
  }
}

export function inputOf(document: DocumentText, cancelled: () => boolean): AnalysisInput {
  return { ...document, inputShape: null, cancelled };
}
