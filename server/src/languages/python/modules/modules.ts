/** Modules of Python's own library, as far as networks use them. */
import { whyForeign } from "../../../values/ancestry";
import type { Interpreter } from "../../../eval/interpreter";
import { copied } from "../../numpy/array";
import { numpyMember } from "../../numpy/module";
import { orPoison } from "../../../values/ask";
import { NONE, list, string, unknown } from "../../../values/make";
import { describe } from "../../../values/describe";
import type { BuiltinValue, DictionaryValue, InstanceValue, Value } from "../../../values/value";
import { createAbsl } from "./absl";
import { COLLECTIONS } from "./collections";
import { copyOf } from "../types/dictionary-methods";
import { ENUM } from "./enum";
import { ENVIRONMENT_VARIABLES } from "./environment-variables";
import { CONTEXTLIB, FUNCTOOLS, OPERATOR } from "./functools";
import type { Arguments } from "../helpers";
import { ITERTOOLS } from "./itertools";
import { MATH } from "./math";
import { constant, simple } from "./members";
import type { Member } from "./members";
import { ARGPARSE } from "../types/namespace-class";
import { RE } from "./re";
import { dataclass, dataField, fieldsAs, isDataclass, listFields, replaceFields } from "./dataclasses";
import { commandLine, JSON_MODULE, loadedModules, PATHS, STRING_MODULE, SYS } from "./system";
import { VERSION_MODULES } from "./version";
import { ABC, COLLECTIONS_ABC, NUMBERS, TYPES, TYPING } from "./typing";

/** Answers a module or a name in it by its dotted path. */
export function createModules(
  interpreter: Interpreter,
  builtins: ReadonlyMap<string, Value>,
): (path: string) => Value | undefined {
  const made = new Map<string, Value>();
  const absl = createAbsl(interpreter);
  const resolve = (path: string): Value | undefined => {
    const known = made.get(path) ?? ofTheMoment(interpreter, path);
    if (known !== undefined) return known;
    const value = absl(path) ?? createMember(interpreter, builtins, path, resolve);
    if (value !== undefined) made.set(path, value);
    return value;
  };
  return resolve;
}

/** What is another thing each time that it is asked for. */
function ofTheMoment(interpreter: Interpreter, path: string): Value | undefined {
  if (path === "sys.argv") return commandLine(interpreter);
  return path === "sys.modules" ? loadedModules(interpreter) : undefined;
}

function createMember(
  interpreter: Interpreter,
  builtins: ReadonlyMap<string, Value>,
  path: string,
  resolve: (path: string) => Value | undefined,
): Value | undefined {
  if (MODULES.has(path) || INERT.has(path)) return module(path, resolve);
  const point = path.lastIndexOf(".");
  const owner = point < 0 ? "" : path.slice(0, point);
  const member = MODULES.get(owner)?.get(path.slice(point + 1));
  if (member !== undefined) return member(interpreter, builtins);
  if (path.startsWith("numpy.")) return numpyMember(interpreter, path.slice("numpy.".length));
  return INERT.has(owner) ? inert(path) : undefined;
}

function module(path: string, resolve: (path: string) => Value | undefined): BuiltinValue {
  return {
    kind: "builtin",
    name: path,
    call: (call) => unknown(`a call of the module ${path}`, call.location),
    attribute: (name) => resolve(`${path}.${name}`),
    ...(INERT.has(path) ? { inert: true } : {}),
  };
}

/** Modules whose functions change none of their arguments and whose results are not known here. */
const INERT = new Set([
  "os",
  "os.path",
  "sys",
  "json",
  "logging",
  "absl.logging",
  "warnings",
  "time",
  "datetime",
  "pprint",
  "argparse",
  "re",
  "glob",
  "gc",
  "importlib",
  "importlib.metadata",
  "importlib.util",
  "inspect",
  "platform",
  "traceback",
  "typing",
  "typing_extensions",
  "pathlib",
  "__future__",
  "abc",
  "string",
  "contextlib",
  "types",
  "textwrap",
]);

/** Modules whose functions only tell something to whoever runs the program; so do the objects that they give. */
const MESSAGES = new Set(["logging", "warnings"]);

function inert(path: string): BuiltinValue {
  const [root = ""] = path.replace(/^absl\./, "").split(".");
  return {
    kind: "builtin",
    name: path,
    call: (call) => (MESSAGES.has(root) ? inert(`${path}()`) : unknown(`the result of ${path}()`, call.location)),
    attribute: (name) => inert(`${path}.${name}`),
    inert: true,
  };
}

const COPY: ReadonlyMap<string, Member> = new Map([
  simple("copy", [1, 1], (given) => shallow(given.need(0), given)),
  simple("deepcopy", [1, 1], (given) => deep(given.need(0), given, new Map())),
]);

function shallow(value: Value, given: Arguments): Value {
  switch (value.kind) {
    case "list":
      return list(value.items);
    case "dictionary":
      return copyOf(value);
    case "set":
      return { kind: "set", entries: new Map(value.entries) };
    case "array":
      return copied(value);
    case "instance": {
      if (whyForeign(value.class, given.location) !== null) return given.unknown(`a copy of ${describe(value)}`);
      const special = given.interpreter.special(value, "__copy__", [], given.location);
      return (
        special ??
        copyInstance(
          value,
          (item) => item,
          (item) => shallow(item, given),
        )
      );
    }
    case "iterator":
    case "layer":
    case "model":
    case "tensor":
      return given.unknown(`a copy of ${describe(value)}`);
    default:
      return value;
  }
}

