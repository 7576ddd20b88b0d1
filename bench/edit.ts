/** Time that the language server works for one edit: from the change's arrival to lenses, hints and problems sent. */
import * as fs from "node:fs";
import * as path from "node:path";
import { performance } from "node:perf_hooks";
import { TextDocument } from "vscode-languageserver-textdocument";
import { quantile } from "../predictors/src/train/statistics";
import type { AnalysisEnvironment } from "../server/src/ide/analysis";
import { LanguageClient } from "../test/support/language-client";
import { ROOT } from "../test/support/paths";
import { RandomEdits } from "./random-edits";
import type { BenchResult } from "./result";

const SEED = 1;
const WARM_UP = 40;
const EDITS = 200;
const GOAL_MS = 16;

/** The real server behind real messages in this process; its pause before an analysis is idle time and does not count. */
export async function edit(environment: AnalysisEnvironment): Promise<BenchResult> {
  const uri = "file:///resnet50.py";
  const text = fs.readFileSync(path.join(ROOT, "zoo/keras/resnet50.py"), "utf8");
  const client = await LanguageClient.start(environment);
  await client.open(uri, text);
  const document = TextDocument.create(uri, "python", 0, text);
  const edits = new RandomEdits(SEED);
  const active: number[] = [];
  const processor: number[] = [];
  const own: number[] = [];
  for (let index = 0; index < WARM_UP + EDITS; index++) {
    const made = edits.next(document);
    TextDocument.update(document, [made], index + 1);
    const loop = performance.eventLoopUtilization();
    const usage = process.cpuUsage();
    const ownBefore = mainThreadMs();
    await client.edit(uri, made.range, made.text);
    const [lenses, hints] = await Promise.all([client.lenses(uri), client.hints(uri)]);
    const { user, system } = process.cpuUsage(usage);
    active.push(performance.eventLoopUtilization(loop).active);
    processor.push((user + system) / 1000);
    if (ownBefore !== null) own.push((mainThreadMs() ?? NaN) - ownBefore);
    if (lenses.length === 0 && hints.length === 0) throw new Error(`edit ${index} left nothing to show`);
  }
  await client.stop();
  if (document.getText() !== text) throw new Error("the edits were not taken back");
  return {
    title: "Server time of one edit of ResNet-50 (with its messages)",
    figures: [
      { name: "p50", value: quantile(active.slice(WARM_UP), 0.5), unit: "ms" },
      { name: "p95", value: quantile(active.slice(WARM_UP), 0.95), unit: "ms" },
      ...(own.length === 0
        ? []
        : [
            { name: "p50 of processor time, main thread", value: quantile(own.slice(WARM_UP), 0.5), unit: "ms" },
            { name: "p95 of processor time, main thread", value: quantile(own.slice(WARM_UP), 0.95), unit: "ms" },
          ]),
      { name: "p50 of processor time, all threads", value: quantile(processor.slice(WARM_UP), 0.5), unit: "ms" },
      { name: "p95 of processor time, all threads", value: quantile(processor.slice(WARM_UP), 0.95), unit: "ms" },
    ],
    goal: { figure: "p95", sense: "at most", value: GOAL_MS },
    skipped: [],
  };
}

/**
 * Processor time of the main thread so far: what an edit waits for where nothing else runs, without the compiler's and the
 * collector's own threads. Null where the system does not tell.
 */
function mainThreadMs(): number | null {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8").split(" ")[0]) / 1e6 : null;
}
