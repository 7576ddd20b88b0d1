/** Time that the language server works for one edit: from the change's arrival to lenses, hints and problems sent. */
import { performance } from "node:perf_hooks";
import { PassThrough } from "node:stream";
import { Worker } from "node:worker_threads";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { quantile } from "../predictors/src/train/statistics";
import type { TaskKind, Tasks } from "../server/src/ide/tasks";
import type { Background, Running } from "../server/src/lsp/background";
import { startServer } from "../server/src/lsp/server";
import { deviceInfos } from "../server/src/node/environment";
import { WorkerPool } from "../server/src/node/worker-pool";
import type { Message, Session } from "./edit-client";
import type { BenchResult } from "./result";

/** A file as most are, and one of two long networks, 930 and 566 layers. */
const FILES = [
  { network: "ResNet-50", file: "resnet50.py", warmUp: 150, edits: 200, goal: 16 },
  { network: "DenseNet-264 (and 161)", file: "densenet_unpooled.py", warmUp: 60, edits: 100, goal: 50 },
] as const;

/** Milliseconds so far in which the server did not only wait for the next key. */
interface Mark {
  /** This thread's, in which its event loop was not idle. */
  readonly messages: number;
  /** From handing an analysis to the other thread to its result, the way there and back included. */
  readonly analysis: number;
}

/**
 * The real server in this thread with its analyses in another one, behind real messages from a client in a third. The server's
 * pause before an analysis is idle time and does not count.
 */
export async function edit(): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const file of FILES) results.push(await editOf(file));
  return results;
}

/** The pool, and how long it was waited for. */
class Timed implements Background {
  analysis = 0;

  constructor(private readonly pool: WorkerPool) {}

  run<K extends TaskKind>(kind: K, task: Tasks[K]["task"]): Running<Tasks[K]["result"]> {
    const running = this.pool.run(kind, task);
    const started = performance.now();
    void running.outcome.then(() => (this.analysis += performance.now() - started));
    return running;
  }

  renew(): void {
    this.pool.renew();
  }
}

async function editOf({
  network,
  goal,
  ...session
}: Session & { readonly network: string; readonly goal: number }): Promise<BenchResult> {
  const marks = await marksOfEdits(session);
  const [made, wanted] = [marks.length / 2, session.warmUp + session.edits];
  if (made !== wanted) throw new Error(`${made} edits were made of ${wanted}`);
  const between = (pick: (mark: Mark) => number): number[] =>
    marks
      .flatMap((mark, index) => {
        const before = marks[index - 1];
        return index % 2 === 1 && before !== undefined ? [pick(mark) - pick(before)] : [];
      })
      .slice(session.warmUp);
  const both = between(({ messages, analysis }) => messages + analysis);
  const messages = between((mark) => mark.messages);
  const figures = [
    { name: "p50", value: quantile(both, 0.5), unit: "ms" },
    { name: "p95", value: quantile(both, 0.95), unit: "ms" },
    { name: "p95 of the thread that answers", value: quantile(messages, 0.95), unit: "ms" },
  ];
  return {
    title: `Server time of one edit of ${network} (with its messages)`,
    figures,
    goal: { figure: "p95", sense: "at most", value: goal },
    skipped: [],
  };
}

/** Marks before and after each edit, in turn. */
async function marksOfEdits(session: Session): Promise<readonly Mark[]> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const pool = new WorkerPool(__filename);
  const background = new Timed(pool);
  startServer(createConnection(ProposedFeatures.all, toServer, toClient), {
    background,
    devices: deviceInfos(),
    now: () => performance.now(),
  });
  const client = new Worker(__filename, { workerData: session });
  const tell = (message: Message): void => {
    client.postMessage(message);
  };
  toClient.on("data", (chunk: Uint8Array) => {
    tell({ kind: "bytes", bytes: new Uint8Array(chunk) });
  });
  const marks: Mark[] = [];
  const failures: string[] = [];
  client.on("message", (message: Message) => {
    if (message.kind === "bytes") toServer.write(Buffer.from(message.bytes));
    else if (message.kind === "failed") failures.push(message.why);
    else {
      marks.push({ messages: performance.eventLoopUtilization().active, analysis: background.analysis });
      tell({ kind: "mark" });
    }
  });
  await new Promise((resolve, reject) => client.on("error", reject).on("exit", resolve));
  await pool.stop();
  if (failures.length > 0) throw new Error(failures.join("; "));
  return marks;
}
