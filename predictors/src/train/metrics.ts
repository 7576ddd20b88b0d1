/** Accuracy of estimates. */
import type { Metric } from "../predictor";
import { Random } from "./random";
import { mean, quantile } from "./statistics";

const DRAWS = 2000;

export interface Judged {
  readonly measured: number;
  readonly estimated: number;
  /** 90 % interval; null where the predictor has none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Figures in percent, not rounded. */
export interface Accuracy {
  readonly n: number;
  /** Mean absolute percentage error. */
  readonly mape: number;
  /** Its 95 % interval by bootstrap over the rows. */
  readonly mapeInterval: readonly [number, number];
  /** Share of rows whose error is at most 10 %. */
  readonly within10: number;
  /** Error that nine of ten rows stay below. */
  readonly p90: number;
  /** Share of rows within the 90 % interval; null where the predictor has none. */
  readonly coverage: number | null;
}

/** Null without rows: nothing is known of the accuracy then. */
export function accuracyOf(judged: readonly Judged[], seed: number): Accuracy | null {
  if (judged.length === 0) return null;
  const errors = judged.map(({ measured, estimated }) => 100 * Math.abs(estimated / measured - 1));
  return {
    n: judged.length,
    mape: mean(errors),
    mapeInterval: bootstrapInterval(errors, seed),
    within10: (100 * errors.filter((error) => error <= 10).length) / errors.length,
    p90: quantile(errors, 0.9),
    coverage: coverageOf(judged),
  };
}

/** For a model card: rounded to hundredths. There must be rows. */
export function metricOf(name: string, judged: readonly Judged[], seed: number): Metric {
  const accuracy = accuracyOf(judged, seed);
  if (accuracy === null) throw new Error(`no row is judged in ${name}`);
  const { n, mape, mapeInterval, coverage } = accuracy;
  const [low, high] = mapeInterval;
  return {
    name,
    n,
    mape: hundredths(mape),
    mapeInterval: [hundredths(low), hundredths(high)],
    coverage: coverage === null ? null : hundredths(coverage),
  };
}

/** Whether the same rows' errors are smaller by more than so many standard errors of the difference: a change that chance explains is none. */
export function isBeyondChance(before: readonly number[], after: readonly number[], standardErrors = 1): boolean {
  const gains = before.map((error, i) => error - (after[i] as number));
  const gain = mean(gains);
  const variance = gains.reduce((total, value) => total + (value - gain) ** 2, 0) / (gains.length - 1);
  return gain > standardErrors * Math.sqrt(variance / gains.length);
}

export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function bootstrapInterval(errors: readonly number[], seed: number): readonly [number, number] {
  const random = new Random(seed);
  const means = Float64Array.from({ length: DRAWS }, () => {
    let total = 0;
    for (let i = 0; i < errors.length; i++) total += errors[random.below(errors.length)] ?? 0;
    return total / errors.length;
  });
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

function coverageOf(judged: readonly Judged[]): number | null {
  let covered = 0;
  for (const { measured, low, high } of judged) {
    if (low === null || high === null) return null;
    if (measured >= low && measured <= high) covered++;
  }
  return (100 * covered) / judged.length;
}
