/**
 * nvprof's CSV output of a network's runs → a label: the mean over steady runs of the summed kernel time. That is what the
 * published measurements are (Bouzidi et al., 2020): copies, gaps between kernels and host work are not in it.
 */
import type { DeviceId } from "../../../../predictors/src/devices";
import { mean, quantile } from "../../../../predictors/src/train/statistics";
import { assertNever } from "../../assert-never";
import { boardRefusal } from "../board-names";
import { notImported, type NotImported } from "../refusal";
import { activitiesOf, millisecondsPer, type KernelRun } from "./activities";
import { isDepthwise, isWholeConvolution, mayBeConvolution, mayBeDepthwise } from "./kernel-names";
import { findRuns, type Runs } from "./runs";
import { readTables, type Output, type Table } from "./tables";
import { profilerRefusal } from "./warnings";

/** What the recording is said to be of. */
export interface Recorded {
  readonly device: DeviceId;
  readonly model: string;
  /** Convolutions of the network, depthwise ones included. */
  readonly convolutions: number;
  readonly depthwise: number;
  /** Bytes of the first input, FP32 and batch 1; null where they are not known. */
  readonly inputBytes: number | null;
  /** Runs of the recording as the user counts them; null where they did not say. */
  readonly runs: number | null;
}

export type Confidence = "high" | "medium" | "low";

export interface Label {
  readonly kind: "label";
  readonly form: "gpu-trace" | "gpu-summary";
  readonly ms: number;
  /** Runs behind the mean. */
  readonly runs: number;
  readonly kernelsPerRun: number;
  readonly confidence: Confidence;
  /** How runs were told apart, in words. */
  readonly how: string;
  /** Median absolute deviation of a run's time, as a share of the median; null where single runs are not known. */
  readonly deviation: number | null;
}

const LEAST_RUNS = 20;
/** First runs: cuDNN tries its algorithms, clocks rise. */
const WARM_UP_RUNS = 10;
const LARGEST_DEVIATION = 0.05;
/** Some convolutions take two launches, and trials of the first runs are in a summary too. */
const LAUNCHES_PER_CONVOLUTION = 2;

export function importNvprof(text: string, recorded: Recorded): Label | NotImported {
  if (text.trim() === "") return notImported("the file is empty");
  const otherForm = wrongForm(text);
  if (otherForm !== null) return notImported(otherForm);
  const output = readTables(text);
  const complaint = profilerRefusal(output.messages) ?? boardRefusal(recorded.device, [], output.messages);
  if (complaint !== null) return notImported(complaint);
  const table = chooseTable(output);
  if ("kind" in table && table.kind === "refused") return table;
  const [line] = output.broken;
  if (line !== undefined) {
    return notImported(
      line === output.lines
        ? `the file is cut off: its last line (${line}) is no complete row`
        : `line ${line} is no complete row: the file is damaged`,
    );
  }
  return table.kind === "gpu-trace" ? importTrace(table, recorded) : importSummary(table, recorded);
}

// ---------------------------------------------------------------- what the file is

function wrongForm(text: string): string | null {
  if (text.startsWith("SQLite format 3"))
    return "this is nvprof's binary file; print it first: nvprof --csv --print-gpu-trace -i FILE";
  if (/^\s*<\?xml|^\s*<!DOCTYPE/i.test(text))
    return "this is an XML file; give the output of nvprof --csv --print-gpu-trace";
  if (/^\s*(?:Start\s+Duration\s+Grid Size|(?:Type\s+)?Time\(%\)\s+Time\s+Calls)/m.test(text))
    return "this is nvprof's text form, whose figures are rounded; record with --csv";
  return null;
}

/** The first table of the GPU: under NVTX ranges the same kernels are listed again. */
function chooseTable({ tables }: Output): Table | NotImported {
  if (tables.some(({ kind }) => kind === "metrics"))
    return notImported(
      "these are metrics of replayed kernels, not times of a run; record without --metrics and --events",
    );
  const own = tables.filter(({ nvtx }) => !nvtx);
  const chosen = own.find(({ kind }) => kind === "gpu-trace") ?? own.find(({ kind }) => kind === "gpu-summary");
  if (chosen !== undefined) {
    return chosen.rows.length === 0 ? notImported("the file is cut off: its table has a heading and no rows") : chosen;
  }
  if (tables.some(({ kind }) => kind === "api-trace" || kind === "api-summary"))
    return notImported("these are API calls of the host, not times of the GPU; record with --print-gpu-trace");
  return notImported("no table of nvprof was found; record with nvprof --csv --print-gpu-trace");
}

