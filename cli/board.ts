/** `latency-lens board`: boards that are reached by ssh, and runs on them. */
import type { Command } from "commander";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkedAddress, type BoardAddress } from "../server/src/board/remote/address";
import {
  boardState,
  cleanUp,
  goOn,
  runOnBoard,
  type RunOutcome,
  type Surroundings,
} from "../server/src/board/remote/board-run";
import { Boards } from "../server/src/board/remote/boards";
import { conditionsText, stateText, warningsOf } from "../server/src/board/remote/conditions";
import { SshLine } from "../server/src/board/remote/line";
import { networkToRun } from "../server/src/board/remote/network-to-run";
import { RememberedRuns, runText, type RememberedRun } from "../server/src/board/remote/remembered-runs";
import type { RunProgress } from "../server/src/board/remote/result";
import { wait } from "../server/src/board/remote/wait";
import { doubtText, rowDetail, rowText } from "../server/src/board/words";
import { visible, visibleJson } from "../server/src/ide/visible";
import { Store, storeFolder } from "../server/src/node/store";
import { bench, parseSizes } from "./board-bench";
import { chooseNetwork, measurementJson } from "./import";
import { embeddedEnvironment } from "./environment";
import { requireFormat, UsageError } from "./usage";

interface Outside {
  /** Folder with `wasm/`, `models/` and `board/`. */
  readonly resources: string;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

interface AddOptions {
  readonly port?: string;
  readonly python?: string;
  readonly sudo?: boolean;
  readonly sshConfig?: string;
  readonly store?: string;
}

interface ProfileOptions {
  readonly name?: string;
  readonly input?: string;
  readonly root?: string;
  readonly confirm?: boolean;
  readonly keep?: string;
  readonly store?: string;
  readonly format: string;
}

const STORE = "folder of your measurements (default: LATENCY_LENS_STORE, else your data folder)";

/** `finish` takes the exit status. */
export function addBoardCommands(program: Command, outside: Outside, finish: (status: number) => void): void {
  const board = program
    .command("board")
    .description("measure networks on a board that ssh reaches (public key, known host)");
  board
    .command("add")
    .description("remember a board by a name of your own")
    .argument("<name>", "what you call it: tx2-lab")
    .argument("<host>", "host of your ssh configuration, or user@host")
    .option("--port <n>", "port of its ssh, where it is not 22")
    .option("--python <path>", "Python that has TensorFlow on the board (default: python3)")
    .option("--sudo", "start the profiler by “sudo -n”, which most Jetsons ask for")
    .option("--ssh-config <file>", "ssh configuration in place of your own")
    .option("--store <dir>", STORE)
    .action((name: string, host: string, options: AddOptions) => {
      finish(addBoard(name, host, options, outside));
    });
  board
    .command("list")
    .description("print the boards that you added")
    .option("--store <dir>", STORE)
    .action((options: { readonly store?: string }) => {
      finish(listBoards(options, outside));
    });
  board
    .command("remove")
    .description("forget a board; its measurements stay")
    .argument("<name>")
    .option("--store <dir>", STORE)
    .action((name: string, options: { readonly store?: string }) => {
      finish(report(new Boards(storeFolder(options.store)).remove(name), outside));
    });
  board
    .command("probe")
    .description("ask a board for its power mode, clocks, memory and software")
    .argument("<name>")
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action(async (name: string, options: { readonly store?: string; readonly format: string }) => {
      finish(await probe(name, options, outside));
    });
  board
    .command("profile")
    .description("run a network on a board, 10 + 100 times with random weights, and keep what it took")
    .argument("<board>", "the name that you gave it")
    .argument("<file>", "file that builds the network")
    .option("--name <model>", "the network, where the file builds several")
    .option("--input <size>", "input size in place of the file's, e.g. 224x224x3")
    .option("--root <dir>", "folder that the file's imports start from")
    .option("--confirm", "store a measurement although it is far from the prediction")
    .option("--keep <file>", "keep the recording as well")
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action(async (name: string, file: string, options: ProfileOptions) => {
      finish(await profile(name, file, options, outside));
    });
  board
    .command("bench")
    .description("run every network of some files on a board, or on several at once; what was done before is left out")
    .argument("<boards>", "names of boards: tx2-lab,agx-lab")
    .argument("<files...>", "files that build networks")
    .option("--sizes <sides>", "sides of square images in place of the files', e.g. 128,224")
    .option("--store <dir>", STORE)
    .action(
      async (
        names: string,
        files: readonly string[],
        options: { readonly sizes?: string; readonly store?: string },
      ) => {
        finish(await benchBoards(names, files, options, outside));
      },
    );
  board
    .command("resume")
    .description("go on with runs that were left on a board, by a lost connection or an end of this program")
    .option("--confirm", "store a measurement although it is far from the prediction")
    .option("--store <dir>", STORE)
    .option("--format <format>", "text or json", "text")
    .action(async (options: ProfileOptions) => {
      finish(await resume(options, outside));
    });
  board
    .command("clean")
    .description("end such runs and remove what they left on the board")
    .option("--store <dir>", STORE)
    .action(async (options: { readonly store?: string }) => {
      finish(await clean(options, outside));
    });
}

function addBoard(name: string, host: string, options: AddOptions, outside: Outside): number {
  const { port, python = null, sudo = false, sshConfig } = options;
  const address = checkedAddress({
    name,
    host,
    port: port === undefined ? null : Number(port),
    python,
    sudo,
    config: sshConfig === undefined ? null : path.resolve(sshConfig),
  });
  if (typeof address === "string") throw new UsageError(`${visible(`${name} ${host}`)}: ${address}`);
  const why = new Boards(storeFolder(options.store)).add(address);
  if (why === null) outside.write(`added ${name}; “latency-lens board probe ${name}” asks what it is\n`);
  return report(why, outside);
}

function report(why: string | null, { warn }: Outside): number {
  if (why === null) return 0;
  warn(`latency-lens: ${why}\n`);
  return 1;
}

function listBoards({ store }: { readonly store?: string }, outside: Outside): number {
  const boards = new Boards(storeFolder(store)).all();
  if (typeof boards === "string") return report(boards, outside);
  if (boards.length === 0) outside.write("no boards yet: latency-lens board add NAME HOST\n");
  for (const { name, host, port, python, sudo } of boards) {
    const options = [port === null ? "" : `port ${port}`, python ?? "", sudo ? "sudo" : ""].filter(
      (each) => each !== "",
    );
    outside.write([name, host, ...options].join(" · ") + "\n");
  }
  return 0;
}

function boardNamed(name: string, store: string): BoardAddress {
  const boards = new Boards(store).all();
  if (typeof boards === "string") throw new UsageError(boards);
  const found = boards.find((board) => board.name === name);
  if (found !== undefined) return found;
  const known =
    boards.length === 0 ? "add one: latency-lens board add NAME HOST" : boards.map((each) => each.name).join(", ");
  throw new UsageError(`there is no board ${visible(name)} (${known})`);
}

async function probe(
  name: string,
  { store, format }: { readonly store?: string; readonly format: string },
  outside: Outside,
): Promise<number> {
  requireFormat(format);
  const address = boardNamed(name, storeFolder(store));
  const state = await boardState(address, { line: new SshLine(address), wait });
  if (typeof state === "string") return report(state, outside);
  const warnings = warningsOf(state, address);
  if (format === "json") outside.write(`${visibleJson({ board: name, ...state, warnings })}\n`);
  else outside.write([`${name}: ${stateText(state)}`, ...warnings.map((each) => `  ${each}`), ""].join("\n"));
  return 0;
}

async function profile(name: string, file: string, options: ProfileOptions, outside: Outside): Promise<number> {
  requireFormat(options.format);
  const store = storeFolder(options.store);
  const address = boardNamed(name, store);
  const { name: model, input, root } = options;
  const network = await chooseNetwork({
    model: file,
    resources: outside.resources,
    withTopologies: true,
    ...(model !== undefined && { name: model }),
    ...(input !== undefined && { input }),
    ...(root !== undefined && { root }),
  });
  const wanted = networkToRun(network);
  if ("kind" in wanted) return report(`not measured: ${wanted.why}`, outside);
  tellOfLeftRuns(store, outside);
  return cancellable(async (cancelled) => {
    const outcome = await runOnBoard(address, wanted, surroundings(address, store, cancelled, outside));
    if (outcome.kind === "measured" && options.keep !== undefined) fs.writeFileSync(options.keep, outcome.recording);
    return finished(outcome, store, options, outside);
  });
}

async function benchBoards(
  names: string,
  files: readonly string[],
  { sizes, store: given }: { readonly sizes?: string; readonly store?: string },
  outside: Outside,
): Promise<number> {
  const folder = storeFolder(given);
  const boards = names.split(",").map((name) => boardNamed(name, folder));
  const sides = parseSizes(sizes);
  const environment = await embeddedEnvironment(outside.resources);
  const silent = { ...outside, warn: () => undefined };
  tellOfLeftRuns(folder, outside);
  return cancellable((cancelled) =>
    bench({
      boards,
      files,
      sizes: sides,
      environment,
      store: new Store(folder),
      around: (board) => surroundings(board, folder, cancelled, silent),
      cancelled,
      write: outside.write,
      warn: outside.warn,
    }),
  );
}

async function resume(options: ProfileOptions, outside: Outside): Promise<number> {
  requireFormat(options.format);
  const store = storeFolder(options.store);
  return forEachLeft(store, outside, (run, cancelled) =>
    goOn(run, surroundings(run.address, store, cancelled, outside)).then((outcome) =>
      finished(outcome, store, options, outside),
    ),
  );
}

async function clean({ store: given }: { readonly store?: string }, outside: Outside): Promise<number> {
  const store = storeFolder(given);
  const runs = new RememberedRuns(store);
  return forEachLeft(store, outside, async (run) => {
    const why = await cleanUp(run, { line: new SshLine(run.address), runs, wait });
    if (why === null) outside.write(`${runText(run)}: ended, nothing of it is left\n`);
    return report(why, outside);
  });
}

/** The worst status. */
async function forEachLeft(
  store: string,
  { write }: Outside,
  use: (run: RememberedRun, cancelled: AbortSignal) => Promise<number>,
): Promise<number> {
  const left = new RememberedRuns(store).left();
  if (left.length === 0) write("no run was left on a board\n");
  let status = 0;
  for (const run of left) status = Math.max(status, await cancellable((cancelled) => use(run, cancelled)));
  return status;
}

function tellOfLeftRuns(store: string, { warn }: Outside): void {
  for (const run of new RememberedRuns(store).left())
    warn(`latency-lens: ${runText(run)} was left there: “latency-lens board resume” or “board clean”\n`);
}

function surroundings(address: BoardAddress, store: string, cancelled: AbortSignal, outside: Outside): Surroundings {
  return {
    line: new SshLine(address),
    runs: new RememberedRuns(store),
    runner: fs.readFileSync(path.join(outside.resources, "board", "runner.py")),
    now: () => new Date(),
    wait,
    progress: progressLines(outside),
    cancelled,
  };
}

/** A line for each step, and for every tenth inference. */
function progressLines({ warn }: Outside): (progress: RunProgress) => void {
  let last = "";
  return ({ phase, done, of }) => {
    const text = of > 0 ? `${phase} (${done} of ${of})` : phase;
    if (text !== last) warn(`${text}\n`);
    last = text;
  };
}

/** Ctrl+C asks the board to stop and waits for it; a second one leaves the run there, remembered. */
async function cancellable(run: (cancelled: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on("SIGINT", onInterrupt);
  try {
    return await run(controller.signal);
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

/** As shells count it. */
const INTERRUPTED = 130;

function finished(
  outcome: RunOutcome,
  store: string,
  { confirm = false, format }: Pick<ProfileOptions, "confirm" | "format">,
  { write, warn }: Outside,
): number {
  if (outcome.kind === "refused") {
    warn(`latency-lens: not measured: ${outcome.why}\n`);
    return 1;
  }
  if (outcome.kind === "left") {
    warn(`latency-lens: ${outcome.why} The run is still there: “latency-lens board resume” goes on with it.\n`);
    return 1;
  }
  const { row } = outcome;
  const predicted = outcome.predicted[row.device] ?? null;
  const doubt = doubtText(row, predicted);
  const isStored = doubt === null || confirm;
  if (isStored) new Store(store).append(row);
  if (format === "json") {
    const shown = { ...measurementJson(row, predicted), conditions: row.conditions };
    write(`${visibleJson({ rows: [shown], stored: isStored, doubt })}\n`);
    return isStored ? 0 : 1;
  }
  const next =
    doubt === null || confirm
      ? `stored; “latency-lens retrain --device ${row.device}” lets it change the estimates`
      : `not stored: ${doubt} If so, measure it again with --confirm`;
  write(
    [rowText(row, predicted), `  ${rowDetail(row)}`, `  ${conditionsText(row.conditions)}`, `  ${next}`, ""].join("\n"),
  );
  return isStored ? 0 : 1;
}
