/** Which of a user's own rows look wrong, at the limits of each rule. The rows are multiples of one another: a factor explains them. */
import assert from "node:assert/strict";
import { DEVICES } from "../../../predictors/src/devices";
import { loadLayered } from "../../../predictors/src/load";
import type { Candidate, Trial } from "../../../predictors/src/train/held-out";
import { heldOutByRecipe, pick } from "../../../predictors/src/train/held-out";
import { kernelTable } from "../../../predictors/src/train/kernel-table";
import type { OwnRow } from "../../../predictors/src/train/own-rows";
import { isWrong, suspectRows, wrongRows } from "../../../predictors/src/train/suspects";
import { designMs, designOf, type Design } from "../../../predictors/src/train/transfer";
import { twoLevels } from "../../../predictors/src/train/two-levels";
import { kernel, smallNetwork, TOTALS } from "../../support/kernels";
import { modelText } from "../../support/models";

const loaded = loadLayered(modelText("layered", "agx"));
assert.ok(!("kind" in loaded));
const { model } = loaded;
const [values = new Float64Array()] = designOf(model, DEVICES.agx, kernelTable([smallNetwork(32, 16)])).values;
const BASE_MS = designMs(values, model.additive.theta);

/** A trial of as many rows as there are factors: each took as many times what the base says. */
function trialOf(factors: readonly number[], scales: readonly number[] = [1]): Trial {
  const candidateOf = (scale: number, i: number): Candidate => {
    const design: Design = {
      base: model,
      correction: 1,
      values: factors.map((_, row) => values.map((value) => value * (i === 0 ? 1 : 1 + scale * (row % 2)))),
    };
    return { recipe: { base: `base ${i}`, fitted: "factor" }, design };
  };
  const [first, ...others] = scales.map(candidateOf);
  assert.ok(first !== undefined);
  return {
    target: Float64Array.from(factors, (factor) => factor * BASE_MS),
    weight: Float64Array.from(factors, () => 1),
    grouping: { by: "network", group: [...factors.keys()], groups: factors.length, models: factors.length },
    candidates: [first, ...others],
    seed: 1,
    fitted: () => undefined,
  };
}

const times = (count: number, factor: number): readonly number[] => new Array<number>(count).fill(factor);

describe("two levels of rows", () => {
  const found = (factors: readonly number[]): readonly [rows: readonly number[], times: string] | null => {
    const other = twoLevels(trialOf(factors));
    return other === null ? null : [other.rows, other.times.toFixed(6)];
  };

  it("are the rows of the level that has fewer, the slower ones where both have as many", () => {
    assert.deepEqual(found([1, 1.5, 1, 1.5, 1, 1, 1.5, 1, 1]), [[1, 3, 6], "1.500000"]);
    assert.deepEqual(found([1.5, 1, 1.5, 1.5, 1.5, 1, 1.5, 1, 1.5]), [[1, 5, 7], "0.666667"]);
    assert.deepEqual(found([...times(4, 1), ...times(4, 2)]), [[4, 5, 6, 7], "2.000000"]);
  });

  it("are eight rows at least, three of a level, and a quarter of all", () => {
    assert.equal(found([...times(4, 1), ...times(3, 1.5)]), null);
    assert.notEqual(found([...times(5, 1), ...times(3, 1.5)]), null);
    assert.equal(found([...times(6, 1), ...times(2, 1.5)]), null);
    assert.notEqual(found([...times(9, 1), ...times(3, 1.5)]), null);
    assert.equal(found([...times(10, 1), ...times(3, 1.5)]), null);
    assert.equal(found([...times(3, 1), ...times(10, 1.5)]), null);
  });

  it("differ by a quarter", () => {
    assert.equal(found([...times(5, 1), ...times(4, 1.249)]), null);
    assert.notEqual(found([...times(5, 1), ...times(4, 1.251)]), null);
  });

  it("lie five deviations of their rows apart", () => {
    // Around each level the logarithms lie at ± spread: four of ten rows each way, their deviation √(10/8) · spread.
    const around = (spread: number): readonly number[] =>
      [0, 0, 0, 0, 0, 0, 1, 1, 1, 1].map((level, row) => Math.exp(level * 0.5 + (row % 2 === 0 ? spread : -spread)));
    const limit = 0.5 / 5 / Math.sqrt(10 / 8);
    assert.notEqual(found(around(limit * 0.98)), null);
    assert.equal(found(around(limit * 1.02)), null);
  });
});

