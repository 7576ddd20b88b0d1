/**
 * A network → a Keras topology with layers of Keras' own alone, so that a board can build it from data. Operations on tensors and
 * functions that were followed become the layers that do the same; a network with anything else says what.
 */
import { KnownLayers } from "../layers/known-layers";
import { isInput } from "../layers/rules";
import { isKnown } from "../layers/arithmetic";
import type { KnownShape } from "../layers/arithmetic";
import type { LayerValue, ModelValue } from "../values/value";
import { buildGraph } from "../graph/build";
import type { LayerSpec, ShapedNode } from "../graph/graph";
import { inferGraph } from "../graph/infer";
import { applyActivation, savedLayer } from "./layers";
import { applyOperation } from "./operations";
import { NotWritable, SavedNetwork } from "./saved";
import type { Tensor } from "./saved";

export type Topology =
  | {
      readonly kind: "topology";
      readonly json: string;
      /** Without the batch, in the order of the topology's inputs. */
      readonly inputShapes: readonly KnownShape[];
    }
  /** `why` is a whole sentence. */
  | { readonly kind: "refused"; readonly why: string };

/** Functions within functions; it bounds the recursion. */
const MOST_NESTED = 32;

export function writeTopology(
  model: ModelValue,
  inputShape: readonly number[] | null,
  layers = new KnownLayers(),
): Topology {
  const writer = new Writer(layers);
  try {
    return writer.write(model, inputShape);
  } catch (error) {
    if (error instanceof NotWritable) return { kind: "refused", why: error.message };
    throw error;
  }
}

class Writer {
  readonly #saved = new SavedNetwork();

  constructor(private readonly layers: KnownLayers) {}

  write(model: ModelValue, inputShape: readonly number[] | null): Topology {
    const inputShapes: KnownShape[] = [];
    const outputs = this.append(model, inputShape, 0, (shape) => {
      inputShapes.push(shape);
      return this.#saved.addInput(shape);
    });
    if (inputShapes.length === 0) throw new NotWritable("The network has no input.");
    return { kind: "topology", json: JSON.stringify(this.#saved.json(outputs)), inputShapes };
  }

  /** The tensors of a model's outputs; `given` are those of its inputs, in their order. */
  private append(
    model: ModelValue,
    inputShape: readonly number[] | null,
    depth: number,
    inputOf: (shape: KnownShape, index: number) => Tensor,
  ): readonly Tensor[] {
    if (depth > MOST_NESTED) throw new NotWritable("Functions of the network are nested too deeply.");
    const values = new Map<LayerSpec, LayerValue>();
    const built = buildGraph(model, inputShape, this.layers, (spec, layer) => values.set(spec, layer));
    const graph = inferGraph(built, this.layers);
    const tensors = new Map<number, Tensor>();
    graph.inputs.forEach((node, index) => tensors.set(node, inputOf(shapeOf(graph.nodes[node]), index)));
    for (const [index, node] of graph.nodes.entries()) {
      if (tensors.has(index)) continue;
      const inputs = node.inputs.flatMap((input) => tensors.get(input) ?? []);
      tensors.set(index, this.appendNode(node, values.get(node.layer), inputs, depth));
    }
    return graph.outputs.flatMap((output) => tensors.get(output) ?? []);
  }

  private appendNode(
    node: ShapedNode,
    layer: LayerValue | undefined,
    inputs: readonly Tensor[],
    depth: number,
  ): Tensor {
    const shape = shapeOf(node);
    const { rules, name } = node.layer;
    if (layer === undefined || isInput(rules)) throw new NotWritable(`The layer ${name} cannot be written.`);
    if (rules.body !== undefined) {
      const [output] = this.append(rules.body, null, depth + 1, (_, index) => {
        const input = inputs[index];
        if (input === undefined) throw new NotWritable(`The function of ${name} takes more than the layer is given.`);
        return input;
      });
      if (output === undefined) throw new NotWritable(`The function of ${name} gives nothing.`);
      return output;
    }
    if (rules.tensors !== undefined) return applyOperation(this.#saved, layer, inputs, shape);
    return this.appendLayer(node.layer, layer, inputs, shape);
  }

  private appendLayer(spec: LayerSpec, layer: LayerValue, inputs: readonly Tensor[], shape: KnownShape): Tensor {
    const { saved, activation } = savedLayer(layer);
    const output = this.#saved.apply(saved, inputs, shape, spec);
    return activation === null ? output : applyActivation(this.#saved, activation, output);
  }
}

function shapeOf(node: ShapedNode | undefined): KnownShape {
  if (node?.outputShape != null && node.unknown === null && isKnown(node.outputShape)) return node.outputShape;
  const why = node?.unknown ?? "The size of an input is not known.";
  throw new NotWritable(`The network is not wholly understood: ${why}`);
}
