import { assertNever } from "../../assert-never";
import type { Location } from "../../../../protocol/source";
import type { Comprehension, Expression } from "../../syntax/program";
import { maybe, repeatUnknown } from "./branches";
import { createSet, evaluate, keyFailure } from "./expressions";
import { iteratorOver } from "./instances";
import { NORMAL } from "./machine";
import type { Machine } from "./machine";
import { isItems } from "../../values/ask";
import { dictionaryKey } from "../../values/keys";
import { endUnknown, iterator, lazyIterator, list } from "../../values/make";
import { Scope } from "../../values/scope";
import { assign } from "./targets";
import type { DictionaryValue, IteratorValue, UnknownValue, Value } from "../../values/value";

export function evaluateComprehension(machine: Machine, comprehension: Comprehension, scope: Scope): Value {
  const inner = new Scope(scope, "comprehension", null, machine.heap.root);
  if (comprehension.type === "generator") return generatorExpression(machine, comprehension, inner, scope);
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

/** What it runs over first is known at once; all else is evaluated when an item is asked for. */
function generatorExpression(machine: Machine, comprehension: Comprehension, inner: Scope, scope: Scope): Value {
  const [first] = comprehension.clauses;
  if (first === undefined) return list([]);
  const iterable = evaluate(machine, first.iterable, scope);
  const source = iteratorOver(machine, iterable, machine.location(first.iterable.range));
  if (source.kind === "unknown") return source;
  const { activation } = machine;
  const { loops } = activation;
  const inside = <T>(work: () => T): T => {
    const mark = machine.mark();
    machine.activation = activation;
    try {
      return work();
    } finally {
      activation.loops = mark.activation === activation ? mark.loops : activation.loops;
      machine.activation = mark.activation;
    }
  };
  const advance = (self: IteratorValue): Value | undefined => {
    const sources = self.kept.filter((one) => one.kind === "iterator");
    for (let last = sources.at(-1); last !== undefined; last = sources.at(-1)) {
      const item = machine.next(last);
      if (last.poison !== undefined) return endUnknown(self, last.poison);
      machine.budget.step();
      const clause = comprehension.clauses[sources.length - 1];
      if (item === undefined || clause === undefined) {
        sources.pop();
        continue;
      }
      activation.loops = [...loops, ...sources.map(({ position }) => position - 1)];
      assign(machine, clause.target, item, inner);
      const isTaken = meets(machine, clause.conditions, inner);
      if (typeof isTaken !== "boolean") {
        repeatUnknown(machine, isTaken, inner, () => {
          evaluate(machine, comprehension.element, inner);
          return NORMAL;
        });
        return endUnknown(self, isTaken);
      }
      const following = comprehension.clauses[sources.length];
      if (!isTaken) continue;
      self.kept = [...sources];
      if (following === undefined) return evaluate(machine, comprehension.element, inner);
      const items = evaluate(machine, following.iterable, inner);
      const deeper = iteratorOver(machine, items, machine.location(following.iterable.range));
      if (deeper.kind === "unknown") return endUnknown(self, deeper);
      sources.push(deeper);
    }
    self.kept = [];
    return undefined;
  };
  return lazyIterator([source], (self) => inside(() => advance(self)), [source]);
}

/** Whether all conditions hold. */
function meets(machine: Machine, conditions: readonly Expression[], scope: Scope): boolean | UnknownValue {
  for (const condition of conditions) {
    const truth = machine.truth(evaluate(machine, condition, scope));
    if (truth !== true) return truth;
  }
  return true;
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
  const source = sourceOf(machine, comprehension, iterable, location);
  const { loops } = machine.activation;
  let reason: UnknownValue | null = null;
  if (source.kind === "iterator")
    for (let item = machine.next(source); item !== undefined; item = machine.next(source)) {
      if (source.poison !== undefined) break;
      machine.budget.checkIterations(source.position);
      machine.activation.loops = [...loops, source.position - 1];
      assign(machine, clause.target, item, inner);
      // The others still run for their effects.
      reason = runConditions(machine, running, depth) ?? reason;
    }
  const why = source.kind === "iterator" ? source.poison : source;
  if (why === undefined) return reason;
  repeatUnknown(machine, why, inner, () => {
    assign(machine, clause.target, why, inner);
    runConditions(machine, running, depth);
    return NORMAL;
  });
  return why;
}

/** The order of what becomes a set again does not matter. */
function sourceOf(
  machine: Machine,
  comprehension: Comprehension,
  iterable: Value,
  location: Location,
): IteratorValue | UnknownValue {
  if (comprehension.type !== "set" || iterable.kind !== "set") return iteratorOver(machine, iterable, location);
  const items = machine.iterateUnordered(iterable, location);
  return isItems(items) ? iterator(items) : items;
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
