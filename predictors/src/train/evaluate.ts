/** A finished predictor on measured rows that it has not seen. */
import type { Metric, NetworkFeatures, Predictor } from "../predictor";
import { metricOf, type Judged } from "./metrics";

export interface TestRow {
  readonly acetMs: number;
  readonly features: NetworkFeatures;
}

/** Throws where the predictor refuses a row: a measured network must have an estimate. */
export function evaluatePredictor(
  predict: Predictor["predict"],
  name: string,
  rows: readonly TestRow[],
  seed: number,
): Metric {
  const judged = rows.map(({ acetMs, features }, i): Judged => {
    const answer = predict(features);
    if (answer.kind === "refused") throw new Error(`row ${i + 1} of ${name} is refused: ${answer.why}`);
    return { measured: acetMs, estimated: answer.ms, low: answer.low, high: answer.high };
  });
  return metricOf(name, judged, seed);
}
