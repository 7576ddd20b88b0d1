/**
 * Conditions that rest on something which the source does not say, such as the version of TensorFlow. The program goes on as is assumed,
 * and the assumption is shown where the other way would have led elsewhere.
 */
import { attempt, restoreAll } from "./branches";
import { areAlike } from "./equivalence";
import { disagreeing } from "../../values/journal";
import type { Journal, States, Tracked } from "../../values/journal";
import { Raised } from "./machine";
import type { Completion, Machine } from "./machine";
import { reachableFrom } from "../../values/reach";
import { Scope } from "../../values/scope";
import type { Value } from "../../values/value";
import type { Assumed } from "../host";

/** Values that were computed from an assumed one, with what is assumed of it. */
export class AssumedValues {
  readonly #derived = new WeakMap<Value, Assumed>();

  /** `given` are the values that the library assumes; it grows when the source asks for one. */
  constructor(private readonly given: ReadonlyMap<Value, Assumed>) {}

  /** Null for a value that rests on the source alone. */
  of(value: Value): Assumed | null {
    if (this.given.size === 0) return null;
    const own = this.given.get(value) ?? this.#derived.get(value);
    if (own !== undefined) return own;
    if ((value.kind !== "list" && value.kind !== "tuple") || value.items.length > MOST_PARTS) return null;
    for (const item of value.items) {
      const found = this.#derived.get(item);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The result of an operation on `sources`, which rests on what they rest on. */
  carry(sources: Iterable<Value>, result: Value): Value {
    if (this.given.size === 0 || !CARRIERS.has(result.kind)) return result;
    for (const source of sources) {
      const assumed = this.of(source);
      if (assumed !== null) return this.mark(result, assumed);
    }
    return result;
  }

  /** A copy where the value may be one that others share: True, a small number. */
  private mark(value: Value, assumed: Assumed): Value {
    const isShared = value.kind !== "list" && value.kind !== "instance" && value.kind !== "iterator";
    const marked = isShared ? { ...value } : value;
    this.#derived.set(marked, assumed);
    if (marked.kind === "list" && marked.items.length <= MOST_PARTS)
      for (const [index, item] of marked.items.entries())
        if (CARRIERS.has(item.kind)) marked.items[index] = this.mark(item, assumed);
    return marked;
  }
}

/** A version has three or four parts; the items of long lists are not looked through. */
const MOST_PARTS = 8;

/** What a condition may be computed from; layers and tensors are looked at as a whole, where two ways are compared. */
const CARRIERS: ReadonlySet<Value["kind"]> = new Set([
  "boolean",
  "integer",
  "float",
  "string",
  "list",
  "tuple",
  "instance",
  "iterator",
  "builtin",
]);

/** Runs `taken`, the way that the assumption leads; `other` runs aside, to see whether it matters. */
export function decideStatements(
  machine: Machine,
  assumed: Assumed,
  scope: Scope,
  taken: () => Completion,
  other: () => Completion,
): Completion {
  const isKnown = machine.assumptions.some(({ message }) => message === assumed.message);
  const place = machine.place;
  const aside = isKnown || machine.isAside ? null : machine.aside(() => runAside(machine, other));
  const pending = machine.pending.length;
  const journal = machine.openJournal();
  const end = attempt(machine, taken);
  // Whoever made the program raise for this version runs it with another one.
  if (end.kind === "raise" && machine.handlers === 0) {
    restoreAll(machine, journal);
    machine.closeJournal(journal);
    return other();
  }
  machine.closeJournal(journal);
  if (aside === null || aside.end.kind === "raise") return end;
  const isLeft = aside.isLeft || machine.pending.length > pending;
  if (isLeft || !endAlike(machine, aside.end, end) || leaveApart(machine, scope, aside.states, journal))
    machine.assume({ ...assumed, location: place });
  return end;
}

/** The same for values. */
export function decideValues(
  machine: Machine,
  assumed: Assumed,
  scope: Scope,
  taken: () => Value,
  other: () => Value,
): Value {
  const end = decideStatements(
    machine,
    assumed,
    scope,
    () => ({ kind: "return", value: taken() }),
    () => ({ kind: "return", value: other() }),
  );
  if (end.kind === "return") return end.value;
  if (end.kind !== "raise") return machine.language.rules.nothing;
  if (machine.handlers > 0) throw new Raised(end.why, end.exception);
  return end.why;
}

interface Aside {
  readonly end: Completion;
  readonly states: States;
  /** Whether some path left the block on a condition that is not known: then the ways cannot be compared. */
  readonly isLeft: boolean;
}

/** Runs a way and undoes what it wrote. */
function runAside(machine: Machine, way: () => Completion): Aside {
  const before = machine.pending.length;
  const journal = machine.openJournal();
  const end = attempt(machine, way);
  const left = machine.pending.splice(before);
  for (const { journal: open } of left) machine.closeJournal(open);
  const states = journal.present();
  restoreAll(machine, journal);
  machine.closeJournal(journal);
  return { end, states, isLeft: left.length > 0 };
}

function endAlike(machine: Machine, left: Completion, right: Completion): boolean {
  if (left.kind !== right.kind) return false;
  return left.kind !== "return" || right.kind !== "return" || areAlike(machine.host.library, left.value, right.value);
}

/** Whether something that lasts differs between what the other way left and what there is now. */
function leaveApart(machine: Machine, scope: Scope, states: States, journal: Journal): boolean {
  const apart = disagreeing(states, journal, (left, right) => areAlike(machine.host.library, left, right));
  if (apart.length === 0) return false;
  const scopes = new Set<Tracked>(machine.scopes.values());
  for (let one: Scope | null = scope; one !== null; one = one.parent) scopes.add(one);
  if (apart.some((tracked) => scopes.has(tracked))) return true;
  // Names of calls that have ended matter to nobody.
  const containers = apart.filter((tracked) => !(tracked instanceof Scope));
  if (containers.length === 0) return false;
  const lasting = reachableFrom(scopes);
  machine.spend(lasting.size);
  return containers.some((tracked) => lasting.has(tracked));
}
