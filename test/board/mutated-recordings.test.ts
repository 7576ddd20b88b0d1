import assert from "node:assert/strict";
import { Random } from "../../predictors/src/train/random";
import { importRecording } from "../../server/src/board/import-recording";
import type { Recorded } from "../../server/src/board/label";
import { gpuSummary, gpuTrace, summaryMs } from "../support/nvprof";
import { ownNetworks } from "../support/own-networks";
import { spoil } from "../support/spoil-recording";
import {
  gpuTraceText,
  nsysCsv,
  nvprofSqlite,
  nsysSqlite,
  recordedNetwork,
  trtexecProfile,
  trtexecTimes,
} from "../support/recordings";

/** `npm run test:deep` asks for more. */
const RECORDINGS = process.env.LATENCY_LENS_DEEP === undefined ? 500 : 10_000;
const NEAR = 0.02;
/** A label outside of these times the prediction is stored only where the user confirms it. */
const DOUBTFUL = { below: 0.2, above: 5 };
/** Milliseconds of the processor for a recording of some hundred kilobytes. */
const LONGEST = 1500;

interface Original {
  readonly form: string;
  readonly bytes: Uint8Array;
  readonly isText: boolean;
  readonly recorded: Recorded;
  readonly ms: number;
}

async function originals(): Promise<readonly Original[]> {
  const own = (await ownNetworks()).find(({ model, network }) => model === "residual_c" && network.inputWidth === 96);
  assert(own !== undefined);
  const { network } = own;
  const recorded = recordedNetwork(own, "tx2");
  const ms = 5;
  const text = (form: string, printed: string, truth: number, runs: number | null = null): Original => ({
    form,
    bytes: Buffer.from(printed, "latin1"),
    isText: true,
    recorded: { ...recorded, runs },
    ms: truth,
  });
  const trt = (form: string, printed: string): Original => {
    const original = text(form, printed, ms);
    return { ...original, recorded: { ...recorded, isTensorRt: true } };
  };
  const options = { ms, runs: 45 };
  const summed = summaryMs(network, options);
  return [
    text("a trace", gpuTrace(network, options), ms),
    text("a trace without copies", gpuTrace(network, { ...options, copies: false, correlation: false }), ms),
    text("a trace in nanoseconds", gpuTrace(network, { ...options, timeUnit: "ns", sizeUnit: "B" }), ms),
    text("a trace as text", gpuTraceText(network, options), ms),
    text("a trace as text, without copies", gpuTraceText(network, { ...options, copies: false }), ms),
    text("CSV of nsys", nsysCsv(network, options), ms),
    text("CSV of an older nsys", nsysCsv(network, { ...options, copies: false }, true), ms),
    text("a summary", gpuSummary(network, options), summed, 45),
    text("a summary of CUDA 8", gpuSummary(network, { ...options, typeColumn: false }), summed, 45),
    trt("times of trtexec", trtexecTimes(ms, 60)),
    trt("a profile of trtexec", trtexecProfile(ms, 60)),
    { form: "nvprof's file", bytes: nvprofSqlite(network, options), isText: false, recorded, ms },
    { form: "the file of nsys", bytes: nsysSqlite(network, options), isText: false, recorded, ms },
  ];
}

describe("mutated recordings", () => {
  it(`${RECORDINGS.toLocaleString("en-US")} of them give the right label or a reason, and soon`, async function () {
    this.timeout(3_600_000);
    const all = await originals();
    const wrong: string[] = [];
    const counts = { labels: 0, refusals: 0 };
    for (const { form, bytes, recorded, ms } of all) {
      const answer = importRecording(bytes, recorded);
      assert(answer.kind === "label", `${form}: ${JSON.stringify(answer)}`);
      assert.ok(Math.abs(answer.ms / ms - 1) < 2e-3, `${form}: ${answer.ms} ms`);
    }
    for (let seed = 1; seed <= RECORDINGS; seed++) {
      const random = new Random(seed);
      const original = all[random.below(all.length)];
      assert(original !== undefined);
      const { form, recorded, ms } = original;
      const { bytes, names } = spoil(original.bytes, original.isText, random);
      const what = `seed ${seed}, ${form}: ${names.join(", ")}`;
      const before = process.cpuUsage();
      try {
        const answer = importRecording(bytes, recorded);
        if (answer.kind === "refused") {
          counts.refusals += 1;
          if (answer.why === "" || answer.why.length > 1000) wrong.push(`${what}: the reason is “${answer.why}”`);
        } else {
          counts.labels += 1;
          const times = answer.ms / ms;
          const isAsked = times < DOUBTFUL.below || times > DOUBTFUL.above;
          if (!(Math.abs(times - 1) <= NEAR) && !isAsked)
            wrong.push(`${what}: ${answer.ms} ms, not ${ms} (${answer.how})`);
        }
      } catch (error) {
        wrong.push(`${what}: ${error instanceof Error ? String(error.stack) : String(error)}`);
      }
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1000 > LONGEST) wrong.push(`${what}: took ${Math.round((user + system) / 1000)} ms`);
    }
    assert.equal(wrong.length, 0, `${wrong.length} are wrong:\n${wrong.slice(0, 40).join("\n")}`);
    // Neither all refused nor nothing spoilt.
    assert.ok(counts.labels > RECORDINGS / 10 && counts.refusals > RECORDINGS / 4, JSON.stringify(counts));
  });
});
