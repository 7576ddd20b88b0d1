/** What the comparison panel shows, ready to render: numbers for lengths and order, texts for reading. */
import type { DeviceId } from "./report";
import type { Location } from "./source";

export interface ComparePanel {
  readonly uri: string;
  readonly model: {
    readonly id: string;
    readonly name: string;
    readonly location: Location;
    /** "models/resnet.py:41" as far as the panel can know it: the file's name and the line. */
    readonly place: string;
    /** "224×224×3 · 7.7 GFLOPs · 25.6 M params" */
    readonly size: string;
    /** What makes the figures less than they look: "assumed 224×224×3"; empty where nothing does. */
    readonly marks: readonly string[];
  };
  /** The models of the document, for the picker. */
  readonly models: readonly { readonly id: string; readonly name: string }[];
  readonly devices: readonly { readonly id: DeviceId; readonly name: string }[];
  /** The compared device first, then the one that is shown in the editor; equal ids make a breakdown of one device. */
  readonly sides: readonly PanelSide[];
  readonly verdict: { readonly text: string; readonly detail: string };
  /** Words of warning above the figures: stale, a lower bound, outside the measured range; empty where all is well. */
  readonly warnings: readonly string[];
  /** Largest first on the first side's device. */
  readonly layers: readonly PanelLayer[];
  readonly conditions: string;
}

export interface PanelSide {
  readonly device: DeviceId;
  readonly name: string;
  readonly shortName: string;
  /** "49 ms", "≥ 41 ms" or "not estimated" */
  readonly total: string;
  /** "46–52", or why there is no estimate. */
  readonly detail: string;
}

export interface PanelLayer {
  readonly name: string;
  readonly class: string;
  readonly output: string;
  readonly flops: string;
  /** In the order of `sides`; null where the layer was not estimated. */
  readonly times: readonly (PanelTime | null)[];
  /** Share of the first side's total. */
  readonly share: string;
  readonly slow: boolean;
  readonly heldBackBy: string;
  /** Where a click goes; null where the layer was made outside every document. */
  readonly location: Location | null;
}

export interface PanelTime {
  readonly ms: number;
  readonly text: string;
}

/** Messages of the extension to the webview. */
export type ToPanel =
  { readonly type: "show"; readonly panel: ComparePanel } | { readonly type: "empty"; readonly why: string };

/** Messages of the webview to the extension. */
export type FromPanel =
  /** The script runs and waits for data. */
  | { readonly type: "ready" }
  /** What was sent stands on the page; `rows` counts the rows of the table. */
  | { readonly type: "rendered"; readonly rows: number }
  | { readonly type: "reveal"; readonly location: Location }
  | { readonly type: "choose"; readonly side: number; readonly device: DeviceId }
  | { readonly type: "chooseModel"; readonly model: string };
