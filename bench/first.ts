/** The cold first answer: a fresh process loads its parsers and predictors and analyses the longest file of the zoo. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { quantile } from "../predictors/src/train/statistics";
import { analyse } from "../server/src/analysis/analysis";
import { loadEnvironment } from "../server/src/node/environment";
import { ROOT } from "../test/support/paths";
import type { BenchResult } from "./result";

const FILE = "densenet_unpooled.py";
const PROCESSES = 7;
const FIGURE = `median of ${PROCESSES} processes, from their start`;

/** Set in the process that is measured. */
export const COLD = "LATENCY_LENS_COLD";

export function first(): BenchResult {
  const runs = Array.from({ length: PROCESSES }, () => answerOf(process.execArgv));
  const median = (times: readonly number[]): number => quantile(times, 0.5);
  return {
    title: `First answer of a new process: ${FILE}, two networks of 1,496 layers`,
    figures: [
      { name: FIGURE, value: median(runs.map(({ ms }) => ms)), unit: "ms" },
      {
        name: "of it the analysis, once parsers and predictors are loaded",
        value: median(runs.map(({ analysis }) => analysis)),
        unit: "ms",
      },
      { name: "processor time of all its threads", value: median(runs.map(({ processor }) => processor)), unit: "ms" },
    ],
    goal: { figure: FIGURE, sense: "at most", value: 300 },
    skipped: [],
  };
}

interface Answer {
  readonly ms: number;
  readonly analysis: number;
  readonly processor: number;
}

function answerOf(flags: readonly string[]): Answer {
  const { status, stdout } = spawnSync(process.execPath, [...flags, __filename], {
    encoding: "utf8",
    env: { ...process.env, [COLD]: "1" },
  });
  if (status !== 0) throw new Error("the first answer was not given");
  const [ms = NaN, analysis = NaN, processor = NaN] = stdout.split(" ").map(Number);
  return { ms, analysis, processor };
}

/** What the measured process does; it prints the milliseconds since its start, those of the analysis and those of the processor. */
export async function answerOnce(): Promise<void> {
  const environment = await loadEnvironment(__dirname);
  const loaded = performance.now();
  const place = path.join(ROOT, "zoo/keras", FILE);
  const text = fs.readFileSync(place, "utf8");
  const input = { uri: pathToFileURL(place).href, version: null, text, inputShape: null, cancelled: () => false };
  const layers = analyse(environment, input).models.reduce((total, model) => total + model.layers.length, 0);
  if (layers === 0) throw new Error(`there is no network in ${FILE}`);
  const ms = performance.now();
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${ms} ${ms - loaded} ${(user + system) / 1000}`);
}
