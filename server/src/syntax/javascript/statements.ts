import { rangeOf, textOf } from "../context";
import type { Expression, Statement, Target, Try } from "../program";
import { afterToken, childOfType, hasToken, hasUnreadable, namedChildren, type TreeNode } from "../tree";
import { lowerClass } from "./classes";
import { noteAssignment, type ScriptContext } from "./context";
import {
  isBinaryOperator,
  LOGICAL_OPERATORS,
  lowerChild,
  lowerExpression,
  sequenceItems,
  withoutWrapping,
} from "./expressions";
import { lowerDeclaration, lowerEnum, lowerFunction } from "./declarations";
import { lowerCommonJs, lowerExport, lowerImport, requiredModule } from "./modules";
import { assignableNames, assignedNames } from "./names";
import { declaredBy, keepShadowed } from "./shadows";
import { lowerSwitch } from "./switches";
import { lowerAssigned, lowerBinding } from "./targets";

/** Statements of a module or block. Functions come first: they can be called above the place where they stand. */
export function lowerStatements(context: ScriptContext, nodes: readonly TreeNode[]): readonly Statement[] {
  const functions: Statement[] = [];
  const others: Statement[] = [];
  const { visible } = context;
  const declared = new Set(visible);
  context.visible = declared;
  for (const node of nodes) {
    if (!node.named) continue;
    (isHoisted(node) ? functions : others).push(...lowerStatement(context, node));
    for (const name of declaredBy(context, node)) declared.add(name);
  }
  context.visible = visible;
  return [...functions, ...others];
}

/** One statement, or those of a block. */
export function lowerStatement(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const placeholder = node.type === "expression_statement" ? placeholderOf(context, node) : undefined;
  if (placeholder !== undefined) return placeholder;
  if (node.type === "ERROR") return [unreadable(context, node)];
  if (WITHOUT_EFFECT.has(node.type)) return [];
  const lower = LOWERINGS.get(node.type);
  if (lower === undefined)
    return [brokenStatement(context, node, `"${node.type.replaceAll("_", " ")}" is not evaluated`)];
  if (hasUnreadable(node) && node.type !== "statement_block") return [unreadable(context, node)];
  return keepShadowed(context, node, () => lower(context, node));
}

export function brokenStatement(context: ScriptContext, node: TreeNode, why: string): Statement {
  const names = changedNames(context, assignedNames(context, node));
  return { kind: "broken-statement", why, names, range: rangeOf(context, node) };
}

/** Names come from the text here: the tree of an unreadable statement may leave out any of its parts. */
export function unreadable(context: ScriptContext, node: TreeNode): Statement {
  const names = changedNames(context, assignableNames(textOf(context, node)));
  return { kind: "broken-statement", why: "this statement could not be read", names, range: rangeOf(context, node) };
}

/** Those of the names that do not stand for modules; they may be variables of the functions around this one. */
function changedNames(context: ScriptContext, names: readonly string[]): readonly string[] {
  const changed = names.filter((name) => !context.imported.has(name));
  for (const name of changed) noteAssignment(context, name);
  return changed;
}

function isHoisted(node: TreeNode): boolean {
  const declaration = node.type === "export_statement" ? node.children.find((child) => child.named) : node;
  return declaration?.type === "function_declaration" || declaration?.type === "generator_function_declaration";
}

function placeholderOf(context: ScriptContext, node: TreeNode): readonly Statement[] | undefined {
  const [first] = node.children;
  const statements = first?.type === "identifier" ? context.placeholders.get(textOf(context, first)) : undefined;
  return statements?.map((statement) =>
    statement.kind === "broken-statement" ? { ...statement, names: changedNames(context, statement.names) } : statement,
  );
}

/** Types, and what does nothing at run time. */
const WITHOUT_EFFECT = new Set([
  "empty_statement",
  "debugger_statement",
  "hash_bang_line",
  "interface_declaration",
  "type_alias_declaration",
  "ambient_declaration",
  "function_signature",
]);

type Lowering = (context: ScriptContext, node: TreeNode) => readonly Statement[];

const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ["expression_statement", (context, node) => lowerCommonJs(context, node) ?? lowerExpressionStatement(context, node)],
  ["lexical_declaration", lowerDeclaration],
  ["variable_declaration", lowerDeclaration],
  ["function_declaration", lowerFunction],
  ["generator_function_declaration", lowerFunction],
  ["class_declaration", (context, node) => [lowerClass(context, node)]],
  ["abstract_class_declaration", (context, node) => [lowerClass(context, node)]],
  ["enum_declaration", lowerEnum],
  ["statement_block", (context, node) => lowerStatements(context, node.children)],
  ["return_statement", lowerReturn],
  ["throw_statement", lowerThrow],
  ["if_statement", lowerIf],
  ["for_statement", lowerFor],
  ["for_in_statement", lowerForIn],
  ["while_statement", lowerWhile],
  ["do_statement", lowerDo],
  ["switch_statement", lowerSwitch],
  ["try_statement", lowerTry],
  ["break_statement", (context, node) => lowerJump(context, node, "break")],
  ["continue_statement", (context, node) => lowerJump(context, node, "continue")],
  ["labeled_statement", lowerLabeled],
  ["import_statement", lowerImport],
  ["export_statement", lowerExport],
  ["internal_module", (context, node) => [brokenStatement(context, node, "namespaces are not evaluated")]],
  ["import_alias", (context, node) => [brokenStatement(context, node, "aliases of namespaces are not evaluated")]],
]);

