import assert from "node:assert/strict";
import fc from "fast-check";
import { loadParts } from "../../../predictors/src/load";
import type { Card } from "../../../predictors/src/predictor";
import { regress, type RegressionModel, type Regressor, type SvrKernel } from "../../../predictors/src/regression";
import { fitStepwise } from "../../../predictors/src/train/least-squares";
import { regressionFile } from "../../../predictors/src/train/model-file";
import { fitPerceptron } from "../../../predictors/src/train/perceptron";
import { Random } from "../../../predictors/src/train/random";
import { fitSupportVectors } from "../../../predictors/src/train/support-vectors";

interface Sample {
  readonly rows: readonly Float64Array[];
  readonly target: readonly number[];
}

/** Rows of numbers in −1 … 1 and what `of` makes of each. */
function sample(count: number, width: number, of: (row: Float64Array) => number, seed = 1): Sample {
  const random = new Random(seed);
  const rows = Array.from({ length: count }, () => Float64Array.from({ length: width }, () => 2 * random.next() - 1));
  return { rows, target: rows.map(of) };
}

const at = (row: Float64Array, place: number): number => row[place] ?? NaN;

function meanError(regressor: Regressor, { rows, target }: Sample): number {
  return rows.reduce((sum, row, i) => sum + Math.abs(regress(regressor, row) - (target[i] ?? NaN)), 0) / rows.length;
}

const RBF: SvrKernel = { name: "rbf", gamma: 1, offset: 0, degree: 1 };
const LINEAR: SvrKernel = { name: "linear", gamma: 1, offset: 0, degree: 1 };

describe("least squares, step by step", () => {
  it("finds the coefficients that made the numbers, the most telling feature first, and leaves out one that says nothing", () => {
    const { rows, target } = sample(200, 3, (row) => 0.5 + 3 * at(row, 2) - at(row, 0));
    const { steps, model } = fitStepwise(rows, target);
    assert.deepEqual(
      steps.map(({ feature }) => feature),
      [2, 0],
    );
    for (const [index, expected] of [-1, 0, 3].entries())
      assert.ok(Math.abs((model.weights[index] ?? NaN) - expected) < 1e-9, model.weights.join());
    assert.ok(Math.abs(model.intercept - 0.5) < 1e-9);
    assert.ok(Math.abs((steps[1]?.adjustedR2 ?? NaN) - 1) < 1e-9);
  });

  it("adjusts R² for the number of features", () => {
    // One feature on four rows by hand: y = 1, 2, 2, 3 on x = 0, 1, 2, 3 has the slope 0.6, R² 0.9, adjusted 1 − 0.1·3/2 = 0.85.
    const rows = [0, 1, 2, 3].map((x) => Float64Array.of(x));
    const { steps, model } = fitStepwise(rows, [1, 2, 2, 3]);
    assert.ok(Math.abs((steps[0]?.adjustedR2 ?? NaN) - 0.85) < 1e-12);
    assert.ok(Math.abs((model.weights[0] ?? NaN) - 0.6) < 1e-12);
  });

  it("makes relative errors small where the rows are weighted so", () => {
    // y = x for small rows, 2 x for one large row: in relative errors the many small ones win.
    const rows = [1, 2, 3, 4, 100].map((x) => Float64Array.of(x));
    const target = [1, 2, 3, 4, 200];
    const slope = (weights?: readonly number[]): number => fitStepwise(rows, target, weights).model.weights[0] ?? NaN;
    assert.ok(slope() > 1.9, `${slope()}`);
    const relative = fitStepwise(
      rows,
      target,
      target.map((value) => 1 / value),
    ).model;
    const errors = [1, 2, 3, 4].map((x) => Math.abs(regress(relative, Float64Array.of(x)) / x - 1));
    const plain = fitStepwise(rows, target).model;
    const plainErrors = [1, 2, 3, 4].map((x) => Math.abs(regress(plain, Float64Array.of(x)) / x - 1));
    assert.ok(Math.max(...errors) < Math.max(...plainErrors) / 2, `${errors.join()} and ${plainErrors.join()}`);
  });

  it("takes a feature only where a row is left to judge by", () => {
    const steps = (...x: readonly number[]): number =>
      fitStepwise(
        x.map((value) => Float64Array.of(value)),
        x.map((value) => 2 * value),
      ).steps.length;
    assert.deepEqual([steps(1, 2), steps(1, 2, 4)], [0, 1]);
  });

  it("takes none of two features that say the same twice, and gives the mean where none helps", () => {
    const twice = sample(50, 1, (row) => at(row, 0));
    const rows = twice.rows.map((row) => Float64Array.of(at(row, 0), at(row, 0)));
    assert.equal(fitStepwise(rows, twice.target).steps.length, 1);
    const constant = fitStepwise([Float64Array.of(0), Float64Array.of(0), Float64Array.of(0)], [1, 2, 6]);
    assert.deepEqual(constant, { steps: [], model: { kind: "linear", weights: [0], intercept: 3 } });
  });
});

