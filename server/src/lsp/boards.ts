/** The requests around boards. What they ask for waits for a board most of the time, and is done elsewhere than here. */
import type { CancellationToken, Connection } from "vscode-languageserver";
import {
  BOARDS_REQUEST,
  CLEAN_RUN_REQUEST,
  KEEP_RUN_REQUEST,
  PROFILE_PROGRESS_NOTIFICATION,
  PROFILE_REQUEST,
  RESUME_RUN_REQUEST,
} from "../../../protocol/boards";
import type { BoardsResult, ProfileParams, ProfileProgress, ProfileResult, RunParams } from "../../../protocol/boards";
import type { BoardResult } from "../../../protocol/requests";
import type { BoardRuns, Run } from "../ide/board-runs";
import { NO_MODEL } from "../ide/measurements";
import type { DocumentText } from "../ide/tasks";
import type { Wall } from "./wall";

export interface BoardDocuments {
  /** Null where none are served. */
  readonly runs: BoardRuns | null;
  /** The document as it is now; null where it is not open. */
  readonly document: (uri: string) => DocumentText | null;
  readonly settings: () => Promise<readonly unknown[]>;
  readonly wall: Wall;
}

const NOT_SERVED = "Boards are not served here.";
const FAULT = "A fault of Latency Lens itself; “Latency Lens: Show Log” has the details.";

export function answerBoards(connection: Connection, { runs, document, settings, wall }: BoardDocuments): void {
  const safely = async <T>(
    what: string,
    otherwise: (why: string) => T,
    ask: (runs: BoardRuns) => Promise<T>,
  ): Promise<T> => {
    if (runs === null) return otherwise(NOT_SERVED);
    try {
      return await ask(runs);
    } catch (error) {
      wall.report(what, error);
      return otherwise(FAULT);
    }
  };
  const refused = (why: string): { readonly kind: "refused"; readonly why: string } => ({ kind: "refused", why });
  const runOf = (token: CancellationToken): Run => {
    const controller = new AbortController();
    token.onCancellationRequested(() => {
      controller.abort();
    });
    const progress = (params: ProfileProgress): void => {
      void connection.sendNotification(PROFILE_PROGRESS_NOTIFICATION, params);
    };
    return { progress, cancelled: controller.signal };
  };
  connection.onRequest(BOARDS_REQUEST, () =>
    safely<BoardsResult>(
      "the list of boards",
      (why) => ({ boards: [], problems: [why], left: [] }),
      async (served) => served.boards(await settings()),
    ),
  );
  connection.onRequest(PROFILE_REQUEST, (params: ProfileParams, token: CancellationToken) =>
    safely<ProfileResult>("a run on a board", refused, async (served) => {
      const found = document(params.target.uri);
      return found === null ? refused(NO_MODEL) : served.profile(found, params, await settings(), runOf(token));
    }),
  );
  connection.onRequest(RESUME_RUN_REQUEST, ({ id }: RunParams, token: CancellationToken) =>
    safely<ProfileResult>("a run on a board", refused, (served) => served.resume(id, runOf(token))),
  );
  connection.onRequest(CLEAN_RUN_REQUEST, ({ id }: RunParams) =>
    safely<BoardResult>("cleaning a board up", refused, (served) => served.clean(id)),
  );
  connection.onRequest(KEEP_RUN_REQUEST, ({ id }: RunParams) =>
    safely<BoardResult>("storing a measurement", refused, (served) => served.keep(id)),
  );
}
