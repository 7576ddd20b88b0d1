import type {
  Argument,
  BinaryOperator,
  ComparisonOperator,
  Comprehension,
  Expression,
  Literal,
  Sequence,
  Yield,
} from "../program";
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
import {
  broken,
  isWritten,
  MISSING_EXPRESSION,
  rangeOf,
  textOf,
  UNREADABLE_EXPRESSION,
  type LoweringContext,
} from "../context";
import { lowerNumber } from "./numbers";
import { lowerParameters } from "./parameters";
import { regroupSplat } from "./regroup";
import { lowerString } from "./strings";
import { lowerTarget } from "./targets";

/** Any node that stands for a value. What cannot be lowered becomes broken alone, where possible within its parent. */
export function lowerExpression(context: LoweringContext, node: TreeNode): Expression {
  if (node.missing || node.type === "ERROR") return broken(context, node, UNREADABLE);
  if (!TOLERANT.has(node.type) && hasUnreadable(node)) return broken(context, node, UNREADABLE);
  const lower = LOWERINGS.get(node.type);
  if (lower === undefined) return broken(context, node, `${describe(node.type)} is not evaluated`);
  return lower(context, node);
}

/** The elements of a bracketed node, between its commas. Elements that stand beside each other without a comma are one broken one. */
function lowerItems(context: LoweringContext, node: TreeNode): readonly Expression[] {
  return groupItems(node).map((group) => lowerGroup(context, group));
}

export function lowerArguments(context: LoweringContext, node: TreeNode): readonly Argument[] {
  // `f(x for x in y)`: the parentheses are the generator's.
  if (node.type === "generator_expression") {
    const value = lowerExpression(context, node);
    return [{ form: "positional", name: null, value, range: value.range }];
  }
  return groupItems(node).map((group) => lowerArgument(context, group));
}

/** `a, b` without brackets: a tuple where there is a comma, the value itself where there is none. */
export function lowerCommaSeparated(
  context: LoweringContext,
  nodes: readonly TreeNode[],
  isTuple: boolean,
): Expression {
  const [first] = nodes;
  const last = nodes.at(-1);
  if (first === undefined || last === undefined) throw new Error("no nodes to lower");
  if (!isTuple) return lowerExpression(context, first);
  const items = nodes.map((node) => lowerExpression(context, regroupSplat(context, node)));
  return { kind: "sequence", type: "tuple", items, range: rangeOf(context, { start: first.start, end: last.end }) };
}

/** The child that has to be there by the grammar, as an expression. */
export function lowerChild(context: LoweringContext, parent: TreeNode, child: TreeNode | null | undefined): Expression {
  if (!child || hasUnreadable(parent)) return broken(context, child ?? parent, UNREADABLE);
  // The grammar lets `a + *b` pass.
  if (child.type === "list_splat") return broken(context, child, "nothing can be unpacked here");
  return lowerExpression(context, child);
}

const UNREADABLE = "this code could not be read";

/** Nodes whose lowering finds the unreadable ones among their children itself. */
const TOLERANT = new Set(["argument_list", "list", "tuple", "set", "dictionary", "parenthesized_expression", "string"]);

function describe(type: string): string {
  return type === TOO_DEEP ? "code that is nested this deep" : `"${type.replaceAll("_", " ")}"`;
}

type Lowering = (context: LoweringContext, node: TreeNode) => Expression;

const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ["identifier", lowerName],
  ["none", (context, node) => literal(context, node, "none", null)],
  ["true", (context, node) => literal(context, node, "boolean", true)],
  ["false", (context, node) => literal(context, node, "boolean", false)],
  ["ellipsis", (context, node) => literal(context, node, "ellipsis", null)],
  ["integer", lowerNumber],
  ["float", lowerNumber],
  ["string", lowerString],
  ["concatenated_string", lowerString],
  ["attribute", lowerAttribute],
  ["subscript", lowerSubscript],
  ["slice", lowerSlice],
  ["call", lowerCall],
  ["list", (context, node) => sequence(context, node, "list")],
  ["tuple", (context, node) => sequence(context, node, "tuple")],
  ["set", (context, node) => sequence(context, node, "set")],
  ["expression_list", lowerExpressionList],
  ["parenthesized_expression", lowerParenthesized],
  ["dictionary", lowerDictionary],
  ["unary_operator", lowerUnary],
  ["not_operator", lowerNot],
  ["binary_operator", lowerBinary],
  ["boolean_operator", lowerLogical],
  ["comparison_operator", lowerComparison],
  ["conditional_expression", lowerConditional],
  ["lambda", lowerLambda],
  ["list_comprehension", (context, node) => comprehension(context, node, "list")],
  ["set_comprehension", (context, node) => comprehension(context, node, "set")],
  ["dictionary_comprehension", (context, node) => comprehension(context, node, "dictionary")],
  ["generator_expression", (context, node) => comprehension(context, node, "generator")],
  ["list_splat", lowerSpread],
  ["parenthesized_list_splat", lowerSpread],
  ["dictionary_splat", lowerSpread],
  ["named_expression", lowerNamedExpression],
  ["yield", lowerYield],
  ["await", lowerAwait],
  ["type", (context, node) => lowerChild(context, node, node.children[0])],
]);

