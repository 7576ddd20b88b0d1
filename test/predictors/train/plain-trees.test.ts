/** Fast growth beside the slow definition of test/support/plain-trees. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { kernelFeatures } from "../../../predictors/src/layered";
import { sumOfTrees, type Trees } from "../../../predictors/src/trees";
import { boost, DEFAULT_BOOST } from "../../../predictors/src/train/boosted";
import { ExactSplits } from "../../../predictors/src/train/exact-splits";
import { growForest } from "../../../predictors/src/train/forest";
import {
  DEFAULT_GROWTH,
  growTree,
  type GrownNodes,
  type GrowthSettings,
  type SplitSearch,
  type Statistics,
} from "../../../predictors/src/train/grower";
import { HistogramSplits } from "../../../predictors/src/train/histogram-splits";
import { boostKernels, type BoostedNetworks } from "../../../predictors/src/train/kernel-boost";
import { kernelTable } from "../../../predictors/src/train/kernel-table";
import { Random } from "../../../predictors/src/train/random";
import { featureTable, rowOf, type FeatureTable } from "../../../predictors/src/train/table";
import { convolution, kernel } from "../../support/kernels";
import { atTheUpperEnd, binned, inTheMiddle, plainLeaf, plainTree, type PlainGrower } from "../../support/plain-trees";

const SEED = 5;
const WIDTH = 3;

interface Case {
  readonly table: FeatureTable;
  readonly statistics: Statistics;
  readonly rows: readonly number[];
  readonly settings: GrowthSettings;
}

/** Whole numbers, whose sums are the same in every order: trees must agree to the last bit. */
const cases = (mostValue: number): fc.Arbitrary<Case> =>
  fc
    .array(
      fc.record({
        values: fc.array(fc.integer({ min: 0, max: mostValue }), { minLength: WIDTH, maxLength: WIDTH }),
        gradient: fc.integer({ min: -9, max: 9 }),
        hessian: fc.constantFrom(1, 1, 1, 2, 3),
        isGiven: fc.constantFrom(true, true, true, false),
      }),
      { minLength: 1, maxLength: 24 },
    )
    .chain((rows) =>
      settings.map((chosen) => ({
        table: featureTable(
          rows.map(({ values }) => values),
          WIDTH,
        ),
        statistics: {
          gradient: Float32Array.from(rows, ({ gradient }) => gradient),
          hessian: Float32Array.from(rows, ({ hessian }) => hessian),
        },
        rows: [...rows.keys()].filter((row) => rows[row]?.isGiven === true),
        settings: chosen,
      })),
    );

const settings: fc.Arbitrary<GrowthSettings> = fc.record({
  maxDepth: fc.constantFrom(1, 2, 3, 6),
  minChildWeight: fc.constantFrom(1, 2, 5),
  lambda: fc.constantFrom(0, 1, 2),
  gamma: fc.constantFrom(0, 0, 4, 30),
  learningRate: fc.constantFrom(1, 0.3),
  minLeafRows: fc.constant(1),
  minSplitRows: fc.constantFrom(2, 4),
  treeColumns: fc.constantFrom(1, 0.7),
  splitColumns: fc.constantFrom(1, 0.5),
});

/** As many checks as take a second. */
const CHECKS = { numRuns: 300, seed: SEED };

function grown(search: SplitSearch, { statistics, rows, settings: chosen }: Case): GrownNodes {
  const nodes: GrownNodes = { feature: [], value: [] };
  growTree(search, Int32Array.from(rows), statistics, chosen, new Random(SEED), nodes);
  return nodes;
}

function expected(threshold: PlainGrower["threshold"], one: Case): GrownNodes {
  const tree = plainTree({ ...one, random: new Random(SEED), threshold }, one.statistics, one.rows);
  return { feature: tree.map(({ feature }) => feature), value: tree.map(({ value }) => value) };
}

