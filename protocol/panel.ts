/** What the panel shows, ready to render: numbers for lengths and order, texts for reading. */
import type { DeviceId } from "./report";
import type { Location, Position } from "./source";
import type { WhatIfResult } from "./what-if";

export interface PanelData {
  readonly uri: string;
  readonly model: PanelModel;
  /** The models of the document, for the picker. */
  readonly models: readonly NamedModel[];
  /** In the order of the table of devices: a device keeps its place, and with it its colour. */
  readonly devices: readonly PanelDevice[];
  /** The device that is shown in the editor: rows are sorted by it, shares are of it. */
  readonly primary: DeviceId;
  /** The other device, where "Compare on …" leads. */
  readonly compared: DeviceId | null;
  readonly verdict: PanelVerdict | null;
  /** True where the figures are from before what is being typed, or from before an error. */
  readonly isStale: boolean;
  /** Words of warning above the figures: stale, a lower bound, outside the measured range; empty where all is well. */
  readonly warnings: readonly string[];
  /** In the order of the network. */
  readonly layers: readonly PanelLayer[];
  /** The same time in three ways: each layer is in one group of each. */
  readonly groups: Readonly<Record<Grouping, readonly PanelGroup[]>>;
  readonly conditions: string;
}

/** Rows of the tab Time before the one for all others. */
export const MOST_ROWS = 18;

/** By the author's calls (blocks), by the function whose lines make the layers (helpers), by those lines. */
export type Grouping = "call" | "helper" | "line";

export interface NamedModel {
  readonly id: string;
  readonly name: string;
}

export interface PanelModel extends NamedModel {
  readonly location: Location;
  /** "resnet.py:41" */
  readonly place: string;
  /** "224×224×3 · 7.7 GFLOPs · 25.6 M params" */
  readonly size: string;
  /** What makes the figures less than they look: "assumed 224×224×3"; empty where nothing does. */
  readonly marks: readonly string[];
  /** "", "≥ ", "~" or "≥ ~": what stands before each sum. */
  readonly sign: string;
}

export interface PanelDevice {
  readonly id: DeviceId;
  readonly name: string;
  readonly shortName: string;
  /** "49 ms", "≥ 41 ms" or "not estimated" */
  readonly total: string;
  /** Null where there is no estimate. */
  readonly ms: number | null;
  /** "46–52", or why there is no estimate. */
  readonly detail: string;
  /** "9.4 W (8.5–10) · 180 mJ an inference (160–210) · 2.1 GB of memory (1.9–2.4)"; null where nothing is known of the board. */
  readonly consumption: string | null;
  /** Nominal limits of the board: 10⁹ FLOPs and bytes per second. */
  readonly roof: { readonly gflops: number; readonly gbytes: number };
}

export interface PanelVerdict {
  readonly text: string;
  readonly detail: string;
}

export interface PanelGroup {
  /** Stays the same while the text around it is edited. */
  readonly key: string;
  /** As the author wrote it: "residual(x, 256, strides=2)". */
  readonly name: string;
  /** "round 2", "round 2 · 12 ×", "blocks.py:12" of another document, or empty. */
  readonly detail: string;
  /** Zero-based line of the document that a click leads to; null where it leads elsewhere. */
  readonly line: number | null;
  readonly location: Location | null;
  /** Indexes into `layers`. */
  readonly layers: readonly number[];
}

export interface PanelLayer {
  readonly name: string;
  readonly class: string;
  readonly output: string;
  /** Elements of the output, for the order; null where it is not known. */
  readonly elements: number | null;
  readonly flops: Counted;
  readonly parameters: Counted;
  /** In the order of `devices`; null where the layer was not estimated. */
  readonly times: readonly (PanelTime | null)[];
  /** Why there is no figure, or one of a part of the layer alone; null for a layer that is estimated as a whole. */
  readonly why: string | null;
  /** Where a click goes: the author's call; null where the layer was made outside every document. */
  readonly location: Location | null;
  /** Zero-based lines of the document that the layer comes from: the calls on the way to it, without those on the way to every layer. */
  readonly lines: readonly number[];
  /** FLOPs per byte that has to move; null where one of them is not known, or none are counted. */
  readonly intensity: number | null;
}

export interface Counted {
  readonly value: number | null;
  readonly text: string;
}

