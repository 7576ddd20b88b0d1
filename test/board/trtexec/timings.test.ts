import assert from "node:assert/strict";
import { deviceById, isTensorRtMode, tensorRtBoards } from "../../../predictors/src/devices";
import { importRecording } from "../../../server/src/board/import-recording";
import type { Recorded } from "../../../server/src/board/label";
import { trtexecProfile, trtexecTimes } from "../../support/recordings";

const NETWORK: Recorded = {
  device: "tx2",
  model: "net",
  convolutions: 3,
  depthwise: 0,
  products: 1,
  hasTransposed: false,
  inputBytes: 12_288,
  runs: null,
  isTensorRt: true,
};

const answerOf = (text: string, change: Partial<Recorded> = {}) =>
  importRecording(Buffer.from(text), { ...NETWORK, ...change });

function refusal(text: string, change: Partial<Recorded> = {}): string {
  const answer = answerOf(text, change);
  assert(answer.kind === "refused", JSON.stringify(answer));
  return answer.why;
}

describe("board/trtexec/timings", () => {
  it("reads the times of every run", () => {
    const label = answerOf(trtexecTimes(4, 200));
    assert(label.kind === "label", JSON.stringify(label));
    assert.ok(Math.abs(label.ms / 4 - 1) < 2e-3, `${label.ms} ms`);
    const { tool, form, device, confidence } = label;
    assert.deepEqual([tool, form, device, confidence], ["trtexec", "times", "tx2", "medium"]);
    assert.match(label.how, /compute times of 200 runs.*not checked/);
  });

  it("reads a profile, whose names are not escaped, as what is less certain", () => {
    const label = answerOf(trtexecProfile(4, 120));
    assert(label.kind === "label", JSON.stringify(label));
    assert.ok(Math.abs(label.ms / 4 - 1) < 1e-5, `${label.ms} ms`);
    assert.deepEqual([label.form, label.runs, label.confidence, label.deviation], ["profile", 120, "low", null]);
  });

  it("refuses them where neither board nor precision are named", () => {
    for (const text of [trtexecTimes(4, 200), trtexecProfile(4, 120)])
      for (const change of [{ device: null }, { isTensorRt: false }] as const)
        assert.match(refusal(text, change), /kept apart from TensorFlow's: name both \(--device tx2-trt-fp32/);
  });

  it("refuses what is cut off, changed, of few runs or unsteady", () => {
    const [times, profile] = [trtexecTimes(4, 200), trtexecProfile(4, 120)];
    assert.match(refusal(times.slice(0, 5000)), /no JSON.*cut off/);
    assert.match(refusal(times.replace('"computeMs"', '"other"')), /lack figures/);
    assert.match(refusal(times.replace(/"computeMs" : \d/, '"computeMs" : 9')), /run 1 is not what lies between/);
    assert.match(refusal(trtexecTimes(4, 12)), /of 12 runs; at least 20/);
    assert.match(refusal(trtexecProfile(4, 12)), /of 12 runs; at least 20/);
    assert.match(refusal(profile.slice(0, 600)), /profile of trtexec is cut off/);
    assert.match(refusal(profile.replace(/.*"count".*\n/, "")), /does not say how many runs/);
    assert.match(refusal(profile.replace(/.*conv_9.*\n/, "")), /add up to 87 %/);
    assert.match(refusal(profile.replace(/"averageMs" : 0/, '"averageMs" : 7')), /line 3 is not its time divided/);
    assert.match(refusal(profile.replace(/, "percentage".*/, "")), /line 3 of the profile is no complete layer/);
  });

  it("is what a board under TensorRT takes alone", () => {
    assert.match(refusal("no recording"), /no table/);
    assert.equal(isTensorRtMode("max-q-trt-int8"), true);
    assert.equal(isTensorRtMode("max-q"), false);
    assert.equal(deviceById("tx2-trt-fp32")?.name, "Jetson TX2 under TensorRT FP32");
    assert.equal(deviceById("agx-max-q-trt-fp16")?.name, "Jetson AGX Xavier in mode MAX-Q under TensorRT FP16");
    for (const { id, name } of tensorRtBoards()) assert.equal(deviceById(id)?.name, name);
    assert.equal(tensorRtBoards().length, 9);
    assert.equal(deviceById("tx2-max-q")?.shortName, "TX2 MAX-Q");
  });
});
