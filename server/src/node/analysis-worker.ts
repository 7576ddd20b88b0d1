/** A second thread of the server's process for long analyses. */
import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { Report } from "../../../protocol/report";
import { analyse } from "../ide/analysis";
import type { AnalysisEnvironment } from "../ide/analysis";
import type { Background, DocumentText, RunningAnalysis } from "../lsp/analyses";

interface Task {
  readonly id: number;
  readonly document: DocumentText;
  /** Shared by both threads, because a running analysis reads no messages: not 0 once the answer is no longer wanted. */
  readonly cancelled: Int32Array;
}

interface Answer {
  readonly id: number;
  /** Null where the analysis was cancelled. */
  readonly report: Report | null;
}

interface Waiting {
  readonly resolve: (report: Report | null) => void;
  readonly reject: (error: unknown) => void;
}

export class AnalysisWorker implements Background {
  /** Null before the first long analysis and after a failure. */
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;

  /** `script` calls `answerAnalyses` where it runs as a worker. */
  constructor(private readonly script: string) {}

  analyse(document: DocumentText): RunningAnalysis {
    const id = this.nextId++;
    const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const report = new Promise<Report | null>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    const task: Task = { id, document, cancelled };
    this.worker ??= this.start();
    this.worker.postMessage(task);
    return {
      report,
      cancel: () => {
        Atomics.store(cancelled, 0, 1);
      },
    };
  }

  /** A new thread reads everything anew. */
  renew(): Promise<void> {
    return this.stop();
  }

  /** Ends the thread; what it still works at is rejected. */
  async stop(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(this.script);
    // It does not keep the process alive.
    worker.unref();
    worker.on("message", ({ id, report }: Answer) => {
      this.waiting.get(id)?.resolve(report);
      this.waiting.delete(id);
    });
    let reason: unknown = new Error("the thread of long analyses ended");
    worker.on("error", (error) => {
      reason = error;
    });
    worker.on("exit", () => {
      if (this.worker === worker) this.worker = null;
      for (const { reject } of this.waiting.values()) reject(reason);
      this.waiting.clear();
    });
    return worker;
  }
}

/** The other side: analyses what arrives at the port, one document after the other. */
export function answerAnalyses(port: MessagePort, environment: AnalysisEnvironment): void {
  port.on("message", ({ id, document, cancelled }: Task) => {
    const isCancelled = (): boolean => Atomics.load(cancelled, 0) !== 0;
    const report = analyse(environment, { ...document, inputShape: null, cancelled: isCancelled });
    const answer: Answer = { id, report: isCancelled() ? null : report };
    port.postMessage(answer);
  });
}
