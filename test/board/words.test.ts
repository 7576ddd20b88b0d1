import assert from "node:assert/strict";
import { doubtText, rowDetail, rowText } from "../../server/src/board/words";
import { labelled } from "../support/rows";

const ROW = labelled();

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

  const predicted = (ms: number) =>
    ({
      kind: "estimate",
      ms,
      low: 0.8 * ms,
      high: 1.2 * ms,
      layers: null,
      outsideMeasuredRange: false,
      nearest: [],
    }) as const;

  it("set a measurement beside the prediction", () => {
    assert.equal(rowText(ROW, predicted(10)), "net on Jetson TX2 · measured 11 ms · predicted 10 ms (8.0–12)");
    assert.equal(rowText(ROW, { ...predicted(10), low: null }), "net on Jetson TX2 · measured 11 ms · predicted 10 ms");
    assert.equal(rowText(ROW, null), "net on Jetson TX2 · measured 11 ms");
  });

  it("doubt a measurement outside a fifth and five times the prediction", () => {
    for (const ms of [11.4 / 4.9, 11.4, 11.4 * 4.9]) assert.equal(doubtText(ROW, predicted(ms)), null);
    assert.match(doubtText(ROW, predicted(11.4 / 5.1)) ?? "", /^it is 5\.1× of the prediction: is it the recording/);
    assert.match(doubtText(ROW, predicted(11.4 * 5.1)) ?? "", /^it is 1\/5\.1 of the prediction/);
    assert.equal(doubtText(ROW, null), null);
  });
});
