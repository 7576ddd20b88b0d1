import assert from "node:assert/strict";
import fc from "fast-check";
import {
  constantMs,
  kernelMs,
  kernelTerms,
  leastMs,
  termValues,
  THETA_LENGTH,
  type AdditiveModel,
} from "../../predictors/src/additive";
import { DEVICES } from "../../predictors/src/devices";
import { GROUPS, groupOf } from "../../predictors/src/groups";
import { KERNEL_KINDS, type Kernel } from "../../predictors/src/kernels";
import { coefficientBounds, defaultCoefficients, fitAdditive } from "../../predictors/src/train/additive";
import { kernelTable, networkTotals, tableSubset } from "../../predictors/src/train/kernel-table";
import { additiveKernelMs } from "../../predictors/src/train/layered";
import { convolution, kernel, smallNetwork } from "../support/kernels";
import { committedAdditive, DEVICE_IDS } from "../support/models";

const count = fc.integer({ min: 1, max: 1e8 });
const channels = fc.integer({ min: 1, max: 4096 });
const anyKernel: fc.Arbitrary<Kernel> = fc
  .record({
    kind: fc.constantFrom(...KERNEL_KINDS),
    macs: count,
    reads: count,
    writes: count,
    weights: count,
    size: fc.integer({ min: 1, max: 13 }),
    shortSize: fc.integer({ min: 1, max: 13 }),
    stride: fc.integer({ min: 1, max: 4 }),
    channelsIn: channels,
    channelsOut: channels,
    positions: fc.integer({ min: 1, max: 1e6 }),
    operands: fc.integer({ min: 1, max: 8 }),
  })
  .map((made) => ({
    ...made,
    size: Math.max(made.size, made.shortSize),
    shortSize: Math.min(made.size, made.shortSize),
  }));

function groupIs(made: Kernel, expected: string): void {
  assert.equal(groupOf(made), expected);
}

describe("kernel groups", () => {
  it("conv 1×1", () => {
    groupIs(convolution(56, 64, 256, 1), "conv1");
  });
  it("conv 1×1 of few positions", () => {
    groupIs(convolution(7, 512, 2048, 1), "conv1_small");
  });
  it("conv 1×1 of few channels", () => {
    groupIs(convolution(56, 32, 192, 1), "conv1_thin");
  });
  it("conv 1×1 with a stride", () => {
    groupIs({ ...convolution(7, 512, 2048, 1), stride: 2 }, "conv1");
  });
  it("conv 3×3", () => {
    groupIs(convolution(56, 64, 64, 3), "conv3");
  });
  it("conv 3×3 of few positions", () => {
    groupIs(convolution(14, 64, 64, 3), "conv3_small");
  });
  it("conv 3×3 of few channels", () => {
    groupIs(convolution(56, 32, 64, 3), "conv3_thin");
  });
  it("conv 3×3 with a stride", () => {
    groupIs({ ...convolution(56, 64, 64, 3), stride: 2 }, "conv3_stride");
  });
  it("conv on an image", () => {
    groupIs({ ...convolution(112, 3, 64, 7), stride: 2 }, "conv_rgb");
  });
  it("conv of a grouped convolution", () => {
    groupIs(convolution(56, 4, 4, 3), "grouped3");
    groupIs(convolution(56, 4, 4, 1), "grouped1");
  });
  it("conv 7×1", () => {
    groupIs({ ...convolution(17, 128, 128, 7), shortSize: 1 }, "conv_asymmetric");
  });
  it("conv of large filters with a stride", () => {
    groupIs({ ...convolution(55, 64, 64, 5), stride: 2 }, "conv_large_stride");
  });
  it("conv of an uncommon filter size", () => {
    groupIs(convolution(56, 64, 64, 4), "conv5");
  });
  it("depthwise, by its size and stride", () => {
    const groups = [3, 5].flatMap((size) => [1, 2].map((stride) => groupOf(kernel("depthwise", { size, stride }))));
    assert.deepEqual(groups, ["depthwise3", "depthwise3_stride", "depthwise5", "depthwise5_stride"]);
  });
  it("multiply is add", () => {
    groupIs(kernel("multiply"), "add");
  });
  it("pooling windows of 3 and more", () => {
    groupIs(kernel("pool", { size: 2 }), "pool");
    groupIs(kernel("pool", { size: 3 }), "pool3");
  });
  it("every kernel has one", () => {
    fc.assert(
      fc.property(anyKernel, (made) => {
        assert(GROUPS.includes(groupOf(made)));
      }),
    );
  });
});

