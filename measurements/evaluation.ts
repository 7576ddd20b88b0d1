/** Predictors beside measurements: what each says of every row, and how far off it is. */
import { isAnswering } from "../predictors/src/predictor";
import { accuracyOf, type Accuracy, type Judged } from "../predictors/src/train/metrics";
import type { LoadedPredictor } from "../server/src/analysis/estimate";
import { featuresOf, type Measurement } from "./dataset";

export interface Evaluation {
  readonly device: string;
  /** "layered", "boosted", "forest", … */
  readonly predictor: string;
  /** Of the priced rows; null where there is none. */
  readonly accuracy: Accuracy | null;
  /** One for each measurement, in their order. */
  readonly rows: readonly EvaluatedRow[];
}

export interface EvaluatedRow {
  readonly model: string;
  /** Width of the input in pixels. */
  readonly size: number;
  /** Milliseconds. */
  readonly measured: number;
  readonly answer: PricedRow | RefusedRow;
}

export interface PricedRow {
  readonly kind: "priced";
  /** Milliseconds. */
  readonly predicted: number;
  /** 90 % interval; null where the predictor has none. */
  readonly low: number | null;
  readonly high: number | null;
  /** The predictor, or "totals" where it had no layers and answered from the row's totals alone. */
  readonly answeredBy: string;
}

export interface RefusedRow {
  readonly kind: "refused";
  readonly why: string;
}

/** Bootstrap intervals are drawn from this seed, so that the same file gives the same figures. */
const SEED = 1;

export function evaluationOf(
  device: string,
  { id, predictor }: LoadedPredictor,
  measurements: readonly Measurement[],
): Evaluation {
  const rows = measurements.map((measurement): EvaluatedRow => {
    const { model, inputWidth, acetMs } = measurement;
    return { model, size: inputWidth, measured: acetMs, answer: answerOf(id, predictor, measurement) };
  });
  return { device, predictor: id, accuracy: accuracyOf(rows.flatMap(judged), SEED), rows };
}

function answerOf(
  id: string,
  predictor: LoadedPredictor["predictor"],
  measurement: Measurement,
): PricedRow | RefusedRow {
  if ("kind" in predictor) return predictor;
  const answer = predictor.predict(featuresOf(measurement));
  if (answer.kind === "refused") return answer;
  // Layers are priced one by one or not at all: the others price whole networks by design.
  const answeredBy = isAnswering(predictor.card) && answer.layers === null ? "totals" : id;
  return { kind: "priced", predicted: answer.ms, low: answer.low, high: answer.high, answeredBy };
}

function judged({ measured, answer }: EvaluatedRow): Judged[] {
  if (answer.kind === "refused") return [];
  return [{ measured, estimated: answer.predicted, low: answer.low, high: answer.high }];
}
