import assert from "node:assert/strict";
import { DEVICES } from "../../predictors/src/devices";

/** CUDA cores of a multiprocessor by compute capability (NVIDIA's CUDA programming guide, arithmetic instructions). */
const CORES: Readonly<Record<string, number>> = { "5.3": 128, "6.2": 128, "7.2": 64 };

describe("boards", () => {
  it("have the memory of their data sheets, in GiB", () => {
    assert.deepEqual(
      Object.values(DEVICES).map(({ shortName, memory }) => [shortName, memory]),
      [
        ["AGX", 32],
        ["TX2", 8],
        ["Nano", 4],
      ],
    );
  });

  it("multiply and accumulate once for each core and clock", () => {
    for (const { name, gmacs, gpu } of Object.values(DEVICES)) {
      const peak = (gpu.multiprocessors * (CORES[gpu.computeCapability] ?? NaN) * gpu.clockMhz) / 1000;
      assert.ok(Math.abs(gmacs / peak - 1) < 0.01, `${name}: ${gmacs}, and ${peak} by its cores`);
    }
  });
});
