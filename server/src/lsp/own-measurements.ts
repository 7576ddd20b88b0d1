/** The requests around the user's own measurements. What changes a predictor changes every open document's figures at once. */
import type { Connection } from "vscode-languageserver";
import { IMPORT_REQUEST, RETRAIN_REQUEST, ROLLBACK_REQUEST } from "../../../protocol/requests";
import type { BoardParams, BoardResult, ImportParams, ImportResult } from "../../../protocol/requests";
import type { DevicePredictors } from "../ide/estimate";
import type { Measurements } from "../ide/measurements";
import { modelAt, modelsIn } from "../ide/places";
import type { AnalysedModel } from "../ide/report";
import type { Report } from "../../../protocol/report";

export interface MeasuredDocuments {
  /** The document as it is now, with the networks behind its report; null where it is not open. */
  readonly networks: (uri: string) => { readonly report: Report; readonly networks: readonly AnalysedModel[] } | null;
  /** Takes other predictors and shows their figures. */
  readonly usePredictors: (devices: readonly DevicePredictors[]) => Promise<void>;
  /** Runs behind the wall. */
  readonly guard: <T>(feature: string, otherwise: T, run: () => T) => T;
}

const FAULT = "a fault of Latency Lens itself; “Latency Lens: Show Log” has the details";

export function answerMeasurements(
  connection: Connection,
  measurements: Measurements,
  documents: MeasuredDocuments,
): void {
  connection.onRequest<ImportResult, unknown>(IMPORT_REQUEST, (params: ImportParams): ImportResult => {
    const failed: ImportResult = { kind: "refused", why: FAULT, needsRuns: false };
    return documents.guard("import", failed, () => measure(params, measurements, documents));
  });
  const changing = async (feature: string, change: () => BoardResult): Promise<BoardResult> => {
    const failed: BoardResult = { kind: "refused", why: FAULT };
    const result = documents.guard(feature, failed, change);
    if (result.kind === "done") await documents.usePredictors(measurements.devices());
    return result;
  };
  connection.onRequest(RETRAIN_REQUEST, ({ device }: BoardParams) =>
    changing("retraining", () => measurements.retrain(device)),
  );
  connection.onRequest(ROLLBACK_REQUEST, ({ device }: BoardParams) =>
    changing("rollback", () => measurements.rollBack(device)),
  );
}

function measure(params: ImportParams, measurements: Measurements, documents: MeasuredDocuments): ImportResult {
  const { target, position, recording, device, runs, store } = params;
  const found = documents.networks(target.uri);
  const models = found === null ? [] : modelsIn(target.uri, found.report.models);
  const [only] = models;
  if (found === null || only === undefined)
    return { kind: "refused", why: "there is no model in this file", needsRuns: false };
  const model =
    models.length === 1
      ? only
      : (models.find(({ id }) => id === target.model) ??
        (position === null ? undefined : modelAt(target.uri, models, position)));
  const network = found.networks.find(({ root }) => root.id === model?.id);
  if (network === undefined) return { kind: "choose", models: models.map(({ id, name }) => ({ id, name })) };
  return measurements.measure({ recording, network, device, runs, store });
}
