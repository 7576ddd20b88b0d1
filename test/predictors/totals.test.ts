import assert from "node:assert/strict";
import { isOutside } from "../../predictors/src/aggregate";
import { features, smallNetwork, TOTALS } from "../support/kernels";
import { committed, DEVICE_IDS, estimated } from "../support/models";

describe("a predictor of totals", () => {
  it("knows the smallest and the largest that it was trained on", () => {
    const names = ["layers", "flops"] as const;
    const bounds = { low: [10, 1e6], high: [20, 1e9] };
    const isBeyond = (layers: number, flops: number): boolean => isOutside({ ...TOTALS, layers, flops }, names, bounds);
    assert.deepEqual([isBeyond(10, 1e6), isBeyond(20, 1e9)], [false, false]);
    assert.deepEqual(
      [isBeyond(9, 1e6), isBeyond(21, 1e6), isBeyond(10, 1e6 - 1), isBeyond(10, 1e9 + 1)],
      [true, true, true, true],
    );
  });
});

for (const device of DEVICE_IDS)
  for (const id of ["boosted", "forest"] as const) {
    describe(`${id} predictor, ${device}`, () => {
      const predictor = committed(id, device);

      it("prices a network as a whole, without an interval", () => {
        const { ms, low, high, layers } = estimated(predictor, features(smallNetwork(56, 64)));
        assert(ms > 1 && ms < 100, `${ms} ms`);
        assert.deepEqual([low, high, layers], [null, null, null]);
      });

      it("says when a network is larger than any measured one", () => {
        assert.equal(estimated(predictor, features(null)).outsideMeasuredRange, false);
        const aggregate = { ...TOTALS, flops: 1e15 };
        assert.equal(estimated(predictor, { ...features(null), aggregate }).outsideMeasuredRange, true);
      });

      it("refuses totals that are no totals", () => {
        const answer = predictor.predict({ ...features(null), aggregate: { ...TOTALS, sum_activations: 0 } });
        assert(answer.kind === "refused");
        assert.match(answer.why, /sum_activations is 0/);
      });
    });
  }
