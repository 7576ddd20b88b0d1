import type { Interpreter } from "../../../eval/interpreter";
import { isItems, orPoison } from "../../../values/ask";
import { boolean, integer, list, string, tuple } from "../../../values/make";
import { describe } from "../../../values/describe";
import type { Value } from "../../../values/value";
import { asIndex, builtin, characterCount, characters } from "../helpers";
import type { Arguments } from "../helpers";
import { formatTemplate } from "../modules/template";

export function stringMethod(interpreter: Interpreter, text: string, name: string): Value | undefined {
  const method = METHODS.get(name);
  if (method === undefined) return undefined;
  return builtin(interpreter, name, [0, 1000], (given) => {
    const unknownArgument = given.context.positional.find((value) => value.kind === "unknown");
    if (unknownArgument !== undefined && name !== "format") return unknownArgument;
    // Most look at every character, some make a list of them.
    interpreter.budget.spend(text.length);
    const result = method(text, given, interpreter);
    if (result.kind === "string") interpreter.budget.checkCharacters(result.value.length);
    return result;
  });
}

function expandTabs(text: string, given: Arguments): Value {
  const size = asIndex(given.at(0, "tabsize") ?? integer(8));
  if (size === null) return given.typeError("needs an integer");
  if (size > 1000) return given.unknown("tabs of such a size");
  const tabs = text.split("\t").length - 1;
  given.interpreter.budget.checkCharacters(text.length + tabs * Math.max(0, size));
  let result = "";
  let column = 0;
  for (const character of characters(text)) {
    const width = character === "\t" ? (size <= 0 ? 0 : size - (column % size)) : 1;
    result += character === "\t" ? " ".repeat(width) : character;
    column = character === "\n" || character === "\r" ? 0 : column + width;
  }
  return string(result);
}

type Method = (text: string, given: Arguments, interpreter: Interpreter) => Value;

