/** `dataclass`: classes that are made from their fields, with the order and the equality that these give. */
import { ancestors } from "../../../values/ancestry";
import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { NONE, boolean, dictionary, list, string, tuple, unknown } from "../../../values/make";
import { describe } from "../../../values/describe";
import type { ClassValue, InstanceValue, UnknownValue, Value } from "../../../values/value";
import { compareOrder, equals } from "../compare";
import type { Arguments } from "../helpers";
import { builtin } from "../helpers";
import { bindFields } from "./fields";
import { ANY, nativeInstance, nativeMethod } from "../types/native-class";
import type { NativeMethod } from "../types/native-class";
import { repr } from "../text";

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
    return builtin(given.interpreter, "dataclass", [1, 1], (inner) => makeDataclass(inner, inner.need(0), options));
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
    const truth = given.interpreter.truth(value);
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
  const { interpreter } = given;
  if (target.kind !== "class") return target.kind === "unknown" ? target : given.unknown("such a dataclass");
  const fields = fieldsOf(interpreter, target, options);
  if (!Array.isArray(fields)) return fields;
  interpreter.touch(target);
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
    if (!members.has(method[0])) members.set(method[0], nativeMethod(interpreter, method));
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
      (self, call) => call.interpreter.fail("AttributeError", `${describe(self)} is frozen`, call.location),
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
function fieldsOf(interpreter: Interpreter, target: ClassValue, options: Options): DataField[] | UnknownValue {
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
    fields.set(name, fieldOf(interpreter, name, written, { keywordOnly, isPassed }));
  }
  return [...fields.values()];
}

function ownFields(value: ClassValue): readonly DataField[] {
  const held = value.members.get(FIELDS);
  return held !== undefined && "fields" in held ? (held.fields as readonly DataField[]) : [];
}

function fieldOf(
  interpreter: Interpreter,
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
    const truth = value === undefined ? fallback : interpreter.truth(value);
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
  return nativeInstance(given.interpreter, type, given.context.keywords, given.location);
}

function initialize(self: InstanceValue, given: Arguments, fields: readonly DataField[]): Value {
  const { interpreter, location } = given;
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
  interpreter.touch(self);
  for (const field of fields) {
    const index = places.indexOf(field);
    const isGiven = index >= 0 && (index < given.count || given.context.keywords.has(field.name));
    let value = isGiven ? values[index] : field.default;
    if (!isGiven && field.factory !== undefined) value = interpreter.call(field.factory, [], new Map(), location);
    if (value === undefined) continue;
    if (field.isPassed) passed.push(value);
    else self.attributes.set(field.name, value);
  }
  const answer = interpreter.special(self, "__post_init__", passed, location);
  return answer?.kind === "unknown" ? answer : NONE;
}

function valuesOf(self: InstanceValue, names: readonly string[]): readonly Value[] {
  return names.flatMap((name) => self.attributes.get(name) ?? self.class.members.get(name) ?? []);
}

function showFields(self: InstanceValue, given: Arguments, fields: readonly DataField[]): Value {
  const parts: string[] = [];
  for (const field of fields.filter((one) => one.isShown && !one.isPassed)) {
    const text = repr(given.interpreter, self.attributes.get(field.name) ?? NONE, given.location);
    if (typeof text !== "string") return text;
    parts.push(`${field.name}=${text}`);
  }
  return string(`${self.class.name}(${parts.join(", ")})`);
}

function equalFields(self: InstanceValue, given: Arguments, names: readonly string[]): Value {
  const other = given.need(0);
  if (other.kind !== "instance" || other.class !== self.class) return boolean(false);
  const answer = equals(given.interpreter, tuple(valuesOf(self, names)), tuple(valuesOf(other, names)), given.location);
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
    given.interpreter,
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
  return given.interpreter.call(target.class, [], arguments_, given.location);
}

/** `asdict`, `astuple`: also of dataclasses within. */
export function fieldsAs(given: Arguments, form: "dict" | "tuple"): Value {
  return unfolded(given, given.need(0), form);
}

function unfolded(given: Arguments, value: Value, form: "dict" | "tuple"): Value {
  const fields = value.kind === "instance" ? knownFields(value.class) : null;
  given.interpreter.budget.enter();
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
  given.interpreter.budget.leave();
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
      .map((field) => nativeInstance(given.interpreter, shown, [["name", string(field.name)]], given.location)),
  );
}

export function isDataclass(given: Arguments): Value {
  const target = given.need(0);
  if (target.kind === "unknown") return target;
  const type = target.kind === "instance" ? target.class : target;
  return boolean(type.kind === "class" && knownFields(type) !== null);
}
