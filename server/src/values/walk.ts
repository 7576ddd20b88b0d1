/**
 * Walks over values. Containers may be shared (`a = (a, a)` sixty times holds 2^60 items and sixty containers), hold themselves, and lie in
 * each other deeper than our own stack reaches: whoever looks into values does it by these functions.
 */
import type { DictionaryValue, ListValue, TupleValue, Value } from "./value";

type ContainerValue = ListValue | TupleValue | DictionaryValue;

/** The value and all that lists, tuples and dictionaries in it hold, outer ones first; each container once, however often it is held. */
export function* valuesWithin(value: Value): Generator<Value, undefined> {
  yield value;
  const items = itemsWithin(value);
  if (items === null) return;
  const seen = new Set<Value>([value]);
  const open = [items.values()];
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const { value: item, done } = last.next();
    if (done === true) {
      open.pop();
      continue;
    }
    const inner = itemsWithin(item);
    if (inner !== null) {
      if (seen.has(item)) continue;
      seen.add(item);
      open.push(inner.values());
    }
    yield item;
  }
}

/** Items of a list or tuple, values of a dictionary; null for what holds no others. */
function itemsWithin(value: Value): readonly Value[] | null {
  if (value.kind === "list" || value.kind === "tuple") return value.items;
  return value.kind === "dictionary" ? [...value.entries.values()].map((entry) => entry.value) : null;
}

export function isContainer(value: Value): value is ContainerValue {
  return value.kind === "list" || value.kind === "tuple" || value.kind === "dictionary";
}

/** Containers within each other. A numpy array has 64 dimensions at most. */
export const MOST_LEVELS = 64;

/** Items in all, shared ones as often as they are held: as many as a walk that knows nothing of sharing takes steps. */
const MOST_ITEMS = 100_000;

/**
 * Why a value must not be walked item by item; null where it may be. Then a plain recursion over it is short and ends.
 * The words continue "not understood: ". `spend` counts the items looked at.
 */
export function whyUnwieldy(value: Value, spend: (items: number) => void = uncounted): string | null {
  if (!isContainer(value)) return null;
  const { items, levels } = extentOf(value, spend);
  if (items === Infinity) return `a ${nameOf(value)} that holds itself`;
  if (levels > MOST_LEVELS) return `a ${nameOf(value)} of more than ${MOST_LEVELS} levels`;
  return items > MOST_ITEMS
    ? `a ${nameOf(value)} of more than ${MOST_ITEMS.toLocaleString("en-US")} items in all`
    : null;
}

function uncounted(): void {}

function nameOf({ kind }: ContainerValue): string {
  return kind === "dictionary" ? "dict" : kind;
}

/** How much a container holds. */
export interface Extent {
  /** In all, shared ones as often as they are held. */
  readonly items: number;
  readonly levels: number;
}

const OPEN: Extent = { items: Infinity, levels: Infinity };

/** What holds itself has no end of either. `spend` counts the items looked at. */
export function extentOf(value: ContainerValue, spend: (items: number) => void): Extent {
  const known = new Map<Value, Extent>();
  const waiting: Value[] = [value];
  for (let one = waiting.at(-1); one !== undefined; one = waiting.at(-1)) {
    const items = itemsWithin(one) ?? [];
    const isFirst = !known.has(one);
    if (isFirst) {
      // Met again before its end is known, it is within itself.
      known.set(one, OPEN);
      spend(items.length);
      for (const item of items) if (isContainer(item) && !known.has(item)) waiting.push(item);
      if (waiting.at(-1) !== one) continue;
    }
    waiting.pop();
    known.set(one, extentOfItems(items, known));
  }
  return known.get(value) ?? OPEN;
}

function extentOfItems(items: readonly Value[], known: ReadonlyMap<Value, Extent>): Extent {
  let [all, deepest] = [items.length, 0];
  for (const item of items) {
    const extent = isContainer(item) ? known.get(item) : undefined;
    if (extent === undefined) continue;
    all += extent.items;
    deepest = Math.max(deepest, extent.levels);
  }
  return { items: all, levels: deepest + 1 };
}
