/** `types.SimpleNamespace` and `argparse`. */
import type { Interpreter } from "../../../eval/interpreter";
import { asString } from "../../../values/ask";
import { boolean, dictionary, list, NONE, string, tuple } from "../../../values/make";
import type { ClassValue, InstanceValue, Value } from "../../../values/value";
import { equals } from "../compare";
import type { Arguments } from "../helpers";
import type { Member } from "../modules/members";
import { ANY, nativeClass, nativeInstance } from "./native-class";
import { repr } from "../text";

export function reprNamespace(interpreter: Interpreter, name = "SimpleNamespace"): ClassValue {
  const shownAs = name === "SimpleNamespace" ? "namespace" : name;
  return nativeClass(interpreter, name, [
    [
      "__init__",
      ANY,
      (self, given) => {
        interpreter.touch(self);
        for (const [key, value] of given.context.keywords) self.attributes.set(key, value);
        return NONE;
      },
    ],
    [
      "__repr__",
      [0, 0],
      (self, given) => {
        const parts: string[] = [];
        for (const [key, value] of self.attributes) {
          const text = repr(interpreter, value, given.location);
          if (typeof text !== "string") return text;
          parts.push(`${key}=${text}`);
        }
        return string(`${shownAs}(${parts.join(", ")})`);
      },
    ],
    [
      "__eq__",
      [1, 1],
      (self, given) => {
        const other = given.need(0);
        if (other.kind !== "instance" || other.class !== self.class) return boolean(false);
        const asDictionary = (one: InstanceValue): Value =>
          dictionary([...one.attributes].map(([key, value]) => [string(key), value] as const));
        const answer = equals(interpreter, asDictionary(self), asDictionary(other), given.location);
        return typeof answer === "boolean" ? boolean(answer) : answer;
      },
    ],
    ["__contains__", [1, 1], (self, given) => boolean(self.attributes.has(asString(given.need(0)) ?? ""))],
  ]);
}

// ---------------------------------------------------------------- argparse

/** Under this name, which no source can write, a parser keeps what its namespace will hold. */
const ARGUMENTS = "<arguments>";

/** A parser answers the defaults of its arguments: those of a run without any. */
export const ARGPARSE: ReadonlyMap<string, Member> = new Map<string, Member>([
  ["ArgumentParser", (interpreter): Value => parserClass(interpreter)],
  ["Namespace", (interpreter): Value => reprNamespace(interpreter, "Namespace")],
  ["ArgumentDefaultsHelpFormatter", (): Value => NONE],
  ["RawTextHelpFormatter", (): Value => NONE],
  ["RawDescriptionHelpFormatter", (): Value => NONE],
]);

function parserClass(interpreter: Interpreter): ClassValue {
  const namespace = reprNamespace(interpreter, "Namespace");
  const parse = (self: InstanceValue, given: Arguments): Value => {
    interpreter.assume({
      message: "the program is started without arguments: each has its default",
      short: "no arguments",
      location: given.location,
    });
    const held = self.attributes.get(ARGUMENTS);
    if (held?.kind === "dictionary" && held.poison !== undefined) return held.poison;
    const entries = held?.kind === "dictionary" ? [...held.entries.values()] : [];
    const attributes = entries.map((entry) => [asString(entry.key) ?? "", entry.value] as const);
    return nativeInstance(interpreter, namespace, attributes, given.location);
  };
  return nativeClass(interpreter, "ArgumentParser", [
    [
      "__init__",
      ANY,
      (self) => {
        interpreter.touch(self);
        self.attributes.set(ARGUMENTS, dictionary([]));
        return NONE;
      },
    ],
    ["add_argument", ANY, (self, given) => addArgument(self, given)],
    ["add_argument_group", ANY, (self) => self],
    ["add_mutually_exclusive_group", ANY, (self) => self],
    ["set_defaults", ANY, (self, given) => setDefaults(self, given)],
    ["parse_args", [0, 2], parse],
    [
      "parse_known_args",
      [0, 2],
      (self, given) => {
        const parsed = parse(self, given);
        return parsed.kind === "unknown" ? parsed : tuple([parsed, list([])]);
      },
    ],
    ["print_help", ANY, () => NONE],
    ["error", ANY, (_self, given) => given.interpreter.fail("SystemExit", "parser.error()", given.location)],
  ]);
}

function addArgument(self: InstanceValue, given: Arguments): Value {
  const { interpreter } = given;
  const { keywords } = given.context;
  const names = given.context.positional.map(asString);
  const long = names.find((name) => name?.startsWith("--")) ?? names[0];
  const target = asString(keywords.get("dest")) ?? long?.replace(/^-+/, "").replaceAll("-", "_");
  const held = self.attributes.get(ARGUMENTS);
  if (held?.kind !== "dictionary") return given.unknown("such a parser");
  if (target === undefined || names.includes(null)) {
    interpreter.poison(held, given.unknown("the names of an argument"));
    return NONE;
  }
  interpreter.touch(held);
  held.entries.set(`s${target}`, { key: string(target), value: defaultOf(given, target, names[0] ?? "") });
  return NONE;
}

function defaultOf(given: Arguments, target: string, first: string): Value {
  const { interpreter } = given;
  const { keywords } = given.context;
  const action = asString(keywords.get("action"));
  const written = keywords.get("default");
  const required = keywords.get("required");
  const isPositional =
    !first.startsWith("-") && asString(keywords.get("nargs")) !== "?" && asString(keywords.get("nargs")) !== "*";
  if (isPositional || (required !== undefined && interpreter.truth(required) !== false))
    return given.unknown(`the argument ${target}, which whoever starts the program gives`);
  if (written === undefined) {
    if (action === "store_true") return boolean(false);
    return action === "store_false" ? boolean(true) : NONE;
  }
  const type = keywords.get("type");
  // Only texts are converted.
  return written.kind === "string" && type !== undefined
    ? interpreter.call(type, [written], new Map(), given.location)
    : written;
}

function setDefaults(self: InstanceValue, given: Arguments): Value {
  const held = self.attributes.get(ARGUMENTS);
  if (held?.kind !== "dictionary") return given.unknown("such a parser");
  given.interpreter.touch(held);
  for (const [name, value] of given.context.keywords) held.entries.set(`s${name}`, { key: string(name), value });
  return NONE;
}
