/** Bounded least-squares regression on logarithmic errors of sums, towards a prior. */

/** Rows of numbers of which most are zero: row n holds value[e] in column[e] for start[n] ≤ e < start[n + 1]. */
export interface SparseRows {
  readonly width: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

export interface RegressionProblem {
  /** Terms of each row. */
  readonly rows: SparseRows;
  /** Positive measured value of each row. */
  readonly target: Float64Array;
  /** Per row; null: all alike. */
  readonly weight: Float64Array | null;
  /** Per coefficient: where it starts and where the ridge pulls it. */
  readonly prior: Float64Array;
  /** Per coefficient: its prior standard deviation is max(prior, LEAST_SCALE) / √ridge. */
  readonly ridge: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Logarithmic errors below this count as squares, above as absolute values. */
  readonly smooth: number;
}

/** Of the embedded predictors' fits. */
export const SMOOTH = 0.03;

const ITERATIONS = 12;
const LEAST_SCALE = 0.3;
const SWEEPS = 60;
const TOLERANCE = 1e-4;

/** Coefficients that make the mean |log(row · coefficients / target)| small: re-weighted least squares within the bounds. */
export function fitCoefficients(problem: RegressionProblem): Float64Array {
  const { rows, target, low, high, ridge } = problem;
  const theta = problem.prior.map((value, j) => clamp(value, low[j] as number, high[j] as number));
  const prior = theta.slice();
  const penalty = prior.map((value, j) => (ridge[j] as number) / Math.max(value, LEAST_SCALE) ** 2);
  const weight = meanOne(problem.weight, target.length);
  const relative = relativeTo(rows, target);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { hessian, right } = normalEquations(relative, theta, weight, problem.smooth);
    const width = rows.width;
    const gradient = new Float64Array(width);
    for (let j = 0; j < width; j++) {
      hessian[j * width + j] = (hessian[j * width + j] as number) + (penalty[j] as number);
      let product = 0;
      for (let k = 0; k < width; k++) product += (hessian[j * width + k] as number) * (theta[k] as number);
      gradient[j] = product - ((right[j] as number) + (penalty[j] as number) * (prior[j] as number));
    }
    descend(theta, gradient, hessian, low, high);
  }
  return theta;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function meanOne(weight: Float64Array | null, count: number): Float64Array {
  if (weight === null) return new Float64Array(count).fill(1);
  const mean = weight.reduce((total, value) => total + value, 0) / count;
  return weight.map((value) => value / mean);
}

function relativeTo(rows: SparseRows, target: Float64Array): SparseRows {
  const value = rows.value.slice();
  for (let n = 0; n < target.length; n++)
    for (let e = rows.start[n] as number; e < (rows.start[n + 1] as number); e++)
      value[e] = (value[e] as number) / (target[n] as number);
  return { ...rows, value };
}

/** Hessian (width × width) and right side of the weighted squares at `theta`, both means over the rows. */
function normalEquations(
  rows: SparseRows,
  theta: Float64Array,
  weight: Float64Array,
  smooth: number,
): { hessian: Float64Array; right: Float64Array } {
  const { width, start, column, value } = rows;
  const hessian = new Float64Array(width * width);
  const right = new Float64Array(width);
  const count = weight.length;
  for (let n = 0; n < count; n++) {
    const from = start[n] as number;
    const to = start[n + 1] as number;
    let sum = 0;
    for (let e = from; e < to; e++) sum += (value[e] as number) * (theta[column[e] as number] as number);
    const ratio = Math.max(sum, 1e-3);
    const logError = Math.log(ratio);
    const w = (weight[n] as number) / Math.sqrt(logError ** 2 + smooth ** 2) / Math.max(ratio, 0.3) / count;
    for (let e = from; e < to; e++) {
      const place = column[e] as number;
      const weighted = w * (value[e] as number);
      right[place] = (right[place] as number) + weighted;
      for (let f = from; f < to; f++) {
        const cell = place * width + (column[f] as number);
        hessian[cell] = (hessian[cell] as number) + weighted * (value[f] as number);
      }
    }
  }
  return { hessian, right };
}

/** Minimises the quadratic within the bounds, coordinate by coordinate, in place. */
function descend(
  theta: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
  low: Float64Array,
  high: Float64Array,
): void {
  const width = theta.length;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let largest = 0;
    for (let j = 0; j < width; j++) {
      const diagonal = hessian[j * width + j] as number;
      const old = theta[j] as number;
      const moved = clamp(old - (gradient[j] as number) / diagonal, low[j] as number, high[j] as number);
      const step = moved - old;
      if (step === 0) continue;
      for (let k = 0; k < width; k++) gradient[k] = (gradient[k] as number) + (hessian[j * width + k] as number) * step;
      theta[j] = moved;
      largest = Math.max(largest, Math.abs(step) * Math.sqrt(diagonal));
    }
    if (largest < TOLERANCE) return;
  }
}
