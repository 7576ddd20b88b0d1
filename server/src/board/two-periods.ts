/** Whether what was found as one run is several runs of the network. */
import { mayBeConvolution } from "./kernel-names";
import type { KernelRun } from "./trace";

/**
 * How often the network's convolutions and products come in one run, as far as their order shows; 1 where nothing says that
 * they come twice. A kernel that belongs to every second inference (a check of the results) makes a run of two.
 */
export function inferencesIn(run: readonly KernelRun[], leastKernels: number): number {
  const keys = run.flatMap(({ key, name }) => (mayBeConvolution(name) ? [key] : []));
  for (let length = Math.max(leastKernels, 1); length <= keys.length / 2; length++) {
    if (keys.length % length !== 0) continue;
    if (keys.every((key, i) => key === keys[i % length])) return keys.length / length;
  }
  return 1;
}
