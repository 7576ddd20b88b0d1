/** Networks as plain data: what stays of a model when all that its run did is given back. */
import type { Frame, Note } from "../../../../protocol/report";
import type { LayerValue, ModelValue } from "../../values/value";
import type { Library } from "../../eval/host";
import { buildGraph } from "../../graph/build";
import type { Graph } from "../../graph/graph";
import { writeTopology } from "../../topology/write";
import type { Topology } from "../../topology/write";
import { KnownLayers } from "../../layers/known-layers";
import { built } from "./whole-models";
import type { Built, LayerToken } from "./whole-models";

export interface Network extends Built {
  readonly name: string;
  readonly graph: Graph;
  /** What the source asks of it and no measurement has, beside what its layers ask. */
  readonly notes: readonly Note[];
  /** The user's class of which an instance is the network; null where the source constructs it itself. */
  readonly class: string | null;
  /** For a board that shall run it; only where that was asked for. */
  readonly topology?: Topology;
}

/** Makes networks of the models of one evaluation, for as long as these hold. */
export class Networks {
  readonly #tokens = new WeakMap<LayerValue, LayerToken>();
  #lastToken: LayerToken = 0;

  constructor(
    /** The one of the evaluation. */
    readonly library: Library,
    private readonly layers = new KnownLayers(),
    /** Whether each network is to be written for a board. */
    private readonly withTopologies = false,
  ) {}

  built(model: ModelValue): Built {
    return built(model, (layer) => {
      const token = this.#tokens.get(layer) ?? (this.#lastToken += 1);
      this.#tokens.set(layer, token);
      return token;
    });
  }

  /** `inputShape` takes the place of sizes that the source leaves open. */
  of(model: ModelValue, inputShape: readonly number[] | null, known = this.built(model)): Network {
    return {
      ...known,
      name: model.name,
      graph: buildGraph(model, inputShape, this.layers),
      notes: this.library.notesOf?.(model) ?? [],
      class: model.instance?.class.name ?? null,
      ...(this.withTopologies && { topology: writeTopology(model, inputShape, this.layers) }),
    };
  }
}

/** Whether a call of the file's own code made it; false for what an imported module built for itself. */
export function isWithin(uri: string, { construction }: { readonly construction: readonly Frame[] }): boolean {
  const outermost = construction.at(-1);
  return outermost === undefined || outermost.location.uri === uri;
}
