import assert from "node:assert/strict";
import fc from "fast-check";
import { RandomForestRegression } from "ml-random-forest";
import { LEAF, sumOfTrees, type Trees } from "../../../predictors/src/trees";
import { boost, DEFAULT_BOOST, type BoostSettings } from "../../../predictors/src/train/boosted";
import { ExactSplits } from "../../../predictors/src/train/exact-splits";
import { growForest, type ForestSettings } from "../../../predictors/src/train/forest";
import { growTree, type GrownNodes, type SplitSearch } from "../../../predictors/src/train/grower";
import { HistogramSplits } from "../../../predictors/src/train/histogram-splits";
import { Random } from "../../../predictors/src/train/random";
import { featureTable, rowOf, type FeatureTable } from "../../../predictors/src/train/table";

const SEARCHES: Readonly<Record<string, (table: FeatureTable) => SplitSearch>> = {
  exact: (table) => new ExactSplits(table),
  histogram: (table) => new HistogramSplits(table, 256),
};

/** One tree without regularisation: a leaf is the mean of its rows. */
const ONE_TREE: BoostSettings = { ...DEFAULT_BOOST, rounds: 1, learningRate: 1, lambda: 0, minChildWeight: 1 };

const FOREST: ForestSettings = {
  trees: 50,
  maxDepth: 20,
  minLeafRows: 1,
  minSplitRows: 2,
  splitColumns: 1,
  bootstrap: true,
};

interface Sample {
  readonly table: FeatureTable;
  readonly target: readonly number[];
}

/** y = 10 x0 + 5 x1² and a little noise; x2 says nothing. */
function sample(count: number, seed: number): Sample {
  const random = new Random(seed);
  const rows = Array.from({ length: count }, () => [random.next(), random.next(), random.next()]);
  const target = rows.map(([x0 = 0, x1 = 0]) => 10 * x0 + 5 * x1 ** 2 + 0.2 * random.next());
  return { table: featureTable(rows, 3), target };
}

function estimates(trees: Trees, table: FeatureTable): readonly number[] {
  return Array.from({ length: table.count }, (_, row) => sumOfTrees(trees, rowOf(table, row)));
}

function meanError(estimated: readonly number[], target: readonly number[]): number {
  return estimated.reduce((total, value, i) => total + Math.abs(value - (target[i] ?? NaN)), 0) / target.length;
}

/** Distinct leaves that the rows reach, with the number of rows in each. */
function rowsPerLeaf(estimated: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const value of estimated) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

for (const [name, searchOf] of Object.entries(SEARCHES)) {
  describe(`grower, ${name} search`, () => {
    it("finds the split that explains everything, in the middle of the gap or at its upper end", () => {
      const table = featureTable(
        [
          [7, 1],
          [3, 2],
          [9, 3],
          [1, 10],
          [8, 11],
          [2, 12],
        ],
        2,
      );
      const trees = boost(searchOf(table), [5, 5, 5, 40, 40, 40], null, { ...ONE_TREE, maxDepth: 1 }, 1);
      assert.deepEqual([...trees.feature], [1, LEAF, LEAF]);
      const threshold = trees.value[0] ?? NaN;
      assert(threshold > 3 && threshold <= 10, `threshold ${threshold}`);
      assert.deepEqual(estimates(trees, table), [5, 5, 5, 40, 40, 40]);
    });

    it("leaves the rows that it is given in their order", () => {
      const { table, target } = sample(40, 3);
      const rows = Int32Array.from({ length: 40 }, (_, row) => row);
      const statistics = {
        gradient: Float32Array.from(target, (value) => -value),
        hessian: new Float32Array(40).fill(1),
      };
      const grown: GrownNodes = { feature: [], value: [] };
      growTree(searchOf(table), rows, statistics, { ...ONE_TREE, maxDepth: 4 }, new Random(1), grown);
      assert.ok(grown.feature.length > 3);
      assert.deepEqual([...rows], [...rows.keys()]);
    });

    it("reproduces the rows when nothing holds it back", () => {
      const { table, target } = sample(200, 3);
      const trees = boost(searchOf(table), target, null, { ...ONE_TREE, maxDepth: 40 }, 1);
      // Gains have 32 bits: neighbours that differ in the fifth digit may stay together.
      assert(meanError(estimates(trees, table), target) < 0.005);
    });

    it("gives a leaf for a constant target", () => {
      const { table } = sample(50, 3);
      const trees = boost(searchOf(table), new Array<number>(50).fill(3), null, ONE_TREE, 1);
      assert.deepEqual([...trees.feature], [LEAF]);
      assert.deepEqual([...trees.value], [3]);
    });

    it("follows a rising target with rising estimates", () => {
      fc.assert(
        fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 60 }), (values) => {
          const sorted = [...values].sort((a, b) => a - b);
          const table = featureTable(
            sorted.map((value) => [value]),
            1,
          );
          const trees = boost(
            searchOf(table),
            sorted.map((value) => value ** 2),
            null,
            { ...ONE_TREE, maxDepth: 4 },
            1,
          );
          const estimated = estimates(trees, table);
          estimated.forEach((value, i) => {
            assert(i === 0 || value >= (estimated[i - 1] ?? 0));
          });
        }),
      );
    });

    it("leaves at least the least weight on each side", () => {
      const { table, target } = sample(300, 5);
      for (const minChildWeight of [2, 10, 60]) {
        const trees = boost(searchOf(table), target, null, { ...ONE_TREE, maxDepth: 12, minChildWeight }, 1);
        const counts = rowsPerLeaf(estimates(trees, table));
        assert(
          counts.length > 1 && counts.every((count) => count >= minChildWeight),
          `${minChildWeight}: ${counts.join()}`,
        );
      }
    });

    it("takes back splits that gain less than gamma", () => {
      const { table, target } = sample(300, 5);
      const sizes = [0, 1, 20, 1e9].map(
        (gamma) => boost(searchOf(table), target, null, { ...ONE_TREE, maxDepth: 8, gamma }, 1).feature.length,
      );
      assert.deepEqual(
        sizes,
        [...sizes].sort((a, b) => b - a),
      );
      assert.equal(sizes[3], 1);
    });

    it("makes the same trees from the same seed and others from another", () => {
      const { table, target } = sample(300, 7);
      const settings = { ...DEFAULT_BOOST, rounds: 5, subsample: 0.5, treeColumns: 0.7 };
      const grow = (seed: number): Trees => boost(searchOf(table), target, null, settings, seed);
      assert.deepEqual(grow(1), grow(1));
      assert.notDeepEqual(grow(1), grow(2));
    });

    it("comes closer with every round", () => {
      const { table, target } = sample(300, 9);
      const errors = [1, 5, 25, 100].map((rounds) => {
        const trees = boost(searchOf(table), target, null, { ...DEFAULT_BOOST, rounds }, 1);
        return meanError(estimates(trees, table), target);
      });
      errors.forEach((error, i) => {
        assert(i === 0 || error < (errors[i - 1] ?? 0));
      });
    });
  });
}