// ---------------------------------------------------------------- atoms

function lowerName(context: LoweringContext, node: TreeNode): Expression {
  const name = textOf(context, node);
  if (name === MISSING_EXPRESSION) return broken(context, node, "an expression is missing here");
  if (name === UNREADABLE_EXPRESSION) return broken(context, node, UNREADABLE);
  return { kind: "name", name, range: rangeOf(context, node) };
}

function literal(context: LoweringContext, node: TreeNode, type: Literal["type"], value: Literal["value"]): Literal {
  return { kind: "literal", type, value, range: rangeOf(context, node) };
}

// ---------------------------------------------------------------- attributes, subscripts, calls

function lowerAttribute(context: LoweringContext, node: TreeNode): Expression {
  const object = lowerChild(context, node, node.children[0]);
  const attribute = node.children.at(-1);
  if (attribute?.type !== "identifier") return broken(context, node, UNREADABLE);
  const name = textOf(context, attribute);
  if (!isWritten(name)) return broken(context, node, 'the name behind "." is missing');
  const nameRange = rangeOf(context, attribute);
  return { kind: "attribute", object, name, nameRange, optional: false, range: rangeOf(context, node) };
}

function lowerSubscript(context: LoweringContext, node: TreeNode): Expression {
  const [object, ...indexes] = namedChildren(node);
  const [first] = indexes;
  if (object === undefined || first === undefined) return broken(context, node, UNREADABLE);
  const isTuple = hasToken(node, ",") || first.type === "list_splat";
  const index = lowerCommaSeparated(context, indexes, isTuple);
  const range = rangeOf(context, node);
  return { kind: "subscript", object: lowerExpression(context, object), index, optional: false, range };
}

function lowerSlice(context: LoweringContext, node: TreeNode): Expression {
  const bounds: (Expression | null)[] = [null, null, null];
  let position = 0;
  for (const child of node.children) {
    if (child.named) bounds[position] = lowerExpression(context, child);
    else position += 1;
  }
  const [start = null, stop = null, step = null] = bounds;
  return { kind: "slice", start, stop, step, range: rangeOf(context, node) };
}

function lowerCall(context: LoweringContext, node: TreeNode): Expression {
  const [callee, list] = namedChildren(node);
  if (callee === undefined || list === undefined) return broken(context, node, UNREADABLE);
  return {
    kind: "call",
    callee: lowerExpression(context, callee),
    arguments: lowerArguments(context, list),
    construct: false,
    optional: false,
    range: rangeOf(context, node),
  };
}

function lowerArgument(context: LoweringContext, group: readonly TreeNode[]): Argument {
  const [node] = group;
  if (node === undefined || group.length > 1 || isUnreadable(node)) {
    const value = lowerGroup(context, group);
    return { form: "positional", name: null, value, range: value.range };
  }
  const range = rangeOf(context, node);
  switch (node.type) {
    case "keyword_argument": {
      const [name] = node.children;
      const value = lowerChild(context, node, afterToken(node, "="));
      return { form: "keyword", name: name ? textOf(context, name) : "", value, range };
    }
    case "list_splat":
    case "parenthesized_list_splat":
      return { form: "spread", name: null, value: spreadValue(context, node), range };
    case "dictionary_splat":
      return { form: "keyword-spread", name: null, value: spreadValue(context, node), range };
    default:
      return { form: "positional", name: null, value: lowerExpression(context, node), range };
  }
}

// ---------------------------------------------------------------- collections

function sequence(context: LoweringContext, node: TreeNode, type: Sequence["type"]): Sequence {
  return { kind: "sequence", type, items: lowerItems(context, node), range: rangeOf(context, node) };
}

function lowerExpressionList(context: LoweringContext, node: TreeNode): Expression {
  return lowerCommaSeparated(context, namedChildren(node), hasToken(node, ","));
}

