import type { Range } from "../../../../protocol/source";
import { rangeOf, textOf } from "../context";
import type { Expression, Import, ImportedName, Statement } from "../program";
import { afterToken, childOfType, hasToken, namedChildren, type TreeNode } from "../tree";
import { lowerClass } from "./classes";
import type { ScriptContext } from "./context";
import { lowerExpression, withoutWrapping } from "./expressions";
import { lowerLambda, lowerNamedFunction } from "./functions";
import { stringValue } from "./literals";
import { lowerStatement, unreadable } from "./statements";

/** Imports of types alone do nothing at run time. */
export function lowerImport(context: ScriptContext, node: TreeNode): readonly Statement[] {
  if (hasToken(node, "type") || hasToken(node, "typeof")) return [];
  const range = rangeOf(context, node);
  const required = childOfType(node, "import_require_clause");
  if (required !== null) {
    const name = childOfType(required, "identifier");
    const module = moduleOf(context, required);
    return name === null || module === null
      ? [unreadable(context, node)]
      : [whole(module, textOf(context, name), range)];
  }
  const module = moduleOf(context, node);
  if (module === null) return [unreadable(context, node)];
  const clause = childOfType(node, "import_clause");
  if (clause === null) return [named(module, [], range)];
  return importsOf(context, clause, module, range);
}

/** `const c = require(M)`, `const {a: b} = await import(M)`; null where a declaration is no import. */
export function requiredModule(
  context: ScriptContext,
  bound: TreeNode,
  value: TreeNode,
  range: Range,
): Statement | null {
  const module = requiredBy(context, value);
  if (module === null) return null;
  if (bound.type === "identifier") return whole(module, textOf(context, bound), range);
  if (bound.type !== "object_pattern") return null;
  const names = namedChildren(bound).map((child) => patternName(context, child));
  return names.every((name) => name !== null) ? named(module, names, range) : null;
}

/** What is exported is a variable of the module. */
export function lowerExport(context: ScriptContext, node: TreeNode): readonly Statement[] {
  if (hasToken(node, "type")) return [];
  const module = moduleOf(context, node);
  const clause = childOfType(node, "export_clause");
  if (module !== null) return reExports(context, node, clause, module);
  if (clause !== null)
    return namedChildren(clause).flatMap((specifier) =>
      lowerSpecifier(context, specifier, rangeOf(context, specifier)),
    );
  const exported = namedChildren(node).find((child) => child.type !== "decorator");
  if (exported === undefined) return [];
  if (!hasToken(node, "default") && !hasToken(node, "=")) return lowerExportedDeclaration(context, node, exported);
  return lowerDefault(context, node, exported);
}

/**
 * `exports.f = …`, `module.exports = {…}` and `module.exports = f` of a module's level: what is exported is a variable of the module, the
 * whole under the name `module.exports`. Null for another statement, and where a variable of that name holds something else.
 */
export function lowerCommonJs(context: ScriptContext, node: TreeNode): readonly Statement[] | null {
  const [expression] = namedChildren(node);
  if (context.scope !== null || expression?.type !== "assignment_expression") return null;
  return exportsOf(context, expression, rangeOf(context, node));
}

function exportsOf(context: ScriptContext, assignment: TreeNode, range: Range): readonly Statement[] | null {
  const [left, , right] = assignment.children;
  if (left === undefined || right === undefined) return null;
  const written = textOf(context, left);
  // `exports = module.exports = …`
  if (right.type === "assignment_expression" && (written === "exports" || written === WHOLE))
    return exportsOf(context, right, range);
  const [, name] = /^(?:module\.)?exports\.([\w$]+)$/.exec(written) ?? [];
  if (name !== undefined) return exportedAs(context, name, right, { node: namedChildren(left).at(-1) ?? left, range });
  if (written !== WHOLE) return null;
  if (right.type !== "object") return [assignedTo(context, WHOLE, right, { node: left, range })];
  return namedChildren(right).flatMap((entry) => exportedEntry(context, entry));
}

const WHOLE = "module.exports";

interface ExportPlace {
  readonly node: TreeNode;
  readonly range: Range;
}

function exportedEntry(context: ScriptContext, entry: TreeNode): readonly Statement[] {
  const [key] = namedChildren(entry);
  const value = entry.type === "pair" ? afterToken(entry, ":") : entry.type === "method_definition" ? entry : null;
  const isAccessor = hasToken(entry, "get") || hasToken(entry, "set");
  if (key?.type !== "property_identifier" || value === null || isAccessor) return [];
  return exportedAs(context, textOf(context, key), value, { node: key, range: rangeOf(context, entry) }) ?? [];
}

function exportedAs(
  context: ScriptContext,
  name: string,
  value: TreeNode,
  at: ExportPlace,
): readonly Statement[] | null {
  if (value.type === "identifier" && textOf(context, value) === name) return [];
  if (context.visible.has(name) || context.imported.has(name)) return null;
  return [assignedTo(context, name, value, at)];
}

/** `node` has the name as its text, or stands for it. */
function assignedTo(context: ScriptContext, name: string, value: TreeNode, { node, range }: ExportPlace): Statement {
  if (["function_expression", "arrow_function", "method_definition"].includes(value.type)) {
    const named = lowerNamedFunction(context, value, node, value);
    if (named?.kind === "function") return { ...named, range };
  }
  const target = { kind: "name", name, range: rangeOf(context, node) } as const;
  return { kind: "assignment", targets: [target], value: lowerExpression(context, value), range };
}

// ---------------------------------------------------------------- imports

function whole(module: string, alias: string, range: Range): Import {
  return { kind: "import", module, level: 0, alias, names: null, range };
}

