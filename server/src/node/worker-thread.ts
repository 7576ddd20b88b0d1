/** One thread that does tasks, seen from both sides. It does one at a time; whatever takes too much is ended from outside. */
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { TaskKind, TaskRunner, Tasks } from "../ide/tasks";
import type { Outcome } from "../lsp/background";
import type { PoolLimits } from "./pool-limits";

export interface Job {
  readonly message: Message;
  /** Milliseconds. */
  readonly deadline: number;
  /** Hears the share that is done, where the task tells. */
  readonly progress: (share: number) => void;
  /** Called once; what a message from a thread holds is known by the job alone. */
  readonly finish: (outcome: Outcome<never>) => void;
}

export type Message = TaskMessage<TaskKind>;

/** To the thread: a task, or the wish that later ones read the predictors anew. */
export interface TaskMessage<K extends TaskKind> {
  readonly kind: K;
  readonly task: Tasks[K]["task"];
  /** Shared by both threads. */
  readonly cancelled: Int32Array;
}

const RENEW = "renew";

/** From the thread: that it has loaded, how far its task is, or what became of it. */
type Answer = typeof READY | { readonly kind: "progress"; readonly share: number } | Outcome<never>;

const READY = "ready";

export interface ThreadWatcher {
  /** It can take a task. */
  readonly free: () => void;
  /** It has had none for long. */
  readonly quiet: () => void;
  /** It is gone; `fault` is why it never came to work, null where it did. */
  readonly ended: (fault: unknown) => void;
}

/** Milliseconds; a processor that is busy with other things loads parsers and predictors in two seconds. */
const LOADING_DEADLINE = 60_000;

/** Megabytes, twice what the whole process may take: the pool sees it first. */
const HEAP = 1_000;

export class WorkerThread {
  private readonly worker: Worker;
  private state: "loading" | "working" | "ended" = "loading";
  private job: Job | null = null;
  private begun = 0;
  /** Ends the task, or the thread that has none. */
  private timer: NodeJS.Timeout;

  constructor(
    script: string,
    private readonly limits: PoolLimits,
    private readonly watcher: ThreadWatcher,
  ) {
    this.worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: HEAP } });
    // It does not keep the process alive.
    this.worker.unref();
    this.worker.on("message", (answer: Answer) => {
      if (answer !== READY && answer.kind === "progress") {
        this.job?.progress(answer.share);
        return;
      }
      if (answer === READY) this.state = "working";
      else this.finish(answer);
      this.rest();
    });
    this.worker.on("error", (error: Error & { readonly code?: string }) => {
      const isFull = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      void this.end(isFull ? { kind: "stopped", by: "memory", after: `${HEAP} MB` } : { kind: "failed", error });
    });
    this.worker.on("exit", () => {
      void this.end({ kind: "failed", error: new Error("the thread ended") });
    });
    this.timer = this.after(LOADING_DEADLINE, () => this.end({ kind: "failed", error: new Error("it does not load") }));
  }

  isLoading(): boolean {
    return this.state === "loading";
  }

  isFree(): boolean {
    return this.state === "working" && this.job === null;
  }

  /** Milliseconds since its task began; 0 without one. */
  busyFor(): number {
    return this.job === null ? 0 : Math.max(1, performance.now() - this.begun);
  }

  begin(job: Job): void {
    this.job = job;
    this.begun = performance.now();
    this.worker.postMessage(job.message);
    clearTimeout(this.timer);
    this.timer = this.after(job.deadline, () =>
      this.end({ kind: "stopped", by: "time", after: `${job.deadline / 1_000} s` }),
    );
  }

  /** The result of the job, if it is the thread's, is no longer wanted: it has to end soon. */
  cancelled(message: Message): void {
    if (message !== this.job?.message) return;
    clearTimeout(this.timer);
    this.timer = this.after(this.limits.grace, () => this.end({ kind: "cancelled" }));
  }

  renew(): void {
    this.worker.postMessage(RENEW);
  }

  /** Ends the thread, with this outcome of its task. */
  async end(outcome: Outcome<never>): Promise<void> {
    if (this.state === "ended") return;
    const fault = this.state === "loading" && outcome.kind === "failed" ? outcome.error : null;
    this.state = "ended";
    clearTimeout(this.timer);
    this.finish(outcome);
    const terminated = this.worker.terminate();
    this.watcher.ended(fault);
    await terminated;
  }

  private finish(outcome: Outcome<never>): void {
    const job = this.job;
    this.job = null;
    job?.finish(outcome);
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = this.after(this.limits.quiet, () => {
      this.watcher.quiet();
    });
    this.watcher.free();
  }

  private after(ms: number, act: () => unknown): NodeJS.Timeout {
    return setTimeout(() => void act(), ms).unref();
  }
}

/** The other side: does what arrives at the port. */
export function answerTasks(port: MessagePort, runner: Pick<TaskRunner, "run" | "renew">): void {
  port.on("message", (message: Message | typeof RENEW) => {
    if (message === RENEW) runner.renew();
    else
      port.postMessage(
        outcomeOf(message, runner, (share) => {
          port.postMessage({ kind: "progress", share } satisfies Answer);
        }),
      );
  });
  port.postMessage(READY satisfies Answer);
}

function outcomeOf<K extends TaskKind>(
  { kind, task, cancelled }: TaskMessage<K>,
  runner: Pick<TaskRunner, "run">,
  progress: (share: number) => void,
): Outcome<Tasks[K]["result"]> {
  const isCancelled = (): boolean => Atomics.load(cancelled, 0) !== 0;
  try {
    const result = runner.run(kind, task, isCancelled, progress);
    return isCancelled() ? { kind: "cancelled" } : { kind: "done", result };
  } catch (error) {
    return isCancelled() ? { kind: "cancelled" } : { kind: "failed", error };
  }
}
