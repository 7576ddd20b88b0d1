import assert from "node:assert/strict";
import fc from "fast-check";
import { constantMs } from "../../predictors/src/additive";
import { layeredPredictor } from "../../predictors/src/layered";
import { loadLayered } from "../../predictors/src/load";
import { SHAPE_LENGTH } from "../../predictors/src/network-shape";
import type { Kernel } from "../../predictors/src/kernels";
import type { NetworkFeatures } from "../../predictors/src/predictor";
import { convolution, features, kernel, smallNetwork, TOTALS } from "../support/kernels";
import { committed, committedAdditive, DEVICE_IDS, estimated, modelText } from "../support/models";

for (const device of DEVICE_IDS) {
  describe(`layered predictor, ${device}`, () => {
    const predictor = committed("layered", device);
    const refusal = (network: NetworkFeatures): string => {
      const answer = predictor.predict(network);
      assert(answer.kind === "refused");
      return answer.why;
    };

    it("gives layers that add up to the total exactly", () => {
      fc.assert(
        fc.property(fc.integer({ min: 8, max: 400 }), fc.integer({ min: 4, max: 600 }), (side, filters) => {
          const network = smallNetwork(side, filters);
          const { ms, layers } = estimated(predictor, features(network, side));
          assert(layers !== null && layers.length === network.length);
          assert.equal(
            layers.reduce((total, layer) => total + layer.ms, 0),
            ms,
          );
          assert(layers.every((layer) => layer.ms >= 0));
        }),
      );
    });

    it("puts the estimate inside its interval", () => {
      const { ms, low, high } = estimated(predictor, features(smallNetwork(56, 64)));
      assert(low !== null && high !== null && low > 0 && low < ms && ms < high);
      assert(Math.abs(Math.log(high / ms) + Math.log(low / ms)) < 1e-12);
    });

    it("widens the interval at an input size without measurements", () => {
      const widthAt = (inputWidth: number): number => {
        const { ms, high } = estimated(predictor, features(smallNetwork(56, 64), inputWidth));
        return (high ?? NaN) / ms;
      };
      assert(widthAt(225) >= widthAt(224));
    });

    it("charges the network constant to the first layer that launches something, and nothing to one that does not", () => {
      const kernels = [convolution(56, 64, 64, 3)];
      const { layers, ms } = estimated(predictor, features([[], kernels, [], kernels]));
      assert.deepEqual([layers?.[0]?.ms, layers?.[2]?.ms, layers?.[2]?.largestTerm], [0, 0, null]);
      const [first = NaN, second = NaN] = [layers?.[1]?.ms, layers?.[3]?.ms];
      assert(Math.abs(first - second - constantMs(committedAdditive(device))) < 1e-12);
      assert.equal(first + second, ms);
    });

    it("says what a layer's time goes into", () => {
      const big = kernel("activation", { reads: 1e8, writes: 1e8, positions: 1e6 });
      const fullyConnected = kernel("dense", { macs: 1e8, weights: 1e8, channelsIn: 25088, channelsOut: 4096 });
      const { layers } = estimated(predictor, features([[kernel("copy")], [big], [fullyConnected], [kernel("bias")]]));
      assert.deepEqual(
        layers?.slice(1).map((layer) => layer.largestTerm),
        ["activation_bytes", "weight_bytes", "launch"],
      );
    });

    it("names the nearest measured networks", () => {
      const { nearest } = estimated(predictor, features(smallNetwork(56, 64)));
      assert.equal(nearest.length, 3);
      for (const name of nearest) assert.match(name, /^\S.* at \d+$/);
    });

    it("says when a network is unlike any measured one", () => {
      const strange = [[kernel("copy")], ...Array.from({ length: 3 }, () => [convolution(2000, 3, 9, 11)])];
      assert.equal(estimated(predictor, features(strange)).outsideMeasuredRange, true);
    });

    it("takes a network as measured up to a distance of six, and no further", () => {
      const loaded = loadLayered(modelText("layered", device));
      assert("model" in loaded);
      const isOutside = (point: number): boolean => {
        // All networks stand at the origin of such a space, in which one was measured.
        const points = new Int16Array(SHAPE_LENGTH);
        points[0] = point;
        const novelty = {
          mean: new Float64Array(SHAPE_LENGTH),
          scale: new Float64Array(SHAPE_LENGTH).fill(Infinity),
          points,
        };
        const answer = layeredPredictor({ ...loaded.model, novelty })(features(smallNetwork(56, 64)));
        assert(answer.kind === "estimate");
        return answer.outsideMeasuredRange;
      };
      // In steps of 1/1024, as points are kept.
      assert.deepEqual([6 * 1024 - 1, 6 * 1024].map(isOutside), [false, true]);
    });

    it("prices networks whose layers are not known from their totals", () => {
      const { ms, low, high, layers, outsideMeasuredRange } = estimated(predictor, features(null));
      assert.equal(layers, null);
      assert(ms > 1 && ms < 100 && low !== null && low < ms && high !== null && high > ms);
      assert.equal(outsideMeasuredRange, false);
    });

    it("answers the same whether it is asked once or again", () => {
      const network = features(smallNetwork(31, 48));
      assert.deepEqual(predictor.predict(network), predictor.predict(network));
    });

    it("refuses a network without layers", () => {
      assert.match(refusal(features([])), /launches no GPU kernel/);
    });
    it("refuses a network without kernels", () => {
      assert.match(refusal(features([[], [], []])), /launches no GPU kernel/);
    });
    for (const value of [NaN, Infinity, -1]) {
      it(`refuses a kernel with ${value} multiply-accumulates`, () => {
        const broken: Kernel = { ...convolution(56, 64, 64, 3), macs: value };
        assert.match(
          refusal(features([[kernel("copy")], [broken]])),
          new RegExp(`layer 2: macs .* conv kernel is ${value}`),
        );
      });
    }
    it("refuses totals that are no totals", () => {
      const network = { kernels: null, inputWidth: 224, aggregate: { ...TOTALS, layers: 0 } };
      assert.match(refusal(network), /layers is 0/);
      assert.match(refusal({ ...network, aggregate: { ...TOTALS, flops: NaN } }), /flops is NaN/);
    });
  });
}
