/** What a chart is before it is drawn: options of Observable Plot, made from data by pure functions. */
import type { PlotOptions } from "@observablehq/plot";

export interface Chart {
  /** What a screen reader says of the whole. */
  readonly label: string;
  readonly plot: PlotOptions;
  /** Of the marks of the class TARGET: what each says and which place it leads to. */
  readonly targets: readonly Target[];
}

export interface Target {
  /** Stays the same over redraws, so that the focus finds its mark again. */
  readonly key: string;
  readonly label: string;
  /** False for one that is only read. */
  readonly leads: boolean;
}

/** Class of the mark whose elements can be reached and chosen; there is one an entry of `targets`, in their order. */
export const TARGET = "target";

/** How a series is drawn: the colour of its device, and lines in it for the second one. */
export interface Tone {
  readonly index: number;
  readonly isHatched: boolean;
}

/** Colours that panel.css names; more devices begin again. */
const TONES = 3;

export function strokeOf({ index }: Tone): string {
  return `var(--tone-${index % TONES})`;
}

/** A pattern of the page where it is hatched: colour alone tells nothing to some. */
export function fillOf({ index, isHatched }: Tone): string {
  return isHatched ? `url(#hatch-${index % TONES})` : strokeOf({ index, isHatched });
}

/** A device keeps its colour and its hatching wherever it is shown, alone or beside another. */
export function toneOfDevice(index: number): Tone {
  return { index, isHatched: index % 2 === 1 };
}
