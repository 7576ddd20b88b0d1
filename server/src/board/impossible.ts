/** Figures that no GPU gives: a wrong unit, an edited or a doubled recording. */
import type { KernelRun } from "./trace";

/** The clock of the GPU and that of the profiler agree to about this much. */
const CLOCK_STEP_MS = 0.002;

/** Why the kernels, in the order of their starts, cannot be a recording; null where they can. */
export function impossible(kernels: readonly KernelRun[], startStep: number): string | null {
  const bad = kernels.find(({ ms, start }) => !(ms >= 0) || !Number.isFinite(ms) || !Number.isFinite(start));
  if (bad !== undefined) return `the kernel “${bad.name}” has a negative or infinite time: the file is damaged`;
  return repeated(kernels) ?? overlapping(kernels, startStep);
}

function repeated(kernels: readonly KernelRun[]): string | null {
  // What only grows repeats nothing: so it is in nearly every recording, and a set of a million rows is not needed.
  if (grows(kernels, ({ id }) => (id === null ? NaN : Number(id)))) return null;
  const known = new Set<string>();
  for (const { id, key, start, ms, stream } of kernels) {
    const row = id === null ? `${stream} ${start} ${ms} ${key}` : `${stream} ${id} ${key}`;
    if (known.has(row)) {
      const which = id === null ? "a row" : `the correlation id ${id}`;
      return `${which} stands in it twice: the recording was pasted together or holds parts of it twice`;
    }
    known.add(row);
  }
  return null;
}

function grows(kernels: readonly KernelRun[], numberOf: (kernel: KernelRun) => number): boolean {
  let last = -Infinity;
  for (const kernel of kernels) {
    const number = numberOf(kernel);
    if (!(number > last)) return false;
    last = number;
  }
  return true;
}

function overlapping(kernels: readonly KernelRun[], startStep: number): string | null {
  const ends = new Map<string, number>();
  for (const { stream, start, ms } of kernels) {
    const before = ends.get(stream);
    if (before !== undefined && before > start + startStep + CLOCK_STEP_MS)
      return "its kernels overlap in time on one stream, which none does: a unit is wrong, or the file was put together from several";
    ends.set(stream, Math.max(before ?? 0, start + ms));
  }
  return null;
}
