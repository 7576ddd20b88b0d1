/** Classes that are made from their fields: `namedtuple`, `NamedTuple`, `dataclass`. */
import { ancestors, callSpecial, lookUpMember } from "../classes";
import { isItems } from "../expressions";
import type { Machine } from "../machine";
import { boolean, describe, dictionary, list, NONE, string, tuple, unknown } from "../read";
import type { BuiltinValue, ClassValue, InstanceValue, TupleValue, UnknownValue, Value } from "../values";
import { compareOrder, equals } from "./compare";
import { Arguments, builtin } from "./helpers";
import { ANY, nativeClass, nativeInstance, nativeMethod } from "./native-class";
import type { NativeMethod } from "./native-class";
import { repr } from "./text";

// ---------------------------------------------------------------- named tuples

/** `namedtuple("Point", "x y", defaults=(0,))`. */
export function namedTuple(given: Arguments): Value {
  const [type, names] = [given.need(0, "typename"), given.need(1, "field_names")];
  if (type.kind !== "string") return given.unknown("such a namedtuple");
  const fields = fieldNames(given, names);
  const defaults = given.at(-1, "defaults");
  const values =
    defaults === undefined || defaults.kind === "none" ? [] : given.machine.iterate(defaults, given.location);
  if (fields === null || !isItems(values)) return given.unknown("such a namedtuple");
  const first = fields.length - values.length;
  return tupleClass(
    given.machine,
    type.value,
    fields.map((name, index) => ({ name, default: values[index - first] })),
  );
}

function fieldNames(given: Arguments, names: Value): readonly string[] | null {
  if (names.kind === "string") return names.value.split(/[\s,]+/).filter((name) => name !== "");
  const items = given.machine.iterate(names, given.location);
  if (!isItems(items)) return null;
  const fields = items.flatMap((item) => {
    const name = item.kind === "tuple" ? item.items[0] : item;
    return name?.kind === "string" ? [name.value] : [];
  });
  return fields.length === items.length ? fields : null;
}

