/** The thread of the boards, seen from both sides: calls of `BoardRuns` go over as messages. It is started by the first one. */
import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { BoardsResult, ProfileParams, ProfileProgress, ProfileResult } from "../../../../protocol/boards";
import type { BoardResult } from "../../../../protocol/requests";
import type { DocumentText } from "../../ide/tasks";
import type { BoardRuns, Run } from "../../ide/board-runs";

/** What the server's bundle is to be in a worker with this data. */
export const BOARD_THREAD = "boards";

type Asked =
  | { readonly call: "boards"; readonly settings: readonly unknown[] }
  | {
      readonly call: "profile";
      readonly document: DocumentText;
      readonly params: ProfileParams;
      readonly settings: readonly unknown[];
    }
  | { readonly call: "resume" | "clean" | "keep"; readonly id: string };

type ToThread = { readonly number: number; readonly asked: Asked } | { readonly number: number; readonly cancel: true };

type FromThread =
  | { readonly number: number; readonly progress: ProfileProgress }
  | { readonly number: number; readonly result: never }
  | { readonly number: number; readonly error: string };

interface Waiting {
  readonly progress: (progress: ProfileProgress) => void;
  /** What a message holds is known by the call alone. */
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export class BoardThread implements BoardRuns {
  #worker: Worker | null = null;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(private readonly script: string) {}

  boards(settings: readonly unknown[]): Promise<BoardsResult> {
    return this.ask<BoardsResult>({ call: "boards", settings });
  }

  profile(
    document: DocumentText,
    params: ProfileParams,
    settings: readonly unknown[],
    run: Run,
  ): Promise<ProfileResult> {
    return this.ask<ProfileResult>({ call: "profile", document, params, settings }, run);
  }

  resume(id: string, run: Run): Promise<ProfileResult> {
    return this.ask<ProfileResult>({ call: "resume", id }, run);
  }

  clean(id: string): Promise<BoardResult> {
    return this.ask<BoardResult>({ call: "clean", id });
  }

  keep(id: string): Promise<BoardResult> {
    return this.ask<BoardResult>({ call: "keep", id });
  }

  private ask<T>(asked: Asked, run: Run | null = null): Promise<T> {
    const number = ++this.#last;
    const worker = (this.#worker ??= this.start());
    run?.cancelled.addEventListener("abort", () => {
      worker.postMessage({ number, cancel: true } satisfies ToThread);
    });
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(number, { progress: run?.progress ?? (() => undefined), resolve, reject });
      worker.postMessage({ number, asked } satisfies ToThread);
    });
  }

  private start(): Worker {
    const worker = new Worker(this.script, { workerData: BOARD_THREAD });
    // It does not keep the process alive.
    worker.unref();
    worker.on("message", (message: FromThread) => {
      const waiting = this.#waiting.get(message.number);
      if ("progress" in message) waiting?.progress(message.progress);
      else {
        this.#waiting.delete(message.number);
        if ("error" in message) waiting?.reject(new Error(message.error));
        else waiting?.resolve(message.result);
      }
    });
    worker.on("error", (error: Error) => {
      this.end(error);
    });
    worker.on("exit", () => {
      this.end(new Error("the thread of the boards ended"));
    });
    return worker;
  }

  /** The next call starts another one. */
  private end(error: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The side within the thread. */
export function answerBoardCalls(port: MessagePort, desk: BoardRuns): void {
  const running = new Map<number, AbortController>();
  port.on("message", (message: ToThread) => {
    if ("cancel" in message) {
      running.get(message.number)?.abort();
      return;
    }
    const { number, asked } = message;
    const controller = new AbortController();
    running.set(number, controller);
    const progress = (told: ProfileProgress): void => {
      port.postMessage({ number, progress: told });
    };
    answer(desk, asked, { progress, cancelled: controller.signal })
      .then(
        (result) => {
          port.postMessage({ number, result });
        },
        (error: unknown) => {
          port.postMessage({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        },
      )
      .finally(() => running.delete(number));
  });
}

function answer(desk: BoardRuns, asked: Asked, run: Run): Promise<BoardsResult | ProfileResult | BoardResult> {
  switch (asked.call) {
    case "boards":
      return desk.boards(asked.settings);
    case "profile":
      return desk.profile(asked.document, asked.params, asked.settings, run);
    case "resume":
      return desk.resume(asked.id, run);
    case "clean":
      return desk.clean(asked.id);
    case "keep":
      return desk.keep(asked.id);
  }
}
