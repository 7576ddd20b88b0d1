/**
 * What a recording is known by: how many kernels it holds, how long they took, and how long some of them did. Another tool's file of the
 * same recording has other bytes and rounds its times; the kernels stay.
 */

export interface KernelPrint {
  readonly count: number;
  /** Milliseconds of all of them. */
  readonly ms: number;
  /** Milliseconds of kernels spread evenly over the recording, in the order of their starts; none for a summary. */
  readonly some: readonly number[];
}

const SOME = 16;
/** nvprof prints five digits of a time, and at least a nanosecond. */
const PRINTED = 1e-4;
const NANOSECOND_MS = 1e-6;

/** `list`: milliseconds of every kernel in the order of their starts. */
export function kernelPrint(list: readonly number[]): KernelPrint {
  const some =
    list.length < SOME ? list : Array.from({ length: SOME }, (_, i) => list[Math.floor((i * list.length) / SOME)] ?? 0);
  return { count: list.length, ms: list.reduce((total, ms) => total + ms, 0), some };
}

export function isSameRecording(one: KernelPrint, other: KernelPrint): boolean {
  if (one.count !== other.count || !isSame(one.ms, other.ms)) return false;
  // A summary has its totals alone.
  if (one.some.length === 0 || other.some.length === 0) return true;
  return one.some.every((ms, i) => isSame(ms, other.some[i] ?? NaN));
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(PRINTED * Math.max(one, other), NANOSECOND_MS);
}
