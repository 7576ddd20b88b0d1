/**
 * One network on one board: asked, sent, started, followed, fetched, cleaned up. What runs there is detached and remembered here, so
 * neither a cut line nor the end of this program loses or leaves anything.
 */
import { createHash, randomBytes } from "node:crypto";
import { quantile } from "../../../../predictors/src/train/statistics";
import { labelledRow, type MeasuredNetwork } from "../measure";
import type { LabelledRow } from "../row";
import type { BoardAddress } from "./address";
import {
  askingConditions,
  askingState,
  conditionsOf,
  isFullPower,
  readState,
  whyNotSteady,
  type BoardState,
} from "./conditions";
import { PatientLine, Unreachable } from "./patient-line";
import type { Line } from "./line";
import { NOBODY, type RememberedRun, type RememberedRuns } from "./remembered-runs";
import { readProgress, readResult, type RunProgress, type RunResult } from "./result";
import * as scripts from "./run-scripts";

/** What a run needs of the world. */
export interface Surroundings {
  readonly line: Line;
  readonly runs: RememberedRuns;
  /** The program that runs on the board. */
  readonly runner: Uint8Array;
  readonly now: () => Date;
  /** Ends early where the signal comes. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly progress: (progress: RunProgress) => void;
  readonly cancelled: AbortSignal;
}

export interface NetworkToRun {
  readonly network: MeasuredNetwork;
  readonly topology: string;
  readonly inputShapes: readonly (readonly number[])[];
  /** By device. */
  readonly predicted: RememberedRun["predicted"];
}

export type RunOutcome =
  | {
      readonly kind: "measured";
      readonly row: LabelledRow;
      readonly predicted: RememberedRun["predicted"];
      readonly recording: Uint8Array;
    }
  /** `why` is a whole sentence; nothing is left on the board, of which every other network would say the same where it is about that. */
  | { readonly kind: "refused"; readonly why: string; readonly isAboutBoard?: true }
  /** The run is still on the board, and remembered under its id. */
  | { readonly kind: "left"; readonly id: string; readonly why: string };

/** As the published measurements were made. */
const WARM_UP = 10;
const RUNS = 100;
const SEED = 1;

const POLL_MS = 1000;
/** A run that was asked to stop has so long before it is ended; while TensorFlow loads it looks at nothing. */
const CANCEL_MS = 5000;
/** The largest networks take some hundred MB of trace. */
const MOST_TRACE_BYTES = 1024 * 1024 * 1024;
const TRACE_TIMEOUT_MS = 30 * 60_000;
const LEAST_DISK_MB = 300;

/** What a board says of itself, or why it cannot be asked. */
export async function boardState(
  address: BoardAddress,
  around: Pick<Surroundings, "line" | "wait">,
): Promise<BoardState | string> {
  try {
    return await state(address, new PatientLine(around, FIRST_PATIENCE_MS));
  } catch (error) {
    if (error instanceof Unreachable) return error.message;
    throw error;
  }
}

/** A board that cannot be reached at all is told at once. */
const FIRST_PATIENCE_MS = 4000;

async function state(address: BoardAddress, line: PatientLine): Promise<BoardState> {
  return readState(await line.must(askingState(address)));
}

export async function runOnBoard(
  address: BoardAddress,
  { network, topology, inputShapes, predicted }: NetworkToRun,
  around: Surroundings,
): Promise<RunOutcome> {
  const before = await boardState(address, around);
  if (typeof before === "string") return { kind: "refused", why: before, isAboutBoard: true };
  const lacking = whatIsLacking(before, address);
  if (lacking !== null) return { kind: "refused", why: lacking, isAboutBoard: true };
  const id = randomBytes(8).toString("hex");
  const run: RememberedRun = {
    format: "latency-lens-run",
    version: 1,
    id,
    address,
    follower: process.pid,
    startedAt: around.now().toISOString(),
    before,
    network: { recorded: { ...network.recorded }, features: network.features },
    predicted,
  };
  around.runs.remember(run);
  return bringHome(run, around, async (line) => {
    const request = {
      format: "latency-lens-request",
      version: 1,
      id,
      inputShapes,
      warmUp: WARM_UP,
      runs: RUNS,
      seed: SEED,
    };
    await line.must(scripts.makingFolder(id));
    for (const [name, bytes] of [
      ["runner.py", around.runner],
      ["model.json", Buffer.from(topology)],
      ["request.json", Buffer.from(JSON.stringify(request))],
    ] as const) {
      if (around.cancelled.aborted) throw new Unreachable("Cancelled.", false);
      await line.must(scripts.receivingFile(id, name, bytes), { input: bytes });
    }
    await line.must(scripts.starting(id, address, before));
  });
}

