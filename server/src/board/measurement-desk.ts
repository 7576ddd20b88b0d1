/** The store and its predictors behind the server's requests. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { BoardResult, CalibrateResult, ImportResult } from "../../../protocol/requests";
import { boardAndMode, deviceById } from "../../../predictors/src/devices";
import type { DevicePredictors } from "../analysis/estimate";
import { countOf } from "../ide/format";
import type { Figure, Measurement, Measurements } from "../ide/measurements";
import { loadDevices } from "../node/environment";
import { StoreError, type Store } from "../node/store";
import { effectText, figureText, forgetFigures, measuredFigure } from "./calibrate";
import { alreadyImported, labelledRow, networkToMeasure, predictedOn } from "./measure";
import { retrainBoard, rollBackBoard } from "./retrain-board";
import { retrainingText, rollbackText, suspectTexts } from "./retraining-words";
import { doubtText, rowDetail, rowText } from "./words";

export class MeasurementDesk implements Measurements {
  /** `resources` holds `models/`. */
  constructor(
    private readonly store: Store,
    private readonly resources: string,
  ) {}

  measure({ recording, network, device, runs, store }: Measurement): Exclude<ImportResult, { kind: "choose" }> {
    const board = device === null ? null : boardAndMode(device);
    if (device !== null && board === null)
      return { kind: "refused", why: unknownBoard(device), needsRuns: false, needsDevice: false };
    let bytes: Uint8Array;
    try {
      bytes = fs.readFileSync(recording);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      return {
        kind: "refused",
        why: `the recording cannot be read (${code})`,
        needsRuns: false,
        needsDevice: false,
      };
    }
    const measured = networkToMeasure(network);
    const row =
      "kind" in measured
        ? measured
        : labelledRow({
            recording: bytes,
            network: measured,
            device: board?.board.id ?? null,
            runs,
            now: new Date(),
            ...(board?.mode != null && { mode: board.mode }),
          });
    if ("kind" in row) {
      const needsRuns = runs === null && row.why.includes("--runs");
      return { ...row, needsRuns, needsDevice: device === null && row.why.includes("--device") };
    }
    return orRefused<Exclude<ImportResult, { kind: "choose" }>>(
      () => {
        const known = alreadyImported(this.store, row);
        if (known !== null) return { ...known, needsRuns: false, needsDevice: false };
        if (store) this.store.append(row);
        const predicted = predictedOn(network, row.device);
        const doubt = doubtText(row, predicted);
        const detail = rowDetail(row);
        return { kind: "measurement", device: row.device, text: rowText(row, predicted), detail, doubt };
      },
      (why) => ({ kind: "refused", why, needsRuns: false, needsDevice: false }),
    );
  }

  calibrate({ network, device, ms, how, store }: Figure): Exclude<CalibrateResult, { kind: "choose" }> {
    const board = deviceById(device);
    if (board === null) return { kind: "refused", why: unknownBoard(device) };
    const figure = measuredFigure({ network, device: board, ms, how, now: new Date() });
    if ("kind" in figure) return figure;
    return orRefused<Exclude<CalibrateResult, { kind: "choose" }>>(
      () => {
        const detail = effectText(this.store, figure, board);
        if (store) this.store.appendFigure(figure);
        return { kind: "figure", text: figureText(figure, board), detail };
      },
      (why) => ({ kind: "refused", why }),
    );
  }

  forgetCalibration(device: string): BoardResult {
    const board = deviceById(device);
    if (board === null) return { kind: "refused", why: unknownBoard(device) };
    return orRefused<BoardResult>(() => {
      const count = forgetFigures(this.store, board.id);
      return count === 0
        ? refused(`${board.name} is not calibrated`)
        : { kind: "done", text: `${board.name} is no longer calibrated: ${countOf(count, "measurement")} taken back.` };
    }, refused);
  }

  retrain(device: string, progress: (share: number) => void): BoardResult {
    const board = deviceById(device);
    if (board === null) return { kind: "refused", why: unknownBoard(device) };
    return orRefused<BoardResult>(() => {
      const outcome = retrainBoard(this.store, path.join(this.resources, "models"), board, progress);
      if (outcome.kind === "refused") return outcome;
      const notes = [...suspectTexts(outcome), ...outcome.problems];
      return { kind: "done", text: retrainingText(outcome, board), notes };
    }, refused);
  }

  rollBack(device: string): BoardResult {
    const board = deviceById(device);
    if (board === null) return { kind: "refused", why: unknownBoard(device) };
    return orRefused<BoardResult>(() => {
      const outcome = rollBackBoard(this.store, board);
      if (outcome.kind === "nothing") return refused(outcome.why);
      return { kind: "done", text: rollbackText(outcome.version, board) };
    }, refused);
  }

  devices(): readonly DevicePredictors[] {
    return loadDevices(this.resources, this.store);
  }
}

/** What the disk does not let the store do is an answer for the author, not a fault of ours. */
function orRefused<T>(run: () => T, refuse: (why: string) => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return refuse(error.message);
  }
}

function refused(why: string): BoardResult {
  return { kind: "refused", why };
}

function unknownBoard(device: string): string {
  return `there is no board "${device}"`;
}
