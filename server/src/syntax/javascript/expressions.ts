import {
  broken,
  isPlaceholder,
  isWritten,
  MISSING_EXPRESSION,
  rangeOf,
  textOf,
  UNREADABLE_EXPRESSION,
} from "../context";
import type { Argument, BinaryOperator, ComparisonOperator, Dictionary, Expression, Literal, Unary } from "../program";
import {
  afterToken,
  childOfType,
  groupItems,
  hasToken,
  hasUnreadable,
  isUnreadable,
  namedChildren,
  TOO_DEEP,
  type TreeNode,
} from "../tree";
import type { ScriptContext } from "./context";
import { lowerLambda } from "./functions";
import { lowerNumber, lowerString, lowerTemplate, stringValue } from "./literals";
import { lowerAssigned } from "./targets";

/** Any node that stands for a value. What cannot be lowered becomes broken alone, where possible within its parent. */
export function lowerExpression(context: ScriptContext, node: TreeNode): Expression {
  if (node.missing || node.type === "ERROR") return broken(context, node, UNREADABLE);
  if (!TOLERANT.has(node.type) && hasUnreadable(node)) return broken(context, node, UNREADABLE);
  const lower = LOWERINGS.get(node.type);
  if (lower !== undefined) return lower(context, node);
  return broken(context, node, NOT_EVALUATED.get(node.type) ?? `${describe(node.type)} is not evaluated`);
}

/** The child that has to be there by the grammar, as an expression. */
export function lowerChild(context: ScriptContext, parent: TreeNode, child: TreeNode | null | undefined): Expression {
  if (!child || hasUnreadable(parent)) return broken(context, child ?? parent, UNREADABLE);
  return lowerExpression(context, child);
}

function lowerArguments(context: ScriptContext, node: TreeNode): readonly Argument[] {
  return groupItems(node).map((group) => {
    const [first] = group;
    const range = rangeOf(context, { start: first?.start ?? node.start, end: group.at(-1)?.end ?? node.end });
    if (first?.type === "spread_element" && group.length === 1)
      return { form: "spread", name: null, value: lowerChild(context, first, first.children.at(-1)), range };
    return { form: "positional", name: null, value: lowerGroup(context, group), range };
  });
}

/** `a, b` as in `for (;; a, b)`: each for itself. */
export function sequenceItems(node: TreeNode): readonly TreeNode[] {
  if (node.type !== "sequence_expression") return [node];
  return namedChildren(node).flatMap(sequenceItems);
}

/** `(a)` is a; types and the assertion that a value is there say nothing at run time. */
export function withoutWrapping(node: TreeNode): TreeNode {
  if (!WRAPPING.has(node.type) || node.broken) return node;
  const inner = node.type === "type_assertion" ? node.children.at(-1) : namedChildren(node)[0];
  return inner === undefined ? node : withoutWrapping(inner);
}

const WRAPPING = new Set([
  "parenthesized_expression",
  "as_expression",
  "satisfies_expression",
  "non_null_expression",
  "type_assertion",
  "instantiation_expression",
]);

const UNREADABLE = "this code could not be read";

/** Nodes whose lowering finds the unreadable ones among their children itself. */
const TOLERANT = new Set(["arguments", "array", "object", "parenthesized_expression", "template_string"]);

const NOT_EVALUATED: ReadonlyMap<string, string> = new Map([
  ["regex", "regular expressions are not evaluated"],
  ["jsx_element", "JSX is not evaluated"],
  ["jsx_self_closing_element", "JSX is not evaluated"],
  ["jsx_fragment", "JSX is not evaluated"],
  ["class", "classes as values are not evaluated"],
]);

function describe(type: string): string {
  return type === TOO_DEEP ? "code that is nested this deep" : `"${type.replaceAll("_", " ")}"`;
}

type Lowering = (context: ScriptContext, node: TreeNode) => Expression;

