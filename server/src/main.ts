/** The language server's process: connection and outside world → server. As a worker of itself it makes the long analyses. */
import { parentPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { MeasurementDesk } from "./board/measurement-desk";
import { startServer } from "./lsp/server";
import { AnalysisWorker, answerAnalyses } from "./node/analysis-worker";
import { loadEnvironment } from "./node/environment";
import { Store, storeFolder } from "./node/store";

// The bundle lies in the folder that also holds the parsers and the predictors.
const store = new Store(storeFolder(undefined));
const environment = loadEnvironment(__dirname, store);

if (parentPort === null) serve();
else work(parentPort);

function serve(): void {
  const connection = createConnection(ProposedFeatures.all);
  environment.then(
    (loaded) => {
      startServer(connection, loaded, new AnalysisWorker(__filename), new MeasurementDesk(store, __dirname));
    },
    (error: unknown) => {
      console.error("Latency Lens cannot start; reinstall it.", error);
      process.exit(1);
    },
  );
}

function work(port: MessagePort): void {
  void environment.then((loaded) => {
    answerAnalyses(port, loaded);
  });
}
