import { rangeOf, textOf } from "../context";
import type { Name, Statement } from "../program";
import { afterToken, namedChildren, type TreeNode } from "../tree";
import type { ScriptContext } from "./context";
import { boundNames, FUNCTIONS } from "./names";

/**
 * Variables live in their function here. Where one of a block has the name of one outside of it, that one's value is kept
 * in a variable which no program can have, and given back behind each statement around the block: a `break` leaves several.
 */
export function keepShadowed(
  context: ScriptContext,
  node: TreeNode,
  lower: () => readonly Statement[],
): readonly Statement[] {
  if (!WITH_BLOCKS.has(node.type)) return lower();
  const { visible } = context;
  const inner = new Map<string, TreeNode>();
  collect(context, node, inner);
  const shadowing = [...inner.values()].filter((name) => visible.has(textOf(context, name)));
  context.visible = new Set([...visible, ...headerNames(context, node)]);
  const lowered = lower();
  context.visible = visible;
  const kept = shadowing.map((name) => keeping(context, name, node));
  return [...kept.map(({ save }) => save), ...lowered, ...kept.map(({ restore }) => restore)];
}

/** Names that a statement declares for those behind it in its block. */
export function declaredBy(context: ScriptContext, node: TreeNode): readonly string[] {
  const declaration = node.type === "export_statement" ? namedChildren(node).at(-1) : node;
  if (declaration === undefined || !DECLARATIONS.has(declaration.type)) return [];
  return declaration.children.flatMap((child) =>
    child.type === "variable_declarator" || child.type === "type_identifier" || child.type === "identifier"
      ? boundNames(child.children[0] ?? child).map((name) => textOf(context, name))
      : [],
  );
}

const DECLARATIONS = new Set([
  "lexical_declaration",
  "variable_declaration",
  "class_declaration",
  "function_declaration",
  "generator_function_declaration",
]);

const WITH_BLOCKS = new Set([
  "statement_block",
  "if_statement",
  "for_statement",
  "for_in_statement",
  "while_statement",
  "do_statement",
  "switch_statement",
  "try_statement",
]);

/** Names that blocks within the node declare for themselves; `var` declares for the function. */
function collect(context: ScriptContext, node: TreeNode, names: Map<string, TreeNode>): void {
  if (FUNCTIONS.has(node.type) || node.type === "class_body") return;
  const add = (bound: TreeNode | null | undefined) => {
    if (bound) for (const name of boundNames(bound)) names.set(textOf(context, name), name);
  };
  if (node.type === "lexical_declaration") for (const child of namedChildren(node)) add(child.children[0]);
  if (node.type === "for_in_statement") add(afterToken(node, "const") ?? afterToken(node, "let"));
  for (const child of node.children) collect(context, child, names);
}

/** Names of `for (let i = 0; …)` and `for (const x of y)`. */
function headerNames(context: ScriptContext, node: TreeNode): readonly string[] {
  if (node.type !== "for_statement" && node.type !== "for_in_statement") return [];
  const declaration = node.children.find((child) => child.type === "lexical_declaration");
  if (declaration !== undefined) return declaredBy(context, declaration);
  const bound = afterToken(node, "const") ?? afterToken(node, "let");
  return bound === null ? [] : boundNames(bound).map((name) => textOf(context, name));
}

function keeping(
  context: ScriptContext,
  name: TreeNode,
  around: TreeNode,
): { readonly save: Statement; readonly restore: Statement } {
  const range = rangeOf(context, name);
  const variable: Name = { kind: "name", name: textOf(context, name), range };
  const keeper: Name = { kind: "name", name: `(${variable.name} around ${around.start})`, range };
  return {
    save: { kind: "assignment", targets: [keeper], value: variable, range },
    restore: { kind: "assignment", targets: [variable], value: keeper, range },
  };
}
