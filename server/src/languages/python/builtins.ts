/** Names that every Python module knows. */
import type { Interpreter } from "../../eval/interpreter";
import { asNumber, isItems, orPoison } from "../../values/ask";
import {
  ELLIPSIS,
  NONE,
  boolean,
  dictionary,
  float,
  integer,
  namespaceOf,
  string,
  tuple,
  unknown,
} from "../../values/make";
import { describe } from "../../values/describe";
import { rangeLength } from "../../values/keys";
import type { BuiltinValue, UnknownValue, Value } from "../../values/value";
import { contentMember, plain } from "./contents";
import { addExceptions } from "./types/exceptions";
import { fromKeys, toBoolean, toDictionary, toFloat, toInteger, toList, toSet, toText, toTuple } from "./conversions";
import { asIndex, builtin, characterCount, characters } from "./helpers";
import type { Arguments } from "./helpers";
import { isInstance, isSubclass, typeOf } from "./types/instances";
import { roundToDigits, roundToInteger } from "./numbers";
import { stringMethod } from "./types/string-methods";
import { ascii, formatValue, repr } from "./text";
import { attribute, callable, deleteAttribute, hasAttribute, writeAttribute } from "./attribute-functions";
import {
  anyOrAll,
  enumerate,
  extreme,
  filter,
  iterate,
  map,
  next,
  range,
  reversed,
  slice,
  sorted,
  sum,
  zip,
} from "./iteration";

type Table = readonly (readonly [
  string,
  readonly [number, number],
  (interpreter: Interpreter, given: Arguments) => Value,
])[];

const MANY = 100_000;

const FUNCTIONS: Table = [
  ["print", [0, MANY], () => NONE],
  ["len", [1, 1], length],
  ["range", [1, 3], range],
  ["enumerate", [1, 2], enumerate],
  ["zip", [0, MANY], zip],
  ["map", [2, MANY], map],
  ["filter", [2, 2], filter],
  ["sorted", [1, 3], sorted],
  ["reversed", [1, 1], reversed],
  ["sum", [1, 2], sum],
  ["min", [1, MANY], (interpreter, given) => extreme(interpreter, given, -1)],
  ["max", [1, MANY], (interpreter, given) => extreme(interpreter, given, 1)],
  ["abs", [1, 1], absolute],
  ["round", [1, 2], round],
  ["any", [1, 1], (interpreter, given) => anyOrAll(interpreter, given, true)],
  ["all", [1, 1], (interpreter, given) => anyOrAll(interpreter, given, false)],
  ["getattr", [2, 3], attribute],
  ["hasattr", [2, 2], hasAttribute],
  ["setattr", [3, 3], writeAttribute],
  ["delattr", [2, 2], deleteAttribute],
  ["issubclass", [2, 2], isSubclass],
  ["isinstance", [2, 2], (interpreter, given) => isInstance(interpreter, given)],
  ["callable", [1, 1], callable],
  ["divmod", [2, 2], divide],
  ["pow", [2, 3], power],
  ["repr", [1, 1], (interpreter, given) => textValue(repr(interpreter, given.need(0), given.location))],
  ["ascii", [1, 1], (interpreter, given) => textValue(ascii(interpreter, given.need(0), given.location))],
  ["format", [1, 2], format],
  ["chr", [1, 1], character],
  ["ord", [1, 1], code],
  ["hex", [1, 1], (_interpreter, given) => inBase(given, 16, "0x")],
  ["oct", [1, 1], (_interpreter, given) => inBase(given, 8, "0o")],
  ["bin", [1, 1], (_interpreter, given) => inBase(given, 2, "0b")],
  ["iter", [1, 1], iterate],
  ["next", [1, 2], next],
  ["slice", [1, 3], slice],
  ["id", [1, 1], (_interpreter, given) => given.unknown("the identity of a value")],
  ["input", [0, 1], (_interpreter, given) => given.unknown("what the user types")],
  ["open", [1, MANY], (_interpreter, given) => given.unknown("the content of a file")],
  ["globals", [0, 0], globalNames],
  ["locals", [0, 0], localNames],
  ["vars", [0, 1], names],
  ["dir", [0, 1], (_interpreter, given) => given.unknown("dir()")],
  ["hash", [1, 1], (_interpreter, given) => given.unknown("the hash of a value")],
  ["exec", [1, 3], (_interpreter, given) => given.unknown("exec() of code")],
  ["compile", [3, 6], (_interpreter, given) => given.unknown("compile() of code")],
  ["__import__", [1, 5], (_interpreter, given) => given.unknown("an import by a computed name")],
  ["property", [0, 4], makeProperty],
  ["staticmethod", [1, 1], (_interpreter, given) => ({ kind: "descriptor", form: "static", function: given.need(0) })],
  ["classmethod", [1, 1], (_interpreter, given) => ({ kind: "descriptor", form: "class", function: given.need(0) })],
  ["eval", [1, 3], evaluateName],
  ["super", [0, 2], (interpreter, given) => interpreter.superOf(given.context.positional, given.location)],
];

