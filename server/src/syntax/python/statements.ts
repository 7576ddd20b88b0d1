import type {
  Assignment,
  Expression,
  FunctionDeclaration,
  If,
  Import,
  ImportedName,
  Statement,
  Target,
  Try,
  With,
} from "../program";
import { afterToken, childOfType, hasToken, hasUnreadable, namedChildren, type TreeNode } from "../tree";
import { isWritten, rangeOf, textOf, type LoweringContext } from "../context";
import { isBinaryOperator, lowerArguments, lowerChild, lowerCommaSeparated, lowerExpression } from "./expressions";
import { assignableNames, assignedNames, containsYield } from "./names";
import { lowerParameters } from "./parameters";
import { lowerMatch } from "./patterns";
import { splitAlias } from "./regroup";
import { lowerTarget } from "./targets";

/** Statements of a module or block. `pass` is left out. */
export function lowerStatements(context: LoweringContext, nodes: readonly TreeNode[]): readonly Statement[] {
  const statements: Statement[] = [];
  let isSeparated = true;
  for (const node of nodes) {
    if (node.named) {
      if (!isSeparated) checkOwnLine(context, node);
      statements.push(...lowerStatement(context, node));
    }
    isSeparated = !node.named;
  }
  return statements;
}

/** The grammar takes `f(x) y` for two statements. */
function checkOwnLine(context: LoweringContext, node: TreeNode): void {
  const lineStart = context.text.lastIndexOf("\n", node.start - 1) + 1;
  if (context.text.slice(lineStart, node.start).trim() === "") return;
  const message = "a statement has to start on a line of its own";
  context.problems.push({ message, range: rangeOf(context, node) });
}

function lowerStatement(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const placeholder = placeholderOf(context, node);
  if (placeholder !== null) return placeholder;
  if (node.type === "ERROR") return [unreadable(context, node)];
  const lower = LOWERINGS.get(node.type);
  if (lower === undefined)
    return [brokenStatement(context, node, `"${node.type.replaceAll("_", " ")}" is not evaluated`)];
  if (hasUnreadable(node)) return [unreadable(context, node)];
  return lower(context, node);
}

type Lowering = (context: LoweringContext, node: TreeNode) => readonly Statement[];

const LOWERINGS: ReadonlyMap<string, Lowering> = new Map<string, Lowering>([
  ["expression_statement", lowerExpressionStatement],
  ["function_definition", (context, node) => [lowerFunction(context, node, [])]],
  ["class_definition", (context, node) => [lowerClass(context, node, [])]],
  ["decorated_definition", lowerDecorated],
  ["return_statement", lowerReturn],
  ["if_statement", lowerIf],
  ["for_statement", lowerFor],
  ["while_statement", lowerWhile],
  ["break_statement", (context, node) => [{ kind: "break", range: rangeOf(context, node) }]],
  ["continue_statement", (context, node) => [{ kind: "continue", range: rangeOf(context, node) }]],
  ["pass_statement", () => []],
  ["import_statement", lowerImport],
  ["import_from_statement", lowerImportFrom],
  ["future_import_statement", lowerImportFrom],
  ["with_statement", lowerWith],
  ["try_statement", lowerTry],
  ["raise_statement", lowerRaise],
  ["assert_statement", lowerAssert],
  ["delete_statement", lowerDelete],
  ["global_statement", (context, node) => [lowerScope(context, node, "global")]],
  ["nonlocal_statement", (context, node) => [lowerScope(context, node, "nonlocal")]],
  ["match_statement", (context, node) => [lowerMatch(context, node, (clause) => blockOf(context, clause))]],
  ["print_statement", (context, node) => [brokenStatement(context, node, "print statement of Python 2")]],
  ["exec_statement", (context, node) => [brokenStatement(context, node, "exec statement of Python 2")]],
  ["type_alias_statement", (context, node) => [brokenStatement(context, node, "type aliases are not evaluated")]],
]);

function brokenStatement(context: LoweringContext, node: TreeNode, why: string): Statement {
  if (containsYield(node)) context.yields += 1;
  return { kind: "broken-statement", why, names: assignedNames(context, node), range: rangeOf(context, node) };
}

