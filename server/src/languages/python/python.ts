import type { Language, Rules } from "../../eval/language";
import type { Interpreter } from "../../eval/interpreter";
import type { Value } from "../../values/value";
import { PYTHON_WORDS } from "../../values/words";
import { describe } from "../../values/describe";
import { NONE, string, tuple, unknown } from "../../values/make";
import { emptyContent, plain } from "./contents";
import { createException } from "./types/exceptions";
import { arrayItems } from "../numpy/array";
import { arrayMember, scalarMember } from "../numpy/methods";
import { ancestors } from "../../values/ancestry";
import { createBuiltins } from "./builtins";
import { iteratorMember } from "./types/iterator-members";
import { mayHave } from "./types/member-names";
import { compare } from "./compare";
import { dictionaryMethod } from "./types/dictionary-methods";
import { listMethod, tupleMethod } from "./types/list-methods";
import { createModules } from "./modules/modules";
import { numberMember } from "./types/number-members";
import { augmented, binary, truthOf, unary } from "./operators";
import { standardModule } from "./modules/not-followed";
import { setMethod } from "./types/set-methods";
import { stringMethod } from "./types/string-methods";
import { assignSubscript, deleteSubscript, subscript } from "./subscript";
import { formatValue, str } from "./text";

/** Python's meaning of operators, attributes and names. */
export function createPython(interpreter: Interpreter): Language {
  const builtins = createBuiltins(interpreter);
  const modules = createModules(interpreter, builtins);
  const carry = (sources: readonly Value[], result: Value): Value => interpreter.carry(sources, result);
  const bound = (receiver: Value, method: Value | undefined): Value | undefined =>
    method === undefined ? undefined : carry([receiver], method);
  return {
    rules: RULES,
    arrayItems,
    words: PYTHON_WORDS,
    truth: (value) => truthOf(interpreter, value),
    unary: (operator, operand, location) => carry([operand], unary(interpreter, operator, operand, location)),
    binary: (operator, left, right, location) =>
      carry([left, right], binary(interpreter, operator, left, right, location)),
    augmented: (operator, left, right, location) => augmented(interpreter, operator, left, right, location),
    compare: (operator, left, right, location) =>
      carry([left, right], compare(interpreter, operator, left, right, location)),
    attribute: (receiver, name, location) => {
      switch (receiver.kind) {
        case "list":
          return bound(receiver, listMethod(interpreter, receiver, name));
        case "tuple":
          return bound(receiver, tupleMethod(interpreter, receiver, name));
        case "dictionary":
          return dictionaryMethod(interpreter, receiver, name);
        case "set":
          return setMethod(interpreter, receiver, name);
        case "string":
          return bound(receiver, stringMethod(interpreter, receiver.value, name));
        case "array":
          return arrayMember(interpreter, receiver, name);
        case "integer":
        case "float":
        case "boolean":
          if (receiver.dtype !== undefined) return scalarMember(interpreter, receiver, name);
          return numberMember(interpreter, receiver, name);
        case "iterator":
          return iteratorMember(interpreter, receiver, name);
        case "function":
          return name === "__name__"
            ? string(receiver.name === "" ? "<lambda>" : receiver.name)
            : unknown(`the attribute ${name} of ${describe(receiver)}`, location);
        case "bound-method":
          return name === "__name__" ? string(receiver.function.name) : undefined;
        default:
          return undefined;
      }
    },
    missingAttribute: (receiver, name, location) =>
      mayHave(receiver, name) || isOfOurs(receiver)
        ? unknown(`the attribute ${name} of ${describe(receiver)}`, location)
        : interpreter.fail("AttributeError", `${describe(receiver)} has no attribute '${name}'`, location),
    assignAttribute: (receiver, name, _value, location) => {
      if (receiver.kind === "none") interpreter.fail("AttributeError", `None has no attribute '${name}'`, location);
      return receiver.kind === "none" || (receiver.kind === "builtin" && receiver.inert === true);
    },
    propertyNames: (_value, location) => unknown("the names of properties", location),
    spreadEntries: (value, location) => {
      value = plain(value);
      if (value.kind === "dictionary") return [...value.entries.values()].map((entry) => [entry.key, entry.value]);
      return value.kind === "unknown" ? value : unknown("a spread of what is no dict", location);
    },
    propertyKey: (key) => key,
    subscript: (receiver, index, location) =>
      carry([receiver, index], subscript(interpreter, receiver, index, location)),
    assignSubscript: (receiver, index, value, location) =>
      assignSubscript(interpreter, receiver, index, value, location),
    deleteSubscript: (receiver, index, location) => deleteSubscript(interpreter, receiver, index, location),
    format: (value, conversion, format, location) => formatValue(interpreter, value, conversion, format, location),
    text: (value, location) => str(interpreter, value, location),
    exception: (type, why) => createException(interpreter, builtins.get(type), why),
    emptyContent,
    builtin: (name) => builtins.get(name),
    module: (path) => modules(path),
    furtherModule: (path) => standardModule(interpreter, path),
  };
}

/** A value of a class of ours may have more members in Python than are followed. */
function isOfOurs(value: Value): boolean {
  const owner = value.kind === "instance" ? value.class : value;
  return owner.kind === "class" && ancestors(owner).some(({ construct }) => construct !== undefined);
}

const RULES: Rules = {
  strictCounts: true,
  defaultsAt: "definition",
  receiver: "first-argument",
  initializer: "__init__",
  unboundName: "NameError",
  callbacks: false,
  roundsHaveVariables: false,
  iterableDictionaries: true,
  nothing: NONE,
  rest: tuple,
  neutralBases: new Set(["object", "typing.Generic", "typing.Protocol", "abc.ABC"]),
  descriptors: new Map([
    ["property", "property"],
    ["cached_property", "property"],
    ["staticmethod", "static"],
    ["classmethod", "class"],
  ]),
};
