/** `String(value)`. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { poisonOf } from "../../values/ask";
import { describe } from "../../values/describe";
import { unknown } from "../../values/make";
import type { UnknownValue, Value } from "../../values/value";
import { JAVASCRIPT_WORDS } from "../../values/words";

/** The text that a value becomes in a template, in a concatenation and as a property name; Unknown where it is not known. */
export function text(interpreter: Interpreter, value: Value, location: Location): string | UnknownValue {
  return textWithin(interpreter, value, location, new Set());
}

function textWithin(
  interpreter: Interpreter,
  value: Value,
  location: Location,
  outer: Set<Value>,
): string | UnknownValue {
  switch (value.kind) {
    case "none":
      return value.undefined === true ? "undefined" : "null";
    case "boolean":
    case "integer":
    case "float":
    case "string":
      return String(value.value);
    case "list":
      return joined(interpreter, value, ",", location, outer);
    case "dictionary":
      if (value.poison !== undefined) return value.poison;
      return value.entries.has("stoString") || value.entries.has("svalueOf")
        ? unknown(`the text of ${describe(value, JAVASCRIPT_WORDS)}`, location)
        : "[object Object]";
    case "unknown":
      return value;
    default:
      return poisonOf(value) ?? unknown(`the text of ${describe(value, JAVASCRIPT_WORDS)}`, location);
  }
}

/** `array.join(separator)`: null and undefined are empty, and so is an array within itself. */
export function joined(
  interpreter: Interpreter,
  value: Extract<Value, { kind: "list" }>,
  separator: string,
  location: Location,
  outer: Set<Value> = new Set(),
): string | UnknownValue {
  if (value.poison !== undefined) return value.poison;
  if (outer.has(value)) return "";
  outer.add(value);
  interpreter.budget.enter();
  const texts: string[] = [];
  let length = 0;
  for (const item of value.items) {
    const part = item.kind === "none" ? "" : textWithin(interpreter, item, location, outer);
    if (typeof part !== "string") return part;
    texts.push(part);
    length += part.length + separator.length;
    interpreter.budget.checkCharacters(length);
  }
  interpreter.budget.leave();
  outer.delete(value);
  return texts.join(separator);
}
