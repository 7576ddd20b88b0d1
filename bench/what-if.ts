/** Time that the server's worker takes for the curve of a slider: twenty input sizes of ResNet-50, each a whole evaluation. */
import * as fs from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { quantile } from "../predictors/src/train/statistics";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import { TaskRunner } from "../server/src/ide/tasks";
import { ROOT } from "../test/support/paths";
import type { BenchResult } from "./result";

const URI = "file:///resnet50.py";
const POINTS = 20;
const WARM_UP = 15;
const QUESTIONS = 30;

export function whatIf(environment: AnalysisEnvironment): BenchResult {
  const text = fs.readFileSync(path.join(ROOT, "zoo/keras/resnet50.py"), "utf8");
  const times = Array.from({ length: WARM_UP + QUESTIONS }, (_, version) => {
    // As after an edit: nothing is kept from the question before but what a worker keeps.
    const document = { uri: URI, version, text: `${text}# ${version}\n` };
    const params = { target: { uri: URI, model: null }, position: null, vary: "", at: {} };
    const started = performance.now();
    const result = new TaskRunner(environment).run("whatIf", { document, params }, () => false);
    const took = performance.now() - started;
    const drawn = result.kind === "curves" ? result.points.filter(({ why }) => why === null).length : 0;
    if (drawn !== POINTS) throw new Error(`${drawn} points instead of ${POINTS}`);
    return took;
  }).slice(WARM_UP);
  return {
    title: `What if, at ${POINTS} input sizes of ResNet-50`,
    figures: [
      { name: "p50", value: quantile(times, 0.5), unit: "ms" },
      { name: "p95", value: quantile(times, 0.95), unit: "ms" },
    ],
    goal: { figure: "p50", sense: "at most", value: 200 },
    skipped: [],
  };
}
