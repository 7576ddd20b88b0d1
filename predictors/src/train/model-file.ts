/** Trained model → text of its model file: the same model always gives the same bytes. */
import { assertNever } from "../assert-never";
import { encodeFloat32, encodeInt16 } from "../base64";
import { GROUPS } from "../groups";
import type { IntervalTable } from "../interval";
import { KERNEL_FEATURES, type LayeredModel } from "../layered";
import {
  FORMAT,
  requireModelFile,
  VERSION,
  type LayeredFile,
  type ModelFile,
  type RegressionFile,
  type ConsumptionFile,
} from "../model-file";
import { TERMS, type Card } from "../predictor";
import type { RegressionModel, Regressor } from "../regression";
import type { ScaledTotals } from "./own-interval";
import type { TotalsModel } from "../totals";
import { encodeTrees } from "../trees";
import type { ConsumptionModel } from "../consumption";

/** `measured`: model and input width of each row in the model's novelty space. */
export function layeredFile(
  card: Card,
  model: LayeredModel,
  measured: readonly { readonly model: string; readonly inputWidth: number }[],
): string {
  const models = [...new Set(measured.map((row) => row.model))];
  const aggregate = model.aggregate;
  const file: LayeredFile = {
    kind: "layered",
    groups: [...GROUPS],
    terms: [...TERMS],
    kernelFeatures: [...KERNEL_FEATURES],
    theta: [...model.additive.theta],
    trees: model.trees.map(encodeTrees),
    novelty: {
      mean: [...model.novelty.mean],
      scale: [...model.novelty.scale],
      points: encodeInt16(model.novelty.points),
    },
    measured: {
      models,
      model: measured.map((row) => models.indexOf(row.model)),
      inputWidth: measured.map((row) => row.inputWidth),
    },
    interval: {
      known: [...model.interval.known],
      newSize: [...model.interval.newSize],
      sizes: [...model.interval.sizes],
    },
    aggregate: {
      theta: [...aggregate.theta],
      trees: encodeTrees(aggregate.trees),
      logHalfWidth: aggregate.logHalfWidth,
      low: [...aggregate.low],
      high: [...aggregate.high],
    },
  };
  return fileText(card, file);
}

/** What retraining changes in the base's model file. */
export interface CalibrationParts {
  readonly base: string;
  readonly theta: Float64Array;
  /** Share of the base's tree corrections that holds. */
  readonly correction: number;
  readonly interval: IntervalTable;
  readonly totals: ScaledTotals;
}

/** `baseText`: an embedded layered predictor's file, as `loadLayered` accepts it. */
export function calibratedFile(baseText: string, card: Card, parts: CalibrationParts): string {
  const { model } = JSON.parse(baseText) as { readonly model: LayeredFile };
  const { interval, totals } = parts;
  return fileText(card, {
    ...model,
    interval: { known: [...interval.known], newSize: [...interval.newSize], sizes: [...interval.sizes] },
    aggregate: { ...model.aggregate, logHalfWidth: totals.logHalfWidth },
    calibrated: { base: parts.base, theta: [...parts.theta], correction: parts.correction, totals: totals.factor },
  });
}

export function totalsFile(card: Card, model: TotalsModel): string {
  return fileText(card, {
    kind: "totals",
    features: [...model.features],
    trees: encodeTrees(model.trees),
    base: model.base,
    low: [...model.low],
    high: [...model.high],
  });
}

export function regressionFile(card: Card, model: RegressionModel): string {
  const { features, logarithms, mean, scale, low, high } = model;
  return fileText(card, {
    kind: "regression",
    features: [...features],
    logarithms,
    mean: [...mean],
    scale: [...scale],
    low: [...low],
    high: [...high],
    regressor: regressorFile(model.regressor),
  });
}

function regressorFile(regressor: Regressor): RegressionFile["regressor"] {
  switch (regressor.kind) {
    case "linear":
      return { ...regressor, weights: [...regressor.weights] };
    case "perceptron":
      return {
        kind: regressor.kind,
        layers: regressor.layers.map(({ inputs, weights, biases }) => ({
          inputs,
          weights: encodeFloat32(weights),
          biases: encodeFloat32(biases),
        })),
      };
    case "support-vectors": {
      const { kind, kernel, vectors, coefficients, bias } = regressor;
      return { kind, kernel, vectors: encodeFloat32(vectors), coefficients: encodeFloat32(coefficients), bias };
    }
    default:
      return assertNever(regressor);
  }
}

export function consumptionFile(card: Card, { power, memory, energy }: ConsumptionModel): string {
  const file: ConsumptionFile = {
    kind: "consumption",
    power: { ...power, trees: encodeTrees(power.trees), low: [...power.low], high: [...power.high] },
    memory: {
      ...memory,
      theta: [...memory.theta],
      trees: encodeTrees(memory.trees),
      low: [...memory.low],
      high: [...memory.high],
    },
    energy: { ...energy },
  };
  return fileText(card, file);
}

/** Text that `load` reads again: what is not finite would become null in it. */
function fileText(card: Card, model: ModelFile["model"]): string {
  const file = { format: FORMAT, version: VERSION, card, model };
  requireModelFile(file);
  return `${JSON.stringify(file)}\n`;
}
