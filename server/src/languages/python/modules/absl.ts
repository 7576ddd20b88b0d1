/** `absl`, which many programs take their options from: a flag has its default, as in a run without arguments. */
import type { Interpreter } from "../../../eval/interpreter";
import { asNumber, asString } from "../../../values/ask";
import { float, list, NONE, string, unknown } from "../../../values/make";
import type { BuiltinValue, InstanceValue, Value } from "../../../values/value";
import { builtin } from "../helpers";
import type { Arguments } from "../helpers";
import { simple } from "./members";
import type { Member } from "./members";
import { ANY, nativeClass, nativeInstance } from "../types/native-class";
import { commandLine } from "./system";

/** Under this name, which no source can write, the flags are kept until somebody sets one by an assignment. */
const FLAGS = "<flags>";

/** `absl.flags`, which is also `tf.app.flags`; `flags` holds the flags of the program. */
function flagsMember(name: string, interpreter: Interpreter, flags: InstanceValue): Value | undefined {
  if (name === "FLAGS") return flags;
  const kind = /^DEFINE_(?:multi_)?(\w+)$/.exec(name)?.[1];
  if (kind !== undefined && KINDS.has(kind))
    return builtin(interpreter, name, [2, 20], (given) => define(flags, kind, name.startsWith("DEFINE_multi_"), given));
  if (name === "mark_flag_as_required" || name === "mark_flags_as_required")
    return builtin(interpreter, name, [1, 3], (given) => require(flags, given));
  return SILENT.has(name) ? builtin(interpreter, name, [0, 100], () => NONE) : undefined;
}

const KINDS: ReadonlySet<string> = new Set([
  "integer",
  "string",
  "float",
  "boolean",
  "bool",
  "enum",
  "list",
  "spaceseplist",
]);

/** They check, name or list flags. */
const SILENT: ReadonlySet<string> = new Set([
  "register_validator",
  "register_multi_flags_validator",
  "mark_flags_as_mutual_exclusive",
  "mark_bool_flags_as_mutual_exclusive",
  "declare_key_flag",
  "adopt_module_key_flags",
  "disclaim_key_flags",
]);

function define(flags: InstanceValue, kind: string, isMulti: boolean, given: Arguments): Value {
  const name = asString(given.need(0, "name"));
  const held = flags.attributes.get(FLAGS);
  if (name === null || held?.kind !== "dictionary") return given.unknown("the name of a flag");
  const value = defaultOf(kind, isMulti, given.at(1, "default") ?? NONE);
  given.interpreter.touch(held);
  held.entries.set(`s${name}`, { key: string(name), value });
  const required = given.context.keywords.get("required");
  if (required?.kind === "boolean" && required.value) setRequired(flags, name, given);
  const holder = nativeClass(given.interpreter, "FlagHolder", []);
  return nativeInstance(
    given.interpreter,
    holder,
    [
      ["name", string(name)],
      ["value", value],
      ["default", value],
    ],
    given.location,
  );
}

function defaultOf(kind: string, isMulti: boolean, value: Value): Value {
  if (value.kind === "none") return NONE;
  if (isMulti) return value.kind === "list" || value.kind === "tuple" ? list(value.items) : list([value]);
  const text = asString(value);
  switch (kind) {
    case "float": {
      const number = asNumber(value);
      return number === null ? value : float(number);
    }
    case "list":
      return text === null ? value : list(text === "" ? [] : text.split(",").map((one) => string(one.trim())));
    case "spaceseplist":
      return text === null
        ? value
        : list(
            text
              .split(/\s+/)
              .filter((one) => one !== "")
              .map(string),
          );
    case "boolean":
    case "bool":
      if (text === "true" || text === "True") return { kind: "boolean", value: true };
      return text === "false" || text === "False" ? { kind: "boolean", value: false } : value;
    default:
      return value;
  }
}

function require(flags: InstanceValue, given: Arguments): Value {
  const wanted = given.need(0);
  const names = wanted.kind === "list" || wanted.kind === "tuple" ? wanted.items : [wanted];
  for (const name of names) setRequired(flags, asString(name) ?? "", given);
  return NONE;
}

