/**
 * A trace of a network's runs → a label: the mean over steady runs of the summed kernel time. That is what the published
 * measurements are (Bouzidi et al., 2020): copies, gaps between kernels and host work are not in it.
 */
import { boardOf } from "./board-names";
import { anotherInput } from "./copied-input";
import { labelTotals } from "./from-totals";
import { impossible } from "./impossible";
import { otherWork } from "./kernel-work";
import { kernelPrint } from "./kernel-print";
import { LEAST_RUNS, type Confidence, type Label, type Recorded } from "./label";
import { notImported, type NotImported } from "./refusal";
import { findRuns, LEAST_PERIODS, type Runs } from "./runs";
import { anotherNetwork } from "./same-network";
import { steadyMean } from "./steady";
import type { KernelRun, Trace } from "./trace";
import { inferencesIn } from "./two-periods";

/** First runs: cuDNN tries its algorithms, clocks rise. */
const WARM_UP_RUNS = 10;
/** Milliseconds. nvprof's text form prints five digits of a start: behind ten seconds kernels that overlap look like any others. */
const COARSE_START = 0.2;

export function labelTrace(trace: Trace, recorded: Recorded): Label | NotImported {
  const board = boardOf(trace, recorded.device, recorded.isOwnMode);
  if (typeof board !== "string") return board;
  const kernels = trace.list.filter((activity) => activity.kind === "kernel");
  if (kernels.length === 0) return notImported("the trace holds no kernel");
  const nonsense = impossible(kernels, trace.startStep);
  if (nonsense !== null) return notImported(nonsense);
  const found = findRuns(trace.list, recorded.inputBytes);
  const steady = found === null ? kernels : steadyRuns(found.runs).flat();
  const copies = trace.list.filter((activity) => activity.kind === "copy in");
  const often = Math.max(LEAST_PERIODS, found === null ? 0 : found.runs.length / 2);
  const other =
    otherWork(
      steady.map(({ name }) => name),
      recorded.hasTransposed,
    ) ?? (recorded.inputBytes === null ? null : anotherInput(copies, recorded.inputBytes, often));
  if (other !== null) return notImported(other);
  const label =
    found === null ? byCount(trace, kernels, recorded) : byRuns(trace, found, { ...recorded, device: board });
  return label.kind === "refused" ? label : { ...label, kernels: kernelPrint(kernels.map(({ ms }) => ms)) };
}

function byRuns(
  { tool, startStep }: Trace,
  { found, runs }: Runs,
  recorded: Recorded & { readonly device: Label["device"] },
): Omit<Label, "kernels"> | NotImported {
  const kept = steadyRuns(runs);
  const [first = []] = kept;
  const problem =
    cutOffRun({ found, runs }, kept) ??
    tooFewRuns(kept.length, runs.length) ??
    anotherNetwork(first, recorded) ??
    severalInferences(first, runs.length, recorded);
  if (problem !== null) return notImported(problem);
  const mean = steadyMean(kept);
  const isCoarse = startStep > COARSE_START;
  if (typeof mean === "string") return notImported(mean);
  return {
    kind: "label",
    device: recorded.device,
    tool,
    form: "gpu-trace",
    ms: mean.ms,
    runs: mean.runs,
    kernelsPerRun: first.length,
    confidence: agreed(found === "copies" && !isCoarse ? "high" : "medium", runs.length, recorded.runs),
    how: [
      wayOf(found, runs.length, recorded.runs),
      ...leftOut(mean),
      ...(isCoarse ? [`starts printed to ${startStep} ms, too few digits to see overlapping kernels`] : []),
    ].join(", "),
    deviation: mean.deviation,
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

/** Who counts the runs as they were found has decided it. */
function severalInferences(run: readonly KernelRun[], count: number, recorded: Recorded): string | null {
  if (recorded.runs !== null && Math.abs(count - recorded.runs) <= 1) return null;
  const inferences = inferencesIn(run, recorded.convolutions + recorded.products);
  if (inferences === 1) return null;
  const often = inferences === 2 ? "twice" : `${inferences} times`;
  return `its runs are ambiguous: what comes back ${count} times holds the network's kernels ${often}; record without what runs between inferences, or say how many runs there are (--runs ${count})`;
}

/** A user who counts other runs than the trace shows has something else in mind: what follows is less certain. */
function agreed(confidence: Confidence, found: number, runs: number | null): Confidence {
  return runs === null || Math.abs(found - runs) <= 1 ? confidence : "low";
}

function wayOf(found: Runs["found"], count: number, runs: number | null): string {
  const differing = runs === null || Math.abs(count - runs) <= 1 ? "" : `, not the ${runs} that were given`;
  return `${count} runs by the ${found === "copies" ? "copies of the input" : "period of the kernels"}${differing}`;
}

function leftOut({ leftOut: runs, hiccups }: { readonly leftOut: number; readonly hiccups: number }): string[] {
  return [
    ...(runs === 0 ? [] : [`${runs} unlike the others left out`]),
    ...(hiccups === 0 ? [] : [`${hiccups} interrupted kernels cut`]),
  ];
}

function byCount(trace: Trace, kernels: readonly KernelRun[], recorded: Recorded): Label | NotImported {
  if (recorded.runs === null)
    return notImported(
      "its runs cannot be told apart: no copies of the input's size, no period of the kernels; say how many there are (--runs N)",
    );
  const totals = kernels.map(({ name, ms }) => ({ name, ms, calls: 1 }));
  return labelTotals({ ...trace, kind: "totals", kernels: totals }, recorded, "gpu-trace");
}
