/** Who works on the combinations: this process, or threads of it. */
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { rowOf, unknownRow } from "./row";
import type { Row, Space } from "./row";
import type { Combination } from "./vary";

export interface Job {
  readonly index: number;
  readonly values: Combination;
}

export interface Answer {
  readonly index: number;
  readonly row: Row;
}

/** What a thread is started with. */
export interface ThreadData {
  readonly space: Space;
  readonly resources: string;
  readonly store: string | undefined;
  readonly device: string | undefined;
}

export interface Work {
  readonly jobs: readonly Job[];
  readonly finished: (answer: Answer) => void;
  /** No further job is begun once it is aborted. */
  readonly stop: AbortSignal;
}

/** Beside the program's bundle. */
const THREAD_SCRIPT = "explore-thread.js";

/** Megabytes of a thread; a network of ten thousand layers takes a tenth. */
const HEAP = 1_000;

/** In this process, one after the other. */
export async function workHere(
  environment: AnalysisEnvironment,
  space: Space,
  { jobs, finished, stop }: Work,
): Promise<void> {
  for (const { index, values } of jobs) {
    if (stop.aborted) return;
    finished({ index, row: rowOf(environment, space, values) });
    // A signal is heard between two networks.
    await new Promise(setImmediate);
  }
}

/** In so many threads; each has one network at a time, so that memory grows with the threads and not with the space. */
export async function workInThreads(count: number, data: ThreadData, { jobs, finished, stop }: Work): Promise<void> {
  const queue = jobs.values();
  await Promise.all(
    Array.from({ length: Math.min(count, jobs.length) }, () => workInThread(data, queue, { finished, stop })),
  );
}

/** Starts threads, one after the other, until the queue is empty: a network that ends its thread has that as its reason. */
async function workInThread(data: ThreadData, queue: Iterator<Job>, work: Omit<Work, "jobs">): Promise<void> {
  for (let next = queue.next(); next.done !== true; next = queue.next()) {
    const failed = await untilItEnds(data, next.value, queue, work);
    if (failed === null) return;
    work.finished(failed);
  }
}

/** The answer for the job that ended the thread; null where all jobs are done or nobody waits for them. */
function untilItEnds(
  data: ThreadData,
  first: Job,
  queue: Iterator<Job>,
  { finished, stop }: Omit<Work, "jobs">,
): Promise<Answer | null> {
  const script = path.join(data.resources, THREAD_SCRIPT);
  const worker = new Worker(script, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
  return new Promise((resolve, reject) => {
    let job = first;
    const end = (): void => {
      stop.removeEventListener("abort", end);
      void worker.terminate().then(() => {
        resolve(null);
      });
    };
    stop.addEventListener("abort", end, { once: true });
    worker.on("message", (answer: Answer) => {
      if (stop.aborted) return;
      finished(answer);
      const next = queue.next();
      if (next.done === true) {
        end();
        return;
      }
      job = next.value;
      worker.postMessage(job);
    });
    worker.on("error", (error: Error & { readonly code?: string }) => {
      const isFull = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      // A thread that cannot begin, or a fault of ours, would fail for all of them.
      if (!isFull) reject(error);
      else
        resolve({
          index: job.index,
          row: unknownRow(job.values, `the network needs more than ${HEAP} MB to be analysed`),
        });
    });
    worker.postMessage(first);
  });
}
