/** Names that every script knows. What depends on the time, the user or the network is Unknown. */
import type { Interpreter } from "../../eval/interpreter";
import { boolean, dictionary, float, HOLE, integer, list, string, UNDEFINED, unknown } from "../../values/make";
import type { BuiltinValue, ClassValue, UnknownValue, Value } from "../../values/value";
import { builtin } from "./helpers";
import type { Body, Given } from "./helpers";
import { spreadEntries } from "./objects";
import { number, truth } from "./operators";
import { mathObject } from "./math";

export function createGlobals(interpreter: Interpreter): ReadonlyMap<string, Value> {
  const globals = new Map<string, Value>([
    ["NaN", float(NaN)],
    ["Infinity", float(Infinity)],
    ["Array", arrayFunction(interpreter)],
    ["Object", objectFunction(interpreter)],
    ["Number", numberFunction(interpreter)],
    ["String", textFunction(interpreter)],
    ["Boolean", builtin(interpreter, "Boolean", (given) => toBoolean(given))],
    ["Math", mathObject(interpreter)],
    ["parseInt", builtin(interpreter, "parseInt", parseInteger)],
    ["parseFloat", builtin(interpreter, "parseFloat", parseNumber)],
    ["isNaN", builtin(interpreter, "isNaN", (given) => ofNumber(given, (value) => boolean(Number.isNaN(value))))],
    [
      "isFinite",
      builtin(interpreter, "isFinite", (given) => ofNumber(given, (value) => boolean(Number.isFinite(value)))),
    ],
    ["console", consoleObject(interpreter)],
    ["module", exporting(interpreter, "module")],
    ["exports", exporting(interpreter, "exports")],
    ["Symbol", opaque("Symbol")],
  ]);
  const root = errorClass("Error", []);
  globals.set("Error", root);
  for (const name of ERRORS) globals.set(name, errorClass(name, [root]));
  return globals;
}

const ERRORS = ["TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError"];

function errorClass(name: string, bases: readonly Value[]): ClassValue {
  const start = { line: 0, character: 0 };
  return { kind: "class", name, bases, members: new Map(), location: { uri: "", range: { start, end: start } } };
}

/** A name of which only its presence is known. */
function opaque(name: string): BuiltinValue {
  return { kind: "builtin", name, call: (call) => unknown(`a call of ${name}`, call.location) };
}

/** `module.exports = …`: what is assigned is never read back. */
function exporting(interpreter: Interpreter, name: string): Value {
  const members = new Map<string, Value>();
  if (name === "module") members.set("exports", exporting(interpreter, "exports"));
  return builtin(interpreter, name, (given) => given.unknown(`a call of ${name}`), members);
}

function consoleObject(interpreter: Interpreter): Value {
  return {
    kind: "builtin",
    name: "console",
    call: (call) => unknown("a call of console", call.location),
    attribute: (name) => builtin(interpreter, `console.${name}`, () => UNDEFINED),
  };
}

function toBoolean(given: Given): Value {
  const answer = truth(given.at(0), given.location);
  return typeof answer === "boolean" ? boolean(answer) : answer;
}

function ofNumber(given: Given, body: (value: number) => Value): Value {
  const value = given.number(0);
  return typeof value === "number" ? body(value) : value;
}

/** A function with members: `Number` and `Number.isInteger`. */
function withMembers(
  interpreter: Interpreter,
  name: string,
  body: Body,
  members: readonly (readonly [string, Value | Body])[],
): Value {
  const values = members.map(
    ([member, value]) =>
      [member, typeof value === "function" ? builtin(interpreter, `${name}.${member}`, value) : value] as const,
  );
  return builtin(interpreter, name, body, new Map(values));
}

// ---------------------------------------------------------------- numbers and texts

function numberFunction(interpreter: Interpreter): Value {
  const isNumber = (given: Given, test: (value: number) => boolean): Value => {
    const value = given.at(0);
    if (value.kind === "unknown") return value;
    return boolean((value.kind === "integer" || value.kind === "float") && test(value.value));
  };
  return withMembers(
    interpreter,
    "Number",
    (given) => (given.all.length === 0 ? integer(0) : ofNumber(given, number)),
    [
      ["isInteger", (given) => isNumber(given, Number.isInteger)],
      ["isSafeInteger", (given) => isNumber(given, Number.isSafeInteger)],
      ["isFinite", (given) => isNumber(given, Number.isFinite)],
      ["isNaN", (given) => isNumber(given, Number.isNaN)],
      ["parseInt", parseInteger],
      ["parseFloat", parseNumber],
      ["MAX_SAFE_INTEGER", integer(Number.MAX_SAFE_INTEGER)],
      ["MIN_SAFE_INTEGER", integer(Number.MIN_SAFE_INTEGER)],
      ["MAX_VALUE", float(Number.MAX_VALUE)],
      ["MIN_VALUE", float(Number.MIN_VALUE)],
      ["EPSILON", float(Number.EPSILON)],
      ["POSITIVE_INFINITY", float(Infinity)],
      ["NEGATIVE_INFINITY", float(-Infinity)],
      ["NaN", float(NaN)],
    ],
  );
}

function parseInteger(given: Given): Value {
  const [text, base] = [given.text(0), given.number(1, 10)];
  if (typeof text !== "string") return text;
  if (typeof base !== "number") return base;
  return number(given.isGiven(1) ? parseInt(text, base) : parseInt(text));
}

