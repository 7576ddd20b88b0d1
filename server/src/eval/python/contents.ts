/** Instances of classes that derive from built-in types: `class Config(dict)`. They hold a value of the type. */
import type { Location } from "../../../../protocol/source";
import { callSpecial } from "../classes";
import { isItems } from "../expressions";
import { read } from "../machine";
import type { Machine } from "../machine";
import { dictionary, dictionaryKey, list, NONE, set, string } from "../read";
import type { BuiltinValue, InstanceValue, Value } from "../values";
import { putAll } from "./dictionary-methods";
import type { Arguments } from "./helpers";
import { ANY, nativeMethod } from "./native-class";
import type { NativeMethod } from "./native-class";

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
  return value.kind === "instance" && value.content !== undefined && value.poison === undefined ? value.content : value;
}

/** A member of a built-in type as its subclasses see it: `dict.get`, `super().__init__`. */
export function contentMember(machine: Machine, type: string, name: string): BuiltinValue | undefined {
  if (type !== "dict" && type !== "list" && type !== "set" && type !== "OrderedDict") return undefined;
  const method = isMember(machine, type, name) ? methodOf(name) : undefined;
  return method === undefined ? undefined : nativeMethod(machine, method);
}

const SPECIAL = new Set(["__init__", "__getitem__", "__setitem__", "__delitem__", "__contains__"]);

function isMember(machine: Machine, type: string, name: string): boolean {
  if (name.startsWith("__")) return SPECIAL.has(name);
  const empty = type === "list" ? list([]) : type === "set" ? set([]) : dictionary([]);
  return name !== "fromkeys" && machine.language.attribute(empty, name, machine.place) !== undefined;
}

function methodOf(name: string): NativeMethod {
  switch (name) {
    case "__init__":
      return [name, ANY, (self, given) => fill(self, given)];
    case "__getitem__":
      return [name, [1, 1], (self, given) => contentItem(given.machine, self, given.need(0), given.location)];
    case "__setitem__":
      return [name, [2, 2], (self, given) => write(self, given)];
    case "__delitem__":
      return [name, [1, 1], (self, given) => remove(self, given)];
    case "__contains__":
      return [
        name,
        [1, 1],
        (self, given) => given.machine.language.compare("in", given.need(0), read(plain(self)), given.location),
      ];
    default:
      return [
        name,
        ANY,
        (self, given) => {
          const { machine, context, location } = given;
          const bound = machine.language.attribute(plain(self), name, location);
          if (bound === undefined) return machine.language.missingAttribute(self, name, location);
          return machine.call(bound, context.positional, context.keywords, location);
        },
      ];
  }
}

/** An item of what an instance holds; a dict asks `__missing__` for one that it lacks. */
export function contentItem(machine: Machine, self: InstanceValue, index: Value, location: Location): Value {
  const held = plain(self);
  const id = held.kind === "dictionary" ? dictionaryKey(index) : null;
  if (held.kind === "dictionary" && id !== null && !held.entries.has(id)) {
    const missing = callSpecial(machine, self, "__missing__", [index], location);
    if (missing !== undefined) return missing;
  }
  return machine.language.subscript(held, index, location);
}

function fill(self: InstanceValue, given: Arguments): Value {
  const { machine } = given;
  const { content } = self;
  const source = given.at(0);
  if (content?.kind === "dictionary") {
    const failure = source === undefined ? null : putAll(machine, content, plain(source), given);
    for (const [key, value] of given.context.keywords)
      putAll(machine, content, dictionary([[string(key), value]]), given);
    if (failure !== null) machine.poison(content, failure);
  } else if (content?.kind === "list" && source !== undefined) {
    const items = machine.iterate(source, given.location);
    machine.touch(content);
    if (isItems(items)) content.items.push(...items);
    else machine.poison(content, items);
  } else if (content?.kind === "set" && source !== undefined)
    machine.call(machine.getAttribute(content, "update", given.location), [source], new Map(), given.location);
  return NONE;
}

function write(self: InstanceValue, given: Arguments): Value {
  const { machine, location } = given;
  const [index, value] = [given.need(0), given.need(1)];
  const why = index.kind === "unknown" ? index : given.unknown("such a write to an item");
  if (index.kind === "unknown" || !machine.language.assignSubscript(plain(self), index, value, location))
    machine.poison(self, why);
  return NONE;
}

function remove(self: InstanceValue, given: Arguments): Value {
  const { machine, location } = given;
  const index = given.need(0);
  const why = index.kind === "unknown" ? index : given.unknown("such a deletion of an item");
  if (index.kind === "unknown" || !machine.language.deleteSubscript(plain(self), index, location))
    machine.poison(self, why);
  return NONE;
}
