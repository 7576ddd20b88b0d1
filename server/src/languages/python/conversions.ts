/** `int`, `float`, `str`, `bool`, `list`, `tuple`, `dict`, `set` … as functions. */
import type { Interpreter } from "../../eval/interpreter";
import { asNumber, isItems } from "../../values/ask";
import { boolean, float, integer, list, set, string, tuple } from "../../values/make";
import { describe } from "../../values/describe";
import type { DictionaryValue, Value } from "../../values/value";
import { putAll } from "./types/dictionary-methods";
import { asIndex } from "./helpers";
import type { Arguments } from "./helpers";
import { str } from "./text";

export function toInteger(interpreter: Interpreter, given: Arguments): Value {
  const value = given.at(0);
  if (value === undefined) return integer(0);
  if (value.kind === "string") return parseInteger(interpreter, value.value, given);
  if (given.count > 1) return given.typeError("takes a base only with a text");
  const number = asNumber(value);
  if (number === null) return special(interpreter, value, "__int__", given);
  if (!Number.isFinite(number))
    return interpreter.fail(
      Number.isNaN(number) ? "ValueError" : "OverflowError",
      `int() of ${number}`,
      given.location,
    );
  const whole = Math.trunc(number);
  return Number.isSafeInteger(whole) ? integer(whole) : given.unknown("integer too large: beyond 2^53");
}

function special(interpreter: Interpreter, value: Value, name: string, given: Arguments): Value {
  if (value.kind === "unknown") return value;
  if (value.kind === "instance") {
    const answer = interpreter.special(value, name, [], given.location);
    if (answer !== undefined) return answer;
  }
  if (["instance", "tensor", "library", "layer", "model"].includes(value.kind))
    return given.unknown(`${given.name}() of ${describe(value)}`);
  return given.typeError(`of ${describe(value)}`);
}

function parseInteger(interpreter: Interpreter, text: string, given: Arguments): Value {
  const baseValue = given.at(1, "base");
  const base = baseValue === undefined ? 10 : asIndex(baseValue);
  if (base === null || (base !== 10 && base !== 2 && base !== 8 && base !== 16)) return given.unknown("such a base");
  const digits = base === 10 ? "\\d" : base === 2 ? "[01]" : base === 8 ? "[0-7]" : "[0-9a-fA-F]";
  const prefix = base === 2 ? "(?:0[bB])?_?" : base === 8 ? "(?:0[oO])?_?" : base === 16 ? "(?:0[xX])?_?" : "";
  const match = new RegExp(`^\\s*([+-]?)${prefix}(${digits}+(?:_${digits}+)*)\\s*$`).exec(text);
  if (match === null) return interpreter.fail("ValueError", `int() of ${describe(string(text))}`, given.location);
  const value = parseInt((match[2] ?? "").replaceAll("_", ""), base);
  if (!Number.isSafeInteger(value)) return given.unknown("integer too large: beyond 2^53");
  return integer(match[1] === "-" ? -value : value);
}

export function toFloat(interpreter: Interpreter, given: Arguments): Value {
  const value = given.at(0);
  if (value === undefined) return float(0);
  if (value.kind !== "string") {
    const number = asNumber(value);
    return number === null ? special(interpreter, value, "__float__", given) : float(number);
  }
  const text = value.value.trim().toLowerCase();
  if (/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/.test(text))
    return float(Number(text.replaceAll("_", "")));
  const match = /^([+-]?)(inf|infinity|nan)$/.exec(text);
  if (match === null) return interpreter.fail("ValueError", `float() of ${describe(value)}`, given.location);
  const magnitude = match[2] === "nan" ? NaN : Infinity;
  return float(match[1] === "-" ? -magnitude : magnitude);
}

export function toText(interpreter: Interpreter, given: Arguments): Value {
  const value = given.at(0);
  if (value === undefined) return string("");
  if (given.count > 1) return given.unknown("str() with an encoding");
  const text = str(interpreter, value, given.location);
  return typeof text === "string" ? string(text) : text;
}

export function toBoolean(interpreter: Interpreter, given: Arguments): Value {
  const value = given.at(0);
  if (value === undefined) return boolean(false);
  const answer = interpreter.truth(value);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

export function toList(interpreter: Interpreter, given: Arguments): Value {
  const items = itemsOf(interpreter, given);
  return isItems(items) ? list(items) : items;
}

export function toTuple(interpreter: Interpreter, given: Arguments): Value {
  const value = given.at(0);
  if (value?.kind === "tuple" && value.named === undefined) return value;
  const items = itemsOf(interpreter, given);
  return isItems(items) ? tuple(items) : items;
}

export function toSet(interpreter: Interpreter, given: Arguments): Value {
  const value = given.at(0);
  if (value === undefined) return set([]);
  const items = interpreter.iterateUnordered(value, given.location);
  return isItems(items) ? interpreter.setOf(items, given.location) : items;
}

function itemsOf(interpreter: Interpreter, given: Arguments): ReturnType<Interpreter["iterate"]> {
  const value = given.at(0);
  return value === undefined ? [] : interpreter.iterate(value, given.location);
}

export function toDictionary(interpreter: Interpreter, given: Arguments): Value {
  const result: DictionaryValue = { kind: "dictionary", entries: new Map() };
  const source = given.at(0);
  const failure = source === undefined ? null : putAll(interpreter, result, source, given);
  if (failure !== null) return failure;
  for (const [name, value] of given.context.keywords) result.entries.set(`s${name}`, { key: string(name), value });
  return result;
}

/** `dict.fromkeys(keys, value)`. */
export function fromKeys(interpreter: Interpreter, given: Arguments): Value {
  const items = interpreter.iterate(given.need(0), given.location);
  if (!isItems(items)) return items;
  const value = given.at(1) ?? ({ kind: "none" } as const);
  const result: DictionaryValue = { kind: "dictionary", entries: new Map() };
  const pairs = list(items.map((item) => tuple([item, value])));
  return putAll(interpreter, result, pairs, given) ?? result;
}
