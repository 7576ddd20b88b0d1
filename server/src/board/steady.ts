/** The runs of a network → their mean, robust against single hiccups; no mean where the clocks stepped. */
import { mean, quantile } from "../../../predictors/src/train/statistics";
import type { KernelRun } from "./trace";
import { LEAST_RUNS } from "./label";

export interface Steady {
  readonly kind: "steady";
  readonly ms: number;
  readonly runs: number;
  /** Median absolute deviation of a run's time, as a share of the median. */
  readonly deviation: number;
  /** Runs that are not near the median, and single kernels that were cut. */
  readonly leftOut: number;
  readonly hiccups: number;
}

const LARGEST_DEVIATION = 0.05;
/** Runs farther from the median are left out of the mean. */
const NEAR = 0.02;
/** A kernel this many deviations above its median was interrupted. */
const HICCUP_DEVIATIONS = 6;
/** A median absolute deviation is this much of a normal one's standard deviation. */
const NORMAL = 1.4826;
/** Kernels whose times are all alike still vary by a clock tick. */
const LEAST_DEVIATION = 0.005;
/** More kernels of one run than this share are no hiccup: the whole run is slow. */
const MOST_HICCUPS = 0.05;
/** Clocks that step leave an empty band this wide between two groups of runs. */
const STEP = 0.02;
/** So many runs on either side are a group. */
const GROUP = 0.1;

/** The reason where there is no steady mean. */
export function steadyMean(runs: readonly (readonly KernelRun[])[]): Steady | string {
  const { times, hiccups } = withoutHiccups(runs);
  const middle = quantile(times, 0.5);
  const deviation =
    quantile(
      times.map((ms) => Math.abs(ms - middle)),
      0.5,
    ) / middle;
  if (!(deviation <= LARGEST_DEVIATION)) return differing(deviation);
  const step = stepOf(times);
  if (step !== null) return step;
  const kept = times.filter((ms) => Math.abs(ms / middle - 1) <= NEAR);
  if (kept.length < LEAST_RUNS)
    return `the runs differ too much: only ${kept.length} of ${times.length} lie within ${100 * NEAR} % of their median, at least ${LEAST_RUNS} are needed; ${FIX_CLOCKS}`;
  return { kind: "steady", ms: mean(kept), runs: kept.length, deviation, leftOut: times.length - kept.length, hiccups };
}

const FIX_CLOCKS = "fix the clocks (sudo jetson_clocks) and record again";

function differing(deviation: number): string {
  return `the runs differ by ${(100 * deviation).toFixed(0)} % (median absolute deviation; at most ${100 * LARGEST_DEVIATION} %): ${FIX_CLOCKS}`;
}

/** Two speeds with nothing between them: the mean of either is no answer for the board. */
function stepOf(times: readonly number[]): string | null {
  const sorted = [...times].sort((a, b) => a - b);
  const least = Math.max(2, Math.ceil(GROUP * sorted.length));
  for (let i = least; i <= sorted.length - least; i++) {
    const [below = 0, above = 0] = [sorted[i - 1], sorted[i]];
    if (above / below - 1 > STEP)
      return `the clocks step: ${sorted.length - i} of ${sorted.length} runs are slower, by ${(100 * (above / below - 1)).toFixed(0)} % and more; ${FIX_CLOCKS}`;
  }
  return null;
}

/** Times of the runs, a kernel that was interrupted counted with its median. */
function withoutHiccups(runs: readonly (readonly KernelRun[])[]): { times: readonly number[]; hiccups: number } {
  const limits = new Map<string, { readonly middle: number; readonly limit: number }>();
  for (const [place, values] of timesByPlace(runs)) {
    const middle = quantile(values, 0.5);
    const deviation = quantile(
      values.map((ms) => Math.abs(ms - middle)),
      0.5,
    );
    const spread = Math.max(deviation, LEAST_DEVIATION * middle);
    limits.set(place, { middle, limit: middle + HICCUP_DEVIATIONS * NORMAL * spread });
  }
  let hiccups = 0;
  const times = runs.map((run) => {
    const own = places(run).map((place) => limits.get(place));
    const cut = run.filter(({ ms }, i) => ms > (own[i]?.limit ?? Infinity)).length;
    const isHiccup = cut <= Math.max(1, MOST_HICCUPS * run.length);
    if (isHiccup) hiccups += cut;
    return run.reduce((total, { ms }, i) => {
      const known = own[i];
      return total + (isHiccup && known !== undefined && ms > known.limit ? known.middle : ms);
    }, 0);
  });
  return { times, hiccups };
}

function timesByPlace(runs: readonly (readonly KernelRun[])[]): ReadonlyMap<string, readonly number[]> {
  const all = new Map<string, number[]>();
  for (const run of runs) {
    places(run).forEach((place, i) => {
      const known = all.get(place);
      const ms = run[i]?.ms ?? 0;
      if (known === undefined) all.set(place, [ms]);
      else known.push(ms);
    });
  }
  return all;
}

/** The same kernel's first, second, … launch in a run; streams may change the order of different ones. */
function places(run: readonly KernelRun[]): readonly string[] {
  const seen = new Map<string, number>();
  return run.map(({ key }) => {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${count} ${key}`;
  });
}
