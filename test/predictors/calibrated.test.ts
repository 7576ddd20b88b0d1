import assert from "node:assert/strict";
import { calibrationOf, CalibratedPredictor, figuresOf } from "../../predictors/src/calibrated";
import type { MeasuredFigure } from "../../predictors/src/calibrated";
import type { Card, Estimate, Predictor, Refused } from "../../predictors/src/predictor";
import { committed } from "../support/models";
import { ownNetworks } from "../support/own-networks";

const FIGURE: MeasuredFigure = {
  version: 1,
  device: "tx2",
  model: "net",
  ms: 20,
  predictedMs: 10,
  how: "TensorRT",
  at: "2026-01-01T00:00:00.000Z",
};

describe("a calibration", () => {
  it("is none without a figure", () => {
    assert.equal(calibrationOf([]), null);
  });

  it("is the geometric mean of measured ÷ predicted", () => {
    const figures = [FIGURE, { ...FIGURE, ms: 5, how: "" }, { ...FIGURE, ms: 80 }];
    // 2, 1/2 and 8.
    const calibration = calibrationOf(figures);
    assert.ok(calibration !== null && Math.abs(calibration.factor - 2) < 1e-12);
    assert.deepEqual([calibration.figures, calibration.how], [3, ["TensorRT"]]);
  });

  it("takes the figures of its device, and no line of another form", () => {
    const odd = [null, 7, { ...FIGURE, ms: -1 }, { ...FIGURE, ms: "20" }, { ...FIGURE, version: 2 }];
    assert.deepEqual(figuresOf("tx2", [...odd, FIGURE, { ...FIGURE, device: "agx" }]), [FIGURE]);
  });
});

describe("a calibrated predictor", () => {
  it("multiplies total, interval and layers, which still add up, and says so on its card", async () => {
    const inner = committed("layered", "tx2");
    const outer = new CalibratedPredictor(inner, { factor: 0.5, figures: 2, how: [] });
    const [own] = await ownNetworks();
    assert.ok(own);
    const [before, after] = [inner.predict(own.network), outer.predict(own.network)];
    assert.ok(before.kind === "estimate" && after.kind === "estimate");
    assert.equal(after.ms, before.ms * 0.5);
    assert.equal(after.low, (before.low ?? 0) * 0.5);
    assert.equal(after.high, (before.high ?? 0) * 0.5);
    const sum = after.layers?.reduce((total, { ms }) => total + ms, 0) ?? 0;
    assert.ok(Math.abs(sum - after.ms) < 1e-9 * after.ms);
    assert.deepEqual(
      after.layers?.map(({ largestTerm }) => largestTerm),
      before.layers?.map(({ largestTerm }) => largestTerm),
    );
    assert.equal(outer.card.calibration?.figures, 2);
    assert.equal(inner.card.calibration, undefined);
  });

  it("refuses what its predictor refuses, and has no interval where that has none", async () => {
    const [own] = await ownNetworks();
    assert.ok(own);
    const answering = (answer: Estimate | Refused): Predictor => ({
      card: { predictor: "forest" } as Card,
      predict: () => answer,
    });
    const scaled = (answer: Estimate | Refused): Estimate | Refused =>
      new CalibratedPredictor(answering(answer), { factor: 3, figures: 1, how: [] }).predict(own.network);
    const refused = { kind: "refused", why: "no layers" } as const;
    assert.deepEqual(scaled(refused), refused);
    const whole = {
      kind: "estimate",
      ms: 2,
      low: null,
      high: null,
      layers: null,
      outsideMeasuredRange: false,
      nearest: [],
    } as const;
    assert.deepEqual(scaled(whole), { ...whole, ms: 6 });
  });
});
