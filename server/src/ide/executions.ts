/** A network as the calls that make it: each execution of a call with the layers that it makes and the executions within it. */
import type { LayerReport, ModelReport } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import { framesIn } from "./layers-by-line";

/**
 * One execution of a call: the layers that it makes, and the executions inside it. The same call in a loop or in a helper that
 * is called again is another execution, because a share says something about one pass through the network only.
 */
export interface Execution {
  readonly range: Range;
  /** The helper of the document that the call enters; null where it makes a layer itself, or enters another document. */
  readonly callee: string | null;
  /** The call around it in the document; null for an outermost one. */
  readonly caller: Execution | null;
  /** Rounds of the loops around the call. */
  readonly iterations: readonly number[];
  readonly layers: LayerReport[];
  readonly inner: Map<string, Execution>;
}

/** The outermost calls, in the order of their first layers. */
export function executions(uri: string, model: ModelReport): Execution[] {
  const outermost = new Map<string, Execution>();
  for (const layer of model.layers) {
    let level: Map<string, Execution> = outermost;
    let caller: Execution | null = null;
    const frames = framesIn(uri, layer);
    for (let index = frames.length - 1; index >= 0; index--) {
      const frame = frames[index];
      if (frame === undefined) continue;
      const { location, iterations } = frame;
      const key = keyOf(location.range.start, iterations);
      let execution = level.get(key);
      if (execution === undefined) {
        const callee = frames[index - 1]?.function ?? null;
        execution = { range: location.range, callee, caller, iterations, layers: [], inner: new Map() };
        level.set(key, execution);
      }
      execution.layers.push(layer);
      level = execution.inner;
      caller = execution;
    }
  }
  return [...outermost.values()];
}

function keyOf({ line, character }: Range["start"], iterations: readonly number[]): string {
  const place = `${line} ${character}`;
  return iterations.length === 0 ? place : `${place} ${iterations.join(" ")}`;
}
