import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  askingState,
  conditionsOf,
  conditionsText,
  readState,
  stateText,
  warningsOf,
  whyNotSteady,
} from "../../../server/src/board/remote/conditions";
import type { BoardState } from "../../../server/src/board/remote/conditions";
import type { BoardAddress } from "../../../server/src/board/remote/address";

const ADDRESS: BoardAddress = { name: "lab", host: "tx2", port: null, python: null, sudo: false, config: null };

/** What a Jetson TX2 with JetPack 4.3 prints, by NVIDIA's documentation of L4T R32.3.1. */
const TX2 = [
  "model=NVIDIA Jetson TX2 Developer Kit",
  "release=# R32 (release), REVISION: 3.1, GCID: 18186506, BOARD: t186ref, EABI: aarch64, DATE: Tue Dec 10 07:03:07 UTC 2019",
  "mode=NV Power Mode: MAXN 0",
  "clock=1300500000",
  "highest=1300500000",
  "memory=MemAvailable:    6290480 kB",
  "disk=/dev/mmcblk0p1 28768380 20000000 7284000 74% /",
  "cuda=CUDA Version 10.0.326",
  "nvprof=/usr/local/cuda/bin/nvprof",
  "nsys=",
  "python=Python 3.6.9",
  "tensorflow=tensorflow_estimator-1.15.1-py3.6.egg-info tensorflow_gpu-1.15.0+nv20.1.tf1-py3.6.egg-info",
].join("\n");

function state(printed: string): BoardState {
  return readState(Buffer.from(printed));
}

describe("what a board says of itself", () => {
  it("is read from one answer", () => {
    assert.deepEqual(state(TX2), {
      model: "NVIDIA Jetson TX2 Developer Kit",
      release:
        "# R32 (release), REVISION: 3.1, GCID: 18186506, BOARD: t186ref, EABI: aarch64, DATE: Tue Dec 10 07:03:07 UTC 2019",
      mode: { name: "MAXN", id: 0 },
      clock: { now: 1301, highest: 1301 },
      memory: 6143,
      disk: 7113,
      cuda: "10.0.326",
      nvprof: "/usr/local/cuda/bin/nvprof",
      nsys: null,
      python: "Python 3.6.9",
      tensorflow: "1.15.0+nv20.1.tf1",
    });
  });
  it("is null where it says nothing", () => {
    for (const printed of [
      "",
      "mode=\nclock=\n",
      "garbage",
      "mode=NVPM ERROR: Error opening file\npython=sh: 1: python3: not found",
    ])
      assert.ok(
        Object.values(state(printed)).every((value) => value === null),
        printed,
      );
  });
  it("holds the mode behind what else nvpmodel prints", () => {
    assert.deepEqual(state("mode=NV Fan Mode:quiet NV Power Mode: MODE_15W 2").mode, { name: "MODE_15W", id: 2 });
  });
  it("holds programs by absolute paths alone", () => {
    assert.equal(state("nvprof=rm -rf x").nvprof, null);
  });
  it("comes from a script that any machine runs", () => {
    const printed = execFileSync("sh", ["-c", askingState({ ...ADDRESS, python: "/no/python here'" })]);
    const { python, tensorflow } = readState(printed);
    assert.deepEqual([python, tensorflow], [null, null]);
    assert.deepEqual(
      printed
        .toString()
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("=")[0]),
      "mode clock highest memory model release disk cuda nvprof nsys python tensorflow".split(" "),
    );
  });
  it("is told in one line", () => {
    assert.equal(
      stateText(state(TX2)),
      "NVIDIA Jetson TX2 Developer Kit · MAXN · GPU at 1301 of 1301 MHz · Python 3.6.9 · TensorFlow 1.15.0+nv20.1.tf1 · nvprof",
    );
    assert.equal(
      stateText(state("")),
      "a board that does not say its name · power mode unknown · no Python · no TensorFlow · no profiler",
    );
  });
});

describe("before a network runs", () => {
  const warnings = (printed: string): string => warningsOf(state(printed), { ...ADDRESS, sudo: true }).join("\n");
  it("nothing is wrong with a board at maximum power and a fixed clock", () => {
    assert.equal(warnings(TX2), "");
  });
  it("another power mode is told", () => {
    assert.match(
      warnings(TX2.replace("MAXN 0", "MAXP_CORE_ARM 3")),
      /^The board is in power mode MAXP_CORE_ARM, .*nvpmodel -m 0/,
    );
  });
  it("a power mode that is not known is told", () => {
    assert.match(warnings(TX2.replace("NV Power Mode: MAXN 0", "")), /^The board does not say its power mode/);
  });
  it("a clock that follows the load is told", () => {
    assert.match(
      warnings(TX2.replace("clock=1300500000", "clock=114750000")),
      /^The GPU's clock is not fixed \(115 of 1301 MHz\)/,
    );
  });
  it("the right that nvprof needs is told", () => {
    assert.match(warningsOf(state(TX2), ADDRESS).join(), /^nvprof needs root on most Jetsons/);
  });
});

describe("after it ran", () => {
  const why = (change: readonly [string, string]): string | null =>
    whyNotSteady(state(TX2), state(TX2.replace(...change)));
  it("the same board is steady, whatever its memory", () => {
    assert.equal(why(["6290480", "5290480"]), null);
  });
  it("another mode is told", () => {
    assert.match(why(["MAXN 0", "MAXQ 1"]) ?? "", /^The power mode changed .*MAXN before, MAXQ after/);
  });
  it("another limit of the clock is told", () => {
    assert.match(
      why(["highest=1300500000", "highest=1122000000"]) ?? "",
      /^The GPU's highest clock changed .*1301 MHz before, 1122 MHz after/,
    );
  });
  it("what was known stands in the row", () => {
    const after = state(TX2.replace("6290480", "5290480"));
    const conditions = conditionsOf(state(TX2), after, { python: "3.6.9", tensorflow: "1.15.0" }, 34.06);
    assert.deepEqual(conditions, {
      board: "NVIDIA Jetson TX2 Developer Kit",
      mode: "MAXN",
      clocks: [1301, 1301],
      highestClock: 1301,
      memory: [6143, 5166],
      software: ["TensorFlow 1.15.0", "Python 3.6.9", "CUDA 10.0.326", "R32 (release), REVISION: 3.1"],
      wallMs: 34.06,
    });
    assert.equal(
      conditionsText(conditions),
      "MAXN · GPU at 1301 MHz · TensorFlow 1.15.0 · Python 3.6.9 · CUDA 10.0.326 · R32 (release), REVISION: 3.1 · wall clock 34 ms",
    );
  });
});
