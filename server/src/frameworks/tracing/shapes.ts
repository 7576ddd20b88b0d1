/** Shapes as values of the source. */
import { integer, list, NONE, tuple } from "../../values/make";
import type { CallContext, TensorValue, Value } from "../../values/value";
import type { Tracer } from "./tracer";

/** `(None, 224, 224, 3)` as a tuple; Unknown with its reason where the shape is not known. */
export function shapeTuple(tensor: TensorValue, tracer: Tracer, asking: CallContext): Value {
  if (tensor.shape === null) return tracer.whyUnknown(tensor, asking);
  if (tensor.scalar === true) return tuple([]);
  return tuple([tensor.batch, ...tensor.shape].map((size) => (size === null ? NONE : integer(size))));
}

/** The only one, or a list of all. */
export function oneOrList(tensors: readonly TensorValue[]): Value {
  const [only] = tensors;
  return tensors.length === 1 && only !== undefined ? only : list(tensors);
}

/** The shape of the only tensor, or a tuple of all shapes. */
export function shapesOf(tensors: readonly TensorValue[], tracer: Tracer, asking: CallContext): Value {
  const shapes = tensors.map((tensor) => shapeTuple(tensor, tracer, asking));
  const [only] = shapes;
  return shapes.length === 1 && only !== undefined ? only : tuple(shapes);
}
