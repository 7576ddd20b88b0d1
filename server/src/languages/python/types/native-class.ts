/** Classes of Python's own library, as classes like the user's whose methods are ours. */
import type { Location } from "../../../../../protocol/source";
import { unknown } from "../../../values/make";
import type { Interpreter } from "../../../eval/interpreter";
import type { BuiltinValue, ClassValue, InstanceValue, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";

export type NativeMethod = readonly [
  name: string,
  arity: readonly [number, number],
  body: (self: InstanceValue, given: Arguments) => Value,
];

const MANY = 100_000;

/** Any number of arguments. */
export const ANY: readonly [number, number] = [0, MANY];

export function nativeClass(
  interpreter: Interpreter,
  name: string,
  methods: readonly NativeMethod[],
  rest: Partial<Pick<ClassValue, "bases" | "construct" | "derive">> = {},
): ClassValue {
  const members = new Map(methods.map((method) => [method[0], nativeMethod(interpreter, method)]));
  return { kind: "class", name, bases: [], members, location: interpreter.place, ...rest };
}

/** A method that is bound to the instance it is read from. */
export function nativeMethod(interpreter: Interpreter, [name, arity, body]: NativeMethod): BuiltinValue {
  const bound = (receiver: InstanceValue): BuiltinValue =>
    builtin(interpreter, name, arity, (given) => receiver.poison ?? body(receiver, given));
  const unbound: BuiltinValue = {
    kind: "builtin",
    name,
    call: (call) => {
      const [self, ...rest] = call.positional;
      return self?.kind === "instance"
        ? bound(self).call({ ...call, positional: rest })
        : unknown(`${name} without an instance`, call.location);
    },
  };
  return { ...unbound, of: (receiver) => (receiver.kind === "instance" ? bound(receiver) : unbound) };
}

/** An instance of a class of ours, with these attributes. */
export function nativeInstance(
  interpreter: Interpreter,
  type: ClassValue,
  attributes: Iterable<readonly [string, Value]>,
  location: Location,
  base?: Value,
): InstanceValue {
  return {
    kind: "instance",
    class: type,
    attributes: new Map(attributes),
    construction: interpreter.frames(location),
    ...(base === undefined ? {} : { base }),
  };
}
