/** Requests and notifications beyond the language server protocol: names and types, for both ends. */
import type { ModelTarget, Reason } from "./commands";
import type { Summary } from "./features";
import type { ComparePanel } from "./panel";
import type { DeviceId } from "./report";
import type { Position } from "./source";

/** Client → server: the data of the comparison panel. */
export const COMPARE_REQUEST = "latencyLens/compare";

export interface CompareParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
  /** The compared device and the one beside it; null where the server shall choose. */
  readonly devices: readonly [DeviceId | null, DeviceId | null];
}

export type CompareResult =
  { readonly kind: "panel"; readonly panel: ComparePanel } | { readonly kind: "nothing"; readonly why: string };

/** Client → server: what the status bar says. */
export const SUMMARY_REQUEST = "latencyLens/summary";

export interface SummaryParams {
  readonly uri: string;
  readonly position: Position;
}

export type SummaryResult = Summary;

/** Client → server: what keeps a model, or the whole document, from a complete estimate. */
export const REASONS_REQUEST = "latencyLens/reasons";

export interface ReasonsParams {
  readonly target: ModelTarget;
}

export type ReasonsResult = readonly Reason[];

/** Server → client: a document has a new report, so what was asked about it may have another answer. */
export const ANALYSED_NOTIFICATION = "latencyLens/analysed";

export interface AnalysedParams {
  readonly uri: string;
}
