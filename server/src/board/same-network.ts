/** Whether the kernels of a run can be those of the network. */
import { isDepthwise, isWholeConvolution, mayBeConvolution, mayBeDepthwise } from "./kernel-names";
import type { Recorded } from "./label";
import type { KernelRun, KernelTotal } from "./trace";

/** Some convolutions take two launches, and trials of the first runs are in a summary too. */
const LAUNCHES_PER_CONVOLUTION = 2;

/** By one run's kernels. */
export function anotherNetwork(run: readonly KernelRun[], recorded: Recorded): string | null {
  return anotherNetworkByCalls(
    run.map(({ name, ms }) => ({ name, ms, calls: 1 })),
    recorded,
    1,
  );
}

/** A network launches at least one kernel per convolution and product, and whole convolutions only for its own. */
export function anotherNetworkByCalls(
  kernels: readonly KernelTotal[],
  recorded: Recorded,
  runs: number,
): string | null {
  const { model, convolutions, products } = recorded;
  const callsOf = (wanted: (name: string) => boolean): number =>
    kernels.reduce((total, { name, calls }) => total + (wanted(name) ? calls : 0), 0) / runs;
  const all = callsOf(() => true);
  if (all < convolutions + products)
    return `the recording is of another network: it launches ${rounded(all)} kernels per run, ${model} needs at least ${convolutions + products}`;
  const possible = callsOf(mayBeConvolution);
  if (convolutions + products > 0 && possible === 0)
    return `the recording is of another network: none of its kernels is a convolution or a matrix product, ${model} has ${convolutions + products}`;
  if (possible < convolutions)
    return `the recording is of another network: it launches ${rounded(possible)} convolution kernels per run, ${model} has ${convolutions} convolutions`;
  const whole = callsOf(isWholeConvolution);
  if (whole > convolutions * LAUNCHES_PER_CONVOLUTION + 1)
    return `the recording is of another network: it launches ${rounded(whole)} convolutions per run, ${model} has ${convolutions}`;
  // Networks of about as many convolutions may still be told apart: depthwise ones are kernels of their own.
  if (recorded.depthwise === 0 && callsOf(isDepthwise) > 0)
    return `the recording is of another network: it launches depthwise convolutions, ${model} has none`;
  if (recorded.depthwise > 0 && callsOf(mayBeDepthwise) === 0)
    return `the recording is of another network: it launches no depthwise convolution, ${model} has ${recorded.depthwise}`;
  return null;
}

function rounded(count: number): string {
  return String(Math.round(count * 10) / 10);
}
