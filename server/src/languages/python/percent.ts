/** `"…" % values`. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { asNumber, orPoison } from "../../values/ask";
import { describe } from "../../values/describe";
import { string, unknown } from "../../values/make";
import type { UnknownValue, Value } from "../../values/value";
import { formatFloat, formatInteger, formatText, isFormatFailure, truncated } from "./format";
import type { Specification } from "./format";
import { ascii, repr, str } from "./text";
import { asIndex } from "./helpers";

const CONVERSION = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([a-zA-Z%])?/gu;

const NUMERIC_TYPES = "diuoxXceEfFgG";

interface Source {
  readonly values: readonly Value[];
  next: number;
}

export function formatPercent(interpreter: Interpreter, template: string, values: Value, location: Location): Value {
  const source: Source = { values: values.kind === "tuple" ? values.items : [values], next: 0 };
  let text = "";
  let end = 0;
  let usesKeys = false;
  for (const match of template.matchAll(CONVERSION)) {
    text += template.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[5] === "%") {
      text += "%";
      continue;
    }
    usesKeys ||= match[1] !== undefined;
    const part = convert(interpreter, match, values, source, location);
    if (typeof part !== "string") return part;
    text += part;
  }
  // What can be asked for a key or an index may stay unused.
  const mayStayUnused = ["dictionary", "list", "range"].includes(values.kind);
  if (!usesKeys && source.next < source.values.length && !mayStayUnused)
    return interpreter.fail("TypeError", "not all values are used by the text before %", location);
  text += template.slice(end);
  interpreter.budget.checkCharacters(text.length);
  return string(text);
}

function convert(
  interpreter: Interpreter,
  match: RegExpMatchArray,
  values: Value,
  source: Source,
  location: Location,
): string | UnknownValue {
  const [whole, key, flags = "", widthText, precisionText, type] = match;
  if (type === undefined) return interpreter.fail("ValueError", `incomplete format ${whole}`, location);
  const take = (): Value => {
    const value = source.values[source.next];
    source.next += 1;
    return value === undefined
      ? interpreter.fail("TypeError", "not enough values for the text before %", location)
      : orPoison(value);
  };
  const size = (text: string | undefined): number | UnknownValue | null => {
    if (text === undefined) return null;
    if (text !== "*") return Number(text);
    const value = take();
    return asIndex(value) ?? (value.kind === "unknown" ? value : unknown("a width that is no integer", location));
  };
  const width = size(widthText);
  const precision = whole.includes(".") && precisionText === undefined ? 0 : size(precisionText);
  if (typeof width === "object" && width !== null) return width;
  if (typeof precision === "object" && precision !== null) return precision;
  const value = key === undefined ? take() : itemOf(interpreter, values, key, location);
  if (value.kind === "unknown") return value;
  return convertValue(interpreter, value, { type, flags, width: width ?? 0, precision }, location);
}

function itemOf(interpreter: Interpreter, values: Value, key: string, location: Location): Value {
  if (values.kind !== "dictionary") return interpreter.fail("TypeError", "format requires a mapping", location);
  return orPoison(interpreter.language.subscript(values, string(key), location));
}

interface Conversion {
  readonly type: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
}

function convertValue(
  interpreter: Interpreter,
  value: Value,
  conversion: Conversion,
  location: Location,
): string | UnknownValue {
  const { type, flags } = conversion;
  const left = flags.includes("-") || conversion.width < 0;
  const zero = flags.includes("0") && !left;
  const base: Specification = {
    fill: " ",
    align: left ? "<" : ">",
    sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "-",
    alternate: flags.includes("#"),
    width: Math.abs(conversion.width),
    grouping: "",
    precision: conversion.precision,
    type,
  };
  if (base.width > 10_000 || (base.precision ?? 0) > 10_000) return unknown("a very wide format", location);
  const numeric: Specification = zero ? { ...base, fill: "0", align: "=" } : base;
  if (type === "s" || type === "r" || type === "a") {
    const convertText = type === "s" ? str : type === "r" ? repr : ascii;
    const text = convertText(interpreter, value, location);
    if (typeof text !== "string") return text;
    return accept(interpreter, formatText(text, { ...base, sign: "-", alternate: false, type: "s" }), location);
  }
  if (type === "c" && value.kind === "string")
    return accept(interpreter, formatText(value.value, { ...base, sign: "-", alternate: false, type: "s" }), location);
  if (!NUMERIC_TYPES.includes(type))
    return interpreter.fail("ValueError", `the format %${type} is not known`, location);
  const number = asNumber(value);
  if (number === null) {
    if (["instance", "tensor", "library"].includes(value.kind))
      return unknown(`%${type} of ${describe(value)}`, location);
    return interpreter.fail("TypeError", `%${type} needs a number, not ${describe(value)}`, location);
  }
  if ("diuoxXc".includes(type)) {
    if (value.kind === "float" && "oxXc".includes(type))
      return interpreter.fail("TypeError", `%${type} needs an integer`, location);
    const integer = truncated(number);
    if (integer === null) return unknown("integer too large: beyond 2^53", location);
    if (conversion.precision !== null) return unknown("a precision in the format of an integer", location);
    return accept(
      interpreter,
      formatInteger(integer, { ...numeric, type: "diu".includes(type) ? "d" : type }),
      location,
    );
  }
  return accept(interpreter, formatFloat(number, numeric), location);
}

function accept(
  interpreter: Interpreter,
  result: string | { readonly message: string },
  location: Location,
): string | UnknownValue {
  if (typeof result === "string") return result;
  return isFormatFailure(result)
    ? interpreter.fail("ValueError", result.message, location)
    : unknown("a format", location);
}
