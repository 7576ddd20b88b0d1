/** ShapedGraph → kernels of each layer and the paper's eleven features (Bouzidi et al., 2020, Table II). */
import type { AggregateFeatures, NetworkFeatures } from "../../../predictors/src/predictor";
import type { ShapedGraph, ShapedNode } from "../graph/graph";
import { countElements } from "../layers/arithmetic";
import { isConvolution } from "../layers/rules";

/**
 * Counted as the paper's measurements do: depthwise and separable layers are convolutions, every layer counts as a layer
 * (the input included), and batch normalization counts its moving statistics as parameters.
 *
 * A layer that is not known has no kernels and adds nothing but itself: of a partial graph every feature is a lower bound.
 */
export function networkFeatures(graph: ShapedGraph): NetworkFeatures {
  return {
    kernels: graph.nodes.map((node) => node.cost?.kernels ?? []),
    aggregate: aggregateFeatures(graph),
    inputWidth: graph.nodes[graph.inputs[0] ?? -1]?.outputShape?.[1] ?? 0,
  };
}

function aggregateFeatures({ nodes, inputs }: ShapedGraph): AggregateFeatures {
  const convolutions = nodes.filter(({ layer }) => isConvolution(layer.rules));
  const normalizations = nodes.filter((node) => node.layer.rules.countedAs === "batch normalization");
  const dense = nodes.filter((node) => node.layer.rules.countedAs === "dense");
  const firstInput = nodes[inputs[0] ?? -1];
  return {
    flops: sum(nodes, (node) => node.cost?.flops ?? 0),
    sum_activations: sum(nodes, outputElements),
    weighted_neurons: sum([...convolutions, ...dense], weightedNeurons),
    params_conv: sum(convolutions, totalParameters),
    layers: nodes.length,
    input_size: firstInput === undefined ? 0 : outputElements(firstInput),
    params_fc: sum(dense, totalParameters),
    params_bn: sum(normalizations, totalParameters),
    bn_layers: normalizations.length,
    conv_layers: convolutions.length,
    fc_layers: dense.length,
  };
}

/**
 * Output elements × filter height × width × input depth. The measurements multiply a depthwise filter by the whole input
 * depth too, and take a dense layer as a filter of one element.
 */
function weightedNeurons(node: ShapedNode): number {
  const { channels, area = 1 } = node.layer.rules;
  const depth = node.inputShapes[0]?.at(channels === "first" ? 0 : -1) ?? 0;
  return outputElements(node) * area * depth;
}

function outputElements(node: ShapedNode): number {
  return node.outputShape === null ? 0 : (countElements(node.outputShape) ?? 0);
}

function totalParameters(node: ShapedNode): number {
  return node.parameters?.total ?? 0;
}

function sum(nodes: readonly ShapedNode[], count: (node: ShapedNode) => number): number {
  return nodes.reduce((total, node) => total + count(node), 0);
}
