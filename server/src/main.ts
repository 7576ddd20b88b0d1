/** The language server's process: connection and outside world → server. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./lsp/server";
import { loadEnvironment } from "./node/environment";

const connection = createConnection(ProposedFeatures.all);

// The bundle lies in the folder that also holds the parsers and the predictors.
loadEnvironment(__dirname).then(
  (environment) => {
    startServer(connection, environment);
  },
  (error: unknown) => {
    console.error("Latency Lens cannot start; reinstall it.", error);
    process.exit(1);
  },
);
