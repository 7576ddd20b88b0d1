import type { Target } from "../program";
import { hasToken, namedChildren, type TreeNode } from "../tree";
import { broken, rangeOf, type LoweringContext } from "../context";
import { lowerExpression } from "./expressions";
import { regroupSplat } from "./regroup";

/** What may stand left of `=`, behind `for`, `as` and `del`. */
export function lowerTarget(context: LoweringContext, node: TreeNode): Target {
  switch (node.type) {
    case "pattern_list":
    case "list_pattern":
    case "list":
    case "expression_list":
    case "tuple":
      return sequenceTarget(context, node);
    case "tuple_pattern":
    case "parenthesized_expression":
    case "as_pattern_target":
      return parenthesizedTarget(context, node);
    case "list_splat_pattern":
    case "list_splat":
      return spreadTarget(context, node);
    default: {
      const expression = lowerExpression(context, node);
      if (expression.kind === "name" || expression.kind === "attribute" || expression.kind === "subscript")
        return expression;
      if (expression.kind === "broken") return expression;
      return broken(context, node, "nothing can be assigned to this");
    }
  }
}

function sequenceTarget(context: LoweringContext, node: TreeNode): Target {
  const items = namedChildren(node).map((child) => lowerTarget(context, regroupSplat(context, child)));
  return { kind: "sequence-target", items, range: rangeOf(context, node) };
}

/** `(a) = b` assigns to a itself, `(a,) = b` unpacks. */
function parenthesizedTarget(context: LoweringContext, node: TreeNode): Target {
  const [inner, ...others] = namedChildren(node);
  if (inner === undefined || others.length > 0 || hasToken(node, ",")) return sequenceTarget(context, node);
  return lowerTarget(context, inner);
}

function spreadTarget(context: LoweringContext, node: TreeNode): Target {
  const inner = node.children.at(-1);
  const target = inner ? lowerTarget(context, inner) : broken(context, node, 'the name behind "*" is missing');
  return { kind: "spread-target", target, range: rangeOf(context, node) };
}
