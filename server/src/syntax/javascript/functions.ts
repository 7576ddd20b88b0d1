import { broken, rangeOf, textOf } from "../context";
import type { Expression, Lambda, Parameter, Statement } from "../program";
import { afterToken, childOfType, hasToken, hasUnreadable, type TreeNode } from "../tree";
import { inFunction, type FunctionBody, type ScriptContext } from "./context";
import { lowerChild, lowerExpression } from "./expressions";
import { declaredNames, PATTERNS } from "./names";
import { lowerBinding } from "./targets";
import { lowerStatements } from "./statements";

export interface LoweredFunction {
  readonly parameters: readonly Parameter[];
  /** An arrow's expression, where nothing else has to be said. */
  readonly body: Expression | readonly Statement[];
  readonly isGenerator: boolean;
  readonly ownThis: boolean;
}

/** Parameters and body of a declaration, expression, arrow or method; null where one could not be read. */
function lowerFunctionParts(context: ScriptContext, node: TreeNode): LoweredFunction | null {
  const list = childOfType(node, "formal_parameters") ?? node.children.find((child) => child.type === "identifier");
  if (list === undefined || hasUnreadable(node) || hasUnreadable(list)) return null;
  const block = childOfType(node, "statement_block");
  const arrow = afterToken(node, "=>");
  const content = arrow ?? block;
  if (content === null) return null;
  const isBare = list.type === "identifier";
  const declared = declaredNames(context, [list, content]);
  let parameters: readonly Parameter[] = [];
  let value: Expression | null = null;
  const inside = inFunction(context, content, isBare ? declared.add(textOf(context, list)) : declared, () => {
    parameters = isBare ? [bareParameter(context, list)] : lowerParameters(context, list);
    context.visible = new Set([...context.visible, ...declaredNames(context, [list])]);
    if (content.type === "statement_block") return lowerStatements(context, content.children);
    value = lowerExpression(context, content);
    return [{ kind: "return", value, range: value.range }];
  });
  const ownThis = node.type !== "arrow_function";
  return { parameters, body: bodyOf(inside, value), isGenerator: inside.isGenerator || hasToken(node, "*"), ownThis };
}

/** Assignments of an arrow's expression to outer variables need its statements. */
function bodyOf(inside: FunctionBody, value: Expression | null): Expression | readonly Statement[] {
  return value !== null && inside.statements.length === 1 ? value : inside.statements;
}

/** A function as a value. */
export function lowerLambda(context: ScriptContext, node: TreeNode): Lambda | Expression {
  const parts = lowerFunctionParts(context, node);
  if (parts === null) return broken(context, node, "this function could not be read");
  if (parts.isGenerator) return broken(context, node, "generators as values are not evaluated");
  const { parameters, body, ownThis } = parts;
  return { kind: "lambda", parameters, body, ownThis, range: rangeOf(context, node) };
}

/** A function with a name; the body of an arrow's expression returns it. */
export function lowerNamedFunction(
  context: ScriptContext,
  node: TreeNode,
  name: TreeNode,
  whole: TreeNode,
  decorators: readonly Expression[] = [],
): Statement | null {
  const parts = lowerFunctionParts(context, node);
  if (parts === null) return null;
  const { parameters, body, isGenerator, ownThis } = parts;
  return {
    kind: "function",
    name: textOf(context, name),
    nameRange: rangeOf(context, name),
    parameters,
    body: "kind" in body ? [{ kind: "return", value: body, range: body.range }] : body,
    decorators,
    isGenerator,
    ownThis,
    range: rangeOf(context, whole),
  };
}

// ---------------------------------------------------------------- parameters

function lowerParameters(context: ScriptContext, list: TreeNode): readonly Parameter[] {
  return list.children.flatMap((node) => {
    if (node.type !== "required_parameter" && node.type !== "optional_parameter") return [];
    const pattern = node.children.find((child) => PATTERNS.has(child.type));
    // `this: T` only declares a type.
    if (pattern === undefined || pattern.type === "this") return [];
    return [lowerParameter(context, node, pattern)];
  });
}

/** An optional parameter of TypeScript is undefined where it is not given, as every other one. */
function lowerParameter(context: ScriptContext, node: TreeNode, pattern: TreeNode): Parameter {
  const range = rangeOf(context, node);
  const value = hasToken(node, "=") ? lowerChild(context, node, afterToken(node, "=")) : null;
  const target = lowerBinding(context, pattern);
  if (target.kind === "spread-target") return { target: target.target, default: null, form: "rest", range };
  return { target, default: value, form: "ordinary", range };
}

function bareParameter(context: ScriptContext, node: TreeNode): Parameter {
  return { target: lowerBinding(context, node), default: null, form: "ordinary", range: rangeOf(context, node) };
}
