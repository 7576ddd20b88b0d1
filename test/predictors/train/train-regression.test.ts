/** Training of the predictors on whole-network features: what is scaled, how settings are chosen, what is known of the range. */
import assert from "node:assert/strict";
import { aggregateMs, baselineTerms } from "../../../predictors/src/aggregate";
import { DEVICES } from "../../../predictors/src/devices";
import { AGGREGATE_FEATURES, type AggregateFeature, type AggregateFeatures } from "../../../predictors/src/predictor";
import { milliseconds } from "../../../predictors/src/regression";
import { fitAggregate } from "../../../predictors/src/train/aggregate";
import { Random } from "../../../predictors/src/train/random";
import { SYNTHETIC, type TrainingRow } from "../../../predictors/src/train/rows";
import {
  trainLeastSquares,
  trainPerceptron,
  trainSupportVectors,
} from "../../../predictors/src/train/train-regression";
import { boostSettings, TOTALS_FEATURES, trainBoosted, trainForest } from "../../../predictors/src/train/train-totals";
import { TOTALS } from "../../support/kernels";
import { assertOptimum } from "../../support/regression";

/** `count` networks of four families of three models whose totals are drawn; what each takes is said by `of`. */
function rowsBy(count: number, of: (aggregate: AggregateFeatures) => number): readonly TrainingRow[] {
  const random = new Random(3);
  return Array.from({ length: count }, (_, i) => {
    const drawn = (least: number): number => Math.round(least * 50 ** random.next());
    const aggregate = {
      ...TOTALS,
      flops: drawn(1e8),
      sum_activations: drawn(1e5),
      weighted_neurons: drawn(1e7),
      params_conv: drawn(1e4),
      layers: drawn(10),
      input_size: drawn(3000),
      params_fc: drawn(1000),
    };
    return {
      model: `model ${i % 12}`,
      family: i % 6 === 5 ? SYNTHETIC : `family ${i % 4}`,
      inputWidth: 32 * (1 + (i % 5)),
      acetMs: of(aggregate),
      columns: { ...aggregate, flops: aggregate.flops + 1 },
      aggregate,
      network: null,
    };
  });
}

const power = ({ flops, sum_activations }: AggregateFeatures): number =>
  1e-6 * (1 + flops) ** 0.6 * (1 + sum_activations) ** 0.1;
const linear = ({ flops, sum_activations }: AggregateFeatures): number => 0.5 + 2e-9 * flops + 3e-7 * sum_activations;

function assertRange(
  rows: readonly TrainingRow[],
  {
    features,
    low,
    high,
  }: {
    readonly features: readonly AggregateFeature[];
    readonly low: readonly number[];
    readonly high: readonly number[];
  },
): void {
  const sorted = features.map((name) => rows.map((row) => row.aggregate[name]).sort((a, b) => a - b));
  assert.deepEqual([low, high], [sorted.map((values) => values[0]), sorted.map((values) => values.at(-1))]);
}

