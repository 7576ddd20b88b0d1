/**
 * Undo for everything that can change. A journal keeps, for each container and scope written since it was opened, what it
 * held before: forks on unknown conditions and roots restore or join these states.
 */
import type { AnyCell, CellState } from "./cell";
import { Scope } from "./scope";
import { MOST_LEVELS } from "./walk";
import type { Container, DictionaryValue, Expansion, LayerValue, ModelValue, UnknownValue, Value } from "./value";

export type Tracked = Container | Scope | AnyCell;

/** What a container held: copies, never the live Map or array. */
interface State {
  readonly names: ReadonlyMap<string, Value> | null;
  readonly items: readonly Value[] | null;
  /** Of an array that owns its numbers. */
  readonly numbers: readonly number[] | null;
  readonly entries: DictionaryValue["entries"] | null;
  readonly layers: readonly (LayerValue | ModelValue)[] | null;
  /** Of a Sequential. */
  readonly expansion: Expansion | undefined;
  /** Of an iterator. */
  readonly hasEnded: boolean;
  readonly cell: CellState | null;
  readonly position: number;
  readonly poison: UnknownValue | undefined;
}

export type States = ReadonlyMap<Tracked, State>;

export class Journal {
  readonly before = new Map<Tracked, State>();

  /** `modelsBefore` is how many models there were before the paths that are joined later. */
  constructor(readonly modelsBefore: number) {}

  record(tracked: Tracked): void {
    if (tracked instanceof Scope && tracked.bornIn === this) return;
    if (!this.before.has(tracked)) this.before.set(tracked, capture(tracked));
  }

  /** The present states of everything written since the journal was opened. */
  present(): States {
    const states = new Map<Tracked, State>();
    for (const tracked of this.before.keys()) states.set(tracked, capture(tracked));
    return states;
  }
}

function capture(tracked: Tracked): State {
  const nothing = {
    names: null,
    items: null,
    numbers: null,
    entries: null,
    layers: null,
    expansion: undefined,
    hasEnded: false,
    cell: null,
    position: 0,
    poison: undefined,
  };
  if (tracked instanceof Scope) return { ...nothing, names: tracked.snapshot() };
  switch (tracked.kind) {
    case "list":
      return { ...nothing, items: [...tracked.items], poison: tracked.poison };
    case "array":
      return { ...nothing, numbers: [...tracked.numbers], poison: tracked.poison };
    case "iterator": {
      const { position, hasEnded, kept, poison } = tracked;
      return { ...nothing, position, hasEnded, items: kept, poison };
    }
    case "dictionary":
      return { ...nothing, entries: copyEntries(tracked.entries), poison: tracked.poison };
    case "set":
      return { ...nothing, names: new Map(tracked.entries), poison: tracked.poison };
    case "instance":
      return { ...nothing, names: new Map(tracked.attributes), poison: tracked.poison };
    case "class":
      return { ...nothing, names: new Map(tracked.members) };
    case "model":
      return { ...nothing, layers: [...tracked.layers], expansion: tracked.expansion };
    case "cell":
      return { ...nothing, cell: tracked.state() };
  }
}

export function restore(tracked: Tracked, state: State): void {
  if (tracked instanceof Scope) {
    if (state.names !== null) tracked.restore(state.names);
    return;
  }
  if (tracked.kind === "cell") {
    state.cell?.restore();
    return;
  }
  if (tracked.kind !== "class" && tracked.kind !== "model") {
    if (state.poison === undefined) delete tracked.poison;
    else tracked.poison = state.poison;
  }
  switch (tracked.kind) {
    case "list":
      replace(tracked.items, state.items ?? []);
      return;
    case "array":
      replace(tracked.numbers, state.numbers ?? []);
      return;
    case "iterator":
      tracked.position = state.position;
      tracked.hasEnded = state.hasEnded;
      tracked.kept = state.items ?? [];
      return;
    case "dictionary":
      replaceMap(tracked.entries, copyEntries(state.entries ?? new Map<string, never>()));
      return;
    case "set":
      replaceMap(tracked.entries, state.names ?? new Map<string, Value>());
      return;
    case "instance":
      replaceMap(tracked.attributes, state.names ?? new Map<string, Value>());
      return;
    case "class":
      replaceMap(tracked.members, state.names ?? new Map<string, Value>());
      return;
    case "model":
      replace(tracked.layers, state.layers ?? []);
      if (state.expansion === undefined) delete tracked.expansion;
      else tracked.expansion = state.expansion;
      return;
  }
}

/**
 * Makes the container hold what is true both of its present state and of `other`: equal parts stay, the rest becomes
 * unknown for the reason `why`.
 */
