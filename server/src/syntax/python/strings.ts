import type { Expression, FormattedPart, FormattedString } from "../program";
import { afterToken, childOfType, type Span, type TreeNode } from "../tree";
import { broken, rangeOf, textOf, type LoweringContext } from "../context";
import { decodeEscapes } from "./escapes";
import { lowerChild } from "./expressions";

type Part = string | FormattedPart;

/** A string, or several that stand beside each other, plain and formatted ones mixed. */
export function lowerString(context: LoweringContext, node: TreeNode): Expression {
  const strings = node.type === "concatenated_string" ? node.children : [node];
  const parts: Part[] = [];
  for (const string of strings) {
    const read = readString(context, string);
    if (typeof read === "string") return broken(context, node, read);
    parts.push(...read);
  }
  const range = rangeOf(context, node);
  const merged = mergeTexts(parts);
  const [only = ""] = merged;
  if (merged.length <= 1 && typeof only === "string") return { kind: "literal", type: "string", value: only, range };
  return { kind: "formatted-string", parts: merged, range };
}

/** The parts of one string, or why it has none. */
function readString(context: LoweringContext, node: TreeNode): readonly Part[] | string {
  const start = childOfType(node, "string_start");
  const end = childOfType(node, "string_end");
  if (start === null || end === null || end.missing) return "this string is not closed";
  const opening = textOf(context, start);
  const prefix = opening.replace(/["'`]+$/, "").toLowerCase();
  if (prefix.includes("b")) return "bytes are not evaluated";
  if (opening.endsWith("`")) return "backquotes of Python 2 are not evaluated";
  if (prefix.includes("t")) return "template strings are not evaluated";
  const raw = prefix.includes("r");
  const formatted = prefix.includes("f");
  // The end node of a raw string also takes the backslashes in front of the quotes.
  const inside = { start: start.end, end: end.end - (opening.length - prefix.length) };
  return readParts(context, node, inside, { raw, formatted });
}

interface StringForm {
  readonly raw: boolean;
  readonly formatted: boolean;
}

/** Texts are cut from the source between the interpolations: the tree's own content nodes leave out white space. */
function readParts(context: LoweringContext, node: TreeNode, inside: Span, form: StringForm): readonly Part[] | string {
  const parts: Part[] = [];
  let from = inside.start;
  for (const child of node.children) {
    if (child.type === "ERROR") return "this string could not be read";
    if (child.type !== "interpolation" && child.type !== "format_expression") continue;
    const text = decode(context.text.slice(from, child.start), form);
    if (text === null) return UNKNOWN_ESCAPE;
    parts.push(text, ...lowerInterpolation(context, child, form));
    from = child.end;
  }
  const text = decode(context.text.slice(from, inside.end), form);
  if (text === null) return UNKNOWN_ESCAPE;
  parts.push(text);
  return parts;
}

const UNKNOWN_ESCAPE = "this string has an escape sequence that is not evaluated";

function decode(source: string, form: StringForm): string | null {
  const lines = source.replace(/\r\n?/g, "\n");
  if (!form.formatted) return form.raw ? lines : decodeEscapes(lines);
  // Doubled braces are split off first: an escape sequence may stand for a brace, too.
  let text = "";
  for (const piece of lines.split(/(\{\{|\}\})/)) {
    const decoded = piece === "{{" || piece === "}}" ? piece.charAt(0) : form.raw ? piece : decodeEscapes(piece);
    if (decoded === null) return null;
    text += decoded;
  }
  return text;
}

/** `{x=}` also gives its own source as text. */
function lowerInterpolation(context: LoweringContext, node: TreeNode, form: StringForm): readonly Part[] {
  const expression = afterToken(node, "{");
  const format = lowerFormat(context, node, form);
  if (expression === null)
    return [{ expression: broken(context, node, "the expression in braces is missing"), conversion: null, format }];
  const value = lowerChild(context, node, expression);
  const conversion = conversionOf(context, node);
  const equals = node.children.find((child) => !child.named && child.type === "=");
  if (equals === undefined) return [{ expression: value, conversion, format }];
  const source = /^\{(\s*[^]*=\s*)/.exec(context.text.slice(node.start, endOfEquals(context, equals)))?.[1] ?? "";
  return [source, { expression: value, conversion: conversion ?? (format === null ? "r" : null), format }];
}

/** White space behind the `=` belongs to the text. */
function endOfEquals(context: LoweringContext, equals: TreeNode): number {
  const space = /^\s*/.exec(context.text.slice(equals.end, equals.end + 80));
  return equals.end + (space?.[0].length ?? 0);
}

function conversionOf(context: LoweringContext, node: TreeNode): FormattedPart["conversion"] {
  const conversion = childOfType(node, "type_conversion");
  const letter = conversion === null ? "" : textOf(context, conversion).slice(1);
  return letter === "s" || letter === "r" || letter === "a" ? letter : null;
}

function lowerFormat(context: LoweringContext, node: TreeNode, form: StringForm): FormattedString | null {
  const specifier = childOfType(node, "format_specifier");
  if (specifier === null) return null;
  const inside = { start: specifier.start + 1, end: specifier.end };
  const parts = readParts(context, specifier, inside, form);
  const range = rangeOf(context, inside);
  if (typeof parts !== "string") return { kind: "formatted-string", parts: mergeTexts(parts), range };
  const part = { expression: broken(context, specifier, parts), conversion: null, format: null };
  return { kind: "formatted-string", parts: [part], range };
}

/** Joins texts that stand beside each other and drops empty ones. */
function mergeTexts(parts: readonly Part[]): readonly Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === "string" && typeof last === "string") merged[merged.length - 1] = last + part;
    else if (part !== "") merged.push(part);
  }
  return merged;
}
