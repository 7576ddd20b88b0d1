/** A trace's kernels → runs of the network. */
import { quantile } from "../../../predictors/src/train/statistics";
import { isCopyOf } from "./copied-input";
import type { CopyIn, KernelRun } from "./trace";

export interface Runs {
  readonly found: "copies" | "period";
  /** Kernels of each run, in order. */
  readonly runs: readonly (readonly KernelRun[])[];
}

/** A kernel that comes back this regularly marks the runs. */
const REGULAR = 0.8;
/** Fewer runs are not told apart from a network that repeats a block. */
export const LEAST_PERIODS = 8;

/** By the copies of an input of this many bytes, else by the period of the kernels; null where neither is there. */
export function findRuns(activities: readonly (KernelRun | CopyIn)[], inputBytes: number | null): Runs | null {
  const byCopies = inputBytes === null ? [] : runsBetweenCopies(activities, inputBytes);
  if (byCopies.length >= LEAST_PERIODS) return { found: "copies", runs: byCopies };
  const kernels = activities.filter((activity) => activity.kind === "kernel");
  const byPeriod = runsByPeriod(kernels);
  return byPeriod.length >= LEAST_PERIODS ? { found: "period", runs: byPeriod } : null;
}

function runsBetweenCopies(activities: readonly (KernelRun | CopyIn)[], inputBytes: number): KernelRun[][] {
  const runs: KernelRun[][] = [];
  for (const activity of activities) {
    if (activity.kind === "kernel") runs.at(-1)?.push(activity);
    else if (isCopyOf(activity, inputBytes)) runs.push([]);
  }
  // Two inputs of one size, or a copy that is made twice.
  return runs.filter((run) => run.length > 0);
}

/**
 * Cuts at the kernel that comes back with the longest regular gap: one that runs once per run. A run then begins in the middle of
 * the network and ends in the next one, which leaves the mean over many runs as it is.
 */
function runsByPeriod(kernels: readonly KernelRun[]): KernelRun[][] {
  let best: { readonly period: number; readonly places: readonly number[] } = { period: 0, places: [] };
  for (const places of placesByKey(kernels).values()) {
    if (places.length < LEAST_PERIODS + 1) continue;
    const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    const period = quantile(gaps, 0.5);
    const regular = gaps.filter((gap) => gap === period).length / gaps.length;
    if (regular >= REGULAR && period > best.period) best = { period, places };
  }
  return best.places.slice(1).map((end, i) => kernels.slice(best.places[i], end));
}

function placesByKey(kernels: readonly KernelRun[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  kernels.forEach(({ key }, place) => {
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  });
  return places;
}
