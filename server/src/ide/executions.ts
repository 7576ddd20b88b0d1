/** A network as the calls that make it: each execution of a call with the layers that it makes and the executions within it. */
import type { Frame, LayerReport, ModelReport } from "../../../protocol/report";
import type { Location } from "../../../protocol/source";

/**
 * One execution of a call: the layers that it makes, and the executions inside it. The same call in a loop or in a helper that
 * is called again is another execution, because a share says something about one pass through the network only.
 */
export interface Execution {
  readonly location: Location;
  /** The helper that the call enters; null where it makes a layer itself, or enters a document that is not looked into. */
  readonly callee: string | null;
  /** The call around it; null for an outermost one. */
  readonly caller: Execution | null;
  /** Rounds of the loops around the call. */
  readonly iterations: readonly number[];
  readonly layers: LayerReport[];
  readonly inner: Map<string, Execution>;
}

/** The calls on the way to a layer that are looked at, innermost first. */
export type FramesOf = (layer: LayerReport) => readonly Frame[];

/** The outermost calls, in the order of their first layers. */
export function executions(model: ModelReport, framesOf: FramesOf): Execution[] {
  const outermost = new Map<string, Execution>();
  for (const layer of model.layers) {
    let level: Map<string, Execution> = outermost;
    let caller: Execution | null = null;
    const frames = framesOf(layer);
    for (let index = frames.length - 1; index >= 0; index--) {
      const frame = frames[index];
      if (frame === undefined) continue;
      const { location, iterations } = frame;
      const key = keyOf(location, iterations);
      let execution = level.get(key);
      if (execution === undefined) {
        const callee = frames[index - 1]?.function ?? null;
        execution = { location, callee, caller, iterations, layers: [], inner: new Map() };
        level.set(key, execution);
      }
      execution.layers.push(layer);
      level = execution.inner;
      caller = execution;
    }
  }
  return [...outermost.values()];
}

function keyOf({ uri, range }: Location, iterations: readonly number[]): string {
  const { line, character } = range.start;
  return [uri, line, character, ...iterations].join(" ");
}
