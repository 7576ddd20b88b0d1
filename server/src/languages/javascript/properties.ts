/** Reading and writing properties: `a.b`, `a["b"]`, `a[0]`. */
import type { Location } from "../../../../protocol/source";
import type { Interpreter } from "../../eval/interpreter";
import { isPoisonable } from "../../values/ask";
import { HOLE, UNDEFINED, boolean, dictionary, integer, string, unknown } from "../../values/make";
import { describe } from "../../values/describe";
import { dictionaryKey } from "../../values/keys";
import type { DictionaryValue, FunctionValue, IteratorValue, ListValue, Resumption, Value } from "../../values/value";
import { arrayMethod } from "./array-methods";
import { builtin, numberOf } from "./helpers";
import { indexOf, propertyKey } from "./objects";
import { numberMethod } from "./number-methods";
import { stringMethod } from "./string-methods";
import { JAVASCRIPT_WORDS } from "../../values/words";

/** The property of a value of the language itself; undefined where it has none of the name. */
export function attribute(
  interpreter: Interpreter,
  receiver: Value,
  name: string,
  location: Location,
): Value | undefined {
  switch (receiver.kind) {
    case "none":
      return interpreter.fail(
        "TypeError",
        `cannot read '${name}' of ${describe(receiver, JAVASCRIPT_WORDS)}`,
        location,
      );
    case "string":
      if (name === "length") return integer(receiver.value.length);
      return characterAt(receiver.value, name) ?? stringMethod(interpreter, receiver.value, name);
    case "boolean":
    case "integer":
    case "float":
      return numberMethod(interpreter, receiver, name);
    case "list":
      if (receiver.poison !== undefined) return receiver.poison;
      if (name === "length") return integer(receiver.items.length);
      return itemAt(receiver, name) ?? arrayMethod(interpreter, receiver, name);
    case "dictionary":
      return objectProperty(interpreter, receiver, name);
    case "function":
      return functionProperty(interpreter, receiver, null, name, location);
    case "bound-method":
      return functionProperty(interpreter, receiver.function, receiver.receiver, name, location);
    case "iterator":
      return iteratorProperty(interpreter, receiver, name) ?? unknown(`${name} of an iterator`, location);
    default:
      return unknown(`the property ${name} of ${describe(receiver, JAVASCRIPT_WORDS)}`, location);
  }
}

/** `next(value)` and `return()` of a generator; their answers have a `value` and say whether it is `done`. */
function iteratorProperty(interpreter: Interpreter, receiver: IteratorValue, name: string): Value | undefined {
  if (name !== "next" && name !== "return") return undefined;
  return {
    kind: "builtin",
    name,
    call: ({ positional: [sent] }) => {
      const resumption: Resumption = name === "next" ? { kind: "next", value: sent ?? UNDEFINED } : { kind: "close" };
      const item = interpreter.next(receiver, resumption);
      if (receiver.poison !== undefined) return receiver.poison;
      const [result] = name === "next" && receiver.isGenerator === true && item === undefined ? receiver.kept : [sent];
      return dictionary([
        [string("value"), item ?? result ?? UNDEFINED],
        [string("done"), boolean(item === undefined)],
      ]);
    },
  };
}

function itemAt(receiver: ListValue, name: string): Value | undefined {
  const index = indexOf(string(name));
  return index === null ? undefined : filled(receiver.items[index]);
}

function filled(item: Value | undefined): Value {
  return item === undefined || item === HOLE ? UNDEFINED : item;
}

function characterAt(text: string, name: string): Value | undefined {
  const index = indexOf(string(name));
  const character = index === null ? undefined : text[index];
  return character === undefined ? undefined : string(character);
}

/** A function that is read from an object is called with it as `this`. */
function objectProperty(interpreter: Interpreter, receiver: DictionaryValue, name: string): Value | undefined {
  if (receiver.poison !== undefined) return receiver.poison;
  const value = receiver.entries.get(`s${name}`)?.value;
  if (value !== undefined) return bound(value, receiver);
  if (name !== "hasOwnProperty") return undefined;
  return builtin(interpreter, name, (given) => {
    const key = given.text(0);
    return receiver.poison ?? (typeof key === "string" ? boolean(receiver.entries.has(`s${key}`)) : key);
  });
}

