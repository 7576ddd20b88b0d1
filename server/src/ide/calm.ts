/**
 * Lenses that do not move the code while one types. VS Code gives the lenses of a line a line of their own: one that comes or goes above the caret
 * moves what the author looks at. So places are held, and texts alone change:
 *
 * - From the first edit on, no place comes or goes, but for a line that is deleted itself.
 * - Once the keyboard is quiet, models have their places again; the warnings still stand where they stood.
 * - Once it is quiet and the caret has left the lines that were edited and their model, or the file is saved, all is as the figures say.
 */
import type { Lens } from "../../../protocol/features";
import { formerWarning } from "./slow-lenses";
import { modelsIn } from "./layers-by-line";
import type { Edit } from "./shift";
import { STALE, STALE_SHORT } from "./view";
import type { View } from "./view";

/** What may not come or go now. */
export type Hold = "nothing" | "warnings" | "everything";

/** The lenses of one kind that are shown at a line, as the figures last gave them. */
export interface Place {
  readonly line: number;
  readonly kind: Lens["kind"];
  readonly lenses: readonly Lens[];
}

export interface Calmed {
  readonly places: readonly Place[];
  /** What is shown. */
  readonly lenses: readonly Lens[];
  /** Kinds of which the figures ask for other places than those that are held. */
  readonly held: ReadonlySet<Lens["kind"]>;
}

export function placesOf(lenses: readonly Lens[]): readonly Place[] {
  const places = new Map<string, { line: number; kind: Lens["kind"]; lenses: Lens[] }>();
  for (const lens of lenses) {
    const { line } = lens.range.start;
    const key = keyOf({ line, kind: lens.kind });
    const place = places.get(key);
    if (place === undefined) places.set(key, { line, kind: lens.kind, lenses: [lens] });
    else place.lenses.push(lens);
  }
  return [...places.values()];
}

/** The lines that have a warning. */
export function warnedLines(places: readonly Place[]): ReadonlySet<number> {
  return new Set(places.filter(({ kind }) => kind === "warning").map(({ line }) => line));
}

/** `fresh`: what the figures ask for; none where there are no figures of the document any more. */
export function calmed(hold: Hold, held: readonly Place[], fresh: readonly Lens[], view: View | null): Calmed {
  const wanted = placesOf(fresh);
  const isFixed = ({ kind }: Place): boolean => hold === "everything" || (hold === "warnings" && kind === "warning");
  const byKey = new Map(wanted.map((place) => [keyOf(place), place]));
  const kept = held.filter(isFixed);
  const free = wanted.filter((place) => !isFixed(place));
  const shown = kept.map((place) => {
    const now = byKey.get(keyOf(place));
    return now === undefined ? { place, lenses: oldLenses(place, view) } : { place: now, lenses: now.lenses };
  });
  const keptKeys = new Set(kept.map(keyOf));
  const withheld = wanted.filter((place) => isFixed(place) && !keptKeys.has(keyOf(place)));
  const gone = kept.filter((place) => !byKey.has(keyOf(place)));
  return {
    places: [...free, ...shown.map(({ place }) => place)],
    lenses: [...free.flatMap(({ lenses }) => lenses), ...shown.flatMap(({ lenses }) => lenses)],
    held: new Set([...withheld, ...gone].map(({ kind }) => kind)),
  };
}

/** What a place says that the figures no longer ask for: a line that was slow has its present share, anything else is old. */
function oldLenses({ kind, line, lenses }: Place, view: View | null): readonly Lens[] {
  if (kind === "definition")
    return lenses.map((lens, index) => (index === 0 ? withText(lens, line, STALE) : at(lens, line)));
  const [first] = lenses;
  if (first === undefined) return [];
  const now = view === null ? null : formerWarning(view, modelsIn(view.report.uri, view.report.models), line);
  return [now === null ? withText(first, line, STALE_SHORT) : { ...at(first, line), title: now }];
}

function withText(lens: Lens, line: number, text: string): Lens {
  const { title } = lens;
  return { ...at(lens, line), title: title.endsWith(STALE) ? title : `${title} · ${text}` };
}

function at(lens: Lens, line: number): Lens {
  const { start, end } = lens.range;
  return { ...lens, range: { start: { ...start, line }, end: { ...end, line: line + end.line - start.line } } };
}

function keyOf({ line, kind }: Pick<Place, "line" | "kind">): string {
  return `${kind} ${line}`;
}

// ---------------------------------------------------------------- edits

/** The places after an edit; those of deleted lines are gone. */
export function placesAfter(places: readonly Place[], edit: Edit): readonly Place[] {
  return places.flatMap((place) => {
    const line = lineAfter(place.line, edit);
    return line === null ? [] : [{ ...place, line }];
  });
}

/** Where a line stands after an edit; null where it was deleted. */
export function lineAfter(line: number, { range: { start, end }, end: now }: Edit): number | null {
  const isInserted = now.line > start.line || now.character > start.character;
  if (line < start.line || (line === start.line && start.character > 0)) return line;
  const isBehind = line > end.line || (line === end.line && end.character === 0);
  if (isBehind) return line + now.line - end.line;
  if (end.line === start.line) return line;
  return isInserted ? Math.min(line, now.line) : null;
}

export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** The lines that were edited, at their places after one more edit. */
export function editedLines(lines: Lines | null, { range, end }: Edit): Lines {
  const grown = end.line - range.end.line;
  const last = lines === null ? -1 : lines.last + (range.end.line <= lines.last ? grown : 0);
  return { first: Math.min(range.start.line, lines?.first ?? Infinity), last: Math.max(last, end.line) };
}

/** Whether the caret stands in the lines that were edited, in their model, or right behind them, where the next line is written. */
export function isInEdited(edited: Lines, caret: number, view: View | null): boolean {
  const own =
    view === null
      ? []
      : modelLines(view).filter((lines) => lines.first <= edited.last && edited.first <= lines.last + 1);
  const first = Math.min(edited.first, ...own.map((lines) => lines.first));
  const last = Math.max(edited.last, ...own.map((lines) => lines.last));
  return caret >= first && caret <= last + 1;
}

/** From its name to its last layer, of each model of the document. */
function modelLines({ report: { uri, models } }: View): readonly Lines[] {
  return modelsIn(uri, models).map(({ location, layers }) => {
    const first = location.range.start.line;
    const frames = layers.flatMap(({ construction, application }) => [...construction, ...application]);
    const ends = frames.filter((frame) => frame.location.uri === uri).map((frame) => frame.location.range.end.line);
    return { first, last: Math.max(first, ...ends) };
  });
}
