import type { Value, ListValue, TupleValue } from "./value";
import type { Words } from "./words";
import { PYTHON_WORDS } from "./words";

/** A value in a message: short, in the reader's words ("64", "'same'", "a list of 3", "a tensor of shape (56, 56, 64)"). */
export function describe(value: Value, words: Words = PYTHON_WORDS): string {
  switch (value.kind) {
    case "none":
      return value.undefined === true ? "undefined" : words.nothing;
    case "boolean":
      return value.value ? words.true : words.false;
    case "integer":
      return String(value.value);
    case "float":
      return words.marksFloats && Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
    case "string":
      return value.value.length <= 40 ? `'${value.value}'` : `'${value.value.slice(0, 37)}…'`;
    case "array":
      return value.shape.length === 0 ? "an array of one number" : `an array of shape (${value.shape.join(", ")})`;
    case "list":
    case "tuple":
      return describeSequence(value, words);
    case "dictionary":
      return `${withArticle(words.dictionary)} of ${value.entries.size}`;
    case "set":
      return `a set of ${value.entries.size}`;
    case "range":
      return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
    case "slice":
      return "a slice";
    case "iterator":
      return "an iterator";
    case "function":
      return value.name === "" ? words.lambda : `the function ${value.name}`;
    case "builtin":
      return value.name;
    case "class":
      return `the class ${value.name}`;
    case "instance":
      return `an instance of ${value.class.name}`;
    case "descriptor":
      return `a ${value.form} method`;
    case "bound-method":
      return `the method ${value.function.name}`;
    case "module":
      return `the module ${value.name}`;
    case "library":
      return value.path;
    case "layer":
      return `the layer ${value.name} (${value.class})`;
    case "tensor":
      return value.shape === null
        ? "a tensor of unknown shape"
        : `a tensor of shape ${inBrackets(value.shape.map((size) => size ?? words.nothing).join(", "), words)}`;
    case "model":
      return `the model ${value.name}`;
    case "unknown":
      return `something not understood (${value.why})`;
  }
}

function describeSequence(value: ListValue | TupleValue, words: Words): string {
  const simple =
    value.items.length <= 6 && value.items.every((item) => ["integer", "none", "string"].includes(item.kind));
  if (!simple) return `${withArticle(words[value.kind])} of ${value.items.length}`;
  const items = value.items.map((item) => describe(item, words)).join(", ");
  if (value.kind === "list") return `[${items}]`;
  return inBrackets(value.items.length === 1 && words.tuple !== words.list ? `${items},` : items, words);
}

/** A tuple, or what stands for one in a language that has none. */
function inBrackets(items: string, words: Words): string {
  return words.tuple === words.list ? `[${items}]` : `(${items})`;
}

export function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
