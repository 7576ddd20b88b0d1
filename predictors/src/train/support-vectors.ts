/**
 * Support vector regression (Drucker et al., 1996) by coordinate descent on the dual: minimise ½ βᵀKβ − yᵀβ + ε Σ|βᵢ| with |βᵢ| ≤ C. The
 * bias is part of the kernel (K + 1), as in Hsieh et al., 2008, so that no constraint ties the coordinates.
 */
import { kernelValue, type SupportVectors, type SvrKernel } from "../regression";
import { Random } from "./random";

export interface SvrSettings {
  readonly kernel: SvrKernel;
  /** Bound of each coefficient: what an error may cost. */
  readonly cost: number;
  /** Errors below this count for nothing. */
  readonly tolerance: number;
}

const MOST_SWEEPS = 300;
/** A sweep that changes no estimate by more than this ends the descent. */
const SETTLED = 1e-4;

/** `rows` standardised. Rows whose coefficient is 0 are no support vectors and are left out. */
export function fitSupportVectors(
  rows: readonly Float64Array[],
  target: readonly number[],
  { kernel, cost, tolerance }: SvrSettings,
  seed: number,
): SupportVectors {
  const count = rows.length;
  const products = gram(rows, kernel);
  const coefficients = new Float64Array(count);
  const estimates = new Float64Array(count);
  const random = new Random(seed);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let largest = 0;
    for (const i of random.permutation(count)) {
      const curvature = products[i * count + i] as number;
      // The sigmoid is no inner product: where it has no minimum, the row is left as it is.
      if (curvature <= 0) continue;
      const before = coefficients[i] as number;
      const unbound = before - ((estimates[i] as number) - (target[i] as number)) / curvature;
      const shrunk = Math.sign(unbound) * Math.max(Math.abs(unbound) - tolerance / curvature, 0);
      const after = Math.min(Math.max(shrunk, -cost), cost);
      const change = after - before;
      if (change === 0) continue;
      coefficients[i] = after;
      for (let j = 0; j < count; j++)
        estimates[j] = (estimates[j] as number) + change * (products[i * count + j] as number);
      largest = Math.max(largest, Math.abs(change) * curvature);
    }
    if (largest < SETTLED) break;
  }
  const kept = rows.flatMap((row, i) =>
    coefficients[i] === 0 ? [] : [{ row, coefficient: coefficients[i] as number }],
  );
  return {
    kind: "support-vectors",
    kernel,
    vectors: Float32Array.from(kept.flatMap(({ row }) => [...row])),
    coefficients: Float32Array.from(kept, ({ coefficient }) => coefficient),
    bias: kept.reduce((sum, { coefficient }) => sum + Math.fround(coefficient), 0),
  };
}

/** Rows × rows, each with 1 for the bias. */
function gram(rows: readonly Float64Array[], kernel: SvrKernel): Float64Array {
  const count = rows.length;
  const products = new Float64Array(count * count);
  rows.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const value = kernelValue(kernel, row, 0, rows[j] as Float64Array) + 1;
      products[i * count + j] = value;
      products[j * count + i] = value;
    }
  });
  return products;
}