describe("terms of a kernel", () => {
  const device = { ...DEVICES.tx2, gmacs: 500, gbytes: 40, launch: 3 };

  it("are milliseconds at coefficient 1", () => {
    const conv: Kernel = {
      ...kernel("conv"),
      macs: 1e9,
      reads: 3e6,
      writes: 1e6,
      weights: 2e6,
      channelsIn: 16,
      channelsOut: 96,
      positions: 100,
    };
    // 1e9 operations at 500 G a second are 2 ms, in tiles: 96 filters are three of 32, 100 positions two of 64.
    const tiles = (2 * 96 * 128) / (96 * 100);
    // 4 bytes a number at 40 GB a second. 128 Ki of 4 M numbers fit 512 KiB of cache; 64 Ki of 2 M weights are the small part.
    const bytes = (count: number): number => (count * 4) / 40e6;
    // Tiles of 64 × 64: two by two, of which the two multiprocessors work on eight at once; each output sums 1,000 products.
    const waves = (8 * 64 * 64 * 1000) / 500e6;
    assertNear(termValues(device, conv, GROUPS.indexOf("conv1")), [
      0.012,
      tiles,
      (2 * 8) / 16,
      (2 * 8) / 96,
      (2 * 5000) / 1e6,
      bytes(131_072),
      bytes(65_536),
      bytes(2e6 - 65_536),
      bytes(4e6 - 131_072),
      waves,
    ]);
    const traffic = [bytes(131_072), 0.2, 0, bytes(4e6 - 131_072), 0];
    assertNear(termValues(device, { ...conv, kind: "dense" }, GROUPS.indexOf("dense")).slice(0, 2), [0.012, 2]);
    assertNear(termValues(device, { ...conv, kind: "add" }, GROUPS.indexOf("add")), [0.012, 0, 0, 0, 0, ...traffic]);
  });

  it("count a last wave of few tiles as a full one", () => {
    const waves = (side: number): number =>
      termValues(device, convolution(side, 64, 64, 3), GROUPS.indexOf("conv3")).at(-1) ?? NaN;
    // 8 tiles at once are 512 positions of 64 filters: 22 × 22 are 484, 23 × 23 are 529, 32 × 32 are 1,024.
    assert.equal(waves(8), waves(22));
    assert.equal(waves(23), 2 * waves(22));
    assert.equal(waves(32), waves(23));
  });

  it("are no more than a launch and the arithmetic at the peak, whatever else is said", () => {
    const least = (one: Kernel): number => leastMs(device, one, GROUPS.indexOf(groupOf(one)));
    // A launch is 4 µs times the board's 3; at least three tenths of it are taken.
    assertNear([least(kernel("add"))], [0.0036]);
    assertNear([least({ ...convolution(56, 64, 64, 1), macs: 1e9 })], [2]);
    // Winograd's convolutions do with 3.5 times less.
    assertNear([least({ ...convolution(56, 64, 64, 3), macs: 1e9 })], [2 / 3.5]);
    assertNear([least({ ...kernel("batch_norm"), macs: 1e9 })], [0.0036]);
  });

  it("have a constant for the network: 0.05 ms times the board's launches", () => {
    const theta = new Float64Array(THETA_LENGTH);
    theta[THETA_LENGTH - 1] = 2;
    assertNear([constantMs({ device, theta })], [0.3]);
  });

  function assertNear(found: readonly number[], expected: readonly number[]): void {
    assert.deepEqual(
      found.map((value) => value.toPrecision(9)),
      expected.map((value) => value.toPrecision(9)),
    );
  }
});

