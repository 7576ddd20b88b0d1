/** What the user's code can get at, from scopes and values on. */
import type { Tracked } from "./journal";
import { Scope } from "./scope";
import type { Value } from "./value";

/** Everything that can change and can be reached. */
export function reachableFrom(roots: Iterable<Tracked | Value>): ReadonlySet<Tracked> {
  const reached = new Set<Tracked>();
  const seen = new Set<Tracked | Value>();
  const waiting: (Tracked | Value)[] = [...roots];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (isTracked(value)) reached.add(value);
    for (const inner of contentOf(value)) waiting.push(inner);
  }
  return reached;
}

export function isTracked(value: Tracked | Value): value is Tracked {
  return (
    value instanceof Scope ||
    value.kind === "cell" ||
    ["list", "dictionary", "set", "array", "instance", "iterator", "class", "model"].includes(value.kind)
  );
}

/** What a value holds, one level deep. */
export function contentOf(value: Tracked | Value): readonly (Tracked | Value)[] {
  if (value instanceof Scope) {
    const names = [...value.entries()].map(([, item]) => item);
    return value.parent === null ? names : [...names, value.parent];
  }
  switch (value.kind) {
    case "list":
    case "tuple":
      return value.items;
    case "iterator":
      return [...value.holds, ...value.kept];
    case "cell":
      return [];
    case "dictionary": {
      const { entries, fallback, namespace } = value;
      const values = [...entries.values()].map((entry) => entry.value);
      return [
        ...values,
        ...(fallback === undefined ? [] : [fallback]),
        ...(namespace === undefined ? [] : [namespace]),
      ];
    }
    case "set":
      return [...value.entries.values()];
    case "array":
      return value.base === null ? [] : [value.base];
    case "instance":
      return [value.class, ...value.attributes.values(), ...(value.base === undefined ? [] : [value.base])];
    case "class":
      return [...value.bases, ...value.members.values()];
    case "function":
      return [value.closure, ...value.defaults.values()];
    case "bound-method":
      return [value.receiver, value.function];
    case "descriptor":
      return value.setter === undefined ? [value.function] : [value.function, value.setter];
    case "module":
      return [value.scope];
    case "model":
      return value.layers;
    default:
      return [];
  }
}
