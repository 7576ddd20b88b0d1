import type { Language, Node, Tree } from "web-tree-sitter";

/** A node of the concrete syntax tree as plain data, so that no memory of the parser's outlives the parse. */
export interface TreeNode {
  /** Rule name ("identifier"), the text of a token ("+"), or "ERROR". */
  readonly type: string;
  /** False for the tokens that the grammar spells out, such as "+" or "lambda". */
  readonly named: boolean;
  /** UTF-16 offsets in the parsed text; `end` is the first one behind the node. */
  readonly start: number;
  readonly end: number;
  /** The parser invented it where something had to stand; it has no text. */
  readonly missing: boolean;
  /** It is an ERROR or missing, or one of its descendants is. */
  readonly broken: boolean;
  /** Without comments and line continuations. */
  readonly children: readonly TreeNode[];
}

export interface SyntaxTree {
  readonly root: TreeNode;
  /** In source order. */
  readonly comments: readonly Span[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Nesting of nodes that is read; what lies deeper becomes one broken leaf. Real files stay under 100; beyond this the
 * recursive functions that follow (lowering, evaluation) could exhaust the stack.
 */
const MAXIMUM_DEPTH = 250;

/** Type of the leaf that stands for what lies deeper than MAXIMUM_DEPTH. */
export const TOO_DEEP = "too deep";

/** Copies a tree of the parser's into plain data. Each property of a parser's node is a call into WebAssembly, so none is read twice. */
export function readTree(tree: Tree): SyntaxTree {
  const root = tree.rootNode;
  const reader = new TreeReader(tree.language, root.hasError);
  return { root: reader.read(root, 0), comments: reader.comments };
}

/** Named nodes without children that a lowering looks at. */
const LEAVES = new Set([
  "identifier",
  "integer",
  "float",
  "true",
  "false",
  "none",
  "ellipsis",
  "string_start",
  "string_end",
  "number",
  "null",
  "undefined",
  "this",
  "super",
  "string_fragment",
  "escape_sequence",
  "property_identifier",
  "private_property_identifier",
  "shorthand_property_identifier",
  "shorthand_property_identifier_pattern",
  "type_identifier",
  "optional_chain",
]);

const NO_CHILDREN: readonly TreeNode[] = [];

class TreeReader {
  readonly comments: Span[] = [];
  private readonly types: readonly string[];
  private readonly named: readonly boolean[];

  constructor(
    language: Language,
    private readonly hasError: boolean,
  ) {
    this.types = language.types;
    this.named = language.types.map((_, id) => language.nodeTypeIsNamed(id));
  }

  read(node: Node, depth: number): TreeNode {
    const id = node.typeId;
    // The parser numbers its ERROR nodes beyond the grammar's own types.
    const type = this.types[id] ?? "ERROR";
    const named = this.named[id] ?? true;
    const start = node.startIndex;
    const missing = this.hasError && node.isMissing;
    const end = missing ? start : this.isToken(id) ? start + type.length : node.endIndex;
    if (!named || LEAVES.has(type)) return { type, named, start, end, missing, broken: missing, children: NO_CHILDREN };
    if (depth >= MAXIMUM_DEPTH)
      return { type: TOO_DEEP, named, start, end, missing, broken: false, children: NO_CHILDREN };
    const children = this.readChildren(node, depth + 1);
    const broken = this.hasError && (type === "ERROR" || missing || children.some((child) => child.broken));
    return { type, named, start, end, missing, broken, children };
  }

  /** Whether the node's type is its text; "not in" may have more white space. */
  private isToken(id: number): boolean {
    return this.named[id] === false && this.types[id]?.includes(" ") === false;
  }

  private readChildren(node: Node, depth: number): readonly TreeNode[] {
    const children: TreeNode[] = [];
    for (const child of node.children) {
      const read = this.read(child, depth);
      if (read.type === "comment") this.comments.push({ start: read.start, end: read.end });
      else if (read.type !== "line_continuation") children.push(read);
    }
    return children;
  }
}

// ---------------------------------------------------------------- looking at nodes

export function namedChildren(node: TreeNode): readonly TreeNode[] {
  return node.children.filter((child) => child.named);
}

export function childOfType(node: TreeNode, type: string): TreeNode | null {
  return node.children.find((child) => child.type === type) ?? null;
}

/** Whether the token stands directly under the node. */
export function hasToken(node: TreeNode, token: string): boolean {
  return node.children.some((child) => !child.named && child.type === token);
}

/** The named node that directly follows the first occurrence of the token. */
export function afterToken(node: TreeNode, token: string): TreeNode | null {
  const index = node.children.findIndex((child) => !child.named && child.type === token);
  const next = index < 0 ? undefined : node.children[index + 1];
  return next?.named === true ? next : null;
}

/** Nodes between the commas of a bracketed node; empty groups (`a, , b`) are left out. */
export function groupItems(node: TreeNode): readonly (readonly TreeNode[])[] {
  const groups: TreeNode[][] = [[]];
  for (const child of node.children) {
    if (child.named) groups.at(-1)?.push(child);
    else if (child.type === ",") groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}

/** Whether a part that could not be read stands directly under the node. */
export function hasUnreadable(node: TreeNode): boolean {
  return node.broken && node.children.some(isUnreadable);
}

export function isUnreadable(node: TreeNode): boolean {
  return node.type === "ERROR" || (node.missing && node.named);
}

/** The places that the parser could not read: ERROR nodes, and those that it invented. */
export function brokenPlaces(node: TreeNode): readonly TreeNode[] {
  if (!node.broken) return [];
  if (node.missing || node.type === "ERROR") return [node];
  return node.children.flatMap(brokenPlaces);
}
