/** `Lambda(function)`: the function is followed to find the shape it gives; the layer stays one layer. */
import { integer, NONE, tuple, unknown } from "../../eval/read";
import type { CallContext, LayerValue, TensorValue, Value } from "../../eval/values";
import type { Tracer } from "./tracer";

/** Its output shape is what its function gives for these inputs; a function that is not understood leaves a reason. */
export function applyLambda(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): TensorValue {
  const answer = callBody(layer, call);
  const [tensor] = answer.kind === "tensor" ? [answer] : [];
  const shape = tensor?.shape ?? null;
  if (shape !== null) {
    const outputShape = tuple(shape.map((side) => (side === null ? NONE : integer(side))));
    const withOutputShape = { ...layer, arguments: new Map([...layer.arguments, ["output_shape", outputShape]]) };
    return tracer.applyLayer(withOutputShape, inputs, call.frames);
  }
  const why =
    answer.kind === "unknown"
      ? answer
      : tensor === undefined
        ? unknown("what this Lambda computes is not known", call.location)
        : tracer.whyUnknown(tensor, call);
  return tracer.applyLayer({ ...layer, unknown: why }, inputs, call.frames);
}

function callBody(layer: LayerValue, call: CallContext): Value {
  const body = layer.arguments.get("function");
  const [argument] = call.positional;
  if (body === undefined || argument === undefined) return unknown("a Lambda without a function", call.location);
  const keywords = new Map<string, Value>();
  const given = layer.arguments.get("arguments");
  if (given?.kind === "dictionary") {
    for (const { key, value } of given.entries.values()) if (key.kind === "string") keywords.set(key.value, value);
  }
  return call.interpreter.call(body, [argument], keywords, call.location);
}