function whatIsLacking(state: BoardState, { host, python }: BoardAddress): string | null {
  if (state.python === null)
    return `${host} has no ${python ?? "python3"}: add the board with --python and the path of its Python.`;
  if (state.tensorflow === null)
    return `${state.python} on ${host} has no TensorFlow: add the board with --python and the path of the Python that has it.`;
  if (state.nvprof === null && state.nsys === null)
    return `${host} has neither nvprof nor nsys: install the CUDA toolkit of its JetPack.`;
  if (state.disk !== null && state.disk < LEAST_DISK_MB)
    return `${host} has only ${state.disk} MB of free space, a run needs ${LEAST_DISK_MB}.`;
  return null;
}

/** A run that an earlier program started. */
export async function goOn(run: RememberedRun, around: Surroundings): Promise<RunOutcome> {
  around.runs.remember({ ...run, follower: process.pid });
  return bringHome(run, around, () => Promise.resolve());
}

/** Ends it, whatever it does. The reason where the board cannot be reached. */
export async function cleanUp(
  run: RememberedRun,
  around: Pick<Surroundings, "line" | "runs" | "wait">,
): Promise<string | null> {
  try {
    await new PatientLine(around, FIRST_PATIENCE_MS).must(scripts.cleaning(run.id, run.address));
  } catch (error) {
    if (error instanceof Unreachable) return error.message;
    throw error;
  }
  around.runs.forget(run.id);
  return null;
}

async function bringHome(
  run: RememberedRun,
  around: Surroundings,
  begin: (line: PatientLine) => Promise<void>,
): Promise<RunOutcome> {
  const line = new PatientLine(around);
  let outcome: RunOutcome;
  try {
    await begin(line);
    outcome = await followed(run, line, around);
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      await cleanUp(run, around);
      throw error;
    }
    if (error.isLost) return left(run, around, error.message);
    outcome = { kind: "refused", why: error.message, isAboutBoard: true };
  }
  const uncleaned = await cleanUp(run, around);
  if (uncleaned !== null) around.runs.remember({ ...run, follower: NOBODY });
  return outcome;
}

function left(run: RememberedRun, { runs }: Surroundings, why: string): RunOutcome {
  runs.remember({ ...run, follower: NOBODY });
  return { kind: "left", id: run.id, why };
}

async function followed(run: RememberedRun, line: PatientLine, around: Surroundings): Promise<RunOutcome> {
  const end = await untilItEnds(run, line, around);
  if (end !== null) return { kind: "refused", why: end };
  const result = readResult(await line.must(scripts.printing(run.id, "result.json")));
  if (result === null) return { kind: "refused", why: await whyNoResult(run, line) };
  if (result.kind !== "done") return { kind: "refused", why: whyNotDone(result, run) };
  const after = readState(await line.must(askingConditions(run.address)));
  const unsteady = whyNotSteady(run.before, after);
  if (unsteady !== null) return { kind: "refused", why: unsteady };
  const recording = await fetchTrace(run, line, around);
  if (typeof recording === "string") return { kind: "refused", why: recording };
  return label(run, result, after, recording, around);
}

