/** `repr`, `str` and `format` of Python values. */
import type { Location } from "../../../../protocol/source";
import { isException } from "../../values/ancestry";
import type { Interpreter } from "../../eval/interpreter";
import { poisonOf } from "../../values/ask";
import { describe } from "../../values/describe";
import { unknown } from "../../values/make";
import type { UnknownValue, Value } from "../../values/value";
import { formatFloat, formatInteger, formatText, isFormatFailure, parseSpecification } from "./format";
import { reprFloat } from "./numbers";

type Text = string | UnknownValue;

export function str(interpreter: Interpreter, value: Value, location: Location): Text {
  if (value.kind === "string") return value.value;
  if ((value.kind === "integer" || value.kind === "float") && value.dtype !== undefined && value.dtype !== "float32")
    return value.kind === "integer" ? String(value.value) : reprFloat(value.value);
  if (value.kind === "instance") {
    const special = interpreter.special(value, "__str__", [], location);
    if (special !== undefined) return textOf(special, location);
    const given = isException(value.class) ? value.attributes.get("args") : undefined;
    if (given?.kind === "tuple" && given.items.length < 2) {
      const [first] = given.items;
      return first === undefined ? "" : str(interpreter, first, location);
    }
  }
  return repr(interpreter, value, location);
}

export function repr(interpreter: Interpreter, value: Value, location: Location): Text {
  interpreter.budget.enter();
  const text = reprKnown(interpreter, value, location);
  interpreter.budget.leave();
  if (typeof text === "string") interpreter.budget.checkCharacters(text.length);
  return text;
}

function reprKnown(interpreter: Interpreter, value: Value, location: Location): Text {
  const poison = poisonOf(value);
  if (poison !== null) return poison;
  switch (value.kind) {
    case "none":
      return "None";
    case "boolean":
      return value.value ? "True" : "False";
    case "integer":
    case "float":
      // numpy 2 names the type of its numbers, earlier versions do not.
      if (value.dtype !== undefined) return unknown("the text of a number of numpy's", location);
      return value.kind === "integer" ? String(value.value) : reprFloat(value.value);
    case "string":
      return reprText(value.value);
    case "list":
      return reprItems(interpreter, value.items, ["[", "]"], location);
    case "tuple":
      return value.named === undefined
        ? reprItems(interpreter, value.items, value.items.length === 1 ? ["(", ",)"] : ["(", ")"], location)
        : reprNamed(interpreter, value.items, value.named, location);
    case "dictionary":
      // Its text names the function that makes what is missing.
      if (value.fallback !== undefined) return unknown("the text of a defaultdict", location);
      return reprDictionary(interpreter, [...value.entries.values()], location);
    case "set":
      if (value.entries.size === 0) return "set()";
      if (value.entries.size > 1) return unknown("the order of a set's items", location);
      return reprItems(interpreter, [...value.entries.values()], ["{", "}"], location);
    case "range":
      return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
    case "instance": {
      const special = interpreter.special(value, "__repr__", [], location);
      if (special !== undefined) return textOf(special, location);
      if (value.base !== undefined) return repr(interpreter, value.base, location);
      return unknown(`the text of ${describe(value)}`, location);
    }
    case "unknown":
      return value;
    default:
      return unknown(`the text of ${describe(value)}`, location);
  }
}

function textOf(value: Value, location: Location): Text {
  if (value.kind === "string") return value.value;
  return value.kind === "unknown" ? value : unknown("a text that is no str", location);
}

function reprItems(
  interpreter: Interpreter,
  items: readonly Value[],
  [open, close]: readonly [string, string],
  location: Location,
): Text {
  const texts: string[] = [];
  for (const item of items) {
    const text = repr(interpreter, item, location);
    if (typeof text !== "string") return text;
    texts.push(text);
  }
  return open + texts.join(", ") + close;
}

function reprNamed(
  interpreter: Interpreter,
  items: readonly Value[],
  named: { readonly type: string; readonly fields: readonly string[] },
  location: Location,
): Text {
  const texts: string[] = [];
  for (const [index, item] of items.entries()) {
    const text = repr(interpreter, item, location);
    if (typeof text !== "string") return text;
    texts.push(`${named.fields[index] ?? ""}=${text}`);
  }
  return `${named.type}(${texts.join(", ")})`;
}

function reprDictionary(
  interpreter: Interpreter,
  entries: readonly { readonly key: Value; readonly value: Value }[],
  location: Location,
): Text {
  const texts: string[] = [];
  for (const entry of entries) {
    const [key, value] = [repr(interpreter, entry.key, location), repr(interpreter, entry.value, location)];
    if (typeof key !== "string") return key;
    if (typeof value !== "string") return value;
    texts.push(`${key}: ${value}`);
  }
  return `{${texts.join(", ")}}`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Python escapes what cannot be printed: control characters, separators other than the space, unassigned ones. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const character of text) {
    const escape = ESCAPES.get(character);
    if (escape !== undefined) body += escape;
    else if (character === quote) body += `\\${quote}`;
    else if (character !== " " && UNPRINTABLE.test(character)) body += escapeCode(character);
    else body += character;
  }
  return quote + body + quote;
}

function escapeCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hexadecimal = code.toString(16);
  if (code < 0x100) return `\\x${hexadecimal.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hexadecimal.padStart(4, "0")}` : `\\U${hexadecimal.padStart(8, "0")}`;
}

/** `ascii(value)`. */
export function ascii(interpreter: Interpreter, value: Value, location: Location): Text {
  const text = repr(interpreter, value, location);

  return typeof text === "string" ? text.replace(/[^\x00-\x7f]/gu, escapeCode) : text;
}

export function formatValue(
  interpreter: Interpreter,
  value: Value,
  conversion: "s" | "r" | "a" | null,
  format: string,
  location: Location,
): Text {
  const poison = poisonOf(value);
  if (poison !== null) return poison;
  if (value.kind === "unknown") return value;
  if (conversion !== null) {
    const convert = conversion === "s" ? str : conversion === "r" ? repr : ascii;
    const text = convert(interpreter, value, location);
    return typeof text === "string"
      ? formatValue(interpreter, { kind: "string", value: text }, null, format, location)
      : text;
  }
  if (format === "") return str(interpreter, value, location);
  const specification = parseSpecification(format);
  if (isFormatFailure(specification)) return unknown(specification.message, location);
  let result;
  if (value.kind === "string") result = formatText(value.value, specification);
  else if (value.kind === "integer") result = formatInteger(value.value, specification);
  else if (value.kind === "float") result = formatFloat(value.value, specification, reprFloat(value.value));
  else if (value.kind === "boolean") result = formatInteger(value.value ? 1 : 0, specification);
  else if (value.kind === "instance") return unknown(`the format of ${describe(value)}`, location);
  else return interpreter.fail("TypeError", `${describe(value)} has no formats`, location);
  if (typeof result === "string") {
    interpreter.budget.checkCharacters(result.length);
    return result;
  }
  return interpreter.fail("ValueError", result.message, location);
}
