/** `latency-lens retrain` and `rollback`: the predictor of a board fitted to the store's rows, and one step back. */
import * as path from "node:path";
import { deviceById, EMBEDDED_IDS, type Device } from "../predictors/src/devices";
import type { Metric } from "../predictors/src/predictor";
import { retrainBoard, rollBackBoard, type Judged } from "../server/src/board/retrain-board";
import { retrainingText, rollbackText, suspectText, suspectTexts } from "../server/src/board/retraining-words";
import { visibleJson } from "../server/src/ide/visible";
import { Store, storeFolder } from "../server/src/node/store";
import { requireFormat, UsageError } from "./usage";

export interface RetrainOptions {
  readonly device: string;
  readonly store?: string;
  readonly format: string;
  /** Folder with `models/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Exit status: 1 where there are too few rows or the embedded predictor cannot be used; keeping the old predictor is a success. */
export function retrainDevice(options: RetrainOptions): number {
  requireFormat(options.format);
  const device = boardOf(options.device);
  const outcome = retrainBoard(new Store(storeFolder(options.store)), path.join(options.resources, "models"), device);
  if (outcome.kind === "refused") {
    options.warn(`latency-lens: not retrained: ${outcome.why}\n`);
    return 1;
  }
  for (const problem of outcome.problems) options.warn(`latency-lens: ${problem}\n`);
  options.write(options.format === "text" ? outcomeText(outcome, device) : outcomeJson(outcome, device));
  return 0;
}

/** Any board, with or without an embedded predictor. */
export function boardOf(id: string): Device {
  const device = deviceById(id);
  if (device === null)
    throw new UsageError(`--device ${id}: give ${EMBEDDED_IDS}, or a board that your measurements are of`);
  return device;
}

function outcomeText(outcome: Judged, device: Device): string {
  const suspects = suspectTexts(outcome);
  const offer = [
    "Rows that look wrong:",
    ...suspects.map((text) => `  ${text}`),
    "“latency-lens measurements remove ID” takes one out.",
  ];
  return [retrainingText(outcome, device), ...(suspects.length === 0 ? [] : offer), ""].join("\n");
}

function outcomeJson(outcome: Judged, device: Device): string {
  const { kind, because, version, rows, heldOutBy, groups, before, after } = outcome;
  return `${visibleJson({
    device: device.id,
    outcome: kind,
    because,
    version,
    rows: rows.length,
    heldOutBy,
    groups,
    before: before === null ? null : figures(before),
    after: figures(after),
    measurements: rows.map((judged) => ({
      id: judged.id,
      model: judged.row.model,
      ms: judged.row.ms,
      heldOutMs: judged.heldOutMs,
      leftOut: judged.leftOut,
      suspicious: judged.reasons.length === 0 ? null : suspectText(judged),
    })),
  })}\n`;
}

/** Exit status: 1 where the embedded predictor answers already. */
export function rollbackDevice(options: RetrainOptions): number {
  requireFormat(options.format);
  const device = boardOf(options.device);
  const outcome = rollBackBoard(new Store(storeFolder(options.store)), device);
  if (outcome.kind === "nothing") {
    options.warn(`latency-lens: not rolled back: ${outcome.why}\n`);
    return 1;
  }
  const json = `${JSON.stringify({ device: device.id, version: outcome.version }, null, 2)}\n`;
  options.write(options.format === "json" ? json : `${rollbackText(outcome.version, device)}\n`);
  return 0;
}

function figures({ mape, mapeInterval }: Metric): { mape: number; mapeInterval: readonly number[] | null } {
  return { mape, mapeInterval };
}
