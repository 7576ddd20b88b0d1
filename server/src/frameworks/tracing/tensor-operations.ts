/**
 * Functions of tensors → layers of the graph. What goes in from the network becomes an input of the layer; numbers and constants
 * stand in its arguments, and operations on constants alone give constants.
 */
import { describe } from "../../values/describe";
import { list, NONE, string, tuple, unknown } from "../../values/make";
import type { CallContext, TensorValue, UnknownValue, Value } from "../../values/value";
import { argumentPlace } from "../../values/written";
import { inferTensor } from "../../graph/infer";
import { rulesOfClass } from "../../layers/registry";
import { shapeOfConstant } from "../../layers/tensor/read";
import { constantTensor, isConstant } from "./constants";
import { foldedContent } from "./content";
import { givenName, makeLayer } from "./layers";
import type { Tracer } from "./tracer";

/** A function as the framework names it. */
export interface CalledFunction {
  readonly name: string;
  /** Name of its layer: "tf.math.add". */
  readonly label: string;
  /** Class of its layer. */
  readonly class: string;
  /** Name of the layer that stacks a list of tensors for it. */
  readonly stack: string;
}

/** One operation; its operands are tensors, numbers, constants, or lists of these. */
export function applyOperation(
  operation: string,
  operands: readonly Value[],
  given: ReadonlyMap<string, Value>,
  called: CalledFunction,
  call: CallContext,
  tracer: Tracer,
): Value {
  const whole = operands.map((operand) => stacked(operand, called, call, tracer));
  const inputs = whole.filter(isOfNetwork);
  const wrong = whole.find((operand) => !isOfNetwork(operand) && shapeOfConstant(operand) === null);
  if (wrong !== undefined) {
    const why =
      wrong.kind === "unknown"
        ? wrong
        : unknown(`${called.label} of ${describe(wrong, call.interpreter.words)} is not understood`, call.location);
    return inputs.length === 0 ? why : tracer.unknownTensor(why, inputs, call, called.label);
  }
  if (whole.length === 0) return unknown(`${called.label} without a tensor`, call.location);
  const written = new Map<string, Value>([["function", string(operation)], ["called", string(called.name)], ...given]);
  if (inputs.length === 0) return constantResult(operation, whole, written, call);
  if (inputs.length < whole.length) {
    written.set("operands", tuple(whole.map((operand) => (isOfNetwork(operand) ? NONE : operand))));
  }
  const made = makeLayer(called.class, written, call, givenName(call), called.label);
  const dtype = given.has("dtype") ? (argumentPlace(call, "dtype") ?? argumentPlace(call, 1)) : null;
  const layer = dtype === null ? made : { ...made, places: new Map([["dtype", dtype]]) };
  return tracer.applyLayer(layer, inputs, call.frames);
}

/** A list that holds tensors of the network is stacked before it is computed with. */
function stacked(value: Value, called: CalledFunction, call: CallContext, tracer: Tracer): Value {
  if (value.kind !== "list" && value.kind !== "tuple") return value;
  if (!value.items.some((item) => item.kind === "tensor")) return value;
  const stack: CalledFunction = { ...called, name: "stack", label: called.stack };
  return applyOperation("stack", value.items, new Map(), stack, call, tracer);
}

/** False for numbers, and for tensors that the source itself gives. */
function isOfNetwork(value: Value): value is TensorValue {
  return value.kind === "tensor" && !isConstant(value);
}

/** What an operation makes of constants is one, with its content where that is small and follows. */
function constantResult(
  operation: string,
  operands: readonly Value[],
  given: ReadonlyMap<string, Value>,
  call: CallContext,
): Value {
  const rules = rulesOfClass("TFOpLambda", given);
  const shapes = operands.map(shapeOfConstant).filter((shape) => shape !== null);
  const output = inferTensor(rules, shapes);
  if (output.kind !== "tensor") {
    return unknown(output.message, output.origin ?? call.location);
  }
  const content = foldedContent(operation, operands, given, output.sides);
  return constantTensor(output.sides, content, call, { samples: output.samples });
}

/** Several tensors of one call, as a list. */
export function listOf(values: readonly Value[]): Value {
  const broken = values.find((value): value is UnknownValue => value.kind === "unknown");
  return broken ?? list(values);
}
