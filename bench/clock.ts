/** How long one call takes, warm. The fastest of many is taken, of peers too: other programs only ever add to a time. */
import { performance } from "node:perf_hooks";

const WARM_UP = 3;

/** Milliseconds of one call. */
export function fastestMs(call: () => unknown, repeats: number): number {
  let fastest = Infinity;
  for (let index = 0; index < WARM_UP + repeats; index++) {
    const started = performance.now();
    call();
    if (index >= WARM_UP) fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

/** Milliseconds of a call too short for the clock: calls are timed in batches. */
export function fastestMsOfBatches(call: () => unknown, batch: number, batches = 200): number {
  const ofBatch = (): void => {
    for (let index = 0; index < batch; index++) call();
  };
  return fastestMs(ofBatch, batches) / batch;
}