describe("grower, both searches", () => {
  it("agree where every value has its own bin", () => {
    const random = new Random(11);
    const rows = Array.from({ length: 200 }, () => [random.below(20), random.below(30)]);
    const target = rows.map(([x0 = 0, x1 = 0]) => x0 * 3 + (x1 > 10 ? 40 : 0) + random.next());
    const table = featureTable(rows, 2);
    const settings = { ...DEFAULT_BOOST, rounds: 3, maxDepth: 4, minChildWeight: 5 };
    const exact = boost(new ExactSplits(table), target, null, settings, 1);
    const histogram = boost(new HistogramSplits(table, 256), target, null, settings, 1);
    assert.deepEqual([...exact.feature], [...histogram.feature]);
    estimates(exact, table).forEach((value, row) => {
      assert(Math.abs(value - sumOfTrees(histogram, rowOf(table, row))) < 1e-4);
    });
  });
});

describe("forest", () => {
  it("keeps the least number of rows in each leaf", () => {
    const { table, target } = sample(200, 13);
    const settings = { ...FOREST, trees: 1, bootstrap: false, minLeafRows: 9 };
    const counts = rowsPerLeaf(estimates(growForest(new ExactSplits(table), target, settings, 1), table));
    assert(counts.length > 1 && counts.every((count) => count >= 9), counts.join());
  });

  it("stays within the range of the target", () => {
    const { table, target } = sample(200, 15);
    const estimated = estimates(growForest(new ExactSplits(table), target, FOREST, 1), table);
    assert(Math.min(...estimated) >= Math.min(...target) && Math.max(...estimated) <= Math.max(...target));
  });

  it("depends on the seed alone", () => {
    const { table, target } = sample(100, 17);
    const grow = (seed: number): Trees => growForest(new ExactSplits(table), target, { ...FOREST, trees: 3 }, seed);
    assert.deepEqual(grow(4), grow(4));
    assert.notDeepEqual(grow(4), grow(5));
  });

  it("is as good as ml-random-forest on rows that neither has seen", () => {
    const train = sample(150, 19);
    const test = sample(200, 21);
    const listOf = (table: FeatureTable): number[][] =>
      Array.from({ length: table.count }, (_, row) => [...rowOf(table, row)]);
    const reference = new RandomForestRegression({
      nEstimators: 30,
      maxFeatures: 3,
      replacement: false,
      seed: 1,
      useSampleBagging: true,
      treeOptions: { minNumSamples: 2 },
      noOOB: true,
    });
    reference.train(listOf(train.table), [...train.target]);
    const theirs = meanError(reference.predict(listOf(test.table)), test.target);
    const forest = growForest(new ExactSplits(train.table), train.target, { ...FOREST, trees: 30 }, 1);
    const ours = meanError(estimates(forest, test.table), test.target);
    assert(ours < theirs * 1.15, `mean error ${ours}, ml-random-forest ${theirs}`);
    assert(ours < 1, `mean error ${ours} of a target between 0 and 15`);
  });
});
