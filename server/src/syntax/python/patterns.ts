/** `match` statements: cases and their patterns. */
import type { Expression, Match, MatchCase, Pattern, Statement } from "../program";
import { rangeOf, textOf, type LoweringContext } from "../context";
import { afterToken, childOfType, hasToken, hasUnreadable, namedChildren, type TreeNode } from "../tree";
import { lowerChild, lowerCommaSeparated, lowerExpression } from "./expressions";

/** `lowerBlock` lowers the block below a node; it comes in, since statements hold matches and matches hold statements. */
export function lowerMatch(
  context: LoweringContext,
  node: TreeNode,
  lowerBlock: (node: TreeNode) => readonly Statement[],
): Match {
  const colon = node.children.findIndex((child) => child.type === ":");
  const header = node.children.slice(1, colon);
  const subjects = header.filter((child) => child.named);
  const subject = lowerCommaSeparated(
    context,
    subjects,
    header.some((child) => child.type === ","),
  );
  const cases = (childOfType(node, "block")?.children ?? []).filter((child) => child.type === "case_clause");
  return {
    kind: "match",
    subject,
    cases: cases.map((clause) => lowerCase(context, clause, lowerBlock)),
    range: rangeOf(context, node),
  };
}

function lowerCase(
  context: LoweringContext,
  node: TreeNode,
  lowerBlock: (node: TreeNode) => readonly Statement[],
): MatchCase {
  const patterns = node.children.filter((child) => child.type === "case_pattern");
  const guard = childOfType(node, "if_clause");
  const [first] = patterns;
  const isSequence = patterns.length > 1 || hasToken(node, ",");
  let pattern: Pattern = { kind: "broken", why: UNREADABLE };
  if (first !== undefined && !hasUnreadable(node))
    pattern = isSequence
      ? { kind: "items", items: patterns.map((one) => lowerPattern(context, one)) }
      : lowerPattern(context, first);
  return {
    pattern,
    guard: guard === null ? null : lowerChild(context, guard, afterToken(guard, "if")),
    body: lowerBlock(node),
  };
}

const UNREADABLE = "this pattern could not be read";

function lowerPattern(context: LoweringContext, node: TreeNode): Pattern {
  if (hasUnreadable(node)) return { kind: "broken", why: UNREADABLE };
  const [first, second] = node.children;
  switch (node.type) {
    case "case_pattern":
      if (first?.type === "_") return { kind: "any", name: null };
      if (first?.type === "-" && second !== undefined) return negative(context, node, second);
      return first === undefined ? { kind: "broken", why: UNREADABLE } : lowerPattern(context, first);
    case "dotted_name":
      return namedChildren(node).length === 1
        ? { kind: "any", name: textOf(context, node) }
        : { kind: "value", value: dottedName(context, node), isIdentity: false };
    case "none":
    case "true":
    case "false":
      return { kind: "value", value: lowerExpression(context, node), isIdentity: true };
    case "union_pattern":
      return { kind: "either", patterns: alternatives(context, node) };
    case "as_pattern": {
      const name = afterToken(node, "as");
      const inner = namedChildren(node)[0];
      if (inner === undefined || name === null) return { kind: "broken", why: UNREADABLE };
      return { kind: "as", pattern: lowerPattern(context, inner), name: textOf(context, name) };
    }
    case "list_pattern":
    case "tuple_pattern": {
      const items = namedChildren(node).map((child) => lowerPattern(context, child));
      const [only] = items;
      const isParenthesized = node.type === "tuple_pattern" && items.length === 1 && !hasToken(node, ",");
      return isParenthesized && only !== undefined && only.kind !== "rest" ? only : { kind: "items", items };
    }
    case "splat_pattern": {
      const name = namedChildren(node)[0];
      return { kind: "rest", name: name === undefined ? null : textOf(context, name) };
    }
    case "dict_pattern":
      return lowerEntries(context, node);
    case "class_pattern":
      return lowerClassPattern(context, node);
    default:
      return { kind: "value", value: lowerExpression(context, node), isIdentity: false };
  }
}

function negative(context: LoweringContext, node: TreeNode, operand: TreeNode): Pattern {
  const value: Expression = {
    kind: "unary",
    operator: "-",
    operand: lowerExpression(context, operand),
    range: rangeOf(context, node),
  };
  return { kind: "value", value, isIdentity: false };
}

function dottedName(context: LoweringContext, node: TreeNode): Expression {
  const [first, ...rest] = namedChildren(node);
  if (first === undefined) return { kind: "broken", why: UNREADABLE, range: rangeOf(context, node) };
  return rest.reduce<Expression>(
    (object, child) => ({
      kind: "attribute",
      object,
      name: textOf(context, child),
      nameRange: rangeOf(context, child),
      optional: false,
      range: rangeOf(context, { start: node.start, end: child.end }),
    }),
    lowerExpression(context, first),
  );
}

/** The grammar leaves the minus of `1 | -2` beside its number. */
function alternatives(context: LoweringContext, node: TreeNode): readonly Pattern[] {
  const patterns: Pattern[] = [];
  let isNegative = false;
  for (const child of node.children) {
    if (child.type === "-") isNegative = true;
    else if (child.type === "_") patterns.push({ kind: "any", name: null });
    else if (child.named) {
      patterns.push(isNegative ? negative(context, child, child) : lowerPattern(context, child));
      isNegative = false;
    }
  }
  return patterns;
}

function lowerEntries(context: LoweringContext, node: TreeNode): Pattern {
  const entries: { readonly key: Expression; readonly pattern: Pattern }[] = [];
  let rest: string | null = null;
  let key: Expression | null = null;
  for (const child of namedChildren(node)) {
    if (child.type === "splat_pattern") {
      const name = namedChildren(child)[0];
      rest = name === undefined ? null : textOf(context, name);
    } else if (key === null) key = child.type === "dotted_name" ? dottedName(context, child) : keyOf(context, child);
    else {
      entries.push({ key, pattern: lowerPattern(context, child) });
      key = null;
    }
  }
  return key === null ? { kind: "entries", entries, rest } : { kind: "broken", why: UNREADABLE };
}

function keyOf(context: LoweringContext, node: TreeNode): Expression {
  const inner = node.type === "case_pattern" ? node.children[0] : node;
  return lowerExpression(context, inner ?? node);
}

function lowerClassPattern(context: LoweringContext, node: TreeNode): Pattern {
  const [name, ...given] = namedChildren(node);
  if (name === undefined) return { kind: "broken", why: UNREADABLE };
  const positional: Pattern[] = [];
  const keywords: { readonly name: string; readonly pattern: Pattern }[] = [];
  for (const child of given) {
    const keyword = child.children[0]?.type === "keyword_pattern" ? child.children[0] : null;
    if (keyword === null) {
      positional.push(lowerPattern(context, child));
      continue;
    }
    const [field] = keyword.children;
    const behind = keyword.children.slice(2);
    const [first, second] = behind;
    if (field === undefined || first === undefined) return { kind: "broken", why: UNREADABLE };
    const isNegative = first.type === "-" && second !== undefined;
    const pattern: Pattern = isNegative
      ? negative(context, keyword, second)
      : first.type === "_"
        ? { kind: "any", name: null }
        : lowerPattern(context, first);
    keywords.push({ name: textOf(context, field), pattern });
  }
  return { kind: "instance", class: dottedName(context, name), positional, keywords };
}
