/**
 * `re`, as far as JavaScript's expressions mean the same and end soon: plain text, no repeated groups (whose search may take
 * exponential time), and work that is bounded by the length of the text.
 */
import { asString, dictionary, integer, list, NONE, string, tuple } from "../read";
import type { UnknownValue, Value } from "../values";
import { asIndex } from "./helpers";
import type { Arguments } from "./helpers";
import { constant, simple } from "./module-members";
import type { Member } from "./module-members";
import { nativeClass, nativeInstance } from "./native-class";

export const RE: ReadonlyMap<string, Member> = new Map<string, Member>([
  constant("IGNORECASE", integer(2)),
  constant("I", integer(2)),
  constant("MULTILINE", integer(8)),
  constant("M", integer(8)),
  simple("escape", [1, 1], (given) => {
    const text = asString(given.need(0));
    return text === null ? given.unknown("such an escape()") : string(text.replace(/[^A-Za-z0-9_]/g, "\\$&"));
  }),
  ...["search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"].map((name) =>
    simple(name, [2, 5], (given) => run(given, name, given.need(0), given.context.positional.slice(1))),
  ),
  simple("compile", [1, 2], compile),
]);

function compile(given: Arguments): Value {
  const { machine } = given;
  const [pattern, flags] = [given.need(0), given.at(1, "flags")];
  const type = nativeClass(
    machine,
    "Pattern",
    ["search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"].map((name) => [
      name,
      [1, 3],
      (_self, inner) => run(inner, name, pattern, inner.context.positional, flags),
    ]),
  );
  return nativeInstance(machine, type, [["pattern", pattern]], given.location);
}

/** The most work that a search may take: characters, once for each repetition without end. */
const MOST_WORK = 5_000_000;

function expressionOf(
  given: Arguments,
  pattern: Value,
  text: string,
  flags: Value | undefined,
  form: string,
): RegExp | UnknownValue {
  const source = asString(pattern);
  if (source === null) return pattern.kind === "unknown" ? pattern : given.unknown("such a pattern");
  const bits = flags === undefined ? 0 : asIndex(flags);
  if (bits === null || (bits & ~(2 | 8)) !== 0) return given.unknown("such flags of a pattern");
  const isPlain = /^[\x00-\x7f]*$/.test(source + text) && !text.includes("\n");
  const isStrange = /\)[*+{]|\(\?(?![:P=!])|\(\?P[=>]|\(\?P?<[=!]|\\[ZABbGNpPuUx0-9]|[*+?}][+]/.test(source);
  if (!isPlain || isStrange) return given.unknown("such a pattern");
  const repetitions = (source.match(/[*+]|\{\d*,\d*\}/g) ?? []).length;
  if ((text.length + 1) ** (repetitions + 1) > MOST_WORK) return given.unknown("a pattern that may take long");
  given.machine.budget.spend(text.length * (repetitions + 1));
  const translated = source.replaceAll("(?P<", "(?<");
  const whole = form === "fullmatch" ? `^(?:${translated})$` : form === "match" ? `^(?:${translated})` : translated;
  try {
    return new RegExp(whole, `g${(bits & 2) !== 0 ? "i" : ""}${(bits & 8) !== 0 && form !== "fullmatch" ? "m" : ""}`);
  } catch {
    return given.unknown("such a pattern");
  }
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
  if (!(expression instanceof RegExp)) return expression;
  const most = !isCounted || limit === undefined ? 0 : asIndex(limit);
  if (most === null) return given.unknown("such a count");
  const all = [...text.matchAll(expression)];
  const found = most > 0 ? all.slice(0, most) : all;
  switch (name) {
    case "findall":
      return list(found.map(foundText));
    case "finditer":
      return { kind: "iterator", items: found.map((one) => matchValue(given, one)), position: 0, more: null };
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

function foundText(match: RegExpMatchArray): Value {
  const groups = match.slice(1).map((text) => string(text));
  const [only] = groups;
  if (only === undefined) return string(match[0]);
  return groups.length === 1 ? only : tuple(groups);
}

function split(text: string, found: readonly RegExpMatchArray[]): Value {
  const parts: Value[] = [];
  let from = 0;
  for (const match of found) {
    const at = match.index ?? 0;
    parts.push(string(text.slice(from, at)), ...match.slice(1).map(groupValue));
    from = at + match[0].length;
  }
  return list([...parts, string(text.slice(from))]);
}

function substitute(
  given: Arguments,
  text: string,
  found: readonly RegExpMatchArray[],
  replacement: Value | undefined,
): Value {
  let result = "";
  let from = 0;
  for (const match of found) {
    const at = match.index ?? 0;
    const put = replacementText(given, match, replacement);
    if (typeof put !== "string") return put;
    result += text.slice(from, at) + put;
    from = at + match[0].length;
  }
  given.machine.budget.checkCharacters(result.length + text.length);
  return string(result + text.slice(from));
}

function replacementText(
  given: Arguments,
  match: RegExpMatchArray,
  replacement: Value | undefined,
): string | UnknownValue {
  if (replacement === undefined) return given.typeError("needs a replacement");
  if (replacement.kind !== "string") {
    const made = given.machine.call(replacement, [matchValue(given, match)], new Map(), given.location);
    if (made.kind === "string") return made.value;
    return made.kind === "unknown" ? made : given.typeError("needs a text");
  }
  const written = replacement.value;
  if (/\\(?![0-9g\\])|\\g(?!<\w+>)/.test(written)) return given.unknown("such a replacement");
  return written.replace(/\\(?:(\d)|g<(\w+)>|(\\))/g, (_all, digit?: string, name?: string, slash?: string) => {
    if (slash !== undefined) return "\\";
    const key = digit ?? name ?? "0";
    return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? "";
  });
}

function matchValue(given: Arguments, match: RegExpMatchArray): Value {
  const { machine } = given;
  const group = (inner: Arguments, key: Value): Value => {
    if (key.kind === "integer")
      return key.value < match.length && key.value >= 0
        ? groupValue(match[key.value])
        : inner.machine.fail("IndexError", "no such group", inner.location);
    if (key.kind !== "string") return inner.unknown("such a group");
    return match.groups !== undefined && key.value in match.groups
      ? groupValue(match.groups[key.value])
      : inner.machine.fail("IndexError", "no such group", inner.location);
  };
  const start = match.index ?? 0;
  const at = (inner: Arguments, offset: number): Value =>
    inner.count > 0 ? inner.unknown("the place of a group") : integer(start + offset);
  const type = nativeClass(machine, "Match", [
    [
      "group",
      [0, 20],
      (_self, inner) => {
        const [first, ...others] = inner.context.positional;
        if (first === undefined) return string(match[0]);
        return others.length === 0 ? group(inner, first) : tuple([first, ...others].map((key) => group(inner, key)));
      },
    ],
    [
      "groups",
      [0, 1],
      (_self, inner) =>
        tuple(
          match.slice(1).map((text: string | undefined) => (text === undefined ? (inner.at(0) ?? NONE) : string(text))),
        ),
    ],
    [
      "groupdict",
      [0, 1],
      () =>
        dictionary(Object.entries(match.groups ?? {}).map(([key, text]) => [string(key), groupValue(text)] as const)),
    ],
    ["start", [0, 1], (_self, inner) => at(inner, 0)],
    ["end", [0, 1], (_self, inner) => at(inner, match[0].length)],
    ["span", [0, 0], () => tuple([integer(start), integer(start + match[0].length)])],
    ["__getitem__", [1, 1], (_self, inner) => group(inner, inner.need(0))],
  ]);
  return nativeInstance(machine, type, [], given.location);
}
