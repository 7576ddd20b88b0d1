/** Tuples whose items have names: `namedtuple`, `NamedTuple`. */
import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { dictionary, string, tuple, unknown } from "../../../values/make";
import type { BuiltinValue, ClassValue, TupleValue, Value } from "../../../values/value";
import { bindFields } from "../modules/fields";
import type { Field } from "../modules/fields";
import { Arguments, builtin } from "../helpers";
import { nativeClass } from "./native-class";

/** `namedtuple("Point", "x y", defaults=(0,))`. */
export function namedTuple(given: Arguments): Value {
  const [type, names] = [given.need(0, "typename"), given.need(1, "field_names")];
  if (type.kind !== "string") return given.unknown("such a namedtuple");
  const fields = fieldNames(given, names);
  const defaults = given.at(-1, "defaults");
  const values =
    defaults === undefined || defaults.kind === "none" ? [] : given.interpreter.iterate(defaults, given.location);
  if (fields === null || !isItems(values)) return given.unknown("such a namedtuple");
  const first = fields.length - values.length;
  return tupleClass(
    given.interpreter,
    type.value,
    fields.map((name, index) => ({ name, default: values[index - first] })),
  );
}

function fieldNames(given: Arguments, names: Value): readonly string[] | null {
  if (names.kind === "string") return names.value.split(/[\s,]+/).filter((name) => name !== "");
  const items = given.interpreter.iterate(names, given.location);
  if (!isItems(items)) return null;
  const fields = items.flatMap((item) => {
    const name = item.kind === "tuple" ? item.items[0] : item;
    return name?.kind === "string" ? [name.value] : [];
  });
  return fields.length === items.length ? fields : null;
}

/** `class Point(NamedTuple)`: the fields are what the body annotates. Called, it is an older spelling of `namedtuple`. */
export function namedTupleBase(interpreter: Interpreter): Value {
  return nativeClass(interpreter, "NamedTuple", [], {
    construct: (made, call) => {
      const own = interpreter.member(made, CONSTRUCT);
      if (own === undefined) return namedTuple(new Arguments(interpreter, "NamedTuple", call));
      return interpreter.call(own, [made, ...call.positional], call.keywords, call.location);
    },
    derive: (made) => {
      const fields = made.annotations?.map(({ name }) => ({ name, default: made.members.get(name) })) ?? [];
      if (!made.bases.some((base) => base.kind === "class" && base.name === "NamedTuple")) return;
      for (const [name, value] of tupleMembers(interpreter, fields)) made.members.set(name, value);
      const construct = tupleConstructor(interpreter, fields);
      made.members.set(CONSTRUCT, {
        kind: "builtin",
        name: CONSTRUCT,
        call: (call) => {
          const [type, ...rest] = call.positional;
          return construct(type?.kind === "class" ? type : made, { ...call, positional: rest });
        },
      });
    },
  });
}

/** Member that makes the tuples of a class; no source can write its name. */
const CONSTRUCT = "<named tuple>";

function tupleClass(interpreter: Interpreter, name: string, fields: readonly Field[]): ClassValue {
  const construct = tupleConstructor(interpreter, fields);
  const made: ClassValue = {
    kind: "class",
    name,
    bases: [],
    members: new Map(tupleMembers(interpreter, fields)),
    location: interpreter.place,
    construct,
  };
  made.members.set("__new__", {
    kind: "descriptor",
    form: "static",
    function: tupleMaker(interpreter, made, construct),
  });
  return made;
}

/** Member with what was assigned to `Point.__new__.__defaults__`, as older code gives fields their defaults. */
const DEFAULTS = "<defaults>";

function tupleMaker(
  interpreter: Interpreter,
  made: ClassValue,
  construct: NonNullable<ClassValue["construct"]>,
): BuiltinValue {
  return {
    kind: "builtin",
    name: "__new__",
    call: (call) => {
      const [type, ...rest] = call.positional;
      return construct(type?.kind === "class" ? type : made, { ...call, positional: rest });
    },
    assignAttribute: (name, value) => {
      if (name !== "__defaults__" || value.kind !== "tuple") return false;
      interpreter.touch(made);
      made.members.set(DEFAULTS, value);
      return true;
    },
  };
}

/** The fields with the defaults that were assigned later, which belong to the last ones. */
function withLaterDefaults(interpreter: Interpreter, made: ClassValue, fields: readonly Field[]): readonly Field[] {
  const later = interpreter.member(made, DEFAULTS);
  if (later?.kind !== "tuple") return fields;
  const first = fields.length - later.items.length;
  return fields.map(({ name }, index) => ({ name, default: later.items[index - first] }));
}

function tupleConstructor(interpreter: Interpreter, fields: readonly Field[]): NonNullable<ClassValue["construct"]> {
  return (made, call) => {
    const items = bindFields(new Arguments(interpreter, made.name, call), withLaterDefaults(interpreter, made, fields));
    if (!isItems(items)) return items;
    return { kind: "tuple", items, named: { type: made.name, fields: fields.map((field) => field.name), class: made } };
  };
}

function tupleMembers(interpreter: Interpreter, fields: readonly Field[]): readonly (readonly [string, Value])[] {
  const names = tuple(fields.map((field) => string(field.name)));
  const make = builtin(interpreter, "_make", [2, 2], (given) => {
    const items = given.interpreter.iterate(given.need(1), given.location);
    return isItems(items) ? given.interpreter.call(given.need(0), items, new Map(), given.location) : items;
  });
  const withDefaults = fields.flatMap((field) =>
    field.default === undefined ? [] : [[string(field.name), field.default] as const],
  );
  return [
    ["_fields", names],
    ["__match_args__", names],
    ["_field_defaults", dictionary(withDefaults)],
    ["_make", { kind: "descriptor", form: "class", function: make }],
  ];
}

/** An attribute of a named tuple beside its fields: what its class defines, `_replace`, `_asdict`. */
export function namedTupleMember(interpreter: Interpreter, receiver: TupleValue, name: string): Value | undefined {
  const { named } = receiver;
  if (named === undefined) return undefined;
  switch (name) {
    case "_replace":
      return builtin(interpreter, name, [0, 100], (given) => ({
        ...receiver,
        items: receiver.items.map((item, index) => given.context.keywords.get(named.fields[index] ?? "") ?? item),
      }));
    case "_asdict":
      return builtin(interpreter, name, [0, 0], () =>
        dictionary(receiver.items.map((item, index) => [string(named.fields[index] ?? ""), item] as const)),
      );
    case "_fields":
      return tuple(named.fields.map(string));
    default:
      break;
  }
  const member = named.class === undefined ? undefined : interpreter.member(named.class, name);
  if (member?.kind === "function") return { kind: "bound-method", receiver, function: member };
  if (member?.kind !== "descriptor") return member;
  switch (member.form) {
    case "property":
      return interpreter.call(member.function, [receiver], new Map(), interpreter.place);
    case "static":
      return member.function;
    case "class":
      return unknown(`the class method ${name} of a named tuple`, interpreter.place);
  }
}
