import type { Expression } from "../../syntax/program";
import { evaluate } from "./expressions";
import type { Machine } from "./machine";
import { Scope } from "../../values/scope";
import type { Value } from "../../values/value";

/** The value of an argument of a directive. It sees no name of the file, but those that make an input of a network. */
export function directiveValue(machine: Machine, expression: Expression): Value {
  const scope = new Scope(null, "module");
  for (const [name, value] of machine.host.library.inputNames ?? []) scope.set(name, value);
  return evaluate(machine, expression, scope);
}