function copyInstance(
  value: InstanceValue,
  attribute: (value: Value) => Value,
  content: (value: Value) => Value,
): Value {
  const attributes = new Map([...value.attributes].map(([name, item]) => [name, attribute(item)] as const));
  const held = value.base === undefined ? {} : { base: content(value.base) };
  return { ...value, attributes, ...held };
}

/** `copies` holds what has been copied, so that what is held twice stays one thing, and circles end. */
function deep(value: Value, given: Arguments, copies: Map<Value, Value>): Value {
  const known = copies.get(value);
  if (known !== undefined) return known;
  given.interpreter.budget.enter();
  const copied = deepCopy(orPoison(value), given, copies);
  given.interpreter.budget.leave();
  copies.set(value, copied);
  return copied;
}

function deepCopy(value: Value, given: Arguments, copies: Map<Value, Value>): Value {
  const copyItem = (item: Value): Value => deep(item, given, copies);
  switch (value.kind) {
    case "list": {
      const copy = list([]);
      copies.set(value, copy);
      for (const item of value.items) copy.items.push(copyItem(item));
      return copy;
    }
    case "tuple":
      return { ...value, items: value.items.map(copyItem) };
    case "dictionary": {
      const copy: DictionaryValue = { ...value, entries: new Map() };
      copies.set(value, copy);
      for (const [id, entry] of value.entries) copy.entries.set(id, { key: entry.key, value: copyItem(entry.value) });
      return copy;
    }
    case "instance": {
      const isForeign = whyForeign(value.class, given.location) !== null;
      if (isForeign || given.interpreter.member(value.class, "__deepcopy__") !== undefined)
        return given.unknown(`a copy of ${describe(value)}`);
      const copy = copyInstance(value, (item) => item, copyItem);
      copies.set(value, copy);
      if (copy.kind === "instance")
        for (const [name, item] of value.attributes) copy.attributes.set(name, copyItem(item));
      return copy;
    }
    default:
      return shallow(value, given);
  }
}

const OS: ReadonlyMap<string, Member> = new Map([constant("sep", string("/")), ...ENVIRONMENT_VARIABLES]);

/** Named by the modules that networks are written for; `six` is what served Python 2 and 3. */
const SIX_MOVES: ReadonlyMap<string, Member> = new Map(
  ["range", "zip", "map", "filter", "input", "reduce", "xrange"].map((name): [string, Member] => [
    name,
    (_interpreter, builtins) => builtins.get(name === "xrange" ? "range" : name) ?? NONE,
  ]),
);

const IMPORTLIB: ReadonlyMap<string, Member> = new Map([
  simple("import_module", [1, 2], (given) => {
    const name = given.need(0, "name");
    if (name.kind !== "string") return name.kind === "unknown" ? name : given.typeError("needs a text");
    const [dots = ""] = /^\.*/.exec(name.value) ?? [];
    if (dots === "") return given.interpreter.importModule(name.value, given.location);
    const from = given.need(1, "package");
    if (from.kind !== "string") return from.kind === "unknown" ? from : given.unknown("a relative name of nothing");
    const holders = from.value.split(".").slice(0, from.value.split(".").length - dots.length + 1);
    return given.interpreter.importModule([...holders, name.value.slice(dots.length)].join("."), given.location);
  }),
]);

const DATACLASSES: ReadonlyMap<string, Member> = new Map<string, Member>([
  simple("dataclass", [0, 20], dataclass),
  simple("field", [0, 20], dataField),
  simple("replace", [1, 1000], replaceFields),
  simple("asdict", [1, 2], (given) => fieldsAs(given, "dict")),
  simple("astuple", [1, 2], (given) => fieldsAs(given, "tuple")),
  simple("fields", [1, 1], listFields),
  simple("is_dataclass", [1, 1], isDataclass),
  constant("KW_ONLY", NONE),
  constant("MISSING", NONE),
]);

const MODULES: ReadonlyMap<string, ReadonlyMap<string, Member>> = new Map<string, ReadonlyMap<string, Member>>([
  ["math", MATH],
  ["functools", FUNCTOOLS],
  ["contextlib", CONTEXTLIB],
  ["dataclasses", DATACLASSES],
  ["enum", ENUM],
  ["typing", TYPING],
  ["typing_extensions", TYPING],
  ["abc", ABC],
  ["collections.abc", COLLECTIONS_ABC],
  ["numbers", NUMBERS],
  ["types", TYPES],
  ["argparse", ARGPARSE],
  ["json", JSON_MODULE],
  ["string", STRING_MODULE],
  ["re", RE],
  ["importlib", IMPORTLIB],
  ["os.path", PATHS],
  ["sys", SYS],
  ...VERSION_MODULES,
  ["six", new Map()],
  ["six.moves", SIX_MOVES],
  ["itertools", ITERTOOLS],
  ["collections", COLLECTIONS],
  ["copy", COPY],
  ["os", OS],
  ["operator", OPERATOR],
  ["numpy", new Map()],
  ...["random", "linalg", "fft", "ma", "testing"].map((name) => [`numpy.${name}`, new Map<string, Member>()] as const),
]);