/** Names come from the text here: the tree of an unreadable statement may leave out any of its parts. */
function unreadable(context: LoweringContext, node: TreeNode): Statement {
  const names = assignableNames(textOf(context, node));
  return { kind: "broken-statement", why: "this statement could not be read", names, range: rangeOf(context, node) };
}

/** What a repair has put a placeholder for: a whole statement (`NAME`) or one with its block (`with NAME:`). */
function placeholderOf(context: LoweringContext, node: TreeNode): readonly Statement[] | null {
  if (context.placeholders.size === 0) return null;
  const isStatement = node.type === "expression_statement" || node.type === "with_statement";
  if (!isStatement) return null;
  const header = node.type === "with_statement" ? childOfType(node, "with_clause") : node;
  const statements = header === null ? undefined : context.placeholders.get(textOf(context, header));
  if (statements === undefined || node.type === "expression_statement") return statements ?? null;
  const names = assignedNames(context, node);
  return statements.map((statement) =>
    statement.kind === "broken-statement"
      ? { ...statement, names: [...new Set([...statement.names, ...names])], range: rangeOf(context, node) }
      : statement,
  );
}

function blockOf(context: LoweringContext, node: TreeNode | null): readonly Statement[] {
  const block = node === null ? null : childOfType(node, "block");
  return block === null ? [] : lowerStatements(context, block.children);
}

// ---------------------------------------------------------------- simple statements

function lowerExpressionStatement(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const [first] = node.children;
  const range = rangeOf(context, node);
  if (first === undefined) return [];
  if (isAssignment(first) && hasUnreadable(first)) return [unreadable(context, node)];
  if (first.type === "assignment") return [lowerAssignment(context, first)];
  if (first.type === "augmented_assignment") return lowerAugmented(context, first);
  const expression = lowerCommaSeparated(context, namedChildren(node), hasToken(node, ","));
  return [{ kind: "expression-statement", expression, range }];
}

function isAssignment(node: TreeNode): boolean {
  return node.type === "assignment" || node.type === "augmented_assignment";
}

/** `a = b = 1` nests to the right in the tree. */
function lowerAssignment(context: LoweringContext, node: TreeNode): Statement {
  const targets: Target[] = [];
  let current: TreeNode | null = node;
  let value: Expression | null = null;
  const type = childOfType(node, "type");
  while (current !== null) {
    const [left] = current.children;
    if (left !== undefined) targets.push(lowerTarget(context, left));
    const isBare = !hasToken(current, "=");
    const right: TreeNode | null = afterToken(current, "=");
    if (right?.type === "assignment") {
      current = right;
      continue;
    }
    if (!isBare) value = lowerChild(context, current, right);
    current = null;
  }
  const annotation = type === null ? {} : { annotation: textOf(context, type) };
  const assignment = { kind: "assignment", targets, value, ...annotation, range: rangeOf(context, node) } as const;
  return namedLambda(assignment) ?? assignment;
}

/** `build = lambda size: …` defines a function like any other. */
function namedLambda({ targets, value, annotation, range }: Assignment): FunctionDeclaration | null {
  const [target, ...others] = targets;
  if (target?.kind !== "name" || others.length > 0 || annotation !== undefined || value?.kind !== "lambda") return null;
  const { parameters, body, ownThis } = value;
  if (!("kind" in body)) return null;
  const statements = [{ kind: "return", value: body, range: body.range } as const];
  const { name, range: nameRange } = target;
  return {
    kind: "function",
    name,
    nameRange,
    parameters,
    body: statements,
    decorators: [],
    isGenerator: false,
    ownThis,
    range,
  };
}

function lowerAugmented(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const [left, operator, right] = node.children;
  const symbol = operator?.type.slice(0, -1);
  if (left === undefined || !isBinaryOperator(symbol)) return [unreadable(context, node)];
  return [
    {
      kind: "augmented-assignment",
      target: lowerTarget(context, left),
      operator: symbol,
      value: lowerChild(context, node, right),
      range: rangeOf(context, node),
    },
  ];
}

function lowerReturn(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const value = afterToken(node, "return");
  return [
    { kind: "return", value: value === null ? null : lowerExpression(context, value), range: rangeOf(context, node) },
  ];
}

/** `raise A, "message"` of Python 2 keeps the first. */
function lowerRaise(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const raised = afterToken(node, "raise");
  const value = raised?.type === "expression_list" ? (raised.children[0] ?? raised) : raised;
  return [
    { kind: "raise", value: value === null ? null : lowerExpression(context, value), range: rangeOf(context, node) },
  ];
}