export function join(tracked: Tracked, other: State, why: UnknownValue): void {
  if (tracked instanceof Scope) {
    tracked.restore(joinMaps(tracked.snapshot(), other.names ?? new Map<string, Value>(), why));
    return;
  }
  if (tracked.kind === "cell") {
    other.cell?.join(why);
    return;
  }
  if (tracked.kind === "model") {
    joinLayers(tracked, other.layers ?? [], why);
    return;
  }
  if (tracked.kind === "class") {
    replaceMap(tracked.members, joinMaps(tracked.members, other.names ?? new Map<string, Value>(), why));
    return;
  }
  if (tracked.poison !== undefined) return;
  if (other.poison !== undefined) {
    tracked.poison = other.poison;
    return;
  }
  switch (tracked.kind) {
    case "list": {
      const items = other.items ?? [];
      if (items.length !== tracked.items.length) tracked.poison = why;
      else tracked.items.forEach((item, index) => (tracked.items[index] = joinValues(item, items[index] ?? why, why)));
      return;
    }
    case "array":
      if (!sameNumbers(tracked.numbers, other.numbers ?? [])) tracked.poison = why;
      return;
    case "iterator":
      if (tracked.position !== other.position || !sameLists(tracked.kept, other.items)) tracked.poison = why;
      return;
    case "dictionary":
      if (!joinEntries(tracked.entries, other.entries ?? new Map<string, never>(), why)) tracked.poison = why;
      return;
    case "set": {
      const names = other.names ?? new Map<string, Value>();
      if (names.size !== tracked.entries.size || [...names.keys()].some((key) => !tracked.entries.has(key)))
        tracked.poison = why;
      return;
    }
    case "instance":
      replaceMap(tracked.attributes, joinMaps(tracked.attributes, other.names ?? new Map<string, Value>(), why));
      return;
  }
}

/** Whether the container still holds what `state` says. */
export function unchanged(tracked: Tracked, state: State): boolean {
  const present = capture(tracked);
  return (
    present.position === state.position &&
    present.hasEnded === state.hasEnded &&
    (present.poison === undefined) === (state.poison === undefined) &&
    sameMaps(present.names, state.names) &&
    sameLists(present.items, state.items) &&
    sameNumbers(present.numbers ?? [], state.numbers ?? []) &&
    sameLists(present.layers, state.layers) &&
    sameMaps(valuesOf(present.entries), valuesOf(state.entries))
  );
}

/**
 * What `states`, left by another way, and the present states of what the journal and they name disagree about. Names that only one of
 * the ways gives a value are left out: who wrote both uses them on that way alone.
 */
export function disagreeing(
  states: States,
  journal: Journal,
  agree: (left: Value, right: Value) => boolean,
): readonly Tracked[] {
  return [...new Set([...states.keys(), ...journal.before.keys()])].filter((tracked) => {
    const other = states.get(tracked) ?? journal.before.get(tracked);
    return other !== undefined && !statesAgree(capture(tracked), other, agree);
  });
}

function statesAgree(left: State, right: State, agree: (left: Value, right: Value) => boolean): boolean {
  const items = (one: State): readonly Value[] => [
    ...(one.items ?? []),
    ...(one.layers ?? []),
    ...(valuesOf(one.entries)?.values() ?? []),
  ];
  const [ours, theirs] = [items(left), items(right)];
  return (
    left.position === right.position &&
    (left.poison === undefined) === (right.poison === undefined) &&
    sameNumbers(left.numbers ?? [], right.numbers ?? []) &&
    sameTexts(left.entries?.keys() ?? [], right.entries?.keys() ?? []) &&
    ours.length === theirs.length &&
    ours.every((item, index) => {
      const other = theirs[index];
      return other !== undefined && agree(item, other);
    }) &&
    [...(left.names ?? [])].every(([name, value]) => {
      const other = right.names?.get(name);
      return other === undefined || agree(value, other);
    })
  );
}

function sameTexts(left: Iterable<string>, right: Iterable<string>): boolean {
  return [...left].join("\n") === [...right].join("\n");
}

export function joinValues(left: Value, right: Value, why: UnknownValue): Value {
  if (right.kind === "unknown" && right.mayBeMissing === true) return right;
  return same(left, right) ? left : left.kind === "unknown" ? left : right.kind === "unknown" ? right : why;
}

/** So many pairs of items are compared: tuples may hold each other many times. */
const MOST_COMPARED = 10_000;

/**
 * Whether two values cannot be told apart from now on: immutable ones by content, mutable ones by identity. Where that takes long they
 * count as different, which is never wrong. Two Unknowns are the same: nothing is known of either.
 */
export function same(left: Value, right: Value): boolean {
  return left === right || sameWithin(left, right, 0, { left: MOST_COMPARED });
}

