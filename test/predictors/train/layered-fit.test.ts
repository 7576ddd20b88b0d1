/** The parts of a layered predictor's fit, beside what the predictor says and what plain formulas give. */
import assert from "node:assert/strict";
import {
  constantAtNominal,
  constantMs,
  groupIndex,
  kernelMs,
  leastMs,
  TERM_COUNT,
  termValues,
  THETA_LENGTH,
} from "../../../predictors/src/additive";
import { DEVICES } from "../../../predictors/src/devices";
import { COMPUTE_GROUPS, groupOf, GROUPS } from "../../../predictors/src/groups";
import { kernelFeatures, layeredPredictor, logCorrection } from "../../../predictors/src/layered";
import { loadLayered } from "../../../predictors/src/load";
import { networkShape } from "../../../predictors/src/network-shape";
import { coefficientBounds, defaultCoefficients, fitAdditive } from "../../../predictors/src/train/additive";
import { fitCoefficients } from "../../../predictors/src/train/bounded-regression";
import { boostKernels } from "../../../predictors/src/train/kernel-boost";
import { kernelTable, networkTotals, tableSubset } from "../../../predictors/src/train/kernel-table";
import { estimateNetworks, fitLayered } from "../../../predictors/src/train/layered";
import { Random } from "../../../predictors/src/train/random";
import { features, kernel, smallNetwork } from "../../support/kernels";
import { modelText } from "../../support/models";
import { sparseRows } from "../../support/regression";

const DEVICE = DEVICES.tx2;
const SEED = 3;

const NETWORKS = [8, 12, 16, 24, 32, 40, 48, 64, 80, 96].map((side, i) => [
  ...smallNetwork(side, 8 + 6 * i),
  [kernel("depthwise", { macs: 900 * side, reads: 100 * side, writes: 100 * side, size: 3, shortSize: 3 })],
]);
const FAMILIES = ["one", "one", "one", "one", "two", "two", "two", "three", "three", "four"];