const CONVERSIONS: Table = [
  ["int", [0, 2], toInteger],
  ["float", [0, 1], toFloat],
  ["str", [0, 3], toText],
  ["bool", [0, 1], toBoolean],
  ["list", [0, 1], toList],
  ["tuple", [0, 1], toTuple],
  ["dict", [0, MANY], toDictionary],
  ["set", [0, 1], toSet],
  ["frozenset", [0, 1], toSet],
  ["object", [0, 0], (_interpreter, given) => given.unknown("an object()")],
];

/** Types that have no constructor here, but that `type` and `isinstance` name. */
const TYPES = [
  "NoneType",
  "function",
  "method",
  "builtin_function_or_method",
  "iterator",
  "module",
  "bytes",
  "complex",
];

export function createBuiltins(interpreter: Interpreter): ReadonlyMap<string, Value> {
  const table = new Map<string, Value>();
  for (const [name, arity, body] of [...FUNCTIONS, ...CONVERSIONS])
    table.set(
      name,
      builtin(interpreter, name, arity, (given) => body(interpreter, given), membersOf(interpreter, name)),
    );
  for (const name of TYPES)
    table.set(
      name,
      builtin(interpreter, name, [0, MANY], (given) => given.unknown(`${name}()`)),
    );
  table.set(
    "type",
    builtin(interpreter, "type", [1, 3], (given) => typeOf(table, given)),
  );
  addExceptions(interpreter, table);
  table.set("Ellipsis", ELLIPSIS);
  table.set("__debug__", boolean(true));
  table.set("NotImplemented", {
    kind: "builtin",
    name: "NotImplemented",
    call: (call) => unknown("a call of NotImplemented", call.location),
  });
  return table;
}

/** `dict.fromkeys`, `str.join(" ", parts)`. */
function membersOf(interpreter: Interpreter, type: string): BuiltinValue["attribute"] {
  if (type === "object") return (name) => interpreter.objectMember(name);
  if (!["str", "list", "set", "dict", "tuple"].includes(type)) return undefined;
  return (name, location) => {
    if (type === "dict" && name === "fromkeys")
      return builtin(interpreter, name, [1, 2], (given) => fromKeys(interpreter, given));
    if (type === "str" && stringMethod(interpreter, "", name) === undefined) return undefined;
    const ofContent = contentMember(interpreter, type, name);
    if (ofContent === undefined && (type !== "str" || name.startsWith("__")) && type !== "tuple") return undefined;
    const unbound = builtin(interpreter, name, [1, MANY], (given) => {
      const [receiver, ...rest] = given.context.positional;
      if (receiver === undefined) return given.typeError("needs a receiver");
      if (receiver.kind === "instance" && ofContent !== undefined) return ofContent.call(given.context);
      return interpreter.call(
        interpreter.getAttribute(receiver, name, location),
        rest,
        given.context.keywords,
        given.location,
      );
    });
    return ofContent?.of === undefined ? unbound : { ...unbound, of: ofContent.of };
  };
}

