/** `re`, as far as patterns are plain: what looks around itself or refers to its own groups is not known. */
import { asString } from "../../../values/ask";
import { dictionary, integer, iterator, list, NONE, string, tuple } from "../../../values/make";
import type { UnknownValue, Value } from "../../../values/value";
import { asIndex } from "../helpers";
import type { Arguments } from "../helpers";
import { constant, simple } from "./members";
import type { Member } from "./members";
import { matchesOf, whyNotFollowed } from "./patterns";
import type { Flags, Match } from "./patterns";
import { nativeClass, nativeInstance } from "../types/native-class";

/** What `escape` puts a backslash before. */
const SPECIAL = /[\t-\r #$&()*+\-.?[\\\]^{|}~]/g;

export const RE: ReadonlyMap<string, Member> = new Map<string, Member>([
  constant("IGNORECASE", integer(2)),
  constant("I", integer(2)),
  constant("MULTILINE", integer(8)),
  constant("M", integer(8)),
  simple("escape", [1, 1], (given) => {
    const text = asString(given.need(0));
    return text === null ? given.unknown("such an escape()") : string(text.replace(SPECIAL, "\\$&"));
  }),
  ...["search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"].map((name) =>
    simple(name, [2, 5], (given) => run(given, name, given.need(0), given.context.positional.slice(1))),
  ),
  simple("compile", [1, 2], compile),
]);

function compile(given: Arguments): Value {
  const { interpreter } = given;
  const [pattern, flags] = [given.need(0), given.at(1, "flags")];
  const type = nativeClass(
    interpreter,
    "Pattern",
    ["search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"].map((name) => [
      name,
      [1, 3],
      (_self, inner) => run(inner, name, pattern, inner.context.positional, flags),
    ]),
  );
  return nativeInstance(interpreter, type, [["pattern", pattern]], given.location);
}

interface Expression {
  readonly source: string;
  readonly flags: Flags;
}

function expressionOf(
  given: Arguments,
  pattern: Value,
  text: string,
  flags: Value | undefined,
  form: string,
): Expression | UnknownValue {
  const source = asString(pattern);
  if (source === null) return pattern.kind === "unknown" ? pattern : given.unknown("such a pattern");
  const bits = flags === undefined ? 0 : asIndex(flags);
  if (bits === null || (bits & ~(2 | 8)) !== 0) return given.unknown("such flags of a pattern");
  given.interpreter.budget.spendCharacters(source.length + text.length);
  const why = whyNotFollowed(source, text);
  if (why !== null) return given.unknown(why);
  // Only the search is anchored: `^` and `$` of the pattern keep their own meaning.
  const whole = form === "fullmatch" ? `\\A(?:${source})\\z` : form === "match" ? `\\A(?:${source})` : source;
  return { source: whole, flags: { ignoreCase: (bits & 2) !== 0, multiline: (bits & 8) !== 0 } };
}

function run(given: Arguments, name: string, pattern: Value, values: readonly Value[], compiled?: Value): Value {
  const isReplacing = name === "sub" || name === "subn";
  const subject = values[isReplacing ? 1 : 0];
  const text = asString(subject);
  if (text === null) return subject?.kind === "unknown" ? subject : given.typeError("needs a text");
  const limit = given.context.keywords.get(name === "split" ? "maxsplit" : "count") ?? values[isReplacing ? 2 : 1];
  const isCounted = isReplacing || name === "split";
  const flags = compiled ?? given.context.keywords.get("flags") ?? (isCounted ? undefined : values[1]);
  const expression = expressionOf(given, pattern, text, flags, name);
  if ("kind" in expression) return expression;
  const most = !isCounted || limit === undefined ? 0 : asIndex(limit);
  if (most === null) return given.unknown("such a count");
  const isOne = name === "search" || name === "match" || name === "fullmatch";
  const found = matchesOf(
    given.interpreter,
    expression.source,
    expression.flags,
    text,
    isOne ? 1 : most > 0 ? most : Infinity,
  );
  if (found === "may take long") return given.unknown("a pattern that may take long");
  if (found === "no pattern") return given.unknown("such a pattern");
  switch (name) {
    case "findall":
      return list(found.map(foundText));
    case "finditer":
      return iterator(found.map((one) => matchValue(given, one)));
    case "split":
      return split(text, found);
    case "sub":
      return substitute(given, text, found, values[0]);
    case "subn": {
      const result = substitute(given, text, found, values[0]);
      return result.kind === "unknown" ? result : tuple([result, integer(found.length)]);
    }
    default: {
      const [first] = found;
      return first === undefined ? NONE : matchValue(given, first);
    }
  }
}

function groupValue(text: string | undefined): Value {
  return text === undefined ? NONE : string(text);
}

function wholeOf(match: Match): string {
  return match.groups[0] ?? "";
}

/** A group that took no part gives an empty text here. */
function foundText(match: Match): Value {
  const groups = match.groups.slice(1).map((text) => string(text ?? ""));
  const [only] = groups;
  if (only === undefined) return string(wholeOf(match));
  return groups.length === 1 ? only : tuple(groups);
}

function split(text: string, found: readonly Match[]): Value {
  const parts: Value[] = [];
  let from = 0;
  for (const match of found) {
    parts.push(string(text.slice(from, match.start)), ...match.groups.slice(1).map(groupValue));
    from = match.end;
  }
  return list([...parts, string(text.slice(from))]);
}

function substitute(given: Arguments, text: string, found: readonly Match[], replacement: Value | undefined): Value {
  let result = "";
  let from = 0;
  for (const match of found) {
    const put = replacementText(given, match, replacement);
    if (typeof put !== "string") return put;
    result += text.slice(from, match.start) + put;
    given.interpreter.budget.checkCharacters(result.length);
    from = match.end;
  }
  given.interpreter.budget.checkCharacters(result.length + text.length);
  return string(result + text.slice(from));
}

function replacementText(given: Arguments, match: Match, replacement: Value | undefined): string | UnknownValue {
  if (replacement === undefined) return given.typeError("needs a replacement");
  if (replacement.kind !== "string") {
    const made = given.interpreter.call(replacement, [matchValue(given, match)], new Map(), given.location);
    if (made.kind === "string") return made.value;
    return made.kind === "unknown" ? made : given.typeError("needs a text");
  }
  const written = replacement.value;
  if (/\\(?![0-9g\\])|\\g(?!<\w+>)/.test(written)) return given.unknown("such a replacement");
  return written.replace(/\\(?:(\d)|g<(\w+)>|(\\))/g, (_all, digit?: string, name?: string, slash?: string) => {
    if (slash !== undefined) return "\\";
    const key = digit ?? name ?? "0";
    return groupOf(match, /^\d+$/.test(key) ? Number(key) : key) ?? "";
  });
}

function groupOf(match: Match, key: number | string): string | undefined {
  return match.groups[typeof key === "number" ? key : (match.names.get(key) ?? match.groups.length)];
}

function matchValue(given: Arguments, match: Match): Value {
  const { interpreter } = given;
  const group = (inner: Arguments, key: Value): Value => {
    if (key.kind !== "integer" && key.kind !== "string") return inner.unknown("such a group");
    const place = key.value;
    const isThere = typeof place === "number" ? place >= 0 && place < match.groups.length : match.names.has(place);
    return isThere
      ? groupValue(groupOf(match, place))
      : inner.interpreter.fail("IndexError", "no such group", inner.location);
  };
  const at = (inner: Arguments, place: number): Value =>
    inner.count > 0 ? inner.unknown("the place of a group") : integer(place);
  const type = nativeClass(interpreter, "Match", [
    [
      "group",
      [0, 20],
      (_self, inner) => {
        const [first, ...others] = inner.context.positional;
        if (first === undefined) return string(wholeOf(match));
        return others.length === 0 ? group(inner, first) : tuple([first, ...others].map((key) => group(inner, key)));
      },
    ],
    [
      "groups",
      [0, 1],
      (_self, inner) =>
        tuple(match.groups.slice(1).map((text) => (text === undefined ? (inner.at(0) ?? NONE) : string(text)))),
    ],
    [
      "groupdict",
      [0, 1],
      () =>
        dictionary([...match.names].map(([name, number]) => [string(name), groupValue(match.groups[number])] as const)),
    ],
    ["start", [0, 1], (_self, inner) => at(inner, match.start)],
    ["end", [0, 1], (_self, inner) => at(inner, match.end)],
    ["span", [0, 0], () => tuple([integer(match.start), integer(match.end)])],
    ["__getitem__", [1, 1], (_self, inner) => group(inner, inner.need(0))],
  ]);
  return nativeInstance(interpreter, type, [], given.location);
}
