/**
 * Calls of tensor functions → layers of the graph. What goes in from the network becomes an input of the layer; numbers and constants
 * stand in its arguments, and operations on constants alone give constants.
 */
import { boolean, describe, integer, list, NONE, string, tuple, unknown } from "../../eval/read";
import type {
  CallContext,
  ContentItem,
  LayerValue,
  Samples,
  TensorValue,
  UnknownValue,
  Value,
} from "../../eval/values";
import { argumentPlace } from "../../eval/written";
import { inferTensor } from "../../graph/infer";
import { rulesOfClass } from "../../layers/registry";
import { shapeOfConstant } from "../../layers/tensor/read";
import type { TensorShape } from "../../layers/tensor/shapes";
import { contentOf, foldedContent } from "./content";
import { givenName, makeLayer } from "./layers";
import type { Home, Signature } from "./tensor-signatures";
import { signatureOf } from "./tensor-signatures";
import type { Tracer } from "./tracer";

/** A function as the source names it, and where it comes from. */
export interface TensorFunction {
  readonly home: Home;
  readonly name: string;
  /** Name of its layer: "tf.math.add". */
  readonly label: string;
}

/** A call of a function of the table; undefined where it is not in there. */
export function callTensorFunction(called: TensorFunction, call: CallContext, tracer: Tracer): Value | undefined {
  const signature = signatureOf(called.home, called.name);
  if (signature === undefined) return undefined;
  const { operands, given } = bind(signature, call);
  return applyOperation(signature.operation, operands, given, called, call, tracer);
}

interface Bound {
  readonly operands: readonly Value[];
  readonly given: Map<string, Value>;
}

function bind({ parameters, defaults }: Signature, call: CallContext): Bound {
  const operands: Value[] = [];
  const given = new Map<string, Value>([...defaults].map(([name, text]) => [name, defaultValue(text)]));
  for (const [index, { names, form }] of parameters.entries()) {
    const keyword = names.find((name) => call.keywords.has(name));
    const value = keyword === undefined ? call.positional[index] : call.keywords.get(keyword);
    if (form === "rest") operands.push(...call.positional.slice(index));
    else if (value === undefined || value.kind === "none") continue;
    else if (form === "tensor") operands.push(value);
    else if (form === "plain") given.set(names[0] ?? "", value);
    else operands.push(...itemsOf(value, call));
  }
  return { operands, given };
}

function itemsOf(value: Value, call: CallContext): readonly Value[] {
  const items = call.interpreter.iterate(value, call.location);
  return "kind" in items ? [items] : items;
}

function defaultValue(text: string): Value {
  if (text === "true") return boolean(true);
  return /^-?\d+$/.test(text) ? integer(Number(text)) : string(text);
}

/** Classes of the layers that Keras makes of operations: those of Keras 2 wrap functions of TensorFlow. */
function classOf({ home, name }: TensorFunction): string {
  if (home === "o") return "Operation";
  return name === "getitem" ? "SlicingOpLambda" : "TFOpLambda";
}

/** One operation; its operands are tensors, numbers, constants, or lists of these. */
export function applyOperation(
  operation: string,
  operands: readonly Value[],
  given: ReadonlyMap<string, Value>,
  called: TensorFunction,
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
  const made = makeLayer(classOf(called), written, call, givenName(call), called.label);
  const dtype = given.has("dtype") ? (argumentPlace(call, "dtype") ?? argumentPlace(call, 1)) : null;
  const layer = dtype === null ? made : { ...made, places: new Map([["dtype", dtype]]) };
  return tracer.applyLayer(layer, inputs, call.frames);
}

/** A list that holds tensors of the network is stacked before it is computed with. */
function stacked(value: Value, called: TensorFunction, call: CallContext, tracer: Tracer): Value {
  if (value.kind !== "list" && value.kind !== "tuple") return value;
  if (!value.items.some((item) => item.kind === "tensor")) return value;
  const label = called.home === "o" ? "stack" : "tf.stack";
  return applyOperation("stack", value.items, new Map(), { ...called, name: "stack", label }, call, tracer);
}

/** False for numbers, and for tensors that the source itself gives. */
function isOfNetwork(value: Value): value is TensorValue {
  return value.kind === "tensor" && !isConstant(value);
}

/** Data that the source makes up, which a layer may be applied to as to an input. */
export function isFilling({ producer, shape }: TensorValue): boolean {
  const { layer } = producer;
  return (
    layer.kind === "layer" && layer.class === CONSTANT && layer.arguments.has("filling") && (shape?.length ?? 0) >= 2
  );
}

/** A number, a list of numbers or an array as a tensor; tensors are themselves. */
export function asTensorValue(value: Value, call: CallContext): Value {
  if (value.kind === "tensor" || value.kind === "unknown") return value;
  const shape = shapeOfConstant(value);
  if (shape === null) return unknown(`${describe(value, call.interpreter.words)} as a tensor`, call.location);
  return constantTensor(shape.sides, contentOf(value), call);
}

export function isConstant({ producer }: TensorValue): boolean {
  return producer.layer.kind === "layer" && producer.layer.class === CONSTANT;
}

const CONSTANT = "Constant";

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

/**
 * A tensor that the source gives. `filling`: it stands for data, as in `tf.ones((1, 224, 224, 3))`; a network that is applied to
 * it takes it as its input.
 */
export function constantTensor(
  sides: readonly (number | null)[],
  content: readonly ContentItem[] | null,
  call: CallContext,
  { samples = "none", filling = false }: { readonly samples?: Samples; readonly filling?: boolean } = {},
): TensorValue {
  const shape = tuple(sides.map((side) => (side === null ? NONE : integer(side))));
  const layer: LayerValue = {
    kind: "layer",
    class: CONSTANT,
    name: "constant",
    arguments: new Map<string, Value>([["shape", shape], ...(filling ? [["filling", boolean(true)] as const] : [])]),
    unknown: null,
    construction: call.frames,
  };
  return {
    kind: "tensor",
    ...tensorFields({ kind: "tensor", sides, samples }),
    producer: { layer, inputs: [], origin: call.frames },
    ...(content === null ? {} : { content }),
  };
}

/** How a TensorValue keeps a shape with all its sides. */
export function tensorFields({
  sides,
  samples,
}: TensorShape): Pick<TensorValue, "shape" | "batch" | "scalar" | "samples"> {
  const [batch = null, ...shape] = sides;
  const isOrdinary = typeof samples === "object" && samples.axis === 0 && samples.rows === 1;
  return {
    shape,
    batch,
    ...(sides.length === 0 ? { scalar: true as const } : {}),
    ...(isOrdinary ? {} : { samples }),
  };
}

/** The value of Python that a constant without sides stands for; null where it is known only when the program runs. */
export function scalarValue({ scalar, content }: TensorValue): Value | null {
  const [item] = content ?? [];
  return scalar === true && typeof item === "number" ? numberValue(item) : null;
}

function numberValue(item: number): Value {
  return Number.isInteger(item) ? integer(item) : { kind: "float", value: item };
}

/** Several tensors of one call, as a list. */
export function listOf(values: readonly Value[]): Value {
  const broken = values.find((value): value is UnknownValue => value.kind === "unknown");
  return broken ?? list(values);
}
