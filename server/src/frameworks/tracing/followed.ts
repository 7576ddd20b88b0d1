/** Layers with a function of the user's that was followed, on the tensors of another application. */
import type { CallContext, LayerValue, TensorValue, Value } from "../../values/value";
import { reapplyLambda } from "./lambda";
import { applyActivation, hasOwnFunction } from "./own-activations";
import type { Tracer } from "./tracer";

export function reapplyFollowed(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): Value {
  return hasOwnFunction(layer)
    ? applyActivation(layer, inputs, call, tracer)
    : reapplyLambda(layer, inputs, call, tracer);
}
