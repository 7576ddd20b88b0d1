/** The fit of bounded coefficients, held to the conditions of its optimum, and where the additive model's coefficients may lie. */
import assert from "node:assert/strict";
import { TERM_COUNT, THETA_LENGTH } from "../../../predictors/src/additive";
import { GROUPS } from "../../../predictors/src/groups";
import { coefficientBounds, defaultCoefficients } from "../../../predictors/src/train/additive";
import { fitCoefficients } from "../../../predictors/src/train/bounded-regression";
import { Random } from "../../../predictors/src/train/random";
import { assertOptimum, sparseRows, type DenseProblem } from "../../support/regression";

/** Rows of which a third of the entries are zero; the measured values are off by up to a fifth, one of them by four. */
function dense(seed: number): DenseProblem {
  const random = new Random(seed);
  const width = 3 + random.below(4);
  const truth = Array.from({ length: width }, () => 0.2 + 2 * random.next());
  const rows = Array.from({ length: 12 + random.below(12) }, () =>
    truth.map((_, j) => (j > 0 && random.next() < 0.3 ? 0 : 0.1 + random.next())),
  );
  const target = rows.map((row, n) => {
    const exact = row.reduce((sum, value, j) => sum + value * (truth[j] ?? NaN), 0);
    return exact * (n === 3 ? 4 : 0.8 + 0.4 * random.next());
  });
  const prior = Float64Array.from(truth, (value) => value * (0.5 + random.next()));
  return {
    rows,
    target: Float64Array.from(target),
    weight: seed % 3 === 0 ? null : Float64Array.from(rows, () => 0.5 + 4 * random.next()),
    prior,
    ridge: prior.map(() => 0.02 * random.next()),
    // Narrow around the truth for some coefficients: there the bounds hold the fit.
    low: Float64Array.from(truth, (value, j) => (j === 1 ? value * 1.1 : 0.05)),
    high: Float64Array.from(truth, (value, j) => (j === 2 ? value * 0.9 : 10)),
    smooth: 0.1,
  };
}

describe("the fit of coefficients", () => {
  it("ends where no coefficient can be moved within its bounds without a larger error", () => {
    const seen = { inside: 0, low: 0, high: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const given = dense(seed);
      const theta = fitCoefficients({ ...given, rows: sparseRows(given.rows) });
      for (const place of assertOptimum(given, theta, `seed ${seed}`)) seen[place] += 1;
    }
    assert.ok(Math.min(...Object.values(seen)) > 20, JSON.stringify(seen));
  });

  it("starts from the prior within the bounds, and stays there where the rows agree", () => {
    const given = dense(1);
    const { prior, low, high } = given;
    const start = prior.map((value, j) => Math.min(Math.max(value, low[j] ?? NaN), high[j] ?? NaN));
    const target = Float64Array.from(given.rows, (row) =>
      row.reduce((sum, value, j) => sum + value * (start[j] ?? NaN), 0),
    );
    fitCoefficients({ ...given, rows: sparseRows(given.rows), target }).forEach((fitted, j) => {
      assert.ok(Math.abs(fitted - (start[j] ?? NaN)) < 1e-9);
    });
  });
});

/** For some groups, by term in the order of TERMS: the lowest coefficient, the first one and the highest. */
const COEFFICIENTS: readonly { readonly groups: string; readonly terms: string }[] = [
  {
    groups: "conv1 conv1_small conv1_thin",
    terms: ".3 1 10, .05 1.4 50, 0 .3 50, 0 .3 50, 0 1 50, .05 1.5 1.5, .2 1.5 50, .2 1.5 50, .25 1.5 1.5, 0 .3 50",
  },
  {
    groups: "conv3 conv3_small conv3_thin",
    terms: ".3 1 10, .05 .8 50, 0 .3 50, 0 .3 50, 0 1 50, .05 1.5 50, .2 1.5 50, .2 1.5 50, .25 1.5 50, 0 .3 50",
  },
  {
    groups: "conv3_stride conv2 conv5 conv7 conv9 conv11 conv_large_stride grouped1 grouped3 conv_rgb conv_asymmetric",
    terms: ".3 1 10, .05 1.4 50, 0 .3 50, 0 .3 50, 0 1 50, .05 1.5 50, .2 1.5 50, .2 1.5 50, .25 1.5 50, 0 .3 50",
  },
  {
    groups: "depthwise3 depthwise3_stride depthwise5 depthwise5_stride",
    terms: ".3 1 10, 1 1.4 50, 0 0 0, 0 0 0, 0 1 50, .05 1.5 50, .2 1.5 50, 0 0 0, .25 1.5 50, 0 0 0",
  },
  {
    groups: "matmul",
    terms: ".3 1 10, .05 1.4 50, 0 0 0, 0 0 0, 0 1 50, .05 1.5 50, .2 1.5 50, .2 1.5 50, .25 1.5 50, 0 .3 50",
  },
  {
    groups: "dense",
    terms: ".3 1 10, 1 1.4 50, 0 0 0, 0 0 0, 0 1 50, .05 1.5 50, .7 1.5 3, 0 0 0, .25 1.5 50, 0 0 0",
  },
  {
    groups: "bias batch_norm batch_norm_first",
    terms: ".3 1 10, 0 0 0, 0 0 0, 0 0 0, 0 0 0, .05 1.5 1.25, 0 1.5 1.5, 0 0 0, .25 1.5 1.25, 0 0 0",
  },
  {
    groups: "activation add concat",
    terms: ".3 1 10, 0 0 0, 0 0 0, 0 0 0, 0 0 0, .05 1.5 1.25, 0 1.5 1.5, 0 0 0, .9 1.5 1.25, 0 0 0",
  },
  {
    groups: "pad slice shuffle global_pool pool pool3 softmax copy",
    terms: ".3 1 10, 0 0 0, 0 0 0, 0 0 0, 0 0 0, .05 1.5 50, 0 1.5 1.5, 0 0 0, .25 1.5 50, 0 0 0",
  },
];

describe("the additive model's coefficients", () => {
  const { low, high } = coefficientBounds();
  const first = defaultCoefficients();
  const at = (place: number): readonly (number | undefined)[] => [low, first, high].map((all) => all[place]);

  it("start and stay where the board's physics lets them", () => {
    assert.deepEqual(COEFFICIENTS.flatMap(({ groups }) => groups.split(" ")).sort(), [...GROUPS].sort());
    for (const group of GROUPS) {
      const { terms = "" } = COEFFICIENTS.find(({ groups }) => groups.split(" ").includes(group)) ?? {};
      assert.deepEqual(
        Array.from({ length: TERM_COUNT }, (_, term) => at(GROUPS.indexOf(group) * TERM_COUNT + term)),
        terms.split(", ").map((numbers) => numbers.split(" ").map(Number)),
        group,
      );
    }
    // The network's constant is not fitted.
    assert.deepEqual(at(THETA_LENGTH - 1), [0.3, 1, 0.3]);
  });
});
