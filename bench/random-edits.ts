/** Edits as a person makes them, from a seed: each is taken back by the next, so that the network stays what it is. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Random } from "../predictors/src/train/random";
import type { Range } from "../protocol/source";

export interface DocumentEdit {
  readonly range: Range;
  readonly text: string;
}

/** Where a kind of edit may happen in a text, and what it puts in the place of what it finds there. */
interface Kind {
  readonly places: RegExp;
  readonly replace: (found: string, random: Random) => string;
}

const KINDS: readonly Kind[] = [
  { places: /\b\d+\b/g, replace: (_, random) => String(1 + random.below(512)) },
  { places: /(?<=\w)(?=\W)/g, replace: () => "x" },
  { places: /$/gm, replace: () => "  # note" },
  { places: /\n/g, replace: () => "\n\n" },
  { places: /[()[\]",:]/g, replace: () => "" },
];

/** An edit of the document and the one that takes it back, again and again; `next` expects that the last one was made. */
export class RandomEdits {
  readonly #random: Random;
  #undo: DocumentEdit | null = null;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  next(document: TextDocument): DocumentEdit {
    if (this.#undo !== null) {
      const undo = this.#undo;
      this.#undo = null;
      return undo;
    }
    const kind = KINDS[this.#random.below(KINDS.length)];
    const places = [...document.getText().matchAll(kind?.places ?? /$/g)];
    const place = places[this.#random.below(places.length)];
    const [found, offset] = [place?.[0] ?? "", place?.index ?? 0];
    const text = kind?.replace(found, this.#random) ?? "";
    const start = document.positionAt(offset);
    this.#undo = { range: { start, end: positionAfter(start, text) }, text: found };
    return { range: { start, end: document.positionAt(offset + found.length) }, text };
  }
}

function positionAfter(start: Range["start"], text: string): Range["start"] {
  const lines = text.split("\n");
  const last = lines.at(-1) ?? "";
  return lines.length === 1
    ? { line: start.line, character: start.character + last.length }
    : { line: start.line + lines.length - 1, character: last.length };
}