const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ["identifier", lowerName],
  ["shorthand_property_identifier", lowerName],
  ["this", lowerName],
  ["super", lowerName],
  ["import", lowerName],
  ["null", (context, node) => literal(context, node, "none", null)],
  ["undefined", (context, node) => literal(context, node, "undefined", null)],
  ["true", (context, node) => literal(context, node, "boolean", true)],
  ["false", (context, node) => literal(context, node, "boolean", false)],
  ["number", lowerNumber],
  ["string", lowerString],
  ["template_string", lowerTemplate],
  ["member_expression", lowerAttribute],
  ["subscript_expression", lowerSubscript],
  ["call_expression", lowerCall],
  ["new_expression", lowerNew],
  ["array", lowerArray],
  ["object", lowerObject],
  ["parenthesized_expression", lowerWrapped],
  ["as_expression", lowerWrapped],
  ["satisfies_expression", lowerWrapped],
  ["non_null_expression", lowerWrapped],
  ["instantiation_expression", lowerWrapped],
  ["type_assertion", (context, node) => lowerChild(context, node, node.children.at(-1))],
  ["unary_expression", lowerUnary],
  ["binary_expression", lowerBinary],
  ["ternary_expression", lowerConditional],
  ["assignment_expression", lowerAssignment],
  ["augmented_assignment_expression", lowerAugmented],
  ["update_expression", lowerUpdate],
  ["sequence_expression", lowerSequence],
  ["arrow_function", lowerLambda],
  ["function_expression", lowerLambda],
  ["generator_function", lowerLambda],
  ["await_expression", lowerAwait],
  ["yield_expression", lowerYield],
]);

// ---------------------------------------------------------------- atoms

function lowerName(context: ScriptContext, node: TreeNode): Expression {
  const name = textOf(context, node);
  if (name === MISSING_EXPRESSION) return broken(context, node, "an expression is missing here");
  if (name === UNREADABLE_EXPRESSION || isPlaceholder(name)) return broken(context, node, UNREADABLE);
  return { kind: "name", name, range: rangeOf(context, node) };
}

function literal(context: ScriptContext, node: TreeNode, type: Literal["type"], value: Literal["value"]): Literal {
  return { kind: "literal", type, value, range: rangeOf(context, node) };
}

function lowerWrapped(context: ScriptContext, node: TreeNode): Expression {
  const inner = namedChildren(node).filter((child) => !child.type.endsWith("_annotation"));
  const [first, ...others] = inner;
  if (first === undefined || (node.type === "parenthesized_expression" && others.length > 0))
    return broken(context, node, UNREADABLE);
  return lowerExpression(context, first);
}

// ---------------------------------------------------------------- attributes, subscripts, calls

/** `?.` is a node of its own before a name or a bracket, and a token before arguments. */
function isOptional(node: TreeNode): boolean {
  return childOfType(node, "optional_chain") !== null || hasToken(node, "?.");
}

function lowerAttribute(context: ScriptContext, node: TreeNode): Expression {
  const attribute = node.children.at(-1);
  if (attribute === undefined || !/^(?:private_)?property_identifier$/.test(attribute.type))
    return broken(context, node, UNREADABLE);
  const name = textOf(context, attribute);
  if (!isWritten(name)) return broken(context, node, 'the name behind "." is missing');
  const object = lowerChild(context, node, node.children[0]);
  const nameRange = rangeOf(context, attribute);
  return { kind: "attribute", object, name, nameRange, optional: isOptional(node), range: rangeOf(context, node) };
}

function lowerSubscript(context: ScriptContext, node: TreeNode): Expression {
  const object = lowerChild(context, node, node.children[0]);
  const index = lowerChild(context, node, afterToken(node, "["));
  return { kind: "subscript", object, index, optional: isOptional(node), range: rangeOf(context, node) };
}

function lowerCall(context: ScriptContext, node: TreeNode): Expression {
  const list = childOfType(node, "arguments");
  if (list === null) return broken(context, node, "tagged templates are not evaluated");
  const callee = lowerChild(context, node, node.children[0]);
  const range = rangeOf(context, node);
  return {
    kind: "call",
    callee,
    arguments: lowerArguments(context, list),
    construct: false,
    optional: isOptional(node),
    range,
  };
}

function lowerNew(context: ScriptContext, node: TreeNode): Expression {
  const list = childOfType(node, "arguments");
  const callee = lowerChild(context, node, afterToken(node, "new"));
  const given = list === null ? [] : lowerArguments(context, list);
  return { kind: "call", callee, arguments: given, construct: true, optional: false, range: rangeOf(context, node) };
}

// ---------------------------------------------------------------- collections

function lowerGroup(context: ScriptContext, group: readonly TreeNode[]): Expression {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) throw new Error("a group holds at least one node");
  if (group.length > 1) return broken(context, { start: first.start, end: last.end }, UNREADABLE);
  if (first.type !== "spread_element") return lowerExpression(context, first);
  return {
    kind: "spread",
    value: lowerChild(context, first, first.children.at(-1)),
    range: rangeOf(context, first),
  };
}