/** `class Point(NamedTuple)`: the fields are what the body annotates. Called, it is an older spelling of `namedtuple`. */
export function namedTupleBase(machine: Machine): Value {
  return nativeClass(machine, "NamedTuple", [], {
    construct: (made, call) => {
      const own = lookUpMember(machine, made, CONSTRUCT);
      if (own === undefined) return namedTuple(new Arguments(machine, "NamedTuple", call));
      return machine.call(own, [made, ...call.positional], call.keywords, call.location);
    },
    derive: (made) => {
      const fields = made.annotations?.map(({ name }) => ({ name, default: made.members.get(name) })) ?? [];
      if (!made.bases.some((base) => base.kind === "class" && base.name === "NamedTuple")) return;
      for (const [name, value] of tupleMembers(machine, fields)) made.members.set(name, value);
      const construct = tupleConstructor(machine, fields);
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

interface Field {
  readonly name: string;
  readonly default: Value | undefined;
}

function tupleClass(machine: Machine, name: string, fields: readonly Field[]): ClassValue {
  const construct = tupleConstructor(machine, fields);
  const made: ClassValue = {
    kind: "class",
    name,
    bases: [],
    members: new Map(tupleMembers(machine, fields)),
    location: machine.place,
    construct,
  };
  made.members.set("__new__", { kind: "descriptor", form: "static", function: tupleMaker(machine, made, construct) });
  return made;
}

/** Member with what was assigned to `Point.__new__.__defaults__`, as older code gives fields their defaults. */
const DEFAULTS = "<defaults>";

function tupleMaker(machine: Machine, made: ClassValue, construct: NonNullable<ClassValue["construct"]>): BuiltinValue {
  return {
    kind: "builtin",
    name: "__new__",
    call: (call) => {
      const [type, ...rest] = call.positional;
      return construct(type?.kind === "class" ? type : made, { ...call, positional: rest });
    },
    assignAttribute: (name, value) => {
      if (name !== "__defaults__" || value.kind !== "tuple") return false;
      machine.touch(made);
      made.members.set(DEFAULTS, value);
      return true;
    },
  };
}

/** The fields with the defaults that were assigned later, which belong to the last ones. */
function withLaterDefaults(machine: Machine, made: ClassValue, fields: readonly Field[]): readonly Field[] {
  const later = lookUpMember(machine, made, DEFAULTS);
  if (later?.kind !== "tuple") return fields;
  const first = fields.length - later.items.length;
  return fields.map(({ name }, index) => ({ name, default: later.items[index - first] }));
}

function tupleConstructor(machine: Machine, fields: readonly Field[]): NonNullable<ClassValue["construct"]> {
  return (made, call) => {
    const items = bindFields(new Arguments(machine, made.name, call), withLaterDefaults(machine, made, fields));
    if (!isItems(items)) return items;
    return { kind: "tuple", items, named: { type: made.name, fields: fields.map((field) => field.name), class: made } };
  };
}

function tupleMembers(machine: Machine, fields: readonly Field[]): readonly (readonly [string, Value])[] {
  const names = tuple(fields.map((field) => string(field.name)));
  const make = builtin(machine, "_make", [2, 2], (given) => {
    const items = given.machine.iterate(given.need(1), given.location);
    return isItems(items) ? given.machine.call(given.need(0), items, new Map(), given.location) : items;
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

/** A value for each field, from the arguments of a call; or why there is none. */
function bindFields(given: Arguments, fields: readonly Field[]): readonly Value[] | UnknownValue {
  const { positional, keywords } = given.context;
  if (positional.length > fields.length) return given.typeError(`takes ${fields.length} arguments`);
  const stranger = [...keywords.keys()].find((name) => !fields.some((field) => field.name === name));
  if (stranger !== undefined) return given.typeError(`has no field '${stranger}'`);
  const items: Value[] = [];
  for (const [index, field] of fields.entries()) {
    const item = positional[index] ?? keywords.get(field.name) ?? field.default;
    if (item === undefined) return given.typeError(`needs '${field.name}'`);
    items.push(item);
  }
  return items;
}

/** An attribute of a named tuple beside its fields: what its class defines, `_replace`, `_asdict`. */
export function namedTupleMember(machine: Machine, receiver: TupleValue, name: string): Value | undefined {
  const { named } = receiver;
  if (named === undefined) return undefined;
  switch (name) {
    case "_replace":
      return builtin(machine, name, [0, 100], (given) => ({
        ...receiver,
        items: receiver.items.map((item, index) => given.context.keywords.get(named.fields[index] ?? "") ?? item),
      }));
    case "_asdict":
      return builtin(machine, name, [0, 0], () =>
        dictionary(receiver.items.map((item, index) => [string(named.fields[index] ?? ""), item] as const)),
      );
    case "_fields":
      return tuple(named.fields.map(string));
    default:
      break;
  }
  const member = named.class === undefined ? undefined : lookUpMember(machine, named.class, name);
  if (member?.kind === "function") return { kind: "bound-method", receiver, function: member };
  if (member?.kind !== "descriptor") return member;
  switch (member.form) {
    case "property":
      return machine.call(member.function, [receiver], new Map(), machine.place);
    case "static":
      return member.function;
    case "class":
      return unknown(`the class method ${name} of a named tuple`, machine.place);
  }
}

// ---------------------------------------------------------------- dataclasses

interface DataField {
  readonly name: string;
  readonly default: Value | undefined;
  readonly factory: Value | undefined;
  readonly isParameter: boolean;
  readonly isKeyword: boolean;
  readonly isCompared: boolean;
  readonly isShown: boolean;
  /** `InitVar`: only handed to `__post_init__`. */
  readonly isPassed: boolean;
}

/** Fields by class: the name under which a class keeps them, which no source can write. */
const FIELDS = "<dataclass fields>";

interface Options {
  readonly order: boolean;
  readonly frozen: boolean;
  readonly keywordOnly: boolean;
  readonly equality: boolean;
  readonly initializer: boolean;
}

/** `@dataclass` and `@dataclass(frozen=True)`. */
export function dataclass(given: Arguments): Value {
  const options = optionsOf(given);
  if ("kind" in options) return options;
  const target = given.at(0, "cls");
  if (target === undefined || target.kind === "none")
    return builtin(given.machine, "dataclass", [1, 1], (inner) => makeDataclass(inner, inner.need(0), options));
  return makeDataclass(given, target, options);
}

function optionsOf(given: Arguments): Options | UnknownValue {
  const known = [
    "order",
    "frozen",
    "kw_only",
    "eq",
    "init",
    "repr",
    "slots",
    "unsafe_hash",
    "match_args",
    "weakref_slot",
  ];
  const values = new Map<string, boolean>();
  for (const [name, value] of given.context.keywords) {
    if (name === "cls") continue;
    const truth = given.machine.truth(value);
    if (!known.includes(name) || typeof truth !== "boolean") return given.unknown(`the option ${name} of a dataclass`);
    values.set(name, truth);
  }
  return {
    order: values.get("order") ?? false,
    frozen: values.get("frozen") ?? false,
    keywordOnly: values.get("kw_only") ?? false,
    equality: values.get("eq") ?? true,
    initializer: values.get("init") ?? true,
  };
}

function makeDataclass(given: Arguments, target: Value, options: Options): Value {
  const { machine } = given;
  if (target.kind !== "class") return target.kind === "unknown" ? target : given.unknown("such a dataclass");
  const fields = fieldsOf(machine, target, options);
  if (!Array.isArray(fields)) return fields;
  machine.touch(target);
  const { members } = target;
  members.set(FIELDS, holder(fields));
  for (const field of fields) {
    if (field.factory !== undefined) members.delete(field.name);
    else if (field.default !== undefined && !field.isPassed) members.set(field.name, field.default);
    else if (isFieldCall(members.get(field.name))) members.delete(field.name);
  }
  const compared = fields.filter((field) => field.isCompared && !field.isPassed).map((field) => field.name);
  const offered = fields.filter((field) => field.isParameter && !field.isKeyword).map((field) => string(field.name));
  members.set("__match_args__", tuple(offered));
  const add = (method: NativeMethod): void => {
    if (!members.has(method[0])) members.set(method[0], nativeMethod(machine, method));
  };
  if (options.initializer) add(["__init__", ANY, (self, call) => initialize(self, call, fields)]);
  add(["__repr__", [0, 0], (self, call) => showFields(self, call, fields)]);
  if (options.equality) add(["__eq__", [1, 1], (self, call) => equalFields(self, call, compared)]);
  if (options.order)
    for (const [name, test] of ORDERS) add([name, [1, 1], (self, call) => orderFields(self, call, compared, test)]);
  if (options.frozen)
    add([
      "__setattr__",
      [2, 2],
      (self, call) => call.machine.fail("AttributeError", `${describe(self)} is frozen`, call.location),
    ]);
  return target;
}

const ORDERS: readonly (readonly [string, (order: number) => boolean])[] = [
  ["__lt__", (order) => order < 0],
  ["__le__", (order) => order <= 0],
  ["__gt__", (order) => order > 0],
  ["__ge__", (order) => order >= 0],
];

/** Fields kept as a value: a builtin that nobody can reach by a name of Python's. */
function holder(fields: readonly DataField[]): Value {
  return { kind: "builtin", name: FIELDS, call: (call) => unknown(FIELDS, call.location), fields } as Value;
}

function knownFields(value: ClassValue): readonly DataField[] | null {
  for (const one of ancestors(value)) {
    const held = one.members.get(FIELDS);
    if (held !== undefined && "fields" in held) return held.fields as readonly DataField[];
  }
  return null;
}

/** Fields of the bases, and behind them those of the class itself, in the order of their first mention. */
function fieldsOf(machine: Machine, target: ClassValue, options: Options): DataField[] | UnknownValue {
  const fields = new Map<string, DataField>();
  for (const base of [...ancestors(target).slice(1)].reverse())
    for (const field of ownFields(base)) fields.set(field.name, field);
  let keywordOnly = options.keywordOnly;
  for (const { name, type } of target.annotations ?? []) {
    if (/^["']?(typing\.)?ClassVar\b/.test(type)) continue;
    if (/^["']?(dataclasses\.)?KW_ONLY\b/.test(type)) {
      keywordOnly = true;
      continue;
    }
    const written = target.members.get(name);
    if (written?.kind === "unknown") return written;
    const isPassed = /^["']?(dataclasses\.)?InitVar\b/.test(type);
    fields.set(name, fieldOf(machine, name, written, { keywordOnly, isPassed }));
  }
  return [...fields.values()];
}

function ownFields(value: ClassValue): readonly DataField[] {
  const held = value.members.get(FIELDS);
  return held !== undefined && "fields" in held ? (held.fields as readonly DataField[]) : [];
}

function fieldOf(
  machine: Machine,
  name: string,
  written: Value | undefined,
  rest: { readonly keywordOnly: boolean; readonly isPassed: boolean },
): DataField {
  const plain = {
    name,
    isParameter: true,
    isKeyword: rest.keywordOnly,
    isCompared: true,
    isShown: true,
    isPassed: rest.isPassed,
  };
  if (!isFieldCall(written)) return { ...plain, default: written, factory: undefined };
  const option = (key: string, fallback: boolean): boolean => {
    const value = written.attributes.get(key);
    const truth = value === undefined ? fallback : machine.truth(value);
    return typeof truth === "boolean" ? truth : fallback;
  };
  return {
    name,
    default: written.attributes.get("default"),
    factory: written.attributes.get("default_factory"),
    isParameter: option("init", true),
    isKeyword: option("kw_only", rest.keywordOnly),
    isCompared: option("compare", true),
    isShown: option("repr", true),
    isPassed: rest.isPassed,
  };
}

const FIELD_CLASS = "dataclasses.Field";

function isFieldCall(value: Value | undefined): value is InstanceValue {
  return value?.kind === "instance" && value.class.name === FIELD_CLASS;
}

/** `field(default_factory=list)`. */
export function dataField(given: Arguments): Value {
  const type: ClassValue = {
    kind: "class",
    name: FIELD_CLASS,
    bases: [],
    members: new Map(),
    location: given.location,
  };
  return nativeInstance(given.machine, type, given.context.keywords, given.location);
}

function initialize(self: InstanceValue, given: Arguments, fields: readonly DataField[]): Value {
  const { machine, location } = given;
  const parameters = fields.filter((field) => field.isParameter);
  const places = [...parameters.filter((field) => !field.isKeyword), ...parameters.filter((field) => field.isKeyword)];
  const count = places.filter((field) => !field.isKeyword).length;
  if (given.count > count) return given.typeError(`takes ${count} arguments`);
  const withFactories = places.map((field) => ({
    name: field.name,
    default: field.factory === undefined ? field.default : (NONE as Value),
  }));
  const values = bindFields(given, withFactories);
  if (!isItems(values)) return values;
  const passed: Value[] = [];
  machine.touch(self);
  for (const field of fields) {
    const index = places.indexOf(field);
    const isGiven = index >= 0 && (index < given.count || given.context.keywords.has(field.name));
    let value = isGiven ? values[index] : field.default;
    if (!isGiven && field.factory !== undefined) value = machine.call(field.factory, [], new Map(), location);
    if (value === undefined) continue;
    if (field.isPassed) passed.push(value);
    else self.attributes.set(field.name, value);
  }
  const answer = callSpecial(machine, self, "__post_init__", passed, location);
  return answer?.kind === "unknown" ? answer : NONE;
}

function valuesOf(self: InstanceValue, names: readonly string[]): readonly Value[] {
  return names.flatMap((name) => self.attributes.get(name) ?? self.class.members.get(name) ?? []);
}

function showFields(self: InstanceValue, given: Arguments, fields: readonly DataField[]): Value {
  const parts: string[] = [];
  for (const field of fields.filter((one) => one.isShown && !one.isPassed)) {
    const text = repr(given.machine, self.attributes.get(field.name) ?? NONE, given.location);
    if (typeof text !== "string") return text;
    parts.push(`${field.name}=${text}`);
  }
  return string(`${self.class.name}(${parts.join(", ")})`);
}

function equalFields(self: InstanceValue, given: Arguments, names: readonly string[]): Value {
  const other = given.need(0);
  if (other.kind !== "instance" || other.class !== self.class) return boolean(false);
  const answer = equals(given.machine, tuple(valuesOf(self, names)), tuple(valuesOf(other, names)), given.location);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

function orderFields(
  self: InstanceValue,
  given: Arguments,
  names: readonly string[],
  test: (order: number) => boolean,
): Value {
  const other = given.need(0);
  if (other.kind !== "instance" || other.class !== self.class) return given.typeError(`with ${describe(other)}`);
  const order = compareOrder(
    given.machine,
    tuple(valuesOf(self, names)),
    tuple(valuesOf(other, names)),
    given.location,
  );
  if (order === null) return boolean(false);
  return typeof order === "number" ? boolean(test(order)) : order;
}

/** `replace(instance, field=value)`. */
export function replaceFields(given: Arguments): Value {
  const target = given.need(0);
  const fields = target.kind === "instance" ? knownFields(target.class) : null;
  if (target.kind !== "instance" || fields === null)
    return target.kind === "unknown" ? target : given.unknown("such a replace()");
  const arguments_ = new Map<string, Value>();
  for (const field of fields) {
    if (!field.isParameter) continue;
    const value = given.context.keywords.get(field.name) ?? target.attributes.get(field.name);
    if (value !== undefined) arguments_.set(field.name, value);
  }
  return given.machine.call(target.class, [], arguments_, given.location);
}

/** `asdict`, `astuple`: also of dataclasses within. */
export function fieldsAs(given: Arguments, form: "dict" | "tuple"): Value {
  return unfolded(given, given.need(0), form);
}

function unfolded(given: Arguments, value: Value, form: "dict" | "tuple"): Value {
  const fields = value.kind === "instance" ? knownFields(value.class) : null;
  given.machine.budget.enter();
  let result = value;
  if (value.kind === "instance" && fields !== null) {
    const entries = fields
      .filter((field) => !field.isPassed)
      .map((field) => [string(field.name), unfolded(given, value.attributes.get(field.name) ?? NONE, form)] as const);
    result = form === "dict" ? dictionary(entries) : tuple(entries.map(([, item]) => item));
  } else if (value.kind === "list") result = list(value.items.map((item) => unfolded(given, item, form)));
  else if (value.kind === "tuple") result = { ...value, items: value.items.map((item) => unfolded(given, item, form)) };
  else if (value.kind === "dictionary")
    result = dictionary(
      [...value.entries.values()].map((entry) => [entry.key, unfolded(given, entry.value, form)] as const),
    );
  given.machine.budget.leave();
  return result;
}

/** `fields(C)`: objects that have a name. */
export function listFields(given: Arguments): Value {
  const target = given.need(0);
  const type = target.kind === "instance" ? target.class : target;
  const fields = type.kind === "class" ? knownFields(type) : null;
  if (fields === null) return target.kind === "unknown" ? target : given.unknown("such fields()");
  const shown: ClassValue = { kind: "class", name: "Field", bases: [], members: new Map(), location: given.location };
  return tuple(
    fields
      .filter((field) => !field.isPassed)
      .map((field) => nativeInstance(given.machine, shown, [["name", string(field.name)]], given.location)),
  );
}

export function isDataclass(given: Arguments): Value {
  const target = given.need(0);
  if (target.kind === "unknown") return target;
  const type = target.kind === "instance" ? target.class : target;
  return boolean(type.kind === "class" && knownFields(type) !== null);
}
