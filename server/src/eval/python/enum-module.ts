/** `enum`. */
import { lookUpMember } from "../classes";
import { memberItems } from "../instances";
import { isItems } from "../expressions";
import type { Machine } from "../machine";
import { describe, dictionary, integer, string } from "../read";
import type { ClassValue, InstanceValue, Value } from "../values";
import { equals } from "./compare";
import { Arguments } from "./helpers";
import { simple } from "./module-members";
import type { Member } from "./module-members";
import { nativeClass, nativeInstance } from "./native-class";

export const ENUM: ReadonlyMap<string, Member> = new Map<string, Member>([
  ["Enum", (machine) => enumClass(machine, "Enum")],
  ["IntEnum", (machine) => enumClass(machine, "IntEnum")],
  ["StrEnum", (machine) => enumClass(machine, "StrEnum")],
  simple("auto", [0, 0], (given) => ({
    kind: "builtin",
    name: AUTO,
    call: (call) => given.with(call.positional).unknown(AUTO),
  })),
  simple("unique", [1, 1], (given) => given.need(0)),
]);

const AUTO = "enum.auto()";

function enumClass(machine: Machine, name: string): ClassValue {
  return nativeClass(
    machine,
    name,
    [
      [
        "__str__",
        [0, 0],
        (self) => {
          const own = self.attributes.get("name");
          const text = own?.kind === "string" ? own.value : "";
          // Those that are numbers or texts as well show their value.
          return self.content === undefined || name === "Enum"
            ? string(`${self.class.name}.${text}`)
            : shown(machine, self);
        },
      ],
    ],
    {
      construct: (made, call) => memberOf(machine, made, call.positional[0], new Arguments(machine, made.name, call)),
      derive: (made) => {
        if (made.members.size > 0) makeMembers(machine, made, name);
      },
    },
  );
}

function shown(machine: Machine, self: InstanceValue): Value {
  const text = machine.language.text(self.content ?? string(""), machine.place);
  return typeof text === "string" ? string(text) : text;
}

/** Turns the plain variables of the class's body into members. */
function makeMembers(machine: Machine, made: ClassValue, kind: string): void {
  const members: (readonly [Value, Value])[] = [];
  let last = 0;
  const holdsValue = kind !== "Enum" || made.bases.some((base) => base.kind === "builtin");
  for (const [name, written] of [...made.members]) {
    if (name.startsWith("_") || ["function", "descriptor", "class"].includes(written.kind)) continue;
    if (written.kind === "builtin" && written.name !== AUTO) continue;
    const isAuto = written.kind === "builtin";
    const value: Value = isAuto ? (kind === "StrEnum" ? string(name.toLowerCase()) : integer(last + 1)) : written;
    if (value.kind === "integer") last = Math.max(last, value.value);
    const first = members.find(
      ([, one]) =>
        one.kind === "instance" && equals(machine, one.attributes.get("value") ?? one, value, made.location) === true,
    );
    const member = first?.[1] ?? newMember(machine, made, name, value, holdsValue);
    members.push([string(name), member]);
    made.members.set(name, member);
  }
  made.members.set("__members__", dictionary(members));
}

function newMember(machine: Machine, made: ClassValue, name: string, value: Value, holdsValue: boolean): Value {
  const attributes = [
    ["name", string(name)],
    ["value", value],
    ["_name_", string(name)],
    ["_value_", value],
  ] as const;
  const member = nativeInstance(machine, made, attributes, made.location, holdsValue ? value : undefined);
  const initializer = lookUpMember(machine, made, "__init__");
  if (initializer?.kind === "function") {
    const given = value.kind === "tuple" ? value.items : [value];
    machine.call({ kind: "bound-method", receiver: member, function: initializer }, given, new Map(), made.location);
  }
  return member;
}

/** `Color(1)`: the member of the value. */
function memberOf(machine: Machine, made: ClassValue, value: Value | undefined, given: Arguments): Value {
  if (value === undefined) return given.typeError("needs a value");
  const members = memberItems(machine, made, given.location);
  if (!isItems(members)) return given.unknown("a class made by Enum()");
  for (const member of members) {
    if (member === value) return member;
    const own = member.kind === "instance" ? member.attributes.get("value") : undefined;
    const isEqual = own === undefined ? false : equals(machine, own, value, given.location);
    if (isEqual === true) return member;
    if (isEqual !== false) return isEqual;
  }
  if (value.kind === "unknown") return value;
  return machine.fail("ValueError", `${describe(value)} is no valid ${made.name}`, given.location);
}
