/** Rows of features, row by row in one array, in the 32-bit precision in which trees compare. */
export interface FeatureTable {
  readonly count: number;
  readonly width: number;
  /** count × width. */
  readonly values: Float32Array;
}

export function featureTable(rows: readonly ArrayLike<number>[], width: number): FeatureTable {
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    values.set(row, i * width);
  });
  return { count: rows.length, width, values };
}

export function rowOf(table: FeatureTable, row: number): Float32Array {
  return table.values.subarray(row * table.width, (row + 1) * table.width);
}