function lowerArray(context: ScriptContext, node: TreeNode): Expression {
  const items: Expression[] = [];
  let group: TreeNode[] = [];
  for (const child of node.children) {
    if (child.named) group.push(child);
    if (child.type !== ",") continue;
    // A place with nothing before its comma counts.
    items.push(group.length === 0 ? literal(context, child, "hole", null) : lowerGroup(context, group));
    group = [];
  }
  if (group.length > 0) items.push(lowerGroup(context, group));
  return { kind: "sequence", type: "list", items, range: rangeOf(context, node) };
}

function lowerObject(context: ScriptContext, node: TreeNode): Expression {
  const entries = groupItems(node).map((group) => lowerEntry(context, group));
  return { kind: "dictionary", entries, range: rangeOf(context, node) };
}

type Entry = Dictionary["entries"][number];

function lowerEntry(context: ScriptContext, group: readonly TreeNode[]): Entry {
  const [node] = group;
  if (node === undefined || group.length > 1 || isUnreadable(node))
    return { key: null, value: lowerGroup(context, group) };
  const [first = node] = node.children;
  switch (node.type) {
    case "shorthand_property_identifier":
      return { key: keyOf(context, node), value: lowerName(context, node) };
    case "spread_element":
      return { key: null, value: lowerChild(context, node, node.children.at(-1)) };
    case "pair":
      return { key: keyOf(context, first), value: lowerChild(context, node, afterToken(node, ":")) };
    case "method_definition":
      return lowerMethod(context, node);
    default:
      return { key: null, value: broken(context, node, UNREADABLE) };
  }
}

function lowerMethod(context: ScriptContext, node: TreeNode): Entry {
  const name = node.children.find((child) => child.named) ?? node;
  const key = keyOf(context, name);
  if (hasToken(node, "get") || hasToken(node, "set"))
    return { key, value: broken(context, node, "getters and setters of object literals are not evaluated") };
  return { key, value: lowerLambda(context, node) };
}

/** Key of an object literal: a string literal where it is written down. */
function keyOf(context: ScriptContext, node: TreeNode): Expression {
  if (node.type === "computed_property_name") return lowerChild(context, node, afterToken(node, "["));
  if (node.type === "string") return lowerString(context, node);
  const name = propertyName(context, node);
  return { kind: "literal", type: "string", value: name ?? "", range: rangeOf(context, node) };
}

/** Name of a property as it is written down; null where it is computed or cannot be read. */
export function propertyName(context: ScriptContext, node: TreeNode): string | null {
  switch (node.type) {
    case "string":
      return stringValue(context, node);
    case "number": {
      const number = lowerNumber(context, node);
      return number.kind === "literal" ? String(number.value) : null;
    }
    case "computed_property_name": {
      const [inner] = namedChildren(node);
      return inner?.type === "string" ? stringValue(context, inner) : null;
    }
    default:
      return textOf(context, node);
  }
}

// ---------------------------------------------------------------- operators

const BINARY_OPERATORS: ReadonlySet<string> = new Set<BinaryOperator>(
  ["+", "-", "*", "/", "%", "**", "<<", ">>", ">>>", "&", "|", "^"], // prettier-ignore
);

export function isBinaryOperator(text: string | undefined): text is BinaryOperator {
  return text !== undefined && BINARY_OPERATORS.has(text);
}

