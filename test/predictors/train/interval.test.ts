import assert from "node:assert/strict";
import { DISTANCE_EDGES, distanceBin, logHalfWidth } from "../../../predictors/src/interval";
import { foldsOf, FOLD_KINDS } from "../../../predictors/src/train/folds";
import { calibrateInterval } from "../../../predictors/src/train/interval";
import { accuracyOf, isBeyondChance, metricOf } from "../../../predictors/src/train/metrics";
import { Random } from "../../../predictors/src/train/random";
import { SYNTHETIC, type TrainingRow } from "../../../predictors/src/train/rows";
import { quantile, weightedQuantile } from "../../../predictors/src/train/statistics";
import { TOTALS } from "../../support/kernels";

const SIZES = [32, 64, 128, 224];

/** 600 rows: five families of four models at four sizes, a few synthetic ones. */
const ROWS: readonly TrainingRow[] = Array.from({ length: 600 }, (_, i) => {
  const family = i % 10 === 9 ? SYNTHETIC : `family ${i % 5}`;
  return {
    model: `${family}, model ${Math.floor(i / 10) % 4}`,
    family,
    inputWidth: SIZES[Math.floor(i / 40) % SIZES.length] ?? 0,
    acetMs: 10 + (i % 7),
    columns: TOTALS,
    aggregate: TOTALS,
    network: null,
  };
});

describe("folds", () => {
  for (const kind of FOLD_KINDS) {
    const folds = foldsOf(ROWS, kind, 4, 1);

    it(`by ${kind} hold every row out once`, () => {
      const heldOut = folds.flatMap((fold) => fold.heldOut);
      assert.deepEqual(
        [...heldOut].sort((a, b) => a - b),
        ROWS.map((_, i) => i),
      );
      for (const fold of folds) assert.equal(new Set([...fold.train, ...fold.heldOut]).size, ROWS.length);
    });

    it(`by ${kind} keep what belongs together on one side`, () => {
      const keyOf = (i: number): unknown => {
        const row = ROWS[i];
        return kind === "size" ? row?.inputWidth : kind === "model" ? row?.model : row?.family;
      };
      const named = (i: number): boolean => kind === "family" || ROWS[i]?.family !== SYNTHETIC;
      for (const { train, heldOut } of folds) {
        const trained = new Set(train.filter(named).map(keyOf));
        assert(heldOut.filter(named).every((i) => !trained.has(keyOf(i))));
      }
    });
  }
});

describe("interval", () => {
  const random = new Random(5);
  /** Errors of at most `spread` in the logarithm, at distances up to 4; the further the larger. */
  const heldOut = (spread: number): { ms: Float64Array; distance: Float64Array } => {
    const distance = Float64Array.from(ROWS, () => 4 * random.next());
    const ms = distance.map((d, i) => (ROWS[i]?.acetMs ?? 1) * Math.exp(spread * (1 + d) * (2 * random.next() - 1)));
    return { ms, distance };
  };
  const parts = { size: heldOut(0.02), model: heldOut(0.02), family: heldOut(0.04) };
  const table = calibrateInterval(ROWS, parts, null);

  it("has a half-width for every distance, never falling with it", () => {
    assert.equal(table.known.length, DISTANCE_EDGES.length);
    table.known.forEach((width, bin) => {
      assert(width > 0 && width >= (table.known[bin - 1] ?? 0));
    });
  });

  it("covers about nine of ten of the rows it was made from", () => {
    const { ms, distance } = parts.model;
    const covered = ROWS.filter(
      (row, i) =>
        Math.abs(Math.log(row.acetMs / (ms[i] ?? NaN))) <= logHalfWidth(table, distance[i] ?? NaN, row.inputWidth),
    );
    assert(covered.length / ROWS.length > 0.88);
  });

  it("is at least as wide at a size that was not measured", () => {
    assert.deepEqual(table.sizes, SIZES);
    for (const distance of [0, 1, 2, 9])
      assert(logHalfWidth(table, distance, 100) >= logHalfWidth(table, distance, 64));
  });

  describe("of a table made by hand", () => {
    /** Rows of two families, 50 each, which took 10 ms. */
    const rows = ROWS.slice(0, 100).map((row, i) => ({
      ...row,
      family: i < 50 ? "one" : "two",
      inputWidth: 224,
      acetMs: 10,
    }));
    /** Every row at the distance, off by so much in the logarithm, the second family by so much. */
    const off = (distance: number, one: number, two = one): { ms: Float64Array; distance: Float64Array } => ({
      ms: Float64Array.from(rows, (_row, i) => 10 * Math.exp(-(i < 50 ? one : two))),
      distance: Float64Array.from(rows, () => distance),
    });
    const rounded = (widths: readonly number[]): readonly number[] => widths.map((width) => Number(width.toFixed(9)));

    it("is the error itself where all are off alike, and what new sizes were off by", () => {
      const { known, newSize, sizes } = calibrateInterval(
        rows,
        { model: off(0, 0.1), family: off(0, 0.1), size: off(0, 0.3) },
        null,
      );
      assert.deepEqual(rounded(known), new Array(8).fill(0.1));
      assert.deepEqual(rounded(newSize), new Array(8).fill(0.3));
      assert.deepEqual(sizes, [224]);
    });

    it("is wider for new architectures by as much as the others' widths fell short for a family", () => {
      const heldOut = { model: off(0, 0.1), family: off(5, 0.2, 0.4), size: off(0, 0.05) };
      const { known, newSize } = calibrateInterval(rows, heldOut, null);
      // Without the second family the width at distance 5 is 0.2, half of what that family was off by: a factor of 2 from distance 1 on.
      assert.deepEqual(rounded(known), [0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 0.8, 0.8]);
      assert.deepEqual(newSize, known);
    });
  });

  it("is finite, and covers what was held out, where no size and no distance has many rows", () => {
    const few = ROWS.slice(0, 12).map((row, i) => ({ ...row, inputWidth: 32 + i, acetMs: 10 }));
    const off = (error: number): { ms: Float64Array; distance: Float64Array } => ({
      ms: Float64Array.from(few, () => 10 * Math.exp(error)),
      distance: Float64Array.from(few, (_row, i) => i / 3),
    });
    const { known, newSize, sizes } = calibrateInterval(
      few,
      { model: off(0.1), family: off(0.1), size: off(0.3) },
      null,
    );
    for (const width of known) assert.ok(Math.abs(width - 0.1) < 1e-9, `${width}`);
    for (const width of newSize) assert.ok(Math.abs(width - 0.3) < 1e-9, `${width}`);
    assert.deepEqual(sizes, []);
  });

  it("widens with the errors", () => {
    const wild = calibrateInterval(ROWS, { ...parts, model: heldOut(0.2) }, null);
    assert(logHalfWidth(wild, 0, 64) > 2 * logHalfWidth(table, 0, 64));
  });

  it("does not look at an excluded family", () => {
    const spoilt = Float64Array.from(parts.family.ms, (ms, i) => (ROWS[i]?.family === "family 2" ? ms * 50 : ms));
    const family = { ...parts.family, ms: spoilt };
    assert.deepEqual(
      calibrateInterval(ROWS, { ...parts, family }, "family 2"),
      calibrateInterval(ROWS, parts, "family 2"),
    );
    assert.notDeepEqual(calibrateInterval(ROWS, { ...parts, family }, null), table);
  });

  it("sorts distances into the edges from below", () => {
    assert.deepEqual([0, 0.74, 0.75, 5.9, 6, 1e9].map(distanceBin), [0, 0, 1, 6, 7, 7]);
  });
});

