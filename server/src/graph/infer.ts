/** Graph → shapes, parameters and cost of every node, with the problems that stand in their way. */
import type { LayerCost, LayerParameters } from "./graph";
import type { Graph, GraphNode, GraphProblem, LayerSpec, Shape, ShapedGraph, ShapedNode } from "./graph";
import type { Operation } from "./operations";
import { isCustomActivation } from "./ops/activation-functions";
import { rulesOf } from "./ops/operation-rules";
import { describeShape, isKnown, NO_PARAMETERS } from "./ops/rules";
import type { KnownShape, OutputShape } from "./ops/rules";

export type { OutputShape } from "./ops/rules";

/** Output shape of one application of a layer; for the framework, which needs shapes while it evaluates. */
export function inferOutput(operation: Operation, inputs: readonly Shape[]): OutputShape {
  if (operation.type !== "unknown") return rulesOf(operation).output(inputs);
  const { cause, why } = operation;
  return cause === "argument"
    ? { kind: "error", code: "argument", message: why }
    : { kind: "unknown", code: cause, message: why };
}

/**
 * One problem stands at the first cause; the nodes below it are unknown with that reason and without a problem of their own.
 * A node whose shape has unknown sides keeps its parameters where they do not depend on these, and has no cost.
 */
export function inferGraph(graph: Graph): ShapedGraph {
  const inference = new Inference();
  for (const node of graph.nodes) inference.add(node);
  const { name, inputs, outputs } = graph;
  return { name, nodes: inference.nodes, inputs, outputs, problems: inference.problems };
}

class Inference {
  readonly nodes: ShapedNode[] = [];
  readonly problems: GraphProblem[] = [];
  readonly #countedLayers = new Set<LayerSpec>();
  readonly #guessedActivations = new Set<string>();

  add(node: GraphNode): void {
    const sources = node.inputs.map((index) => this.nodes[index]);
    const inputShapes = sources.map((source) => source?.outputShape ?? null);
    const inherited = sources.find((source) => source?.outputShape === null)?.unknown ?? null;
    if (inputShapes.includes(null)) {
      this.nodes.push(unknownNode(node, inputShapes, inherited ?? "An input of the layer is not known."));
      return;
    }
    const inputs = inputShapes.filter((shape) => shape !== null);
    const output = this.outputOf(node, inputs);
    if (output.kind === "shape") this.nodes.push(this.shapedNode(node, inputs, output.shape, sources));
    else {
      this.report(node, output);
      this.nodes.push(unknownNode(node, inputShapes, output.message));
    }
  }

  private outputOf(node: GraphNode, inputs: readonly Shape[]): OutputShape {
    const { operation } = node.layer;
    if (node.recordedOutput !== undefined && operation.type !== "unknown") {
      return { kind: "shape", shape: node.recordedOutput };
    }
    return inferOutput(operation, inputs);
  }

  private shapedNode(
    node: GraphNode,
    inputs: readonly Shape[],
    outputShape: Shape,
    sources: readonly (ShapedNode | undefined)[],
  ): ShapedNode {
    const { operation } = node.layer;
    if (operation.type === "unknown") return unknownNode(node, inputs, operation.why);
    this.noteUnknownSides(operation, outputShape);
    this.noteGuessedActivation(operation);
    const knownInputs = inputs.filter(isKnown);
    const known = isKnown(outputShape) && knownInputs.length === inputs.length;
    const afterConvolution = isConvolution(sources[0]?.layer.operation);
    return {
      ...node,
      inputShapes: inputs,
      outputShape,
      parameters: this.parametersOf(node.layer, operation, inputs),
      cost: known ? costOf(operation, knownInputs, outputShape, afterConvolution) : null,
      unknown: known ? null : "Sides of its input or output are not known.",
    };
  }

  private parametersOf(layer: LayerSpec, operation: KnownOperation, inputs: readonly Shape[]): LayerParameters | null {
    if (this.#countedLayers.has(layer)) return NO_PARAMETERS;
    const parameters = rulesOf(operation).parameters(inputs);
    if (parameters !== null) this.#countedLayers.add(layer);
    return parameters;
  }

  private report(node: GraphNode, output: Exclude<OutputShape, { kind: "shape" }>): void {
    const { operation } = node.layer;
    const origin = operation.type === "unknown" ? operation.origin : null;
    this.problems.push({
      severity: output.kind === "error" ? "error" : "warning",
      code: operation.type === "input" ? "no-input-size" : output.code,
      message: output.message,
      node: this.nodes.length,
      ...(origin === null ? {} : { origin }),
    });
  }

  private noteUnknownSides(operation: Operation, output: Shape): void {
    if (operation.type !== "input" || isKnown(output)) return;
    this.problems.push({
      severity: "warning",
      code: "no-input-size",
      message: `The input size is not fully given: ${describeShape(output)}.`,
      node: this.nodes.length,
    });
  }

  private noteGuessedActivation(operation: Operation): void {
    const name =
      "activation" in operation ? operation.activation : operation.type === "activation" ? operation.function : "";
    if (!isCustomActivation(name) || this.#guessedActivations.has(name)) return;
    this.#guessedActivations.add(name);
    this.problems.push({
      severity: "information",
      code: "unknown-layer",
      message: `The cost of the activation ${name.slice("custom:".length)} is not known; it is counted as one pass over its elements.`,
      node: this.nodes.length,
    });
  }
}

type KnownOperation = Exclude<Operation, { type: "unknown" }>;

function costOf(
  operation: KnownOperation,
  inputs: readonly KnownShape[],
  output: KnownShape,
  afterConvolution: boolean,
): LayerCost {
  return rulesOf(operation).cost({ inputs, output, afterConvolution });
}

function isConvolution(operation: Operation | undefined): boolean {
  return (
    operation !== undefined &&
    ["conv2d", "depthwise_conv2d", "separable_conv2d", "conv2d_transpose"].includes(operation.type)
  );
}

function unknownNode(node: GraphNode, inputShapes: readonly (Shape | null)[], unknown: string): ShapedNode {
  return { ...node, inputShapes, outputShape: null, parameters: null, cost: null, unknown };
}