/** Python's white space, as in `str.isspace`; JavaScript's `\s` differs in the separators of ASCII and in U+FEFF. */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES: ReadonlySet<string> = new Set(
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
);

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["format", (text, given, interpreter) => formatTemplate(interpreter, text, given)],
  ["join", join],
  ["split", (text, given) => split(text, given, false)],
  ["rsplit", (text, given) => split(text, given, true)],
  ["splitlines", splitLines],
  ["expandtabs", expandTabs],
  ["isascii", (text) => boolean(isAscii(text))],
  [
    "isidentifier",
    (text, given) =>
      isAscii(text) ? boolean(/^[A-Za-z_]\w*$/.test(text)) : given.unknown("isidentifier of such a text"),
  ],
  // Known to be there, but not what they give.
  ...["encode", "format_map", "isprintable", "istitle", "maketrans", "translate"].map((name): [string, Method] => [
    name,
    (_text, given) => given.unknown(`what str.${name} gives`),
  ]),
  ["startswith", (text, given) => affix(text, given, (part, end) => part.startsWith(end))],
  ["endswith", (text, given) => affix(text, given, (part, end) => part.endsWith(end))],
  ["lower", (text) => string(text.toLowerCase())],
  [
    "casefold",
    (text, given) => (isAscii(text) ? string(text.toLowerCase()) : given.unknown("casefold of such a text")),
  ],
  ["upper", (text) => string(text.toUpperCase())],
  [
    "capitalize",
    (text, given) => asciiOnly(text, given, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()),
  ],
  [
    "title",
    (text, given) =>
      asciiOnly(text, given, (all) =>
        all.toLowerCase().replace(/[a-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
      ),
  ],
  [
    "swapcase",
    (text, given) =>
      asciiOnly(text, given, (all) =>
        all.replace(/[a-zA-Z]/g, (letter) => (letter < "a" ? letter.toLowerCase() : letter.toUpperCase())),
      ),
  ],
  ["strip", (text, given) => strip(text, given, true, true)],
  ["lstrip", (text, given) => strip(text, given, true, false)],
  ["rstrip", (text, given) => strip(text, given, false, true)],
  ["replace", replace],
  ["find", (text, given) => find(text, given, false)],
  ["index", (text, given, interpreter) => mustFind(find(text, given, false), given, interpreter)],
  ["rfind", (text, given) => find(text, given, true)],
  ["rindex", (text, given, interpreter) => mustFind(find(text, given, true), given, interpreter)],
  ["count", count],
  [
    "isdigit",
    // Superscripts and encircled digits are digits as well, fractions and Roman numbers are none.
    (text, given) =>
      /\p{No}/u.test(text) ? given.unknown("isdigit of such a text") : boolean(/^\p{Nd}+$/u.test(text)),
  ],
  ["isdecimal", (text) => boolean(/^\p{Nd}+$/u.test(text))],
  ["isnumeric", (text) => boolean(/^\p{N}+$/u.test(text))],
  ["isalpha", (text) => boolean(/^\p{L}+$/u.test(text))],
  ["isalnum", (text) => boolean(/^[\p{L}\p{N}]+$/u.test(text))],
  ["isspace", (text) => boolean(new RegExp(`^${SPACE}+$`).test(text))],
  ["isupper", (text) => boolean(text !== text.toLowerCase() && text === text.toUpperCase())],
  ["islower", (text) => boolean(text !== text.toUpperCase() && text === text.toLowerCase())],
  [
    "isidentifier",
    (text, given) =>
      isAscii(text) ? boolean(/^[A-Za-z_]\w*$/.test(text)) : given.unknown("isidentifier of such a text"),
  ],
  ["zfill", zeroFill],
  ["center", (text, given) => justify(text, given, "center")],
  ["ljust", (text, given) => justify(text, given, "left")],
  ["rjust", (text, given) => justify(text, given, "right")],
  ["partition", (text, given, interpreter) => partition(text, given, interpreter, false)],
  ["rpartition", (text, given, interpreter) => partition(text, given, interpreter, true)],
  [
    "removeprefix",
    (text, given) => withText(given, 0, (prefix) => string(text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  ],
  [
    "removesuffix",
    (text, given) =>
      withText(given, 0, (suffix) =>
        string(suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text),
      ),
  ],
]);

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** Case rules of other alphabets differ in details between the languages. */
function asciiOnly(text: string, given: Arguments, change: (text: string) => string): Value {
  return isAscii(text) ? string(change(text)) : given.unknown(`${given.name} of such a text`);
}

function withText(given: Arguments, index: number, body: (text: string) => Value): Value {
  const value = given.need(index);
  if (value.kind === "string") return body(value.value);
  return value.kind === "unknown" ? value : given.typeError(`needs a text, not ${describe(value)}`);
}

function join(text: string, given: Arguments, interpreter: Interpreter): Value {
  const items = interpreter.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    const part = orPoison(item);
    if (part.kind === "unknown") return part;
    if (part.kind !== "string") return given.typeError(`needs texts, not ${describe(part)}`);
    parts.push(part.value);
    length += part.value.length + text.length;
  }
  interpreter.budget.checkCharacters(length);
  return string(parts.join(text));
}

function split(text: string, given: Arguments, fromRight: boolean): Value {
  const separator = given.at(0, "sep");
  const most = given.at(1, "maxsplit");
  const limit = most === undefined ? -1 : asIndex(most);
  if (limit === null) return given.typeError("needs an integer");
  if (separator === undefined || separator.kind === "none") return splitSpaces(text, limit, fromRight);
  if (separator.kind !== "string") return separator.kind === "unknown" ? separator : given.typeError("needs a text");
  if (separator.value === "") return given.interpreter.fail("ValueError", "empty separator", given.location);
  const parts = fromRight ? splitFromRight(text, separator.value) : text.split(separator.value);
  if (limit < 0 || parts.length <= limit + 1) return list(parts.map(string));
  const joined = fromRight
    ? [parts.slice(0, parts.length - limit).join(separator.value), ...parts.slice(parts.length - limit)]
    : [...parts.slice(0, limit), parts.slice(limit).join(separator.value)];
  return list(joined.map(string));
}

/** Where separators overlap, the last ones count. */
function splitFromRight(text: string, separator: string): readonly string[] {
  const mirrored = (part: string): string => part.split("").reverse().join("");
  return mirrored(text).split(mirrored(separator)).map(mirrored).reverse();
}

function splitSpaces(text: string, limit: number, fromRight: boolean): Value {
  const words = [...text.matchAll(new RegExp(`(?:(?!${SPACE})[^])+`, "g"))];
  if (limit < 0 || words.length <= limit) return list(words.map((word) => string(word[0])));
  const kept = fromRight ? words.slice(words.length - limit) : words.slice(0, limit);
  const cut = fromRight ? words[words.length - limit - 1] : words[limit];
  if (cut === undefined) return list(kept.map((word) => string(word[0])));
  const rest = fromRight ? text.slice(0, cut.index + cut[0].length) : text.slice(cut.index);
  const keptValues = kept.map((word) => string(word[0]));
  return list(fromRight ? [string(rest), ...keptValues] : [...keptValues, string(rest)]);
}

function splitLines(text: string, given: Arguments): Value {
  if (given.count > 0 || given.context.keywords.size > 0) return given.unknown("splitlines with line ends");

  const lines = text.split(/\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]/);
  if (lines.at(-1) === "") lines.pop();
  return list(lines.map(string));
}

function affix(text: string, given: Arguments, test: (part: string, end: string) => boolean): Value {
  const value = given.need(0);
  if (given.count > 1) return given.unknown(`${given.name} with bounds`);
  const candidates = value.kind === "tuple" ? value.items : [value];
  for (const candidate of candidates) {
    if (candidate.kind === "unknown") return candidate;
    if (candidate.kind !== "string") return given.typeError(`needs a text, not ${describe(candidate)}`);
    if (test(text, candidate.value)) return boolean(true);
  }
  return boolean(false);
}

