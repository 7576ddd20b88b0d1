/** What a fit of bounded coefficients is held to: the conditions of its optimum, on rows that are written out in full. */
import assert from "node:assert/strict";
import type { RegressionProblem, SparseRows } from "../../predictors/src/train/bounded-regression";

/** Its rows: a term for each coefficient. */
export interface DenseProblem extends Omit<RegressionProblem, "rows"> {
  readonly rows: readonly (readonly number[])[];
}

export function sparseRows(rows: DenseProblem["rows"]): SparseRows {
  const entries = rows.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  return {
    width: rows[0]?.length ?? 0,
    start: Int32Array.from([0, ...rows.keys()], (_, n) => entries.slice(0, n).flat().length),
    column: Int32Array.from(entries.flat(), ([column]) => column),
    value: Float64Array.from(entries.flat(), ([, value]) => value),
  };
}

/**
 * By each coefficient: the slope of the penalised error. A row's error is the logarithm of its sum ÷ what was measured, large ones count as
 * absolute values; a coefficient that starts outside its bounds is pulled to the bound.
 */
function slopes(problem: DenseProblem, theta: Float64Array): readonly number[] {
  const { rows, target, weight, prior, ridge, low, high, smooth } = problem;
  const weights = weight === null ? rows.map(() => 1) : Array.from(weight);
  const whole = weights.reduce((sum, value) => sum + value, 0);
  return Array.from(theta, (coefficient, j) => {
    const start = Math.min(Math.max(prior[j] ?? NaN, low[j] ?? NaN), high[j] ?? NaN);
    const pull = ((ridge[j] ?? NaN) / Math.max(start, 0.3) ** 2) * (coefficient - start);
    return rows.reduce((sum, row, n) => {
      const relative = row.map((value) => value / (target[n] ?? NaN));
      const ratio = relative.reduce((total, value, k) => total + value * (theta[k] ?? NaN), 0);
      const step = (ratio - 1) / Math.hypot(Math.log(ratio), smooth) / Math.max(ratio, 0.3);
      return sum + ((weights[n] ?? NaN) / whole) * step * (relative[j] ?? NaN);
    }, pull);
  });
}

/** No coefficient can be moved within its bounds without a larger error; says where each one ended. */
export function assertOptimum(
  problem: DenseProblem,
  theta: Float64Array,
  what: string,
): readonly ("low" | "inside" | "high")[] {
  return slopes(problem, theta).map((slope, j) => {
    const [value = NaN, low = NaN, high = NaN] = [theta[j], problem.low[j], problem.high[j]];
    const at = value === low ? "low" : value === high ? "high" : "inside";
    assert.ok(value >= low && value <= high, `${what}, coefficient ${j}: ${value}`);
    const isBest = at === "low" ? slope > -FLAT : at === "high" ? slope < FLAT : Math.abs(slope) < FLAT;
    assert.ok(isBest, `${what}, coefficient ${j}, ${at}: a slope of ${slope}`);
    return at;
  });
}

/** The descent ends a little before its goal. */
const FLAT = 2e-4;
