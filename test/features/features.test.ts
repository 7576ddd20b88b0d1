import assert from "node:assert/strict";
import { networkFeatures } from "../../server/src/features/features";
import { apply, functional, input, layer, sequential, shaped } from "../support/layers";

describe("features", () => {
  it("the paper's eleven features of a small network, by hand", () => {
    const graph = shaped(
      sequential([
        layer("Conv2D", { filters: 4, kernel_size: 3, padding: "same", input_shape: [8, 10, 3] }), // 112 parameters
        layer("BatchNormalization"), // 16
        layer("Activation", { activation: "relu" }),
        layer("DepthwiseConv2D", { kernel_size: 3 }), // 40 parameters, 6×8×4
        layer("GlobalAveragePooling2D"),
        layer("Dense", { units: 5 }), // 25 parameters
      ]),
    );
    const macs = 320 * 27 + 192 * 9 + 20;
    assert.deepEqual(networkFeatures(graph).aggregate, {
      flops: 2 * macs + 320 + 2 * 320 + 320 + 192 + 192 + 5,
      sum_activations: 240 + 3 * 320 + 192 + 4 + 5,
      weighted_neurons: 320 * 27 + 192 * 9 * 4 + 5 * 4,
      params_conv: 112 + 40,
      layers: 7,
      input_size: 240,
      params_fc: 25,
      params_bn: 16,
      bn_layers: 1,
      conv_layers: 2,
      fc_layers: 1,
    });
  });

  it("weighted neurons use the true input of a branch, not the layer before it in the list", () => {
    const start = input([4, 4, 2]);
    const wide = apply(layer("Conv2D", { filters: 100, kernel_size: 1 }, "wide"), start);
    const beside = apply(layer("Conv2D", { filters: 3, kernel_size: 1 }, "beside"), start);
    const graph = shaped(functional([start], [apply(layer("Concatenate"), wide, beside)]));
    assert.equal(networkFeatures(graph).aggregate.weighted_neurons, 16 * 103 * 2);
  });

  it("kernels stand in the order of the layers; the width is the input's", () => {
    const graph = shaped(sequential([layer("Conv2D", { filters: 4, kernel_size: 3, input_shape: [8, 10, 3] })]));
    const { kernels, inputWidth } = networkFeatures(graph);
    assert.deepEqual(
      kernels?.map((list) => list.map(({ kind }) => kind)),
      [["copy"], ["conv", "bias"]],
    );
    assert.equal(inputWidth, 10);
  });

  it("of a partial network every feature is a lower bound", () => {
    const whole = [layer("Conv2D", { filters: 4, kernel_size: 3, input_shape: [8, 8, 3] }), layer("Flatten")];
    const known = networkFeatures(shaped(sequential([...whole])));
    const partial = networkFeatures(shaped(sequential([...whole, layer("Mystery"), layer("Dense", { units: 5 })])));
    assert.deepEqual(partial.kernels?.slice(3), [[], []]);
    assert.deepEqual(partial.aggregate, { ...known.aggregate, layers: 5, fc_layers: 1 });
  });
});