function named(module: string, names: readonly ImportedName[], range: Range): Import {
  return { kind: "import", module, level: 0, alias: null, names, range };
}

function importsOf(context: ScriptContext, clause: TreeNode, module: string, range: Range): readonly Statement[] {
  const imports: Statement[] = [];
  const names: ImportedName[] = [];
  for (const child of namedChildren(clause)) {
    if (child.type === "identifier")
      names.push({ name: "default", alias: textOf(context, child), range: rangeOf(context, child) });
    else if (child.type === "namespace_import") {
      const alias = afterToken(child, "as");
      if (alias !== null) imports.push(whole(module, textOf(context, alias), range));
    } else
      names.push(
        ...namedChildren(child)
          .filter((specifier) => !isType(specifier))
          .map((specifier) => specifierName(context, specifier)),
      );
  }
  return names.length > 0 || imports.length === 0 ? [named(module, names, range), ...imports] : imports;
}

function specifierName(context: ScriptContext, node: TreeNode): ImportedName {
  const [name = node] = namedChildren(node);
  const alias = afterToken(node, "as");
  return {
    name: exportedName(context, name),
    alias: alias === null ? null : exportedName(context, alias),
    range: rangeOf(context, node),
  };
}

function exportedName(context: ScriptContext, node: TreeNode): string {
  return (node.type === "string" ? stringValue(context, node) : null) ?? textOf(context, node);
}

function isType(specifier: TreeNode): boolean {
  return hasToken(specifier, "type") || hasToken(specifier, "typeof");
}

function moduleOf(context: ScriptContext, node: TreeNode): string | null {
  const string = childOfType(node, "string");
  return string === null ? null : stringValue(context, string);
}

function requiredBy(context: ScriptContext, node: TreeNode): string | null {
  if (node.type === "await_expression") {
    const awaited = namedChildren(node)[0];
    return awaited?.children[0]?.type === "import" ? requiredBy(context, awaited) : null;
  }
  const [callee, list] = node.children;
  if (node.type !== "call_expression" || callee === undefined || list?.type !== "arguments") return null;
  const isRequire = callee.type === "identifier" && textOf(context, callee) === "require";
  if (!isRequire && callee.type !== "import") return null;
  const [string, ...others] = namedChildren(list);
  return string?.type === "string" && others.length === 0 ? stringValue(context, string) : null;
}

function patternName(context: ScriptContext, node: TreeNode): ImportedName | null {
  const range = rangeOf(context, node);
  if (node.type === "shorthand_property_identifier_pattern") return { name: textOf(context, node), alias: null, range };
  const [key] = node.children;
  const value = afterToken(node, ":");
  if (node.type !== "pair_pattern" || key?.type !== "property_identifier" || value?.type !== "identifier") return null;
  return { name: textOf(context, key), alias: textOf(context, value), range };
}

// ---------------------------------------------------------------- exports

function reExports(
  context: ScriptContext,
  node: TreeNode,
  clause: TreeNode | null,
  module: string,
): readonly Statement[] {
  const range = rangeOf(context, node);
  const namespace = childOfType(node, "namespace_export");
  const alias = namespace === null ? null : afterToken(namespace, "as");
  if (alias !== null) return [whole(module, exportedName(context, alias), range)];
  if (clause === null) return [named(module, [{ name: "*", alias: null, range }], range)];
  const specifiers = namedChildren(clause).filter((specifier) => !isType(specifier));
  return [
    named(
      module,
      specifiers.map((specifier) => specifierName(context, specifier)),
      range,
    ),
  ];
}

/** `export {a as b}` makes b a variable of the module. */
function lowerSpecifier(context: ScriptContext, node: TreeNode, range: Range): readonly Statement[] {
  const [name] = namedChildren(node);
  const alias = afterToken(node, "as");
  if (name?.type !== "identifier" || alias === null || isType(node)) return [];
  const target = { kind: "name", name: exportedName(context, alias), range: rangeOf(context, alias) } as const;
  return [{ kind: "assignment", targets: [target], value: lowerExpression(context, name), range }];
}

/** The statement's range takes the `export` with it: a comment above belongs to it. */
function lowerExportedDeclaration(context: ScriptContext, node: TreeNode, declaration: TreeNode): readonly Statement[] {
  const range = rangeOf(context, node);
  const [first, ...others] = lowerStatement(context, declaration);
  return first === undefined ? [] : [{ ...first, range }, ...others];
}

function lowerDefault(context: ScriptContext, node: TreeNode, exported: TreeNode): readonly Statement[] {
  const range = rangeOf(context, node);
  const keyword = node.children.find((child) => !child.named && (child.type === "default" || child.type === "="));
  const nameRange = rangeOf(context, keyword ?? node);
  const target = { kind: "name", name: "default", range: nameRange } as const;
  const assigned = (value: Expression): Statement => ({ kind: "assignment", targets: [target], value, range });
  const value = withoutWrapping(exported);
  const name = value.children.find((child) => child.type === "identifier" || child.type === "type_identifier");
  if (DECLARATIONS.has(value.type) && name !== undefined)
    return [
      ...lowerExportedDeclaration(context, node, value),
      assigned({ kind: "name", name: textOf(context, name), range: rangeOf(context, name) }),
    ];
  if (value.type === "interface_declaration") return [];
  if (value.type === "class" || value.type === "class_declaration")
    return [lowerClass(context, value, { name: { ...(keyword ?? node), children: [] }, whole: node })];
  if (value.type === "function_expression" || value.type === "arrow_function")
    return [assigned(lowerLambda(context, value))];
  return [assigned(lowerExpression(context, value))];
}

const DECLARATIONS = new Set([
  "function_declaration",
  "generator_function_declaration",
  "class_declaration",
  "abstract_class_declaration",
]);