// ---------------------------------------------------------------- trace

function importTrace(table: Table, recorded: Recorded): Label | NotImported {
  const activities = activitiesOf(table);
  if ("kind" in activities) return activities;
  const wrongBoard = boardRefusal(recorded.device, activities.devices, []);
  if (wrongBoard !== null) return notImported(wrongBoard);
  const kernels = activities.list.filter((activity) => activity.kind === "kernel");
  if (kernels.length === 0) return notImported("the trace holds no kernel");
  const found = findRuns(activities.list, recorded.inputBytes);
  if (found === null) return importByCount(kernels, recorded);
  const steady = steadyRuns(found.runs);
  const sums = steady.map((run) => sum(run.map(({ ms }) => ms)));
  const problem =
    cutOffRun(found, steady) ??
    tooFewRuns(sums.length, found.runs.length) ??
    anotherNetwork(steady, recorded) ??
    unsteady(sums);
  if (problem !== null) return notImported(problem);
  return {
    kind: "label",
    form: "gpu-trace",
    ms: mean(sums),
    runs: sums.length,
    kernelsPerRun: steady[0]?.length ?? 0,
    confidence: agreed(found.found === "copies" ? "high" : "medium", found.runs.length, recorded.runs),
    how: wayOf(found.found, found.runs.length, recorded.runs),
    deviation: deviationOf(sums),
  };
}

/** Without the first runs, those of the most common number of kernels. */
function steadyRuns(runs: readonly (readonly KernelRun[])[]): readonly (readonly KernelRun[])[] {
  const counts = new Map<number, number>();
  for (const { length } of runs) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [common] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return runs.slice(WARM_UP_RUNS).filter(({ length }) => length === common?.[0]);
}

function tooFewRuns(kept: number, found: number): string | null {
  if (kept >= LEAST_RUNS) return null;
  return `${kept} of ${found} runs are left without the first ${WARM_UP_RUNS} and those with other kernels; at least ${LEAST_RUNS} are needed`;
}

/** By the copies a run has a beginning of its own; the last one then shows whether the recording went on. */
function cutOffRun({ found, runs }: Runs, steady: readonly (readonly KernelRun[])[]): string | null {
  const [last, whole] = [runs.at(-1)?.length ?? 0, steady[0]?.length ?? 0];
  if (found !== "copies" || last >= whole) return null;
  return `the trace is cut off: it ends in the middle of a run, after ${last} of ${whole} kernels`;
}

function unsteady(sums: readonly number[]): string | null {
  const deviation = deviationOf(sums);
  if (deviation <= LARGEST_DEVIATION) return null;
  return `the runs differ by ${(100 * deviation).toFixed(0)} % (median absolute deviation; at most ${100 * LARGEST_DEVIATION} %): fix the clocks (sudo jetson_clocks) and record again`;
}

function deviationOf(sums: readonly number[]): number {
  const middle = quantile(sums, 0.5);
  return (
    quantile(
      sums.map((value) => Math.abs(value - middle)),
      0.5,
    ) / middle
  );
}

/** A user who counts other runs than the trace shows has something else in mind: what follows is less certain. */
function agreed(confidence: Confidence, found: number, runs: number | null): Confidence {
  return runs === null || Math.abs(found - runs) <= 1 ? confidence : "low";
}

function wayOf(found: "copies" | "period", count: number, runs: number | null): string {
  const differing = runs === null || Math.abs(count - runs) <= 1 ? "" : `, not the ${runs} that were given`;
  switch (found) {
    case "copies":
      return `${count} runs by the copies of the input${differing}`;
    case "period":
      return `${count} runs by the period of the kernels${differing}`;
    default:
      return assertNever(found);
  }
}

function importByCount(kernels: readonly KernelRun[], recorded: Recorded): Label | NotImported {
  if (recorded.runs === null)
    return notImported(
      "its runs cannot be told apart: no copies of the input's size, no period of the kernels; say how many there are (--runs N)",
    );
  const byName = kernels.map(({ name, ms }) => ({ name, ms, calls: 1 }));
  return importTotals(byName, recorded, recorded.runs, "gpu-trace");
}

