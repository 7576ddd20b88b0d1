/** Keras' order of layers (`_map_graph_network`): by depth from the outputs, ties by when a traversal first meets the layer. */
import type { Application, LayerValue, ModelValue, TensorValue } from "../values/value";

/**
 * Applications that the outputs need, deepest first, so that every application follows those that it reads from. The
 * applications of `boundary` are part of it, what lies behind them is not.
 */
export function applicationOrder(
  outputs: readonly TensorValue[],
  boundary: ReadonlySet<Application>,
): readonly Application[] {
  const finished = traverse(outputs, boundary);
  setDepths(finished);
  return finished
    .sort((a, b) => b.depth - a.depth || a.layer.metAs - b.layer.metAs || a.position - b.position)
    .map(({ application }) => application);
}

/** What the traversal knows of an application. */
interface Visit {
  readonly application: Application;
  readonly layer: LayerVisit;
  /** Of those that it reads from; empty at the boundary. */
  readonly inputs: Visit[];
  /** Longest way to an output. */
  depth: number;
  /** Index among the finished. */
  position: number;
}

/** What its applications share. */
interface LayerVisit {
  /** How many other layers were met before. */
  readonly metAs: number;
  depth: number;
}

/** Every application behind those that it reads from; depth first from the outputs, without recursion: networks are deeper than our stack. */
function traverse(outputs: readonly TensorValue[], boundary: ReadonlySet<Application>): Visit[] {
  const finished: Visit[] = [];
  const visits = new Map<Application, Visit>();
  const layers = new Map<LayerValue | ModelValue, LayerVisit>();
  const pending: Visit[] = [];

  const enter = (application: Application): Visit => {
    const known = visits.get(application);
    if (known !== undefined) return known;
    let layer = layers.get(application.layer);
    if (layer === undefined) layers.set(application.layer, (layer = { metAs: layers.size, depth: 0 }));
    const visit: Visit = { application, layer, inputs: [], depth: 0, position: 0 };
    visits.set(application, visit);
    pending.push(visit);
    return visit;
  };

  for (const output of outputs) {
    enter(output.producer);
    for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
      const input = boundary.has(top.application) ? undefined : top.application.inputs[top.inputs.length];
      if (input !== undefined) top.inputs.push(enter(input.producer));
      else {
        top.position = finished.push(top) - 1;
        pending.pop();
      }
    }
  }
  return finished;
}

/** Longest way to an output; all applications of a layer lie at least as deep as its deepest one that was met before. */
function setDepths(finished: readonly Visit[]): void {
  for (let index = finished.length - 1; index >= 0; index--) {
    const visit = finished[index];
    if (visit === undefined) continue;
    const { layer, inputs } = visit;
    visit.depth = Math.max(visit.depth, layer.depth);
    layer.depth = visit.depth;
    for (const input of inputs) input.depth = Math.max(input.depth, visit.depth + 1);
  }
}