describe("a tree", () => {
  it("is that of its definition, by the exact search", () => {
    fc.assert(
      fc.property(cases(12), fc.constantFrom(1, 2, 3), (one, minLeafRows) => {
        const chosen = { ...one, settings: { ...one.settings, minLeafRows } };
        assert.deepEqual(grown(new ExactSplits(chosen.table), chosen), expected(inTheMiddle, chosen));
      }),
      CHECKS,
    );
  });

  it("is that of its definition, by histograms with a bin for each value", () => {
    fc.assert(
      fc.property(cases(12), (one) => {
        assert.deepEqual(grown(new HistogramSplits(one.table, 13), one), expected(atTheUpperEnd, one));
      }),
      CHECKS,
    );
  });

  it("is that of the quantiles where there are fewer bins than values", () => {
    fc.assert(
      fc.property(cases(1000), fc.constantFrom(2, 3, 5), (one, bins) => {
        const coarse = { ...one, table: binned(one.table, bins) };
        assert.deepEqual(grown(new HistogramSplits(one.table, bins), one), expected(atTheUpperEnd, coarse));
      }),
      CHECKS,
    );
  });

  it("splits two values that no number of 32 bits lies between at the larger one", () => {
    const [smaller, larger] = [1, 1 + 2 ** -23];
    const table = featureTable([[smaller], [larger]], 1);
    const trees = boost(new ExactSplits(table), [0, 8], null, { ...DEFAULT_BOOST, rounds: 1 }, SEED);
    assert.equal(trees.value[0], larger);
    assert.ok(sumOfTrees(trees, rowOf(table, 0)) < sumOfTrees(trees, rowOf(table, 1)));
  });

  it("has no more than 256 bins", () => {
    const table = featureTable(
      Array.from({ length: 600 }, (_, value) => [value]),
      1,
    );
    const target = Array.from({ length: 600 }, (_, row) => row);
    const settingsOfOne = { ...DEFAULT_BOOST, rounds: 1, maxDepth: 20, lambda: 0, learningRate: 1 };
    const leaves = (bins: number): number =>
      new Set(estimates(boost(new HistogramSplits(table, bins), target, null, settingsOfOne, SEED), table)).size;
    assert.deepEqual([leaves(600), leaves(256), leaves(100)], [256, 256, 100]);
  });
});

function estimates(trees: Trees, table: FeatureTable): readonly number[] {
  return Array.from({ length: table.count }, (_, row) => sumOfTrees(trees, rowOf(table, row)));
}

/** Rows of random numbers with a target that two of the three follow. */
function sample(count: number): { readonly table: FeatureTable; readonly target: readonly number[] } {
  const random = new Random(2);
  const rows = Array.from({ length: count }, () => [random.next(), random.next(), random.next()]);
  const target = rows.map(([x0 = 0, x1 = 0]) => 3 + 10 * x0 + 5 * x1 ** 2 + random.next());
  return { table: featureTable(rows, WIDTH), target };
}

function assertClose(actual: readonly number[], wanted: readonly number[], tolerance: number): void {
  assert.equal(actual.length, wanted.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - (wanted[i] ?? NaN)) < tolerance, `${i}: ${value} in place of ${wanted[i]}`);
  });
}

describe("boosting", () => {
  it("follows what each round leaves, by the weights, on the rows that are drawn", () => {
    const { table, target } = sample(40);
    const weight = target.map((_, row) => 0.5 + (row % 3));
    const chosen = { ...DEFAULT_BOOST, rounds: 6, maxDepth: 3, subsample: 0.6, treeColumns: 0.7, base: 4 };
    const trees = boost(new ExactSplits(table), target, weight, chosen, SEED);
    const grower = { table, settings: chosen, random: new Random(SEED), threshold: inTheMiddle };
    const estimated = target.map(() => 4);
    for (let round = 0; round < 6; round++) {
      const gradient = Float32Array.from(
        target,
        (value, row) => (weight[row] ?? NaN) * ((estimated[row] ?? NaN) - value),
      );
      const drawn = [...target.keys()].filter(() => grower.random.next() < 0.6);
      const tree = plainTree(grower, { gradient, hessian: Float32Array.from(weight) }, drawn);
      for (const row of estimated.keys()) estimated[row] = (estimated[row] ?? NaN) + plainLeaf(tree, rowOf(table, row));
    }
    assertClose(
      estimates(trees, table).map((sum) => sum + 4),
      estimated,
      1e-4,
    );
  });
});

