/** How far two estimates may be told apart: the same words wherever two figures stand beside one another. */
import type { PanelVerdict } from "../../../protocol/panel";
import { capitalized, times } from "./format";

export interface Verdict {
  /** Larger milliseconds ÷ smaller ones, at least 1. */
  readonly ratio: number;
  /** "faster", "probably faster" or "no clear difference". */
  readonly words: "faster" | "probably faster" | "no clear difference";
  /** How often the order of two such estimates was right among measured pairs. */
  readonly detail: string;
}

/** Ratios from which one estimate counts as faster, with how often the order was right among measured pairs. */
const FASTER = { ratio: 1.25, detail: "above 1.25× the order was right in at least 94 % of measured pairs" };
const PROBABLY = { ratio: 1.1, detail: "from 1.10× to 1.25× the order was right in 74–96 % of measured pairs" };
const UNCLEAR = { detail: "under 1.10× the order was right in 58–77 % of measured pairs" };

/** Both in milliseconds, above 0. */
export function verdictOf(first: number, second: number): Verdict {
  const ratio = Math.max(first, second) / Math.min(first, second);
  if (ratio < PROBABLY.ratio) return { ratio, words: "no clear difference", detail: UNCLEAR.detail };
  return ratio < FASTER.ratio
    ? { ratio, words: "probably faster", detail: PROBABLY.detail }
    : { ratio, words: "faster", detail: FASTER.detail };
}

/** A figure with what the reader calls it. */
export interface NamedFigure {
  readonly name: string;
  /** Milliseconds, above 0. */
  readonly ms: number;
}

/** "TX2 takes 2.5× as long: AGX is faster"; `isPartial`: a figure leaves out layers that were not understood. */
export function verdictText(first: NamedFigure, second: NamedFigure, isPartial: boolean): PanelVerdict {
  const { ratio, words, detail } = verdictOf(first.ms, second.ms);
  if (words === "no clear difference") return { text: capitalized(words), detail };
  const [slow, fast] = first.ms > second.ms ? [first, second] : [second, first];
  const scope = isPartial ? " for the layers that were understood" : "";
  return { text: `${slow.name} takes ${times(ratio)} as long${scope}: ${fast.name} is ${words}`, detail };
}
