/** What lists, tuples and dicts hold in the end. */
import type { Value } from "./value";

/** Calls are asked for what they gave again and again; what hands over or returns a network holds a few dozen things. */
export const MOST_LEAVES = 4_096;

/**
 * The things in a structure, in order, at most `MOST_LEAVES` of them; a thing that is no structure is its own. Each list is
 * entered once: it may be shared, or hold itself.
 */
export function leavesOf(value: Value): readonly Value[] {
  const leaves: Value[] = [];
  const seen = new Set<Value>();
  const waiting: Value[] = [value];
  for (let next = waiting.pop(); next !== undefined && leaves.length < MOST_LEAVES; next = waiting.pop()) {
    const items = itemsOf(next);
    if (items === null) {
      leaves.push(next);
      continue;
    }
    if (seen.has(next)) continue;
    seen.add(next);
    for (let index = Math.min(items.length, MOST_LEAVES) - 1; index >= 0; index--) {
      const item = items[index];
      if (item !== undefined) waiting.push(item);
    }
  }
  return leaves;
}

function itemsOf(value: Value): readonly Value[] | null {
  switch (value.kind) {
    case "tuple":
      return value.items;
    case "list":
      return value.poison === undefined ? value.items : [value.poison];
    case "dictionary":
      return value.poison === undefined ? [...value.entries.values()].map((entry) => entry.value) : [value.poison];
    default:
      return null;
  }
}
