import { afterToken, type TreeNode } from "../tree";
import type { LoweringContext } from "../context";

/** Nodes whose first child is an operand of theirs. */
const LEFT_OPERAND = new Set([
  "attribute",
  "subscript",
  "call",
  "binary_operator",
  "boolean_operator",
  "comparison_operator",
  "conditional_expression",
]);

/** The grammar reads some `*a.b` as `(*a).b`: this moves the star to the front again. */
export function regroupSplat(context: LoweringContext, node: TreeNode): TreeNode {
  if (!LEFT_OPERAND.has(node.type) || context.text.charAt(node.start) !== "*") return node;
  const operand = withoutSplat(node);
  return operand === null ? node : { ...node, type: "list_splat", children: [operand] };
}

function withoutSplat(node: TreeNode): TreeNode | null {
  if (node.type === "list_splat") return node.children.at(-1) ?? null;
  const [first, ...rest] = node.children;
  if (!LEFT_OPERAND.has(node.type) || first === undefined) return null;
  const operand = withoutSplat(first);
  return operand === null ? null : { ...node, start: operand.start, children: [operand, ...rest] };
}

/** Value and name of `a as b`. The grammar reads `a if b else c as d` as `a if b else (c as d)`: the name is taken out again. */
export function splitAlias(node: TreeNode): { readonly value: TreeNode; readonly alias: TreeNode | null } {
  const last = node.children.at(-1);
  if (node.type === "as_pattern") return { value: node.children[0] ?? node, alias: afterToken(node, "as") };
  if (last === undefined || (node.type !== "conditional_expression" && node.type !== "boolean_operator"))
    return { value: node, alias: null };
  const { value, alias } = splitAlias(last);
  if (alias === null) return { value: node, alias };
  return { value: { ...node, end: value.end, children: [...node.children.slice(0, -1), value] }, alias };
}
