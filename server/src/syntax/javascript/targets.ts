import { broken, isWritten, rangeOf, textOf } from "../context";
import type { Expression, ObjectTarget, Target } from "../program";
import { afterToken, groupItems, hasToken, namedChildren, type TreeNode } from "../tree";
import { noteAssignment, type ScriptContext } from "./context";
import { lowerChild, lowerExpression } from "./expressions";
import { stringValue } from "./literals";

/** What a declaration or a parameter binds. */
export function lowerBinding(context: ScriptContext, node: TreeNode): Target {
  return new TargetLowering(context, false).lower(node);
}

/** What stands left of `=` without a declaration: its names may be those of functions around this one. */
export function lowerAssigned(context: ScriptContext, node: TreeNode): Target {
  return new TargetLowering(context, true).lower(node);
}

interface WithDefault {
  readonly target: Target;
  readonly default: Expression | null;
}

class TargetLowering {
  constructor(
    private readonly context: ScriptContext,
    private readonly isAssignment: boolean,
  ) {}

  lower(node: TreeNode): Target {
    const { context } = this;
    switch (node.type) {
      case "identifier":
      case "shorthand_property_identifier_pattern":
      case "shorthand_property_identifier": {
        const name = textOf(context, node);
        if (!isWritten(name)) return broken(context, node, "this code could not be read");
        if (this.isAssignment) noteAssignment(context, name);
        return { kind: "name", name, range: rangeOf(context, node) };
      }
      case "object_pattern":
      case "object":
        return this.lowerObject(node);
      case "array_pattern":
      case "array":
        return this.lowerArray(node);
      case "rest_pattern":
      case "spread_element": {
        const inner = node.children.at(-1);
        const target = inner ? this.lower(inner) : broken(context, node, 'the name behind "..." is missing');
        return { kind: "spread-target", target, range: rangeOf(context, node) };
      }
      case "parenthesized_expression":
      case "non_null_expression":
      case "as_expression":
      case "satisfies_expression": {
        const [inner] = namedChildren(node);
        return inner ? this.lower(inner) : broken(context, node, NOT_ASSIGNABLE);
      }
      default: {
        const expression = lowerExpression(context, node);
        if (expression.kind === "attribute" || expression.kind === "subscript" || expression.kind === "broken")
          return expression;
        return broken(context, node, NOT_ASSIGNABLE);
      }
    }
  }

  /** `[a = 1, , b]` is read as the object `{0: a = 1, 2: b}`; without defaults it is a sequence. */
  private lowerArray(node: TreeNode): Target {
    const range = rangeOf(this.context, node);
    const items = this.arrayItems(node);
    if (items.every((item) => item === null || item.default === null)) {
      const targets = items.map((item) => item?.target ?? broken(this.context, node, "no name stands here"));
      return { kind: "sequence-target", items: targets, range };
    }
    const entries = items.flatMap((item, index) => (item === null ? [] : [{ key: String(index), ...item }]));
    const spread = entries.find((entry) => entry.target.kind === "spread-target");
    if (spread === undefined) return { kind: "object-target", entries, rest: null, range };
    const rest = spread.target.kind === "spread-target" ? spread.target.target : spread.target;
    const before = Number(spread.key);
    return { kind: "object-target", entries: entries.filter((entry) => entry !== spread), rest, before, range };
  }

  /** Null stands for a place without a name. */
  private arrayItems(node: TreeNode): readonly (WithDefault | null)[] {
    const items: (WithDefault | null)[] = [];
    let isOpen = false;
    for (const child of node.children) {
      if (child.named) {
        items.push(this.lowerWithDefault(child));
        isOpen = true;
      } else if (child.type === ",") {
        if (!isOpen) items.push(null);
        isOpen = false;
      }
    }
    return items;
  }

  private lowerObject(node: TreeNode): Target {
    const entries: ObjectTarget["entries"][number][] = [];
    let rest: Target | null = null;
    for (const [child] of groupItems(node)) {
      if (child === undefined) continue;
      if (child.type === "rest_pattern" || child.type === "spread_element") {
        const target = this.lower(child);
        rest = target.kind === "spread-target" ? target.target : target;
        continue;
      }
      const isPair = child.type === "pair_pattern" || child.type === "pair";
      const key = isPair ? this.keyOf(child) : textOf(this.context, child.children[0] ?? child);
      const value = isPair ? afterToken(child, ":") : child;
      if (value === null) continue;
      const entry = this.lowerWithDefault(value);
      // Under a computed key nothing is found, so that the target becomes unknown.
      if (key === null) entries.push({ key: COMPUTED_KEY, ...entry });
      else entries.push({ key, ...entry });
    }
    return { kind: "object-target", entries, rest, range: rangeOf(this.context, node) };
  }

  private keyOf(pair: TreeNode): string | null {
    const [key] = pair.children;
    if (key === undefined || key.type === "computed_property_name") return null;
    return key.type === "string" ? stringValue(this.context, key) : textOf(this.context, key);
  }

  private lowerWithDefault(node: TreeNode): WithDefault {
    const hasDefault = WITH_DEFAULT.has(node.type) && hasToken(node, "=");
    const [target] = node.children;
    if (!hasDefault || target === undefined) return { target: this.lower(node), default: null };
    return { target: this.lower(target), default: lowerChild(this.context, node, afterToken(node, "=")) };
  }
}

/** Key of what a pattern takes under a name that is computed: no property has it. */
const COMPUTED_KEY = "(computed)";

const NOT_ASSIGNABLE = "nothing can be assigned to this";

const WITH_DEFAULT = new Set(["assignment_pattern", "object_assignment_pattern", "assignment_expression"]);