function lowerAssert(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const condition = lowerChild(context, node, afterToken(node, "assert"));
  return [{ kind: "assert", condition, range: rangeOf(context, node) }];
}

function lowerDelete(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const deleted = afterToken(node, "del");
  if (deleted === null) return [unreadable(context, node)];
  const targets = deleted.type === "expression_list" ? namedChildren(deleted) : [deleted];
  return [
    {
      kind: "delete",
      targets: targets.map((target) => lowerTarget(context, target)),
      range: rangeOf(context, node),
    },
  ];
}

function lowerScope(context: LoweringContext, node: TreeNode, scope: "global" | "nonlocal"): Statement {
  const names = namedChildren(node)
    .map((name) => textOf(context, name))
    .filter(isWritten);
  return { kind: "scope", scope, names, range: rangeOf(context, node) };
}

// ---------------------------------------------------------------- imports

/** One statement for each module: `import a, b` are two. */
function lowerImport(context: LoweringContext, node: TreeNode): readonly Statement[] {
  return namedChildren(node)
    .map((child) => importedName(context, child))
    .filter((imported) => isWritten(imported.name) && isWritten(imported.alias))
    .map(({ name, alias, range }): Import => ({ kind: "import", module: name, level: 0, alias, names: null, range }));
}

function lowerImportFrom(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const from = afterToken(node, "from");
  const isRelative = from?.type === "relative_import";
  const prefix = isRelative ? childOfType(from, "import_prefix") : null;
  const module = isRelative ? childOfType(from, "dotted_name") : from;
  const names = node.children
    .slice(node.children.findIndex((child) => child.type === "import") + 1)
    .filter((child) => child.named)
    .map((child) => importedName(context, child))
    .filter((name) => isWritten(name.name) && isWritten(name.alias));
  // A half-typed import binds nothing yet.
  if (names.length === 0) return [];
  return [
    {
      kind: "import",
      module: moduleName(context, node, module),
      level: prefix === null ? 0 : textOf(context, prefix).replace(/[^.]/g, "").length,
      alias: null,
      names,
      range: rangeOf(context, node),
    },
  ];
}

/** `from . import a` has no module; that of `__future__` is a keyword in the tree. */
function moduleName(context: LoweringContext, node: TreeNode, module: TreeNode | null): string {
  if (node.type === "future_import_statement") return "__future__";
  return module === null ? "" : dottedName(context, module);
}

function importedName(context: LoweringContext, node: TreeNode): ImportedName {
  const range = rangeOf(context, node);
  if (node.type === "wildcard_import") return { name: "*", alias: null, range };
  if (node.type !== "aliased_import") return { name: dottedName(context, node), alias: null, range };
  const [name] = node.children;
  const alias = afterToken(node, "as");
  return {
    name: name === undefined ? "" : dottedName(context, name),
    alias: alias === null ? null : textOf(context, alias),
    range,
  };
}

function dottedName(context: LoweringContext, node: TreeNode): string {
  return textOf(context, node).replace(/[\s\\]/g, "");
}

// ---------------------------------------------------------------- definitions

function lowerDecorated(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const decorators = node.children
    .filter((child) => child.type === "decorator")
    .map((decorator) => lowerChild(context, decorator, afterToken(decorator, "@")));
  const definition = node.children.at(-1);
  if (definition?.type === "function_definition") return [lowerFunction(context, definition, decorators)];
  if (definition?.type === "class_definition") return [lowerClass(context, definition, decorators)];
  return [unreadable(context, node)];
}

function lowerFunction(context: LoweringContext, node: TreeNode, decorators: readonly Expression[]): Statement {
  const name = childOfType(node, "identifier");
  const list = childOfType(node, "parameters");
  const isBroken = node.children.some((child) => child.type === "ERROR") || list?.broken === true;
  if (name === null || list === null || isBroken) return unreadable(context, node);
  const parameters = lowerParameters(context, list);
  const outerYields = context.yields;
  const body = blockOf(context, node);
  const isGenerator = context.yields > outerYields;
  context.yields = outerYields;
  return {
    kind: "function",
    name: textOf(context, name),
    nameRange: rangeOf(context, name),
    parameters,
    body,
    decorators,
    isGenerator,
    ownThis: false,
    range: rangeOf(context, node),
  };
}