function sameWithin(left: Value, right: Value, levels: number, pairs: { left: number }): boolean {
  if (left === right) return true;
  pairs.left -= 1;
  if (levels > MOST_LEVELS || pairs.left < 0) return false;
  const sameItem = (one: Value, other: Value | undefined): boolean =>
    other !== undefined && sameWithin(one, other, levels + 1, pairs);
  switch (left.kind) {
    case "none":
      return right.kind === "none" && right.undefined === left.undefined;
    case "unknown":
      return right.kind === "unknown";
    case "string":
      return right.kind === left.kind && right.value === left.value;
    case "boolean":
      return right.kind === left.kind && right.value === left.value && right.dtype === left.dtype;
    case "integer":
    case "float":
      return right.kind === left.kind && Object.is(right.value, left.value) && right.dtype === left.dtype;
    case "tuple":
      return (
        right.kind === "tuple" &&
        left.named === right.named &&
        left.items.length === right.items.length &&
        left.items.every((item, index) => sameItem(item, right.items[index]))
      );
    case "range":
      return (
        right.kind === "range" && left.start === right.start && left.stop === right.stop && left.step === right.step
      );
    case "library":
      return right.kind === "library" && left.path === right.path;
    case "bound-method":
      return (
        right.kind === "bound-method" && left.function === right.function && sameItem(left.receiver, right.receiver)
      );
    default:
      return false;
  }
}

function sameNumbers(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((number, index) => Object.is(number, right[index]));
}

function sameLists(left: readonly Value[] | null, right: readonly Value[] | null): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((item, index) => sameOrMissing(item, right[index]));
}

function sameMaps(left: ReadonlyMap<string, Value> | null, right: ReadonlyMap<string, Value> | null): boolean {
  if (left === null || right === null) return left === right;
  return left.size === right.size && [...left].every(([name, value]) => sameOrMissing(value, right.get(name)));
}

function sameOrMissing(left: Value, right: Value | undefined): boolean {
  return right !== undefined && same(left, right);
}

function valuesOf(entries: DictionaryValue["entries"] | null): ReadonlyMap<string, Value> | null {
  return entries === null ? null : new Map([...entries].map(([key, entry]) => [key, entry.value]));
}

function joinMaps(
  present: ReadonlyMap<string, Value>,
  other: ReadonlyMap<string, Value>,
  why: UnknownValue,
): Map<string, Value> {
  const joined = new Map<string, Value>();
  const missing: UnknownValue = { ...why, mayBeMissing: true };
  for (const [name, value] of present) {
    const second = other.get(name);
    joined.set(name, second === undefined ? missing : joinValues(value, second, why));
  }
  for (const name of other.keys()) if (!present.has(name)) joined.set(name, missing);
  return joined;
}

/** False where the keys or their order differ. */
function joinEntries(
  present: DictionaryValue["entries"],
  other: DictionaryValue["entries"],
  why: UnknownValue,
): boolean {
  const keys = [...other.keys()];
  if (keys.length !== present.size || [...present.keys()].some((key, index) => key !== keys[index])) return false;
  for (const [key, entry] of [...present]) {
    const second = other.get(key)?.value ?? why;
    present.set(key, { key: entry.key, value: joinValues(entry.value, second, why) });
  }
  return true;
}

/** A Sequential that differs keeps what is common; one unknown layer stands for all that may follow. */
function joinLayers(model: ModelValue, other: readonly (LayerValue | ModelValue)[], why: UnknownValue): void {
  if (sameLists(model.layers, other)) return;
  let common = 0;
  while (common < model.layers.length && common < other.length && model.layers[common] === other[common]) common += 1;
  const last = model.layers[common - 1];
  const closed = last?.kind === "layer" && last.class === UNKNOWN_LAYERS;
  model.layers.length = common;
  if (!closed) model.layers.push(unknownLayers(why));
}

/** Class of the layer that stands for layers of which even the number is not known. */
const UNKNOWN_LAYERS = "layers that depend on an unknown value";

function unknownLayers(why: UnknownValue): LayerValue {
  return {
    kind: "layer",
    class: UNKNOWN_LAYERS,
    name: "unknown",
    arguments: new Map(),
    unknown: why,
    construction: [{ location: why.location, function: null, iterations: [] }],
  };
}

function copyEntries(entries: DictionaryValue["entries"]): DictionaryValue["entries"] {
  return new Map([...entries].map(([key, entry]) => [key, { ...entry }]));
}

function replace<T>(target: T[], items: readonly T[]): void {
  target.length = 0;
  for (const item of items) target.push(item);
}

function replaceMap<T>(target: Map<string, T>, source: ReadonlyMap<string, T>): void {
  const entries = [...source];
  target.clear();
  for (const [key, value] of entries) target.set(key, value);
}