function lowerParenthesized(context: LoweringContext, node: TreeNode): Expression {
  const [inner, ...others] = namedChildren(node);
  if (inner === undefined || others.length > 0) return broken(context, node, UNREADABLE);
  return lowerExpression(context, inner);
}

function lowerDictionary(context: LoweringContext, node: TreeNode): Expression {
  const entries = groupItems(node).map((group) => lowerEntry(context, group));
  return { kind: "dictionary", entries, range: rangeOf(context, node) };
}

function lowerEntry(
  context: LoweringContext,
  group: readonly TreeNode[],
): { key: Expression | null; value: Expression } {
  const [node] = group;
  if (node === undefined || group.length > 1 || isUnreadable(node))
    return { key: null, value: lowerGroup(context, group) };
  if (node.type === "dictionary_splat") return { key: null, value: spreadValue(context, node) };
  const key = lowerChild(context, node, node.children[0]);
  return { key, value: lowerChild(context, node, afterToken(node, ":")) };
}

function lowerGroup(context: LoweringContext, group: readonly TreeNode[]): Expression {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) throw new Error("a group holds at least one node");
  if (group.length === 1) return lowerExpression(context, regroupSplat(context, first));
  return broken(context, { start: first.start, end: last.end }, UNREADABLE);
}

function spreadValue(context: LoweringContext, node: TreeNode): Expression {
  const inner = node.children.at(-1);
  if (node.type === "parenthesized_list_splat") {
    const splat = namedChildren(node)[0];
    return splat ? spreadValue(context, splat) : broken(context, node, UNREADABLE);
  }
  return lowerChild(context, node, inner);
}

function lowerSpread(context: LoweringContext, node: TreeNode): Expression {
  return { kind: "spread", value: spreadValue(context, node), range: rangeOf(context, node) };
}

// ---------------------------------------------------------------- operators

const BINARY_OPERATORS: ReadonlySet<string> = new Set<BinaryOperator>([
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "**",
  "@",
  "<<",
  ">>",
  "&",
  "|",
  "^",
]);

export function isBinaryOperator(text: string | undefined): text is BinaryOperator {
  return text !== undefined && BINARY_OPERATORS.has(text);
}

const COMPARISON_OPERATORS: ReadonlySet<string> = new Set<ComparisonOperator>([
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not in",
  "is",
  "is not",
]);

function isComparisonOperator(text: string): text is ComparisonOperator {
  return COMPARISON_OPERATORS.has(text);
}

function lowerUnary(context: LoweringContext, node: TreeNode): Expression {
  const [operator, operand] = node.children;
  const sign = operator?.type;
  if (sign !== "-" && sign !== "+" && sign !== "~") return broken(context, node, UNREADABLE);
  return {
    kind: "unary",
    operator: sign,
    operand: lowerChild(context, node, operand),
    range: rangeOf(context, node),
  };
}

function lowerNot(context: LoweringContext, node: TreeNode): Expression {
  const operand = lowerChild(context, node, node.children[1]);
  return { kind: "unary", operator: "not", operand, range: rangeOf(context, node) };
}

function lowerBinary(context: LoweringContext, node: TreeNode): Expression {
  const [left, operator, right] = node.children;
  if (!isBinaryOperator(operator?.type)) return broken(context, node, UNREADABLE);
  if (isAndOrXor(node)) return lowerAndXor(context, node);
  return {
    kind: "binary",
    operator: operator.type,
    left: lowerChild(context, node, left),
    right: lowerChild(context, node, right),
    range: rangeOf(context, node),
  };
}

function isAndOrXor(node: TreeNode): boolean {
  const operator = node.children[1]?.type;
  return node.type === "binary_operator" && (operator === "&" || operator === "^");
}

/** The grammar lets `^` bind tighter than `&`; in Python it is the other way round, so chains of the two are built anew. */
function lowerAndXor(context: LoweringContext, node: TreeNode): Expression {
  const operands: TreeNode[] = [];
  const operators: string[] = [];
  const flatten = (part: TreeNode) => {
    const [left, operator, right] = part.children;
    if (!isAndOrXor(part) || !left || !operator || !right || hasUnreadable(part)) {
      operands.push(part);
      return;
    }
    flatten(left);
    operators.push(operator.type);
    flatten(right);
  };
  flatten(node);
  const groups: Expression[][] = [[]];
  for (const [index, operand] of operands.entries()) {
    if (operators[index - 1] === "^") groups.push([]);
    groups.at(-1)?.push(lowerExpression(context, operand));
  }
  return joined(
    groups.map((group) => joined(group, "&")),
    "^",
  );
}