function lowerClass(context: LoweringContext, node: TreeNode, decorators: readonly Expression[]): Statement {
  const name = childOfType(node, "identifier");
  const bases = childOfType(node, "argument_list");
  if (name === null) return unreadable(context, node);
  return {
    kind: "class",
    name: textOf(context, name),
    nameRange: rangeOf(context, name),
    bases: bases === null ? [] : lowerArguments(context, bases),
    body: blockOf(context, node),
    decorators,
    range: rangeOf(context, node),
  };
}

// ---------------------------------------------------------------- compound statements

/** `elif` becomes an `if` alone in the `otherwise` of the one before. */
function lowerIf(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const elifs = node.children.filter((child) => child.type === "elif_clause");
  const own = lowerBranch(context, node, "if");
  const branches = elifs.map((clause) => lowerBranch(context, clause, "elif"));
  const final = blockOf(context, childOfType(node, "else_clause"));
  const otherwise = branches.reduceRight<readonly Statement[]>(
    (rest, branch) => [{ ...branch, otherwise: rest }],
    final,
  );
  return [{ ...own, otherwise }];
}

function lowerBranch(context: LoweringContext, node: TreeNode, keyword: "if" | "elif"): If {
  return {
    kind: "if",
    condition: lowerChild(context, node, afterToken(node, keyword)),
    then: blockOf(context, node),
    otherwise: [],
    range: rangeOf(context, node),
  };
}

function lowerFor(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const target = afterToken(node, "for");
  if (target === null) return [unreadable(context, node)];
  return [
    {
      kind: "for-each",
      target: lowerTarget(context, target),
      iterable: lowerChild(context, node, afterToken(node, "in")),
      over: "items",
      body: blockOf(context, node),
      otherwise: blockOf(context, childOfType(node, "else_clause")),
      range: rangeOf(context, node),
    },
  ];
}

function lowerWhile(context: LoweringContext, node: TreeNode): readonly Statement[] {
  return [
    {
      kind: "while",
      condition: lowerChild(context, node, afterToken(node, "while")),
      body: blockOf(context, node),
      otherwise: blockOf(context, childOfType(node, "else_clause")),
      update: [],
      range: rangeOf(context, node),
    },
  ];
}

function lowerWith(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const clause = childOfType(node, "with_clause");
  const items = (clause?.children ?? []).filter((child) => child.type === "with_item");
  return [
    {
      kind: "with",
      items: items.map((item) => lowerWithItem(context, item)),
      body: blockOf(context, node),
      range: rangeOf(context, node),
    },
  ];
}

function lowerWithItem(context: LoweringContext, item: TreeNode): With["items"][number] {
  const [child] = item.children;
  if (child === undefined || child.type === "ERROR" || hasUnreadable(child))
    return { context: lowerChild(context, item, child), target: null };
  const { value, alias } = splitAlias(child);
  return {
    context: lowerChild(context, item, value),
    target: alias === null ? null : lowerTarget(context, alias),
  };
}

function lowerTry(context: LoweringContext, node: TreeNode): readonly Statement[] {
  const isHandler = (child: TreeNode) => child.type === "except_clause" || child.type === "except_group_clause";
  return [
    {
      kind: "try",
      body: blockOf(context, node),
      handlers: node.children.filter(isHandler).map((handler) => lowerHandler(context, handler)),
      otherwise: blockOf(context, childOfType(node, "else_clause")),
      finally: blockOf(context, childOfType(node, "finally_clause")),
      range: rangeOf(context, node),
    },
  ];
}

/** `except A as e` and, of Python 2, `except A, e`. */
function lowerHandler(context: LoweringContext, node: TreeNode): Try["handlers"][number] {
  const pattern = childOfType(node, "as_pattern");
  const bound = pattern === null ? afterToken(node, ",") : afterToken(pattern, "as");
  const caught = pattern === null ? afterToken(node, "except") : (namedChildren(pattern)[0] ?? null);
  return {
    // `except *Group` takes groups apart, which is not followed: it catches whatever comes.
    type: caught === null || hasToken(node, "*") ? null : lowerExpression(context, caught),
    name: bound === null ? null : textOf(context, bound),
    body: blockOf(context, node),
  };
}
