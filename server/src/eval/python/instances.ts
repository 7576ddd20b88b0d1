/** `type(x)` and `isinstance(x, T)`. */
import { ancestors, foreignBase } from "../classes";
import type { Machine } from "../machine";
import { isNumpy } from "../numpy/array";
import { isNumpyInstance } from "../numpy/module";
import { boolean, describe } from "../read";
import type { ClassValue, UnknownValue, Value } from "../values";
import { plain } from "./contents";
import type { Arguments } from "./helpers";

const TYPE_NAMES: Partial<Readonly<Record<Value["kind"], string>>> = {
  none: "NoneType",
  boolean: "bool",
  integer: "int",
  float: "float",
  string: "str",
  list: "list",
  tuple: "tuple",
  dictionary: "dict",
  set: "set",
  range: "range",
  slice: "slice",
  function: "function",
  "bound-method": "method",
  module: "module",
  class: "type",
};

export function typeOf(types: ReadonlyMap<string, Value>, given: Arguments): Value {
  const value = given.need(0);
  if (given.count > 1) return given.unknown("a class made by type()");
  if (value.kind === "unknown") return value;
  if (value.kind === "instance") return value.class;
  if (isAmbiguous(value)) return given.unknown(`the type of ${describe(value)}`);
  const name = TYPE_NAMES[value.kind];
  return (name === undefined ? undefined : types.get(name)) ?? given.unknown(`the type of ${describe(value)}`);
}

/** Values that stand for several Python types here. */
function isAmbiguous(value: Value): boolean {
  return (
    value.kind === "set" ||
    (value.kind === "tuple" && value.named !== undefined) ||
    (value.kind === "dictionary" && value.fallback !== undefined)
  );
}

export function isInstance(machine: Machine, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "unknown") return value;
  const answer = matches(machine, value, given.need(1), given);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

function matches(machine: Machine, value: Value, type: Value, given: Arguments): boolean | UnknownValue {
  switch (type.kind) {
    case "tuple": {
      let reason: UnknownValue | null = null;
      for (const one of type.items) {
        const answer = matches(machine, value, one, given);
        if (answer === true) return true;
        if (answer !== false) reason ??= answer;
      }
      return reason ?? false;
    }
    case "class":
      return matchesClass(value, type, given);
    case "builtin":
      return matchesBuiltin(value, type.name, given);
    case "library":
      return matchesLibrary(machine, value, type.path, given);
    case "unknown":
      return type;
    default:
      return given.typeError(`needs a type, not ${describe(type)}`);
  }
}

function matchesClass(value: Value, type: ClassValue, given: Arguments): boolean | UnknownValue {
  if (value.kind !== "instance")
    return value.kind === "library" ? given.unknown(`the type of ${describe(value)}`) : false;
  if (ancestors(value.class).includes(type)) return true;
  const foreign = foreignBase(value.class);
  return foreign === undefined || foreign.kind === "library"
    ? false
    : given.unknown(`the bases of ${value.class.name}`);
}

function matchesBuiltin(value: Value, name: string, given: Arguments): boolean | UnknownValue {
  if (name === "object") return true;
  if (value.kind === "tensor" || value.kind === "layer" || value.kind === "model") return false;
  if (name.startsWith("numpy."))
    return isNumpyInstance(value, name) ?? given.unknown(`whether ${describe(value)} is a ${name}`);
  if (value.kind === "library") return given.unknown(`the type of ${describe(value)}`);
  if (isNumpy(value)) return name === "float" && value.kind === "float" && value.dtype === "float64";
  if (value.kind === "instance") {
    const held = plain(value);
    if (held !== value) return matchesBuiltin(held, name, given);
    const foreign = foreignBase(value.class);
    return foreign === undefined || foreign.kind === "library"
      ? false
      : given.unknown(`the bases of ${value.class.name}`);
  }
  if (value.kind === "boolean" && name === "int") return true;
  if (value.kind === "set")
    return name === "set" || name === "frozenset" ? given.unknown("which kind of set it is") : false;
  if (value.kind === "builtin" && name === "type") return given.unknown(`whether ${value.name} is a type`);
  return TYPE_NAMES[value.kind] === name;
}

function matchesLibrary(machine: Machine, value: Value, path: string, given: Arguments): boolean | UnknownValue {
  const answer = machine.host.library.isInstance?.(value, path);
  if (answer !== undefined) return answer;
  if (value.kind === "layer" && path.endsWith(`.${value.class}`)) return true;
  if (value.kind === "instance") {
    for (const one of ancestors(value.class))
      for (const base of one.bases) if (base.kind === "library" && base.path === path) return true;
  }
  return given.unknown(`whether ${describe(value)} is a ${path}`);
}