describe("a forest", () => {
  it("is the mean of trees, each on rows drawn with replacement", () => {
    const { table, target } = sample(30);
    const chosen = { trees: 5, maxDepth: 4, minLeafRows: 2, minSplitRows: 5, splitColumns: 0.7, bootstrap: true };
    const forest = growForest(new ExactSplits(table), target, chosen, SEED);
    const growth = { ...DEFAULT_GROWTH, ...chosen, minChildWeight: 0, lambda: 0, learningRate: 1 };
    const grower = { table, settings: growth, random: new Random(SEED), threshold: inTheMiddle };
    const sums = target.map(() => 0);
    for (let tree = 0; tree < 5; tree++) {
      const hessian = new Float32Array(30);
      for (let i = 0; i < 30; i++) {
        const row = grower.random.below(30);
        hessian[row] = (hessian[row] ?? NaN) + 1;
      }
      const gradient = hessian.map((times, row) => -times * (target[row] ?? NaN));
      const nodes = plainTree(
        grower,
        { gradient, hessian },
        [...target.keys()].filter((row) => hessian[row] !== 0),
      );
      for (const row of sums.keys()) sums[row] = (sums[row] ?? NaN) + plainLeaf(nodes, rowOf(table, row));
    }
    assertClose(
      estimates(forest, table),
      sums.map((value) => value / 5),
      1e-4,
    );
  });
});

describe("boosting of kernels", () => {
  const networks = [8, 12, 16, 24, 32, 48].map((side, n) => [
    [convolution(side, 3, 16, 3), kernel("activation", { reads: side ** 2, writes: side ** 2, positions: side ** 2 })],
    [convolution(side, 16, 16 + 8 * n, 1), convolution(side, 16, 16 + 8 * n, 1)],
    [kernel("activation", { reads: side ** 2, writes: side ** 2, positions: side ** 2 })],
  ]);
  const table = kernelTable(networks);
  const additiveMs = Float64Array.from(table.kernels, ({ writes, macs }) => 0.01 + writes * 1e-6 + macs * 1e-8);
  const given: BoostedNetworks = {
    table,
    additiveMs,
    leastMs: additiveMs.map((ms, u) => (u % 4 === 0 ? ms * 0.97 : 0)),
    constantMs: 0.02,
    target: Float64Array.of(0.05, 0.09, 0.075, 0.12, 0.1, 0.3),
    weight: Float64Array.of(1, 2, 0.5, 1, 1.5, 1),
  };

  /** Gradient and hessian of Σ weight · |log(total / target)|, smooth below 0.03, by the share of each kernel's time in its networks. */
  function statisticsOf(correction: readonly number[]): Statistics {
    const ms = correction.map((log, u) =>
      Math.max((given.additiveMs[u] ?? NaN) * Math.exp(log), given.leastMs[u] ?? NaN),
    );
    const placeOf = (name: string): number => table.kernels.findIndex((known) => JSON.stringify(known) === name);
    const gradient = ms.map(() => 0);
    const hessian = ms.map(() => 0);
    networks.forEach((layers, n) => {
      const places = layers.flat().map((launched) => placeOf(JSON.stringify(launched)));
      const total = places.reduce((sum, u) => sum + (ms[u] ?? NaN), 0.02);
      const error = Math.log(total / (given.target[n] ?? NaN));
      const scale = Math.hypot(error, 0.03);
      for (const u of places) {
        const counted = ((given.weight[n] ?? NaN) * (ms[u] ?? NaN)) / total;
        gradient[u] = (gradient[u] ?? NaN) + (counted * error) / scale;
        hessian[u] = (hessian[u] ?? NaN) + (counted * 0.09) / scale;
      }
    });
    return { gradient: Float32Array.from(gradient), hessian: Float32Array.from(hessian) };
  }

  it("takes each kernel's part of its networks' errors", () => {
    const width = 11;
    const features = featureTable(
      table.kernels.map((one, u) => kernelFeatures(one, table.group[u] ?? NaN, additiveMs[u] ?? NaN).slice(0, width)),
      width,
    );
    const growth = { ...DEFAULT_GROWTH, minChildWeight: 0.3, learningRate: 0.1, treeColumns: 0.8 };
    const grower = { table: features, settings: growth, random: new Random(SEED), threshold: atTheUpperEnd };
    const correction = table.kernels.map(() => 0);
    for (let round = 0; round < 120; round++) {
      const tree = plainTree(grower, statisticsOf(correction), [...correction.keys()]);
      for (const u of correction.keys()) correction[u] = (correction[u] ?? NaN) + plainLeaf(tree, rowOf(features, u));
    }
    const trees = boostKernels(given, width, SEED);
    assert.ok(correction.some((log) => log > 0.05) && correction.some((log) => log < -0.05), correction.join());
    assertClose(estimates(trees, features), correction, 1e-3);
  });
});
