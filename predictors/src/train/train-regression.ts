/**
 * Training of the regressions on whole-network features. Settings are chosen among a few by the error on models that are held out, on
 * training rows alone.
 */
import { AGGREGATE_FEATURES, type Metric } from "../predictor";
import { milliseconds, standardised, type RegressionModel, type Regressor, type SvrKernel } from "../regression";
import { heldOutEstimates, heldOutMetrics, type Fit } from "./cross-validation";
import { fitStepwise } from "./least-squares";
import { fitPerceptron, type PerceptronSettings } from "./perceptron";
import type { TrainingRow } from "./rows";
import { mean } from "./statistics";
import { fitSupportVectors, type SvrSettings } from "./support-vectors";

export interface TrainedRegression {
  readonly model: RegressionModel;
  /** The chosen settings in words. */
  readonly settings: string;
  readonly metrics: readonly Metric[];
}

/** A way to fit, and what it is called. */
interface Candidate {
  readonly settings: string;
  readonly logarithms: boolean;
  readonly fit: (rows: readonly Float64Array[], target: readonly number[]) => Regressor;
}

export function trainLeastSquares(rows: readonly TrainingRow[], seed: number): TrainedRegression {
  const candidates: readonly Candidate[] = [
    { settings: "logarithms", logarithms: true, fit: (x, y) => fitStepwise(x, y).model },
    {
      settings: "relative errors",
      logarithms: false,
      fit: (x, y) =>
        fitStepwise(
          x,
          y,
          y.map((ms) => 1 / ms),
        ).model,
    },
  ];
  return trainBest(rows, candidates, seed);
}

const EPOCHS = 150;
const PERCEPTRONS: readonly PerceptronSettings[] = [[16], [32, 16]].flatMap((hidden) =>
  [1e-4, 1e-2].map((decay) => ({ hidden, decay, epochs: EPOCHS })),
);

export function trainPerceptron(rows: readonly TrainingRow[], seed: number): TrainedRegression {
  const candidates = PERCEPTRONS.map((settings) => ({
    settings: `${settings.hidden.join(" and ")} units, decay ${settings.decay}`,
    logarithms: true,
    fit: (x: readonly Float64Array[], y: readonly number[]) => fitPerceptron(x, y, settings, seed),
  }));
  return trainBest(rows, candidates, seed);
}

/** Two percent of the time. */
const TOLERANCE = 0.02;
const kernel = (name: SvrKernel["name"], gamma = 1, offset = 0, degree = 1): SvrKernel => ({
  name,
  gamma,
  offset,
  degree,
});
const KERNELS: readonly SvrKernel[] = [
  kernel("linear"),
  kernel("polynomial", 0.1, 1, 3),
  kernel("sigmoid", 0.01, 0),
  kernel("rbf", 0.03),
  kernel("rbf", 0.1),
  kernel("rbf", 0.3),
];
const SUPPORT_VECTORS: readonly SvrSettings[] = KERNELS.flatMap((one) =>
  [1, 10].map((cost) => ({ kernel: one, cost, tolerance: TOLERANCE })),
);

export function trainSupportVectors(rows: readonly TrainingRow[], seed: number): TrainedRegression {
  const candidates = SUPPORT_VECTORS.map((settings) => ({
    settings: `${settings.kernel.name}, γ ${settings.kernel.gamma}, C ${settings.cost}`,
    logarithms: true,
    fit: (x: readonly Float64Array[], y: readonly number[]) => fitSupportVectors(x, y, settings, seed),
  }));
  return trainBest(rows, candidates, seed);
}

function trainBest(rows: readonly TrainingRow[], candidates: readonly Candidate[], seed: number): TrainedRegression {
  const errors = candidates.map((candidate) =>
    mean(
      heldOutEstimates(rows, "model", seed, estimator(candidate)).map(({ measured, estimated }) =>
        Math.abs(estimated / measured - 1),
      ),
    ),
  );
  const best = candidates[errors.indexOf(Math.min(...errors))];
  if (best === undefined) throw new Error("no candidate has an error that is a number");
  const metrics = heldOutMetrics(rows, seed, estimator(best));
  return { model: fitRegression(rows, best), settings: best.settings, metrics };
}

function estimator(candidate: Candidate): Fit {
  return (rows) => {
    const model = fitRegression(rows, candidate);
    return (aggregate) => milliseconds(model, aggregate);
  };
}

/** A feature that does not vary says nothing: it stays at 0. */
const LEAST_SCALE = 1e-6;

function fitRegression(rows: readonly TrainingRow[], { logarithms, fit }: Candidate): RegressionModel {
  const features = AGGREGATE_FEATURES;
  const shaped = (value: number): number => (logarithms ? Math.log1p(value) : value);
  const columns = features.map((name) => rows.map((row) => shaped(row.aggregate[name])));
  const centre = columns.map(mean);
  const scale = columns.map((values, i) => {
    const spread = Math.sqrt(mean(values.map((value) => (value - (centre[i] ?? 0)) ** 2)));
    return spread > LEAST_SCALE ? spread : 1;
  });
  const x = rows.map((row) => standardised({ features, logarithms, mean: centre, scale }, row.aggregate));
  const y = rows.map((row) => (logarithms ? Math.log(row.acetMs) : row.acetMs));
  const ranges = features.map((name) => rows.map((row) => row.aggregate[name]));
  return {
    features,
    logarithms,
    mean: centre,
    scale,
    regressor: fit(x, y),
    low: ranges.map((values) => Math.min(...values)),
    high: ranges.map((values) => Math.max(...values)),
  };
}