/** The reason where there is nothing to fetch; null where the run came to its end. */
async function untilItEnds(run: RememberedRun, line: PatientLine, around: Surroundings): Promise<string | null> {
  let askedToStop: number | null = null;
  for (;;) {
    if (around.cancelled.aborted && askedToStop === null) {
      await line.must(scripts.cancelling(run.id));
      askedToStop = around.now().getTime();
    }
    const [word = "", ...rest] = new TextDecoder().decode(await line.must(scripts.asking(run.id))).split("\n");
    switch (word) {
      case "ended":
        return null;
      case "gone":
        return `The run is no longer on ${run.address.host}.`;
      case "waiting":
        return `The run never started on ${run.address.host}.`;
      case "died":
        return `The run was ended on ${run.address.host} from outside, or the board was restarted.`;
      default: {
        const progress = readProgress(rest.join("\n"));
        if (progress !== null) around.progress(progress);
      }
    }
    if (askedToStop !== null && around.now().getTime() - askedToStop > CANCEL_MS) return "Cancelled.";
    await around.wait(POLL_MS, askedToStop === null ? around.cancelled : undefined);
  }
}

function whyNotDone({ kind, message }: RunResult, { address: { host } }: RememberedRun): string {
  switch (kind) {
    case "out of memory":
      return `The network does not fit into the memory of ${host}.`;
    case "crashed":
      return `The run failed on ${host}: ${message}`;
    default:
      return message;
  }
}

/** What the profiler or the program said last. */
async function whyNoResult(run: RememberedRun, line: PatientLine): Promise<string> {
  const said: string[] = [];
  for (const name of ["profiler.log", "runner.log"] as const) {
    const text = new TextDecoder().decode(await line.must(scripts.printing(run.id, name)));
    said.push(
      ...text
        .split("\n")
        .map((each) => each.trim())
        .filter((each) => each !== ""),
    );
  }
  const last = said.at(-1);
  return `The run on ${run.address.host} left no result${last === undefined ? "." : `; it said last: ${last.slice(0, MOST_SAID)}`}`;
}

const MOST_SAID = 300;

/** The recording's bytes, or the reason where there are none. */
async function fetchTrace(run: RememberedRun, line: PatientLine, around: Surroundings): Promise<Uint8Array | string> {
  const described = new TextDecoder().decode(await line.must(scripts.describingTrace(run.id)));
  const [, sum, size, name] = /^([0-9a-f]{64}) +(\d{1,15}) +(trace\.\w+)$/.exec(described.trim()) ?? [];
  if (sum === undefined || size === undefined || name === undefined) return whyNoTrace(run, line);
  if (Number(size) > MOST_TRACE_BYTES) return `The recording is too large (${size} bytes).`;
  around.progress({ phase: "fetching the recording", done: 0, of: 0 });
  const call = { most: Number(size), timeoutMs: TRACE_TIMEOUT_MS };
  const bytes = await line.must(scripts.fetchingTrace(run.id, name), call);
  const isWhole = createHash("sha256").update(bytes).digest("hex") === sum;
  return isWhole ? bytes : "The recording came over damaged: measure it again.";
}

async function whyNoTrace({ id, address }: RememberedRun, line: PatientLine): Promise<string> {
  const log = new TextDecoder().decode(await line.must(scripts.printing(id, "profiler.log")));
  const warning = log.split("\n").find((each) => /error|permission|warning/i.test(each));
  const said = warning === undefined ? "" : ` It said: ${warning.replace(/^==\d+== */, "").slice(0, MOST_SAID)}`;
  const root = address.sudo ? "" : " It needs root on most Jetsons: add the board with --sudo.";
  return `The profiler recorded nothing on ${address.host}.${root}${said}`;
}

function label(
  run: RememberedRun,
  result: RunResult,
  after: BoardState,
  recording: Uint8Array,
  { now }: Surroundings,
): RunOutcome {
  const { before, network, predicted } = run;
  const wallMs = result.wallMs.length === 0 ? null : quantile(result.wallMs, 0.5);
  const conditions = conditionsOf(before, after, result.software, wallMs);
  const own = before.mode === null || isFullPower(before.mode) ? {} : { mode: before.mode.name };
  const row = labelledRow({ recording, network, device: null, runs: null, now: now(), conditions, ...own });
  if ("kind" in row) return { kind: "refused", why: `The recording gives no measurement: ${row.why}.` };
  return { kind: "measured", row, predicted, recording };
}
