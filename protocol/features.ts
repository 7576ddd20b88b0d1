/** What the features of `server/src/ide` answer: plain data in the editor's words. Only `server/src/lsp` turns it into protocol types. */
import type { CommandId, ModelTarget } from "./commands";
import type { DeviceId, ProblemCode, Severity } from "./report";
import type { Location, Position, Range } from "./source";

export interface Lens {
  /** A warning comes and goes with the figures; what stands on a definition stays as long as that does. */
  readonly kind: "definition" | "warning";
  readonly range: Range;
  readonly title: string;
  readonly command: CommandId;
  /** What the command is about; of `goTo` the place. */
  readonly argument: ModelTarget | Location;
}

export interface Hint {
  readonly position: Position;
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
}

/** How hot a line is: its share of the model's time on the primary device, in steps that an eye can tell apart. */
export interface LineHeat {
  readonly line: number;
  /** 1 to 4. */
  readonly step: number;
  /** "16 % of AGX time" */
  readonly text: string;
}

export interface HoverText {
  readonly range: Range;
  readonly markdown: string;
}

export interface DocumentProblem {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly message: string;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
}

/** A change that mends a problem. */
export interface QuickFix {
  readonly title: string;
  readonly problem: DocumentProblem;
  readonly range: Range;
  readonly text: string;
}

/** A change that makes a network faster, tried before it is offered; its title says by how much. */
export interface Improvement {
  readonly title: string;
  /** None of them overlap. */
  readonly edits: readonly { readonly range: Range; readonly text: string }[];
}

/** A name with its value, to be written in a `latency:` comment. */
export interface Completion {
  readonly label: string;
  readonly detail: string;
  /** What stands there already. */
  readonly range: Range;
  readonly text: string;
  /** Sorts before those of a later text. */
  readonly order: string;
}

/** Changes of one document, none of which overlap, and where the caret goes then. */
export interface InputSizeEdit {
  readonly edits: readonly { readonly range: Range; readonly text: string }[];
  readonly caret: Range | null;
}

/** A model in the list of the workspace's models. */
export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly location: Location;
  /** One for each device, in the order in which they are shown. */
  readonly totals: readonly ModelTotal[];
  /** What makes the figures less than they look, and what keeps the model from being built. */
  readonly marks: readonly string[];
  /** Markdown. */
  readonly tooltip: string;
  /** False where the totals are lower bounds, or there are none. */
  readonly isWhole: boolean;
}

export interface ModelTotal {
  readonly device: DeviceId;
  /** Null where there is no estimate. */
  readonly ms: number | null;
  readonly text: string;
  /** Milliseconds that a comment above the model allows; null where none does. */
  readonly budget: number | null;
}

/** What the status bar says of a document at a position. */
export type Summary =
  /** The document has nothing to do with neural networks. */
  | { readonly kind: "nothing" }
  /** It has, and the extension is turned off. */
  | { readonly kind: "off" }
  | { readonly kind: "estimate"; readonly text: string; readonly tooltip: string }
  /** The model at the position cannot be built. `location` is the error's. */
  | { readonly kind: "error"; readonly text: string; readonly tooltip: string; readonly location: Location }
  /** `model` is the candidate at the position; null where there is none. */
  | { readonly kind: "no estimate"; readonly text: string; readonly model: string | null };
