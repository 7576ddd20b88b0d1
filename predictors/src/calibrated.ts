/** A predictor that is scaled to what the user measured, without being fitted anew: for another software, clock or precision than that of the measurements. */
import * as v from "valibot";
import type { Calibration, Card, Estimate, NetworkFeatures, Predictor, Refused } from "./predictor";

/** One measured figure of the user's own. */
export interface MeasuredFigure {
  readonly version: 1;
  /** Id of the device: "agx", "tx2", … */
  readonly device: string;
  /** Name of the network. */
  readonly model: string;
  /** Milliseconds, as measured and as the predictor says without any calibration. */
  readonly ms: number;
  readonly predictedMs: number;
  /** In the user's words: "TensorRT FP16"; may be empty. */
  readonly how: string;
  /** ISO 8601. */
  readonly at: string;
}

const milliseconds = v.pipe(v.number(), v.finite(), v.gtValue(0));

const FIGURE: v.GenericSchema<unknown, MeasuredFigure> = v.object({
  version: v.literal(1),
  device: v.string(),
  model: v.string(),
  ms: milliseconds,
  predictedMs: milliseconds,
  how: v.string(),
  at: v.string(),
});

/** Figures of the device; whatever has another form is left out. */
export function figuresOf(device: string, values: readonly unknown[]): readonly MeasuredFigure[] {
  return values.flatMap((value) => {
    const { success, output } = v.safeParse(FIGURE, value);
    return success && output.device === device ? [output] : [];
  });
}

/** The geometric mean of measured ÷ predicted milliseconds; null without a figure. */
export function calibrationOf(figures: readonly MeasuredFigure[]): Calibration | null {
  if (figures.length === 0) return null;
  const sum = figures.reduce((total, { ms, predictedMs }) => total + Math.log(ms / predictedMs), 0);
  const how = [...new Set(figures.map((figure) => figure.how).filter((text) => text !== ""))];
  return { factor: Math.exp(sum / figures.length), figures: figures.length, how };
}

/** Milliseconds times the factor: those of the whole, of its interval and of every layer. */
export class CalibratedPredictor implements Predictor {
  readonly card: Card;

  constructor(
    private readonly inner: Predictor,
    private readonly calibration: Calibration,
  ) {
    this.card = { ...inner.card, calibration };
  }

  predict(network: NetworkFeatures): Estimate | Refused {
    const answer = this.inner.predict(network);
    if (answer.kind === "refused") return answer;
    const { factor } = this.calibration;
    const scaled = (ms: number | null): number | null => (ms === null ? null : ms * factor);
    return {
      ...answer,
      ms: answer.ms * factor,
      low: scaled(answer.low),
      high: scaled(answer.high),
      layers: answer.layers?.map((layer) => ({ ...layer, ms: layer.ms * factor })) ?? null,
    };
  }
}
