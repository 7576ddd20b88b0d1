/** Ordinary least squares with stepwise selection of the features by the adjusted R², as in the paper's Table II. */
import { Matrix, QrDecomposition } from "ml-matrix";
import type { Linear } from "../regression";

/** What an added feature must gain. */
const LEAST_GAIN = 1e-4;

export interface Step {
  /** Place of the feature in the rows. */
  readonly feature: number;
  /** Of the model with it and those before it. */
  readonly adjustedR2: number;
}

export interface Stepwise {
  /** In the order in which they were added. */
  readonly steps: readonly Step[];
  /** Weights of all features, 0 for those that were left out. */
  readonly model: Linear;
}

/**
 * `rows` × features, standardised; `target` a number for each row; `weights` what an error of each row counts times, 1 by default: 1 / target
 * makes relative errors small.
 */
export function fitStepwise(
  rows: readonly Float64Array[],
  target: readonly number[],
  weights: readonly number[] = target.map(() => 1),
): Stepwise {
  const width = rows[0]?.length ?? 0;
  const given = { rows, target, weights };
  const steps: Step[] = [];
  let best: Fit = { weights: [], intercept: centreOf(given), adjustedR2: 0 };
  for (;;) {
    const chosen = steps.map(({ feature }) => feature);
    let next: { readonly feature: number; readonly fit: Fit } | null = null;
    for (let feature = 0; feature < width; feature++) {
      if (chosen.includes(feature)) continue;
      const fit = fitColumns(given, [...chosen, feature]);
      if (fit !== null && fit.adjustedR2 > (next?.fit.adjustedR2 ?? best.adjustedR2 + LEAST_GAIN))
        next = { feature, fit };
    }
    if (next === null) break;
    best = next.fit;
    steps.push({ feature: next.feature, adjustedR2: best.adjustedR2 });
  }
  const coefficients = Array.from({ length: width }, (_, feature) => {
    const place = steps.findIndex((step) => step.feature === feature);
    return best.weights[place] ?? 0;
  });
  return { steps, model: { kind: "linear", weights: coefficients, intercept: best.intercept } };
}

interface Fit {
  readonly weights: readonly number[];
  readonly intercept: number;
  readonly adjustedR2: number;
}

interface Given {
  readonly rows: readonly Float64Array[];
  readonly target: readonly number[];
  readonly weights: readonly number[];
}

/** Null where the columns say the same twice, or there are too few rows. */
function fitColumns(given: Given, columns: readonly number[]): Fit | null {
  const { rows, target, weights: counts } = given;
  if (rows.length <= columns.length + 1) return null;
  const design = rows.map((row, i) =>
    [1, ...columns.map((column) => row[column] ?? 0)].map((x) => x * (counts[i] ?? 1)),
  );
  const decomposition = new QrDecomposition(design);
  if (!decomposition.isFullRank()) return null;
  const wanted = Matrix.columnVector(target.map((value, i) => value * (counts[i] ?? 1)));
  const [intercept = NaN, ...weights] = decomposition.solve(wanted).to1DArray();
  const centre = centreOf(given);
  let left = 0;
  let whole = 0;
  for (const [index, value] of target.entries()) {
    const row = rows[index];
    const count = (counts[index] ?? 1) ** 2;
    const estimated = columns.reduce((sum, column, j) => sum + (weights[j] ?? 0) * (row?.[column] ?? 0), intercept);
    left += count * (value - estimated) ** 2;
    whole += count * (value - centre) ** 2;
  }
  const adjustedR2 = 1 - left / (rows.length - columns.length - 1) / (whole / (rows.length - 1));
  return Number.isFinite(adjustedR2) ? { weights, intercept, adjustedR2 } : null;
}

/** The one number that is the least wrong for all rows. */
function centreOf({ target, weights }: Given): number {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const counts = weights.map((weight) => weight ** 2);
  return sum(target.map((value, i) => value * (counts[i] ?? 1))) / sum(counts);
}
