/** Keras' order of layers (`_map_graph_network`): by depth from the outputs, ties by when a traversal first meets the layer. */
import type { Application, LayerValue, ModelValue, TensorValue } from "../eval/values";

/**
 * Applications that the outputs need, deepest first, so that every application follows those that it reads from. The
 * applications of `boundary` are part of it, what lies behind them is not.
 */
export function applicationOrder(
  outputs: readonly TensorValue[],
  boundary: ReadonlySet<Application>,
): readonly Application[] {
  const { finished, layerIndex } = traverse(outputs, boundary);
  const depths = depthsOf(finished, boundary);
  const position = new Map(finished.map((application, index) => [application, index]));
  const key = (map: ReadonlyMap<unknown, number>, item: unknown): number => map.get(item) ?? 0;
  return [...finished].sort(
    (a, b) =>
      key(depths, b) - key(depths, a) ||
      key(layerIndex, a.layer) - key(layerIndex, b.layer) ||
      key(position, a) - key(position, b),
  );
}

interface Traversal {
  /** Every application behind those that it reads from. */
  readonly finished: readonly Application[];
  readonly layerIndex: ReadonlyMap<LayerValue | ModelValue, number>;
}

/** Depth first from the outputs, without recursion: networks are deeper than our stack. */
function traverse(outputs: readonly TensorValue[], boundary: ReadonlySet<Application>): Traversal {
  const finished: Application[] = [];
  const met = new Set<Application>();
  const layerIndex = new Map<LayerValue | ModelValue, number>();
  const pending: { readonly application: Application; next: number }[] = [];

  const enter = (application: Application): void => {
    if (met.has(application)) return;
    met.add(application);
    if (!layerIndex.has(application.layer)) layerIndex.set(application.layer, layerIndex.size);
    pending.push({ application, next: 0 });
  };

  for (const output of outputs) {
    enter(output.producer);
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      const input = boundary.has(top.application) ? undefined : top.application.inputs[top.next++];
      if (input !== undefined) enter(input.producer);
      else {
        finished.push(top.application);
        pending.pop();
      }
    }
  }
  return { finished, layerIndex };
}

/** Longest way to an output; all applications of a layer lie at least as deep as its deepest one that was met before. */
function depthsOf(
  finished: readonly Application[],
  boundary: ReadonlySet<Application>,
): ReadonlyMap<Application, number> {
  const depths = new Map<Application, number>();
  const layerDepths = new Map<LayerValue | ModelValue, number>();
  for (const application of [...finished].reverse()) {
    const depth = Math.max(depths.get(application) ?? 0, layerDepths.get(application.layer) ?? 0);
    depths.set(application, depth);
    layerDepths.set(application.layer, depth);
    if (boundary.has(application)) continue;
    for (const { producer } of application.inputs) {
      depths.set(producer, Math.max(depths.get(producer) ?? 0, depth + 1));
    }
  }
  return depths;
}
