/** Functions of real numbers that JavaScript computes less exactly than C. */

/** Exact for powers of two, as C's log2 is. */
export function log2(value: number): number {
  const rounded = Math.round(Math.log2(value));
  return 2 ** rounded === value ? rounded : Math.log2(value);
}
