/** Where the arguments of a call stand in the source. */
import type { Location, Range } from "../../../protocol/source";
import type { Argument, Expression } from "../syntax/program";
import type { ArgumentPlace, ArgumentPlaces, CallContext } from "./value";

/** Place of an argument by its position or its name; null where the source has none at this call. */
export function argumentPlace(
  { written, positional }: Pick<CallContext, "written" | "positional">,
  key: number | string,
): ArgumentPlace | null {
  if (written === undefined) return null;
  const { uri } = written;
  if (typeof key === "string") {
    const named = written.arguments.find(({ form, name }) => form === "keyword" && name === key);
    if (named !== undefined) return { ...placeOfValue(uri, named), name: at(uri, nameRange(named)) };
    const spread = written.arguments.findLast(({ form }) => form === "keyword-spread");
    return spread === undefined ? null : placeOfSpread(uri, spread);
  }
  const given = written.arguments.filter(({ form }) => form === "positional" || form === "spread");
  const spread = given.findIndex(({ form }) => form === "spread");
  // Somebody in between took arguments away or added some.
  if (spread < 0 && given.length !== positional.length) return null;
  const argument = given[spread < 0 ? key : Math.min(key, spread)];
  if (argument === undefined) return null;
  return argument.form === "spread" ? placeOfSpread(uri, argument) : placeOfValue(uri, argument);
}

/** Looked up where a problem or a note asks for one: most calls have none. */
export class LazyPlaces implements ArgumentPlaces {
  #places: ArgumentPlaces | null = null;

  constructor(private readonly find: () => ArgumentPlaces) {}

  get(argument: string): ArgumentPlace | undefined {
    this.#places ??= this.find();
    return this.#places.get(argument);
  }
}

/** The same places, and one more. */
export function withPlace(places: ArgumentPlaces | null, argument: string, place: ArgumentPlace): ArgumentPlaces {
  return { get: (asked) => (asked === argument ? place : places?.get(asked)) };
}

/** Place of an entry of the object that is the call's first argument: `{filters: 8}`. */
export function optionPlace({ written }: Pick<CallContext, "written">, option: string): ArgumentPlace | null {
  const [first] = written?.arguments ?? [];
  if (written === undefined || first === undefined) return null;
  const { uri } = written;
  if (first.value.kind !== "dictionary") return placeOfSpread(uri, first);
  const { entries } = first.value;
  const entry = entries.findLast(({ key }) => key?.kind === "literal" && key.value === option);
  if (entry?.key != null)
    return { location: at(uri, entry.value.range), name: at(uri, entry.key.range), value: entry.value };
  const spread = entries.findLast(({ key }) => key === null);
  return { location: at(uri, spread?.value.range ?? first.range), name: null, value: null };
}

/** The text between the quotes of a string that stands there as it is: without a prefix and escapes. */
export function plainText(place: ArgumentPlace, text: string): Location | null {
  const { value, location } = place;
  if (value?.kind !== "literal" || value.value !== text) return null;
  const { start, end } = location.range;
  if (start.line !== end.line || end.character - start.character !== text.length + 2) return null;
  const inner = {
    start: { line: start.line, character: start.character + 1 },
    end: { line: end.line, character: end.character - 1 },
  };
  return at(location.uri, inner);
}

/** The first item of a list or tuple that is written out, else the whole. */
export function firstItem({ location, value }: ArgumentPlace): Location {
  const [first] = value?.kind === "sequence" ? value.items : [];
  return first === undefined ? location : at(location.uri, first.range);
}

/** The name behind the last dot of what is called; null where it is no attribute. */
export function calleeName({ written }: CallContext): Location | null {
  return written?.callee.kind === "attribute" ? at(written.uri, written.callee.nameRange) : null;
}

function placeOfValue(uri: string, { value }: Argument): ArgumentPlace {
  return { location: at(uri, value.range), name: null, value };
}

function placeOfSpread(
  uri: string,
  { range, value }: { readonly range: Range; readonly value: Expression },
): ArgumentPlace {
  return { location: at(uri, value.kind === "name" ? value.range : range), name: null, value: null };
}

/** A keyword argument starts with its name. */
function nameRange({ range: { start }, name }: Argument): Range {
  return { start, end: { line: start.line, character: start.character + (name ?? "").length } };
}

function at(uri: string, range: Range): Location {
  return { uri, range };
}
