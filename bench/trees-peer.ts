/** XGBoost and scikit-learn of Debian's Python, in a process of their own on one thread. */
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { boostSettings, FOREST_SETTINGS } from "../predictors/src/train/train-totals";
import { ROOT } from "../test/support/paths";
import type { BenchRows } from "./rows";

const PYTHON = "/usr/bin/python3";

/** By device; milliseconds. */
type ByDevice<Value> = Readonly<Record<string, Value>>;

/** What is missing on this machine is not there. */
export interface TreesPeer {
  readonly xgboost?: {
    readonly version: string;
    readonly train: ByDevice<number>;
    readonly rows: ByDevice<{ readonly inplace_predict: number; readonly predict: number }>;
  };
  readonly sklearn?: { readonly version: string; readonly train: number; readonly row: number };
}

export const BOARDS = ["agx", "tx2"] as const;

export function measureTreesPeer({ rows, target }: BenchRows): TreesPeer {
  const boosted = Object.fromEntries(BOARDS.map((board) => [board, boostSettings(board)]));
  const job = JSON.stringify({ rows, target, boosted, forest: FOREST_SETTINGS, trainRepeats: 12 });
  const { status, stdout, stderr, error } = spawnSync(PYTHON, [path.join(ROOT, "bench/peers/trees.py")], {
    input: job,
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (error !== undefined) return {};
  if (status !== 0) throw new Error(`the peers' script failed: ${stderr}`);
  return JSON.parse(stdout) as TreesPeer;
}

export const MISSING_XGBOOST = `XGBoost: ${PYTHON} has none (Debian: apt-get install python3-xgboost)`;
export const MISSING_SKLEARN = `scikit-learn: ${PYTHON} has none (Debian: apt-get install python3-sklearn)`;
