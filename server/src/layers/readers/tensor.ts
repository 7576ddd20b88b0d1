/** Operations on tensors, constants, and weights that a user's own layer makes. */
import type { ArgumentReader } from "../arguments";
import { notFollowed } from "../operations";
import type { Operation } from "../operations";
import { readTensorRule } from "../tensor/functions";
import { shapeOfConstant } from "../tensor/read";
import type { Readers } from "../shared-arguments";

/** Operations on tensors have the class that Keras gives to their layers: TFOpLambda in Keras 2, an Operation in Keras 3. */
export const TENSOR_READERS: Readers = [
  ["TFOpLambda", readTensorOperation],
  ["SlicingOpLambda", readTensorOperation],
  ["Operation", readTensorOperation],
  ["Constant", (reader) => ({ type: "constant", sides: reader.numbers("shape") ?? [], weights: null })],
  [
    "Weight",
    (reader) => ({
      type: "constant",
      sides: reader.numbers("shape") ?? [],
      weights: reader.flag("counted", true) ? (reader.flag("trainable", true) ? "trainable" : "fixed") : null,
    }),
  ],
];

/** Operands that the source gives as numbers or constants stand in `operands`; None there is an input of the layer. */
function readTensorOperation(reader: ArgumentReader): Operation {
  const name = reader.text("function") ?? "";
  const rule = readTensorRule(name, reader);
  const given = reader.value("operands");
  const operands = given?.kind === "tuple" ? given.items.map((item) => shapeOfConstant(item)) : [];
  if (rule !== null) return { type: "tensor", rule, operands, takes: inputOf(name) };
  return notFollowed(`The tensor operation ${name} is not known.`);
}

/** What such an operation works on, by its name among our own; null for those that take anything. */
function inputOf(name: string): "images" | "vectors" | null {
  if (/matmul|einsum|dot/.test(name)) return "vectors";
  return /conv|pool|patch|resize|crop|space|pad|image/.test(name) ? "images" : null;
}
