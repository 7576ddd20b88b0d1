/** What functions with a meaning of their own have in common. */
import type { CallContext, Value } from "../../eval/values";
import type { TensorFunction } from "./tensor-operations";
import type { Tracer } from "./tracer";

/** Undefined: not understood in this form. */
export type Special = (call: CallContext, called: TensorFunction, tracer: Tracer) => Value | undefined;

/** An argument by its position or one of its names. */
export function argument(call: CallContext, index: number, ...names: readonly string[]): Value | undefined {
  const name = names.find((candidate) => call.keywords.has(candidate));
  return name === undefined ? call.positional[index] : call.keywords.get(name);
}
