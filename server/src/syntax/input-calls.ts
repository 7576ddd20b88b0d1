/** `Input((416, 416, 3))`: an input of a network, where a comment or the command line gives a value to a parameter that takes a tensor. */
import type { Argument, Call, Expression, Name } from "./program";

/** Under one of the names that programs call it by, with arguments that `isAllowed` says are. */
export function isInputCall(expression: Expression, isAllowed: (value: Expression) => boolean): boolean {
  if (expression.kind !== "call" || !INPUTS.has(dotted(expression.callee) ?? "")) return false;
  return expression.arguments.every(
    ({ form, value }) => (form === "positional" || form === "keyword") && isAllowed(value),
  );
}

const INPUTS: ReadonlySet<string> = new Set([
  "Input",
  "keras.Input",
  "layers.Input",
  "keras.layers.Input",
  "tf.keras.Input",
  "tf.keras.layers.Input",
  "tf.input",
]);

function dotted(expression: Expression): string | null {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "attribute") return null;
  const object = dotted(expression.object);
  return object === null ? null : `${object}.${expression.name}`;
}

/** `Input(shape=[32, 32, 3])` and `Input([32, 32, 3])`, as Keras writes them, are `Input({shape: [32, 32, 3]})` in JavaScript. */
export function withNamedInputs(expression: Expression): Expression {
  if (expression.kind === "attribute") return { ...expression, object: withNamedInputs(expression.object) };
  if (expression.kind === "subscript") return { ...expression, object: withNamedInputs(expression.object) };
  if (expression.kind === "sequence") return { ...expression, items: expression.items.map(withNamedInputs) };
  if (expression.kind === "dictionary")
    return {
      ...expression,
      entries: expression.entries.map((entry) => ({ ...entry, value: withNamedInputs(entry.value) })),
    };
  if (expression.kind !== "call") return expression;
  const given = expression.arguments.map((one) => ({ ...one, value: withNamedInputs(one.value) }));
  const call: Call = { ...expression, callee: withNamedInputs(expression.callee), arguments: given };
  if (!INPUTS.has(dotted(call.callee) ?? "") || given.length === 0) return call;
  const entries = given.flatMap(entryOf);
  if (entries.length < given.length) return call;
  const value: Expression = { kind: "dictionary", entries, range: call.range };
  return { ...call, arguments: [{ form: "positional", name: null, value, range: call.range }] };
}

type Entry = Extract<Expression, { kind: "dictionary" }>["entries"][number];

function entryOf({ value }: Argument, index: number): readonly Entry[] {
  if (value.kind === "sequence" && index === 0)
    return [{ key: literalKey({ name: "shape", range: value.range }), value }];
  if (value.kind !== "assignment-expression" || value.target.kind !== "name" || value.operator !== null) return [];
  return [{ key: literalKey(value.target), value: value.value }];
}

function literalKey({ name, range }: Pick<Name, "name" | "range">): Expression {
  return { kind: "literal", type: "string", value: name, range };
}