describe("the fit of a layered predictor", () => {
  const table = kernelTable(NETWORKS);
  const random = new Random(1);
  const target = Float64Array.from(
    NETWORKS,
    (layers) =>
      (0.2 + layers.flat().reduce((sum, { macs, writes }) => sum + 0.01 + macs * 3e-9 + writes * 2e-7, 0)) *
      (0.9 + 0.2 * random.next()),
  );
  const fit = fitLayered(DEVICE, table, { target, families: FAMILIES }, SEED);

  it("finds the coefficients near a prior that kernels of one kind share", () => {
    const rows = NETWORKS.map((layers) => {
      const sums = new Array<number>(THETA_LENGTH).fill(0);
      for (const launched of layers.flat()) {
        const group = groupIndex(groupOf(launched));
        for (const [j, value] of termValues(DEVICE, launched, group).entries())
          sums[group * TERM_COUNT + j] = (sums[group * TERM_COUNT + j] ?? NaN) + value;
      }
      sums[THETA_LENGTH - 1] = constantAtNominal(DEVICE);
      return sums;
    });
    const defaults = defaultCoefficients();
    /** One multiple of the defaults for each term of convolutions, depthwise ones, dense layers and the rest. */
    const multipleOf = (place: number): number => {
      const group = Math.floor(place / TERM_COUNT);
      const name = GROUPS[group];
      if (name === undefined) return 4 * TERM_COUNT;
      const parent = name.startsWith("depthwise") ? 1 : name === "dense" ? 2 : COMPUTE_GROUPS[group] === true ? 0 : 3;
      return parent * TERM_COUNT + (place % TERM_COUNT);
    };
    const tied = rows.map((row) => {
      const sums = new Array<number>(4 * TERM_COUNT + 1).fill(0);
      row.forEach((value, place) => {
        sums[multipleOf(place)] = (sums[multipleOf(place)] ?? NaN) + value * (defaults[place] ?? NaN);
      });
      return sums;
    });
    const ones = new Float64Array(4 * TERM_COUNT + 1).fill(1);
    const same = (value: number): Float64Array => ones.map(() => value);
    const multiples = fitCoefficients({
      rows: sparseRows(tied),
      target,
      weight: null,
      prior: ones,
      ridge: same(1e-4),
      low: same(0.1),
      high: same(20),
      smooth: 0.03,
    });
    const theta = fitCoefficients({
      rows: sparseRows(rows),
      target,
      weight: null,
      prior: defaults.map((value, place) => value * (multiples[multipleOf(place)] ?? NaN)),
      // Computing kernels are held more than those that only move numbers; the constant is not fitted.
      ridge: defaults.map((_, place) => (COMPUTE_GROUPS[Math.floor(place / TERM_COUNT)] === true ? 3e-4 : 1e-5)),
      ...coefficientBounds(),
      smooth: 0.015,
    });
    const fitted = fitAdditive(DEVICE, table, target).theta;
    assert.deepEqual(fitted, fit.additive.theta);
    fitted.forEach((value, place) => {
      assert.ok(Math.abs(value - (theta[place] ?? NaN)) < 1e-6, `${place}: ${value} in place of ${theta[place]}`);
    });
  });

  it("grows both ensembles by what each family tells, the second on fewer features and from another seed", () => {
    const additiveMs = Float64Array.from(table.kernels, (one) => kernelMs(fit.additive, one));
    const counts = FAMILIES.map((family) => FAMILIES.filter((other) => other === family).length);
    const weights = counts.map((count) => 1 / Math.sqrt(count));
    const whole = weights.reduce((sum, value) => sum + value, 0);
    const networks = {
      table,
      additiveMs,
      leastMs: additiveMs.map((_, u) => leastMs(DEVICE, table.kernels[u] ?? kernel("copy"), table.group[u] ?? NaN)),
      constantMs: constantMs(fit.additive),
      target,
      weight: Float64Array.from(weights, (value) => (value * weights.length) / whole),
    };
    const expected = [boostKernels(networks, 13, SEED), boostKernels(networks, 11, SEED + 1)];
    const corrections = table.kernels.map((one, u) => {
      const row = Float32Array.from(kernelFeatures(one, table.group[u] ?? NaN, additiveMs[u] ?? NaN));
      assert.ok(Math.abs(logCorrection(fit.trees, row) - logCorrection(expected, row)) < 1e-6);
      return logCorrection(fit.trees, row);
    });
    assert.ok(Math.max(...corrections.map(Math.abs)) > 0.01);
  });

  it("keeps where the measured networks lie, in steps of their standard deviations", () => {
    const shapes = NETWORKS.map((layers) => {
      const priced = layers
        .flat()
        .map((one) => ({ kernel: one, group: groupIndex(groupOf(one)), ms: kernelMs(fit.additive, one), count: 1 }));
      return networkShape(
        priced,
        priced.reduce((sum, { ms }) => sum + ms, constantMs(fit.additive)),
      );
    });
    const { mean, scale, points } = fit.novelty;
    mean.forEach((centre, i) => {
      const values = shapes.map((shape) => shape[i] ?? NaN);
      const expected = values.reduce((sum, value) => sum + value / values.length, 0);
      const variance = values.reduce((sum, value) => sum + (value - expected) ** 2 / values.length, 0);
      assert.ok(Math.abs(centre - expected) < 1e-9);
      assert.ok(Math.abs((scale[i] ?? NaN) - Math.sqrt(variance) - 1e-6) < 1e-9);
      values.forEach((value, n) => {
        const place = (value - expected) / (Math.sqrt(variance) + 1e-6);
        assert.ok(Math.abs((points[n * mean.length + i] ?? NaN) / 1024 - place) < 0.6 / 1024);
      });
    });
  });

  it("estimates many networks at once as the predictor does one after the other", () => {
    const loaded = loadLayered(modelText("layered", "tx2"));
    assert.ok(!("kind" in loaded));
    const predict = layeredPredictor({ ...loaded.model, ...fit, calibrated: null, measured: [] });
    // The first ones are those that were fitted; the last one is like none of them.
    const asked = [...NETWORKS, smallNetwork(20, 30), smallNetwork(256, 200), [[kernel("softmax")]]];
    const { ms, additiveMs, distance } = estimateNetworks(fit, kernelTable(asked));
    const outside = asked.map((layers, n) => {
      const answer = predict(features(layers));
      assert.ok(answer.kind === "estimate");
      assert.ok(Math.abs((ms[n] ?? NaN) / answer.ms - 1) < 1e-6, `${n}: ${ms[n]} in place of ${answer.ms}`);
      const plain = layers.flat().reduce((sum, one) => sum + kernelMs(fit.additive, one), constantMs(fit.additive));
      assert.ok(Math.abs((additiveMs[n] ?? NaN) / plain - 1) < 1e-9);
      assert.equal((distance[n] ?? NaN) >= 6, answer.outsideMeasuredRange);
      return answer.outsideMeasuredRange;
    });
    assert.deepEqual([outside[0], outside.at(-1)], [false, true]);
  });
});

describe("a table of kernels", () => {
  const [first, second] = [kernel("softmax"), kernel("copy", { writes: 7 })];
  const networks = [[[first, first], [second]], [[second]], [[first], [], [kernel("add"), first, first]]];
  const table = kernelTable(networks);
  /** Of each network the names of its kernels, as often as it launches them. */
  const launchedIn = ({ kernels, start, kernel: places, count, networks: length }: typeof table): readonly string[] =>
    Array.from({ length }, (_, n) =>
      Array.from(places.slice(start[n], start[n + 1]), (place, e) => {
        const times = count[(start[n] ?? NaN) + e] ?? NaN;
        return `${times} ${kernels[place]?.kind}`;
      }).join(", "),
    );

  it("keeps each kernel once, and how often a network launches it", () => {
    assert.deepEqual(launchedIn(table), ["2 softmax, 1 copy", "1 copy", "3 softmax, 1 add"]);
    assert.deepEqual(Array.from(table.group), [first, second, kernel("add")].map(groupOf).map(groupIndex));
  });

  it("of some of its networks holds their kernels alone, in the order asked for", () => {
    const subset = tableSubset(table, [2, 0, 2]);
    assert.deepEqual(launchedIn(subset), ["3 softmax, 1 add", "2 softmax, 1 copy", "3 softmax, 1 add"]);
    const few = tableSubset(table, [1]);
    assert.deepEqual([few.kernels, few.networks, Array.from(few.group)], [[second], 1, [groupIndex("copy")]]);
  });

  it("sums over every launch of a network", () => {
    assert.deepEqual(Array.from(networkTotals(table, Float64Array.of(1, 10, 100))), [12, 10, 103]);
  });
});
