/**
 * Patterns that a user wrote, searched in time that grows with pattern and text alone. They never run in JavaScript's own expressions,
 * which may take exponential time and cannot be interrupted.
 */
import { RE2JS } from "re2js";
import type { Interpreter } from "../../../eval/interpreter";

/** One match: the texts of its groups by number, the whole first, and the numbers of those with a name. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly names: ReadonlyMap<string, number>;
}

export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
}

/** A pattern is compiled once for an evaluation. */
const compiled = new WeakMap<Interpreter, Map<string, RE2JS | null>>();

/** A loop may make a pattern in each round. */
const PATTERNS_KEPT = 100;

/** To compile a pattern takes as long as evaluating so many items. */
const ITEMS_OF_COMPILING = 20_000;

/** Steps of matching cost less than what the evaluator does with an item. */
const SEARCHED_PER_ITEM = 4;

/** The most that one search may take: characters of the text times instructions of the pattern, for each place that it starts from. */
const MOST_WORK = 20_000_000;

/** Why a pattern is not followed; the words continue "not understood: ". */
export function whyNotFollowed(source: string, text: string): string | null {
  if (/\(\?(?:[=!]|<[=!])/.test(source)) return "a pattern that looks ahead or behind";
  if (/\\[1-9]|\(\?P=/.test(source)) return "a pattern that refers to its own groups";
  // White space and alphabets differ in details between the languages.
  const isPlain = /^[\t\x20-\x7e]*$/.test(source) && /^[\t\x20-\x7e]*$/.test(text);
  const isStrange = /\)[*+{]|\(\?(?!:|P<)|\\(?![dDwWsStnrfv])[A-Za-z0-9]|[*+?}][+]|\{,|\[\[?:/.test(source);
  return isPlain && !isStrange ? null : "such a pattern";
}

/** The first matches of the pattern in the text, at most `most`; null where it is no pattern or may take long. */
export function matchesOf(
  interpreter: Interpreter,
  source: string,
  flags: Flags,
  text: string,
  most: number,
): readonly Match[] | "no pattern" | "may take long" {
  const pattern = compile(interpreter, source, flags);
  if (pattern === null) return "no pattern";
  const names = new Map(Object.entries(pattern.namedGroups()));
  const matcher = pattern.matcher(text);
  const found: Match[] = [];
  let work = 0;
  for (let from = 0; from <= text.length && found.length < most;) {
    const cost = (text.length - from + 1) * pattern.programSize();
    work += cost;
    if (work > MOST_WORK) return "may take long";
    interpreter.budget.spend(cost / SEARCHED_PER_ITEM);
    if (!matcher.find(from)) break;
    const [start, end] = [matcher.start(), matcher.end()];
    // After an empty match Python looks for a longer one at the same place, where the pattern has another way.
    if (start === end && /\||[*+?}]\?/.test(source)) return "no pattern";
    const groups = Array.from({ length: pattern.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
    found.push({ start, end, groups, names });
    from = end > start ? end : end + 1;
  }
  return found;
}

function compile(interpreter: Interpreter, source: string, flags: Flags): RE2JS | null {
  const key = `${flags.ignoreCase ? "i" : ""}${flags.multiline ? "m" : ""}/${source}`;
  let known = compiled.get(interpreter);
  if (known === undefined) compiled.set(interpreter, (known = new Map<string, RE2JS | null>()));
  const old = known.get(key);
  if (old !== undefined) return old;
  interpreter.budget.spend(ITEMS_OF_COMPILING + 16 * source.length);
  const [oldest] = known.keys();
  if (known.size >= PATTERNS_KEPT && oldest !== undefined) known.delete(oldest);
  const made = tryToCompile(source, flags);
  known.set(key, made);
  return made;
}

function tryToCompile(source: string, { ignoreCase, multiline }: Flags): RE2JS | null {
  try {
    return RE2JS.compile(source, (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0));
  } catch {
    // What it refuses, Python refuses too, or it is too large.
    return null;
  }
}
