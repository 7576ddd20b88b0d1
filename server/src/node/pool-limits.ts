import type { TaskKind } from "../ide/tasks";

export interface PoolLimits {
  /** Milliseconds that a task waits for a busy thread before another one is started: a reader notices more. */
  readonly patience: number;
  /** Threads at once. Two files that hang leave one for all others; each takes some 100 MB. */
  readonly threads: number;
  /** Milliseconds of each kind of task before it is ended. Nobody waits for an analysis so long; a recording of hours may take a while. */
  readonly deadline: Readonly<Record<TaskKind, number>>;
  /** Milliseconds in which a task that nobody wants any more has to end by itself. */
  readonly grace: number;
  /** Milliseconds without work after which a thread beyond the first is ended. */
  readonly quiet: number;
  /**
   * Megabytes of the whole process. Over it the longest of the tasks that others wait for is ended. V8's own limit for a thread is
   * no wall: one large array more, and the process ends with it.
   */
  readonly memory: number;
}

const ANALYSIS_MS = 5_000;
const OWN_MEASUREMENTS_MS = 300_000;

export const POOL_LIMITS: PoolLimits = {
  patience: 150,
  threads: 3,
  deadline: {
    analyse: ANALYSIS_MS,
    complete: ANALYSIS_MS,
    resize: ANALYSIS_MS,
    improve: ANALYSIS_MS,
    tool: 2 * ANALYSIS_MS,
    whatIf: ANALYSIS_MS,
    whatIfEdit: ANALYSIS_MS,
    import: OWN_MEASUREMENTS_MS,
    calibrate: ANALYSIS_MS,
    forgetCalibration: ANALYSIS_MS,
    retrain: OWN_MEASUREMENTS_MS,
    rollBack: OWN_MEASUREMENTS_MS,
  },
  grace: 500,
  quiet: 30_000,
  memory: 500,
};
