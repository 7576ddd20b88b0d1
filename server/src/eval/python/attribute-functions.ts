/** `getattr`, `hasattr`, `setattr`, `callable`. */
import { setAttribute } from "../attributes";
import { lookUpMember } from "../classes";
import { isError } from "../instances";
import { Raised } from "../machine";
import type { Machine } from "../machine";
import { boolean, describe, NONE } from "../read";
import type { Value } from "../values";
import type { Arguments } from "./helpers";

export function attribute(machine: Machine, given: Arguments): Value {
  const name = given.need(1);
  if (name.kind !== "string") return name.kind === "unknown" ? name : given.typeError("needs a name");
  const fallback = given.at(2);
  if (fallback === undefined) return machine.getAttribute(given.need(0), name.value, given.location);
  const present = findAttribute(machine, given.need(0), name.value, given);
  if (present === null) return fallback;
  return present;
}

/** Null where there is certainly no such attribute. */
function findAttribute(machine: Machine, value: Value, name: string, given: Arguments): Value | null {
  const mark = machine.mark();
  machine.handlers += 1;
  try {
    const found = machine.getAttribute(value, name, given.location);
    machine.reset(mark);
    return found;
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    machine.reset(mark);
    return isError(error.exception, "AttributeError") ? null : error.why;
  }
}

export function hasAttribute(machine: Machine, given: Arguments): Value {
  const name = given.need(1);
  if (name.kind !== "string") return name.kind === "unknown" ? name : given.typeError("needs a name");
  const found = findAttribute(machine, given.need(0), name.value, given);
  if (found === null) return boolean(false);
  const value = given.need(0);
  // An attribute that is there may itself be unknown; one that is not followed may not be there.
  if (value.kind === "instance" && value.attributes.has(name.value)) return boolean(true);
  return found.kind === "unknown" ? found : boolean(true);
}

export function writeAttribute(machine: Machine, given: Arguments): Value {
  const [object, name, value] = [given.need(0), given.need(1), given.need(2)];
  const isWritten = name.kind === "string" && setAttribute(machine, object, name.value, value, given.location);
  if (isWritten) return NONE;
  const why = name.kind === "unknown" ? name : given.unknown("setattr() of such a value");
  machine.poison(object, why);
  if (object.kind === "layer" || object.kind === "model" || object.kind === "class")
    machine.assume({
      message: `setattr() does not change the shape of ${describe(object)}`,
      short: "setattr() changes no shape",
      location: given.location,
    });
  return NONE;
}

export function deleteAttribute(machine: Machine, given: Arguments): Value {
  const [object, name] = [given.need(0), given.need(1)];
  if (object.kind === "instance" && name.kind === "string" && object.attributes.has(name.value)) {
    machine.touch(object);
    object.attributes.delete(name.value);
  } else machine.poison(object, given.unknown("delattr() of such a value"));
  return NONE;
}

export function callable(machine: Machine, given: Arguments): Value {
  const value = given.need(0);
  switch (value.kind) {
    case "unknown":
      return value;
    case "function":
    case "builtin":
    case "class":
    case "bound-method":
    case "layer":
    case "model":
      return boolean(true);
    case "instance":
      return boolean(lookUpMember(machine, value.class, "__call__") !== undefined);
    case "library":
    case "tensor":
      return given.unknown(`whether ${describe(value)} can be called`);
    default:
      return boolean(false);
  }
}
