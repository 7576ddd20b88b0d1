import assert from "node:assert/strict";
import { evaluatePredictor } from "../../../predictors/src/train/evaluate";
import { features, smallNetwork } from "../../support/kernels";

describe("the error of a predictor", () => {
  const rows = [1, 2, 8].map((acetMs) => ({ acetMs, features: features(smallNetwork(8, 4)) }));

  it("is its distance from what was measured, in parts of that", () => {
    const { mape, n } = evaluatePredictor(
      () => ({ kind: "estimate", ms: 2, low: 1, high: 3, layers: null, outsideMeasuredRange: false, nearest: [] }),
      "three rows",
      rows,
      1,
    );
    // 2 in place of 1, 2 and 8: 100 %, 0 % and 75 %.
    assert.deepEqual([mape.toFixed(1), n], ["58.3", 3]);
  });

  it("is none where a row is refused", () => {
    assert.throws(
      () => evaluatePredictor(() => ({ kind: "refused", why: "no kernels" }), "three rows", rows, 1),
      /row 1 of three rows is refused: no kernels/,
    );
  });
});
