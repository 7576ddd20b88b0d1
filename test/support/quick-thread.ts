/** A thread of a pool that loads at once and knows one document that never ends: for tests of how many threads there are. */
import { parentPort } from "node:worker_threads";
import { answerTasks } from "../../server/src/node/worker-thread";

if (parentPort !== null)
  answerTasks(parentPort, {
    run: (_kind, task) => {
      if ("document" in task && task.document.uri.endsWith("/endless.py")) for (;;);
      throw new Error("done");
    },
    renew: () => undefined,
  });