// ---------------------------------------------------------------- summary

interface KernelTotal {
  readonly name: string;
  readonly ms: number;
  readonly calls: number;
}

function importSummary(table: Table, recorded: Recorded): Label | NotImported {
  if (recorded.runs === null) return notImported("a summary does not show how many runs it sums; say so (--runs N)");
  const perUnit = millisecondsPer(table, "Time");
  if (perUnit === null) return notImported("the summary names no unit of the column “Time”; its second row is missing");
  const place = (name: string): number => table.columns.indexOf(name);
  const kernels = table.rows.flatMap((row): KernelTotal[] => {
    const name = row[place("Name")] ?? "";
    const isApi = row[place("Type")] === "API calls";
    if (isApi || /^\[CUDA (?:memcpy|memset)/i.test(name)) return [];
    return [{ name, ms: Number(row[place("Time")]) * perUnit, calls: Number(row[place("Calls")]) }];
  });
  if (kernels.length === 0) return notImported("the summary holds no kernel, only copies or API calls");
  return importTotals(kernels, recorded, recorded.runs, "gpu-summary");
}

/** The whole divided by the number of runs: autotuning and slow first runs are in it. */
function importTotals(
  kernels: readonly KernelTotal[],
  recorded: Recorded,
  runs: number,
  form: Label["form"],
): Label | NotImported {
  if (runs < LEAST_RUNS) return notImported(`it is of ${runs} runs; at least ${LEAST_RUNS} are needed`);
  const another = anotherNetworkByCalls(kernels, recorded, runs);
  if (another !== null) return notImported(another);
  return {
    kind: "label",
    form,
    ms: sum(kernels.map(({ ms }) => ms)) / runs,
    runs,
    kernelsPerRun: sum(kernels.map(({ calls }) => calls)) / runs,
    confidence: "low",
    how: `everything divided by ${runs} runs, the first ones included`,
    deviation: null,
  };
}

// ---------------------------------------------------------------- another network

function anotherNetwork(steady: readonly (readonly KernelRun[])[], recorded: Recorded): string | null {
  const [run = []] = steady;
  if (run.length < recorded.convolutions)
    return `the trace is of another network: it launches ${run.length} kernels per run, ${recorded.model} has ${recorded.convolutions} convolutions`;
  return anotherNetworkByCalls(
    run.map(({ name, ms }) => ({ name, ms, calls: 1 })),
    recorded,
    1,
  );
}

/** A network launches at least one kernel per convolution, and kernels that are whole convolutions only for its own. */
function anotherNetworkByCalls(kernels: readonly KernelTotal[], recorded: Recorded, runs: number): string | null {
  const { model, convolutions } = recorded;
  const callsOf = (wanted: (name: string) => boolean): number =>
    sum(kernels.filter(({ name }) => wanted(name)).map(({ calls }) => calls)) / runs;
  const all = callsOf(() => true);
  const possible = callsOf(mayBeConvolution);
  // Names that say nothing of convolutions at all: then every kernel may be one.
  const most = possible === 0 ? all : possible;
  const rounded = (count: number): string => String(Math.round(count * 10) / 10);
  if (most < convolutions)
    return `the recording is of another network: it launches ${rounded(most)} ${possible === 0 ? "" : "convolution "}kernels per run, ${model} has ${convolutions} convolutions`;
  const whole = callsOf(isWholeConvolution);
  if (whole > convolutions * LAUNCHES_PER_CONVOLUTION + 1)
    return `the recording is of another network: it launches ${rounded(whole)} convolutions per run, ${model} has ${convolutions}`;
  // Networks of about as many convolutions may still be told apart: depthwise ones are kernels of their own.
  if (recorded.depthwise === 0 && callsOf(isDepthwise) > 0)
    return `the recording is of another network: it launches depthwise convolutions, ${model} has none`;
  if (recorded.depthwise > 0 && possible > 0 && callsOf(mayBeDepthwise) === 0)
    return `the recording is of another network: it launches no depthwise convolution, ${model} has ${recorded.depthwise}`;
  return null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
