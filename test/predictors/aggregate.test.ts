import assert from "node:assert/strict";
import {
  baselineMs,
  baselineTerms,
  outsideTrainedTotals,
  ratioFeatures,
  unusableTotals,
} from "../../predictors/src/aggregate";
import type { AggregateModel } from "../../predictors/src/aggregate";
import { DEVICES } from "../../predictors/src/devices";
import { AGGREGATE_FEATURES } from "../../predictors/src/predictor";
import type { Trees } from "../../predictors/src/trees";
import type { AggregateFeatures } from "../../predictors/src/predictor";

/** No two alike. */
const TOTALS: AggregateFeatures = {
  flops: 2e9,
  sum_activations: 3e7,
  weighted_neurons: 5e8,
  params_conv: 7e6,
  layers: 60,
  input_size: 150_528,
  params_fc: 1e6,
  params_bn: 4e4,
  bn_layers: 18,
  conv_layers: 20,
  fc_layers: 2,
};

const NO_TREES: Trees = {
  width: 0,
  roots: new Int32Array(),
  feature: new Uint8Array(),
  value: new Float32Array(),
  right: new Int32Array(),
};

const DEVICE = { ...DEVICES.tx2, gmacs: 500, gbytes: 40, launch: 3 };

function near(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(
      Math.abs((found[i] ?? NaN) - value) < 1e-9 * Math.max(1, Math.abs(value)),
      `${i}: ${found[i]}, not ${value}`,
    );
  });
}

describe("predictors/aggregate", () => {
  it("has the milliseconds of each term at coefficient 1", () => {
    // 1e9 operations at 500 G a second; 4 bytes a number at 40 GB a second; 4 µs a launch, times 3.
    const launch = 0.012;
    near(baselineTerms(DEVICE, TOTALS), [2, 1, (2 * 5000) / 1.5e6, 3, 0.7, 0.1, 60 * launch, 20 * launch, launch]);
    near(baselineTerms(DEVICE, { ...TOTALS, weighted_neurons: 9e9, conv_layers: 0 }).slice(1, 3), [
      8,
      (2 * 5000) / 3e7,
    ]);
  });

  it("has ratios of the totals", () => {
    near(ratioFeatures(TOTALS, 1.5), [
      Math.log(1e9 / 3e7),
      Math.log(5e5),
      Math.log(5e7),
      Math.log(3.5e5),
      Math.log(0.5),
      0.9,
      1 / 3,
      Math.log(3e7 / 150_528),
      Math.log(150_528),
      Math.log(60),
      2,
      Math.log1p(1e6) - Math.log1p(7e6),
      1.5,
    ]);
  });

  it("is never below a thousandth of a millisecond", () => {
    assert.equal(baselineMs(DEVICE, new Float64Array(9), TOTALS), 1e-3);
    assert.equal(baselineMs(DEVICE, Float64Array.of(1), TOTALS) > 1e-3, false);
    near([baselineMs(DEVICE, Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 2), TOTALS)], [2.024]);
  });

  it("lies outside what it was trained on from beyond the smallest and the largest value", () => {
    const values = AGGREGATE_FEATURES.map((name) => TOTALS[name]);
    const model: AggregateModel = {
      device: DEVICE,
      theta: new Float64Array(9),
      trees: NO_TREES,
      logHalfWidth: 0.1,
      low: values,
      high: values,
    };
    assert.equal(outsideTrainedTotals(model, TOTALS), false);
    for (const name of AGGREGATE_FEATURES)
      for (const change of [1, -1])
        assert.equal(outsideTrainedTotals(model, { ...TOTALS, [name]: TOTALS[name] + change }), true, name);
  });

  it("refuses what cannot be the totals of a network", () => {
    assert.equal(unusableTotals(TOTALS), null);
    assert.equal(unusableTotals({ ...TOTALS, params_fc: 0, fc_layers: 0, bn_layers: 0, params_bn: 0 }), null);
    for (const name of AGGREGATE_FEATURES) assert.equal(unusableTotals({ ...TOTALS, [name]: -1 }), `${name} is -1`);
    for (const name of ["flops", "layers", "sum_activations", "input_size"])
      assert.equal(unusableTotals({ ...TOTALS, [name]: 0 }), `${name} is 0`);
  });
});
