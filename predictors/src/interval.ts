/** Half-widths of the 90 % interval by situation, as logarithms: measured lies within estimate · exp(± half-width). */

/** From these distances to the measured networks on, a wider half-width holds. */
export const DISTANCE_EDGES: readonly number[] = [0, 0.75, 1, 1.5, 2, 3, 4, 6];

/** From this distance on, a network lies outside the measured range. */
export const OUTSIDE_DISTANCE = 6;

export interface IntervalTable {
  /** Per distance edge, at an input size with enough measurements … */
  readonly known: readonly number[];
  /** … and at another one. */
  readonly newSize: readonly number[];
  /** Input widths with enough measurements. */
  readonly sizes: readonly number[];
}

export function logHalfWidth(table: IntervalTable, distance: number, inputWidth: number): number {
  const widths = table.sizes.includes(inputWidth) ? table.known : table.newSize;
  return widths[distanceBin(distance)] ?? NaN;
}

export function distanceBin(distance: number): number {
  return Math.max(0, DISTANCE_EDGES.filter((edge) => distance >= edge).length - 1);
}
