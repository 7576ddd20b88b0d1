/** The lenses of the open documents, held still while one types (`ide/calm.ts` has the rules). */
import type { Lens } from "../../../protocol/features";
import { calmed, editedLines, isInEdited, placesAfter, warnedLines } from "../ide/calm";
import type { Hold, Lines, Place } from "../ide/calm";
import { lenses } from "../ide/lenses";
import type { Edit } from "../ide/shift";
import type { View } from "../ide/view";
import { PAUSE_MS } from "./analysed-documents";

export interface CalmHost {
  readonly view: (uri: string) => View | null;
  /** True while an analysis of the document is due. */
  readonly isDue: (uri: string) => boolean;
  /** Other places may be shown now: the editor shall ask again. */
  readonly released: () => void;
  /** Runs the function later, unless what it gives back is called before. */
  readonly later: (ms: number, run: () => void) => () => void;
}

export interface Caret {
  /** Null where the author is elsewhere. */
  readonly uri: string | null;
  readonly line: number;
}

interface Still {
  places: readonly Place[];
  hold: Hold;
  edited: Lines | null;
  /** Kinds that are not shown where the figures ask for them. */
  held: ReadonlySet<Lens["kind"]>;
  stopWaiting: (() => void) | null;
}

export class CalmLenses {
  private readonly documents = new Map<string, Still>();
  /** Undefined with a client that does not tell: then a quiet keyboard is all that is waited for. */
  private caret: Caret | undefined;

  constructor(private readonly host: CalmHost) {}

  /** What to show of a document. */
  lenses(uri: string, view: View | null): readonly Lens[] {
    const isOff = view !== null && !(view.settings.enabled && view.settings.lenses);
    if (isOff) this.forget(uri);
    const document = this.document(uri);
    const fresh = view === null ? [] : lenses(view, warnedLines(document.places));
    const result = calmed(document.hold, document.places, fresh, view);
    document.places = result.places;
    document.held = result.held;
    return result.lenses;
  }

  edited(uri: string, edits: readonly Edit[]): void {
    const document = this.documents.get(uri);
    // Nothing has been shown that could move.
    if (document === undefined) return;
    document.places = edits.reduce(placesAfter, document.places);
    document.edited = edits.reduce<Lines | null>(editedLines, document.edited);
    document.hold = "everything";
    this.waitForQuiet(uri, document);
  }

  saved(uri: string): void {
    const document = this.documents.get(uri);
    if (document !== undefined && document.hold !== "nothing") this.release(document, "nothing");
  }

  moved(caret: Caret): void {
    this.caret = caret;
    for (const [uri, document] of this.documents) if (document.hold === "warnings") this.settle(uri, document);
  }

  /** Other settings show other lenses at once. */
  forget(uri: string): void {
    this.documents.get(uri)?.stopWaiting?.();
    this.documents.delete(uri);
  }

  private document(uri: string): Still {
    const known = this.documents.get(uri);
    if (known !== undefined) return known;
    const document: Still = { places: [], hold: "nothing", edited: null, held: new Set(), stopWaiting: null };
    this.documents.set(uri, document);
    return document;
  }

  private waitForQuiet(uri: string, document: Still): void {
    document.stopWaiting?.();
    document.stopWaiting = this.host.later(PAUSE_MS, () => {
      document.stopWaiting = null;
      // What the last edit made of the figures is not known yet.
      if (this.host.isDue(uri)) this.waitForQuiet(uri, document);
      else this.settle(uri, document);
    });
  }

  /** It is quiet. */
  private settle(uri: string, document: Still): void {
    const { edited } = document;
    const caret = this.caret;
    const isThere = caret?.uri === uri && edited !== null && isInEdited(edited, caret.line, this.host.view(uri));
    this.release(document, isThere ? "warnings" : "nothing");
  }

  private release(document: Still, hold: Hold): void {
    document.stopWaiting?.();
    document.stopWaiting = null;
    document.hold = hold;
    if (hold === "nothing") document.edited = null;
    if (hold === "nothing" ? document.held.size > 0 : document.held.has("definition")) this.host.released();
  }
}