describe("rows that look wrong", () => {
  const rowsOf = (ms: readonly number[], networks: readonly number[] = ms.map((_, i) => i)): readonly OwnRow[] =>
    ms.map((value, i) => ({
      model: `model ${i}`,
      ms: value,
      weight: 1,
      network: {
        kernels: [[kernel("conv", { macs: 1 + (networks[i] ?? NaN) })]],
        aggregate: TOTALS,
        inputWidth: 224,
      },
    }));
  /** All that is said of rows of which the fits to the others expect so much. */
  const suspects = (rows: readonly OwnRow[], heldOut: readonly number[]) =>
    suspectRows(rows, heldOut, { trial: trialOf(rows.map(() => 1)), kept: [...rows.keys()] });

  it("are farther off than five middle deviations, or than 15 % where the others agree", () => {
    const heldOut = times(5, 10);
    const off = (error: number): readonly unknown[] => {
      const rows = rowsOf([10, 10, 10, 10, 10 * Math.exp(error)]);
      return suspects(rows, heldOut).map(({ row, reason }) => [row, reason.kind]);
    };
    assert.deepEqual(off(0.149), []);
    assert.deepEqual(off(-0.149), []);
    assert.deepEqual(off(0.151), [[4, "far off"]]);
    assert.deepEqual(off(-0.151), [[4, "far off"]]);
    // Errors of ± 0.1 around nothing: 0.5 is the limit.
    const spread = (error: number): number =>
      suspects(rowsOf([-0.1, 0.1, -0.1, 0.1, 0, error].map((log) => 10 * Math.exp(log))), times(6, 10)).length;
    assert.deepEqual([spread(0.45), spread(0.6)], [0, 1]);
  });

  it("say how far, and are wrong beyond a factor of two", () => {
    const far = (factor: number): readonly [boolean, number] => {
      const rows = rowsOf([10, 10, 10, 10, 10 * factor]);
      const [only, ...others] = suspects(rows, times(5, 10));
      assert.ok(only !== undefined && others.length === 0 && only.reason.kind === "far off");
      assert.ok(Math.abs(only.reason.times - factor) < 1e-9);
      const wrong = wrongRows(trialOf([1, 1, 1, 1, factor]), Float64Array.from(times(5, BASE_MS)));
      assert.deepEqual(wrong, isWrong(only) ? [4] : []);
      return [isWrong(only), only.row];
    };
    assert.deepEqual([far(1.99), far(2.01), far(1 / 1.99), far(1 / 2.01)].flat(), [
      false,
      4,
      true,
      4,
      false,
      4,
      true,
      4,
    ]);
  });

  it("are labels of one network that differ by more than 15 %, each beside the one that differs most", () => {
    const labels = (ms: readonly number[], networks: readonly number[]): readonly unknown[] =>
      suspects(rowsOf(ms, networks), ms).map(({ row, reason }) => [
        row,
        reason.kind === "another label" && reason.other,
      ]);
    assert.deepEqual(labels([10, 11.49, 10, 10, 50], [1, 1, 2, 3, 4]), []);
    assert.deepEqual(labels([10, 11.51, 10, 10, 50], [1, 1, 2, 3, 4]), [
      [0, 1],
      [1, 0],
    ]);
    assert.deepEqual(labels([10, 14, 12, 20], [1, 1, 1, 2]), [
      [0, 1],
      [1, 0],
      [2, 0],
    ]);
  });

  it("name rows of another level at the places that they have among all", () => {
    const levels = [...times(5, 1), ...times(4, 1.5)];
    const kept = levels.map((_, i) => i + 3);
    const rows = rowsOf(times(12, 10));
    const said = suspectRows(rows, times(12, 10), { trial: trialOf(levels), kept });
    assert.deepEqual(
      said.map(({ row, reason }) => [row, reason.kind === "another level" && [reason.rows, reason.times.toFixed(3)]]),
      [8, 9, 10, 11].map((row) => [row, [4, "1.500"]]),
    );
  });
});

describe("the base of a fit", () => {
  const rows = times(12, 1);
  const every = [...rows.keys()];

  it("is the first, unless another one errs less", () => {
    // The first errs by nothing: the others' rows are half as much again, every second one.
    assert.equal(pick(trialOf(rows), every).recipe.base, "base 0");
    assert.equal(pick(trialOf(rows, [0, 0.5, 0.2]), every).recipe.base, "base 0");
    // Every second row takes half as much again: the second says so, the first one does not, the third a little.
    const alternating = every.map((row) => 1 + 0.5 * (row % 2));
    assert.equal(pick(trialOf(alternating, [0, 0.5, 0.2]), every).recipe.base, "base 1");
    assert.equal(pick(trialOf(alternating, [0, 0.2, 0.5]), every).recipe.base, "base 2");
    // Beside a good one the third has to be better than that, not beyond chance.
    assert.equal(pick(trialOf(alternating, [0, 0.499, 0.5]), every).recipe.base, "base 2");
  });

  it("held out, is asked of rows that the fit has seen, or of all where it has seen none of those left", () => {
    const trial = trialOf(every.map((row) => (row < 4 ? 3 : 1)));
    const [candidate] = trial.candidates;
    const estimate = (seen: readonly number[]): readonly number[] =>
      Array.from(heldOutByRecipe(trial, candidate, seen), (ms) => ms / BASE_MS);
    for (const factor of estimate([0, 1, 2, 3])) assert.ok(Math.abs(factor - 3) < 1e-9, `${factor}`);
    for (const factor of estimate([5, 6, 7, 8])) assert.ok(Math.abs(factor - 1) < 1e-9, `${factor}`);
    for (const factor of estimate([])) assert.ok(Math.abs(factor - 1) < 1e-9, `${factor}`);
  });
});
