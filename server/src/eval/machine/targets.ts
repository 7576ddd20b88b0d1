import { assertNever } from "../../assert-never";
import type { Location } from "../../../../protocol/source";
import type { Expression, Target } from "../../syntax/program";
import { setAttribute } from "./attributes";
import { evaluate } from "./expressions";
import type { Machine } from "./machine";
import { isItems, isPoisonable, poisonOf } from "../../values/ask";
import { dictionary, list, unknown } from "../../values/make";
import type { Scope } from "../../values/scope";
import type { UnknownValue, Value } from "../../values/value";

/** `target = value`. A write that is not understood makes what it writes to unknown; it is never skipped. */
export function assign(machine: Machine, target: Target, value: Value, scope: Scope): void {
  const location = machine.location(target.range);
  switch (target.kind) {
    case "name":
      machine.setName(scope, target.name, value);
      return;
    case "attribute": {
      const object = evaluate(machine, target.object, scope);
      if (!setAttribute(machine, object, target.name, value, location))
        poisonTarget(machine, target.object, object, scope, unknown(`a write to .${target.name}`, location));
      return;
    }
    case "subscript": {
      const object = evaluate(machine, target.object, scope);
      const index = evaluate(machine, target.index, scope);
      const why = index.kind === "unknown" ? index : null;
      if (why !== null || !machine.language.assignSubscript(object, index, value, location))
        poisonTarget(machine, target.object, object, scope, why ?? unknown("a write to an item", location));
      return;
    }
    case "sequence-target":
      assignSequence(machine, target.items, value, scope, location);
      return;
    case "spread-target":
      assign(machine, target.target, value, scope);
      return;
    case "object-target":
      assignObject(machine, target, value, scope, location);
      return;
    case "broken":
      return;
    default:
      assertNever(target);
  }
}

export function deleteTarget(machine: Machine, target: Target, scope: Scope): void {
  const location = machine.location(target.range);
  switch (target.kind) {
    case "name":
      machine.deleteName(scope, target.name);
      return;
    case "subscript": {
      const object = evaluate(machine, target.object, scope);
      const index = evaluate(machine, target.index, scope);
      const why = index.kind === "unknown" ? index : null;
      if (why !== null || !machine.language.deleteSubscript(object, index, location))
        poisonTarget(machine, target.object, object, scope, why ?? unknown("a deletion of an item", location));
      return;
    }
    case "attribute": {
      const object = evaluate(machine, target.object, scope);
      if (object.kind === "instance" && object.attributes.has(target.name)) {
        machine.touch(object);
        object.attributes.delete(target.name);
      } else poisonTarget(machine, target.object, object, scope, unknown("a deletion of an attribute", location));
      return;
    }
    case "sequence-target":
      for (const item of target.items) deleteTarget(machine, item, scope);
      return;
    case "spread-target":
    case "object-target":
    case "broken":
      return;
    default:
      assertNever(target);
  }
}

/** What was written to in a way that is not understood is no longer known: the container, or else the variable. */
export function poisonTarget(
  machine: Machine,
  expression: Expression,
  object: Value,
  scope: Scope,
  why: UnknownValue,
): void {
  if (object.kind === "unknown") return;
  if (isPoisonable(object)) {
    if (poisonOf(object) === null) machine.poison(object, why);
    return;
  }
  let root = expression;
  while (root.kind === "attribute" || root.kind === "subscript") root = root.object;
  if (root.kind === "name") machine.setName(scope, root.name, why);
}

function assignSequence(
  machine: Machine,
  targets: readonly Target[],
  value: Value,
  scope: Scope,
  location: Location,
): void {
  const items = machine.iterate(value, location);
  const { strictCounts, nothing } = machine.language.rules;
  const failure =
    isItems(items) && strictCounts
      ? wrongCount(machine, targets, items.length, location)
      : isItems(items)
        ? null
        : items;
  if (failure !== null || !isItems(items)) {
    for (const target of targets) assign(machine, target, failure ?? unknown("its items", location), scope);
    return;
  }
  const starred = targets.findIndex((target) => target.kind === "spread-target");
  const extra = items.length - targets.length;
  targets.forEach((target, index) => {
    if (index === starred) {
      assign(machine, target, list(items.slice(index, index + extra + 1)), scope);
      return;
    }
    const item = items[starred >= 0 && index > starred ? index + extra : index];
    const absent = strictCounts ? unknown(`item ${index} of ${machine.describe(value)}`, location) : nothing;
    assign(machine, target, item ?? absent, scope);
  });
}

function wrongCount(
  machine: Machine,
  targets: readonly Target[],
  count: number,
  location: Location,
): UnknownValue | null {
  const starred = targets.some((target) => target.kind === "spread-target");
  const fits = starred ? count >= targets.length - 1 : count === targets.length;
  if (fits) return null;
  return machine.fail("ValueError", `${count} values for ${targets.length} names`, location);
}

function assignObject(
  machine: Machine,
  target: Extract<Target, { kind: "object-target" }>,
  value: Value,
  scope: Scope,
  location: Location,
): void {
  for (const entry of target.entries) {
    let item = value.kind === "unknown" ? value : machine.getAttribute(value, entry.key, location);
    if (item.kind === "none" && item.undefined === true && entry.default !== null)
      item = evaluate(machine, entry.default, scope);
    assign(machine, entry.target, item, scope);
  }
  if (target.rest !== null) assign(machine, target.rest, restOf(machine, target, value, location), scope);
}

/** What a pattern's other entries leave: of an array the items behind them, of an object the other properties. */
function restOf(
  machine: Machine,
  target: Extract<Target, { kind: "object-target" }>,
  value: Value,
  location: Location,
): Value {
  if (value.kind === "unknown") return value;
  if (value.kind === "list") return value.poison ?? list(value.items.slice(target.before ?? target.entries.length));
  const entries = machine.language.spreadEntries(value, location);
  if ("kind" in entries) return entries;
  const taken = new Set(target.entries.map((entry) => entry.key));
  return dictionary(entries.filter(([key]) => !(key.kind === "string" && taken.has(key.value))));
}