describe("multi-layer perceptron", () => {
  it("learns a product, which no linear model can, and gives the same numbers for a seed", () => {
    const given = sample(400, 2, (row) => at(row, 0) * at(row, 1));
    const settings = { hidden: [16, 8], decay: 1e-5, epochs: 120 };
    const fitted = fitPerceptron(given.rows, given.target, settings, 3);
    const unseen = sample(100, 2, (row) => at(row, 0) * at(row, 1), 9);
    const error = meanError(fitted, unseen);
    assert.ok(error < 0.03, `${error}`);
    assert.ok(meanError(fitStepwise(given.rows, given.target).model, unseen) > 0.2);
    assert.deepEqual(fitPerceptron(given.rows, given.target, settings, 3), fitted);
    assert.notDeepEqual(fitPerceptron(given.rows, given.target, settings, 4), fitted);
  });

  it("keeps its weights small where their size costs", () => {
    const { rows, target } = sample(200, 2, (row) => at(row, 0));
    const size = (decay: number): number =>
      fitPerceptron(rows, target, { hidden: [4], decay, epochs: 60 }, 1).layers.reduce(
        (sum, { weights }) => sum + weights.reduce((inner, weight) => inner + weight ** 2, 0),
        0,
      );
    assert.ok(size(0.1) < size(0) / 2, `${size(0.1)} and ${size(0)}`);
  });
});

