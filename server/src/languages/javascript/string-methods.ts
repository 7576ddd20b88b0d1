/** Methods of texts. Patterns are not followed: a regular expression never gets here as a value. */
import type { Interpreter } from "../../eval/interpreter";
import { boolean, list, string, UNDEFINED } from "../../values/make";
import type { UnknownValue, Value } from "../../values/value";
import { builtin } from "./helpers";
import type { Given } from "./helpers";
import { number } from "./operators";

export function stringMethod(interpreter: Interpreter, receiver: string, name: string): Value | undefined {
  const method = METHODS.get(name);
  return method === undefined ? undefined : builtin(interpreter, name, (given) => method(receiver, given));
}

type Method = (receiver: string, given: Given) => Value;

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["at", (receiver, given) => withNumbers(given, (index) => optional(receiver.at(index)))],
  ["charAt", (receiver, given) => withNumbers(given, (index) => string(receiver.charAt(index)))],
  ["charCodeAt", (receiver, given) => withNumbers(given, (index) => number(receiver.charCodeAt(index)))],
  ["concat", (receiver, given) => withTexts(given, (...texts) => string(receiver.concat(...texts)))],
  ["endsWith", (receiver, given) => withTexts(given, (end) => boolean(receiver.endsWith(end)))],
  ["includes", (receiver, given) => withTexts(given, (part) => boolean(receiver.includes(part)))],
  ["indexOf", (receiver, given) => withTexts(given, (part) => number(receiver.indexOf(part)))],
  ["lastIndexOf", (receiver, given) => withTexts(given, (part) => number(receiver.lastIndexOf(part)))],
  ["padEnd", (receiver, given) => pad(receiver, given, false)],
  ["padStart", (receiver, given) => pad(receiver, given, true)],
  ["repeat", repeat],
  ["replace", (receiver, given) => replace(given, (from, to) => receiver.replace(from, () => to))],
  ["replaceAll", (receiver, given) => replace(given, (from, to) => receiver.replaceAll(from, () => to))],
  ["slice", (receiver, given) => withNumbers(given, (start, end) => string(receiver.slice(start, end)))],
  ["split", split],
  ["startsWith", (receiver, given) => withTexts(given, (start) => boolean(receiver.startsWith(start)))],
  ["substring", (receiver, given) => withNumbers(given, (start, end) => string(receiver.substring(start, end)))],
  ["toLowerCase", (receiver) => string(receiver.toLowerCase())],
  ["toString", (receiver) => string(receiver)],
  ["toUpperCase", (receiver) => string(receiver.toUpperCase())],
  ["trim", (receiver) => string(receiver.trim())],
  ["trimEnd", (receiver) => string(receiver.trimEnd())],
  ["trimStart", (receiver) => string(receiver.trimStart())],
]);

function optional(character: string | undefined): Value {
  return character === undefined ? UNDEFINED : string(character);
}

/** Arguments as numbers; undefined ones as 0 for the first, as missing for the others. */
function withNumbers(given: Given, body: (first: number, second: number | undefined) => Value): Value {
  const first = given.number(0, 0);
  const second = given.isGiven(1) ? given.number(1) : undefined;
  if (typeof first !== "number") return first;
  return typeof second === "number" || second === undefined ? body(first, second) : second;
}

/** Only texts as arguments: where a pattern or a position may stand, nothing is known. */
function withTexts(given: Given, body: (first: string, ...rest: string[]) => Value): Value {
  const texts: string[] = [];
  for (const value of given.all) {
    if (value.kind === "unknown") return value;
    if (value.kind !== "string") return given.unknown("a text method of something that is no text");
    texts.push(value.value);
  }
  const [first, ...rest] = texts;
  return first === undefined ? given.unknown("a text method without its text") : body(first, ...rest);
}

function pad(receiver: string, given: Given, atStart: boolean): Value {
  const length = given.number(0, 0);
  const filler = given.isGiven(1) ? given.text(1) : " ";
  if (typeof length !== "number") return length;
  if (typeof filler !== "string") return filler;
  given.interpreter.budget.checkCharacters(length);
  return string(atStart ? receiver.padStart(length, filler) : receiver.padEnd(length, filler));
}

function repeat(receiver: string, given: Given): Value {
  const count = given.number(0, 0);
  if (typeof count !== "number") return count;
  if (count <= -1 || count === Infinity) return given.fail("RangeError", `repeat of ${count} times`);
  given.interpreter.budget.checkCharacters(receiver.length * count);
  return string(receiver.repeat(count));
}

function replace(given: Given, body: (from: string, to: string) => string): Value {
  const [from, to] = [given.at(0), given.at(1)];
  if (from.kind !== "string" || to.kind !== "string" || to.value.includes("$"))
    return firstUnknown(from, to) ?? given.unknown("a replacement by a pattern or a function");
  const replaced = body(from.value, to.value);
  given.interpreter.budget.checkCharacters(replaced.length);
  return string(replaced);
}

function split(receiver: string, given: Given): Value {
  if (!given.isGiven(0)) return list([string(receiver)]);
  const separator = given.at(0);
  if (separator.kind !== "string" || given.isGiven(1))
    return firstUnknown(separator) ?? given.unknown("a split by a pattern or with a limit");
  given.interpreter.budget.checkItems(receiver.length);
  return list(receiver.split(separator.value).map(string));
}

function firstUnknown(...values: readonly Value[]): UnknownValue | undefined {
  return values.find((value) => value.kind === "unknown");
}
