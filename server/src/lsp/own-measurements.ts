/** The requests around the user's own measurements. What changes a predictor changes every open document's figures at once. */
import { ProgressType, type CancellationToken, type Connection } from "vscode-languageserver";
import {
  CALIBRATE_REQUEST,
  FORGET_CALIBRATION_REQUEST,
  IMPORT_REQUEST,
  RETRAIN_REQUEST,
  ROLLBACK_REQUEST,
} from "../../../protocol/requests";
import type {
  BoardParams,
  BoardResult,
  CalibrateParams,
  CalibrateResult,
  ImportParams,
  ImportResult,
} from "../../../protocol/requests";
import { NO_MODEL } from "../ide/measurements";
import type { DocumentText } from "../ide/tasks";
import type { Background, Outcome } from "./background";
import type { Wall } from "./wall";

export interface MeasuredDocuments {
  readonly background: Background;
  /** The document as it is now; null where it is not open. */
  readonly document: (uri: string) => DocumentText | null;
  /** Other predictors answer: shows their figures. */
  readonly predictorsChanged: () => Promise<void>;
  readonly wall: Wall;
}

const SHARE_DONE = new ProgressType<number>();

const FAULT = "a fault of Latency Lens itself; “Latency Lens: Show Log” has the details";

export function answerMeasurements(connection: Connection, documents: MeasuredDocuments): void {
  const { background, wall } = documents;
  connection.onRequest(IMPORT_REQUEST, async (params: ImportParams): Promise<ImportResult> => {
    const document = documents.document(params.target.uri);
    if (document === null) return { kind: "refused", why: NO_MODEL, needsRuns: false, needsDevice: false };
    const outcome = await background.run("import", { document, params }).outcome;
    return outcome.kind === "done"
      ? outcome.result
      : { kind: "refused", why: whyNot("the import", outcome, wall), needsRuns: false, needsDevice: false };
  });
  connection.onRequest(CALIBRATE_REQUEST, async (params: CalibrateParams): Promise<CalibrateResult> => {
    const document = documents.document(params.target.uri);
    if (document === null) return { kind: "refused", why: NO_MODEL };
    const outcome = await background.run("calibrate", { document, params }).outcome;
    if (outcome.kind !== "done") return { kind: "refused", why: whyNot("the calibration", outcome, wall) };
    if (params.store && outcome.result.kind === "figure") await documents.predictorsChanged();
    return outcome.result;
  });
  const changing = async (
    kind: "retrain" | "rollBack" | "forgetCalibration",
    { device, progress }: BoardParams,
    token: CancellationToken,
  ): Promise<BoardResult> => {
    const tell = (share: number): void => {
      if (progress !== undefined) void connection.sendProgress(SHARE_DONE, progress, share);
    };
    const { outcome: done, cancel } = background.run(kind, { device }, tell);
    token.onCancellationRequested(cancel);
    const outcome = await done;
    if (outcome.kind === "cancelled") return { kind: "refused", why: "it was cancelled; nothing has changed" };
    if (outcome.kind !== "done") return { kind: "refused", why: whyNot(`${kind} of ${device}`, outcome, wall) };
    if (outcome.result.kind === "done") await documents.predictorsChanged();
    return outcome.result;
  };
  connection.onRequest(FORGET_CALIBRATION_REQUEST, (params: BoardParams, token: CancellationToken) =>
    changing("forgetCalibration", params, token),
  );
  connection.onRequest(RETRAIN_REQUEST, (params: BoardParams, token: CancellationToken) =>
    changing("retrain", params, token),
  );
  connection.onRequest(ROLLBACK_REQUEST, (params: BoardParams, token: CancellationToken) =>
    changing("rollBack", params, token),
  );
}

/** Why the task has no result, as the end of a sentence. */
function whyNot(what: string, outcome: Exclude<Outcome<unknown>, { kind: "done" }>, wall: Wall): string {
  if (outcome.kind === "stopped") return `it was stopped as it took more than ${outcome.after}`;
  wall.report(what, outcome.kind === "failed" ? outcome.error : "it was cancelled");
  return FAULT;
}
