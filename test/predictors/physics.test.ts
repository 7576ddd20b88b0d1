/** Layers that nobody measured: what no board can do, whatever the trees say. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { groupIndex, leastMs } from "../../predictors/src/additive";
import { DEVICES } from "../../predictors/src/devices";
import { groupOf } from "../../predictors/src/groups";
import type { Kernel } from "../../predictors/src/kernels";
import { convolution, features, kernel } from "../support/kernels";
import { committed, DEVICE_IDS, estimated } from "../support/models";

/** `npm run test:deep` asks for more. */
const NETWORKS = process.env["LATENCY_LENS_DEEP"] === undefined ? 600 : 5000;
const SEED = 20_261_201;

const PREDICTORS = { agx: committed("layered", "agx"), tx2: committed("layered", "tx2") };

const elementwise = (kind: "batch_norm" | "activation" | "add" | "concat" | "pad", side: number, channels: number) => {
  const elements = side * side * channels;
  const reads = kind === "add" ? 2 * elements : elements;
  return kernel(kind, {
    reads,
    writes: elements,
    weights: kind === "batch_norm" ? 4 * channels : 0,
    channelsOut: kind === "batch_norm" || kind === "concat" ? channels : 0,
    positions: side * side,
    operands: kind === "add" || kind === "concat" ? 2 : 1,
  });
};

const depthwise = (side: number, channels: number, size: number): Kernel => {
  const elements = side * side * channels;
  return kernel("depthwise", {
    macs: elements * size * size,
    reads: elements,
    writes: elements,
    weights: size * size * channels,
    size,
    shortSize: size,
    channelsIn: channels,
    channelsOut: channels,
    positions: side * side,
  });
};

const side = fc.integer({ min: 1, max: 320 });
const channels = fc.integer({ min: 1, max: 1200 });
const convolutions = fc
  .tuple(side, channels, channels, fc.constantFrom(1, 2, 3, 4, 5, 7, 9, 11))
  .map((given) => convolution(...given));
const oddLayer: fc.Arbitrary<Kernel> = fc.oneof(
  { arbitrary: convolutions, weight: 3 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom("batch_norm", "activation", "add", "concat", "pad"), side, channels)
      .map((given) => elementwise(...given)),
    weight: 2,
  },
  { arbitrary: fc.tuple(side, channels, fc.constantFrom(2, 3, 5, 7)).map((given) => depthwise(...given)), weight: 1 },
);

const image = kernel("copy", { reads: 3 * 224 * 224, writes: 3 * 224 * 224, positions: 224 * 224 });

/** Milliseconds of each kernel as a layer behind the input. */
function layerTimes(device: keyof typeof PREDICTORS, kernels: readonly Kernel[]): readonly number[] {
  const { layers } = estimated(PREDICTORS[device], features([[image], ...kernels.map((one) => [one])]));
  return (layers ?? []).slice(1).map(({ ms }) => ms);
}

const given = { seed: SEED, numRuns: NETWORKS };

describe("odd layers", () => {
  for (const device of DEVICE_IDS)
    it(`take no less than a launch and their arithmetic on ${device}`, () => {
      fc.assert(
        fc.property(fc.array(oddLayer, { minLength: 1, maxLength: 4 }), (kernels) => {
          const times = layerTimes(device, kernels);
          for (const [i, one] of kernels.entries()) {
            const least = leastMs(DEVICES[device], one, groupIndex(groupOf(one)));
            assert.ok(
              (times[i] ?? NaN) >= least * (1 - 1e-12),
              `${times[i]} ms of at least ${least}: ${JSON.stringify(one)}`,
            );
          }
        }),
        given,
      );
    });

  it("are no faster on the board that has less of everything", () => {
    fc.assert(
      fc.property(fc.array(oddLayer, { minLength: 1, maxLength: 4 }), (kernels) => {
        const network = features([[image], ...kernels.map((one) => [one])]);
        const [agx, tx2] = [PREDICTORS.agx, PREDICTORS.tx2].map((one) => estimated(one, network).ms);
        assert.ok((tx2 ?? NaN) >= (agx ?? NaN), `AGX ${agx} ms, TX2 ${tx2} ms: ${JSON.stringify(kernels)}`);
      }),
      given,
    );
  });

  for (const device of DEVICE_IDS)
    it(`cost at most 30 % more for 2 % more channels on ${device}`, () => {
      const pairs = fc.tuple(
        fc.integer({ min: 4, max: 320 }),
        fc.integer({ min: 50, max: 1200 }),
        fc.constantFrom(1, 3, 5),
      );
      fc.assert(
        fc.property(pairs, ([width, filters, size]) => {
          const more = filters + Math.floor(filters * 0.02);
          const [before = NaN, after = NaN] = [filters, more].map(
            (count) => layerTimes(device, [convolution(width, 64, count, size)])[0],
          );
          assert.ok(
            after <= 1.3 * before,
            `${before} ms of ${filters} filters, ${after} of ${more}, ${size}×${size} at ${width}`,
          );
        }),
        given,
      );
    });
});

describe("a small layer", () => {
  it("is a launch on both boards, a longer one on the slower", () => {
    const [agx = NaN, tx2 = NaN] = DEVICE_IDS.map(
      (device) => layerTimes(device, [elementwise("batch_norm", 14, 64)])[0],
    );
    assert.ok(agx > 0.001 && agx < 0.02 && tx2 > agx && tx2 < 0.03, `AGX ${agx}, TX2 ${tx2}`);
  });
});
