/**
 * `os.getenv`, `os.environ`: which variables will be set is not known here, so networks are analysed as if none were, and say so
 * where one was asked for.
 */
import type { Interpreter } from "../../../eval/interpreter";
import { NONE, unknown } from "../../../values/make";
import type { Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";
import type { Member } from "./members";
import { simple } from "./members";

export const ENVIRONMENT_VARIABLES: readonly [string, Member][] = [
  simple("getenv", [1, 2], variable),
  ["environ", (interpreter): Value => environment(interpreter)],
];

function variable(given: Arguments): Value {
  const name = given.need(0, "key");
  const fallback = given.at(1, "default") ?? NONE;
  if (name.kind !== "string") return name.kind === "unknown" ? name : given.typeError("needs a name");
  given.interpreter.assume({
    message: `The environment variable ${name.value} is taken as not set.`,
    short: `${name.value} not set`,
    location: given.location,
  });
  return fallback;
}

function environment(interpreter: Interpreter): Value {
  const members = new Map<string, Value>([
    ["get", builtin(interpreter, "os.environ.get", [1, 2], variable)],
    ["setdefault", builtin(interpreter, "os.environ.setdefault", [2, 2], (given) => given.need(1))],
  ]);
  return {
    kind: "builtin",
    name: "os.environ",
    call: (call) => unknown("a call of os.environ", call.location),
    attribute: (name) => members.get(name),
    item: (_index, location) => unknown("os.environ[…]", location),
    inert: true,
  };
}