function joined(operands: readonly Expression[], operator: BinaryOperator): Expression {
  return operands.reduce((left, right) => {
    const range = { start: left.range.start, end: right.range.end };
    return { kind: "binary", operator, left, right, range };
  });
}

function lowerLogical(context: LoweringContext, node: TreeNode): Expression {
  const [left, operator, right] = node.children;
  return {
    kind: "logical",
    operator: operator?.type === "or" ? "or" : "and",
    left: lowerChild(context, node, left),
    right: lowerChild(context, node, right),
    range: rangeOf(context, node),
  };
}

function lowerComparison(context: LoweringContext, node: TreeNode): Expression {
  const [first, ...others] = node.children;
  const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
  for (let index = 0; index < others.length; index += 2) {
    const operator = others[index]?.type === "<>" ? "!=" : (others[index]?.type ?? "");
    if (!isComparisonOperator(operator)) return broken(context, node, UNREADABLE);
    rest.push({ operator, operand: lowerChild(context, node, others[index + 1]) });
  }
  return { kind: "comparison", first: lowerChild(context, node, first), rest, range: rangeOf(context, node) };
}

function lowerConditional(context: LoweringContext, node: TreeNode): Expression {
  return {
    kind: "conditional",
    condition: lowerChild(context, node, afterToken(node, "if")),
    then: lowerChild(context, node, node.children[0]),
    otherwise: lowerChild(context, node, afterToken(node, "else")),
    range: rangeOf(context, node),
  };
}

// ---------------------------------------------------------------- functions and the rest

function lowerLambda(context: LoweringContext, node: TreeNode): Expression {
  const list = childOfType(node, "lambda_parameters");
  const parameters = list === null ? [] : lowerParameters(context, list);
  const outerYields = context.yields;
  const body = lowerChild(context, node, afterToken(node, ":"));
  context.yields = outerYields;
  return { kind: "lambda", parameters, body, ownThis: false, range: rangeOf(context, node) };
}

function comprehension(context: LoweringContext, node: TreeNode, type: Comprehension["type"]): Expression {
  const [element, ...parts] = namedChildren(node);
  const clauses: { target: ReturnType<typeof lowerTarget>; iterable: Expression; conditions: Expression[] }[] = [];
  for (const part of parts) {
    if (part.type === "if_clause") {
      clauses.at(-1)?.conditions.push(lowerChild(context, part, afterToken(part, "if")));
      continue;
    }
    const target = afterToken(part, "for");
    if (part.type !== "for_in_clause" || target === null) return broken(context, node, UNREADABLE);
    clauses.push({ target: lowerTarget(context, target), iterable: lowerIterables(context, part), conditions: [] });
  }
  if (element === undefined || clauses.length === 0) return broken(context, node, UNREADABLE);
  const isPair = element.type === "pair";
  return {
    kind: "comprehension",
    type,
    element: isPair ? lowerChild(context, element, element.children[0]) : lowerExpression(context, element),
    value: isPair ? lowerChild(context, element, afterToken(element, ":")) : null,
    clauses,
    range: rangeOf(context, node),
  };
}

/** Python 2 lets a tuple without parentheses stand behind `in`. */
function lowerIterables(context: LoweringContext, clause: TreeNode): Expression {
  const first = clause.children.findIndex((child) => child.type === "in");
  const nodes = clause.children.slice(first + 1);
  if (first < 0 || nodes.length === 0 || hasUnreadable(clause)) return broken(context, clause, UNREADABLE);
  return lowerCommaSeparated(
    context,
    nodes.filter((node) => node.named),
    nodes.some((node) => node.type === ","),
  );
}

function lowerNamedExpression(context: LoweringContext, node: TreeNode): Expression {
  const [name] = node.children;
  if (name === undefined) return broken(context, node, UNREADABLE);
  const value = lowerChild(context, node, afterToken(node, ":="));
  const target = lowerTarget(context, name);
  return { kind: "assignment-expression", target, operator: null, value, range: rangeOf(context, node) };
}

function lowerYield(context: LoweringContext, node: TreeNode): Yield {
  context.yields += 1;
  const value = namedChildren(node)[0];
  return {
    kind: "yield",
    value: value === undefined ? null : lowerExpression(context, value),
    delegate: hasToken(node, "from"),
    range: rangeOf(context, node),
  };
}

function lowerAwait(context: LoweringContext, node: TreeNode): Expression {
  return { kind: "await", value: lowerChild(context, node, node.children[1]), range: rangeOf(context, node) };
}
