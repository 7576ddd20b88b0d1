import assert from "node:assert/strict";
import { constantAtNominal, TERM_COUNT, termIndex, THETA_LENGTH } from "../../../predictors/src/additive";
import { DEVICES, inTilesOf } from "../../../predictors/src/devices";
import { GROUPS } from "../../../predictors/src/groups";
import { layeredPredictor } from "../../../predictors/src/layered";
import { loadLayered } from "../../../predictors/src/load";
import { coefficientBounds } from "../../../predictors/src/train/additive";
import { kernelTable } from "../../../predictors/src/train/kernel-table";
import { Random } from "../../../predictors/src/train/random";
import { carriedCorrection, designMs, designOf, fitTransferred } from "../../../predictors/src/train/transfer";
import { features, kernel, smallNetwork } from "../../support/kernels";
import { modelText } from "../../support/models";
import { assertOptimum, type DenseProblem } from "../../support/regression";

describe("a board fitted to few rows", () => {
  const loaded = loadLayered(modelText("layered", "agx"));
  assert.ok(!("kind" in loaded));
  const { model } = loaded;
  const place = GROUPS.indexOf("conv3") * TERM_COUNT + termIndex("macs");

  it("keeps all of the base's tree corrections on the same GPU, and half of them on another", () => {
    // AGX and TX2 are of compute capability 7.2 and 6.2.
    assert.equal(carriedCorrection(model, DEVICES.agx), 1);
    assert.equal(carriedCorrection(model, DEVICES.tx2), 0.5);
  });

  it("keeps a coefficient that lies beyond the bounds where the rows agree with it", () => {
    const { low, high } = coefficientBounds();
    for (const value of [(low[place] ?? NaN) / 2, (high[place] ?? NaN) * 2]) {
      const theta = model.additive.theta.slice();
      theta[place] = value;
      const base = { ...model, additive: { ...model.additive, theta } };
      // Each row launches a convolution, the longer the later, and nothing else.
      const values = Array.from({ length: 6 }, (_, row) =>
        new Float64Array(THETA_LENGTH).fill(row + 1, place, place + 1),
      );
      const measured = Float64Array.from(values, (row) => designMs(row, theta));
      const fitted = fitTransferred(
        { base, correction: 1, values },
        { rows: [...values.keys()], target: measured, weight: measured.map(() => 1) },
        "coefficients",
      );
      assert.ok(Math.abs((fitted[place] ?? NaN) / value - 1) < 1e-6, `${fitted[place]} for ${value}`);
    }
  });

  const networks = [8, 16, 24, 32, 48, 64, 96, 128].map((side, i) => [
    ...smallNetwork(side, 8 + 4 * i),
    [kernel("depthwise", { macs: 90 * side, reads: 10 * side, writes: 10 * side, size: 3, shortSize: 3 })],
  ]);
  const table = kernelTable(networks);

  for (const device of [DEVICES.agx, DEVICES.tx2])
    it(`prices a network by its terms as the predictor of the ${device.name} does`, () => {
      const design = designOf(model, device, table);
      const calibrated = {
        additive: { device: inTilesOf(device, DEVICES.agx), theta: model.additive.theta },
        correction: carriedCorrection(model, device),
        totals: 1,
      };
      const predict = layeredPredictor({ ...model, calibrated });
      for (const [n, network] of networks.entries()) {
        const answer = predict(features(network));
        assert.ok(answer.kind === "estimate");
        const values = design.values[n] ?? new Float64Array();
        assert.ok(Math.abs(designMs(values, model.additive.theta) / answer.ms - 1) < 1e-9);
        assert.equal(values[THETA_LENGTH - 1], constantAtNominal(device));
      }
    });

  describe("in steps", () => {
    const design = designOf(model, DEVICES.tx2, table);
    const start = model.additive.theta;
    const random = new Random(4);
    // Slower than the base says, the larger the more, and one row that is not to be believed.
    const target = Float64Array.from(design.values, (values, n) =>
      n === 5 ? 0.01 : designMs(values, start) * (1.2 + n / 8 + 0.1 * random.next()),
    );
    const weight = Float64Array.from(design.values, (_, n) => (n === 2 ? 0.25 : 1));
    const rows = [0, 1, 2, 4, 5, 6, 7];
    const fitted = { rows, target, weight };
    const chosen = {
      target: Float64Array.from(rows, (row) => target[row] ?? NaN),
      weight: Float64Array.from(rows, (row) => weight[row] ?? NaN),
      smooth: 0.12,
    };
    const factors = rows.map((row) => (target[row] ?? NaN) / designMs(design.values[row] ?? start, start));
    const factor = Math.max(...factors.filter((one) => factors.filter((other) => other <= one).length <= 4));
    const valuesOf = (row: number): readonly number[] => Array.from(design.values[row] ?? []);
    const termOf = (place: number): number => (place === THETA_LENGTH - 1 ? TERM_COUNT : place % TERM_COUNT);

    it("takes the middle one of the rows' factors for everything", () => {
      const theta = fitTransferred(design, fitted, "factor");
      assert.ok(factor > 1.2 && factor < 2.2);
      theta.forEach((value, place) => {
        assert.ok(Math.abs(value - (start[place] ?? NaN) * factor) < 1e-12);
      });
    });

    it("then one multiple for each term, near that factor", () => {
      const theta = fitTransferred(design, fitted, "terms");
      const multiples = new Float64Array(TERM_COUNT + 1);
      theta.forEach((value, place) => {
        if (start[place] !== 0) multiples[termOf(place)] = value / (start[place] ?? NaN);
      });
      theta.forEach((value, place) => {
        assert.ok(Math.abs(value - (start[place] ?? NaN) * (multiples[termOf(place)] ?? NaN)) < 1e-9);
      });
      const prior = multiples.map(() => factor);
      // Strengths in rows, in the order of TERMS, and that of the constant.
      const strengths = [0.1, 1.8, 0.1, 0.1, 0.1, 0.3, 3, 3, 0.3, 1.8, 0.3];
      const problem: DenseProblem = {
        ...chosen,
        rows: rows.map((row) => {
          const sums = multiples.map(() => 0);
          valuesOf(row).forEach((value, place) => {
            sums[termOf(place)] = (sums[termOf(place)] ?? NaN) + value * (start[place] ?? NaN);
          });
          return Array.from(sums);
        }),
        prior,
        ridge: Float64Array.from(strengths, (strength) => strength / rows.length),
        low: prior.map((value) => value / 10),
        high: prior.map((value) => value * 10),
      };
      assertOptimum(problem, multiples, "terms");
    });

    it("then each coefficient that a row launches, near that multiple and within its bounds", () => {
      const prior = fitTransferred(design, fitted, "terms");
      const theta = fitTransferred(design, fitted, "coefficients");
      const isUsed = (place: number): boolean => rows.some((row) => valuesOf(row)[place] !== 0);
      const used = [...theta.keys()].filter(isUsed);
      assert.ok(used.length > 20 && used.length < THETA_LENGTH);
      for (const place of theta.keys()) if (!isUsed(place)) assert.equal(theta[place], prior[place]);
      const bounds = coefficientBounds();
      const pick = (numbers: Float64Array): Float64Array => Float64Array.from(used, (place) => numbers[place] ?? NaN);
      const [first, low, high] = [pick(prior), pick(bounds.low), pick(bounds.high)];
      const problem: DenseProblem = {
        ...chosen,
        rows: rows.map((row) => used.map((place) => valuesOf(row)[place] ?? NaN)),
        prior: first,
        ridge: first.map(() => 0.5 / rows.length),
        low: low.map((value, i) => Math.min(value, first[i] ?? NaN)),
        high: high.map((value, i) => Math.max(value, first[i] ?? NaN)),
      };
      assertOptimum(problem, pick(theta), "coefficients");
    });
  });
});
