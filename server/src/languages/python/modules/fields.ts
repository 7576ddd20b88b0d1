/** Fields of named tuples and dataclasses. */
import type { UnknownValue, Value } from "../../../values/value";
import type { Arguments } from "../helpers";

/** A field in the order in which a constructor takes them. */
export interface Field {
  readonly name: string;
  readonly default: Value | undefined;
}

/** A value for each field, from the arguments of a call; or why there is none. */
export function bindFields(given: Arguments, fields: readonly Field[]): readonly Value[] | UnknownValue {
  const { positional, keywords } = given.context;
  if (positional.length > fields.length) return given.typeError(`takes ${fields.length} arguments`);
  const stranger = [...keywords.keys()].find((name) => !fields.some((field) => field.name === name));
  if (stranger !== undefined) return given.typeError(`has no field '${stranger}'`);
  const items: Value[] = [];
  for (const [index, field] of fields.entries()) {
    const item = positional[index] ?? keywords.get(field.name) ?? field.default;
    if (item === undefined) return given.typeError(`needs '${field.name}'`);
    items.push(item);
  }
  return items;
}
