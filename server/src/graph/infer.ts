/** Graph → shapes, parameters and cost of every node, with the problems that stand in their way. */
import type { ModelValue } from "../values/value";
import type { Graph, GraphNode, GraphProblem, LayerSpec, Shape, ShapedGraph, ShapedNode } from "./graph";
import { buildGraph } from "./build";
import { CountedSoFar, uncountableSide } from "./countable";
import type { Counted } from "./countable";
import { KnownLayers } from "../layers/known-layers";
import { hasChannelsFirst, toChannelsLast } from "../layers/layout";
import { asTensor, behindLayer, rowsOfOneSample } from "./tensors";
import { ordinary, refused } from "../layers/tensor/shapes";
import type { TensorOutput, TensorShape } from "../layers/tensor/shapes";
import { describeShape, isKnown, NO_PARAMETERS, shape, sumOfCosts, timesRows } from "../layers/arithmetic";
import { isConvolution, isInput } from "../layers/rules";
import type { KnownShape, LayerCost, Failure, LayerParameters, OutputShape } from "../layers/arithmetic";
import type { Rules, TensorRules } from "../layers/rules";

/** Output shape of one application of a layer; for the framework, which needs shapes while it evaluates. */
export function inferOutput(rules: Rules, inputs: readonly Shape[]): OutputShape {
  return countable(rules.output(inputs));
}

/** The same for tensors with all their sides, which operations on tensors may rearrange. */
export function inferTensor(rules: Rules, inputs: readonly TensorShape[]): TensorOutput {
  if (rules.tensors !== undefined) return rules.tensors.output(inputs);
  const withoutSides = inputs.find(({ sides }) => sides.length === 0);
  if (withoutSides !== undefined) return refused("A layer takes tensors with a side for the batch.");
  const rows = inputs.map(({ sides }) => sides.slice(1));
  return asTensor(inferOutput(rules, rows), inputs);
}

function countable(output: OutputShape): OutputShape {
  const why = output.kind === "shape" ? uncountableSide(output.shape) : null;
  return why === null ? output : { kind: "unknown", code: "unknown-value", message: `Its output has ${why}.` };
}

/**
 * One problem stands at the first cause; the nodes below it are unknown with that reason and without a problem of their own.
 * A node whose shape has unknown sides keeps its parameters where they do not depend on these, and has no cost.
 */
export function inferGraph(graph: Graph, layers = new KnownLayers()): ShapedGraph {
  const inference = new Inference(layers);
  for (const node of graph.nodes) inference.add(node);
  const { name, inputs, outputs } = graph;
  const { nodes, problems, uncountable } = inference;
  return { name, nodes, inputs, outputs, problems, uncountable };
}

class Inference {
  readonly nodes: ShapedNode[] = [];
  readonly problems: GraphProblem[] = [];
  uncountable: string | null = null;
  /** Layers whose weights are counted, with their number. */
  readonly #countedLayers = new Map<LayerSpec, number>();
  readonly #unmeasured = new Set<string>();
  /** Indexes of nodes whose tensors have their channels in front. */
  readonly #channelsFirst = new Set<number>();
  /** Tensors of nodes that are not one row for each sample. */
  readonly #tensors = new Map<number, TensorShape>();
  readonly #counted = new CountedSoFar();

  constructor(private readonly layers: KnownLayers) {}

