import { newContext, rangeOf, type LoweringContext } from "../context";
import type { Positions } from "../positions";
import type { ScopeDeclaration, Statement } from "../program";
import type { Span, TreeNode } from "../tree";
import { importedNames } from "./names";

export interface ScriptContext extends LoweringContext {
  /** Names that the module's imports bind. */
  readonly imported: ReadonlySet<string>;
  /** Names that are declared in front of the statement which is being lowered, in its block or around it. */
  visible: ReadonlySet<string>;
  /** Of the innermost function; null on the module's level. */
  scope: FunctionScope | null;
}

export interface FunctionScope {
  /** Names that the function declares anywhere, parameters included. */
  readonly declared: ReadonlySet<string>;
  /** Names that were assigned so far without being declared in the function. */
  readonly assigned: Set<string>;
  readonly parent: FunctionScope | null;
}

/** `nodes` are the module's statements. */
export function newScriptContext(
  text: string,
  positions: Positions,
  nodes: readonly TreeNode[],
  placeholders: LoweringContext["placeholders"] = new Map(),
): ScriptContext {
  const context = newContext(text, positions, placeholders);
  return { ...context, imported: importedNames(context, nodes), visible: new Set(), scope: null };
}

export interface FunctionBody {
  readonly statements: readonly Statement[];
  readonly isGenerator: boolean;
}

/** Lowers what is inside a function; its statements start with the declarations of what it assigns outside of itself. */
export function inFunction(
  context: ScriptContext,
  at: Span,
  declared: ReadonlySet<string>,
  lower: () => readonly Statement[],
): FunctionBody {
  const { scope: parent, yields, visible } = context;
  const scope = { declared, assigned: new Set<string>(), parent };
  context.scope = scope;
  const body = lower();
  context.scope = parent;
  context.visible = visible;
  const isGenerator = context.yields > yields;
  context.yields = yields;
  return { statements: [...outerNames(context, at, scope), ...body], isGenerator };
}

/** Remembers that the function assigns to a name. */
export function noteAssignment(context: ScriptContext, name: string): void {
  if (context.scope?.declared.has(name) === false) context.scope.assigned.add(name);
}

function outerNames(context: ScriptContext, at: Span, scope: FunctionScope): readonly Statement[] {
  const isOfFunction = (name: string) => {
    for (let outer = scope.parent; outer !== null; outer = outer.parent) if (outer.declared.has(name)) return true;
    return false;
  };
  const range = rangeOf(context, { start: at.start, end: at.start });
  const declaration = (kind: ScopeDeclaration["scope"], names: readonly string[]): readonly Statement[] =>
    names.length === 0 ? [] : [{ kind: "scope", scope: kind, names, range }];
  const names = [...scope.assigned];
  return [
    ...declaration("nonlocal", names.filter(isOfFunction)),
    ...declaration(
      "global",
      names.filter((name) => !isOfFunction(name)),
    ),
  ];
}
