import { textOf, type LoweringContext } from "../context";
import { afterToken, childOfType, namedChildren, type TreeNode } from "../tree";

/** Names that a function declares, parameters included; not those of functions and classes within it. */
export function declaredNames(context: LoweringContext, nodes: readonly TreeNode[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) collectDeclared(context, node, names);
  return names;
}

/** Names that the imports of a module bind: no statement that cannot be read changes what they stand for. */
export function importedNames(context: LoweringContext, nodes: readonly TreeNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    const clause = node.type === "import_statement" ? childOfType(node, "import_clause") : null;
    if (clause !== null && !node.broken) addBound(context, clause, names);
    const declarator = childOfType(node, "variable_declarator");
    const value = declarator === null ? null : afterToken(declarator, "=");
    const isRequired = value !== null && /^(?:await\s+import|require)\b/.test(textOf(context, value));
    if (isRequired && declarator?.children[0] !== undefined) addBound(context, declarator.children[0], names);
  }
  return names;
}

/** Names that a readable statement may assign, or whose objects its calls may change. */
export function assignedNames(context: LoweringContext, node: TreeNode): readonly string[] {
  const names = new Set<string>();
  collectAssigned(context, node, names);
  return [...names];
}

/** The same from text alone, for code that has no tree. Rather too many than too few: a name left out would keep a stale value. */
export function assignableNames(text: string): readonly string[] {
  const code = text.replace(
    /`(?:\\[^]|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/.*|\/\*[^]*?\*\//g,
    (part) => (part.startsWith("/") ? " " : '""'),
  );
  const names = new Set<string>();
  const add = (name: string | undefined) => {
    if (name !== undefined && !KEYWORDS.has(name)) names.add(name);
  };
  for (const { 1: pattern = "" } of code.matchAll(DECLARATION)) addPattern(pattern, add);
  for (const { 1: name } of code.matchAll(DEFINITION)) add(name);
  for (const { 1: names = "" } of code.matchAll(IMPORT)) addPattern(names, add);
  for (const { 1: name } of code.matchAll(CHANGED)) add(name);
  // `model.add(` may change what model stands for.
  for (const { 1: name } of code.matchAll(CALLED)) add(name);
  for (const { 1: before, 2: behind } of code.matchAll(INCREMENTED)) add(before ?? behind);
  return [...names];
}

const NAME = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const DECLARATION = /\b(?:const|let|var)\s+([^=;\n]*(?:\n[^=;\n]*)?)/gu;
const DEFINITION = new RegExp(String.raw`\b(?:function\s*\*?|class|enum)\s+(${NAME})`, "gu");
const IMPORT = /\bimport\s+([^"';]*?)(?:\bfrom\b|$)/gu;
/** `a = `, `a.b[c] += `, and at the start of a statement `a.b(`. */
const CHANGED = new RegExp(
  String.raw`(?<![.\p{L}\p{N}_$])(${NAME})\s*(?:\??\.\s*${NAME}\s*|\[[^\]\n]*\]\s*)*(?:[-+*/%&|^]|\*\*|<<|>>|>>>|&&|\|\||\?\?)?=(?![=>])`,
  "gu",
);
const CALLED = new RegExp(String.raw`(?:^|[;{}\n])\s*(?:await\s+)?(${NAME})\s*(?:\??\.|\[)`, "gu");
const INCREMENTED = new RegExp(String.raw`(?<![.\p{L}\p{N}_$])(${NAME})\s*(?:\+\+|--)|(?:\+\+|--)\s*(${NAME})`, "gu");

function addPattern(pattern: string, add: (name: string) => void): void {
  // `b: c` of a pattern binds c, `b: T` of a declaration b: both are taken.
  for (const { 0: name } of pattern.matchAll(new RegExp(NAME, "gu"))) add(name);
}

/** Reserved words, and those of TypeScript that start a declaration or a member. */
export function isKeyword(name: string): boolean {
  return KEYWORDS.has(name);
}

const KEYWORDS = new Set(
  (
    "as async await break case catch class const continue debugger default delete do else enum export extends false " +
    "finally for from function if import in instanceof interface let new null of private protected public readonly " +
    "return satisfies static super switch this throw true try type typeof undefined var void while with yield"
  ).split(" "),
);

// ---------------------------------------------------------------- trees

export const FUNCTIONS = new Set([
  "function_declaration",
  "generator_function_declaration",
  "function_expression",
  "generator_function",
  "arrow_function",
  "method_definition",
]);

/** What is declared in them is not declared around them. */
const BODIES = new Set(["class_declaration", "abstract_class_declaration", "class", "internal_module"]);

function collectDeclared(context: LoweringContext, node: TreeNode, names: Set<string>): void {
  const bound = boundBy(node);
  if (bound !== null) addBound(context, bound, names);
  if (FUNCTIONS.has(node.type) || BODIES.has(node.type)) return;
  for (const child of node.children) collectDeclared(context, child, names);
}

/** The name or pattern that a node declares. */
function boundBy(node: TreeNode): TreeNode | null {
  switch (node.type) {
    case "function_declaration":
    case "generator_function_declaration":
    case "class_declaration":
    case "abstract_class_declaration":
    case "enum_declaration":
    case "internal_module":
      return node.children.find((child) => child.type === "identifier" || child.type === "type_identifier") ?? null;
    case "variable_declarator":
      return node.children[0] ?? null;
    case "required_parameter":
    case "optional_parameter":
      return node.children.find((child) => PATTERNS.has(child.type)) ?? null;
    case "for_in_statement":
      return afterToken(node, "const") ?? afterToken(node, "let") ?? afterToken(node, "var");
    case "catch_clause":
      return afterToken(node, "(");
    default:
      return null;
  }
}

/** What may be declared in place of a name. */
export const PATTERNS = new Set([
  "identifier",
  "object_pattern",
  "array_pattern",
  "rest_pattern",
  "this",
  "assignment_pattern",
]);

/** The nodes of the names that a pattern or name of a declaration binds. */
export function boundNames(node: TreeNode): readonly TreeNode[] {
  switch (node.type) {
    case "identifier":
    case "type_identifier":
    case "shorthand_property_identifier_pattern":
      return [node];
    case "assignment_pattern":
    case "object_assignment_pattern":
      return node.children.slice(0, 1).flatMap((child) => boundNames(child));
    case "pair_pattern":
      return node.children.slice(-1).flatMap((child) => boundNames(child));
    case "object_pattern":
    case "array_pattern":
    case "rest_pattern":
      return namedChildren(node).flatMap((child) => boundNames(child));
    default:
      return [];
  }
}

/** Names at the root of a target: `a` of `a.b[c]`, each of a pattern. */
function addBound(context: LoweringContext, node: TreeNode, names: Set<string>): void {
  const [first] = node.children;
  switch (node.type) {
    case "identifier":
    case "shorthand_property_identifier_pattern":
    case "shorthand_property_identifier":
    case "type_identifier":
      names.add(textOf(context, node));
      return;
    case "assignment_pattern":
    case "object_assignment_pattern":
    case "assignment_expression":
    case "member_expression":
    case "subscript_expression":
    case "call_expression":
    case "non_null_expression":
    case "as_expression":
      if (first) addBound(context, first, names);
      return;
    case "pair_pattern":
    case "pair": {
      const value = node.children.at(-1);
      if (value) addBound(context, value, names);
      return;
    }
    default:
      for (const child of namedChildren(node)) addBound(context, child, names);
  }
}

function collectAssigned(context: LoweringContext, node: TreeNode, names: Set<string>): void {
  const bound = boundBy(node) ?? changedBy(node);
  if (bound !== null) addBound(context, bound, names);
  // Assignments inside a function that is not called here do nothing, but one that is handed on may be called.
  if (BODIES.has(node.type)) return;
  for (const child of node.children) collectAssigned(context, child, names);
}

function changedBy(node: TreeNode): TreeNode | null {
  switch (node.type) {
    case "assignment_expression":
    case "augmented_assignment_expression":
      return node.children[0] ?? null;
    case "update_expression":
      return node.children.find((child) => child.named) ?? null;
    case "unary_expression":
      return afterToken(node, "delete");
    case "for_in_statement":
      return afterToken(node, "(");
    case "import_clause":
      return node;
    case "expression_statement":
      return calledObject(node);
    default:
      return null;
  }
}

/** `model` of the statement `await model.add(x)`, which may change what model stands for. */
function calledObject(node: TreeNode): TreeNode | null {
  const [first] = node.children;
  const call = first?.type === "await_expression" ? first.children.at(-1) : first;
  const callee = call?.type === "call_expression" ? call.children[0] : undefined;
  return callee?.type === "member_expression" ? callee : null;
}