function textValue(text: string | UnknownValue): Value {
  return typeof text === "string" ? string(text) : text;
}

function length(interpreter: Interpreter, given: Arguments): Value {
  const whole = orPoison(given.need(0));
  const special = whole.kind === "instance" ? interpreter.special(whole, "__len__", [], given.location) : undefined;
  if (special !== undefined) return special;
  const value = orPoison(plain(whole));
  switch (value.kind) {
    case "unknown":
      return value;
    case "string":
      return integer(characterCount(value.value));
    case "array": {
      const [rows] = value.shape;
      return rows === undefined ? given.typeError("of an array of one number") : integer(rows);
    }
    case "class": {
      const items = interpreter.iterate(value, given.location);
      return isItems(items) ? integer(items.length) : items;
    }
    case "list":
    case "tuple":
      return integer(value.items.length);
    case "dictionary":
    case "set":
      return integer(value.entries.size);
    case "range":
      return integer(rangeLength(value.start, value.stop, value.step));
    case "none":
    case "boolean":
    case "integer":
    case "float":
    case "iterator":
      return given.typeError(`of ${describe(value)}`);
    default:
      return given.unknown(`the length of ${describe(value)}`);
  }
}

function absolute(interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0);
  const number = asNumber(value);
  if (number !== null) return value.kind === "float" ? float(Math.abs(number)) : integer(Math.abs(number));
  if (value.kind === "unknown") return value;
  if (value.kind === "instance")
    return interpreter.special(value, "__abs__", [], given.location) ?? given.typeError(`of ${describe(value)}`);
  if (value.kind === "tensor") return interpreter.libraryBinary("unary abs", value, value, given.location);
  return value.kind === "library"
    ? given.unknown(`abs() of ${describe(value)}`)
    : given.typeError(`of ${describe(value)}`);
}

function round(interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0, "number");
  const number = asNumber(value);
  if (value.kind === "unknown") return value;
  if (number === null) return given.unknown(`round() of ${describe(value)}`);
  const digits = given.at(1, "ndigits");
  if (digits === undefined || digits.kind === "none") {
    const whole = roundToInteger(number);
    if (whole === null)
      return interpreter.fail(
        Number.isNaN(number) ? "ValueError" : "OverflowError",
        `round() of ${number}`,
        given.location,
      );
    return Number.isSafeInteger(whole) ? integer(whole) : given.unknown("integer too large: beyond 2^53");
  }
  const count = asIndex(digits);
  if (count === null) return digits.kind === "unknown" ? digits : given.typeError("needs an integer as its digits");
  if (value.kind === "float") return float(roundToDigits(number, count));
  const rounded = count >= 0 ? number : roundToDigits(number, count);
  return Number.isSafeInteger(rounded) ? integer(rounded) : given.unknown("integer too large: beyond 2^53");
}

function divide(interpreter: Interpreter, given: Arguments): Value {
  const [left, right] = [given.need(0), given.need(1)];
  const quotient = interpreter.language.binary("//", left, right, given.location);
  const remainder = interpreter.language.binary("%", left, right, given.location);
  if (quotient.kind === "unknown") return quotient;
  return remainder.kind === "unknown" ? remainder : tuple([quotient, remainder]);
}

function power(interpreter: Interpreter, given: Arguments): Value {
  const [base, exponent] = [given.need(0, "base"), given.need(1, "exp")];
  const modulus = given.at(2, "mod");
  if (modulus === undefined || modulus.kind === "none")
    return interpreter.language.binary("**", base, exponent, given.location);
  const [a, b, m] = [asIndex(base), asIndex(exponent), asIndex(modulus)];
  if (a === null || b === null || m === null || b < 0 || m <= 0) return given.unknown("such a pow()");
  let [result, square] = [1n, BigInt(a)];
  for (let rest = BigInt(b); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % BigInt(m);
    square = (square * square) % BigInt(m);
  }
  return integer(Number(((result % BigInt(m)) + BigInt(m)) % BigInt(m)));
}

