/** Layers, tensors and models built by hand, for tests of `graph` and `features` that need no source text. */
import assert from "node:assert/strict";
import type { LayerValue, ModelValue, TensorValue, Value } from "../../server/src/values/value";
import { buildGraph } from "../../server/src/graph/build";
import type { Shape, ShapedGraph, ShapedNode } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";

export type Argument = null | boolean | number | string | Value | readonly Argument[];
export type Arguments = Readonly<Record<string, Argument>>;

function value(argument: Argument): Value {
  if (argument === null) return { kind: "none" };
  if (typeof argument === "boolean") return { kind: "boolean", value: argument };
  if (typeof argument === "number") {
    return { kind: Number.isInteger(argument) ? "integer" : "float", value: argument };
  }
  if (typeof argument === "string") return { kind: "string", value: argument };
  return "kind" in argument ? argument : { kind: "tuple", items: argument.map(value) };
}

function values(given: Arguments): Map<string, Value> {
  return new Map(Object.entries(given).map(([name, argument]) => [name, value(argument)]));
}

export const UNKNOWN: Value = {
  kind: "unknown",
  why: "it is read from a file",
  location: { uri: "file:///net.py", range: { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } } },
};

export function layer(className: string, given: Arguments = {}, name = className.toLowerCase()): LayerValue {
  return { kind: "layer", class: className, name, arguments: values(given), unknown: null, construction: [] };
}

/** A tensor without a shape: the graph infers its own. */
export function apply(callee: LayerValue | ModelValue, ...inputs: readonly TensorValue[]): TensorValue {
  return { kind: "tensor", shape: null, batch: null, producer: { layer: callee, inputs, origin: [] } };
}

export function input(shape: readonly (number | null)[], name = "input"): TensorValue {
  return apply(layer("InputLayer", { shape }, name));
}

export function functional(
  inputs: readonly TensorValue[],
  outputs: readonly TensorValue[],
  name = "model",
): ModelValue {
  return { kind: "model", form: "functional", name, inputs, outputs, layers: [], construction: [] };
}

export function sequential(layers: (LayerValue | ModelValue)[], name = "sequential"): ModelValue {
  return { kind: "model", form: "sequential", name, inputs: [], outputs: [], layers, construction: [] };
}

export function shaped(model: ModelValue): ShapedGraph {
  return inferGraph(buildGraph(model));
}

export function nodeNamed(graph: ShapedGraph, name: string): ShapedNode {
  const node = graph.nodes.find((candidate) => candidate.layer.name === name);
  assert.ok(node, `no layer ${name}`);
  return node;
}

export function names(graph: ShapedGraph): string[] {
  return graph.nodes.map((node) => node.layer.name);
}

/** The layer alone on its inputs. */
export function applied(className: string, given: Arguments, ...inputs: readonly Shape[]): ShapedGraph {
  const tensors = inputs.map((shape, index) => input(shape, `input_${index + 1}`));
  return shaped(functional(tensors, [apply(layer(className, given, "tested"), ...tensors)]));
}

/** The layer's output shape and parameters ([total, not trainable] or the total) on the given input. */
export function checkLayer(
  className: string,
  given: Arguments,
  inputs: Shape | readonly Shape[],
  output: Shape,
  parameters: number | readonly [number, number] = 0,
): void {
  const graph = applied(className, given, ...asList(inputs));
  const node = nodeNamed(graph, "tested");
  assert.deepEqual(node.outputShape, output, node.unknown ?? "shape");
  const [total, nonTrainable] = typeof parameters === "number" ? [parameters, 0] : parameters;
  assert.deepEqual(node.parameters, { total, nonTrainable });
}

/** The one problem at the layer; its output is unknown with the same reason. */
export function checkProblem(
  className: string,
  given: Arguments,
  inputs: Shape | readonly Shape[],
  code: string,
  message: RegExp,
): void {
  const graph = applied(className, given, ...asList(inputs));
  const problems = graph.problems.filter(({ node }) => graph.nodes[node]?.layer.name === "tested");
  assert.equal(problems.length, 1);
  assert.equal(problems[0]?.code, code);
  assert.match(problems[0].message, message);
  assert.equal(nodeNamed(graph, "tested").unknown, problems[0].message);
  assert.equal(nodeNamed(graph, "tested").outputShape, null);
}

function asList(inputs: Shape | readonly Shape[]): readonly Shape[] {
  const isShape = (candidate: Shape | readonly Shape[]): candidate is Shape => !Array.isArray(candidate[0]);
  return isShape(inputs) ? [inputs] : inputs;
}
