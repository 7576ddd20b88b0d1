import assert from "node:assert/strict";
import { TERM_COUNT, termIndex, THETA_LENGTH } from "../../../predictors/src/additive";
import { DEVICES } from "../../../predictors/src/devices";
import { GROUPS } from "../../../predictors/src/groups";
import { loadLayered } from "../../../predictors/src/load";
import { coefficientBounds } from "../../../predictors/src/train/additive";
import { carriedCorrection, designMs, fitTransferred } from "../../../predictors/src/train/transfer";
import { modelText } from "../../support/models";

describe("a board fitted to few rows", () => {
  const loaded = loadLayered(modelText("layered", "agx"));
  assert.ok(!("kind" in loaded));
  const { model } = loaded;
  const place = GROUPS.indexOf("conv3") * TERM_COUNT + termIndex("macs");

  it("keeps all of the base's tree corrections on the same GPU, and half of them on another", () => {
    // AGX and TX2 are of compute capability 7.2 and 6.2.
    assert.equal(carriedCorrection(model, DEVICES.agx), 1);
    assert.equal(carriedCorrection(model, DEVICES.tx2), 0.5);
  });

  it("keeps a coefficient that lies beyond the bounds where the rows agree with it", () => {
    const { low, high } = coefficientBounds();
    for (const value of [(low[place] ?? NaN) / 2, (high[place] ?? NaN) * 2]) {
      const theta = model.additive.theta.slice();
      theta[place] = value;
      const base = { ...model, additive: { ...model.additive, theta } };
      // Each row launches a convolution, the longer the later, and nothing else.
      const values = Array.from({ length: 6 }, (_, row) =>
        new Float64Array(THETA_LENGTH).fill(row + 1, place, place + 1),
      );
      const measured = Float64Array.from(values, (row) => designMs(row, theta));
      const fitted = fitTransferred(
        { base, correction: 1, values },
        { rows: [...values.keys()], target: measured, weight: measured.map(() => 1) },
        "coefficients",
      );
      assert.ok(Math.abs((fitted[place] ?? NaN) / value - 1) < 1e-6, `${fitted[place]} for ${value}`);
    }
  });
});