/** `property(getter, setter)` as a call. */
function makeProperty(_interpreter: Interpreter, given: Arguments): Value {
  const [getter, setter] = [given.at(0, "fget"), given.at(1, "fset")];
  if (getter === undefined || getter.kind === "none") return given.unknown("a property without a getter");
  const isWritable = setter !== undefined && setter.kind !== "none";
  return { kind: "descriptor", form: "property", function: getter, ...(isWritable ? { setter } : {}) };
}

function globalNames(interpreter: Interpreter, given: Arguments): Value {
  const scope = interpreter.names.globals;
  return scope === undefined ? given.unknown("globals()") : namespaceOf(scope, scope.entries());
}

/** Of a function these are a copy, of a module its names. */
function localNames(interpreter: Interpreter, given: Arguments): Value {
  if (!interpreter.names.isInFunction) return globalNames(interpreter, given);
  const { locals } = interpreter.names;
  return locals === null
    ? given.unknown("locals()")
    : dictionary([...locals.entries()].map(([name, value]) => [string(name), value] as const));
}

function names(interpreter: Interpreter, given: Arguments): Value {
  const target = given.at(0);
  if (target === undefined) return localNames(interpreter, given);
  switch (target.kind) {
    case "unknown":
      return target;
    case "instance":
      return namespaceOf(target, target.attributes);
    case "class":
      return namespaceOf(target, target.members);
    case "module":
      return namespaceOf(target.scope, target.scope.entries());
    default:
      return given.unknown(`vars() of ${describe(target)}`);
  }
}

function format(interpreter: Interpreter, given: Arguments): Value {
  const specification = given.at(1) ?? string("");
  if (specification.kind !== "string")
    return specification.kind === "unknown" ? specification : given.typeError("needs a text");
  return textValue(formatValue(interpreter, given.need(0), null, specification.value, given.location));
}

function character(interpreter: Interpreter, given: Arguments): Value {
  const value = asIndex(given.need(0));
  if (value === null) return given.need(0).kind === "unknown" ? given.need(0) : given.typeError("needs an integer");
  if (value < 0 || value > 0x10ffff) return interpreter.fail("ValueError", "chr() of such a number", given.location);
  if (value >= 0xd800 && value < 0xe000) return given.unknown("half a character");
  return string(String.fromCodePoint(value));
}

function code(_interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind !== "string") return value.kind === "unknown" ? value : given.typeError("needs a text");
  const [only, second] = characters(value.value);
  if (only === undefined || second !== undefined) return given.typeError("needs one character");
  return integer(only.codePointAt(0) ?? 0);
}

function inBase(given: Arguments, base: number, prefix: string): Value {
  const value = asIndex(given.need(0));
  if (value === null) return given.need(0).kind === "unknown" ? given.need(0) : given.typeError("needs an integer");
  return string(`${value < 0 ? "-" : ""}${prefix}${Math.abs(value).toString(base)}`);
}

/** `eval("ReLU")` is a look-up of a name; anything else is never evaluated. */
function evaluateName(interpreter: Interpreter, given: Arguments): Value {
  const value = given.need(0);
  if (value.kind === "unknown") return value;
  if (value.kind !== "string" || given.count > 1) return given.unknown("eval() of code");
  const path = value.value.trim().split(".");
  if (!path.every((name) => /^[A-Za-z_]\w*$/.test(name))) return given.unknown("eval() of code");
  const [first = "", ...rest] = path;
  const scope = interpreter.names.locals ?? interpreter.names.globals;
  if (scope === undefined) return given.unknown(`eval() of the name ${first}`);
  const start = interpreter.names.lookUp(first, scope, given.location);
  return rest.reduce((object, name) => interpreter.getAttribute(object, name, given.location), start);
}
