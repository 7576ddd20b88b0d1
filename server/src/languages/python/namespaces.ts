/** Dicts that are names: `globals()`, `vars(x)`, `x.__dict__`. */
import type { Interpreter } from "../../eval/interpreter";
import { Scope } from "../../values/scope";
import type { DictionaryValue, Value } from "../../values/value";

/** Writes a name through the dict of its namespace. */
export function writeName(
  interpreter: Interpreter,
  namespace: NonNullable<DictionaryValue["namespace"]>,
  name: Value,
  value: Value,
): boolean {
  if (name.kind !== "string") return false;
  if (namespace instanceof Scope) interpreter.names.set(namespace, name.value, value);
  else {
    interpreter.touch(namespace);
    (namespace.kind === "class" ? namespace.members : namespace.attributes).set(name.value, value);
  }
  return true;
}

/** `globals()[name]` of what `from module import *` of a library brought in. */
export function nameBroughtIn(
  interpreter: Interpreter,
  { namespace }: DictionaryValue,
  name: Value,
): Value | undefined {
  return namespace instanceof Scope && name.kind === "string"
    ? interpreter.names.starImported(namespace, name.value)
    : undefined;
}
