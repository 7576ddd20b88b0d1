/** Instances of classes that derive from built-in types: `class Config(dict)`. They hold a value of the type. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { isItems, orPoison } from "../../values/ask";
import { NONE, dictionary, list, set, string } from "../../values/make";
import { dictionaryKey } from "../../values/keys";
import type { BuiltinValue, InstanceValue, Value } from "../../values/value";
import { putAll } from "./types/dictionary-methods";
import type { Arguments } from "./helpers";
import { ANY, nativeMethod } from "./types/native-class";
import type { NativeMethod } from "./types/native-class";

/** What a new instance holds; undefined where classes that derive from the type are not followed. */
export function emptyContent(base: BuiltinValue): Value | undefined {
  switch (base.name) {
    case "dict":
    case "OrderedDict":
      return dictionary([]);
    case "list":
      return list([]);
    case "set":
      return set([]);
    default:
      return undefined;
  }
}

/** The value that an instance holds, or the value itself. */
export function plain(value: Value): Value {
  return value.kind === "instance" && value.base !== undefined && value.poison === undefined ? value.base : value;
}

/** A member of a built-in type as its subclasses see it: `dict.get`, `super().__init__`. */
export function contentMember(interpreter: Interpreter, type: string, name: string): BuiltinValue | undefined {
  if (type !== "dict" && type !== "list" && type !== "set" && type !== "OrderedDict") return undefined;
  const method = isMember(interpreter, type, name) ? methodOf(name) : undefined;
  return method === undefined ? undefined : nativeMethod(interpreter, method);
}

const SPECIAL = new Set(["__init__", "__getitem__", "__setitem__", "__delitem__", "__contains__"]);

function isMember(interpreter: Interpreter, type: string, name: string): boolean {
  if (name.startsWith("__")) return SPECIAL.has(name);
  const empty = type === "list" ? list([]) : type === "set" ? set([]) : dictionary([]);
  return name !== "fromkeys" && interpreter.language.attribute(empty, name, interpreter.place) !== undefined;
}

function methodOf(name: string): NativeMethod {
  switch (name) {
    case "__init__":
      return [name, ANY, (self, given) => fill(self, given)];
    case "__getitem__":
      return [name, [1, 1], (self, given) => contentItem(given.interpreter, self, given.need(0), given.location)];
    case "__setitem__":
      return [name, [2, 2], (self, given) => write(self, given)];
    case "__delitem__":
      return [name, [1, 1], (self, given) => remove(self, given)];
    case "__contains__":
      return [
        name,
        [1, 1],
        (self, given) => given.interpreter.language.compare("in", given.need(0), orPoison(plain(self)), given.location),
      ];
    default:
      return [
        name,
        ANY,
        (self, given) => {
          const { interpreter, context, location } = given;
          const bound = interpreter.language.attribute(plain(self), name, location);
          if (bound === undefined) return interpreter.language.missingAttribute(self, name, location);
          return interpreter.call(bound, context.positional, context.keywords, location);
        },
      ];
  }
}

/** An item of what an instance holds; a dict asks `__missing__` for one that it lacks. */
export function contentItem(interpreter: Interpreter, self: InstanceValue, index: Value, location: Location): Value {
  const held = plain(self);
  const id = held.kind === "dictionary" ? dictionaryKey(index) : null;
  if (held.kind === "dictionary" && id !== null && !held.entries.has(id)) {
    const missing = interpreter.special(self, "__missing__", [index], location);
    if (missing !== undefined) return missing;
  }
  return interpreter.language.subscript(held, index, location);
}

function fill(self: InstanceValue, given: Arguments): Value {
  const { interpreter } = given;
  const { base } = self;
  const source = given.at(0);
  if (base?.kind === "dictionary") {
    const failure = source === undefined ? null : putAll(interpreter, base, plain(source), given);
    for (const [key, value] of given.context.keywords)
      putAll(interpreter, base, dictionary([[string(key), value]]), given);
    if (failure !== null) interpreter.poison(base, failure);
  } else if (base?.kind === "list" && source !== undefined) {
    const items = interpreter.iterate(source, given.location);
    interpreter.touch(base);
    if (isItems(items)) base.items.push(...items);
    else interpreter.poison(base, items);
  } else if (base?.kind === "set" && source !== undefined)
    interpreter.call(interpreter.getAttribute(base, "update", given.location), [source], new Map(), given.location);
  return NONE;
}

function write(self: InstanceValue, given: Arguments): Value {
  const { interpreter, location } = given;
  const [index, value] = [given.need(0), given.need(1)];
  const why = index.kind === "unknown" ? index : given.unknown("such a write to an item");
  if (index.kind === "unknown" || !interpreter.language.assignSubscript(plain(self), index, value, location))
    interpreter.poison(self, why);
  return NONE;
}

function remove(self: InstanceValue, given: Arguments): Value {
  const { interpreter, location } = given;
  const index = given.need(0);
  const why = index.kind === "unknown" ? index : given.unknown("such a deletion of an item");
  if (index.kind === "unknown" || !interpreter.language.deleteSubscript(plain(self), index, location))
    interpreter.poison(self, why);
  return NONE;
}
