/** Where tensors come from. */
import type { TensorValue } from "../../values/value";
import { isInputLayer } from "./layers";

/** The tensors that a tensor rests on and that rest on nothing, in the order in which they are met. */
export function sourcesOf(tensors: readonly TensorValue[]): readonly TensorValue[] {
  const sources: TensorValue[] = [];
  const seen = new Set<TensorValue>();
  const pending = [...tensors].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { inputs, layer } = next.producer;
    if (inputs.length === 0 && layer.kind === "layer" && isInputLayer(layer)) sources.push(next);
    pending.push(...[...inputs].reverse());
  }
  return sources;
}
