/** Quantiles and means. */

export function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total / values.length;
}

/** Linear between the order statistics; NaN for no values. */
export function quantile(values: ArrayLike<number>, level: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  const lower = sorted[below] ?? NaN;
  const upper = sorted[below + 1] ?? lower;
  return lower + (upper - lower) * (place - below);
}

/** Smallest value at which the weights up to it reach `level` of their sum. */
export function weightedQuantile(
  values: readonly { readonly value: number; readonly weight: number }[],
  level: number,
): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const whole = sorted.reduce((total, { weight }) => total + weight, 0);
  let reached = 0;
  for (const { value, weight } of sorted) {
    reached += weight;
    if (reached >= level * whole) return value;
  }
  return sorted[sorted.length - 1]?.value ?? NaN;
}
