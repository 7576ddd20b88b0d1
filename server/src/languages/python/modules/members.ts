import type { Interpreter } from "../../../eval/interpreter";
import type { Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";

/** Makes a member of a module, once per evaluation. */
export type Member = (interpreter: Interpreter, builtins: ReadonlyMap<string, Value>) => Value;

export function simple(
  name: string,
  arity: readonly [number, number],
  body: (given: Arguments) => Value,
): [string, Member] {
  return [name, (interpreter) => builtin(interpreter, name, arity, body)];
}

export function constant(name: string, value: Value): [string, Member] {
  return [name, () => value];
}
