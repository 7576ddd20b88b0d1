/** The layer graph of a model, and the same graph with shapes, parameters and costs. */
import type { Fix, Frame, Note } from "../../../protocol/report";
import type { Shape } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";
import type { ArgumentPlaces } from "../values/value";
import type { LayerCost, LayerParameters } from "../layers/arithmetic";
import type { Rules } from "../layers/rules";

export type { Shape };

/** One layer object; two nodes with the same LayerSpec share its weights. */
export interface LayerSpec {
  /** Class name in the framework's spelling. */
  readonly class: string;
  readonly name: string;
  readonly rules: Rules;
  readonly construction: readonly Frame[];
  /** Where the arguments stand, by name; absent where no source has them. */
  readonly places?: ArgumentPlaces;
  /** What it asks for and no measurement has. */
  readonly notes?: readonly Note[];
}

/** One application of a layer. `inputs` are indexes into `Graph.nodes`, always smaller than the node's own index. */
export interface GraphNode {
  readonly layer: LayerSpec;
  readonly inputs: readonly number[];
  readonly application: readonly Frame[];
  /** Output shape that was recorded elsewhere; it takes the place of the inferred one. */
  readonly recordedOutput?: Shape;
}

/** Nodes in Keras' own order of layers (by depth), so that a list of layers reads as `model.summary()` does. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Null wherever something above or in the node is unknown; `unknown` says why, and is inherited from the first cause. */
export interface ShapedNode extends GraphNode {
  readonly inputShapes: readonly (Shape | null)[];
  readonly outputShape: Shape | null;
  /** Weights, counted at the layer's first node; 0 at the later ones. */
  readonly parameters: LayerParameters | null;
  readonly cost: LayerCost | null;
  readonly unknown: string | null;
}

export interface ShapedGraph {
  readonly name: string;
  readonly nodes: readonly ShapedNode[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly problems: readonly GraphProblem[];
  /** Why the network is too large for any figure; null for all but a few that nobody meant. */
  readonly uncountable: string | null;
}

export interface GraphProblem {
  readonly severity: "error" | "warning" | "information";
  readonly code: "shape" | "argument" | "unknown-layer" | "unknown-value" | "no-input-size";
  readonly message: string;
  /** Index of the node it stands at. */
  readonly node: number;
  /** Place of the unknown value that caused it, where that is known. */
  readonly origin?: Location;
  /** The argument that it is about, and the word that was probably meant there. */
  readonly argument?: string;
  readonly meant?: { readonly written: string; readonly word: string };
  readonly fix?: Fix;
}
