/** The real server, whose tasks do not come back from documents of certain names: for the tests of what watches over them. */
import * as path from "node:path";
import { parentPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { processConnection } from "../../server/src/lsp/connection";
import { TaskRunner } from "../../server/src/ide/tasks";
import { startServer } from "../../server/src/lsp/server";
import { deviceInfos, loadEnvironment } from "../../server/src/node/environment";
import { WorkerPool } from "../../server/src/node/worker-pool";
import { answerTasks } from "../../server/src/node/worker-thread";

/** How often this thread was told to read the predictors anew. */
let renewals = 0;

/** What happens with a document of this name. */
const STUCK: Readonly<Record<string, () => void>> = {
  "endless.py": () => {
    for (;;);
  },
  "hoarding.py": () => {
    const hoard: Float64Array[] = [];
    for (;;) hoard.push(new Float64Array(500_000).fill(hoard.length));
  },
  "renewals.py": () => {
    throw new Error(`${renewals} renewals`);
  },
  "crashing.py": () => {
    process.exit(1);
  },
};

if (parentPort !== null) void work(parentPort);
else if (process.argv.includes("--stdio"))
  startServer(processConnection(), {
    background: new WorkerPool(__filename),
    devices: deviceInfos(),
    now: () => performance.now(),
  });

async function work(port: MessagePort): Promise<void> {
  const runner = new TaskRunner(await loadEnvironment(__dirname));
  answerTasks(port, {
    run: (kind, task, cancelled) => {
      if ("document" in task) STUCK[path.posix.basename(task.document.uri)]?.();
      return runner.run(kind, task, cancelled);
    },
    renew: () => {
      renewals += 1;
      runner.renew();
    },
  });
}
