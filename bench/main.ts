/** Runs the wanted measurements one after another; a run of all of them is kept. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { NetworkFeatures } from "../predictors/src/predictor";
import { analyseNetworks, type AnalysisEnvironment } from "../server/src/analysis/analysis";
import { TaskRunner } from "../server/src/ide/tasks";
import { loadEnvironment } from "../server/src/node/environment";
import { answerTasks } from "../server/src/node/worker-thread";
import { dataFolder, ROOT } from "../test/support/paths";
import { board } from "./board";
import { edit } from "./edit";
import { makeEdits } from "./edit-client";
import { answerOnce, COLD, first } from "./first";
import { network } from "./network";
import { panel } from "./panel";
import { prediction } from "./prediction";
import type { BenchResult } from "./result";
import { isMet } from "./result";
import { generatedRows, measuredRows, type BenchRows } from "./rows";
import { resultText } from "./table";
import { boostedTraining, forestTraining } from "./training";
import { measureTreesPeer, type TreesPeer } from "./trees-peer";
import { vsix } from "./vsix";
import { whatIf } from "./what-if";

const SEED = 1;

/** What several measurements share; each is made once, when it is first asked for. */
interface Workbench {
  readonly environment: AnalysisEnvironment;
  /** Folder of the measurements; null where there is none. */
  readonly data: string | null;
  readonly rows: () => BenchRows;
  readonly treesPeer: () => TreesPeer;
}

type Measure = (bench: Workbench) => Promise<readonly BenchResult[]> | readonly BenchResult[];

const MEASUREMENTS: Readonly<Record<string, Measure>> = {
  edit: async () => [...(await edit()), first()],
  "what-if": ({ environment }) => [whatIf(environment)],
  panel,
  prediction: ({ environment, rows, treesPeer }) => [
    prediction(environment, resnet50(environment), treesPeer(), rows()),
  ],
  training: ({ rows, treesPeer }) => [boostedTraining(rows(), treesPeer()), forestTraining(rows(), treesPeer())],
  network: async () => [await network()],
  board: ({ data }) =>
    data === null
      ? [NO_DATA]
      : board(data, (device) => fs.readFileSync(path.join(ROOT, `predictors/models/layered-${device}.json`), "utf8")),
  package: () => [vsix()],
};

const NO_DATA: BenchResult = {
  title: "A board from few measured rows",
  figures: [],
  goal: null,
  skipped: ["there are no measurements (give --data DIR)"],
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: "string" } } });
  const unknown = positionals.find((name) => !Object.hasOwn(MEASUREMENTS, name));
  if (unknown !== undefined) {
    process.stderr.write(`${unknown}: give ${Object.keys(MEASUREMENTS).join(", ")} or nothing for all\n`);
    return 2;
  }
  const bench = await workbench(values.data ?? dataFolder());
  const machine = machineOf();
  process.stdout.write(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node}\n\n`);
  const results: BenchResult[] = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    for (const result of await measure(bench)) {
      process.stdout.write(`${resultText(result)}\n`);
      results.push(result);
    }
  }
  if (positionals.length === 0) keep({ machine, results });
  return 0;
}

async function workbench(data: string | null): Promise<Workbench> {
  const environment = await loadEnvironment(__dirname);
  const rows = once(() => (data === null ? generatedRows(SEED) : measuredRows(data)));
  return { environment, data, rows, treesPeer: once(() => measureTreesPeer(rows())) };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

function resnet50(environment: AnalysisEnvironment): NetworkFeatures {
  const text = fs.readFileSync(path.join(ROOT, "zoo/keras/resnet50.py"), "utf8");
  const input = { uri: "file:///resnet50.py", version: null, text, inputShape: null, cancelled: () => false };
  const [only] = analyseNetworks(environment, input).networks;
  if (only === undefined) throw new Error("there is no network in zoo/keras/resnet50.py");
  return only.features;
}

/** Of the machine only what the figures depend on: no name, no path. */
function machineOf(): {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly node: string;
} {
  const cores = os.cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

function keep({ machine, results }: { readonly machine: object; readonly results: readonly BenchResult[] }): void {
  const kept = results.map((result) => ({ ...result, met: isMet(result) }));
  fs.writeFileSync(path.join(ROOT, "bench/results.json"), `${JSON.stringify({ machine, results: kept }, null, 2)}\n`);
  process.stdout.write("Wrote bench/results.json\n");
}

/** The thread that the measured server has its analyses done in. */
async function answerAnalyses(): Promise<void> {
  if (parentPort !== null) answerTasks(parentPort, new TaskRunner(await loadEnvironment(__dirname)));
}

if (process.env[COLD] !== undefined) void answerOnce();
else if (isMainThread) void main().then((status) => (process.exitCode = status));
// Null or undefined, by the version of Node.
else if ((workerData ?? null) === null) void answerAnalyses();
else void makeEdits();
