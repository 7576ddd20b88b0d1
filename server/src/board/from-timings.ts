/**
 * Times of TensorRT's trtexec → a label. TensorRT fuses layers and chooses kernels of its own, so these labels are a family of their own: their
 * board is called by the precision, "tx2-trt-fp32", and no predictor of TensorFlow's times is fitted to them.
 */
import { kernelPrint } from "./kernel-print";
import { LEAST_RUNS, type Label, type Recorded } from "./label";
import { notImported, type NotImported } from "./refusal";
import { steadyMean } from "./steady";
import type { KernelRun, Timings } from "./trace";

const UNCHECKED = "trtexec does not say of which network, so that was not checked";

export function labelTimings(timings: Timings, recorded: Recorded): Label | NotImported {
  const { device, isTensorRt } = recorded;
  if (device === null || isTensorRt !== true)
    return notImported(
      "times of trtexec say neither the board nor the precision, and are kept apart from TensorFlow's: name both (--device tx2-trt-fp32, agx-trt-fp16, …)",
    );
  const count = timings.runs === null ? timings.count : timings.runs.length;
  if (count < LEAST_RUNS) return notImported(`it is of ${count} runs; at least ${LEAST_RUNS} are needed`);
  const common = { kind: "label", device, tool: "trtexec", kernelsPerRun: 1 } as const;
  if (timings.runs === null) {
    const how = `layers timed one by one, which costs time itself (--exportTimes has whole runs); ${UNCHECKED}`;
    const kernels = { count, ms: count * timings.ms, some: [] };
    return {
      ...common,
      form: "profile",
      ms: timings.ms,
      runs: count,
      confidence: "low",
      how,
      deviation: null,
      kernels,
    };
  }
  const mean = steadyMean(timings.runs.map((ms) => [wholeRun(ms)]));
  if (typeof mean === "string") return notImported(mean);
  const left = mean.leftOut + mean.hiccups;
  return {
    ...common,
    form: "times",
    ms: mean.ms,
    runs: mean.runs,
    confidence: "medium",
    how: `compute times of ${count} runs${left === 0 ? "" : `, ${left} unlike the others left out or cut`}; ${UNCHECKED}`,
    deviation: mean.deviation,
    kernels: kernelPrint(timings.runs),
  };
}

/** A run of which nothing but the whole is known. */
function wholeRun(ms: number): KernelRun {
  return { kind: "kernel", key: "run", name: "run", ms, start: 0, stream: "", id: null };
}
