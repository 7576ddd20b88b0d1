/** `latency-lens board bench`: every network of some files, at several sizes, on one board or several at once; what was done before is left out. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { analyseNetworks } from "../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../server/src/analysis/analysis";
import type { BoardAddress } from "../server/src/board/remote/address";
import {
  runOnBoard,
  type NetworkToRun,
  type RunOutcome,
  type Surroundings,
} from "../server/src/board/remote/board-run";
import { networkToRun } from "../server/src/board/remote/network-to-run";
import { doubtText, rowText } from "../server/src/board/words";
import type { Store } from "../server/src/node/store";
import { readSource } from "./source";
import { UsageError } from "./usage";

export interface Bench {
  readonly boards: readonly BoardAddress[];
  readonly files: readonly string[];
  /** Sides of square images; null leaves each network at the size of its source. */
  readonly sizes: readonly number[] | null;
  readonly environment: AnalysisEnvironment;
  readonly store: Store;
  readonly around: (board: BoardAddress) => Surroundings;
  readonly cancelled: AbortSignal;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Exit status: 1 where a board could not be measured to the end. */
export async function bench(asked: Bench): Promise<number> {
  const statuses = await Promise.all(asked.boards.map((board) => benchBoard(board, asked)));
  return Math.max(0, ...statuses);
}

export function parseSizes(text: string | undefined): readonly number[] | null {
  if (text === undefined) return null;
  const sizes = text.split(",").map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1))
    throw new UsageError(`--sizes ${text}: give sides of images, for example 128,224`);
  return sizes;
}

async function benchBoard(board: BoardAddress, asked: Bench): Promise<number> {
  const { store, write, warn } = asked;
  const isCancelled = (): boolean => asked.cancelled.aborted;
  const done = new DoneNetworks(path.join(store.folder, `bench-${board.name}.jsonl`));
  const counts = { measured: 0, refused: 0, before: 0 };
  let status = 0;
  for (const { what, wanted } of networksOf(asked)) {
    if (isCancelled()) break;
    if (typeof wanted === "string") {
      counts.refused += 1;
      warn(`${board.name}: ${what}: not measured: ${wanted}\n`);
      continue;
    }
    if (done.has(wanted)) {
      counts.before += 1;
      continue;
    }
    const outcome = await runOnBoard(board, wanted, asked.around(board));
    if (outcome.kind === "left" || (outcome.kind === "refused" && outcome.isAboutBoard === true)) {
      warn(`${board.name}: ${what}: ${outcome.why}\n`);
      status = 1;
      break;
    }
    const why = stored(outcome, store);
    counts[why === null ? "measured" : "refused"] += 1;
    if (outcome.kind === "measured" && why === null)
      write(`${board.name}: ${rowText(outcome.row, outcome.predicted[outcome.row.device] ?? null)}\n`);
    else if (!isCancelled()) warn(`${board.name}: ${what}: not measured: ${why ?? ""}\n`);
    if (!isCancelled()) done.add(wanted, what, why);
  }
  const { measured, refused, before } = counts;
  write(`${board.name}: ${measured} measured, ${refused} not, ${before} were done before\n`);
  return status;
}

/** The reason where it is not; null where it is. */
function stored(outcome: RunOutcome, store: Store): string | null {
  if (outcome.kind !== "measured") return outcome.why;
  const doubt = doubtText(outcome.row, outcome.predicted[outcome.row.device] ?? null);
  if (doubt === null) store.append(outcome.row);
  return doubt;
}

interface Candidate {
  readonly what: string;
  /** The reason where it cannot run. */
  readonly wanted: NetworkToRun | string;
}

/** One after the other: all of them would fill the memory. */
function* networksOf({ files, sizes, environment }: Bench): Generator<Candidate> {
  for (const file of files) {
    const source = readSource(file);
    for (const size of sizes ?? [null]) {
      const { networks } = analyseNetworks(environment, {
        uri: pathToFileURL(path.resolve(file)).href,
        version: null,
        ...source,
        inputShape: size === null ? null : [size, size, 3],
        withTopologies: true,
        cancelled: () => false,
      });
      for (const network of networks) {
        const wanted = networkToRun(network);
        const what = `${network.root.name}${size === null ? "" : ` at ${size}`}`;
        yield { what, wanted: "kind" in wanted ? wanted.why : wanted };
      }
    }
  }
}

/** By their topologies, in which the size stands as well. A torn line costs one network its place. */
class DoneNetworks {
  readonly #done: Set<string>;

  constructor(private readonly file: string) {
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    this.#done = new Set([...text.matchAll(/"topology":"([0-9a-f]{64})"/g)].flatMap(([, key]) => key ?? []));
  }

  has(network: NetworkToRun): boolean {
    return this.#done.has(keyOf(network));
  }

  add(network: NetworkToRun, what: string, why: string | null): void {
    const topology = keyOf(network);
    this.#done.add(topology);
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.appendFileSync(this.file, `${JSON.stringify({ what, topology, why })}\n`);
  }
}

function keyOf({ topology }: NetworkToRun): string {
  return createHash("sha256").update(topology).digest("hex");
}