// ---------------------------------------------------------------- expressions as statements

function lowerExpressionStatement(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const [first] = namedChildren(node);
  return first === undefined ? [] : lowerEffects(context, first);
}

/** `let tf; try { tf = require(M); } catch …` on the module's level. */
function requiredLater(context: ScriptContext, node: TreeNode): Statement | null {
  const [left, , right] = node.children;
  if (context.scope !== null || left?.type !== "identifier" || right === undefined) return null;
  return requiredModule(context, left, right, rangeOf(context, node));
}

/** What an expression does whose value nobody reads. */
function lowerEffects(context: ScriptContext, whole: TreeNode): readonly Statement[] {
  return sequenceItems(withoutWrapping(whole)).flatMap((item) => {
    const node = withoutWrapping(item);
    if (node.type === "sequence_expression") return lowerEffects(context, node);
    if (ASSIGNMENTS.has(node.type) && hasUnreadable(node)) return [unreadable(context, node)];
    switch (node.type) {
      case "assignment_expression":
        return [requiredLater(context, node) ?? lowerAssignments(context, node)];
      case "unary_expression":
        return hasToken(node, "delete") ? lowerDelete(context, node) : lowerValue(context, node);
      case "internal_module":
        return [brokenStatement(context, node, "namespaces are not evaluated")];
      case "augmented_assignment_expression":
      case "update_expression":
        return lowerChange(context, node);
      default:
        return lowerValue(context, node);
    }
  });
}

const ASSIGNMENTS = new Set(["assignment_expression", "augmented_assignment_expression"]);

function lowerValue(context: ScriptContext, node: TreeNode): readonly Statement[] {
  return [{ kind: "expression-statement", expression: lowerExpression(context, node), range: rangeOf(context, node) }];
}

/** `a = b = 1` nests to the right in the tree. */
function lowerAssignments(context: ScriptContext, node: TreeNode): Statement {
  const targets: Target[] = [];
  let current: TreeNode = node;
  for (;;) {
    const [left] = current.children;
    if (left !== undefined) targets.push(lowerAssigned(context, left));
    const right = afterToken(current, "=");
    if (right?.type !== "assignment_expression" || hasUnreadable(right)) {
      const value = lowerChild(context, current, right);
      return { kind: "assignment", targets, value, range: rangeOf(context, node) };
    }
    current = right;
  }
}

/** `a += b`, `a ??= b` and `a++`. */
function lowerChange(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const range = rangeOf(context, node);
  const sign = node.children.find((child) => !child.named)?.type ?? "";
  const operand = node.children.find((child) => child.named);
  const isUpdate = node.type === "update_expression";
  const operator = isUpdate ? sign.charAt(0) : sign.slice(0, -1);
  if (operand === undefined) return [unreadable(context, node)];
  const value: Expression = isUpdate
    ? { kind: "literal", type: "integer", value: 1, range }
    : lowerChild(context, node, node.children.at(-1));
  const target = lowerAssigned(context, operand);
  const logical = LOGICAL_OPERATORS.get(operator);
  if (logical !== undefined) {
    const left = lowerExpression(context, operand);
    const chosen: Expression = { kind: "logical", operator: logical, left, right: value, range };
    return [{ kind: "assignment", targets: [target], value: chosen, range }];
  }
  if (!isBinaryOperator(operator)) return [unreadable(context, node)];
  return [{ kind: "augmented-assignment", target, operator, value, range }];
}

function lowerDelete(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const deleted = afterToken(node, "delete");
  if (deleted === null) return [unreadable(context, node)];
  return [{ kind: "delete", targets: [lowerAssigned(context, deleted)], range: rangeOf(context, node) }];
}

// ---------------------------------------------------------------- control flow

function lowerReturn(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const [value] = namedChildren(node);
  return [
    {
      kind: "return",
      value: value === undefined ? null : lowerExpression(context, value),
      range: rangeOf(context, node),
    },
  ];
}

function lowerThrow(context: ScriptContext, node: TreeNode): readonly Statement[] {
  return [
    { kind: "raise", value: lowerChild(context, node, afterToken(node, "throw")), range: rangeOf(context, node) },
  ];
}

function lowerIf(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const clause = childOfType(node, "else_clause");
  const otherwise = clause === null ? null : afterToken(clause, "else");
  const condition = afterToken(node, "if");
  const then = condition === null ? undefined : node.children[node.children.indexOf(condition) + 1];
  return [
    {
      kind: "if",
      condition: lowerChild(context, node, condition),
      then: then === undefined ? [] : lowerStatement(context, then),
      otherwise: otherwise === null ? [] : lowerStatement(context, otherwise),
      range: rangeOf(context, node),
    },
  ];
}

