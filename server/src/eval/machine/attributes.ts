import type { Location } from "../../../../protocol/source";
import { asGiven, callMethod } from "./calls";
import { callSpecial, lookUpMember, objectMember } from "./classes";
import { ancestors, metaclassOf } from "../../values/ancestry";
import { moduleMember } from "./imports";
import type { Machine } from "./machine";
import { orPoison } from "../../values/ask";
import { NO_KEYWORDS, tuple, unknown, namespaceOf } from "../../values/make";
import type { BuiltinValue, ClassValue, InstanceValue, ModuleValue, Value } from "../../values/value";

/** `value.name`, bound where it is a method. */
export function getAttribute(machine: Machine, value: Value, name: string, location: Location): Value {
  return orPoison(attributeOf(machine, value, name, location));
}

function attributeOf(machine: Machine, value: Value, name: string, location: Location): Value {
  switch (value.kind) {
    case "unknown":
      return value;
    case "library": {
      return machine.libraryMember(value, name) ?? unknown(`${value.path}.${name} is not known`, location);
    }
    case "layer":
    case "tensor":
    case "model":
      return (
        machine.host.library.attribute(value, name, machine) ??
        unknown(`the attribute ${name} of ${machine.describe(value)}`, location)
      );
    case "module":
      return moduleAttribute(machine, value, name, location);
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
    case "instance":
      return setInstanceAttribute(machine, object, name, value, location);
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
    case "library":
      return machine.host.library.assignAttribute?.(object, name, asGiven(machine, value, location)) ?? false;
    case "function":
      // Any attribute of a function reads as Unknown, so that only what changes the function itself is not understood.
      return !["__code__", "__defaults__", "__kwdefaults__", "__name__"].includes(name);
    case "builtin":
      return object.assignAttribute?.(name, value) ?? machine.language.assignAttribute(object, name, value, location);
    default:
      return machine.language.assignAttribute(object, name, value, location);
  }
}

function setInstanceAttribute(
  machine: Machine,
  instance: InstanceValue,
  name: string,
  value: Value,
  location: Location,
): boolean {
  if (callSpecial(machine, instance, "__setattr__", [{ kind: "string", value: name }, value], location) !== undefined)
    return true;
  const member = lookUpMember(machine, instance.class, name);
  if (member?.kind === "descriptor" && member.form === "property" && member.isCached !== true) {
    if (member.setter === undefined) return false;
    if (member.setter.kind === "function") {
      const given = { positional: [value], keywords: NO_KEYWORDS, rest: null, keywordRest: null };
      callMethod(machine, member.setter, instance, given, location);
    } else machine.call(member.setter, [instance, value], NO_KEYWORDS, location);
    return true;
  }
  if (member?.kind === "instance" && callSpecial(machine, member, "__set__", [instance, value], location) !== undefined)
    return true;
  if (lookUpMember(machine, instance.class, "__setattr__") !== undefined) return false;
  machine.touch(instance);
  instance.attributes.set(name, value);
  return true;
}

function moduleAttribute(
  machine: Machine,
  { scope, name: module }: ModuleValue,
  name: string,
  location: Location,
): Value {
  const found = moduleMember(machine, scope, name);
  if (found !== undefined) return found;
  // A package that waits may set it. Who asks whether it is there (`hasattr`, `try`) gets an answer without that.
  if (machine.handlers === 0) machine.packages.runAll();
  const { moduleLeftOut } = machine;
  const late = scope.own(name);
  if (late !== undefined) return late;
  return moduleLeftOut === null
    ? machine.fail("AttributeError", `the module ${module} has no '${name}'`, location)
    : unknown(moduleLeftOut, location);
}

function simpleName(value: BuiltinValue, name: string, location: Location): Value {
  if (name === "__name__") return { kind: "string", value: value.name };
  return unknown(`${value.name}.${name}`, location);
}

function instanceAttribute(machine: Machine, instance: InstanceValue, name: string, location: Location): Value {
  const own = instance.attributes.get(name);
  if (own !== undefined) return own;
  if (lookUpMember(machine, instance.class, "__getattribute__")?.kind === "function")
    return unknown(`what __getattribute__ of ${machine.describe(instance)} gives`, location);
  return plainAttribute(machine, instance, name, location);
}

/** An attribute as `object.__getattribute__` reads it. */
export function plainAttribute(machine: Machine, instance: InstanceValue, name: string, location: Location): Value {
  const own = instance.attributes.get(name);
  if (own !== undefined) return own;
  if (name === "__class__") return instance.class;
  if (name === "__dict__") return namespaceOf(instance, instance.attributes);
  const member = lookUpMember(machine, instance.class, name);
  if (member !== undefined) return bind(machine, member, instance, location);
  const ofEveryObject = objectMember(machine, name);
  if (ofEveryObject?.of !== undefined) return ofEveryObject.of(instance, machine, location);
  const ofContent = instance.base === undefined ? undefined : machine.language.attribute(instance.base, name, location);
  if (ofContent !== undefined) return ofContent;
  const computed = callSpecial(machine, instance, "__getattr__", [{ kind: "string", value: name }], location);
  if (computed !== undefined) return computed;
  if (lookUpMember(machine, instance.class, "__getattr__") !== undefined) return unknown("__getattr__", location);
  return missingMember(machine, instance, instance.class, name, location);
}

/** What reading a name gives that neither the value nor its class has, as far as they are known. */
function missingMember(machine: Machine, value: Value, owner: ClassValue, name: string, location: Location): Value {
  const metaclass = metaclassOf(owner);
  return metaclass === undefined
    ? machine.language.missingAttribute(value, name, location)
    : unknown(`whether the metaclass ${metaclass.name} gives ${owner.name} an attribute '${name}'`, location);
}

/** A member as it is seen through an instance or through its class. */
export function bind(machine: Machine, member: Value, receiver: InstanceValue | ClassValue, location: Location): Value {
  if (member.kind === "instance") {
    const isOfInstance = receiver.kind === "instance";
    const holder = isOfInstance ? receiver.class : receiver;
    const instance: Value = isOfInstance ? receiver : machine.language.rules.nothing;
    return callSpecial(machine, member, "__get__", [instance, holder], location) ?? member;
  }
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
      if (target.kind === "function") return { kind: "bound-method", receiver: bound, function: target };
      return target.kind === "builtin" ? withFirst(target, bound) : target;
    }
    case "property": {
      if (receiver.kind !== "instance") return member;
      const value = readProperty(machine, target, receiver, location);
      if (member.isCached === true && member.name !== undefined) {
        machine.touch(receiver);
        receiver.attributes.set(member.name, value);
      }
      return value;
    }
  }
}

function withFirst(target: BuiltinValue, first: Value): BuiltinValue {
  return { ...target, call: (call) => target.call({ ...call, positional: [first, ...call.positional] }) };
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
  if (name === "__name__" || name === "__qualname__") return { kind: "string", value: value.name };
  if (name === "__dict__") return namespaceOf(value, value.members);
  if (name === "__mro__") return tuple(ancestors(value));
  const member = lookUpMember(machine, value, name);
  if (member !== undefined) return bind(machine, member, value, location);
  const inherited = objectMember(machine, name);
  if (inherited !== undefined) return inherited;
  return missingMember(machine, value, value, name, location);
}
