/** How long one call takes, warm. */
import { performance } from "node:perf_hooks";
import { quantile } from "../predictors/src/train/statistics";

/** Median milliseconds of single calls. */
export function medianMs(call: () => unknown, repeats: number, warmUp = 2): number {
  return quantile(Array.from({ length: warmUp + repeats }, () => once(call)).slice(warmUp), 0.5);
}

/** Median milliseconds of a call too short for the clock: calls are timed in batches. */
export function medianMsOfBatches(call: () => unknown, batch: number, batches = 100): number {
  const ofBatch = (): void => {
    for (let index = 0; index < batch; index++) call();
  };
  return medianMs(ofBatch, batches, 20) / batch;
}

function once(call: () => unknown): number {
  const started = performance.now();
  call();
  return performance.now() - started;
}
