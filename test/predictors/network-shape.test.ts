import assert from "node:assert/strict";
import { groupIndex } from "../../predictors/src/additive";
import { GROUPS, groupOf, type Group } from "../../predictors/src/groups";
import { kernelFeatures, KERNEL_FEATURES } from "../../predictors/src/layered";
import { networkShape, SHAPE_LENGTH } from "../../predictors/src/network-shape";
import { neighbourhood } from "../../predictors/src/novelty";
import { convolution, kernel } from "../support/kernels";

const MS = 0.5;

/** Groups whose part of the time is counted together, in the order of the shape; "softmax" and "copy" are in none. */
const TOGETHER = [
  "conv1 conv1_thin",
  "conv1_small",
  "conv3",
  "conv3_thin",
  "conv3_small",
  "conv3_stride",
  "conv2 conv5 conv7 conv9 conv11 conv_large_stride conv_asymmetric",
  "grouped1 grouped3",
  "conv_rgb",
  "depthwise3 depthwise5 depthwise3_stride depthwise5_stride",
  "matmul dense",
  "batch_norm batch_norm_first",
  "activation bias",
  "add",
  "concat",
  "slice shuffle pad",
  "pool pool3 global_pool",
];

describe("the shape of a network", () => {
  const priced = (group: Group, ms: number, count = 1) => ({
    kernel: kernel("copy"),
    group: groupIndex(group),
    ms,
    count,
  });

  it("counts the parts of the time by kinds of kernels", () => {
    for (const group of GROUPS) {
      const shape = networkShape([priced(group, MS)], 4 * MS);
      const place = TOGETHER.findIndex((names) => names.split(" ").includes(group));
      const parts = Array.from(shape.slice(0, TOGETHER.length));
      assert.deepEqual(
        parts,
        TOGETHER.map((_, i) => (i === place ? 0.25 : 0)),
        group,
      );
      assert.equal(place === -1, group === "softmax" || group === "copy");
    }
  });

  it("then says how long and how large it is, and how much of its time is small kernels", () => {
    const small = kernel("add", { channelsIn: 8, channelsOut: 16, positions: 32, writes: 64 });
    const large = kernel("add", { channelsIn: 0.5, channelsOut: 4, positions: 2, writes: 1 });
    const shape = networkShape(
      [
        { kernel: small, group: groupIndex("add"), ms: 0.019, count: 10 },
        { kernel: large, group: groupIndex("pad"), ms: 0.02, count: 5 },
      ],
      0.38,
    );
    const [few, many] = [0.19 / 0.38, 0.1 / 0.38];
    const expected = [
      ...[Math.log(0.38), Math.log(15), Math.log(0.38 / 15)],
      ...[few * 3, few * 4 + many * 2, few * 5 + many, few * 6],
      few,
    ];
    assert.equal(shape.length, TOGETHER.length + expected.length);
    expected.forEach((value, i) => {
      assert.ok(Math.abs((shape[TOGETHER.length + i] ?? NaN) - value) < 1e-12, `${i}`);
    });
  });
});

describe("the distance to measured networks", () => {
  /** Points at these places of the first axis, and nowhere else on the others. */
  const at = (...places: readonly number[]) => ({
    mean: new Float64Array(SHAPE_LENGTH).fill(1),
    scale: new Float64Array(SHAPE_LENGTH).fill(2),
    points: Int16Array.from(
      places.flatMap((place) => Array.from({ length: SHAPE_LENGTH }, (_, i) => (i === 0 ? place * 1024 : 0))),
    ),
  });
  const shape = new Float64Array(SHAPE_LENGTH).fill(1);

  it("is the mean of those to the three nearest, nearest first", () => {
    assert.deepEqual(neighbourhood(at(5, -1, 9, 2, -4), shape), { distance: (1 + 2 + 4) / 3, rows: [1, 3, 4] });
    // Equally near ones keep their order.
    assert.deepEqual(neighbourhood(at(2, -2, 2, 2, 1), shape), { distance: 5 / 3, rows: [4, 0, 1] });
    assert.deepEqual(neighbourhood(at(3, 1), shape), { distance: 2, rows: [1, 0] });
  });

  it("is counted in standard deviations, along every axis", () => {
    for (const axis of [0, 7, SHAPE_LENGTH - 1]) {
      const moved = shape.map((value, i) => (i === axis ? value + 6 : value));
      assert.equal(neighbourhood(at(0), moved).distance, 3);
    }
  });
});

