import { assertNever } from "../assert-never";
import type { Comprehension } from "../syntax/program";
import { maybe, repeatUnknown } from "./branches";
import { createSet, evaluate, isItems, keyFailure } from "./expressions";
import { NORMAL } from "./machine";
import type { Machine } from "./machine";
import { dictionaryKey, iterator, list } from "./read";
import { Scope } from "./scope";
import { assign } from "./targets";
import type { DictionaryValue, UnknownValue, Value } from "./values";

/** A generator expression is evaluated at once; its items are then consumed one by one. */
export function evaluateComprehension(machine: Machine, comprehension: Comprehension, scope: Scope): Value {
  const inner = new Scope(scope, "comprehension");
  const produced: (readonly [Value, Value | null])[] = [];
  const outerLoops = machine.activation.loops;
  const reason = runClause(machine, { comprehension, inner, outer: scope, produced }, 0);
  machine.activation.loops = outerLoops;
  if (reason !== null) return reason;
  const location = machine.location(comprehension.range);
  const items = produced.map(([element]) => element);
  switch (comprehension.type) {
    case "list":
      return list(items);
    case "generator":
      return iterator(items);
    case "set":
      return createSet(machine, items, location);
    case "dictionary": {
      const entries: DictionaryValue["entries"] = new Map();
      for (const [key, value] of produced) {
        const id = dictionaryKey(key);
        if (id === null || value === null) return keyFailure(machine, key, location);
        entries.set(id, { key: entries.get(id)?.key ?? key, value });
      }
      return { kind: "dictionary", entries };
    }
    default:
      return assertNever(comprehension.type);
  }
}

interface Running {
  readonly comprehension: Comprehension;
  readonly inner: Scope;
  readonly outer: Scope;
  readonly produced: (readonly [Value, Value | null])[];
}

/** Runs the loops from clause `depth` inwards; answers why the items are not known, if so. */
function runClause(machine: Machine, running: Running, depth: number): UnknownValue | null {
  const { comprehension, inner, outer, produced } = running;
  const clause = comprehension.clauses[depth];
  if (clause === undefined) {
    const element = evaluate(machine, comprehension.element, inner);
    const value = comprehension.value === null ? null : evaluate(machine, comprehension.value, inner);
    produced.push([element, value]);
    if (produced.length > machine.budget.limits.items) machine.budget.checkItems(produced.length);
    return null;
  }
  const iterable = evaluate(machine, clause.iterable, depth === 0 ? outer : inner);
  const location = machine.location(clause.iterable.range);
  const items =
    comprehension.type === "set" ? machine.iterateUnordered(iterable, location) : machine.iterate(iterable, location);
  if (!isItems(items)) {
    repeatUnknown(machine, items, inner, () => {
      assign(machine, clause.target, items, inner);
      runConditions(machine, running, depth);
      return NORMAL;
    });
    return items;
  }
  const { loops } = machine.activation;
  let reason: UnknownValue | null = null;
  for (const [index, item] of items.entries()) {
    machine.budget.checkIterations(index + 1);
    machine.activation.loops = [...loops, index];
    assign(machine, clause.target, item, inner);
    // The others still run for their effects.
    reason = runConditions(machine, running, depth) ?? reason;
  }
  return reason;
}

function runConditions(machine: Machine, running: Running, depth: number): UnknownValue | null {
  const clause = running.comprehension.clauses[depth];
  for (const condition of clause?.conditions ?? []) {
    const truth = machine.truth(evaluate(machine, condition, running.inner));
    if (typeof truth !== "boolean") {
      maybe(machine, truth, () => {
        runClause(machine, running, depth + 1);
      });
      return truth;
    }
    if (!truth) return null;
  }
  return runClause(machine, running, depth + 1);
}
