/** Names of one function call, class body or module, whatever they hold. Names live in Maps: a user's `__proto__` is just a name. */
export class Names<Held, Unknown> {
  private names = new Map<string, Held>();
  /** Names that `global` or `nonlocal` declared here, with the scope that holds them. */
  private declared: Map<string, Names<Held, Unknown>> | null = null;
  /** Modules whose every name `from module import *` brought in, latest last. */
  readonly starImports: string[];
  /** Why `from module import *` brought nothing in, for each module that was not found: any unknown name may have come from there. */
  readonly missingStars: Unknown[];

  /**
   * `bundled` is the uri of a module that a library brings itself; null for the user's own. `bornIn` is the journal of the root during
   * which the scope was made, which has nothing of it to give back.
   */
  constructor(
    readonly parent: Names<Held, Unknown> | null,
    readonly kind: "module" | "function" | "class" | "comprehension",
    readonly bundled: string | null = null,
    readonly bornIn: object | null = null,
  ) {
    const isModule = parent === null;
    this.starImports = isModule ? [] : NO_STARS;
    this.missingStars = isModule ? [] : NO_MISSING_STARS;
  }

  own(name: string): Held | undefined {
    return this.names.get(name);
  }

  set(name: string, value: Held): void {
    this.names.set(name, value);
  }

  delete(name: string): boolean {
    return this.names.delete(name);
  }

  entries(): IterableIterator<[string, Held]> {
    return this.names.entries();
  }

  /** From here on, assignments to `name` in this scope go to `holder`. */
  declare(name: string, holder: Names<Held, Unknown>): void {
    this.declared ??= new Map();
    this.declared.set(name, holder);
  }

  /** The scope that an assignment to `name` here writes to. */
  holderOf(name: string): Names<Held, Unknown> {
    return this.declared?.get(name) ?? this;
  }

  /** Looks the name up here and outwards; class bodies are skipped from inside their functions, as in Python. */
  lookUp(name: string): Held | undefined {
    const holder = this.declared?.get(name);
    if (holder !== undefined) return holder.own(name);
    const own = this.names.get(name);
    if (own !== undefined) return own;
    for (let scope = this.parent; scope !== null; scope = scope.parent) {
      const value = scope.kind === "class" ? undefined : scope.own(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The scope that a walrus binds in: a comprehension has none of its own for it. */
  get outsideComprehension(): Names<Held, Unknown> {
    return this.kind === "comprehension" && this.parent !== null ? this.parent.outsideComprehension : this;
  }

  /** A copy of the names, for `restore`. */
  snapshot(): Map<string, Held> {
    return new Map(this.names);
  }

  restore(names: ReadonlyMap<string, Held>): void {
    this.names = new Map(names);
  }

  get module(): Names<Held, Unknown> {
    return this.parent === null ? this : this.parent.module;
  }
}

/** Only modules have such imports: they stand at `scope.module`. */
const NO_STARS: string[] = [];
const NO_MISSING_STARS: never[] = [];
