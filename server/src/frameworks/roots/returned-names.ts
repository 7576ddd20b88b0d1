/** What a function calls the models that it returns: `return encoder, decoder`, `return {"encoder": encoder}`. */
import type { FunctionValue, ModelValue, Value } from "../../values/value";
import type { Expression, Statement } from "../../syntax/program";
import { isStatements, topLevelStatements } from "./bindings";
import { modelsIn } from "./models-in";

/** `build` for the only model of what is called so, `build: encoder` for each of several. */
export function answerNames(
  name: string,
  answers: readonly ModelValue[],
  { target, value }: { readonly target: FunctionValue | null; readonly value: Value },
): readonly string[] {
  if (answers.length === 1) return [name];
  const names = returnedNames(target, value);
  return answers.map((model) => `${name}: ${names.get(model) ?? model.name}`);
}

/** Models that are returned under no name of their own are left out. */
function returnedNames(target: FunctionValue | null, value: Value): ReadonlyMap<ModelValue, string> {
  const names = new Map<ModelValue, string>();
  for (const [name, item] of namedItems(target, value)) {
    const [model, ...others] = modelsIn(item);
    if (model !== undefined && others.length === 0 && !names.has(model)) names.set(model, name);
  }
  return names;
}

function namedItems(target: FunctionValue | null, value: Value): readonly (readonly [string, Value])[] {
  if (value.kind === "dictionary")
    return [...value.entries.values()].flatMap(({ key, value: item }) =>
      key.kind === "string" ? [[key.value, item] as const] : [],
    );
  if (target === null || (value.kind !== "tuple" && value.kind !== "list")) return [];
  const expressions = returnedItems(target, value.items.length);
  return value.items.flatMap((item, index) => {
    const expression = expressions[index];
    return expression?.kind === "name" ? [[expression.name, item] as const] : [];
  });
}

/** The items of the one `return` that returns so many; none where several do. */
function returnedItems({ body }: FunctionValue, count: number): readonly Expression[] {
  const returned = isStatements(body) ? topLevelStatements(body).flatMap(returnedExpression) : [body];
  const fitting = returned.flatMap((one) => (one.kind === "sequence" && one.items.length === count ? [one.items] : []));
  return fitting.length === 1 ? (fitting[0] ?? []) : [];
}

function returnedExpression(statement: Statement): readonly Expression[] {
  return statement.kind === "return" && statement.value !== null ? [statement.value] : [];
}
