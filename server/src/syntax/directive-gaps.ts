/** Arguments of a `latency:` comment that are still to be filled in: `classes=…`, `classes=`. */
import type { Span } from "./tree";

/** What stands for a value that the author has to write. */
export const GAP = "…";

export interface GapSpan {
  readonly name: string;
  readonly span: Span;
}

/** The text with its gaps blanked out, every other character at its place, and the gaps. */
export function withoutGaps(text: string): { readonly text: string; readonly gaps: readonly GapSpan[] } {
  const gaps: GapSpan[] = [];
  let rest = "";
  for (const piece of splitArguments(text)) {
    const start = rest.length;
    const name = nameOfGap(piece);
    if (name !== null) {
      const indent = piece.length - piece.trimStart().length;
      gaps.push({ name, span: { start: start + indent, end: start + piece.trimEnd().length } });
    }
    const follows = start + piece.length < text.length;
    rest += name === null ? `${piece}${follows ? "," : ""}` : " ".repeat(piece.length + (follows ? 1 : 0));
  }
  return { text: rest, gaps };
}

const ARGUMENT = /^\s*([\p{L}_$][\p{L}\p{N}_$]*)\s*=(?!=)(.*)$/su;

/** Null where the argument has a value. */
function nameOfGap(piece: string): string | null {
  const [, name, value] = ARGUMENT.exec(piece) ?? [];
  if (name === undefined || value === undefined) return null;
  const text = value.trim();
  const isOpen = text === "" || text === "..." || outsideStrings(text).includes(GAP);
  return isOpen ? name : null;
}

function outsideStrings(text: string): string {
  let outside = "";
  let quote: string | null = null;
  for (const character of text) {
    if (quote !== null) quote = character === quote ? null : quote;
    else if (QUOTES.includes(character)) quote = character;
    else outside += character;
  }
  return outside;
}

const QUOTES = "'\"`";

/** At the commas that stand in no brackets and no string. */
export function splitArguments(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let depth = 0;
  let quote: string | null = null;
  for (const character of text) {
    if (character === "," && depth <= 0 && quote === null) {
      pieces.push(piece);
      piece = "";
      continue;
    }
    piece += character;
    if (quote !== null) quote = character === quote ? null : quote;
    else if (QUOTES.includes(character)) quote = character;
    else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
  }
  return [...pieces, piece];
}