describe("metrics", () => {
  const judged = [
    { measured: 10, estimated: 11, low: 10, high: 12 },
    { measured: 20, estimated: 15, low: 14, high: 16 },
  ];
  it("are the mean error in percent and the share within the interval", () => {
    const { n, mape, coverage, mapeInterval } = metricOf("test", judged, 1);
    assert.deepEqual({ n, mape, coverage, mapeInterval }, { n: 2, mape: 17.5, coverage: 50, mapeInterval: [10, 25] });
  });
  it("have no coverage without intervals", () => {
    assert.equal(
      metricOf(
        "test",
        judged.map((row) => ({ ...row, low: null })),
        1,
      ).coverage,
      null,
    );
  });
  it("count a row at either end of its interval as within it", () => {
    const coverage = (measured: number): number | null =>
      accuracyOf([{ measured, estimated: 11, low: 10, high: 12 }], 1)?.coverage ?? null;
    assert.deepEqual([9.99, 10, 12, 12.01].map(coverage), [0, 100, 100, 0]);
    assert.equal(accuracyOf([], 1), null);
    assert.throws(() => metricOf("nobody's", [], 1), /no row is judged in nobody's/);
  });
  it("tell how many rows are off by no more than a tenth, and what nine of ten stay below", () => {
    const errors = [0, 4, 10, 11, 40];
    const accuracy = accuracyOf(
      errors.map((error) => ({ measured: 100, estimated: 100 - error, low: null, high: null })),
      1,
    );
    assert.deepEqual([accuracy?.n, accuracy?.mape, accuracy?.within10], [5, 13, 60]);
    // The 0.9 quantile of five errors lies six tenths of the way from the fourth to the fifth.
    assert.ok(Math.abs((accuracy?.p90 ?? NaN) - (11 + 0.6 * 29)) < 1e-9);
    const [low, high] = accuracy?.mapeInterval ?? [];
    assert.ok(
      low !== undefined && high !== undefined && low > 0 && low < 8 && high > 20 && high < 40,
      `${low} ${high}`,
    );
  });
  it("take a gain for one where it is larger than its standard error", () => {
    // Gains of 1 ± 2: their mean is 1, its standard error √(32/7/8) = 0.756 for eight of them.
    const before = [5, 5, 5, 5, 5, 5, 5, 5];
    const after = [2, 6, 2, 6, 2, 6, 2, 6];
    assert.ok(isBeyondChance(before, after) && isBeyondChance(before, after, 1.3));
    assert.ok(!isBeyondChance(before, after, 1.35) && !isBeyondChance(after, before));
    assert.ok(!isBeyondChance(before, before));
  });
  it("quantiles lie between the values", () => {
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([0, 10], 0.9), 9);
    assert.equal(
      weightedQuantile(
        [
          { value: 1, weight: 1 },
          { value: 2, weight: 8 },
          { value: 3, weight: 1 },
        ],
        0.9,
      ),
      2,
    );
  });
});