describe("training of regressions", () => {
  it("takes logarithms where the time is a power of the totals, and relative errors where it is their sum", () => {
    for (const [of, settings] of [
      [power, "logarithms"],
      [linear, "relative errors"],
    ] as const) {
      const rows = rowsBy(60, of);
      const trained = trainLeastSquares(rows, 1);
      assert.equal(trained.settings, settings);
      assert.equal(trained.model.logarithms, settings === "logarithms");
      for (const { aggregate, acetMs } of rows)
        assert.ok(Math.abs(milliseconds(trained.model, aggregate) / acetMs - 1) < 1e-3);
      assert.deepEqual(
        trained.metrics.map(({ name, n }) => [name, n]),
        ["size", "model", "family"].map((kind) => [`cv by ${kind}`, 60]),
      );
      assertRange(rows, trained.model);
    }
  });

  it("scales every feature by its mean and its deviation, and one that does not vary by nothing", () => {
    const rows = rowsBy(60, power);
    const { model } = trainLeastSquares(rows, 1);
    for (const [i, name] of AGGREGATE_FEATURES.entries()) {
      const values = rows.map((row) => Math.log1p(row.aggregate[name]));
      const mean = values.reduce((sum, value) => sum + value / values.length, 0);
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
      assert.ok(Math.abs((model.mean[i] ?? NaN) - mean) < 1e-9, name);
      const scale =
        name.startsWith("bn") || ["params_bn", "conv_layers", "fc_layers"].includes(name) ? 1 : Math.sqrt(variance);
      assert.ok(Math.abs((model.scale[i] ?? NaN) - scale) < 1e-9, name);
    }
  });

  it("finds a curve by perceptrons and by support vectors, and says which of its settings it took", () => {
    const rows = rowsBy(24, power);
    const perceptron = trainPerceptron(rows, 1);
    assert.match(perceptron.settings, /^(16|32 and 16) units, decay (0\.0001|0\.01)$/);
    const vectors = trainSupportVectors(rows, 1);
    assert.match(vectors.settings, /^(linear, γ 1|polynomial, γ 0\.1|sigmoid, γ 0\.01|rbf, γ 0\.(03|1|3)), C (1|10)$/);
    // The logarithm is a straight line.
    assert.match(vectors.settings, /^linear/);
    for (const { model, metrics } of [perceptron, vectors]) {
      assert.ok(model.logarithms);
      assertRange(rows, model);
      assert.ok((metrics[1]?.mape ?? NaN) < 15, JSON.stringify(metrics));
    }
  });
});

describe("training of trees on totals", () => {
  it("knows the range of the totals that they look at", () => {
    const rows = rowsBy(60, linear);
    for (const { model, metrics } of [trainForest(rows, 1), trainBoosted("agx", rows, 1)]) {
      assert.deepEqual(model.features, TOTALS_FEATURES);
      assertRange(rows, model);
      assert.deepEqual(
        metrics.map(({ name, n }) => [name, n]),
        ["size", "model", "family"].map((kind) => [`cv by ${kind}`, 60]),
      );
    }
  });

  it("takes the settings of the board, and those of the TX2 for another one", () => {
    assert.equal(boostSettings("agx").rounds, 51);
    assert.equal(boostSettings("tx2").rounds, 271);
    assert.equal(trainBoosted("agx", rowsBy(24, linear), 1).model.trees.roots.length, 51);
  });
});

describe("training of the predictor from totals alone", () => {
  const rows = rowsBy(60, linear);
  const model = fitAggregate(DEVICES.tx2, rows, 1);

  it("fits the limits of the board first, where networks of nobody's count three times", () => {
    assertOptimum(
      {
        rows: rows.map((row) => [...baselineTerms(DEVICES.tx2, row.columns)]),
        target: Float64Array.from(rows, (row) => row.acetMs),
        weight: Float64Array.from(rows, (row) => (row.family === SYNTHETIC ? 3 : 1)),
        prior: model.theta.map(() => 1),
        ridge: model.theta.map(() => 1e-5),
        low: model.theta.map(() => 0),
        high: model.theta.map(() => 50),
        smooth: 0.03,
      },
      model.theta,
      "limits",
    );
  });

  it("then grows trees on what is left, from the measurement's own columns", () => {
    const errors = rows.map(({ columns, acetMs }) => Math.abs(aggregateMs(model, columns) / acetMs - 1));
    assert.ok(errors.reduce((sum, error) => sum + error, 0) / errors.length < 0.04, errors.join());
    const flops = AGGREGATE_FEATURES.indexOf("flops");
    const measured = rows.map((row) => row.columns.flops);
    assert.deepEqual([model.low[flops], model.high[flops]], [Math.min(...measured), Math.max(...measured)]);
    assert.equal(model.trees.roots.length, 300);
    assert.equal(model.logHalfWidth, 0);
  });
});