function bound(value: Value, receiver: Value): Value {
  if (value.kind === "function" && value.ownThis) return { kind: "bound-method", receiver, function: value };
  // Taken from another object and kept here.
  return value.kind === "bound-method" ? { ...value, receiver } : value;
}

/** `f.call(this, …)`, `f.apply(this, […])`, `f.bind(this)`. */
function functionProperty(
  interpreter: Interpreter,
  receiver: FunctionValue,
  owner: Value | null,
  name: string,
  location: Location,
): Value {
  const callWith = (self: Value): Value => ({ kind: "bound-method", receiver: self, function: receiver });
  switch (name) {
    case "name":
      return string(receiver.name);
    case "call":
      return builtin(interpreter, name, (given) => given.call(callWith(given.at(0)), given.all.slice(1)));
    case "apply":
      return builtin(interpreter, name, (given) => {
        const items = given.isGiven(1) ? given.items(given.at(1)) : [];
        return "kind" in items ? items : given.call(callWith(given.at(0)), items);
      });
    case "bind":
      return builtin(interpreter, name, (binding) =>
        builtin(interpreter, receiver.name, (given) =>
          given.call(callWith(binding.at(0)), [...binding.all.slice(1), ...given.all]),
        ),
      );
    default:
      return unknown(`the property ${name} of ${describe(owner ?? receiver, JAVASCRIPT_WORDS)}`, location);
  }
}

/** False where the write is not understood. */
export function assignAttribute(
  interpreter: Interpreter,
  receiver: Value,
  name: string,
  value: Value,
  location: Location,
): boolean {
  switch (receiver.kind) {
    case "none":
      interpreter.fail("TypeError", `cannot write '${name}' of ${describe(receiver, JAVASCRIPT_WORDS)}`, location);
      return true;
    case "dictionary":
      return put(interpreter, receiver, string(name), value);
    case "list":
      return putItem(interpreter, receiver, indexOf(string(name)), value);
    case "builtin":
      // `module.exports = …`, `exports.build = …`; a changed `Math` is not followed.
      return receiver.name === "module" || receiver.name === "exports";
    case "function":
      // Reading one gives Unknown.
      return true;
    default:
      return false;
  }
}

export function subscript(interpreter: Interpreter, receiver: Value, index: Value, location: Location): Value {
  if (receiver.kind === "list" && index.kind === "integer") {
    if (receiver.poison !== undefined) return receiver.poison;
    return filled(receiver.items[index.value]);
  }
  const key = propertyKey(interpreter, index, location);
  return key.kind === "string" ? interpreter.getAttribute(receiver, key.value, location) : key;
}

/** False where the write is not understood; the caller then poisons the target. */
export function assignSubscript(
  interpreter: Interpreter,
  receiver: Value,
  index: Value,
  value: Value,
  location: Location,
): boolean {
  if (receiver.kind === "list") {
    const wanted = numberOf(interpreter, index, location);
    return putItem(
      interpreter,
      receiver,
      typeof wanted === "number" && Number.isSafeInteger(wanted) ? wanted : null,
      value,
    );
  }
  const key = propertyKey(interpreter, index, location);
  if (key.kind !== "string") return false;
  if (receiver.kind === "dictionary") return put(interpreter, receiver, key, value);
  if (receiver.kind !== "instance" || receiver.class.members.has(key.value)) return false;
  interpreter.touch(receiver);
  receiver.attributes.set(key.value, value);
  return true;
}

function put(interpreter: Interpreter, receiver: DictionaryValue, key: Value, value: Value): boolean {
  const id = dictionaryKey(key);
  if (id === null || id === "s__proto__") return false;
  interpreter.touch(receiver);
  receiver.entries.set(id, { key, value });
  interpreter.budget.checkItems(receiver.entries.size);
  return true;
}

function putItem(interpreter: Interpreter, receiver: ListValue, index: number | null, value: Value): boolean {
  // A write behind the end would leave holes.
  if (index === null || index < 0 || index > receiver.items.length) return false;
  interpreter.touch(receiver);
  receiver.items[index] = value;
  return true;
}

export function deleteSubscript(interpreter: Interpreter, receiver: Value, index: Value, location: Location): boolean {
  if (!isPoisonable(receiver) || receiver.kind !== "dictionary") return false;
  const key = propertyKey(interpreter, index, location);
  const id = key.kind === "string" ? dictionaryKey(key) : null;
  if (id === null) return false;
  interpreter.touch(receiver);
  receiver.entries.delete(id);
  return true;
}
