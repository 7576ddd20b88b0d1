/** What functions with a meaning of their own have in common. */
import type { CallContext, Value } from "../../values/value";
import type { TensorFunction } from "./tensor-functions";
import type { Tracer } from "../tracing/tracer";

/** Undefined: not understood in this form. */
export type Special = (call: CallContext, called: TensorFunction, tracer: Tracer) => Value | undefined;

/** An argument by its position or one of its names. */
export function argument(call: CallContext, index: number, ...names: readonly string[]): Value | undefined {
  const name = names.find((candidate) => call.keywords.has(candidate));
  return name === undefined ? call.positional[index] : call.keywords.get(name);
}

/** The first argument of a call of a layer, by position or by one of the names that layers give it. */
export function inputArgument(call: CallContext): Value | undefined {
  const [first] = call.positional;
  if (first !== undefined) return first;
  const name = ["inputs", "input", "x", "input_tensor", "tensor"].find((candidate) => call.keywords.has(candidate));
  return name === undefined ? undefined : call.keywords.get(name);
}
