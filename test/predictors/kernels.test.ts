import assert from "node:assert/strict";
import { isSameKernel, kernelHash, kernelKey, KERNEL_NUMBERS } from "../../predictors/src/kernels";
import type { Kernel } from "../../predictors/src/kernels";
import { unpackFeatures } from "../../server/src/board/row";
import { committed, estimated } from "../support/models";
import { features, kernel } from "../support/kernels";

/** No two numbers alike, so that none can stand for another. */
const NUMBERS: Kernel = {
  kind: "conv",
  macs: 101,
  reads: 102,
  writes: 103,
  weights: 104,
  size: 7,
  shortSize: 5,
  stride: 2,
  channelsIn: 108,
  channelsOut: 109,
  positions: 110,
  operands: 3,
};

describe("predictors/kernels", () => {
  it("are the same only where everything is", () => {
    assert.ok(isSameKernel(NUMBERS, { ...NUMBERS }));
    assert.equal(kernelKey(NUMBERS), "conv 101 102 103 104 7 5 2 108 109 110 3");
    for (const name of KERNEL_NUMBERS) {
      const other = { ...NUMBERS, [name]: NUMBERS[name] + 1 };
      assert.ok(!isSameKernel(NUMBERS, other) && !isSameKernel(other, NUMBERS), name);
      assert.notEqual(kernelKey(NUMBERS), kernelKey(other), name);
      // What nearly all kernels have in common is not worth a step of the hash.
      const isHashed = name !== "shortSize" && name !== "operands";
      assert.equal(kernelHash(NUMBERS) !== kernelHash(other), isHashed, name);
    }
    assert.ok(!isSameKernel(NUMBERS, { ...NUMBERS, kind: "pool" }));
  });

  it("of one hash have prices of their own", () => {
    // The hash knows of the kind no more than how long its name is.
    const [first, second] = [
      kernel("concat", { reads: 5e6, writes: 5e6 }),
      kernel("matmul", { reads: 5e6, writes: 5e6 }),
    ];
    assert.equal(kernelHash(first), kernelHash(second));
    const network = features([[kernel("copy")], [second]]);
    const asked = committed("layered", "tx2");
    const before = estimated(asked, features([[kernel("copy")], [first]]));
    assert.deepEqual(estimated(asked, network), estimated(committed("layered", "tx2"), network));
    assert.notEqual(estimated(asked, network).ms, before.ms);
  });
});

describe("rows of the store", () => {
  /** As `latency-lens import` wrote it when rows were of version 1: such lines lie in users' folders. */
  const LINE = `{"format":"latency-lens-row","version":1,"model":"net","device":"tx2","ms":1.5,"runs":100,"kernelsPerRun":3,"confidence":"high","how":"","deviation":0.04,"features":{"inputWidth":224,"aggregate":{},"kernels":[[1,"conv",101,102,103,104,7,5,2,108,109,110,3],[2,"add",0,102,103,104,7,5,2,108,109,110,3]]},"source":{"sha256":"","tool":"nvprof","form":"gpu-trace"},"importedAt":"2020-01-01T00:00:00.000Z"}`;

  it("of version 1 are read as they were written", () => {
    const { kernels } = unpackFeatures(
      (JSON.parse(LINE) as { features: Parameters<typeof unpackFeatures>[0] }).features,
    );
    const add = { ...NUMBERS, kind: "add", macs: 0 };
    assert.deepEqual(kernels, [[NUMBERS, add, add]]);
  });
});
