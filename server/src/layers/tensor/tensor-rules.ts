/**
 * Operations on tensors, constants, weights that a user's own layer makes, and functions of the user's. Where only the shapes of one row
 * are at hand, they answer as if every input had one row for each sample; that is all that a graph needs of a function, whose cost is
 * that of its body.
 */
import type { ModelValue } from "../../values/value";
import { countElements, NO_COST, NO_PARAMETERS, shape } from "../arithmetic";
import type { KnownShape, LayerCost } from "../arithmetic";
import type { ArgumentReader } from "../arguments";
import type { Family } from "../family";
import { notFollowed } from "../rules";
import type { Rules, TensorRules } from "../rules";
import { readTensorRule } from "./functions";
import { shapeOfConstant, shapeOfTensor } from "./read";
import { ordinary, sidesOfOneSample, tensorShape } from "./shapes";
import type { Side, TensorOutput, TensorRule, TensorShape } from "./shapes";

/** Operations on tensors have the class that Keras gives to their layers: TFOpLambda in Keras 2, an Operation in Keras 3. */
export const TENSOR_OPERATIONS: Family = [
  ["TFOpLambda", readTensorOperation, { isOperation: true }],
  ["SlicingOpLambda", readTensorOperation, { isOperation: true }],
  ["Operation", readTensorOperation],
  ["Constant", (reader) => constantRules(reader.numbers("shape") ?? [])],
  ["Weight", readWeight],
];

/**
 * A function of `tf`, `keras.backend` or `keras.ops`, or an operator on tensors. Operands that the source gives as numbers or constants
 * stand in `operands`; None there is an input of the layer.
 */
function readTensorOperation(reader: ArgumentReader): Rules {
  const name = reader.text("function") ?? "";
  const rule = readTensorRule(name, reader);
  const given = reader.value("operands");
  const operands = given?.kind === "tuple" ? given.items.map((item) => shapeOfConstant(item)) : [];
  if (rule === null) return notFollowed(`The tensor operation ${name} is not known.`);
  const tensors: TensorRules = {
    output: (inputs) => rule.output(operandsOf(operands, inputs)),
    cost: (inputs, output) => costOfRule(rule, operandsOf(operands, inputs), output),
  };
  return { ...onRows(tensors), takes: inputOf(name) };
}

/** In order; `given` has null for the next input of the layer, and is empty where all are inputs. */
function operandsOf(given: readonly (TensorShape | null)[], inputs: readonly TensorShape[]): readonly TensorShape[] {
  if (given.length === 0) return inputs;
  let next = 0;
  return given.flatMap((operand) => operand ?? inputs[next++] ?? []);
}

function costOfRule(rule: TensorRule, operands: readonly TensorShape[], output: TensorShape): LayerCost | null {
  const result = sidesOfOneSample(output);
  const known: KnownShape[] = [];
  for (const operand of operands) {
    const sides = sidesOfOneSample(operand);
    if (sides === null) return null;
    known.push(sides);
  }
  return result === null ? null : rule.cost(known, result);
}

/** What such an operation works on, by its name among our own. */
function inputOf(name: string): Rules["takes"] {
  if (/matmul|einsum|dot/.test(name)) return "vectors";
  return /conv|pool|patch|resize|crop|space|pad|image/.test(name) ? "images" : undefined;
}

function readWeight(reader: ArgumentReader): Rules {
  const sides = reader.numbers("shape") ?? [];
  const isTrainable = reader.flag("trainable", true);
  if (!reader.flag("counted", true)) return constantRules(sides);
  const total = countElements(sides);
  const parameters = total === null ? null : { total, nonTrainable: isTrainable ? 0 : total };
  return { ...constantRules(sides), parameters: () => parameters };
}

/** A tensor that the source gives, all its sides. */
function constantRules(sides: readonly Side[]): Rules {
  return onRows({ output: () => tensorShape(sides, "none"), cost: () => NO_COST });
}

/** A function of the user's that was followed: what it computes is a network of its own, which may work on images. */
export function functionRules(body: ModelValue): Rules {
  const tensors: TensorRules = { output: () => outputOfBody(body), cost: () => null };
  return { ...onRows(tensors), takes: "images", body };
}

function outputOfBody({ outputs }: ModelValue): TensorOutput {
  const [output] = outputs;
  const shape = output === undefined ? null : shapeOfTensor(output);
  return shape ?? { kind: "unknown", code: "unknown-layer", message: "What this function gives is not known." };
}

function onRows(tensors: TensorRules): Rules {
  return {
    tensors,
    parameters: () => NO_PARAMETERS,
    output: (inputs) => {
      const output = tensors.output(inputs.map(ordinary));
      return output.kind === "tensor" ? shape(output.sides.slice(1)) : output;
    },
    cost: ({ inputs }) => {
      const ordinaries = inputs.map(ordinary);
      const output = tensors.output(ordinaries);
      return (output.kind === "tensor" ? tensors.cost(ordinaries, output) : null) ?? NO_COST;
    },
  };
}
