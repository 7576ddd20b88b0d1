/** `getattr`, `hasattr`, `setattr`, `callable`. */
import type { Interpreter } from "../../eval/interpreter";
import { boolean, NONE } from "../../values/make";
import { describe } from "../../values/describe";
import type { Value } from "../../values/value";
import type { Arguments } from "./helpers";

export function attribute(interpreter: Interpreter, given: Arguments): Value {
  const name = given.need(1);
  if (name.kind !== "string") return name.kind === "unknown" ? name : given.typeError("needs a name");
  const fallback = given.at(2);
  if (fallback === undefined) return interpreter.getAttribute(given.need(0), name.value, given.location);
  const present = findAttribute(interpreter, given.need(0), name.value, given);
  if (present === null) return fallback;
  return present;
}

/** Null where there is certainly no such attribute. */
function findAttribute(interpreter: Interpreter, value: Value, name: string, given: Arguments): Value | null {
  return interpreter.attempt(() => interpreter.getAttribute(value, name, given.location), "AttributeError") ?? null;
}

export function hasAttribute(interpreter: Interpreter, given: Arguments): Value {
  const name = given.need(1);
  if (name.kind !== "string") return name.kind === "unknown" ? name : given.typeError("needs a name");
  const found = findAttribute(interpreter, given.need(0), name.value, given);
  if (found === null) return boolean(false);
  const value = given.need(0);
  // An attribute that is there may itself be unknown; one that is not followed may not be there.
  const own = value.kind === "instance" ? value.attributes.get(name.value) : undefined;
  if (own !== undefined && (own.kind !== "unknown" || own.mayBeMissing !== true)) return boolean(true);
  return found.kind === "unknown" ? found : boolean(true);
}

export function writeAttribute(interpreter: Interpreter, given: Arguments): Value {
  const [object, name, value] = [given.need(0), given.need(1), given.need(2)];
  const isWritten = name.kind === "string" && interpreter.setAttribute(object, name.value, value, given.location);
  if (isWritten) return NONE;
  const why = name.kind === "unknown" ? name : given.unknown("setattr() of such a value");
  interpreter.poison(object, why);
  if (object.kind === "layer" || object.kind === "model" || object.kind === "class")
    interpreter.assume({
      message: `setattr() does not change the shape of ${describe(object)}`,
      short: "setattr() changes no shape",
      location: given.location,
    });
  return NONE;
}

export function deleteAttribute(interpreter: Interpreter, given: Arguments): Value {
  const [object, name] = [given.need(0), given.need(1)];
  if (object.kind === "instance" && name.kind === "string" && object.attributes.has(name.value)) {
    interpreter.touch(object);
    object.attributes.delete(name.value);
  } else interpreter.poison(object, given.unknown("delattr() of such a value"));
  return NONE;
}

export function callable(interpreter: Interpreter, given: Arguments): Value {
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
      return boolean(interpreter.member(value.class, "__call__") !== undefined);
    case "library":
    case "tensor":
      return given.unknown(`whether ${describe(value)} can be called`);
    default:
      return boolean(false);
  }
}
