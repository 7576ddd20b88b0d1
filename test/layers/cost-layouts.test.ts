/** Costs of sequences, volumes and channels-first layers, and of layers that no measured network has. */
import assert from "node:assert/strict";
import type { Shape } from "../../protocol/report";
import type { LayerCost } from "../../server/src/layers/arithmetic";
import { networkFeatures } from "../../server/src/features/features";
import { applied, apply, functional, input, layer, nodeNamed, shaped } from "../support/layers";
import type { Arguments } from "../support/layers";

function costOf(className: string, given: Arguments, ...inputs: readonly Shape[]): LayerCost {
  const { cost } = nodeNamed(applied(className, given, ...inputs), "tested");
  assert.ok(cost);
  return cost;
}

const LAYERS: readonly (readonly [string, Arguments])[] = [
  ["Conv2D", { filters: 8, kernel_size: [3, 2], strides: [2, 1], activation: "relu" }],
  ["Conv2D", { filters: 8, kernel_size: 3, groups: 2, padding: "same" }],
  ["Conv2DTranspose", { filters: 8, kernel_size: 3, strides: 2 }],
  ["SeparableConv2D", { filters: 8, kernel_size: 3, depth_multiplier: 2 }],
  ["DepthwiseConv2D", { kernel_size: 3 }],
  ["MaxPooling2D", { pool_size: 3, strides: 2 }],
  ["GlobalAveragePooling2D", { keepdims: true }],
  ["ZeroPadding2D", { padding: 1 }],
  ["Cropping2D", { cropping: 1 }],
  ["UpSampling2D", {}],
];

describe("layers/cost with channels first", () => {
  for (const [className, given] of LAYERS) {
    it(`${className} ${JSON.stringify(given)}: the same kernels and FLOPs as channels last`, () => {
      const first = costOf(className, { ...given, data_format: "channels_first" }, [6, 11, 9]);
      assert.deepEqual(first, costOf(className, given, [11, 9, 6]));
      assert.ok(first.kernels.length > 0);
    });
  }

  it("what follows takes its layout from what feeds it: a network costs the same both ways", () => {
    const network = (channelsFirst: boolean): ReturnType<typeof shaped> => {
      const format = { data_format: channelsFirst ? "channels_first" : "channels_last" };
      const axis = channelsFirst ? 1 : 3;
      const start = input(channelsFirst ? [6, 11, 9] : [11, 9, 6]);
      const convolved = apply(layer("Conv2D", { filters: 8, kernel_size: 3, ...format }), start);
      const normalized = apply(layer("BatchNormalization", { axis }), convolved);
      const active = apply(layer("ReLU"), normalized);
      const joined = apply(layer("Concatenate", { axis }), active, apply(layer("Add"), active, normalized));
      return shaped(functional([start], [apply(layer("MaxPooling2D", format), joined)]));
    };
    const [first, last] = [network(true), network(false)];
    assert.deepEqual(
      first.nodes.slice(1).map(({ cost }) => cost),
      last.nodes.slice(1).map(({ cost }) => cost),
    );
    assert.deepEqual(
      { ...networkFeatures(first).aggregate },
      { ...networkFeatures(last).aggregate },
      "the paper's features know no layout",
    );
  });

  it("flattening brings the channels behind, which moves every element", () => {
    assert.deepEqual(costOf("Flatten", {}, [6, 11, 9]).kernels, []);
    const [move] = costOf("Flatten", { data_format: "channels_first" }, [6, 11, 9]).kernels;
    assert.deepEqual([move?.kind, move?.reads], ["shuffle", 594]);
  });
});

describe("layers/cost of sequences and volumes", () => {
  it("a sequence costs as an image of width 1", () => {
    const given = { filters: 8, kernel_size: 3, strides: 2, padding: "same" };
    const image = { ...given, kernel_size: [3, 1], strides: [2, 1] };
    assert.deepEqual(costOf("Conv1D", given, [40, 6]), costOf("Conv2D", image, [40, 1, 6]));
    assert.deepEqual(
      costOf("AveragePooling1D", { pool_size: 3 }, [40, 6]),
      costOf("AveragePooling2D", { pool_size: [3, 1] }, [40, 1, 6]),
    );
  });

  it("a volume: a multiply-accumulate for each weight of the window and place of the output", () => {
    const cost = costOf("Conv3D", { filters: 8, kernel_size: [3, 2, 4], use_bias: false }, [7, 9, 8, 6]);
    assert.equal(cost.macs, 5 * 8 * 5 * 8 * (3 * 2 * 4 * 6));
    assert.equal(cost.flops, 2 * cost.macs);
    const [main] = cost.kernels;
    assert.deepEqual(
      [main?.positions, main?.size, main?.shortSize, main?.channelsIn, main?.weights],
      [5 * 8 * 5, 4, 2, 3 * 6, 3 * 2 * 4 * 6 * 8],
    );
  });

  it("locally connected: as many multiply-accumulates as weights, bias aside", () => {
    const graph = applied("LocallyConnected2D", { filters: 4, kernel_size: 3 }, [11, 9, 6]);
    const { cost, parameters } = nodeNamed(graph, "tested");
    assert.equal(cost?.macs, 9 * 7 * 4 * 9 * 6);
    assert.equal(parameters?.total, cost.macs + 9 * 7 * 4);
  });

  it("a dot product", () => {
    const cost = costOf("Dot", { axes: [2, 1] }, [4, 5], [5, 6]);
    assert.deepEqual([cost.macs, cost.flops], [4 * 5 * 6, 2 * 4 * 5 * 6]);
    assert.equal(costOf("Dot", { axes: 1, normalize: true }, [5], [5]).flops, 2 * 5 + 3 * 10);
  });
});

describe("layers that no measured network has", () => {
  const notes = (className: string, given: Arguments, shape: Shape): readonly string[] =>
    applied(className, given, shape).problems.map(({ severity, message }) => `${severity}: ${message}`);

  it("say what their time is taken from", () => {
    assert.deepEqual(notes("Conv3D", { filters: 8, kernel_size: 3 }, [7, 9, 8, 6]), [
      "information: No measured network has a Conv3D: its time is estimated as that of an image with as many elements and operations.",
    ]);
    assert.deepEqual(notes("LayerNormalization", {}, [9, 6]), [
      "information: No measured network has a LayerNormalization: its time is estimated as that of element-wise operations, one for each step of it.",
    ]);
    const turned = notes("Conv2DTranspose", { filters: 8, kernel_size: 3, data_format: "channels_first" }, [6, 5, 5]);
    assert.match(turned.join(), /No measured network has a Conv2DTranspose/);
  });

  it("or that their time is not known, where nothing is like them", () => {
    const graph = applied("AutoContrast", {}, [9, 9, 3]);
    assert.deepEqual(nodeNamed(graph, "tested").outputShape, [9, 9, 3]);
    assert.equal(nodeNamed(graph, "tested").cost, null);
    assert.match(nodeNamed(graph, "tested").unknown ?? "", /^AutoContrast was never measured/);
  });

  it("and those that are priced as measured ones say nothing", () => {
    assert.deepEqual(notes("Conv1D", { filters: 8, kernel_size: 3 }, [9, 6]), []);
    assert.deepEqual(notes("Normalization", {}, [9, 9, 6]), []);
    assert.deepEqual(notes("MaxPooling2D", { data_format: "channels_first" }, [6, 9, 9]), []);
  });
});
