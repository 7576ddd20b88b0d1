/** Kernel times summed by name → a label: the whole divided by the number of runs, autotuning and slow first runs included. */
import { boardOf } from "./board-names";
import { otherWork } from "./kernel-work";
import { LEAST_RUNS, type Label, type Recorded } from "./label";
import { notImported, type NotImported } from "./refusal";
import { anotherNetworkByCalls } from "./same-network";
import type { KernelTotal, Totals } from "./trace";

/** Kernels of every run are called so often that trials of the first runs change little in it. */
const CALLS_TOLERANCE = 0.1;
/** Kernels of every run take this share of the time at least; cuDNN's trials of the first runs may take a third of few runs. */
const MOST_OF_TIME = 0.5;

export function labelTotals(
  totals: Totals,
  recorded: Recorded,
  form: Label["form"] = "gpu-summary",
): Label | NotImported {
  const board = boardOf(totals, recorded.device);
  if (typeof board !== "string") return board;
  const { kernels, tool } = totals;
  const { runs } = recorded;
  if (runs === null) return notImported("a summary does not show how many runs it sums; say so (--runs N)");
  if (kernels.length === 0) return notImported("the summary holds no kernel, only copies or API calls");
  const nonsense = kernels.find(({ ms, calls }) => !(ms >= 0 && Number.isFinite(ms)) || !(calls > 0));
  if (nonsense !== undefined)
    return notImported(`the kernel “${nonsense.name}” has a negative or infinite figure: the file is damaged`);
  if (runs < LEAST_RUNS) return notImported(`it is of ${runs} runs; at least ${LEAST_RUNS} are needed`);
  const why =
    otherWork(
      kernels.map(({ name }) => name),
      recorded.hasTransposed,
    ) ??
    (form === "gpu-summary" ? otherRuns(kernels, runs) : null) ??
    anotherNetworkByCalls(kernels, recorded, runs);
  if (why !== null) return notImported(why);
  return {
    kind: "label",
    device: board,
    tool,
    form,
    ms: kernels.reduce((total, { ms }) => total + ms, 0) / runs,
    runs,
    kernelsPerRun: kernels.reduce((total, { calls }) => total + calls, 0) / runs,
    confidence: "low",
    how: `everything divided by ${runs} runs, the first ones included`,
    deviation: null,
    kernels: {
      count: kernels.reduce((total, { calls }) => total + calls, 0),
      ms: kernels.reduce((total, { ms }) => total + ms, 0),
      some: [],
    },
  };
}

/** Kernels that a network launches in every run are called at least as often as there are runs. */
function otherRuns(kernels: readonly KernelTotal[], runs: number): string | null {
  const whole = kernels.reduce((total, { ms }) => total + ms, 0);
  const rare = kernels.filter(({ calls }) => calls < runs * (1 - CALLS_TOLERANCE));
  const rareMs = rare.reduce((total, { ms }) => total + ms, 0);
  const [slowest] = [...rare].sort((a, b) => b.ms - a.ms);
  if (slowest === undefined || rareMs < (1 - MOST_OF_TIME) * whole) return null;
  return `the number of runs is not ${runs}: “${slowest.name}” was called ${slowest.calls} times, fewer than once per run (if it is of another network, name that one)`;
}
