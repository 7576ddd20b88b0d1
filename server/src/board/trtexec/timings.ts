/** JSON of TensorRT's trtexec: `--exportTimes` (the times of every run) and `--exportProfile` (the mean of every layer) → what it timed. */
import * as v from "valibot";
import { notImported, type NotImported } from "../refusal";
import type { Timings } from "../trace";

/** Percents that the shares of a profile may miss of 100. */
const SHARE_TOLERANCE = 1;
/** Figures have six digits: a product of two of them, and a difference of two large ones. */
const PRODUCT_TOLERANCE = 1e-3;
const DIFFERENCE_TOLERANCE_MS = 0.02;

const time = v.pipe(v.number(), v.finite(), v.minValue(0));
const RUNS = v.array(v.object({ computeMs: time, startComputeMs: time, endComputeMs: time }));

/** Null where the text is none of trtexec. */
export function readTrtexec(text: string): Timings | NotImported | null {
  if (!/^\s*\[[\s,]*\{/.test(text)) return null;
  if (/"averageMs"\s*:/.test(text)) return profileOf(text);
  return /"computeMs"\s*:/.test(text) ? timesOf(text) : null;
}

function timesOf(text: string): Timings | NotImported {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notImported("the times of trtexec are no JSON: the file is cut off or damaged");
  }
  const runs = v.safeParse(RUNS, value);
  if (!runs.success) return notImported("the times of trtexec lack figures of a run: the file is damaged");
  const wrong = runs.output.findIndex(
    ({ computeMs, startComputeMs, endComputeMs }) =>
      Math.abs(endComputeMs - startComputeMs - computeMs) > DIFFERENCE_TOLERANCE_MS + PRODUCT_TOLERANCE * computeMs,
  );
  if (wrong !== -1)
    return notImported(
      `the time of run ${wrong + 1} is not what lies between its start and its end: a figure was changed`,
    );
  return { kind: "timings", runs: runs.output.map(({ computeMs }) => computeMs) };
}

const LAYER =
  /^[,\s]*\{\s*"name"\s*:.*"timeMs"\s*:\s*([\d.e+-]+)\s*,\s*"averageMs"\s*:\s*([\d.e+-]+).*"percentage"\s*:\s*([\d.e+-]+)\s*\}\s*,?\s*$/;

/** Quotes in names of layers are not escaped, so it is read by its lines. */
function profileOf(text: string): Timings | NotImported {
  const lines = text.trim().split(/\s*\n/);
  if (lines.at(-1)?.endsWith("]") !== true) return notImported("the profile of trtexec is cut off: its end is missing");
  const count = Number(/"count"\s*:\s*(\d+)/.exec(lines[1] ?? "")?.[1] ?? NaN);
  if (!(count > 0))
    return notImported("the profile of trtexec does not say how many runs it is of: its beginning is missing");
  let [shares, ms] = [0, 0];
  for (const [i, line] of lines.slice(2, -1).entries()) {
    const [summed, average, share] = (LAYER.exec(line) ?? []).slice(1).map(Number);
    if (summed === undefined || average === undefined || share === undefined)
      return notImported(`line ${i + 3} of the profile is no complete layer: the file is damaged`);
    if (!(Math.abs(average * count - summed) <= PRODUCT_TOLERANCE * summed))
      return notImported(`the average of line ${i + 3} is not its time divided by ${count} runs: a figure was changed`);
    shares += share;
    ms += average;
  }
  if (!(Math.abs(shares - 100) <= SHARE_TOLERANCE))
    return notImported(
      `the shares of its layers add up to ${shares.toFixed(0)} %, not to 100: layers are missing or repeated`,
    );
  return { kind: "timings", runs: null, count, ms };
}
