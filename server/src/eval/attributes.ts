import type { Location } from "../../../protocol/source";
import { callMethod } from "./calls";
import { lookUpMember } from "./classes";
import { moduleMember } from "./imports";
import type { Machine } from "./machine";
import { NO_KEYWORDS, read } from "./machine";
import { describe, unknown } from "./read";
import type { BuiltinValue, ClassValue, InstanceValue, Value } from "./values";

/** `value.name`, bound where it is a method. */
export function getAttribute(machine: Machine, value: Value, name: string, location: Location): Value {
  return read(attributeOf(machine, value, name, location));
}

function attributeOf(machine: Machine, value: Value, name: string, location: Location): Value {
  switch (value.kind) {
    case "unknown":
      return value;
    case "library": {
      const path = `${value.path}.${name}`;
      return machine.host.library.resolve(path) ?? unknown(`${path} is not known`, location);
    }
    case "layer":
    case "tensor":
    case "model":
      return (
        machine.host.library.attribute(value, name, machine) ??
        unknown(`the attribute ${name} of ${describe(value)}`, location)
      );
    case "module":
      return moduleAttribute(machine, moduleMember(machine, value.scope, name), value.name, name, location);
    case "instance":
      return instanceAttribute(machine, value, name, location);
    case "class":
      return classAttribute(machine, value, name, location);
    case "builtin":
      return value.attribute?.(name, location) ?? simpleName(value, name, location);
    default:
      return (
        machine.language.attribute(value, name, location) ?? machine.language.missingAttribute(value, name, location)
      );
  }
}

/** False where the write is not understood. */
export function setAttribute(machine: Machine, object: Value, name: string, value: Value, location: Location): boolean {
  switch (object.kind) {
    case "unknown":
      return true;
    case "instance": {
      const member = lookUpMember(machine, object.class, name);
      if (member?.kind === "descriptor" && member.form === "property") return false;
      if (lookUpMember(machine, object.class, "__setattr__") !== undefined) return false;
      machine.touch(object);
      object.attributes.set(name, value);
      return true;
    }
    case "class":
      machine.touch(object);
      object.members.set(name, value);
      return true;
    case "module":
      machine.setName(object.scope, name, value);
      return true;
    case "layer":
    case "tensor":
    case "model":
      return machine.host.library.assignAttribute?.(object, name, value) ?? false;
    case "function":
      // Any attribute of a function reads as Unknown, so that only what changes the function itself is not understood.
      return !["__code__", "__defaults__", "__kwdefaults__", "__name__"].includes(name);
    default:
      return machine.language.assignAttribute(object, name, value, location);
  }
}

function moduleAttribute(
  machine: Machine,
  found: Value | undefined,
  module: string,
  name: string,
  location: Location,
): Value {
  return found ?? machine.fail("AttributeError", `the module ${module} has no '${name}'`, location);
}

function simpleName(value: BuiltinValue, name: string, location: Location): Value {
  if (name === "__name__") return { kind: "string", value: value.name };
  return unknown(`${value.name}.${name}`, location);
}

function instanceAttribute(machine: Machine, instance: InstanceValue, name: string, location: Location): Value {
  const own = instance.attributes.get(name);
  if (own !== undefined) return own;
  if (name === "__class__") return instance.class;
  if (name === "__dict__") return unknown("__dict__", location);
  const member = lookUpMember(machine, instance.class, name);
  if (member !== undefined) return bind(machine, member, instance, location);
  if (lookUpMember(machine, instance.class, "__getattr__") !== undefined) return unknown("__getattr__", location);
  return machine.language.missingAttribute(instance, name, location);
}

/** A member as it is seen through an instance or through its class. */
export function bind(machine: Machine, member: Value, receiver: InstanceValue | ClassValue, location: Location): Value {
  if (member.kind === "function")
    return receiver.kind === "instance" ? { kind: "bound-method", receiver, function: member } : member;
  if (member.kind === "builtin" && member.of !== undefined) return member.of(receiver, machine, location);
  if (member.kind !== "descriptor") return member;
  const target = member.function;
  switch (member.form) {
    case "static":
      return target;
    case "class": {
      const bound = receiver.kind === "class" ? receiver : receiver.class;
      return target.kind === "function" ? { kind: "bound-method", receiver: bound, function: target } : target;
    }
    case "property":
      return receiver.kind === "instance" ? readProperty(machine, target, receiver, location) : member;
  }
}

function readProperty(machine: Machine, getter: Value, receiver: InstanceValue, location: Location): Value {
  return getter.kind === "function"
    ? callMethod(
        machine,
        getter,
        receiver,
        { positional: [], keywords: NO_KEYWORDS, rest: null, keywordRest: null },
        location,
      )
    : machine.call(getter, [receiver], NO_KEYWORDS, location);
}

function classAttribute(machine: Machine, value: ClassValue, name: string, location: Location): Value {
  if (name === "__name__") return { kind: "string", value: value.name };
  const member = lookUpMember(machine, value, name);
  if (member !== undefined) return bind(machine, member, value, location);
  return machine.language.missingAttribute(value, name, location);
}
