import type { Language, Rules } from "../../eval/language";
import type { Interpreter } from "../../eval/interpreter";
import { boolean, list, UNDEFINED, unknown } from "../../values/make";
import type { Value } from "../../values/value";
import { attribute, assignAttribute, assignSubscript, deleteSubscript, subscript } from "./properties";
import { createGlobals } from "./globals";
import { binary, compare, truth, unary } from "./operators";
import { propertyKey, propertyNames, spreadEntries } from "./objects";
import { text } from "./text";
import { JAVASCRIPT_WORDS } from "../../values/words";

/** JavaScript's meaning of operators, properties and names. */
export function createJavaScript(interpreter: Interpreter): Language {
  const globals = createGlobals(interpreter);
  return {
    rules: RULES,
    arrayItems: () => [],
    words: JAVASCRIPT_WORDS,
    truth: (value) => truth(value, interpreter.place),
    unary: (operator, operand, location) => {
      if (operator !== "not") return unary(interpreter, operator, operand, location);
      const answer = interpreter.truth(operand);
      return typeof answer === "boolean" ? boolean(!answer) : answer;
    },
    binary: (operator, left, right, location) => binary(interpreter, operator, left, right, location),
    augmented: (operator, left, right, location) => binary(interpreter, operator, left, right, location),
    compare: (operator, left, right, location) => compare(interpreter, operator, left, right, location),
    attribute: (receiver, name, location) => attribute(interpreter, receiver, name, location),
    missingAttribute: (receiver, name, location) => {
      const { prototype, article } = PROTOTYPES[receiver.kind] ?? PLAIN;
      return name in prototype || name === "prototype" ? unknown(`${name} of ${article}`, location) : UNDEFINED;
    },
    assignAttribute: (receiver, name, value, location) => assignAttribute(interpreter, receiver, name, value, location),
    propertyNames: (value, location) => propertyNames(interpreter, value, location),
    spreadEntries: (value, location) => spreadEntries(interpreter, value, location),
    propertyKey: (key, location) => propertyKey(interpreter, key, location),
    subscript: (receiver, index, location) => subscript(interpreter, receiver, index, location),
    assignSubscript: (receiver, index, value, location) =>
      assignSubscript(interpreter, receiver, index, value, location),
    deleteSubscript: (receiver, index, location) => deleteSubscript(interpreter, receiver, index, location),
    format: (value, _conversion, _format, location) => text(interpreter, value, location),
    text: (value, location) => text(interpreter, value, location),
    exception: (_type, why) => why,
    emptyContent: () => undefined,
    builtin: (name) => globals.get(name),
    // Its library has no modules that are followed; a framework's come from the framework.
    module: () => undefined,
    furtherModule: () => undefined,
  };
}

interface Inherited {
  readonly prototype: object;
  readonly article: string;
}

const PLAIN: Inherited = { prototype: Object.prototype, article: "an object" };
const NUMBER: Inherited = { prototype: Number.prototype, article: "a number" };

/** What a value has from its prototype: where that is not followed here, it is a gap of ours and not `undefined`. */
const PROTOTYPES: Readonly<Partial<Record<Value["kind"], Inherited>>> = {
  list: { prototype: Array.prototype, article: "an array" },
  string: { prototype: String.prototype, article: "a string" },
  integer: NUMBER,
  float: NUMBER,
  boolean: { prototype: Boolean.prototype, article: "a boolean" },
};

const RULES: Rules = {
  strictCounts: false,
  defaultsAt: "call",
  receiver: "this",
  initializer: "constructor",
  unboundName: null,
  callbacks: true,
  roundsHaveVariables: true,
  iterableDictionaries: false,
  nothing: UNDEFINED,
  rest: list,
  neutralBases: new Set(),
  descriptors: new Map([
    ["get", "property"],
    // A static method's `this` is the class.
    ["static", "class"],
  ]),
};