export interface PanelTime {
  readonly ms: number;
  readonly text: string;
  /** Of the model's time on the device, 0 to 1. */
  readonly share: number;
  readonly shareText: string;
  readonly slow: boolean;
  readonly heldBackBy: string;
}

/** What is compared: one state of a source, a model of it, a device. */
export type StateSource =
  /** The document as it stands in the editor. */
  | { readonly kind: "document"; readonly uri: string }
  /** The document as its repository has it. */
  | { readonly kind: "head"; readonly uri: string }
  /** What the author has pinned. */
  | { readonly kind: "pin"; readonly uri: string; readonly index: number };

export interface ComparedState {
  readonly source: StateSource;
  /** Null: the first one, or the one of the other side's name. */
  readonly model: string | null;
  /** Null: the device that is shown in the editor. */
  readonly device: DeviceId | null;
}

export type ComparedStates = readonly [ComparedState, ComparedState];

export interface Comparison {
  readonly sides: readonly [ComparedSide, ComparedSide];
  readonly verdict: PanelVerdict;
  readonly warnings: readonly string[];
  /** Largest difference first. */
  readonly rows: readonly ComparedRow[];
}

export interface ComparedSide {
  readonly device: DeviceId;
  readonly shortName: string;
  readonly model: NamedModel;
  readonly models: readonly NamedModel[];
  readonly total: string;
  readonly ms: number | null;
  readonly detail: string;
  readonly size: string;
}

export interface ComparedRow {
  readonly name: string;
  readonly class: string;
  readonly output: string;
  /** "0.42 ms", "not estimated"; "–" on the side that does not have the layer. */
  readonly texts: readonly [string, string];
  readonly ms: readonly [number | null, number | null];
  /** "+1.2 ms", "new", "gone" or "unknown" */
  readonly change: string;
  /** For the order and the bar; null where it is not known. */
  readonly difference: number | null;
  readonly location: Location | null;
}

export type ComparisonResult =
  { readonly kind: "comparison"; readonly comparison: Comparison } | { readonly kind: "nothing"; readonly why: string };

/** A source that the author may choose on one side of a comparison. */
export interface SourceChoice {
  readonly source: StateSource;
  readonly name: string;
}

export const TABS = ["time", "bounds", "layers", "compare", "what-if"] as const;
export type PanelTab = (typeof TABS)[number];

/** What the page keeps while it is hidden and over a restart of the window. */
export interface PanelState {
  readonly target: { readonly uri: string; readonly model: string | null } | null;
  readonly tab: PanelTab;
  readonly states: ComparedStates | null;
}

/** Messages of the extension to the webview. */
export type ToPanel =
  | {
      readonly type: "show";
      readonly panel: PanelData;
      /** The tab that a command asked for; null leaves the reader's. */
      readonly tab: PanelTab | null;
    }
  | { readonly type: "empty"; readonly why: string }
  | {
      readonly type: "comparison";
      readonly states: ComparedStates;
      readonly sources: readonly SourceChoice[];
      readonly result: ComparisonResult;
    }
  | { readonly type: "whatIf"; readonly result: WhatIfResult }
  /** The caret's line in the document; null where the caret is elsewhere. */
  | { readonly type: "caret"; readonly line: number | null };

/** Messages of the webview to the extension. */
export type FromPanel =
  /** The script runs and waits for data; what it kept from before. */
  | { readonly type: "ready"; readonly state: PanelState | null }
  /** What was sent stands on the page. */
  | { readonly type: "rendered"; readonly tab: PanelTab; readonly rows: number; readonly first: string }
  | { readonly type: "reveal"; readonly uri: string; readonly position: Position }
  | { readonly type: "chooseModel"; readonly model: string }
  | { readonly type: "compare"; readonly states: ComparedStates | null }
  /** Asks for the curves over a number of the source, others held at these values. */
  | { readonly type: "whatIf"; readonly vary: string; readonly at: Readonly<Record<string, number>> }
  /** Writes the numbers into the source. */
  | { readonly type: "applyWhatIf"; readonly values: Readonly<Record<string, number>> }
  /** Keeps the document's text as one side of comparisons. */
  | { readonly type: "pin" }
  /** Lets the author choose another file of the workspace for a side. */
  | { readonly type: "chooseFile"; readonly side: 0 | 1; readonly states: ComparedStates };
