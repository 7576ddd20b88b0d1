/**
 * Packages of the project whose own file has not run yet.
 *
 * Python runs a package's `__init__.py` before a module of it. Those files often import the whole package, which a document that
 * needs two of its modules does not wait for: the file runs when something that only it can give is asked for.
 */
import type { Import, Statement, Target } from "../syntax/program";
import type { ModuleSource } from "./evaluate";
import type { Scope } from "./scope";

/** Packages that wait, each with what runs it. */
export class WaitingPackages {
  readonly #waiting = new Map<Scope, Waiting>();

  add(scope: Scope, source: ModuleSource, run: () => void): void {
    this.#waiting.set(scope, { source, run, names: undefined });
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** True where the package waits and its own file gives the name no other meaning than that of its module. */
  leavesToModules(scope: Scope, name: string): boolean {
    const waiting = this.#waiting.get(scope);
    if (waiting === undefined) return false;
    waiting.names ??= namesOf(waiting.source.program.body);
    return waiting.names?.has(name) === false;
  }

  /** Runs the package's own file where it has not run. */
  run(scope: Scope): void {
    const waiting = this.#waiting.get(scope);
    if (waiting === undefined) return;
    this.#waiting.delete(scope);
    waiting.run();
  }
}

interface Waiting {
  readonly source: ModuleSource;
  readonly run: () => void;
  /** What the package's own file binds; null where that cannot be listed, undefined until somebody asks. */
  names: ReadonlySet<string> | null | undefined;
}

/** Null where the names cannot be listed. */
function namesOf(statements: readonly Statement[]): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const statement of statements) {
    const own = namesOfStatement(statement);
    if (own === null) return null;
    for (const name of own) names.add(name);
  }
  return names;
}

function namesOfStatement(statement: Statement): Iterable<string> | null {
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
