import type { Location } from "../../../../protocol/source";
import type { ClassDeclaration, Statement } from "../../syntax/program";
import { bind, plainAttribute } from "./attributes";
import { callFunction, callMethod, callValue } from "./calls";
import type { EvaluatedArguments } from "./calls";
import { evaluate } from "./expressions";
import type { Machine } from "./machine";
import { NONE, NO_KEYWORDS, string, unknown } from "../../values/make";
import { Scope } from "../../values/scope";
import { executeBlock } from "./statements";
import type { BuiltinValue, CallContext, ClassValue, InstanceValue, UnknownValue, Value } from "../../values/value";
import { CLASS_NAME, resolutionOrder, ancestors, foreignBase, isException, classOf } from "../../values/ancestry";

export function createClass(machine: Machine, declaration: ClassDeclaration, scope: Scope): ClassValue {
  const bases: Value[] = [];
  const keywords = new Map<string, Value>();
  for (const base of declaration.bases) {
    if (base.form === "positional") bases.push(evaluate(machine, base.value, scope));
    else if (base.form === "keyword") keywords.set(base.name ?? "", evaluate(machine, base.value, scope));
    else if (base.form === "spread") bases.push(unknown("bases from a spread", machine.location(base.range)));
  }
  const body = new Scope(scope, "class");
  executeBlock(machine, declaration.body, body);
  const members = new Map(body.entries());
  const { neutralBases } = machine.language.rules;
  const metaclass = keywords.get("metaclass");
  const value: ClassValue = {
    kind: "class",
    name: declaration.name,
    ...(metaclass?.kind === "class" && metaclass.members.size > 0 ? { metaclass } : {}),
    bases: bases.filter((base) => !(base.kind === "builtin" && neutralBases.has(base.name))),
    members,
    location: machine.location(declaration.nameRange),
    annotations: annotationsOf(declaration.body),
  };
  body.set(CLASS_NAME, value);
  completeClass(machine, value, keywords);
  return value;
}

function annotationsOf(body: readonly Statement[]): ClassValue["annotations"] & object {
  return body.flatMap((statement) => {
    const target = statement.kind === "assignment" ? statement.targets[0] : undefined;
    if (statement.kind !== "assignment" || target?.kind !== "name" || statement.annotation === undefined) return [];
    return [{ name: target.name, type: statement.annotation }];
  });
}

/** What bases do with a class that derives from them: `Enum`, `__init_subclass__`, descriptors that ask for their name. */
export function completeClass(machine: Machine, value: ClassValue, keywords: ReadonlyMap<string, Value>): void {
  const { metaclass } = value;
  if (metaclass !== undefined)
    machine.assume({
      message: `the metaclass ${metaclass.name} does not change ${machine.describe(value)}`,
      short: `${metaclass.name} changes nothing`,
      location: value.location,
    });
  const behind = resolutionOrder(value).slice(1);
  // Each base is looked into several times, here and whenever a member is looked up.
  machine.budget.spend(32 * behind.length);
  for (const base of behind) if (base.kind === "class") base.derive?.(value, value.location);
  for (const [name, member] of value.members)
    if (member.kind === "instance") callSpecial(machine, member, "__set_name__", [value, string(name)], value.location);
  const hook = lookUpFrom(machine, behind, "__init_subclass__");
  const target = hook?.kind === "descriptor" ? hook.function : hook;
  if (target?.kind !== "function") return;
  const given = new Map([...keywords].filter(([name]) => name !== "metaclass"));
  callMethod(
    machine,
    target,
    value,
    { positional: [], keywords: given, rest: null, keywordRest: null },
    value.location,
  );
}

/** A member of the class or its bases, unbound; Unknown where a base that is not known may have it. */
export function lookUpMember(machine: Machine, value: ClassValue, name: string): Value | undefined {
  const order = resolutionOrder(value);
  machine.budget.spend(order.length);
  return lookUpFrom(machine, order, name);
}

/** What a library class is known to have counts in its turn; what it may have, behind all that is known. */
function lookUpFrom(machine: Machine, order: readonly Value[], name: string): Value | undefined {
  for (const one of order) {
    const member = knownMember(machine, one, name);
    if (member !== undefined) return member;
  }
  for (const one of order) {
    if (one.kind === "class") continue;
    const member = foreignMember(machine, one, name, order);
    if (member !== undefined) return member;
  }
  return undefined;
}

