/** A thread that works on combinations of one space: a bundle of its own, so that no other command is loaded with it. */
import { parentPort, workerData } from "node:worker_threads";
import { workingClock } from "../../server/src/node/environment";
import { ownEnvironment } from "../environment";
import { rowOf } from "./row";
import type { Answer, Job, ThreadData } from "./crew";

if (parentPort !== null) {
  const port = parentPort;
  const { space, resources, store, device } = workerData as ThreadData;
  // Other threads of the process work too: each counts what it can have worked itself.
  void ownEnvironment(resources, store, device, workingClock()).then((environment) => {
    port.on("message", ({ index, values }: Job) => {
      port.postMessage({ index, row: rowOf(environment, space, values) } satisfies Answer);
    });
  });
}
