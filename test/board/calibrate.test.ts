import assert from "node:assert/strict";
import type { DeviceAnswer } from "../../server/src/analysis/estimate";
import { figureText, measuredFigure } from "../../server/src/board/calibrate";
import { DEVICES } from "../../predictors/src/devices";

const now = new Date("2026-03-04T05:06:07Z");

describe("board/calibrate", () => {
  const answer = (ms: number): DeviceAnswer => ({
    device: DEVICES.tx2,
    answer: { kind: "estimate", ms, low: null, high: null, layers: null, outsideMeasuredRange: false, nearest: [] },
    card: null,
    byPredictor: {},
    extrapolated: [],
    consumption: null,
  });
  const given = (ms: number, predictedMs: number) =>
    measuredFigure({
      network: { root: { name: "net" }, estimates: [answer(predictedMs)] },
      device: DEVICES.tx2,
      ms,
      how: " TensorRT ",
      now,
    });
  const why = (ms: number, predictedMs: number): string => {
    const figure = given(ms, predictedMs);
    assert.ok("kind" in figure, JSON.stringify(figure));
    return figure.why;
  };

  it("keeps a figure beside what was predicted", () => {
    const figure = given(31, 48.25);
    assert.deepEqual(figure, {
      version: 1,
      device: "tx2",
      model: "net",
      ms: 31,
      predictedMs: 48.25,
      how: "TensorRT",
      at: "2026-03-04T05:06:07.000Z",
    });
    assert.equal(figureText(figure, DEVICES.tx2), "net on Jetson TX2: measured 31 ms, predicted 48 ms");
  });

  it("refuses what is no time, given or predicted", () => {
    for (const [ms, predictedMs] of [
      [0, 48],
      [-1, 48],
      [NaN, 48],
      [31, 0],
    ] as const)
      assert.equal(why(ms, predictedMs), "the figure has to be milliseconds above 0");
  });

  it("refuses a figure that is more than 50 times the prediction, or less than a 50th", () => {
    assert.equal(
      why(48.25 * 60, 48.25),
      "2,900 ms is 60× away from the estimate of 48 ms: give milliseconds of one inference of this network",
    );
    assert.match(why(48.25 / 60, 48.25), /^0\.80 ms is 60× away/);
    assert.ok(!("kind" in given(48.25 * 50, 48.25)));
  });
});
