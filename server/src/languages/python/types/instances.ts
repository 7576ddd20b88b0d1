/** `type(x)` and `isinstance(x, T)`. */
import { ancestors, foreignBase } from "../../../values/ancestry";
import type { Interpreter } from "../../../eval/interpreter";
import { isNumpy } from "../../numpy/array";
import { isNumpyInstance } from "../../numpy/module";
import { boolean } from "../../../values/make";
import { describe } from "../../../values/describe";
import type { ClassValue, UnknownValue, Value } from "../../../values/value";
import { whyUnwieldy } from "../../../values/walk";
import { isOfHint } from "../modules/typing";
import { plain } from "../contents";
import type { Arguments } from "../helpers";

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
  if (given.count > 1) return makeClass(given);
  if (value.kind === "tuple" && value.named?.class !== undefined) return value.named.class;
  if (value.kind === "unknown") return value;
  if (value.kind === "instance") return value.class;
  if (isAmbiguous(value)) return given.unknown(`the type of ${describe(value)}`);
  const name = TYPE_NAMES[value.kind];
  return (name === undefined ? undefined : types.get(name)) ?? given.unknown(`the type of ${describe(value)}`);
}

/** `type(name, bases, members)`. */
function makeClass(given: Arguments): Value {
  const [name, bases, members] = [given.need(0), given.need(1), given.need(2)];
  const isKnown = name.kind === "string" && bases.kind === "tuple" && members.kind === "dictionary";
  if (!isKnown || members.poison !== undefined) return given.unknown("a class made by type()");
  const { neutralBases } = given.interpreter.language.rules;
  const made: ClassValue = {
    kind: "class",
    name: name.value,
    bases: bases.items.filter((base) => !(base.kind === "builtin" && neutralBases.has(base.name))),
    members: new Map(
      [...members.entries.values()].map(({ key, value }) => [key.kind === "string" ? key.value : "", value]),
    ),
    location: given.location,
  };
  given.interpreter.completeClass(made);
  return made;
}

/** Values that stand for several Python types here. */
function isAmbiguous(value: Value): boolean {
  return value.kind === "set" || (value.kind === "dictionary" && value.fallback !== undefined);
}

export function isInstance(interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "unknown") return value;
  const type = given.need(1);
  const why = whyUnwieldy(type, (items) => {
    interpreter.budget.spend(items);
  });
  if (why !== null) return given.unknown(why);
  const answer = matches(interpreter, value, type, given);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

function matches(interpreter: Interpreter, value: Value, type: Value, given: Arguments): boolean | UnknownValue {
  switch (type.kind) {
    case "tuple": {
      let reason: UnknownValue | null = null;
      for (const one of type.items) {
        const answer = matches(interpreter, value, one, given);
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
      return matchesLibrary(interpreter, value, type.path, given);
    case "unknown":
      return type;
    default:
      return given.typeError(`needs a type, not ${describe(type)}`);
  }
}

function matchesClass(value: Value, type: ClassValue, given: Arguments): boolean | UnknownValue {
  if (value.kind === "tuple" && value.named?.class !== undefined) return ancestors(value.named.class).includes(type);
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
  if (name.startsWith("typing.") || name.startsWith("numbers."))
    return isOfHint(plain(value), name) ?? given.unknown(`whether ${describe(value)} is a ${name}`);
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

/** `issubclass(C, T)`. */
export function isSubclass(interpreter: Interpreter, given: Arguments): Value {
  const [type, wanted] = [given.need(0), given.need(1)];
  if (type.kind === "unknown") return type;
  const wanteds = wanted.kind === "tuple" ? wanted.items : [wanted];
  let reason: UnknownValue | null = null;
  for (const one of wanteds) {
    const answer = derives(interpreter, type, one, given);
    if (answer === true) return boolean(true);
    if (answer !== false) reason ??= answer;
  }
  return reason ?? boolean(false);
}

function derives(_interpreter: Interpreter, type: Value, wanted: Value, given: Arguments): boolean | UnknownValue {
  if (wanted.kind === "unknown") return wanted;
  if (type === wanted) return true;
  if (type.kind === "class") {
    if (wanted.kind === "class" && ancestors(type).includes(wanted)) return true;
    if (wanted.kind === "builtin" && wanted.name === "object") return true;
    const foreign = foreignBase(type);
    if (foreign === undefined || (wanted.kind === "class" && foreign.kind === "library")) return false;
    if (foreign === wanted || (foreign.kind === "library" && wanted.kind === "library" && foreign.path === wanted.path))
      return true;
  }
  return given.unknown(`whether ${describe(type)} derives from ${describe(wanted)}`);
}

function matchesLibrary(
  interpreter: Interpreter,
  value: Value,
  path: string,
  given: Arguments,
): boolean | UnknownValue {
  const answer = interpreter.isLibraryInstance(value, path);
  if (answer !== undefined) return answer;
  if (value.kind === "layer" && path.endsWith(`.${value.class}`)) return true;
  if (value.kind === "instance") {
    for (const one of ancestors(value.class))
      for (const base of one.bases) if (base.kind === "library" && base.path === path) return true;
  }
  return given.unknown(`whether ${describe(value)} is a ${path}`);
}