function parseNumber(given: Given): Value {
  const text = given.text(0);
  return typeof text === "string" ? number(parseFloat(text)) : text;
}

function textFunction(interpreter: Interpreter): Value {
  const convert = (given: Given): Value => {
    if (given.all.length === 0) return string("");
    const text = given.text(0);
    return typeof text === "string" ? string(text) : text;
  };
  return withMembers(interpreter, "String", convert, [
    ["raw", (given) => given.unknown("String.raw")],
    [
      "fromCharCode",
      (given) => {
        const codes: number[] = [];
        for (let index = 0; index < given.all.length; index += 1) {
          const code = given.number(index);
          if (typeof code !== "number") return code;
          codes.push(code);
        }
        return string(String.fromCharCode(...codes));
      },
    ],
  ]);
}

// ---------------------------------------------------------------- arrays

function arrayFunction(interpreter: Interpreter): Value {
  return withMembers(interpreter, "Array", createArray, [
    ["from", arrayFrom],
    ["isArray", isArray],
    ["of", (given) => list(given.all)],
  ]);
}

function isArray(given: Given): Value {
  const value = given.at(0);
  if (value.kind === "unknown") return value;
  return value.kind === "library" ? given.unknown(`whether ${value.path} is an array`) : boolean(value.kind === "list");
}

/** `Array(3)` has three holes. */
function createArray(given: Given): Value {
  const [only] = given.all;
  if (only?.kind === "unknown") return only;
  if (given.all.length !== 1 || (only?.kind !== "integer" && only?.kind !== "float")) return list(given.all);
  return holes(given, only.value);
}

function holes(given: Given, length: number): Value {
  if (!Number.isInteger(length) || length < 0) return given.fail("RangeError", "an array of this length");
  given.interpreter.budget.checkItems(length);
  return list(new Array<Value>(length).fill(HOLE));
}

/** `Array.from(iterable)`, `Array.from({length: 3}, (_, index) => …)`. */
function arrayFrom(given: Given): Value {
  const source = given.at(0);
  // What has no length makes an empty array.
  if (["integer", "float", "boolean"].includes(source.kind)) return list([]);
  const items = source.kind === "dictionary" ? itemsByLength(given, source) : given.items(source);
  if ("kind" in items) return items;
  if (!given.isGiven(1)) return list(items);
  return list(items.map((item, index) => given.call(given.at(1), [item, integer(index)])));
}

function itemsByLength(given: Given, source: Extract<Value, { kind: "dictionary" }>): readonly Value[] | UnknownValue {
  if (source.poison !== undefined) return source.poison;
  const length = source.entries.get("slength")?.value ?? integer(0);
  if (length.kind === "unknown") return length;
  if (length.kind !== "integer") return given.unknown("an array of this length");
  given.interpreter.budget.checkItems(length.value);
  return Array.from({ length: length.value }, (_, index) => source.entries.get(`s${index}`)?.value ?? UNDEFINED);
}

// ---------------------------------------------------------------- objects

function objectFunction(interpreter: Interpreter): Value {
  return withMembers(
    interpreter,
    "Object",
    (given) => (given.isGiven(0) ? given.unknown("Object()") : dictionary([])),
    [
      ["assign", assignProperties],
      ["entries", (given) => ofEntries(given, (entries) => entries.map(([key, value]) => list([key, value])))],
      ["freeze", (given) => given.at(0)],
      ["fromEntries", fromEntries],
      ["keys", (given) => ofEntries(given, (entries) => entries.map(([key]) => key))],
      ["seal", (given) => given.at(0)],
      ["values", (given) => ofEntries(given, (entries) => entries.map(([, value]) => value))],
    ],
  );
}

function ofEntries(given: Given, body: (entries: readonly (readonly [Value, Value])[]) => readonly Value[]): Value {
  const value = given.at(0);
  if (value.kind === "none") return given.fail("TypeError", "cannot convert undefined or null to object");
  const entries = spreadEntries(given.interpreter, value, given.location);
  return "kind" in entries ? entries : list(body(entries));
}

/** `Object.assign(target, …sources)` changes and answers the target. */
function assignProperties(given: Given): Value {
  const target = given.at(0);
  const { interpreter, location } = given;
  for (const source of given.all.slice(1)) {
    const entries = spreadEntries(interpreter, source, location);
    if ("kind" in entries) {
      interpreter.poison(target, entries);
      return entries;
    }
    for (const [key, value] of entries) {
      if (interpreter.language.assignSubscript(target, key, value, location)) continue;
      const why = given.unknown("a write to a property");
      interpreter.poison(target, why);
      return why;
    }
  }
  return target;
}

function fromEntries(given: Given): Value {
  const pairs = given.items(given.at(0));
  if ("kind" in pairs) return pairs;
  const entries: (readonly [Value, Value])[] = [];
  for (const pair of pairs) {
    const parts = given.items(pair);
    if ("kind" in parts) return parts;
    const [first = UNDEFINED, second = UNDEFINED] = parts;
    const key = given.interpreter.language.propertyKey(first, given.location);
    if (key.kind !== "string") return key;
    entries.push([key, second]);
  }
  return dictionary(entries);
}
