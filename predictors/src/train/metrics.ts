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

/** Figures in percent, rounded to hundredths; the MAPE's 95 % interval by bootstrap over the rows. */
export function metricOf(name: string, judged: readonly Judged[], seed: number): Metric {
  const errors = judged.map(({ measured, estimated }) => 100 * Math.abs(estimated / measured - 1));
  return {
    name,
    n: judged.length,
    mape: hundredths(mean(errors)),
    mapeInterval: bootstrapInterval(errors, seed),
    coverage: coverageOf(judged),
  };
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
  return [hundredths(quantile(means, 0.025)), hundredths(quantile(means, 0.975))];
}

function coverageOf(judged: readonly Judged[]): number | null {
  let covered = 0;
  for (const { measured, low, high } of judged) {
    if (low === null || high === null) return null;
    if (measured >= low && measured <= high) covered++;
  }
  return hundredths((100 * covered) / judged.length);
}
