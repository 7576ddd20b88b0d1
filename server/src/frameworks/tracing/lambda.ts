/**
 * `Lambda(function)`: the function is followed to find what it gives and costs; the layer stays one layer. Where one layer cannot
 * stand for it (several results, tensors from outside, rows that are no samples), its operations take its place.
 */
import { valuesWithin, whyUnwieldy } from "../../values/walk";
import { describe } from "../../values/describe";
import { dictionary, integer, list, NONE, tuple, unknown } from "../../values/make";
import type { CallContext, LayerValue, ModelValue, TensorValue, UnknownValue, Value } from "../../values/value";
import { INPUT_LAYER } from "../../layers/input";
import { makeLayer } from "./layers";
import { shapeTuple } from "./shapes";
import { sourcesOf } from "./sources";
import type { Tracer } from "./tracer";

/** What the layer gives for an argument, a tensor or a list of tensors. */
export function applyLambda(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): Value {
  const form = formOf(call.positional[0] ?? NONE);
  const known = inputs.every((input) => input.shape !== null);
  const traced =
    known && inputs.every((input) => input.samples === undefined) ? trace(layer, inputs, form, call, tracer) : null;
  if (traced?.body !== undefined) return withBody(layer, traced.body, inputs, form, call, tracer);
  const answer = traced?.answer.kind === "unknown" ? traced.answer : follow(layer, argumentOf(inputs, form), call);
  if (isUnderstood(answer)) return answer;
  return withWrittenShape(layer, inputs, whyNot(layer, answer, call, tracer), call, tracer);
}

/** A Lambda of a model that is applied anew, to other tensors. */
export function reapplyLambda(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): Value {
  const argument = argumentOf(inputs, layer.arguments.get("form") ?? NONE);
  return applyLambda(layer, inputs, { ...call, positional: [argument], keywords: new Map() }, tracer);
}

/** How the tensors of an argument are nested in lists, tuples and dictionaries, with None in their places. */
function formOf(value: Value): Value {
  if (whyUnwieldy(value) !== null) return NONE;
  switch (value.kind) {
    case "list":
    case "tuple":
      return { kind: value.kind, items: value.items.map(formOf) };
    case "dictionary":
      return dictionary([...value.entries.values()].map(({ key, value: item }) => [key, formOf(item)] as const));
    default:
      return NONE;
  }
}

/** The tensors in such a form. */
function argumentOf(inputs: readonly TensorValue[], form: Value): Value {
  const waiting = inputs.values();
  const fill = (part: Value): Value => {
    if (part.kind === "list" || part.kind === "tuple") return { kind: part.kind, items: part.items.map(fill) };
    if (part.kind === "dictionary")
      return dictionary([...part.entries.values()].map(({ key, value }) => [key, fill(value)] as const));
    return waiting.next().value ?? NONE;
  };
  return form.kind === "none" && inputs.length !== 1 ? list(inputs) : fill(form);
}

export interface Traced {
  readonly answer: Value;
  /** Absent where one layer cannot stand for it. */
  readonly body?: ModelValue;
}

function trace(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  form: Value,
  call: CallContext,
  tracer: Tracer,
): Traced {
  const standIns = inputs.map((input) => standIn(input, shapeTuple(input, tracer, call), call));
  return traced(layer, standIns, follow(layer, argumentOf(standIns, form), call));
}

/** An input of a network of its own; `shape` is that of the tensor, with the batch. */
export function standIn(tensor: Pick<TensorValue, "shape" | "batch">, shape: Value, call: CallContext): TensorValue {
  const layer = makeLayer(INPUT_LAYER, new Map([["batch_input_shape", shape]]), call, "input");
  return {
    kind: "tensor",
    shape: tensor.shape,
    batch: tensor.batch,
    producer: { layer, inputs: [], origin: call.frames },
  };
}