function knownMember(machine: Machine, one: Value, name: string): Value | undefined {
  if (one.kind === "class") return one.members.get(name);
  // `dict.get` of a class that derives from dict.
  if (one.kind === "builtin") return isFollowed(machine, one) ? one.attribute?.(name, machine.place) : undefined;
  return libraryMember(machine, one, name);
}

/** Whether a class that derives from the built-in type is followed: its instances hold a value of the type. */
function isFollowed(machine: Machine, base: Value): boolean {
  return base.kind === "builtin" && machine.language.emptyContent(base) !== undefined;
}

function libraryMember(machine: Machine, base: Value, name: string): BuiltinValue | undefined {
  if (base.kind !== "library") return undefined;
  const member = machine.host.library.member?.(base.path, name);
  if (member === undefined || member === null) return undefined;
  const why = `${base.path}.${name} without what it belongs to`;
  return { kind: "builtin", name, call: (call) => unknown(why, call.location), of: member };
}

/** Special methods that a foreign base has, but that change nothing which is followed here. */
const IGNORED_SPECIAL = new Set([
  "__setattr__",
  "__getattr__",
  "__len__",
  "__iter__",
  "__getitem__",
  "__call__",
  "__bool__",
]);

function foreignMember(machine: Machine, base: Value, name: string, order: readonly Value[]): Value | undefined {
  if (base.kind === "library" && machine.host.library.member?.(base.path, name) === null) return undefined;
  if (isFollowed(machine, base)) return undefined;
  if (name === machine.language.rules.initializer) return CREATE_NOTHING;
  if (IGNORED_SPECIAL.has(name)) return undefined;
  const location = order.find((one) => one.kind === "class")?.location ?? machine.place;
  if (base.kind === "library")
    return machine.host.library.resolve(`${base.path}.${name}`) ?? unknown(`${base.path}.${name}`, location);
  if (base.kind === "unknown") return base;
  return unknown(`${name} of the base ${machine.describe(base)}`, location);
}

/** A foreign `__init__`: what it keeps is not followed; reading it back gives Unknown. */
const CREATE_NOTHING: BuiltinValue = { kind: "builtin", name: "__init__", call: () => NONE };

export function instantiate(machine: Machine, value: ClassValue, given: EvaluatedArguments, location: Location): Value {
  const construct = ancestors(value).find((one) => one.construct !== undefined)?.construct;
  if (construct !== undefined)
    return (
      given.rest ?? given.keywordRest ?? construct(value, machine.context(given.positional, given.keywords, location))
    );
  const maker = lookUpMember(machine, value, "__new__");
  if (maker?.kind !== "function" || machine.language.rules.receiver === "this") {
    const instance = createInstance(machine, value, location);
    return instance.kind === "instance" ? initialize(machine, instance, given, location) : instance;
  }
  const made = callFunction(machine, maker, { ...given, positional: [value, ...given.positional] }, location);
  const isOfClass = made.kind === "instance" && ancestors(made.class).includes(value);
  return isOfClass ? initialize(machine, made, given, location) : made;
}

/** An instance that nothing has initialized yet: what `object.__new__` gives. */
function createInstance(machine: Machine, value: ClassValue, location: Location): InstanceValue | UnknownValue {
  const base = foreignBase(value);
  if (base?.kind === "unknown")
    return unknown(`${machine.describe(value)}, because its base is: ${base.why}`, base.location);
  const content = base?.kind === "builtin" ? machine.language.emptyContent(base) : undefined;
  const construction = machine.frames(location);
  const instance: InstanceValue = { kind: "instance", class: value, attributes: new Map(), construction };
  return content === undefined ? instance : { ...instance, base: content };
}

function initialize(machine: Machine, instance: InstanceValue, given: EvaluatedArguments, location: Location): Value {
  const value = instance.class;
  const { rules } = machine.language;
  const initializer = lookUpMember(machine, value, rules.initializer);
  if (initializer?.kind === "function") {
    const result = callMethod(machine, initializer, instance, given, location);
    if (result.kind === "unknown" || (rules.receiver === "this" && result.kind !== "none")) return result;
  } else if (initializer?.kind === "builtin" && initializer.of !== undefined) {
    const result = callValue(machine, initializer.of(instance, machine, location), given, location);
    if (result.kind === "unknown") return result;
  } else if (rules.strictCounts && initializer === undefined && given.positional.length + given.keywords.size > 0)
    return machine.fail("TypeError", `${value.name}() takes no arguments`, location);
  else if (isException(value)) keepMessage(instance, given.positional);
  return instance.poison ?? instance;
}

