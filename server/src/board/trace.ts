/** What every profiler's recording becomes before it is judged. */

export interface KernelRun {
  readonly kind: "kernel";
  /** Name and launch grid: what is the same in every run of a network. */
  readonly key: string;
  readonly name: string;
  readonly ms: number;
  /** In milliseconds from any moment that all rows share. */
  readonly start: number;
  /** Kernels of one stream of one GPU run one after the other. */
  readonly stream: string;
  /** Correlation id; null where the recording has none. */
  readonly id: string | number | null;
}

export interface CopyIn {
  readonly kind: "copy in";
  /** As far as the trace is precise; megabytes of 10⁶ and of 2²⁰ bytes are both in use. */
  readonly bytes: readonly number[];
  /** How far the bytes may be off, since they are printed rounded. */
  readonly step: number;
  readonly start: number;
}

/** What the recording says of its GPU beside the name; null where it says nothing. */
export interface Hardware {
  readonly multiprocessors: number | null;
  readonly clockMhz: number | null;
  readonly computeCapability: string | null;
}

interface Recording {
  readonly tool: "nvprof" | "nsys";
  /** Names of the GPUs. */
  readonly gpus: readonly string[];
  readonly hardware: readonly Hardware[];
  /** What the profiler says of its own recording. */
  readonly messages: readonly string[];
}

/** Single kernels and copies, in the order of their starts. */
export interface Trace extends Recording {
  readonly kind: "trace";
  readonly list: readonly (KernelRun | CopyIn)[];
  /** How far a start may be off, in milliseconds. */
  readonly startStep: number;
}

export interface KernelTotal {
  readonly name: string;
  readonly ms: number;
  readonly calls: number;
}

/** Whole runs as trtexec timed them, in milliseconds; where only its layers were timed, the mean of `count` runs. */
export type Timings =
  | { readonly kind: "timings"; readonly runs: readonly number[] }
  | { readonly kind: "timings"; readonly runs: null; readonly count: number; readonly ms: number };

/** Kernels summed by name. */
export interface Totals extends Recording {
  readonly kind: "totals";
  readonly kernels: readonly KernelTotal[];
}
