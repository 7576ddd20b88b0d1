import { afterToken, namedChildren, type TreeNode } from "../tree";
import { textOf, type LoweringContext } from "../context";

/** Names that the statements of a readable tree may assign, or whose objects their calls may change. */
export function assignedNames(context: LoweringContext, node: TreeNode): readonly string[] {
  const names = new Set<string>();
  collect(context, node, names);
  return [...names];
}

/** The same from text alone, for code that has no tree. Rather too many than too few: a name left out would keep a stale value. */
export function assignableNames(text: string): readonly string[] {
  const names = new Set<string>();
  const code = text.replace(/"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*/g, '""');
  for (const line of code.split(/[\n\r;]/)) collectFromLine(line, names);
  return [...names];
}

/** Whether a function that holds the statement is a generator. */
export function containsYield(node: TreeNode): boolean {
  if (node.type === "yield" && node.named) return true;
  return !SCOPES.has(node.type) && node.children.some(containsYield);
}

const SCOPES = new Set(["function_definition", "class_definition", "lambda"]);

/** Child that is bound, by the type of its parent. */
type Binding = (node: TreeNode) => TreeNode | null | undefined;
const BINDINGS: ReadonlyMap<string, Binding> = new Map<string, Binding>([
  ["assignment", (node) => node.children[0]],
  ["augmented_assignment", (node) => node.children[0]],
  ["named_expression", (node) => node.children[0]],
  ["for_statement", (node) => afterToken(node, "for")],
  ["as_pattern", (node) => afterToken(node, "as")],
  ["case_pattern", (node) => node],
  ["function_definition", (node) => node.children.find((child) => child.type === "identifier")],
  ["class_definition", (node) => node.children.find((child) => child.type === "identifier")],
  ["type_alias_statement", (node) => node.children.find((child) => child.named && child.type === "type")],
  ["delete_statement", (node) => afterToken(node, "del")],
  ["call", (node) => (node.children[0]?.type === "attribute" ? node.children[0] : null)],
]);

function collect(context: LoweringContext, node: TreeNode, names: Set<string>): void {
  const bound = BINDINGS.get(node.type)?.(node);
  if (bound) addRoots(context, bound, names);
  if (node.type === "import_statement" || node.type === "import_from_statement") {
    addImports(context, node, names);
    return;
  }
  // Assignments inside a definition stay inside it.
  if (SCOPES.has(node.type)) return;
  for (const child of node.children) collect(context, child, names);
}

/** Names at the root of a target: `a` of `a.b[c]`. */
function addRoots(context: LoweringContext, node: TreeNode, names: Set<string>): void {
  if (node.type === "identifier") names.add(textOf(context, node));
  else if (node.type === "attribute" || node.type === "subscript" || node.type === "call") {
    const [object] = node.children;
    if (object) addRoots(context, object, names);
  } else for (const child of namedChildren(node)) addRoots(context, child, names);
}

function addImports(context: LoweringContext, node: TreeNode, names: Set<string>): void {
  const first = node.children.findIndex((child) => child.type === "import");
  for (const imported of node.children.slice(first + 1)) {
    if (!imported.named) continue;
    const alias = afterToken(imported, "as");
    const [name = ""] = textOf(context, alias ?? imported).split(".");
    if (name !== "*") names.add(name);
  }
}

function collectFromLine(line: string, names: Set<string>): void {
  const definition = /^\s*(?:async\s+)?(?:def|class)\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(line);
  if (definition?.[1] !== undefined) {
    names.add(definition[1]);
    return;
  }
  const imported = /^\s*(?:from\b.*\bimport|import)\b(.*)/.exec(line);
  if (imported?.[1] !== undefined) {
    for (const part of imported[1].split(",")) addLast(part, names);
    return;
  }
  const targets = /^(.*?)(?:[-+*/%@&|^]|\/\/|\*\*|<<|>>)?=(?!=)/.exec(line)?.[1];
  if (targets !== undefined && !/[=!<>]$/.test(targets)) addTargets(targets, names);
  for (const walrus of line.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*:=/gu)) names.add(walrus[1] ?? "");
  for (const alias of line.matchAll(/\bas\s+([\p{L}_][\p{L}\p{N}_]*)/gu)) names.add(alias[1] ?? "");
  const loop = /^\s*(?:async\s+)?for\b(.*?)(?:\bin\b|$)/.exec(line)?.[1];
  if (loop !== undefined) addTargets(loop, names);
  // `model.add(` may change what model stands for.
  const receiver = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*[.[]/u.exec(line)?.[1];
  if (receiver !== undefined && !KEYWORDS.has(receiver)) names.add(receiver);
}

function addTargets(text: string, names: Set<string>): void {
  // `a.b`, `a[i]` and `a: T` bind or change a.
  const roots = text.replace(/\[[^\]]*\]|\.\s*[\p{L}_][\p{L}\p{N}_]*|:.*/gu, (part, offset: number) =>
    part.startsWith("[") && text.slice(0, offset).trim() === "" ? part : " ",
  );
  for (const name of roots.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) if (!KEYWORDS.has(name[0])) names.add(name[0]);
}

function addLast(text: string, names: Set<string>): void {
  const alias = /\bas\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(text)?.[1];
  const name = alias ?? /[\p{L}_][\p{L}\p{N}_]*/u.exec(text)?.[0];
  if (name !== undefined && !KEYWORDS.has(name)) names.add(name);
}

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);
