import { rangeOf } from "../context";
import type { Assignment, Expression, Statement } from "../program";
import { afterToken, childOfType, hasToken, hasUnreadable, namedChildren, type TreeNode } from "../tree";
import { lowerClass } from "./classes";
import type { ScriptContext } from "./context";
import { lowerChild, propertyName, withoutWrapping } from "./expressions";
import { lowerNamedFunction } from "./functions";
import { requiredModule } from "./modules";
import { unreadable } from "./statements";
import { lowerBinding } from "./targets";

/** `const a = 1, b`: a statement for each. One alone takes the whole declaration for its range. */
export function lowerDeclaration(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const declarators = node.children.filter((child) => child.type === "variable_declarator");
  const whole = declarators.length === 1 ? node : null;
  return declarators.map((declarator) => lowerDeclarator(context, declarator, whole ?? declarator));
}

function lowerDeclarator(context: ScriptContext, node: TreeNode, whole: TreeNode): Statement {
  const [bound] = node.children;
  if (bound === undefined || hasUnreadable(node)) return unreadable(context, node);
  const right = afterToken(node, "=");
  const value = right === null ? null : withoutWrapping(right);
  if (bound.type === "identifier" && value !== null) {
    const defined = lowerDefinition(context, bound, value, whole);
    if (defined !== null) return defined;
  }
  const required = value === null ? null : requiredModule(context, bound, value, rangeOf(context, whole));
  return required ?? lowerPlainDeclarator(context, node, bound, rangeOf(context, whole));
}

/** A function or class that gets its name by a declaration. */
function lowerDefinition(context: ScriptContext, name: TreeNode, value: TreeNode, whole: TreeNode): Statement | null {
  if (value.type === "class") return lowerClass(context, value, { name, whole });
  const isFunction = /^(?:arrow_function|function_expression|generator_function)$/.test(value.type);
  return isFunction ? lowerNamedFunction(context, value, name, whole) : null;
}

function lowerPlainDeclarator(
  context: ScriptContext,
  node: TreeNode,
  bound: TreeNode,
  range: Assignment["range"],
): Statement {
  const value: Expression = hasToken(node, "=")
    ? lowerChild(context, node, afterToken(node, "="))
    : { kind: "literal", type: "undefined", value: null, range };
  return { kind: "assignment", targets: [lowerBinding(context, bound)], value, range };
}

export function lowerFunction(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const name = childOfType(node, "identifier");
  return [(name === null ? null : lowerNamedFunction(context, node, name, node)) ?? unreadable(context, node)];
}

/** An enum is an object; its reverse mapping of numbers to names is left out. */
export function lowerEnum(context: ScriptContext, node: TreeNode): readonly Statement[] {
  const name = childOfType(node, "identifier");
  const body = childOfType(node, "enum_body");
  if (name === null || body === null || hasUnreadable(body)) return [unreadable(context, node)];
  let next: number | null = 0;
  const entries = namedChildren(body).map((member) => {
    const [key = member] = member.children;
    const range = rangeOf(context, key);
    const value: Expression =
      member.type === "enum_assignment"
        ? lowerChild(context, member, afterToken(member, "="))
        : next === null
          ? { kind: "broken", why: "this member's number is not known", range }
          : { kind: "literal", type: "integer", value: next, range };
    next = value.kind === "literal" && typeof value.value === "number" ? value.value + 1 : null;
    return {
      key: { kind: "literal", type: "string", value: propertyName(context, key) ?? "", range } as const,
      value,
    };
  });
  const range = rangeOf(context, node);
  const value: Expression = { kind: "dictionary", entries, range: rangeOf(context, body) };
  return [{ kind: "assignment", targets: [lowerBinding(context, name)], value, range }];
}