/** The program does not start without it. */
function setRequired(flags: InstanceValue, name: string, given: Arguments): void {
  const held = flags.attributes.get(FLAGS);
  const entry = held?.kind === "dictionary" ? held.entries.get(`s${name}`) : undefined;
  if (held?.kind !== "dictionary" || entry?.value.kind !== "none") return;
  given.interpreter.touch(held);
  const value = given.unknown(`the flag ${name}, which whoever starts the program gives`);
  held.entries.set(`s${name}`, { key: string(name), value });
}

/** The one object that all flags are read from. */
function createFlags(interpreter: Interpreter): InstanceValue {
  const type = nativeClass(interpreter, "FlagValues", [
    ["__call__", ANY, () => commandLine(interpreter)],
    ["mark_as_parsed", ANY, () => NONE],
    ["__getattr__", [1, 1], (self, given) => readFlag(self, asString(given.need(0)) ?? "", given)],
    ["__getitem__", [1, 1], (self, given) => readFlag(self, asString(given.need(0)) ?? "", given)],
    ["flag_values_dict", [0, 0], (self) => self.attributes.get(FLAGS) ?? NONE],
    ["set_default", [2, 2], (self, given) => setDefault(self, given)],
  ]);
  return nativeInstance(interpreter, type, [[FLAGS, { kind: "dictionary", entries: new Map() }]], interpreter.place);
}

function readFlag(flags: InstanceValue, name: string, given: Arguments): Value {
  const held = flags.attributes.get(FLAGS);
  if (held?.kind !== "dictionary") return given.unknown("the flags of the program");
  if (held.poison !== undefined) return held.poison;
  const value = held.entries.get(`s${name}`)?.value;
  if (value === undefined)
    return given.interpreter.fail("AttributeError", `no flag is named '${name}'`, given.location);
  given.interpreter.assume({
    message: "the program is started without arguments: each flag has its default",
    short: "no arguments",
    // Once for all flags.
    location: flags.class.location,
  });
  return value;
}

function setDefault(flags: InstanceValue, given: Arguments): Value {
  const held = flags.attributes.get(FLAGS);
  const name = asString(given.need(0));
  if (held?.kind !== "dictionary" || name === null) return given.unknown("the flags of the program");
  given.interpreter.touch(held);
  held.entries.set(`s${name}`, { key: string(name), value: given.need(1) });
  return NONE;
}

/** `app.run(main)` calls main with the arguments of the program. */
const APP: ReadonlyMap<string, Member> = new Map([simple("run", [0, 4], runMain)]);

function runMain(given: Arguments): Value {
  const { interpreter } = given;
  const main = given.at(0, "main") ?? interpreter.names.main?.own("main");
  const argv = given.at(1, "argv") ?? list([unknown("the name of the program", given.location)]);
  if (main === undefined) return given.unknown("which function the program runs");
  interpreter.call(main, [argv], new Map(), given.location);
  return NONE;
}

/** Where the two modules are: TensorFlow 1 had copies of them. */
const FLAGS_HOMES = /^(?:absl\.flags|tensorflow(?:\.compat\.v1)?(?:\.app)?\.flags)(?:\.(\w+))?$/;
const APP_HOMES = /^(?:absl\.app|tensorflow(?:\.compat\.v1)?\.app)(?:\.(\w+))?$/;

/** A name of `absl` by its path; undefined for one that is not followed. */
export function createAbsl(interpreter: Interpreter): (path: string) => Value | undefined {
  let flags: InstanceValue | null = null;
  const member = (path: string): Value | undefined => {
    if (path === "absl") return module("absl");
    const ofFlags = FLAGS_HOMES.exec(path);
    if (ofFlags !== null) {
      const [, name] = ofFlags;
      return name === undefined ? module(path) : flagsMember(name, interpreter, (flags ??= createFlags(interpreter)));
    }
    const ofApp = APP_HOMES.exec(path);
    if (ofApp === null) return undefined;
    const [, name] = ofApp;
    return name === undefined ? module(path) : APP.get(name)?.(interpreter, new Map());
  };
  const module = (path: string): BuiltinValue => ({
    kind: "builtin",
    name: path,
    call: (call) => unknown(`a call of the module ${path}`, call.location),
    attribute: (name) => member(`${path}.${name}`),
  });
  return member;
}
