/** Requests and notifications beyond the language server protocol: names and types, for both ends. */
import type { ModelTarget, Reason } from "./commands";
import type { InputSizeEdit, LineHeat, ModelRow, Summary } from "./features";
import type { ComparisonResult, PanelData } from "./panel";
import type { DeviceId } from "./report";
import type { Position } from "./source";

/** Client → server: the data of the panel. */
export const PANEL_REQUEST = "latencyLens/panel";

export interface PanelParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
}

export type PanelResult =
  { readonly kind: "panel"; readonly panel: PanelData } | { readonly kind: "nothing"; readonly why: string };

/** Client → server: two states beside one another. */
export const COMPARE_REQUEST = "latencyLens/compare";

export interface CompareParams {
  readonly sides: readonly [RequestedState, RequestedState];
}

export interface RequestedState {
  readonly uri: string;
  /** Null: the open document as it was last analysed. */
  readonly text: string | null;
  /** What the reader calls it. */
  readonly name: string;
  readonly model: string | null;
  readonly device: DeviceId | null;
}

export type CompareResult = ComparisonResult;

/** Client → server: what the status bar says. */
export const SUMMARY_REQUEST = "latencyLens/summary";

export interface SummaryParams {
  readonly uri: string;
  readonly position: Position;
}

export type SummaryResult = Summary;

/** Client → server: the models of a document, for the list of the workspace's models. */
export const MODELS_REQUEST = "latencyLens/models";

export interface ModelsParams {
  readonly uri: string;
  /** What the file holds; null for a document that is open in the editor. */
  readonly text: string | null;
}

export type ModelsResult = readonly ModelRow[];

/** Client → server: what keeps a model, or the whole document, from a complete estimate. */
export const REASONS_REQUEST = "latencyLens/reasons";

export interface ReasonsParams {
  readonly target: ModelTarget;
}

export type ReasonsResult = readonly Reason[];

/** Client → server: the size of a model's images; with one, the comment that says so as an edit. */
export const INPUT_SIZE_REQUEST = "latencyLens/inputSize";

export interface InputSizeParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
  /** "224×224×3"; null asks what to ask the author. */
  readonly size: string | null;
}

export type InputSizeResult =
  /** `value` is the present size, or the likely one. */
  | { readonly kind: "ask"; readonly name: string; readonly value: string }
  | ({ readonly kind: "edit"; readonly uri: string; readonly version: number } & InputSizeEdit)
  | { readonly kind: "nothing"; readonly why: string };

/** Client → server: curves of a model's time over one number of its source; the edit that writes chosen numbers. Types in `what-if.ts`. */
export const WHAT_IF_REQUEST = "latencyLens/whatIf";
export const WHAT_IF_EDIT_REQUEST = "latencyLens/whatIfEdit";

/** Server → client: a document has a new report, so what was asked about it may have another answer. */
export const ANALYSED_NOTIFICATION = "latencyLens/analysed";

export interface AnalysedParams {
  readonly uri: string;
}

/** Client → server: an assistant's call of a tool; the texts are those of the editor, saved or not. */
export const TOOL_REQUEST = "latencyLens/tool";

/** A text and what the assistant calls its file. */
export interface ToolText {
  readonly file: string;
  readonly uri: string;
  readonly text: string;
}

export type ToolParams =
  | { readonly kind: "estimate"; readonly state: ToolText; readonly inputSize: string | null }
  | { readonly kind: "compare"; readonly before: ToolText; readonly after: ToolText };

/** `isError`: the arguments cannot be used; the text then says what to give. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

/** Client → server: a recording as a measurement of one of the document's models. */
export const IMPORT_REQUEST = "latencyLens/import";

export interface ImportParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
  /** Path of what a profiler recorded, on the server's machine. */
  readonly recording: string;
  /** Null where the recording names its board. */
  readonly device: DeviceId | null;
  /** Recorded runs; null where the recording itself shall tell. */
  readonly runs: number | null;
  /** False shows the measurement only. */
  readonly store: boolean;
}

export type ImportResult =
  | {
      readonly kind: "measurement";
      readonly device: DeviceId;
      /** The measurement beside the prediction, in one line. */
      readonly text: string;
      /** How it came about. */
      readonly detail: string;
      /** Why it should not be stored without a second look; null where nothing speaks against it. */
      readonly doubt: string | null;
    }
  /** There are several models and none is at the position. */
  | { readonly kind: "choose"; readonly models: readonly { readonly id: string; readonly name: string }[] }
  /** With the number of runs, or with the board, it may be taken. */
  | {
      readonly kind: "refused";
      readonly why: string;
      readonly needsRuns: boolean;
      readonly needsDevice: boolean;
    };

/** Client → server: one measured figure of the user's own, which scales a board; and all of a board's taken back. */
export const CALIBRATE_REQUEST = "latencyLens/calibrate";
export const FORGET_CALIBRATION_REQUEST = "latencyLens/forgetCalibration";

export interface CalibrateParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
  readonly device: DeviceId;
  /** Milliseconds of one inference. */
  readonly ms: number;
  /** How it was measured, in the user's words. */
  readonly how: string;
  /** False shows what would change only. */
  readonly store: boolean;
}

export type CalibrateResult =
  | { readonly kind: "figure"; readonly text: string; readonly detail: string }
  /** There are several models and none is at the position. */
  | { readonly kind: "choose"; readonly models: readonly { readonly id: string; readonly name: string }[] }
  | { readonly kind: "refused"; readonly why: string };

/** Client → server: fits a board's predictor to the stored measurements; takes the last fit back. */
export const RETRAIN_REQUEST = "latencyLens/retrain";
export const ROLLBACK_REQUEST = "latencyLens/rollback";

export interface BoardParams {
  readonly device: DeviceId;
  /** Under this token the share that is done is told, a number from 0 to 1. */
  readonly progress?: string;
}

export type BoardResult =
  /** `notes`: a sentence for each measurement that looks wrong or cannot be read; none where there is nothing to tell. */
  | { readonly kind: "done"; readonly text: string; readonly notes?: readonly string[] }
  | { readonly kind: "refused"; readonly why: string };

/** Client → server: where the author is, so that no lens comes or goes above the line that is typed. A client that does not tell is served all the same. */
export const CARET_NOTIFICATION = "latencyLens/caret";

export interface CaretParams {
  /** Null where no document of the server has the focus. */
  readonly uri: string | null;
  readonly line: number;
}

/** Client → server: how much of its model's time each line takes. */
export const HEAT_REQUEST = "latencyLens/heat";

export interface HeatParams {
  readonly uri: string;
}

/** In source order. */
export type HeatResult = readonly LineHeat[];
