import type { SparseRows } from "./bounded-regression";

/** Rows of numbers none of which is left out; all are of one length. */
export function denseRows(rows: readonly (readonly number[])[]): SparseRows {
  const width = rows[0]?.length ?? 0;
  return {
    width,
    start: Int32Array.from({ length: rows.length + 1 }, (_, n) => n * width),
    column: Int32Array.from({ length: rows.length * width }, (_, e) => e % width),
    value: Float64Array.from(rows.flat()),
  };
}