const COMPARISON_OPERATORS: ReadonlySet<string> = new Set<ComparisonOperator>(
  ["==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "instanceof"], // prettier-ignore
);

function isComparisonOperator(text: string | undefined): text is ComparisonOperator {
  return text !== undefined && COMPARISON_OPERATORS.has(text);
}

export const LOGICAL_OPERATORS: ReadonlyMap<string, "and" | "or" | "??"> = new Map([
  ["&&", "and"],
  ["||", "or"],
  ["??", "??"],
]);

const UNARY_OPERATORS: ReadonlyMap<string, Unary["operator"]> = new Map([
  ["-", "-"],
  ["+", "+"],
  ["~", "~"],
  ["!", "not"],
  ["typeof", "typeof"],
  ["void", "void"],
]);

function lowerUnary(context: ScriptContext, node: TreeNode): Expression {
  const [sign, operand] = node.children;
  if (sign?.type === "delete") return broken(context, node, "a deletion within an expression is not evaluated");
  const operator = UNARY_OPERATORS.get(sign?.type ?? "");
  if (operator === undefined) return broken(context, node, UNREADABLE);
  return { kind: "unary", operator, operand: lowerChild(context, node, operand), range: rangeOf(context, node) };
}

function lowerBinary(context: ScriptContext, node: TreeNode): Expression {
  const [leftNode, sign, rightNode] = node.children;
  const logical = LOGICAL_OPERATORS.get(sign?.type ?? "");
  const range = rangeOf(context, node);
  const left = lowerChild(context, node, leftNode);
  const right = lowerChild(context, node, rightNode);
  if (logical !== undefined) return { kind: "logical", operator: logical, left, right, range };
  if (isBinaryOperator(sign?.type)) return { kind: "binary", operator: sign.type, left, right, range };
  if (isComparisonOperator(sign?.type))
    return { kind: "comparison", first: left, rest: [{ operator: sign.type, operand: right }], range };
  return broken(context, node, UNREADABLE);
}

function lowerConditional(context: ScriptContext, node: TreeNode): Expression {
  return {
    kind: "conditional",
    condition: lowerChild(context, node, node.children[0]),
    then: lowerChild(context, node, afterToken(node, "?")),
    otherwise: lowerChild(context, node, afterToken(node, ":")),
    range: rangeOf(context, node),
  };
}

/** `(a, b)` is the last item of a list whose items are evaluated in order. */
function lowerSequence(context: ScriptContext, node: TreeNode): Expression {
  const items = sequenceItems(node).map((item) => lowerExpression(context, item));
  const range = rangeOf(context, node);
  return {
    kind: "subscript",
    object: { kind: "sequence", type: "list", items, range },
    index: { kind: "literal", type: "integer", value: items.length - 1, range },
    optional: false,
    range,
  };
}

// ---------------------------------------------------------------- assignments within expressions

function lowerAssignment(context: ScriptContext, node: TreeNode): Expression {
  const [left] = node.children;
  if (left === undefined) return broken(context, node, UNREADABLE);
  const value = lowerChild(context, node, afterToken(node, "="));
  const target = lowerAssigned(context, left);
  return { kind: "assignment-expression", target, operator: null, value, range: rangeOf(context, node) };
}

/** `a += b`; `a ??= b` is `a = a ?? b`. */
function lowerAugmented(context: ScriptContext, node: TreeNode): Expression {
  const [left, sign, right] = node.children;
  const operator = sign?.type.slice(0, -1);
  if (left === undefined || operator === undefined) return broken(context, node, UNREADABLE);
  const value = lowerChild(context, node, right);
  const target = lowerAssigned(context, left);
  const range = rangeOf(context, node);
  const logical = LOGICAL_OPERATORS.get(operator);
  if (logical !== undefined) {
    const old = lowerExpression(context, left);
    const chosen: Expression = { kind: "logical", operator: logical, left: old, right: value, range };
    return { kind: "assignment-expression", target, operator: null, value: chosen, range };
  }
  if (!isBinaryOperator(operator)) return broken(context, node, UNREADABLE);
  return { kind: "assignment-expression", target, operator, value, range };
}

/** `++a` is `a += 1`; the value of `a++` is that less 1. */
function lowerUpdate(context: ScriptContext, node: TreeNode): Expression {
  const [first, second] = node.children;
  const isPrefix = first?.named === false;
  const operand = isPrefix ? second : first;
  const sign = (isPrefix ? first : second)?.type;
  if (operand === undefined || (sign !== "++" && sign !== "--")) return broken(context, node, UNREADABLE);
  const range = rangeOf(context, node);
  const one: Expression = { kind: "literal", type: "integer", value: 1, range };
  const target = lowerAssigned(context, operand);
  const operator = sign === "++" ? "+" : "-";
  const changed: Expression = { kind: "assignment-expression", target, operator, value: one, range };
  if (isPrefix) return changed;
  return { kind: "binary", operator: operator === "+" ? "-" : "+", left: changed, right: one, range };
}

// ---------------------------------------------------------------- await, yield

function lowerAwait(context: ScriptContext, node: TreeNode): Expression {
  return { kind: "await", value: lowerChild(context, node, node.children.at(-1)), range: rangeOf(context, node) };
}

function lowerYield(context: ScriptContext, node: TreeNode): Expression {
  context.yields += 1;
  const [value] = namedChildren(node);
  return {
    kind: "yield",
    value: value === undefined ? null : lowerExpression(context, value),
    delegate: hasToken(node, "*"),
    range: rangeOf(context, node),
  };
}