/** What a function gives for stand-ins, as a network of its own where it is one. */
export function traced(layer: LayerValue, standIns: readonly TensorValue[], answer: Value): Traced {
  const isOwn = answer.kind === "tensor" && answer.shape !== null && answer.scalar !== true && rests(answer, standIns);
  if (!isOwn) return { answer };
  const body: ModelValue = {
    kind: "model",
    form: "functional",
    name: layer.name,
    inputs: standIns,
    outputs: [answer],
    layers: [],
    construction: layer.construction,
  };
  return { answer, body };
}

function rests(answer: TensorValue, standIns: readonly TensorValue[]): boolean {
  return sourcesOf([answer]).every((source) => standIns.some(({ producer }) => producer === source.producer));
}

function withBody(
  layer: LayerValue,
  body: ModelValue,
  inputs: readonly TensorValue[],
  form: Value,
  call: CallContext,
  tracer: Tracer,
): Value {
  const given = new Map<string, Value>([...layer.arguments, ["body", body], ["form", form]]);
  return tracer.applyLayer({ ...layer, arguments: given }, inputs, call.frames);
}

function follow(layer: LayerValue, argument: Value, call: CallContext): Value {
  const body = layer.arguments.get("function");
  if (body === undefined) return unknown(`a ${layer.class} without a function`, call.location);
  const keywords = new Map<string, Value>();
  const given = layer.arguments.get("arguments");
  if (given?.kind === "dictionary") {
    for (const { key, value } of given.entries.values()) if (key.kind === "string") keywords.set(key.value, value);
  }
  return call.interpreter.call(body, [argument], keywords, call.location);
}

function isUnderstood(answer: Value): boolean {
  return [...valuesWithin(answer)].every((one) =>
    one.kind === "tensor" ? one.shape !== null : (one.kind === "list" || one.kind === "tuple") && one.items.length > 0,
  );
}

function whyNot(layer: LayerValue, answer: Value, call: CallContext, tracer: Tracer): UnknownValue {
  for (const one of valuesWithin(answer)) {
    if (one.kind === "unknown") return one;
    if (one.kind === "tensor" && one.shape === null) return tracer.whyUnknown(one, call);
  }
  return unknown(`the function of this ${layer.class} returns ${describe(answer)}, which is no tensor`, call.location);
}

/** The source may say the shape itself; what happens inside is then not known all the same. */
function withWrittenShape(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  why: UnknownValue,
  call: CallContext,
  tracer: Tracer,
): Value {
  const shape = writtenShape(layer, inputs, call, tracer);
  if (shape === null) return tracer.applyLayer({ ...layer, unknown: why }, inputs, call.frames);
  call.interpreter.assume({
    message: `The shape of ${layer.name} is its output_shape; what it computes is not understood.`,
    short: `output_shape of ${layer.name}`,
    location: call.location,
  });
  const given = new Map<string, Value>([...layer.arguments, ["output_shape", shape]]);
  return tracer.applyLayer({ ...layer, arguments: given }, inputs, call.frames);
}

/** `output_shape=(64,)`, without the batch, or a function of the input shapes, with it. */
function writtenShape(
  layer: LayerValue,
  inputs: readonly TensorValue[],
  call: CallContext,
  tracer: Tracer,
): Value | null {
  const written = layer.arguments.get("output_shape");
  if (written?.kind === "list" || written?.kind === "tuple") return asSides(written.items);
  if (written?.kind !== "function" && written?.kind !== "bound-method") return null;
  const shapes = inputs.map((input) => shapeTuple(input, tracer, call));
  const [only] = shapes;
  const answer = call.interpreter.call(
    written,
    [shapes.length === 1 && only !== undefined ? only : list(shapes)],
    new Map(),
    call.location,
  );
  return answer.kind === "list" || answer.kind === "tuple" ? asSides(answer.items.slice(1)) : null;
}

function asSides(items: readonly Value[]): Value | null {
  if (!items.every((item) => item.kind === "integer" || item.kind === "none")) return null;
  return tuple(items.map((item) => (item.kind === "integer" ? integer(item.value) : NONE)));
}
