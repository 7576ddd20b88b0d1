import type { Value } from "./values";

/** Names of one function call, class body or module. Names live in Maps: a user's `__proto__` is just a name. */
export class Scope {
  private readonly names = new Map<string, Value>();

  constructor(
    readonly parent: Scope | null,
    readonly kind: "module" | "function" | "class",
  ) {}

  own(name: string): Value | undefined {
    return this.names.get(name);
  }

  set(name: string, value: Value): void {
    this.names.set(name, value);
  }

  delete(name: string): boolean {
    return this.names.delete(name);
  }

  entries(): IterableIterator<[string, Value]> {
    return this.names.entries();
  }

  /** Looks the name up here and outwards; class bodies are skipped from inside their functions, as in Python. */
  lookUp(name: string): Value | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      if (scope === this || scope.kind !== "class") {
        const value = scope.names.get(name);
        if (value !== undefined) return value;
      }
    }
    return undefined;
  }

  get module(): Scope {
    let scope: Scope = this;
    while (scope.parent !== null) scope = scope.parent;
    return scope;
  }
}
