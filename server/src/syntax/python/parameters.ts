import type { Expression, Parameter, Target } from "../program";
import { afterToken, type TreeNode } from "../tree";
import { broken, rangeOf, type LoweringContext } from "../context";
import { lowerChild } from "./expressions";
import { lowerTarget } from "./targets";

/** Parameters of a function or lambda; annotations are left out. */
export function lowerParameters(context: LoweringContext, list: TreeNode): readonly Parameter[] {
  const parameters: Parameter[] = [];
  let form: Parameter["form"] = "ordinary";
  for (const node of list.children) {
    if (!node.named) continue;
    if (node.type === "positional_separator") {
      for (const [index, parameter] of parameters.entries())
        parameters[index] = { ...parameter, form: "positional-only" };
    } else if (node.type === "keyword_separator") {
      form = "keyword-only";
    } else {
      const parameter = lowerParameter(context, node, form);
      parameters.push(parameter);
      if (parameter.form === "rest") form = "keyword-only";
    }
  }
  return parameters;
}

function lowerParameter(context: LoweringContext, node: TreeNode, form: Parameter["form"]): Parameter {
  const range = rangeOf(context, node);
  const parameter = (target: Target, value: Expression | null, ownForm = form): Parameter => ({
    target,
    default: value,
    form: ownForm,
    range,
  });
  const [first] = node.children;
  switch (node.type) {
    case "default_parameter":
    case "typed_default_parameter": {
      const value = afterToken(node, "=");
      const missing = broken(context, node, "the default is missing");
      const target = first ? lowerTarget(context, first) : missing;
      return parameter(target, value ? lowerChild(context, node, value) : missing);
    }
    case "typed_parameter":
      if (first === undefined) return parameter(broken(context, node, "the parameter has no name"), null);
      return { ...lowerParameter(context, first, form), range };
    case "list_splat_pattern":
      return parameter(starredTarget(context, node), null, "rest");
    case "dictionary_splat_pattern":
      return parameter(starredTarget(context, node), null, "keyword-rest");
    default:
      return parameter(lowerTarget(context, node), null);
  }
}

function starredTarget(context: LoweringContext, node: TreeNode): Target {
  const name = node.children.at(-1);
  return name ? lowerTarget(context, name) : broken(context, node, "the parameter has no name");
}
