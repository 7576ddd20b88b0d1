import { callSpecial } from "../classes";
import type { Language } from "../language";
import type { Machine } from "../machine";
import { string } from "../read";
import { createBuiltins } from "./builtins";
import { compare } from "./compare";
import { dictionaryMethod } from "./dictionary-methods";
import { listMethod, tupleMethod } from "./list-methods";
import { createModules } from "./modules";
import { numberMember } from "./number-members";
import { augmented, binary, truthOf, unary } from "./operators";
import { setMethod } from "./set-methods";
import { stringMethod } from "./string-methods";
import { assignSubscript, deleteSubscript, subscript } from "./subscript";
import { formatValue, str } from "./text";

/** Python's meaning of operators, attributes and names. */
export function createPython(machine: Machine): Language {
  const builtins = createBuiltins(machine);
  const modules = createModules(machine, builtins);
  return {
    truth: (value) => truthOf(machine, value),
    unary: (operator, operand, location) => unary(machine, operator, operand, location),
    binary: (operator, left, right, location) => binary(machine, operator, left, right, location),
    augmented: (operator, left, right, location) => augmented(machine, operator, left, right, location),
    compare: (operator, left, right, location) => compare(machine, operator, left, right, location),
    attribute: (receiver, name) => {
      switch (receiver.kind) {
        case "list":
          return listMethod(machine, receiver, name);
        case "tuple":
          return tupleMethod(machine, receiver, name);
        case "dictionary":
          return dictionaryMethod(machine, receiver, name);
        case "set":
          return setMethod(machine, receiver, name);
        case "string":
          return stringMethod(machine, receiver.value, name);
        case "integer":
        case "float":
        case "boolean":
          return numberMember(machine, receiver, name);
        case "bound-method":
          return name === "__name__" ? string(receiver.function.name) : undefined;
        default:
          return undefined;
      }
    },
    subscript: (receiver, index, location) => subscript(machine, receiver, index, location),
    assignSubscript: (receiver, index, value, location) => assignSubscript(machine, receiver, index, value, location),
    deleteSubscript: (receiver, index, location) =>
      receiver.kind === "instance"
        ? callSpecial(machine, receiver, "__delitem__", [index], location) !== undefined
        : deleteSubscript(machine, receiver, index, location),
    format: (value, conversion, format, location) => formatValue(machine, value, conversion, format, location),
    text: (value, location) => str(machine, value, location),
    builtin: (name) => builtins.get(name),
    module: (path) => modules(path),
  };
}