for (const device of DEVICE_IDS) {
  describe(`additive model, ${device}`, () => {
    const model = committedAdditive(device);

    it("keeps the bounds of the board's physics", () => {
      const { low, high } = coefficientBounds();
      assert.equal(model.theta.length, THETA_LENGTH);
      model.theta.forEach((value, place) => {
        assert(value >= (low[place] ?? NaN) && value <= (high[place] ?? NaN), `coefficient ${place} is ${value}`);
      });
    });

    it("charges every kernel something, from terms that are never negative", () => {
      fc.assert(
        fc.property(anyKernel, (made) => {
          const terms = kernelTerms(model, made);
          assert(terms.every((term) => term >= 0));
          assert(kernelMs(model, made) > 0);
        }),
      );
    });

    it("never charges a larger kernel less", () => {
      const grown = fc.constantFrom("macs", "reads", "weights");
      fc.assert(
        fc.property(anyKernel, grown, fc.double({ min: 1, max: 3, noNaN: true }), (made, field, factor) => {
          const larger = { ...made, [field]: Math.ceil(made[field] * factor) };
          assert(kernelMs(model, larger) >= kernelMs(model, made));
        }),
      );
    });

    it("never charges a network less for more layers", () => {
      const network = smallNetwork(56, 64).flat();
      const ms = (kernels: readonly Kernel[]): number =>
        kernels.reduce((total, one) => total + kernelMs(model, one), constantMs(model));
      for (let layers = 1; layers < network.length; layers++)
        assert(ms(network.slice(0, layers + 1)) > ms(network.slice(0, layers)));
    });

    it("never charges a network less for a larger input within its groups", () => {
      const ms = (side: number): number =>
        smallNetwork(side, 64)
          .flat()
          .reduce((total, one) => total + kernelMs(model, one), 0);
      for (let side = 24; side < 500; side += 7) assert(ms(side + 7) > ms(side), `${side} → ${side + 7}`);
    });
  });
}

describe("fit of the additive model", () => {
  const networks = [16, 24, 32, 48, 64, 96, 112].flatMap((side) =>
    [16, 32, 64, 100, 128, 256].map((filters) => smallNetwork(side, filters)),
  );
  const table = kernelTable(networks);
  const truth: AdditiveModel = { device: DEVICES.tx2, theta: defaultCoefficients().map((value) => value * 1.3) };
  const target = networkTotals(table, additiveKernelMs(truth, table)).map((ms) => ms + constantMs(truth));

  it("recovers times that the model can express", () => {
    const fitted = fitAdditive(DEVICES.tx2, table, target);
    networkTotals(table, additiveKernelMs(fitted, table)).forEach((ms, n) => {
      assert(Math.abs((ms + constantMs(fitted)) / (target[n] ?? NaN) - 1) < 0.02);
    });
  });

  it("stays within the bounds whatever the times are", () => {
    const { low, high } = coefficientBounds();
    for (const factor of [1e-3, 1e3])
      fitAdditive(
        DEVICES.tx2,
        table,
        target.map((ms) => ms * factor),
      ).theta.forEach((value, place) => {
        assert(value >= (low[place] ?? NaN) && value <= (high[place] ?? NaN));
      });
  });

  it("counts whole tiles of a convolution's outputs", () => {
    const macs = (filters: number): number =>
      termValues(DEVICES.agx, { ...convolution(56, 64, filters, 3), macs: 1e6 * filters }, 3)[1] ?? NaN;
    assert.equal(macs(65), macs(96));
    assert(macs(64) < macs(65));
  });

  it("takes a subset of the table as if the others had never been there", () => {
    const chosen = [3, 0, 17];
    const subset = tableSubset(table, chosen);
    const alone = kernelTable(chosen.map((n) => networks[n] ?? []));
    const ms = (one: typeof table): readonly number[] => [...networkTotals(one, additiveKernelMs(truth, one))];
    assert.deepEqual(ms(subset), ms(alone));
    assert.deepEqual(
      ms(subset),
      chosen.map((n) => ms(table)[n]),
    );
  });
});
