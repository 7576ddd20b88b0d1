/** What a source may ask of a symbolic tensor. */
import { integer, NONE, string } from "../../values/make";
import type { CallContext, TensorValue, Value } from "../../values/value";
import { shapeOfTensor } from "../../layers/tensor/read";
import { shapeTuple } from "../tracing/shapes";
import type { Tracer } from "../tracing/tracer";

/** Attribute or method of a tensor; undefined where it is not known. */
export function tensorAttribute(
  tensor: TensorValue,
  name: string,
  tracer: Tracer,
  asking: CallContext,
): Value | undefined {
  switch (name) {
    case "shape":
    case "_keras_shape":
      return shapeTuple(tensor, tracer, asking);
    case "get_shape":
      return { kind: "builtin", name: "get_shape", call: (call) => shapeTuple(tensor, tracer, call) };
    case "set_shape":
      return { kind: "builtin", name: "set_shape", call: () => NONE };
    case "ndim":
    case "rank":
      return tensor.shape === null
        ? tracer.whyUnknown(tensor, asking)
        : integer(shapeOfTensor(tensor)?.sides.length ?? 0);
    case "_keras_history":
      return historyOf(tensor);
    case "dtype":
      return string("float32");
    case "name":
      return string(tensor.producer.layer.name);
    default:
      return undefined;
  }
}

/** The layer that made it, and which of its applications: the first, as far as sources ask. */
function historyOf(tensor: TensorValue): Value {
  const items = [tensor.producer.layer, integer(0), integer(tensor.output ?? 0)];
  return { kind: "tuple", items, named: { type: "KerasHistory", fields: ["layer", "node_index", "tensor_index"] } };
}
