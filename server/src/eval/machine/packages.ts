import { blocksOf } from "../../syntax/blocks";
import type { Import, ImportedName, Statement, Target } from "../../syntax/program";
import type { ModuleSource } from "../host";
import { Cell } from "../../values/cell";
import type { Heap } from "../../values/heap";
import type { Scope } from "../../values/scope";

/**
 * Packages of the project whose own file has not run yet.
 *
 * Python runs a package's `__init__.py` before a module of it. Those files often import the whole package, which a document that
 * needs two of its modules does not wait for: of such a file only the imports, functions and constants run whose name is asked
 * for, and all of it where something else binds the name.
 */
export class WaitingPackages {
  readonly #waiting: Cell<ReadonlyMap<Scope, Waiting>>;

  constructor(private readonly heap: Heap) {
    this.#waiting = new Cell<ReadonlyMap<Scope, Waiting>>(heap, new Map(), (present) => present);
  }

  /** Keeps the package waiting; false where it cannot wait, since what its own file binds cannot be told without running it. */
  add(scope: Scope, { program }: ModuleSource, run: Run): boolean {
    const binders = bindersIn(program.body);
    if (binders === null) return false;
    this.keep(scope, { run, all: program.body, binders, modules: ownModules(program.body), done: new Set() });
    return true;
  }

  get size(): number {
    return this.#waiting.value.size;
  }

  /** True where the package waits and its own file gives the name no other meaning than that of its module. */
  leavesToModules(scope: Scope, name: string): boolean {
    return this.#waiting.value.get(scope)?.binders.has(name) === false;
  }

  /** Runs what gives the name its value, if anything does. */
  runFor(scope: Scope, name: string): void {
    const waiting = this.#waiting.value.get(scope);
    const binders = waiting?.binders.get(name) ?? waiting?.modules.get(name);
    if (waiting === undefined || binders === undefined || waiting.done.has(name)) return;
    if (!binders.every(standsAlone) || rewrittenIn(waiting.all).has(name)) {
      this.run(scope);
      return;
    }
    this.keep(scope, { ...waiting, done: new Set([...waiting.done, name]) });
    waiting.run(binders);
  }

  /** Runs all of the package's own file where it has not run. */
  run(scope: Scope): void {
    const waiting = this.#waiting.value.get(scope);
    if (waiting === undefined) return;
    this.keep(scope, null);
    waiting.run(waiting.all);
  }

  /** Runs all that wait, those included that are brought in meanwhile. */
  runAll(): void {
    for (let [scope] = this.#waiting.value.keys(); scope !== undefined; [scope] = this.#waiting.value.keys())
      this.run(scope);
  }

  /** As a module runs for all paths: what waits is the same for all of them, and no more than the root's to give back. */
  private keep(scope: Scope, waiting: Waiting | null): void {
    const others = [...this.#waiting.value].filter(([one]) => one !== scope);
    const own = waiting === null ? [] : [[scope, waiting] as const];
    this.heap.apart(false, () => {
      this.#waiting.value = new Map([...others, ...own]);
    });
  }
}

/** Runs statements at the top level of the package's own file. */
type Run = (statements: readonly Statement[]) => void;

interface Waiting {
  readonly run: Run;
  readonly all: readonly Statement[];
  /** The statements that bind each name. */
  readonly binders: ReadonlyMap<string, readonly Statement[]>;
  /** Modules of its own that the package brings in by `from . import`, each with statements that do so. */
  readonly modules: ReadonlyMap<string, readonly Statement[]>;
  /** Names whose statements have run. */
  readonly done: ReadonlySet<string>;
}

/** True for a statement whose effect does not depend on when it runs: names that it uses are looked up when they are needed. */
function standsAlone(statement: Statement): boolean {
  switch (statement.kind) {
    case "import":
      return true;
    case "function":
      return statement.decorators.length === 0;
    case "assignment":
      return statement.value?.kind === "literal";
    default:
      return false;
  }
}

/** Names that functions of the file declare `global`: their values depend on what was called. */
function rewrittenIn(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [...statements];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "scope") for (const name of next.names) names.add(name);
    pending.push(...(blocksOf(next) ?? []).flat());
  }
  return names;
}

/** Null where the names cannot be listed. */
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
function namesOfImport(statement: Import): readonly string[] | null {
  const { names, module, alias } = statement;
  if (names === null) return [alias ?? module.split(".", 1)[0] ?? module];
  if (names.some(({ name }) => name === "*")) return null;
  return names.flatMap((imported) => (isOwnModule(statement, imported) ? [] : [imported.alias ?? imported.name]));
}

function isOwnModule({ module, level }: Import, { name, alias }: ImportedName): boolean {
  return level === 1 && module === "" && (alias === null || alias === name);
}

/** One import of each module; the whole statement where it stands within another one. */
function ownModules(statements: readonly Statement[]): ReadonlyMap<string, readonly Statement[]> {
  const modules = new Map<string, readonly Statement[]>();
  const collect = (statement: Statement, outermost: Statement): void => {
    if (statement.kind === "import")
      for (const imported of statement.names ?? [])
        if (isOwnModule(statement, imported) && !modules.has(imported.name))
          modules.set(imported.name, [statement === outermost ? { ...statement, names: [imported] } : outermost]);
    if (statement.kind !== "if" && statement.kind !== "try") return;
    for (const inner of (blocksOf(statement) ?? []).flat()) collect(inner, outermost);
  };
  for (const statement of statements) collect(statement, statement);
  return modules;
}
