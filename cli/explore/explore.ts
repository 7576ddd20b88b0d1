/** `latency-lens explore` and `latency-lens merge`: what every combination of some arguments of a model costs, as tables. */
import * as fs from "node:fs";
import { availableParallelism } from "node:os";
import * as path from "node:path";
import type { Command } from "commander";
import { visible } from "../../server/src/ide/visible";
import { ownEnvironment } from "../environment";
import { makeFolder, wholeNumber } from "../usage";
import { workHere, workInThreads } from "./crew";
import type { Work } from "./crew";
import { mergedParts } from "./merge";
import { parseShard, PartFile } from "./part";
import type { Key } from "./part";
import { Progress } from "./progress";
import type { ProgressTarget } from "./progress";
import type { Row } from "./row";
import { openSpace } from "./space";
import type { SpaceOptions } from "./space";
import { csv, json } from "./tables";

/** What the program gives the commands. */
interface Given {
  /** Folder with `wasm/` and `models/`, and the threads' script. */
  readonly resources: string;
  readonly version: string;
  readonly write: (text: string) => void;
  readonly progress: ProgressTarget;
}

interface ExploreOptions extends SpaceOptions, Given {
  readonly device?: string;
  readonly workers?: string;
  /** "2/4" */
  readonly shard: string;
  readonly fresh?: boolean;
  readonly store?: string;
  readonly out: string;
}

interface MergeOptions extends Pick<Given, "write"> {
  readonly parts: readonly string[];
  readonly out: string;
}

/** Exit status of a program that was asked to stop. */
const INTERRUPTED = 130;

const MOST_WORKERS = 256;

const EXAMPLES = `
Names of --vary are arguments of the model's function; "input" is the side of its images, which have three channels.
Each network is kept in OUT as soon as it is done: after an interruption, the same command goes on from there.

Examples:
  latency-lens explore resnet.py --vary "depth=20..110:6, width=1|1.5|2" --out results
  latency-lens explore nets.py --call mobilenet --vary "alpha=0.5|1, input=128..224:32" --device tx2 --out results
  latency-lens explore resnet.py --vary "depth=20..1100:6" --shard 2/16 --out parts   (and 1/16, 3/16, … elsewhere)
  latency-lens merge parts --out results`;

export function addExplore(program: Command, given: Given, end: (status: number) => void): void {
  program
    .command("explore")
    .description("write what every combination of some arguments of a model costs, as a table (csv) and as JSON")
    .argument("<file>", "Python file that builds Keras models")
    .requiredOption(
      "--vary <names>",
      'names with their values, e.g. "depth=20..110:6, width=1|1.5|2, input=128..512:32"',
    )
    .option("--call <function>", "function that gives the model (default: the only one of the file)")
    .option("--device <id>", "one board (default: all)")
    .option("--sample <n>", "so many of the combinations, drawn at random (default: all of them)")
    .option("--seed <n>", "other numbers draw other combinations", "1")
    .option("--workers <n>", "so many networks at the same time (default: one for each processor)")
    .option("--shard <i/n>", "one of n parts of the work; “latency-lens merge” puts their results together", "1/1")
    .option("--fresh", "begin anew where the folder holds rows of another exploration")
    .option("--store <dir>", "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)")
    .requiredOption("--out <dir>", "folder for results.csv and results.json; it is made where there is none")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, options: Omit<ExploreOptions, "file" | keyof Given>) => {
      end(await explore({ file, ...options, ...given }));
    });
  program
    .command("merge")
    .description("put the parts of “latency-lens explore --shard” together: the same tables as those of one run")
    .argument("<parts...>", "files of parts, or folders that hold them")
    .requiredOption("--out <dir>", "folder for results.csv and results.json; it is made where there is none")
    .action((parts: readonly string[], options: Pick<MergeOptions, "out">) => {
      const { key, rows } = mergedParts(parts);
      end(writeTables({ key, rows, out: options.out, write: given.write }));
    });
}

/** Exit status: 0, 1 where no combination has an estimate, 130 where it was interrupted. Throws UsageError for arguments that cannot be used. */
async function explore(options: ExploreOptions): Promise<number> {
  const workers = wholeNumber("--workers", options.workers ?? String(availableParallelism()), 1, MOST_WORKERS);
  const shard = parseShard(options.shard);
  const { resources, store, device, version } = options;
  const environment = await ownEnvironment(resources, store, device);
  const { space, combinations, key } = openSpace(environment, options, { version, resources, store });
  makeFolder(options.out);
  const head = { key, ...shard, combinations: combinations.length };
  const part = PartFile.open(options.out, head, options.fresh === true);
  const own = combinations
    .map((values, index) => ({ index, values }))
    .filter(({ index }) => index % shard.of === shard.shard - 1);
  const jobs = own.filter(({ index }) => !part.has(index));
  const isDone = await interruptible(own.length, jobs, { part, progress: options.progress }, (work) =>
    workers === 1 || jobs.length <= 1
      ? workHere(environment, space, work)
      : workInThreads(workers, { space, resources, store, device }, work),
  );
  if (!isDone) {
    const done = own.filter(({ index }) => part.has(index)).length;
    options.write(
      `Interrupted: ${count(done)} of ${count(own.length)} combinations are done and kept in ${visible(part.file)}. The same command goes on from there.\n`,
    );
    return INTERRUPTED;
  }
  const rows = part.inOrder();
  if (shard.of === 1) return writeTables({ key, rows, out: options.out, write: options.write });
  options.write(
    `Part ${shard.shard} of ${shard.of}: ${count(rows.length)} of ${count(head.combinations)} combinations are in ${visible(part.file)}. When all parts are there: latency-lens merge ${visible(options.out)} --out DIR\n`,
  );
  return rows.every(({ why }) => why !== null) ? 1 : 0;
}

/** False where Ctrl-C, or the end that a cluster announces, came first. */
async function interruptible(
  total: number,
  jobs: Work["jobs"],
  { part, progress: target }: { readonly part: PartFile; readonly progress: ProgressTarget },
  work: (work: Work) => Promise<void>,
): Promise<boolean> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  const progress = new Progress(total, total - jobs.length, target);
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const finished: Work["finished"] = ({ index, row }) => {
      part.add(index, row);
      progress.one();
    };
    await work({ jobs, finished, stop: interruption.signal });
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    progress.end();
  }
  return !interruption.signal.aborted;
}

interface Results {
  readonly key: Key;
  /** Of all combinations, in their order. */
  readonly rows: readonly Row[];
  readonly out: string;
  readonly write: (text: string) => void;
}

/** Exit status: 1 where no combination has an estimate. */
function writeTables({ key, rows, out, write }: Results): number {
  makeFolder(out);
  const table = { function: key.function, varied: key.varied, devices: key.devices, rows };
  writeWhole(path.join(out, "results.csv"), csv(table));
  writeWhole(path.join(out, "results.json"), json(table));
  const known = rows.filter(({ why }) => why === null).length;
  write(
    `${count(rows.length)} combinations of ${visible(key.function)}, ${count(known)} with estimates, are in ${visible(out)}.\n`,
  );
  return known === 0 ? 1 : 0;
}

/** Nobody finds half a file. */
function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.unfinished`;
  fs.writeFileSync(unfinished, text);
  fs.renameSync(unfinished, file);
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
