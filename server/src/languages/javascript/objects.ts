/** Object literals: dictionaries whose keys are texts. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { poisonOf } from "../../values/ask";
import { describe } from "../../values/describe";
import { list, string, unknown } from "../../values/make";
import type { DictionaryValue, UnknownValue, Value } from "../../values/value";
import { text } from "./text";
import { JAVASCRIPT_WORDS } from "../../values/words";

/** The property name that a key becomes: a text, or Unknown. */
export function propertyKey(interpreter: Interpreter, key: Value, location: Location): Value {
  if (key.kind === "string") return key;
  const name = text(interpreter, key, location);
  return typeof name === "string" ? string(name) : name;
}

export function propertyNames(interpreter: Interpreter, value: Value, location: Location): Value {
  const entries = spreadEntries(interpreter, value, location);
  return "kind" in entries ? entries : list(entries.map(([key]) => key));
}

/** Own properties in the order of JavaScript: those that are array indexes first, by number; then the others as they came. */
export function spreadEntries(
  interpreter: Interpreter,
  value: Value,
  location: Location,
): readonly (readonly [Value, Value])[] | UnknownValue {
  const poison = poisonOf(value);
  if (poison !== null) return poison;
  switch (value.kind) {
    case "none":
    case "boolean":
    case "integer":
    case "float":
      return [];
    case "string":
    case "list": {
      const items = interpreter.iterate(value, location);
      if ("kind" in items) return items;
      return items.map((item, index) => [string(String(index)), item]);
    }
    case "dictionary":
      return inOrder(value).map((entry) => [entry.key, entry.value]);
    case "instance":
      return [...value.attributes].map(([name, item]) => [string(name), item]);
    case "unknown":
      return value;
    default:
      return unknown(`the properties of ${describe(value, JAVASCRIPT_WORDS)}`, location);
  }
}

function inOrder(value: DictionaryValue): readonly { readonly key: Value; readonly value: Value }[] {
  const entries = [...value.entries.values()];
  const indexes = entries.filter((entry) => indexOf(entry.key) !== null);
  if (indexes.length === 0) return entries;
  indexes.sort((left, right) => (indexOf(left.key) ?? 0) - (indexOf(right.key) ?? 0));
  return [...indexes, ...entries.filter((entry) => indexOf(entry.key) === null)];
}

/** The number of a key such as "12"; null for any other text. */
export function indexOf(key: Value): number | null {
  if (key.kind === "integer") return key.value >= 0 ? key.value : null;
  return key.kind === "string" && /^(0|[1-9]\d{0,8})$/.test(key.value) ? Number(key.value) : null;
}
