/** The language server's process: connection and outside world → server. As a worker of itself it does the server's tasks. */
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { processConnection } from "./lsp/connection";
import { MeasurementDesk } from "./board/measurement-desk";
import { BoardDesk } from "./board/remote/board-desk";
import { answerBoardCalls, BOARD_THREAD, BoardThread } from "./board/remote/board-thread";
import { startServer } from "./lsp/server";
import { TaskRunner } from "./ide/tasks";
import { deviceInfos, loadEnvironment, readPredictors } from "./node/environment";
import { projectSettings } from "./node/project-settings";
import { Store, storeFolder } from "./node/store";
import { WorkerPool } from "./node/worker-pool";
import { answerTasks } from "./node/worker-thread";

if (parentPort === null) serve();
else void (workerData === BOARD_THREAD ? workOnBoards(parentPort) : work(parentPort));

function serve(): void {
  startServer(processConnection(), {
    background: new WorkerPool(__filename),
    devices: deviceInfos(),
    now: () => performance.now(),
    projectSettings,
    boards: new BoardThread(__filename),
  });
}

/** The bundle lies in the folder that also holds the parsers and the predictors. */
async function work(port: MessagePort): Promise<void> {
  const store = new Store(storeFolder(undefined));
  const environment = await loadEnvironment(__dirname, store);
  readPredictors(environment.devices);
  answerTasks(port, new TaskRunner(environment, new MeasurementDesk(store, __dirname)));
}

async function workOnBoards(port: MessagePort): Promise<void> {
  // Predictions stand beside measurements as they are without any of the user's own.
  const environment = await loadEnvironment(__dirname);
  answerBoardCalls(port, new BoardDesk(environment, new Store(storeFolder(undefined)), __dirname));
}
