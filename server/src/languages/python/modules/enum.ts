/** `enum`. */
import type { Interpreter } from "../../../eval/interpreter";
import { isItems } from "../../../values/ask";
import { describe } from "../../../values/describe";
import { dictionary, integer, string } from "../../../values/make";
import type { ClassValue, InstanceValue, Value } from "../../../values/value";
import { equals } from "../compare";
import { Arguments } from "../helpers";
import { simple } from "./members";
import type { Member } from "./members";
import { nativeClass, nativeInstance } from "../types/native-class";

export const ENUM: ReadonlyMap<string, Member> = new Map<string, Member>([
  ["Enum", (interpreter) => enumClass(interpreter, "Enum")],
  ["IntEnum", (interpreter) => enumClass(interpreter, "IntEnum")],
  ["StrEnum", (interpreter) => enumClass(interpreter, "StrEnum")],
  simple("auto", [0, 0], (given) => ({
    kind: "builtin",
    name: AUTO,
    call: (call) => given.with(call.positional).unknown(AUTO),
  })),
  simple("unique", [1, 1], (given) => given.need(0)),
]);

const AUTO = "enum.auto()";

function enumClass(interpreter: Interpreter, name: string): ClassValue {
  return nativeClass(
    interpreter,
    name,
    [
      [
        "__str__",
        [0, 0],
        (self) => {
          const own = self.attributes.get("name");
          const text = own?.kind === "string" ? own.value : "";
          // Those that are numbers or texts as well show their value.
          return self.base === undefined || name === "Enum"
            ? string(`${self.class.name}.${text}`)
            : shown(interpreter, self);
        },
      ],
    ],
    {
      construct: (made, call) =>
        memberOf(interpreter, made, call.positional[0], new Arguments(interpreter, made.name, call)),
      derive: (made) => {
        if (made.members.size > 0) makeMembers(interpreter, made, name);
      },
    },
  );
}

function shown(interpreter: Interpreter, self: InstanceValue): Value {
  const text = interpreter.language.text(self.base ?? string(""), interpreter.place);
  return typeof text === "string" ? string(text) : text;
}

/** Turns the plain variables of the class's body into members. */
function makeMembers(interpreter: Interpreter, made: ClassValue, kind: string): void {
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
        one.kind === "instance" &&
        equals(interpreter, one.attributes.get("value") ?? one, value, made.location) === true,
    );
    const member = first?.[1] ?? newMember(interpreter, made, name, value, holdsValue);
    members.push([string(name), member]);
    made.members.set(name, member);
  }
  made.members.set("__members__", dictionary(members));
}

function newMember(interpreter: Interpreter, made: ClassValue, name: string, value: Value, holdsValue: boolean): Value {
  const attributes = [
    ["name", string(name)],
    ["value", value],
    ["_name_", string(name)],
    ["_value_", value],
  ] as const;
  const member = nativeInstance(interpreter, made, attributes, made.location, holdsValue ? value : undefined);
  const initializer = interpreter.member(made, "__init__");
  if (initializer?.kind === "function") {
    const given = value.kind === "tuple" ? value.items : [value];
    interpreter.call(
      { kind: "bound-method", receiver: member, function: initializer },
      given,
      new Map(),
      made.location,
    );
  }
  return member;
}

/** `Color(1)`: the member of the value. */
function memberOf(interpreter: Interpreter, made: ClassValue, value: Value | undefined, given: Arguments): Value {
  if (value === undefined) return given.typeError("needs a value");
  const members = interpreter.iterate(made, given.location);
  if (!isItems(members)) return given.unknown("a class made by Enum()");
  for (const member of members) {
    if (member === value) return member;
    const own = member.kind === "instance" ? member.attributes.get("value") : undefined;
    const isEqual = own === undefined ? false : equals(interpreter, own, value, given.location);
    if (isEqual === true) return member;
    if (isEqual !== false) return isEqual;
  }
  if (value.kind === "unknown") return value;
  return interpreter.fail("ValueError", `${describe(value)} is no valid ${made.name}`, given.location);
}
