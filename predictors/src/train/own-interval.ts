/** The interval of a predictor that was fitted to a user's rows, from the errors on rows held out. */
import { aggregateMs, type AggregateModel } from "../aggregate";
import type { IntervalTable } from "../interval";
import { NOMINAL } from "./interval";
import type { OwnRow } from "./own-rows";
import { mean, quantile } from "./statistics";

/** Quantiles (0.95) of Student's t for 1 to 7 degrees of freedom. */
const STUDENT = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895];

/**
 * Half-width, a logarithm, from the logarithms of held-out errors: conformal; or, where there are fewer models than nine in ten can be counted
 * among, a prediction interval of a normal error with as many degrees of freedom as there are models to speak of.
 */
export function halfWidth(errors: readonly number[], models: number): number {
  const student = STUDENT[Math.max(models - 2, 0)];
  if (student === undefined) {
    const place = Math.ceil(NOMINAL * (errors.length + 1));
    return [...errors].sort((a, b) => a - b)[place - 1] ?? Infinity;
  }
  const deviation = Math.sqrt(mean(errors.map((error) => error ** 2)));
  return student * deviation * Math.sqrt(1 + 1 / errors.length);
}

/** Never narrower than the embedded predictor's, which many more rows stand behind. */
export function widened(table: IntervalTable, width: number): IntervalTable {
  const atLeast = (value: number): number => Math.max(value, width);
  return { known: table.known.map(atLeast), newSize: table.newSize.map(atLeast), sizes: table.sizes };
}

/** Of estimates from totals alone: a factor and the new half-width, a logarithm. */
export interface ScaledTotals {
  readonly factor: number;
  readonly logHalfWidth: number;
}

/** Totals alone get one factor. */
export function scaledTotals(model: AggregateModel, rows: readonly OwnRow[]): ScaledTotals {
  const ratios = rows.map(({ ms, network }) => Math.log(ms / aggregateMs(model, network.aggregate)));
  const factor = quantile(ratios, 0.5);
  const width = quantile(
    ratios.map((ratio) => Math.abs(ratio - factor)),
    NOMINAL,
  );
  return { factor: Math.exp(factor), logHalfWidth: Math.max(model.logHalfWidth, width) };
}