function strip(text: string, given: Arguments, left: boolean, right: boolean): Value {
  const set = given.at(0, "chars");
  if (set !== undefined && set.kind !== "none" && set.kind !== "string") return given.typeError("needs a text");
  const wanted = set?.kind === "string" ? new Set(characters(set.value)) : SPACES;
  const isStripped = (character: string): boolean => wanted.has(character);
  const all = characters(text);
  let [start, end] = [0, all.length];
  while (left && start < end && isStripped(all[start] ?? "")) start += 1;
  while (right && end > start && isStripped(all[end - 1] ?? "")) end -= 1;
  return string(all.slice(start, end).join(""));
}

function replace(text: string, given: Arguments): Value {
  const [from, to] = [given.need(0), given.need(1)];
  if (from.kind !== "string" || to.kind !== "string") return given.typeError("needs two texts");
  const limited = given.at(2);
  const limit = limited === undefined ? -1 : asIndex(limited);
  if (limit === null) return given.typeError("needs an integer");
  const parts = from.value === "" ? ["", ...characters(text), ""] : text.split(from.value);
  const occurrences = parts.length - 1;
  const changes = limit < 0 ? occurrences : Math.min(limit, occurrences);
  given.interpreter.budget.checkCharacters(text.length + changes * to.value.length);
  const head = parts.slice(0, changes + 1).join(to.value);
  const rest = parts.slice(changes + 1);
  return string(rest.length === 0 ? head : head + from.value + rest.join(from.value));
}

interface Area {
  readonly part: string;
  /** Where the part starts, in code points. */
  readonly offset: number;
  /** The bounds hold something between them, if only the empty text. */
  readonly isThere: boolean;
}

/** What is searched; null where the bounds are no integers. */
function searched(text: string, given: Arguments): Area | null {
  const all = characters(text);
  const [from, to] = [given.at(1), given.at(2)];
  const start = from === undefined || from.kind === "none" ? 0 : asIndex(from);
  const stop = to === undefined || to.kind === "none" ? all.length : asIndex(to);
  if (start === null || stop === null) return null;
  const clamp = (value: number): number => Math.max(0, value < 0 ? value + all.length : value);
  const [offset, end] = [clamp(start), Math.min(clamp(stop), all.length)];
  return { part: all.slice(offset, end).join(""), offset, isThere: offset <= end };
}

function find(text: string, given: Arguments, fromRight: boolean): Value {
  const area = searched(text, given);
  if (area === null) return given.typeError("needs integers as bounds");
  return withText(given, 0, (wanted) => {
    if (!area.isThere) return integer(-1);
    const index = fromRight ? area.part.lastIndexOf(wanted) : area.part.indexOf(wanted);
    return integer(index < 0 ? -1 : area.offset + characterCount(area.part.slice(0, index)));
  });
}

function mustFind(found: Value, given: Arguments, interpreter: Interpreter): Value {
  if (found.kind === "integer" && found.value < 0)
    return interpreter.fail("ValueError", "the text is not found", given.location);
  return found;
}

function count(text: string, given: Arguments): Value {
  const area = searched(text, given);
  if (area === null) return given.typeError("needs integers as bounds");
  return withText(given, 0, (wanted) => {
    if (wanted === "") return integer(area.isThere ? characterCount(area.part) + 1 : 0);
    return integer(area.part.split(wanted).length - 1);
  });
}

function width(given: Arguments): number | null {
  const value = asIndex(given.need(0));
  if (value !== null) given.interpreter.budget.checkCharacters(Math.max(0, value));
  return value;
}

function zeroFill(text: string, given: Arguments): Value {
  const size = width(given);
  if (size === null) return given.typeError("needs an integer");
  const sign = /^[+-]/.test(text) ? text.charAt(0) : "";
  const missing = Math.max(0, size - characterCount(text));
  return string(sign + "0".repeat(missing) + text.slice(sign.length));
}

function justify(text: string, given: Arguments, side: "left" | "right" | "center"): Value {
  const size = width(given);
  const fill = given.at(1) ?? string(" ");
  if (size === null || fill.kind !== "string" || characterCount(fill.value) !== 1)
    return given.typeError("needs an integer and a character");
  const missing = Math.max(0, size - characterCount(text));
  if (side === "left") return string(text + fill.value.repeat(missing));
  if (side === "right") return string(fill.value.repeat(missing) + text);
  // CPython's rule for an odd rest.
  const before = Math.floor(missing / 2) + (missing & size & 1);
  return string(fill.value.repeat(before) + text + fill.value.repeat(missing - before));
}

function partition(text: string, given: Arguments, interpreter: Interpreter, fromRight: boolean): Value {
  return withText(given, 0, (separator) => {
    if (separator === "") return interpreter.fail("ValueError", "empty separator", given.location);
    const index = fromRight ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (index < 0) return tuple((fromRight ? ["", "", text] : [text, "", ""]).map(string));
    return tuple([text.slice(0, index), separator, text.slice(index + separator.length)].map(string));
  });
}