describe("support vector regression", () => {
  it("fulfils the conditions of its optimum: who is well within the tolerance has no say, who is beyond it all that it may", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom(LINEAR, RBF),
        fc.constantFrom(0.5, 2),
        (seed, kernel, cost) => {
          const given = sample(40, 2, (row) => Math.sin(3 * at(row, 0)) + at(row, 1), seed);
          const tolerance = 0.1;
          const fitted = fitSupportVectors(given.rows, given.target, { kernel, cost, tolerance }, 1);
          const coefficientOf = (row: Float64Array): number => {
            const place = Array.from(fitted.coefficients.keys()).find((i) =>
              row.every((value, j) => Math.fround(value) === fitted.vectors[i * 2 + j]),
            );
            return place === undefined ? 0 : (fitted.coefficients[place] ?? NaN);
          };
          for (const [i, row] of given.rows.entries()) {
            const error = (given.target[i] ?? NaN) - regress(fitted, row);
            const coefficient = coefficientOf(row);
            // The descent ends a little before its goal.
            const slack = 0.02;
            if (coefficient === 0) assert.ok(Math.abs(error) <= tolerance + slack, `${error}`);
            else if (Math.abs(coefficient) < cost - 1e-3)
              assert.ok(Math.abs(error - Math.sign(coefficient) * tolerance) <= slack, `${error} at ${coefficient}`);
            else assert.ok(error * Math.sign(coefficient) >= tolerance - slack, `${error} at the bound`);
          }
        },
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  it("follows a curve by its kernels, and a straight line within its tolerance", () => {
    const curve = (row: Float64Array): number => at(row, 0) ** 3 - at(row, 1) ** 2;
    const given = sample(150, 2, curve);
    const unseen = sample(80, 2, curve, 7);
    const error = (kernel: SvrKernel): number =>
      meanError(fitSupportVectors(given.rows, given.target, { kernel, cost: 10, tolerance: 0.02 }, 1), unseen);
    assert.ok(error(RBF) < 0.04, `${error(RBF)}`);
    assert.ok(error({ name: "polynomial", gamma: 1, offset: 1, degree: 3 }) < 0.04);
    assert.ok(error(LINEAR) > 0.15);
    // The hyperbolic tangent is no inner product: it is only held to an end with numbers.
    assert.ok(Number.isFinite(error({ name: "sigmoid", gamma: 0.1, offset: 0, degree: 1 })));
    const line = sample(60, 2, (row) => 2 * at(row, 0) + 1);
    assert.ok(
      meanError(fitSupportVectors(line.rows, line.target, { kernel: LINEAR, cost: 100, tolerance: 0.02 }, 1), line) <=
        0.021,
    );
  });
});

describe("model files of regressions", () => {
  const CARD: Card = {
    predictor: "svr",
    device: "tx2",
    title: "A regression",
    rows: 3,
    dataHash: "0".repeat(64),
    source: "made up",
    conditions: "none",
    seed: 1,
    command: "none",
    metrics: [],
  };
  const { rows, target } = sample(30, 2, (row) => at(row, 0) * at(row, 1));
  const regressors: readonly Regressor[] = [
    fitStepwise(rows, target).model,
    fitPerceptron(rows, target, { hidden: [3], decay: 0, epochs: 5 }, 1),
    fitSupportVectors(rows, target, { kernel: RBF, cost: 1, tolerance: 0.1 }, 1),
  ];
  const modelOf = (regressor: Regressor): RegressionModel => ({
    features: ["flops", "layers"],
    logarithms: true,
    mean: [1, 2],
    scale: [3, 4],
    low: [5, 6],
    high: [7, 8],
    regressor,
  });

  for (const regressor of regressors)
    it(`come back as they were written: ${regressor.kind}`, () => {
      const loaded = loadParts(regressionFile(CARD, modelOf(regressor)));
      assert.ok(loaded.kind === "regression", "why" in loaded ? loaded.why : "");
      assert.deepEqual(loaded.model, { kind: "regression", ...modelOf(regressor) });
    });

  it("are refused with the reason where their parts do not fit", () => {
    const [linear, perceptron, vectors] = regressors.map((regressor) => regressionFile(CARD, modelOf(regressor)));
    const why = (text: string | undefined, change: (model: Record<string, unknown>) => void): string => {
      const file = JSON.parse(text ?? "") as {
        model: Record<string, unknown> & { regressor: Record<string, unknown> };
      };
      change(file.model);
      const loaded = loadParts(JSON.stringify(file));
      return "why" in loaded ? loaded.why : "loaded";
    };
    const inRegressor = (change: Record<string, unknown>) => (model: Record<string, unknown>) =>
      void Object.assign(model["regressor"] as object, change);
    assert.match(why(linear, inRegressor({ weights: [1] })), /1 weights instead of 2/);
    assert.match(
      why(linear, (model) => (model["mean"] = [1])),
      /1 means instead of 2/,
    );
    assert.match(
      why(linear, (model) => (model["scale"] = [1, 0])),
      /scale/,
    );
    assert.match(why(perceptron, inRegressor({ layers: [] })), /last layer does not have one unit/);
    assert.match(why(vectors, inRegressor({ vectors: "AAAA" })), /not valid base64/);
    assert.match(why(vectors, inRegressor({ vectors: "" })), /0 numbers of support vectors instead of/);
    // Infinity in 32 bits, little-endian.
    assert.match(why(vectors, inRegressor({ coefficients: "AACAfw==" })), /one of its coefficients is Infinity/);
  });
});
