/** Iteration over instances of the user's classes, and over classes. */
import type { Location } from "../../../../protocol/source";
import { callSpecial, lookUpMember } from "./classes";
import { Raised } from "./machine";
import type { Machine } from "./machine";
import { HOLE, integer, iterator, lazyIterator, UNDEFINED, unknown, endUnknown } from "../../values/make";
import type { ClassValue, InstanceValue, IteratorValue, ListValue, UnknownValue, Value } from "../../values/value";
import { isError } from "../../values/ancestry";

/** What iterating over the instance runs over: an iterator, or the value that it holds or gives. */
export function iterateInstance(
  machine: Machine,
  instance: InstanceValue,
  location: Location,
): Exclude<Value, InstanceValue> {
  if (instance.poison !== undefined) return instance.poison;
  const given = callSpecial(machine, instance, "__iter__", [], location);
  if (given?.kind === "instance") {
    if (given === instance || lookUpMember(machine, given.class, "__next__") !== undefined)
      return lazyItems(machine, given, () => callSpecial(machine, given, "__next__", [], location), "StopIteration");
    return iterateInstance(machine, given, location);
  }
  if (given !== undefined) return given;
  if (instance.base !== undefined && instance.base.kind !== "instance") return instance.base;
  if (lookUpMember(machine, instance.class, "__getitem__")?.kind === "function")
    return lazyItems(
      machine,
      instance,
      ({ position }) => callSpecial(machine, instance, "__getitem__", [integer(position)], location),
      "IndexError",
    );
  return unknown(`iteration over ${machine.describe(instance)}`, location);
}

/** Items until `next` raises an error of the type `end`. */
function lazyItems(
  machine: Machine,
  instance: InstanceValue,
  next: (self: IteratorValue) => Value | undefined,
  end: string,
): IteratorValue {
  return lazyIterator([instance], (self) => guarded(machine, () => next(self), end));
}

/** Undefined where the call raises the expected error. */
export function guarded(machine: Machine, call: () => Value | undefined, expected: string): Value | undefined {
  const mark = machine.mark();
  machine.handlers += 1;
  try {
    return call();
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    if (isError(error.exception, expected)) return undefined;
    if (mark.handlers > 0) throw error;
    return error.why;
  } finally {
    machine.reset(mark);
  }
}

/** The members of an Enum, in order, without second names of a member. */
export function memberItems(machine: Machine, value: ClassValue, location: Location): readonly Value[] | UnknownValue {
  const members = lookUpMember(machine, value, "__members__");
  if (members?.kind !== "dictionary") return unknown(`iteration over ${machine.describe(value)}`, location);
  return [...new Set([...members.entries.values()].map((entry) => entry.value))];
}

/** Any iterable's items, one by one. */
export function iteratorOver(machine: Machine, value: Value, location: Location): IteratorValue | UnknownValue {
  const source = value.kind === "instance" ? iterateInstance(machine, value, location) : value;
  if (source.kind === "iterator") return source.poison ?? source;
  const items = machine.iterate(source, location);
  if ("kind" in items) return items;
  return source.kind === "list" ? iteratorOfList(source) : iterator(items);
}

/** Sees what is appended while it goes on. */
function iteratorOfList(source: ListValue): IteratorValue {
  return lazyIterator([source], (self) =>
    source.poison === undefined ? filled(source.items[self.position]) : endUnknown(self, source.poison),
  );
}

function filled(item: Value | undefined): Value | undefined {
  return item === HOLE ? UNDEFINED : item;
}