function keepMessage(instance: InstanceValue, given: readonly Value[]): void {
  const [message] = given;
  if (ancestors(instance.class).some((one) => one.name === "Error")) {
    if (message !== undefined) instance.attributes.set("message", message);
  } else instance.attributes.set("args", { kind: "tuple", items: given });
}

/** `super()` within a method, or `super(Class, self)`. */
export function createSuper(machine: Machine, positional: readonly Value[], location: Location): Value {
  const { callee, receiver } = machine.activation;
  return superOf(machine, positional[0] ?? classOf(callee?.closure), positional[1] ?? receiver, location);
}

/** What stands behind the class `holder` for `self`; calling it initializes `self`, as JavaScript's `super(…)` does. */
export function superOf(
  machine: Machine,
  holder: Value | undefined,
  self: Value | null,
  location: Location,
): BuiltinValue | UnknownValue {
  if (holder?.kind !== "class" || (self?.kind !== "instance" && self?.kind !== "class"))
    return unknown("super() outside a method", location);
  const order = resolutionOrder(self.kind === "instance" ? self.class : self);
  const behind = order.slice(order.indexOf(holder) + 1);
  return {
    kind: "builtin",
    name: "super",
    call: (call) => {
      const { initializer, nothing, receiver } = machine.language.rules;
      if (receiver !== "this") return unknown("a call of super()", call.location);
      const member = lookUpFrom(machine, behind, initializer);
      if (member === undefined && isException(holder) && self.kind === "instance") keepMessage(self, call.positional);
      const bound: Value | undefined =
        member?.kind === "function"
          ? { kind: "bound-method", receiver: self, function: member }
          : member?.kind === "builtin"
            ? member.of?.(self, machine, location)
            : undefined;
      return bound === undefined ? nothing : machine.call(bound, call.positional, NO_KEYWORDS, location);
    },
    attribute: (name, place) => superAttribute(machine, { holder, behind, self }, name, place),
  };
}

function superAttribute(
  machine: Machine,
  from: {
    readonly holder: ClassValue;
    readonly behind: readonly Value[];
    readonly self: InstanceValue | ClassValue;
  },
  name: string,
  location: Location,
): Value {
  const member = lookUpFrom(machine, from.behind, name);
  if (member !== undefined) return bind(machine, member, from.self, location);
  if (name === "__init__" || name === "__init_subclass__") return CREATE_NOTHING;
  const inherited = objectMember(machine, name);
  if (inherited !== undefined && name === "__new__") return inherited;
  if (inherited?.of !== undefined) return inherited.of(from.self, machine, location);
  return machine.language.missingAttribute(from.self, name, location);
}

/** What every class of Python has from `object`, unbound. */
export function objectMember(machine: Machine, name: string): BuiltinValue | undefined {
  if (name === "__new__")
    return {
      kind: "builtin",
      name,
      call: ({ positional: [made], location }) =>
        made?.kind === "class"
          ? createInstance(machine, made, location)
          : unknown("such an object.__new__()", location),
    };
  if (name !== "__setattr__" && name !== "__getattribute__") return undefined;
  const call = ({ positional: [self, key, value], location }: CallContext): Value => {
    if (self?.kind !== "instance" || key?.kind !== "string")
      return unknown(`such a call of object.${name}()`, location);
    if (name === "__getattribute__") return plainAttribute(machine, self, key.value, location);
    if (value === undefined) return unknown(`such a call of object.${name}()`, location);
    machine.touch(self);
    self.attributes.set(key.value, value);
    return NONE;
  };
  const bound = (receiver: Value): BuiltinValue => ({
    kind: "builtin",
    name,
    call: (context) => call({ ...context, positional: [receiver, ...context.positional] }),
  });
  return { kind: "builtin", name, call, of: bound };
}

/** Calls a special method of an instance; undefined where its class has none. */
export function callSpecial(
  machine: Machine,
  instance: InstanceValue,
  name: string,
  positional: readonly Value[],
  location: Location,
): Value | undefined {
  const member = lookUpMember(machine, instance.class, name);
  const isOurs = member?.kind === "builtin" && member.of !== undefined;
  if (member?.kind !== "function" && member?.kind !== "descriptor" && !isOurs) return undefined;
  return machine.call(bind(machine, member, instance, location), positional, NO_KEYWORDS, location);
}