describe("what the trees look at", () => {
  it("are a kernel's numbers, as logarithms where they are sizes", () => {
    const one = kernel("conv", {
      ...{
        size: 5,
        stride: 3,
        channelsIn: 8,
        channelsOut: 16,
        positions: 32,
        writes: 64,
        macs: 128,
        reads: 100,
        weights: 256,
      },
      operands: 2,
    });
    const features = kernelFeatures(one, 4, 2 ** 10 / 1e6);
    const expected = [4, 5, 3, 3, 4, 5, 6, 7, Math.log2(100 + 64 + 256), 2, 10, 2, 8];
    assert.equal(features.length, KERNEL_FEATURES.length);
    assert.deepEqual(features, expected);
  });

  it("is how well an image's rows fill the loads: three times where the positions are a multiple of 64", () => {
    const alignment = (positions: number): number | undefined =>
      kernelFeatures(kernel("add", { positions }), 0, 1)[KERNEL_FEATURES.indexOf("alignment")];
    assert.deepEqual([0, 1, 4, 6, 16, 49, 56 * 56, 64, 80, 64.5].map(alignment), [0, 0, 1, 0, 2, 0, 3, 3, 2, 3]);
  });
});

describe("groups of convolutions", () => {
  /** Filter, stride, channels in and out, side: the group on either side of each limit. */
  const CASES: readonly (readonly [Group, ...(readonly [number, number, number, number, number])])[] = [
    ["conv1_small", 1, 1, 64, 64, 8],
    ["conv1", 1, 1, 64, 64, 9],
    ["conv1_thin", 1, 1, 64, 32, 9],
    ["conv1", 1, 1, 64, 33, 9],
    ["conv1_thin", 1, 1, 32, 64, 9],
    ["conv1_small", 1, 1, 32, 64, 8],
    ["conv1", 1, 2, 32, 64, 8],
    ["conv3_small", 3, 1, 64, 64, 16],
    ["conv3", 3, 1, 64, 64, 17],
    ["conv3_thin", 3, 1, 32, 64, 17],
    ["conv3", 3, 1, 33, 64, 17],
    ["conv3_stride", 3, 2, 32, 64, 17],
    ["conv_rgb", 3, 1, 3, 9, 17],
    ["grouped3", 3, 1, 3, 8, 17],
    ["grouped3", 3, 1, 8, 8, 17],
    ["conv3_thin", 3, 1, 8, 9, 17],
    ["conv3_thin", 3, 1, 9, 8, 17],
    ["grouped1", 1, 1, 8, 8, 17],
    ["conv2", 2, 1, 8, 8, 17],
    ["conv2", 2, 2, 64, 64, 17],
    ["conv5", 4, 1, 64, 64, 17],
    ["conv5", 4, 2, 64, 64, 17],
    ["conv5", 5, 1, 64, 64, 17],
    ["conv_large_stride", 5, 2, 64, 64, 17],
    ["conv5", 6, 1, 64, 64, 17],
    ["conv7", 7, 1, 64, 64, 17],
    ["conv_large_stride", 7, 2, 64, 64, 17],
    ["conv9", 9, 1, 64, 64, 17],
    ["conv11", 11, 1, 64, 64, 17],
    ["conv5", 12, 1, 64, 64, 17],
  ];

  for (const [group, size, stride, channelsIn, channelsOut, side] of CASES)
    it(`${size}×${size}, stride ${stride}, ${channelsIn} to ${channelsOut} channels, side ${side}: ${group}`, () => {
      assert.equal(groupOf({ ...convolution(side, channelsIn, channelsOut, size), stride }), group);
    });

  it("of other kernels hang on their filter and stride alone", () => {
    const of = (kind: "depthwise" | "pool", size: number, stride: number): Group =>
      groupOf(kernel(kind, { size, stride }));
    assert.deepEqual(
      [of("depthwise", 3, 1), of("depthwise", 3, 2), of("depthwise", 4, 1), of("depthwise", 5, 2)],
      ["depthwise3", "depthwise3_stride", "depthwise5", "depthwise5_stride"],
    );
    assert.deepEqual([of("pool", 2, 2), of("pool", 3, 1), of("pool", 3, 2)], ["pool", "pool3", "pool3"]);
    assert.equal(groupOf(kernel("multiply")), "add");
    assert.equal(groupOf({ ...convolution(17, 3, 64, 3), shortSize: 1 }), "conv_asymmetric");
  });
});
