/** *What if*: how a model's time moves with one number of its source. The requests' names stand in `requests.ts`. */
import type { ModelTarget } from "./commands";
import type { DeviceId } from "./report";
import type { Position, Range } from "./source";

export interface WhatIfParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
  /** Name of the parameter that the curve runs over; "" where the server shall choose (the size of the input first). */
  readonly vary: string;
  /** What other parameters are held at, by name; what is not named keeps the value of the source. */
  readonly at: Readonly<Record<string, number>>;
}

export type WhatIfResult =
  | {
      readonly kind: "curves";
      /** Name of the model, as its author wrote it. */
      readonly model: string;
      /** The numbers of the source that move this model's time, sizes of the input first. */
      readonly parameters: readonly WhatIfParameter[];
      readonly vary: string;
      /** In ascending order; the value that `vary` has in the source is one of them. */
      readonly points: readonly WhatIfPoint[];
      /** Smallest and largest input width of the networks that were measured on each board; null where nothing says it, and where `vary` is no size. */
      readonly measured: Readonly<Record<DeviceId, readonly [number, number] | null>>;
    }
  | { readonly kind: "nothing"; readonly why: string };

export interface WhatIfParameter {
  readonly name: string;
  /** What the source says. */
  readonly value: number;
  /** Bounds and step of a slider. */
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** Whether it is an edge of the input, in pixels for an image. */
  readonly isSize: boolean;
}

/** The source with one number changed. */
export interface WhatIfPoint {
  readonly value: number;
  /** Why there is no figure, or, beside figures, what they leave out; null for a whole network. */
  readonly why: string | null;
  /** A device without a figure is missing. */
  readonly devices: Readonly<Record<DeviceId, WhatIfFigure>>;
}

export interface WhatIfFigure {
  readonly ms: number;
  readonly low: number;
  readonly high: number;
  readonly outsideMeasuredRange: boolean;
  /** True where something was not understood, so that the time is a lower bound. */
  readonly isPartial: boolean;
}

/** Asks for the edit that makes the numbers true in the source. */
export interface WhatIfEditParams {
  readonly target: ModelTarget;
  readonly position: Position | null;
  readonly values: Readonly<Record<string, number>>;
}

export type WhatIfEditResult =
  | {
      readonly kind: "edit";
      readonly uri: string;
      readonly version: number;
      readonly edits: readonly { readonly range: Range; readonly text: string }[];
      /** Of other cells, where the numbers of a notebook stand in several. */
      readonly others?: readonly {
        readonly uri: string;
        readonly version: number;
        readonly edits: readonly { readonly range: Range; readonly text: string }[];
      }[];
    }
  | { readonly kind: "nothing"; readonly why: string };
