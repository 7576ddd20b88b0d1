/** `latency-lens retrain` and `rollback`: the predictor of a board fitted to the store's rows, and one step back. */
import * as path from "node:path";
import { DEVICES } from "../predictors/src/devices";
import type { Metric } from "../predictors/src/predictor";
import { retrainBoard, rollBackBoard } from "../server/src/board/retrain-board";
import { retrainingText, rollbackText } from "../server/src/board/words";
import { Store, storeFolder } from "../server/src/node/store";
import { deviceOf } from "./import";
import { requireFormat } from "./usage";

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
  const device = deviceOf(options.device);
  const outcome = retrainBoard(new Store(storeFolder(options.store)), path.join(options.resources, "models"), device);
  if (outcome.kind === "refused") {
    options.warn(`latency-lens: not retrained: ${outcome.why}\n`);
    return 1;
  }
  for (const problem of outcome.problems) options.warn(`latency-lens: ${problem}\n`);
  if (options.format === "text") {
    options.write(`${retrainingText(outcome, DEVICES[device])}\n`);
    return 0;
  }
  const { kind, version, rows, heldOutBy, groups, before, after } = outcome;
  const json = {
    device,
    outcome: kind,
    version,
    rows,
    heldOutBy,
    groups,
    before: figures(before),
    after: figures(after),
  };
  options.write(`${JSON.stringify(json, null, 2)}\n`);
  return 0;
}

/** Exit status: 1 where the embedded predictor answers already. */
export function rollbackDevice(options: RetrainOptions): number {
  requireFormat(options.format);
  const device = deviceOf(options.device);
  const outcome = rollBackBoard(new Store(storeFolder(options.store)), device);
  if (outcome.kind === "nothing") {
    options.warn(`latency-lens: not rolled back: ${outcome.why}\n`);
    return 1;
  }
  const json = `${JSON.stringify({ device, version: outcome.version }, null, 2)}\n`;
  options.write(options.format === "json" ? json : `${rollbackText(outcome.version, DEVICES[device])}\n`);
  return 0;
}

function figures({ mape, mapeInterval }: Metric): { mape: number; mapeInterval: readonly number[] | null } {
  return { mape, mapeInterval };
}
