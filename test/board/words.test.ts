import assert from "node:assert/strict";
import type { LabelledRow } from "../../server/src/board/row";
import { rowDetail } from "../../server/src/board/words";

const ROW: LabelledRow = {
  format: "latency-lens-row",
  version: 1,
  model: "net",
  device: "tx2",
  ms: 11.4,
  runs: 100,
  kernelsPerRun: 56.7,
  confidence: "high",
  how: "by the copies of the input",
  deviation: 0.04,
  features: { inputWidth: 224, aggregate: {}, kernels: [] },
  source: { sha256: "", tool: "nvprof", form: "gpu-trace" },
  importedAt: "2020-01-01T00:00:00.000Z",
};

describe("board/words", () => {
  it("tell how a row was taken, and how far its runs lie apart in percent", () => {
    assert.equal(
      rowDetail(ROW),
      "mean of 100 runs of 57 kernels, deviation 4.0 %; by the copies of the input; confidence high",
    );
    assert.equal(
      rowDetail({ ...ROW, deviation: null, confidence: "low" }),
      "mean of 100 runs of 57 kernels; by the copies of the input; confidence low",
    );
  });
});
