import type { Import, Statement, Target } from "../syntax/program";
import type { ModuleSource } from "./evaluate";
import type { Scope } from "./scope";

/**
 * Packages of the project whose own file has not run yet.
 *
 * Python runs a package's `__init__.py` before a module of it. Those files often import the whole package, which a document that
 * needs two of its modules does not wait for: of such a file only the imports run that bind a name which is asked for, and all of
 * it where something else does.
 */
export class WaitingPackages {
  readonly #waiting = new Map<Scope, Waiting>();

  add(scope: Scope, source: ModuleSource, run: Run): void {
    this.#waiting.set(scope, { source, run, binders: undefined, bound: new Set() });
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** True where the package waits and its own file gives the name no other meaning than that of its module. */
  leavesToModules(scope: Scope, name: string): boolean {
    const waiting = this.#waiting.get(scope);
    return waiting !== undefined && bindersOf(waiting)?.has(name) === false;
  }

  /** Runs what gives the name its value. */
  runFor(scope: Scope, name: string): void {
    const waiting = this.#waiting.get(scope);
    if (waiting === undefined || waiting.bound.has(name)) return;
    const binders = bindersOf(waiting)?.get(name);
    if (binders?.every(({ kind }) => kind === "import") !== true) {
      this.run(scope);
      return;
    }
    waiting.bound.add(name);
    waiting.run(binders);
  }

  /** Runs all of the package's own file where it has not run. */
  run(scope: Scope): void {
    const waiting = this.#waiting.get(scope);
    if (waiting === undefined) return;
    this.#waiting.delete(scope);
    waiting.run(waiting.source.program.body);
  }
}

/** Runs statements at the top level of the package's own file. */
type Run = (statements: readonly Statement[]) => void;

interface Waiting {
  readonly source: ModuleSource;
  readonly run: Run;
  /** The statements that bind each name; null where the names cannot be listed, undefined until somebody asks. */
  binders: ReadonlyMap<string, readonly Statement[]> | null | undefined;
  /** Names whose imports have run. */
  readonly bound: Set<string>;
}

function bindersOf(waiting: Waiting): ReadonlyMap<string, readonly Statement[]> | null {
  return (waiting.binders ??= bindersIn(waiting.source.program.body));
}

function bindersIn(statements: readonly Statement[]): ReadonlyMap<string, readonly Statement[]> | null {
  const binders = new Map<string, Statement[]>();
  for (const statement of statements) {
    const names = namesOfStatement(statement);
    if (names === null) return null;
    for (const name of names) {
      const known = binders.get(name);
      if (known === undefined) binders.set(name, [statement]);
      else known.push(statement);
    }
  }
  return binders;
}

function namesOf(statements: readonly Statement[]): readonly string[] | null {
  const names: string[] = [];
  for (const statement of statements) {
    const own = namesOfStatement(statement);
    if (own === null) return null;
    names.push(...own);
  }
  return names;
}

/** Null where the names cannot be listed. */
function namesOfStatement(statement: Statement): readonly string[] | null {
  switch (statement.kind) {
    case "import":
      return namesOfImport(statement);
    case "function":
    case "class":
      return [statement.name];
    case "assignment":
      return statement.targets.flatMap(namesOfTarget);
    case "augmented-assignment":
      return namesOfTarget(statement.target);
    case "if":
      return namesOf([...statement.then, ...statement.otherwise]);
    case "try":
      return namesOf([
        ...statement.body,
        ...statement.handlers.flatMap((handler) => handler.body),
        ...statement.otherwise,
        ...statement.finally,
      ]);
    // An expression may call `globals()`, a loop may bind what it likes: such files are rare, and run.
    case "expression-statement":
      return statement.expression.kind === "literal" || statement.expression.kind === "call" ? [] : null;
    default:
      return null;
  }
}

function namesOfTarget(target: Target): readonly string[] {
  if (target.kind === "name") return [target.name];
  return target.kind === "sequence-target" ? target.items.flatMap(namesOfTarget) : [];
}

/** `from . import layers` names the package's own module, `from .layers import layers` something else. */
function namesOfImport({ names, module, level, alias }: Import): readonly string[] | null {
  if (names === null) return [alias ?? module.split(".", 1)[0] ?? module];
  if (names.some(({ name }) => name === "*")) return null;
  const isOwnModule = level === 1 && module === "";
  return names.flatMap(({ name, alias: other }) =>
    isOwnModule && (other === null || other === name) ? [] : [other ?? name],
  );
}
