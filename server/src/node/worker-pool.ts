/** The threads of the server's process that do its tasks: one as a rule, more while one is held up, and none that hangs for long. */
import type { TaskKind, Tasks } from "../ide/tasks";
import type { Background, Outcome, Running } from "../lsp/background";
import { POOL_LIMITS } from "./pool-limits";
import type { PoolLimits } from "./pool-limits";
import { WorkerThread } from "./worker-thread";
import type { Job, Message, TaskMessage } from "./worker-thread";

/** Milliseconds between two looks at the memory while something runs; 100 MB may be filled meanwhile. */
const MEMORY_INTERVAL = 100;

/** Bytes. */
const MEGABYTE = 1_000_000;

export class WorkerPool implements Background {
  private threads: readonly WorkerThread[] = [];
  private queue: readonly Job[] = [];
  private growing: NodeJS.Timeout | null = null;
  private measuring: NodeJS.Timeout | null = null;
  private isStopped = false;

  /** `script` calls `answerTasks` where it runs as a worker. The first thread loads while the client opens its files. */
  constructor(
    private readonly script: string,
    private readonly limits: PoolLimits = POOL_LIMITS,
  ) {
    this.start();
  }

  run<K extends TaskKind>(
    kind: K,
    task: Tasks[K]["task"],
    progress: (share: number) => void = () => undefined,
  ): Running<Tasks[K]["result"]> {
    // A running task reads no messages, so both threads share a number: not 0 once the result is no longer wanted.
    const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const message: TaskMessage<K> = { kind, task, cancelled };
    const outcome = new Promise<Outcome<Tasks[K]["result"]>>((finish) => {
      this.queue = [...this.queue, { message, deadline: this.limits.deadline[kind], progress, finish }];
    });
    if (this.threads.length === 0) this.start();
    this.assign();
    return {
      outcome,
      cancel: () => {
        Atomics.store(cancelled, 0, 1);
        this.cancel(message);
      },
    };
  }

  renew(): void {
    for (const thread of this.threads) thread.renew();
  }

  /** Ends every thread; what they work at counts as cancelled. */
  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.growing !== null) clearTimeout(this.growing);
    if (this.measuring !== null) clearTimeout(this.measuring);
    const waiting = this.queue;
    this.queue = [];
    for (const { finish } of waiting) finish({ kind: "cancelled" });
    await Promise.all(this.threads.map((thread) => thread.end({ kind: "cancelled" })));
  }

  private start(): void {
    const thread = new WorkerThread(this.script, this.limits, {
      free: () => {
        this.assign();
      },
      quiet: () => {
        if (this.threads.length > 1) void thread.end({ kind: "cancelled" });
      },
      ended: (fault) => {
        this.ended(thread, fault);
      },
    });
    this.threads = [...this.threads, thread];
  }

  /** Gives what waits to the threads that are free. */
  private assign(): void {
    for (const thread of this.threads) {
      const [next, ...others] = this.queue;
      if (next === undefined) return;
      if (!thread.isFree()) continue;
      this.queue = others;
      thread.begin(next);
      this.measureSoon();
    }
    if (this.queue.length === 0 || this.growing !== null) return;
    this.growing = setTimeout(() => {
      this.grow();
    }, this.limits.patience);
  }

  private measureSoon(): void {
    this.measuring ??= setTimeout(() => {
      this.measure();
    }, MEMORY_INTERVAL).unref();
  }

  /** What has just begun is not what fills the memory. */
  private measure(): void {
    this.measuring = null;
    const running = this.threads.filter((thread) => thread.busyFor() > 0);
    if (running.length === 0) return;
    const longest = running.reduce((one, other) => (other.busyFor() > one.busyFor() ? other : one));
    if (longest.busyFor() > this.limits.patience && process.memoryUsage.rss() > this.limits.memory * MEGABYTE)
      void longest.end({ kind: "stopped", by: "memory", after: `${this.limits.memory} MB` });
    this.measureSoon();
  }

  /** Something waits for too long. A thread that is loading will take it. */
  private grow(): void {
    this.growing = null;
    const isLoading = this.threads.some((thread) => thread.isLoading());
    if (this.queue.length > 0 && !isLoading && this.threads.length < this.limits.threads) this.start();
    this.assign();
  }

  private cancel(message: Message): void {
    const waiting = this.queue.find((job) => job.message === message);
    this.queue = this.queue.filter((job) => job !== waiting);
    waiting?.finish({ kind: "cancelled" });
    for (const thread of this.threads) thread.cancelled(message);
  }

  /** `fault` is why a thread never came to work: what waits for it would wait forever. */
  private ended(thread: WorkerThread, fault: unknown): void {
    this.threads = this.threads.filter((other) => other !== thread);
    if (this.isStopped) return;
    if (fault === null) {
      // One is always at hand.
      if (this.threads.length === 0) this.start();
      this.assign();
      return;
    }
    if (this.threads.length > 0) return;
    const waiting = this.queue;
    this.queue = [];
    for (const { finish } of waiting) finish({ kind: "failed", error: fault });
  }
}
