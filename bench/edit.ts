/** Time that the language server works for one edit: from the change's arrival to lenses, hints and problems sent. */
import * as fs from "node:fs";
import { performance } from "node:perf_hooks";
import { PassThrough } from "node:stream";
import { Worker } from "node:worker_threads";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { quantile } from "../predictors/src/train/statistics";
import type { AnalysisEnvironment } from "../server/src/ide/analysis";
import { startServer } from "../server/src/lsp/server";
import type { Message, Session } from "./edit-client";
import type { BenchResult } from "./result";

/** A file as most are, and one of two long networks, 930 and 566 layers. */
const FILES = [
  { network: "ResNet-50", file: "resnet50.py", warmUp: 150, edits: 200, goal: 16 },
  { network: "DenseNet-264 (and 161)", file: "densenet_unpooled.py", warmUp: 60, edits: 100, goal: 50 },
] as const;

/** Time so far of this thread. */
interface Mark {
  /** Milliseconds in which the event loop was not idle. */
  readonly busy: number;
  /** Milliseconds of the processor; null where the system does not tell. */
  readonly processor: number | null;
}

/**
 * The real server in this thread, behind real messages from a client in another one. The server's pause before an analysis is
 * idle time and does not count.
 */
export async function edit(environment: AnalysisEnvironment): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const file of FILES) results.push(await editOf(environment, file));
  return results;
}

async function editOf(
  environment: AnalysisEnvironment,
  { network, goal, ...session }: Session & { readonly network: string; readonly goal: number },
): Promise<BenchResult> {
  const marks = await marksOfEdits(environment, session);
  const [made, wanted] = [marks.length / 2, session.warmUp + session.edits];
  if (made !== wanted) throw new Error(`${made} edits were made of ${wanted}`);
  const between = (pick: (mark: Mark) => number): number[] =>
    marks
      .flatMap((mark, index) => {
        const before = marks[index - 1];
        return index % 2 === 1 && before !== undefined ? [pick(mark) - pick(before)] : [];
      })
      .slice(session.warmUp);
  const busy = between((mark) => mark.busy);
  const figures = [
    { name: "p50", value: quantile(busy, 0.5), unit: "ms" },
    { name: "p95", value: quantile(busy, 0.95), unit: "ms" },
  ];
  if (marks.every((mark) => mark.processor !== null)) {
    const processor = between((mark) => mark.processor ?? NaN);
    figures.push(
      { name: "p50 of processor time", value: quantile(processor, 0.5), unit: "ms" },
      { name: "p95 of processor time", value: quantile(processor, 0.95), unit: "ms" },
    );
  }
  return {
    title: `Server time of one edit of ${network} (with its messages)`,
    figures,
    goal: { figure: "p95", sense: "at most", value: goal },
    skipped: [],
  };
}

/** Marks before and after each edit, in turn. */
async function marksOfEdits(environment: AnalysisEnvironment, session: Session): Promise<readonly Mark[]> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(ProposedFeatures.all, toServer, toClient), environment);
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
      marks.push({ busy: performance.eventLoopUtilization().active, processor: processorMs() });
      tell({ kind: "mark" });
    }
  });
  await new Promise((resolve, reject) => client.on("error", reject).on("exit", resolve));
  if (failures.length > 0) throw new Error(failures.join("; "));
  return marks;
}

/** Processor time of this thread so far, without the compiler's and the collector's own threads. */
function processorMs(): number | null {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8").split(" ")[0]) / 1e6 : null;
}
