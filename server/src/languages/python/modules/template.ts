/** `"{} {name!r:>8}".format(…)`. */
import type { Interpreter } from "../../../eval/interpreter";
import { orPoison } from "../../../values/ask";
import { integer, string } from "../../../values/make";
import type { UnknownValue, Value } from "../../../values/value";
import type { Arguments } from "../helpers";
import { formatValue } from "../text";

export function formatTemplate(interpreter: Interpreter, template: string, given: Arguments): Value {
  const state: State = { interpreter, given, next: 0 };
  const text = expand(state, template, 0);
  return typeof text === "string" ? string(text) : text;
}

interface State {
  readonly interpreter: Interpreter;
  readonly given: Arguments;
  next: number;
}

/** Fields nest in the specification only, two levels deep, as in Python. */
function expand(state: State, template: string, depth: number): string | UnknownValue {
  let text = "";
  for (let index = 0; index < template.length; index += 1) {
    const character = template.charAt(index);
    if ((character === "{" || character === "}") && template.charAt(index + 1) === character && depth === 0) {
      text += character;
      index += 1;
      continue;
    }
    if (character === "}") return malformed(state, "a single }");
    if (character !== "{") {
      text += character;
      continue;
    }
    const end = closing(template, index);
    if (end < 0 || depth > 1) return malformed(state, "a single {");
    const field = formatField(state, template.slice(index + 1, end), depth);
    if (typeof field !== "string") return field;
    text += field;
    index = end;
  }
  return text;
}

function malformed(state: State, what: string): UnknownValue {
  return state.interpreter.fail("ValueError", `${what} in the format`, state.given.location);
}

function closing(template: string, start: number): number {
  let open = 0;
  for (let index = start; index < template.length; index += 1) {
    if (template.charAt(index) === "{") open += 1;
    if (template.charAt(index) === "}") open -= 1;
    if (open === 0) return index;
  }
  return -1;
}

const FIELD = /^([^!:[{}]*(?:\[[^\]]*\][^!:[{}]*)*)(?:!([sra]))?(?::([^]*))?$/;

function formatField(state: State, field: string, depth: number): string | UnknownValue {
  const match = FIELD.exec(field);
  if (match === null) return malformed(state, `the field {${field}}`);
  const value = lookUp(state, match[1] ?? "");
  if (value.kind === "unknown") return value;
  const specification = expand(state, match[3] ?? "", depth + 1);
  if (typeof specification !== "string") return specification;
  const conversion = match[2] === "s" || match[2] === "r" || match[2] === "a" ? match[2] : null;
  return formatValue(state.interpreter, value, conversion, specification, state.given.location);
}

function lookUp(state: State, path: string): Value {
  const { interpreter, given } = state;
  const first = /^[^.[]*/.exec(path)?.[0] ?? "";
  const name = first === "" ? String(state.next++) : first;
  const isNumber = /^\d+$/.test(name);
  let value = isNumber ? given.context.positional[Number(name)] : given.context.keywords.get(name);
  if (value === undefined)
    return isNumber
      ? interpreter.fail("IndexError", `the format needs argument ${name}`, given.location)
      : interpreter.fail("KeyError", `the format needs '${name}'`, given.location);
  for (const step of path.slice(first.length).matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    const [, attribute, key = ""] = step;
    if (attribute !== undefined) value = interpreter.getAttribute(orPoison(value), attribute, given.location);
    else
      value = interpreter.subscript(
        orPoison(value),
        /^\d+$/.test(key) ? integer(Number(key)) : string(key),
        given.location,
      );
  }
  return orPoison(value);
}
