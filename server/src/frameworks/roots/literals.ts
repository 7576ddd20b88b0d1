/** Literals: from source or plain data to values, and back to what an author would write. */
import { dictionary, FALSE, float, integer, list, NONE, string, TRUE, tuple } from "../../values/make";
import type { Value } from "../../values/value";
import type { Expression, Language } from "../../syntax/program";

/** Parts of the longest literal that is told apart from others, or shown: nobody writes a longer one. */
const MOST_PARTS = 2_000;

/** A value as the author would write it in a directive; null for one that is no literal, or a longer one than anybody writes. */
export function literalText(value: Value, language: Language): string | null {
  return textWithin(value, language, { left: MOST_PARTS });
}

/** A list that holds itself, or shares its parts over and over, comes to the end of the parts that are `left`. */
function textWithin(value: Value, language: Language, parts: { left: number }): string | null {
  parts.left--;
  if (parts.left < 0) return null;
  switch (value.kind) {
    case "none":
      return language === "python" ? "None" : "null";
    case "boolean":
      return language === "python" ? (value.value ? "True" : "False") : String(value.value);
    case "integer":
      return String(value.value);
    case "float":
      return Number.isInteger(value.value) && language === "python" ? value.value.toFixed(1) : String(value.value);
    case "string":
      return JSON.stringify(value.value);
    case "list":
    case "tuple": {
      const items = textsWithin(value.items, language, parts);
      if (items === null) return null;
      if (value.kind === "list" || language === "javascript") return `[${items.join(", ")}]`;
      return items.length === 1 ? `(${items.join("")},)` : `(${items.join(", ")})`;
    }
    case "dictionary": {
      const entries = [...value.entries.values()];
      const keys = textsWithin(
        entries.map(({ key }) => key),
        language,
        parts,
      );
      const items = textsWithin(
        entries.map((entry) => entry.value),
        language,
        parts,
      );
      if (keys === null || items === null) return null;
      return `{${keys.map((key, index) => `${key}: ${items[index] ?? ""}`).join(", ")}}`;
    }
    default:
      return null;
  }
}

/** Ends at the first that is no literal. */
function textsWithin(values: readonly Value[], language: Language, parts: { left: number }): readonly string[] | null {
  const texts: string[] = [];
  for (const value of values) {
    const text = textWithin(value, language, parts);
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

/** Plain data, as settings have it, as a value of the language; null for what JSON does not have. */
export function plainValue(plain: unknown, language: Language): Value | null {
  if (plain === null) return NONE;
  if (typeof plain === "boolean") return plain ? TRUE : FALSE;
  if (typeof plain === "string") return string(plain);
  if (typeof plain === "number") return Number.isInteger(plain) ? integer(plain) : float(plain);
  if (Array.isArray(plain)) {
    const items = plain.map((item) => plainValue(item, language)).filter((item) => item !== null);
    if (items.length < plain.length) return null;
    return language === "python" ? tuple(items) : list(items);
  }
  if (typeof plain !== "object") return null;
  const entries = Object.entries(plain).map(([key, item]) => [string(key), plainValue(item, language)] as const);
  const known = entries.flatMap(([key, item]) => (item === null ? [] : [[key, item] as const]));
  return known.length < entries.length ? null : dictionary(known);
}

/** The value of a directive's argument; null for what is no literal. */
export function literalValue(expression: Expression): Value | null {
  switch (expression.kind) {
    case "literal":
      if (expression.type === "integer" && typeof expression.value === "number") return integer(expression.value);
      if (expression.type === "float" && typeof expression.value === "number") return float(expression.value);
      return ["ellipsis", "undefined", "hole"].includes(expression.type)
        ? null
        : plainValue(expression.value, "python");
    case "unary": {
      const operand = literalValue(expression.operand);
      if (operand?.kind !== "integer" && operand?.kind !== "float") return null;
      return expression.operator === "-" ? { ...operand, value: -operand.value } : operand;
    }
    case "sequence": {
      const items = expression.items.map(literalValue).filter((item) => item !== null);
      if (items.length < expression.items.length || expression.type === "set") return null;
      return expression.type === "list" ? list(items) : tuple(items);
    }
    case "dictionary": {
      const entries = expression.entries.flatMap(({ key, value }) => {
        const [left, right] = [key === null ? null : literalValue(key), literalValue(value)];
        return left === null || right === null ? [] : [[left, right] as const];
      });
      return entries.length < expression.entries.length ? null : dictionary(entries);
    }
    default:
      return null;
  }
}
