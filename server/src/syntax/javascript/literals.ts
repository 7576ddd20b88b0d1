import { broken, rangeOf, textOf, type LoweringContext } from "../context";
import type { Expression, FormattedPart } from "../program";
import { afterToken, type TreeNode } from "../tree";
import type { ScriptContext } from "./context";
import { lowerChild } from "./expressions";

/** `1_000`, `0x1F`, `0o17`, `.5`, `1e3`. JavaScript has one kind of numbers: those without a fraction are integers here. */
export function lowerNumber(context: LoweringContext, node: TreeNode): Expression {
  const digits = textOf(context, node).replaceAll("_", "");
  if (digits.endsWith("n")) return broken(context, node, "big integers are not evaluated");
  const value = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  if (!Number.isFinite(value)) return broken(context, node, `${digits} is not a number within range`);
  const type = Number.isSafeInteger(value) ? "integer" : "float";
  return { kind: "literal", type, value, range: rangeOf(context, node) };
}

export function lowerString(context: LoweringContext, node: TreeNode): Expression {
  const value = stringValue(context, node);
  if (value === null) return broken(context, node, UNREADABLE_STRING);
  return { kind: "literal", type: "string", value, range: rangeOf(context, node) };
}

/** Text of a string without interpolations; null where it could not be read. */
export function stringValue(context: LoweringContext, node: TreeNode): string | null {
  const last = node.children.at(-1);
  if (node.broken || last === undefined || last.missing) return null;
  return decodeEscapes(context.text.slice(node.start + 1, node.end - 1));
}

const UNREADABLE_STRING = "this string could not be read";

/** Texts are cut from the source between the interpolations. */
export function lowerTemplate(context: ScriptContext, node: TreeNode): Expression {
  const parts: (string | FormattedPart)[] = [];
  let from = node.start + 1;
  const addText = (end: number) => {
    const text = decodeEscapes(context.text.slice(from, end).replace(/\r\n?/g, "\n"));
    if (text !== null && text !== "") parts.push(text);
    return text !== null;
  };
  for (const child of node.children) {
    if (child.type === "ERROR") return broken(context, node, UNREADABLE_STRING);
    if (child.type !== "template_substitution") continue;
    if (!addText(child.start)) return broken(context, node, UNREADABLE_STRING);
    const expression = lowerChild(context, child, afterToken(child, "${"));
    parts.push({ expression, conversion: null, format: null });
    from = child.end;
  }
  if (!addText(node.end - 1)) return broken(context, node, UNREADABLE_STRING);
  const range = rangeOf(context, node);
  const [only = ""] = parts;
  if (parts.length <= 1 && typeof only === "string") return { kind: "literal", type: "string", value: only, range };
  return { kind: "formatted-string", parts, range };
}

const ESCAPE = /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-7]{1,3}|\r\n|[^]?)/g;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["\n", ""],
  ["\r", ""],
  ["\r\n", ""],
  ["\u2028", ""],
  ["\u2029", ""],
]);

/** Null where a sequence is malformed. */
function decodeEscapes(source: string): string | null {
  if (!source.includes("\\")) return source;
  let text = "";
  let from = 0;
  for (const { 0: sequence, index } of source.matchAll(ESCAPE)) {
    const decoded = decodeSequence(sequence.slice(1));
    if (decoded === null) return null;
    text += source.slice(from, index) + decoded;
    from = index + sequence.length;
  }
  return text + source.slice(from);
}

/** `body` is what stands behind the backslash. */
function decodeSequence(body: string): string | null {
  if (/^[0-7]/.test(body)) return String.fromCharCode(parseInt(body, 8));
  if (!/^[ux]/.test(body)) return SIMPLE.get(body) ?? body;
  const code = body.length > 1 ? parseInt(body.replace(/[^0-9a-fA-F]/g, ""), 16) : Infinity;
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