  add(node: GraphNode): void {
    const sources = node.inputs.map((index) => this.nodes[index]);
    const inputShapes = sources.map((source) => source?.outputShape ?? null);
    const { rules } = node.layer;
    if (!areGiven(inputShapes)) {
      // A mistake of the author's is one whatever stands above it.
      if (rules.failure?.code === "argument") {
        this.fail(node, inputShapes, rules.failure);
        return;
      }
      const inherited = sources.find((source) => source?.outputShape === null)?.unknown ?? null;
      this.nodes.push(unknownNode(node, inputShapes, inherited ?? "An input of the layer is not known."));
      return;
    }
    const inputs = inputShapes;
    if (rules.tensors !== undefined) {
      this.addTensorOperation(node, rules.tensors, inputs);
      return;
    }
    const output = this.outputOf(node, inputs);
    if (output.kind !== "shape") {
      this.fail(node, inputs, output);
      return;
    }
    this.noteUnknownSides(rules, output.shape);
    const afterConvolution = sources[0] !== undefined && isConvolution(sources[0].layer.rules);
    const feeding = node.inputs[0];
    const channelsFirst = hasChannelsFirst(rules, inputs[0], this.#channelsFirst.has(feeding ?? -1));
    if (channelsFirst) this.#channelsFirst.add(this.nodes.length);
    const shaped = this.shapedNode(node, inputs, output.shape, { afterConvolution, channelsFirst });
    this.push(this.withoutActivation(shaped));
  }

  /** What an activation that is not followed computes is left out of its layer's cost, which the rest of the layer then bounds. */
  private withoutActivation(node: ShapedNode & Counted): ShapedNode & Counted {
    const why = node.layer.rules.activationUnknown;
    if (why === undefined || node.cost === null) return node;
    const unknown = `The cost of the activation of ${node.layer.name} is not known: ${why}.`;
    this.problems.push({
      severity: "information",
      code: "unknown-layer",
      message: unknown,
      node: this.nodes.length,
      argument: "activation",
    });
    return { ...node, unknown };
  }

  /** A layer that cannot be counted, alone or with those before it, keeps its shape and has no figures. */
  private push(node: ShapedNode & Counted): void {
    const tooMuch = this.#counted.add(node);
    if (tooMuch === null) {
      this.nodes.push(node);
      return;
    }
    const message = `${node.layer.class} ${node.layer.name} has ${tooMuch}: no figure can be given.`;
    this.uncountable ??= message;
    this.problems.push({ severity: "warning", code: "unknown-value", message, node: this.nodes.length });
    this.nodes.push({ ...node, parameters: null, cost: null, unknown: message });
  }

  private addTensorOperation(node: GraphNode, tensors: TensorRules, inputShapes: readonly Shape[]): void {
    const inputs = node.inputs.map((index) => this.tensorOf(index));
    const output = tensors.output(inputs);
    if (output.kind !== "tensor") {
      this.fail(node, inputShapes, output);
      return;
    }
    const { body } = node.layer.rules;
    const cost = body === undefined ? tensors.cost(inputs, output) : costOfBody(body, this.layers);
    if (cost === null && inputShapes.every(isKnown) && isKnown(output.sides.slice(1)))
      this.noteUnmeasured(
        `The cost of ${node.layer.name} is not known here: what it does to one sample does not follow.`,
      );
    this.#tensors.set(this.nodes.length, output);
    this.push({
      layer: node.layer,
      inputs: node.inputs,
      application: node.application,
      inputShapes,
      outputShape: output.sides.slice(1),
      parameters: this.parametersOf(node.layer, inputShapes),
      cost,
      unknown:
        cost === null
          ? "What it does to one sample is not known: sides are open, or the batch is spread over them."
          : null,
    });
  }

  private tensorOf(index: number): TensorShape {
    return this.#tensors.get(index) ?? ordinary(this.nodes[index]?.outputShape ?? []);
  }

  /** Cost of a layer on tensors that operations may have rearranged; they stay so behind it. */
  private inRows(node: GraphNode, cost: LayerCost | null, outputShape: Shape): LayerCost | null {
    if (!node.inputs.some((index) => this.#tensors.has(index))) return cost;
    const inputs = node.inputs.map((index) => this.tensorOf(index));
    this.#tensors.set(this.nodes.length, behindLayer(inputs, outputShape));
    const rows = rowsOfOneSample(inputs);
    return cost === null || rows === null ? null : timesRows(cost, rows);
  }

  private shapedNode(
    node: GraphNode,
    inputShapes: readonly Shape[],
    outputShape: Shape,
    { afterConvolution, channelsFirst }: { readonly afterConvolution: boolean; readonly channelsFirst: boolean },
  ): ShapedNode & Counted {
    const known = isKnown(outputShape) && areKnown(inputShapes);
    const { rules } = node.layer;
    const { unmeasured } = rules;
    const note = unmeasured ?? rules.approximate;
    if (note !== undefined) this.noteUnmeasured(note);
    const ofOneRow =
      isKnown(outputShape) && areKnown(inputShapes) && unmeasured === undefined
        ? rules.cost({
            inputs: channelsFirst ? inputShapes.map(toChannelsLast) : inputShapes,
            output: channelsFirst ? toChannelsLast(outputShape) : outputShape,
            afterConvolution,
          })
        : null;
    const cost = this.inRows(node, ofOneRow, outputShape);
    return {
      layer: node.layer,
      inputs: node.inputs,
      application: node.application,
      inputShapes,
      outputShape,
      parameters: this.parametersOf(node.layer, inputShapes),
      cost,
      unknown:
        cost !== null ? null : ((known ? unmeasured : undefined) ?? "Sides of its input or output are not known."),
    };
  }

  private parametersOf(layer: LayerSpec, inputs: readonly Shape[]): LayerParameters | null {
    if (this.#countedLayers.has(layer)) return NO_PARAMETERS;
    const parameters = layer.rules.parameters(inputs);
    if (parameters !== null) this.#countedLayers.set(layer, parameters.total);
    return parameters;
  }

  /** A layer that is applied again has the weights that it got at first: they have to fit. */
  private outputOf({ layer, recordedOutput }: GraphNode, inputs: readonly Shape[]): OutputShape {
    const { rules } = layer;
    if (recordedOutput !== undefined && rules.failure === undefined) return shape(recordedOutput);
    const output = countable(rules.output(inputs));
    const counted = this.#countedLayers.get(layer);
    if (counted === undefined || output.kind !== "shape") return output;
    const needed = rules.parameters(inputs)?.total ?? counted;
    if (needed === counted) return output;
    const message = `${layer.class} ${layer.name} is applied again to ${inputs.map(describeShape).join(" and ")}: its weights are those of another size.`;
    return { kind: "error", code: "shape", message };
  }

  private fail(node: GraphNode, inputs: readonly (Shape | null)[], output: Failure): void {
    const { kind, code, message, ...about } = output;
    const shown = isInput(node.layer.rules) && kind === "unknown" ? "no-input-size" : code;
    this.problems.push({
      severity: kind === "error" ? "error" : shown === "unknown-layer" ? "information" : "warning",
      code: shown,
      message,
      node: this.nodes.length,
      ...about,
    });
    this.nodes.push(unknownNode(node, inputs, message));
  }

  private noteUnknownSides(rules: Rules, output: Shape): void {
    if (!isInput(rules) || isKnown(output)) return;
    this.problems.push({
      severity: "warning",
      code: "no-input-size",
      message: `The input size is not fully given: ${describeShape(output)}.`,
      node: this.nodes.length,
    });
  }

  /** Once for each kind of layer. */
  private noteUnmeasured(message: string): void {
    if (this.#unmeasured.has(message)) return;
    this.#unmeasured.add(message);
    this.problems.push({ severity: "information", code: "unknown-layer", message, node: this.nodes.length });
  }
}

/** A function's cost is that of what it computes, its inputs being those that it was followed with. */
export function costOfBody(body: ModelValue, layers: KnownLayers): LayerCost | null {
  const { nodes } = inferGraph(buildGraph(body, null, layers), layers);
  const computing = nodes.filter(({ layer }) => !isInput(layer.rules));
  const costs = computing.flatMap(({ cost, unknown }) => (cost === null || unknown !== null ? [] : [cost]));
  return costs.length < computing.length ? null : sumOfCosts(costs);
}

function areGiven(shapes: readonly (Shape | null)[]): shapes is readonly Shape[] {
  return !shapes.includes(null);
}

function areKnown(shapes: readonly Shape[]): shapes is readonly KnownShape[] {
  return shapes.every(isKnown);
}

function unknownNode(node: GraphNode, inputShapes: readonly (Shape | null)[], unknown: string): ShapedNode {
  return { ...node, inputShapes, outputShape: null, parameters: null, cost: null, unknown };
}
