/**
 * What is assumed, and what rests on it. A model rests on what its own statements, or the run of its root, assumed, and on what the
 * values of the modules that it reads rest on: those of a flag, of an environment variable. Where that is not plain, it counts as resting.
 */
import type { Assumption } from "../../../../protocol/report";
import type { Statement } from "../../syntax/program";
import type { Tracked } from "../../values/journal";
import { contentOf, isTracked } from "../../values/reach";
import { Scope } from "../../values/scope";
import type { FunctionValue, ModelValue, Value } from "../../values/value";

/** A statement of a module's top level, or a root, while it runs and for whatever it made. */
export interface Ground {
  readonly isRoot: boolean;
  readonly assumptions: Set<Assumption>;
  /** Containers that it read: whoever fills them later may rest on more. */
  readonly containers: Set<Value>;
}

export class Grounds {
  current: Ground = createGround(true);
  /** False until a module assumes something: most do not. */
  private isNeeded = false;
  private readonly names = new Map<Scope, Map<string, Ground>>();
  private readonly functions = new WeakMap<FunctionValue["body"], Ground>();
  private readonly models = new WeakMap<ModelValue, Ground>();
  private readonly filled = new Map<Tracked | Value, Set<Assumption>>();
  /** What modules assume, each once per message and place. */
  private readonly known = new Map<string, Assumption>();
  private readonly ofLibrary = new Set<Assumption>();

  startRoot(): void {
    this.current = createGround(true);
  }

  startModule(): void {
    this.current = createGround(false);
  }

  /** What a way that is not taken assumes counts for nothing; answers the ground to come back to. */
  startAside(): Ground {
    const { current } = this;
    this.current = joined(current, current, current.isRoot);
    return current;
  }

  /** A statement within another one rests on what led to it. */
  enter(): void {
    const { current } = this;
    this.current = createGround(false);
    if (!current.isRoot) this.restOn(current);
  }

  /** The statement has run in `scope`, and made `models`. */
  leave(outer: Ground, statement: Statement, scope: Scope, models: readonly ModelValue[]): void {
    const ground = this.current;
    this.settle(ground);
    this.current = outer;
    for (const model of models) {
      const inner = this.models.get(model);
      if (inner === undefined) this.models.set(model, ground);
      else addAll(inner.assumptions, ground.assumptions);
    }
    if (ground.assumptions.size > 0 && isCompound(statement)) this.mark(statement, scope, ground);
  }

  assume(assumption: Assumption): void {
    if (this.current.isRoot) {
      const isKnown = [...this.current.assumptions].some((other) => keyOf(other) === keyOf(assumption));
      if (!isKnown) this.current.assumptions.add(assumption);
      return;
    }
    this.isNeeded = true;
    const known = this.known.get(keyOf(assumption)) ?? assumption;
    this.known.set(keyOf(assumption), known);
    this.current.assumptions.add(known);
  }

  /** What the running statement or root rests on so far. */
  assumptions(): readonly Assumption[] {
    this.settle(this.current);
    return [...new Set([...this.current.assumptions, ...this.ofLibrary])];
  }

  /** Of all modules that have run. */
  ofModules(): readonly Assumption[] {
    return [...this.known.values()];
  }

  /** Of a model of the top level. */
  ofModel(model: ModelValue): readonly Assumption[] {
    const ground = this.models.get(model);
    const holders = [...this.names].flatMap(([scope, names]) =>
      [...names].flatMap(([name, holder]) => {
        const value = scope.own(name);
        return value === model || (value !== undefined && value === model.instance) ? [holder] : [];
      }),
    );
    const values = model.instance === undefined ? [model] : [model, model.instance];
    const grounds = ground === undefined ? holders : [ground, ...holders];
    // Nobody knows which statement made it.
    if (grounds.length === 0) return this.ofModules();
    return [
      ...new Set([
        ...grounds.flatMap(({ assumptions }) => [...assumptions]),
        ...this.fillersOf(values),
        ...this.ofLibrary,
      ]),
    ];
  }

  // -------------------------------------------------------------- what a value rests on

  /** A name of a module has been bound; where paths are open, what it was before may come back. */
  bound(scope: Scope, name: string, isOnPath: boolean): void {
    if (scope.parent !== null || scope.bundled !== null || this.current.isRoot) return;
    const names = this.namesOf(scope);
    const before = isOnPath ? names.get(name) : undefined;
    names.set(name, before === undefined ? this.current : joined(before, this.current));
  }

  /** `from module import *` hands each name on as it is. */
  handedOn(from: Scope, to: Scope, name: string): void {
    const ground = this.names.get(from)?.get(name);
    if (ground !== undefined && to.parent === null) this.namesOf(to).set(name, ground);
  }

  created(value: FunctionValue): void {
    if (!this.current.isRoot) this.functions.set(value.body, this.current);
  }

  filledUp(container: Tracked): void {
    if (!this.isNeeded || container instanceof Scope || this.current.isRoot) return;
    const { assumptions } = this.current;
    if (assumptions.size === 0) return;
    const known = this.filled.get(container);
    if (known === undefined) this.filled.set(container, new Set(assumptions));
    else addAll(known, assumptions);
  }

  /** A setting of the library's, which all layers made later may rest on. */
  setForAll(): void {
    if (!this.current.isRoot) for (const one of this.assumptions()) this.ofLibrary.add(one);
  }

  // -------------------------------------------------------------- what is read