/** The initializer stands before the loop. */
function lowerFor(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const parts = node.children.slice(2);
  const close = parts.findIndex((child) => !child.named && child.type === ")");
  const [start, condition, update] = splitHeader(parts.slice(0, close));
  const body = parts[close + 1];
  if (close < 0 || body === undefined) return [unreadable(context, node)];
  const range = rangeOf(context, node);
  const initial =
    start === undefined ? [] : START.has(start.type) ? lowerStatement(context, start) : lowerEffects(context, start);
  return [
    ...initial,
    {
      kind: "while",
      condition:
        condition === undefined
          ? { kind: "literal", type: "boolean", value: true, range }
          : lowerExpression(context, condition),
      body: lowerStatement(context, body),
      otherwise: [],
      update: update === undefined ? [] : lowerEffects(context, update),
      range,
    },
  ];
}

const START = new Set(["lexical_declaration", "variable_declaration"]);

/** The three parts of the header; declarations and empty ones hold their own semicolon. */
function splitHeader(nodes: readonly TreeNode[]): readonly (TreeNode | undefined)[] {
  const parts: (TreeNode | undefined)[] = [undefined];
  for (const node of nodes) {
    if (node.named && node.type !== "empty_statement") parts[parts.length - 1] = node;
    if (!node.named || node.type === "empty_statement" || START.has(node.type)) parts.push(undefined);
  }
  return parts;
}

function lowerForIn(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const over = hasToken(node, "of") ? "items" : "keys";
  const declared = afterToken(node, "const") ?? afterToken(node, "let") ?? afterToken(node, "var");
  const target = declared ?? afterToken(node, "(") ?? childOfType(node, "identifier");
  const iterable = afterToken(node, over === "items" ? "of" : "in");
  const body = node.children.at(-1);
  if (target === null || iterable === null || body === undefined) return [unreadable(context, node)];
  return [
    {
      kind: "for-each",
      target: declared === null ? lowerAssigned(context, target) : lowerBinding(context, target),
      iterable: lowerChild(context, node, iterable),
      over,
      body: lowerStatement(context, body),
      otherwise: [],
      range: rangeOf(context, node),
    },
  ];
}

function lowerWhile(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const body = node.children.at(-1);
  return [
    {
      kind: "while",
      condition: lowerChild(context, node, afterToken(node, "while")),
      body: body === undefined ? [] : lowerStatement(context, body),
      otherwise: [],
      update: [],
      range: rangeOf(context, node),
    },
  ];
}

function lowerDo(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const body = afterToken(node, "do");
  const condition = afterToken(node, "while");
  const range = rangeOf(context, node);
  const end = condition === null ? range : rangeOf(context, condition);
  return [
    {
      kind: "while",
      condition: { kind: "literal", type: "boolean", value: true, range: end },
      body: body === null ? [] : lowerStatement(context, body),
      otherwise: [],
      update: [
        {
          kind: "if",
          condition: lowerChild(context, node, condition),
          then: [],
          otherwise: [{ kind: "break", range: end }],
          range: end,
        },
      ],
      range,
    },
  ];
}

function lowerTry(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const handler = childOfType(node, "catch_clause");
  const final = childOfType(node, "finally_clause");
  return [
    {
      kind: "try",
      body: blockOf(context, node),
      handlers: handler === null ? [] : [lowerHandler(context, handler)],
      otherwise: [],
      finally: final === null ? [] : blockOf(context, final),
      range: rangeOf(context, node),
    },
  ];
}

function lowerHandler(context: ScriptContext, node: TreeNode): Try["handlers"][number] {
  const bound = afterToken(node, "(");
  const body = blockOf(context, node);
  if (bound === null) return { type: null, name: null, body };
  if (bound.type === "identifier") return { type: null, name: textOf(context, bound), body };
  return {
    type: null,
    name: null,
    body: [brokenStatement(context, node, "what an error holds is not evaluated"), ...body],
  };
}

function blockOf(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const block = childOfType(node, "statement_block");
  return block === null ? [] : lowerStatements(context, block.children);
}

function lowerJump(context: ScriptContext, node: TreeNode, kind: "break" | "continue"): readonly Statement[] {
  if (namedChildren(node).length > 0) return [brokenStatement(context, node, `a labeled ${kind} is not evaluated`)];
  return [{ kind, range: rangeOf(context, node) }];
}

/** The label itself does nothing; a loop that is left by it is not evaluated. */
function lowerLabeled(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const body = node.children.at(-1);
  if (body === undefined) return [];
  if (jumpsToLabel(body)) return [brokenStatement(context, node, "jumps to labels are not evaluated")];
  return lowerStatement(context, body);
}

function jumpsToLabel(node: TreeNode): boolean {
  if (node.type === "break_statement" || node.type === "continue_statement") return namedChildren(node).length > 0;
  return node.children.some(jumpsToLabel);
}