  read(scope: Scope, name: string, value: Value): void {
    if (!this.isNeeded || isLocal(scope, name)) return;
    this.readMember(scope.module, name, value);
  }

  readMember(module: Scope, name: string, value: Value): void {
    if (!this.isNeeded) return;
    const ground = this.names.get(module)?.get(name);
    if (ground !== undefined) this.restOn(ground);
    if (this.filled.size > 0 && (isTracked(value) || value.kind === "tuple")) this.current.containers.add(value);
  }

  called(value: FunctionValue): void {
    if (!this.isNeeded) return;
    const ground = this.functions.get(value.body);
    if (ground !== undefined) this.restOn(ground);
  }

  private restOn(ground: Ground): void {
    if (ground !== this.current) addAll(this.current.assumptions, ground.assumptions);
  }

  /** What the containers that it read hold by now. */
  private settle(ground: Ground): void {
    if (ground.containers.size === 0) return;
    addAll(ground.assumptions, this.fillersOf(ground.containers));
    ground.containers.clear();
  }

  private fillersOf(values: Iterable<Value>): readonly Assumption[] {
    if (this.filled.size === 0) return [];
    const found: Assumption[] = [];
    const seen = new Set<Tracked | Value>();
    const waiting: (Tracked | Value)[] = [...values];
    for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
      // Functions and modules read what they need when they run.
      if (seen.has(value) || value instanceof Scope || value.kind === "function" || value.kind === "module") continue;
      seen.add(value);
      if (seen.size > MOST_LOOKED_THROUGH) return [...this.filled.values()].flatMap((one) => [...one]);
      found.push(...(this.filled.get(value) ?? []));
      for (const inner of contentOf(value)) waiting.push(inner);
    }
    return found;
  }

  /** What a compound statement binds, or may have changed on a way that it did not take. */
  private mark(statement: Statement, scope: Scope, ground: Ground): void {
    const names = this.namesOf(scope);
    const { bound, mentioned, handled } = namesIn(statement);
    for (const name of mentioned) {
      const value = scope.own(name);
      if (value === undefined) continue;
      // Without an error a library stays what it is, unless the handler puts something in its place.
      const mayDiffer =
        statement.kind === "try" && isOfLibrary(value) ? handled.has(name) : bound.has(name) || isTracked(value);
      if (mayDiffer) names.set(name, joined(names.get(name) ?? ground, ground));
    }
  }

  private namesOf(scope: Scope): Map<string, Ground> {
    let names = this.names.get(scope);
    if (names === undefined) this.names.set(scope, (names = new Map<string, Ground>()));
    return names;
  }
}

/** A container with more counts as filled by whatever fills any. */
const MOST_LOOKED_THROUGH = 2_000;

function createGround(isRoot: boolean): Ground {
  return { isRoot, assumptions: new Set(), containers: new Set() };
}

function joined(left: Ground, right: Ground, isRoot = false): Ground {
  const ground = createGround(isRoot);
  for (const { assumptions, containers } of [left, right]) {
    addAll(ground.assumptions, assumptions);
    addAll(ground.containers, containers);
  }
  return ground;
}

function addAll<T>(set: Set<T>, items: Iterable<T>): void {
  for (const item of items) set.add(item);
}

function keyOf({ message, location }: Assumption): string {
  return JSON.stringify([message, location]);
}

/** Whether a function has a name of its own of this spelling. */
function isLocal(scope: Scope, name: string): boolean {
  for (let one: Scope = scope; one.parent !== null; one = one.parent)
    if ((one === scope || one.kind !== "class") && one.own(name) !== undefined) return true;
  return false;
}

function isOfLibrary({ kind }: Value): boolean {
  return kind === "library" || kind === "builtin" || kind === "module";
}

function isCompound({ kind }: Statement): boolean {
  return ["if", "for-each", "while", "with", "try", "match"].includes(kind);
}

interface Names {
  readonly mentioned: Set<string>;
  /** Those among them that get a value. */
  readonly bound: Set<string>;
  /** Those that a handler gives one. */
  readonly handled: Set<string>;
}

function namesIn(statement: Statement): Names {
  const names: Names = { mentioned: new Set(), bound: new Set(), handled: new Set() };
  const waiting: { readonly code: unknown; readonly isTarget: boolean; readonly isHandler: boolean }[] = [
    { code: statement, isTarget: false, isHandler: false },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { code, isTarget, isHandler } = next;
    if (typeof code !== "object" || code === null) continue;
    const own = nameOf(code, isTarget);
    if (own !== null) {
      names.mentioned.add(own.name);
      if (own.isBound) names.bound.add(own.name);
      if (own.isBound && isHandler) names.handled.add(own.name);
    }
    for (const [key, part] of Object.entries(code))
      waiting.push({
        code: part,
        isTarget: key === "targets" || key === "target" || (isTarget && key !== "object" && key !== "index"),
        isHandler: isHandler || key === "handlers",
      });
  }
  return names;
}

function nameOf(node: object, isTarget: boolean): { readonly name: string; readonly isBound: boolean } | null {
  // Of `import a as b`.
  if ("alias" in node && typeof node.alias === "string") return { name: node.alias, isBound: true };
  if ("module" in node && typeof node.module === "string")
    return { name: node.module.split(".")[0] ?? node.module, isBound: true };
  if (!("name" in node) || typeof node.name !== "string") return null;
  const kind = "kind" in node ? node.kind : null;
  if (kind === "attribute" || "form" in node) return null;
  return { name: node.name, isBound: isTarget || kind !== "name" };
}
