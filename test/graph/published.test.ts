/** Whole networks, built by hand, against the totals that their authors and Keras' documentation give. */
import assert from "node:assert/strict";
import type { ModelValue, TensorValue } from "../../server/src/values/value";
import type { ShapedGraph } from "../../server/src/graph/graph";
import { apply, functional, input, layer, nodeNamed, sequential, shaped } from "../support/layers";
import type { Arguments } from "../support/layers";

function totals(graph: ShapedGraph): { total: number; nonTrainable: number; macs: number } {
  const sum = (count: (node: ShapedGraph["nodes"][number]) => number | undefined): number =>
    graph.nodes.reduce((total, node) => total + (count(node) ?? NaN), 0);
  return {
    total: sum((node) => node.parameters?.total),
    nonTrainable: sum((node) => node.parameters?.nonTrainable),
    macs: sum((node) => node.cost?.macs),
  };
}

function vgg16(): ModelValue {
  const relu = { kernel_size: 3, padding: "same", activation: "relu" };
  const layers = [layer("InputLayer", { shape: [224, 224, 3] })];
  for (const [filters, repeats] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ] as const) {
    for (let index = 0; index < repeats; index++) layers.push(layer("Conv2D", { filters, ...relu }));
    layers.push(layer("MaxPooling2D", { pool_size: 2 }));
  }
  layers.push(layer("Flatten"));
  for (const units of [4096, 4096]) layers.push(layer("Dense", { units, activation: "relu" }));
  layers.push(layer("Dense", { units: 1000, activation: "softmax" }));
  return sequential(layers);
}

/** One layer behind another. */
function chain(start: TensorValue, ...layers: readonly (readonly [string, Arguments])[]): TensorValue {
  return layers.reduce((tensor, [className, given]) => apply(layer(className, given), tensor), start);
}

function mobileNet(): ModelValue {
  const start = input([224, 224, 3]);
  const tail = [
    ["BatchNormalization", {}],
    ["ReLU", { max_value: 6 }],
  ] as const;
  const pad = [
    "ZeroPadding2D",
    {
      padding: [
        [0, 1],
        [0, 1],
      ],
    },
  ] as const;
  let x = chain(start, pad, ["Conv2D", { filters: 32, kernel_size: 3, strides: 2, use_bias: false }], ...tail);
  const blocks = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ] as const;
  const middle = Array.from({ length: 5 }, () => [512, 1] as const);
  for (const [filters, strides] of [...blocks, ...middle, [1024, 2], [1024, 1]] as const) {
    const padding = strides === 1 ? "same" : "valid";
    if (strides === 2) x = chain(x, pad);
    x = chain(x, ["DepthwiseConv2D", { kernel_size: 3, strides, padding, use_bias: false }], ...tail);
    x = chain(x, ["Conv2D", { filters, kernel_size: 1, padding: "same", use_bias: false }], ...tail);
  }
  x = chain(x, ["GlobalAveragePooling2D", {}], ["Reshape", { target_shape: [1, 1, 1024] }], ["Dropout", {}]);
  x = chain(x, ["Conv2D", { filters: 1000, kernel_size: 1 }], ["Reshape", { target_shape: [1000] }]);
  return functional([start], [chain(x, ["Activation", { activation: "softmax" }])]);
}

function squeezeNet(): ModelValue {
  const start = input([227, 227, 3]);
  const pool = ["MaxPooling2D", { pool_size: 3, strides: 2 }] as const;
  const fire = (x: TensorValue, squeeze: number, expand: number): TensorValue => {
    const squeezed = chain(x, ["Conv2D", { filters: squeeze, kernel_size: 1, activation: "relu" }]);
    const left = chain(squeezed, ["Conv2D", { filters: expand, kernel_size: 1, activation: "relu" }]);
    const right = chain(squeezed, ["Conv2D", { filters: expand, kernel_size: 3, padding: "same", activation: "relu" }]);
    return apply(layer("Concatenate", { axis: 3 }), left, right);
  };
  let x = chain(start, ["Conv2D", { filters: 64, kernel_size: 3, strides: 2, activation: "relu" }], pool);
  x = chain(fire(fire(x, 16, 64), 16, 64), pool);
  x = chain(fire(fire(x, 32, 128), 32, 128), pool);
  x = fire(fire(fire(fire(x, 48, 192), 48, 192), 64, 256), 64, 256);
  x = chain(x, ["Dropout", {}], ["Conv2D", { filters: 1000, kernel_size: 1 }], ["GlobalAveragePooling2D", {}]);
  return functional([start], [chain(x, ["Activation", { activation: "softmax" }])]);
}

describe("graph/published", () => {
  it("VGG-16: 138,357,544 parameters (Keras), 15.5 GMAC", () => {
    const graph = shaped(vgg16());
    assert.deepEqual(totals(graph), { total: 138_357_544, nonTrainable: 0, macs: 15_470_264_320 });
    assert.deepEqual(nodeNamed(graph, "flatten").outputShape, [25088]);
  });

  it("MobileNet: 4,253,864 parameters, 21,888 not trained (Keras), 569 million multiply-adds (Howard et al., 2017)", () => {
    const { total, nonTrainable, macs } = totals(shaped(mobileNet()));
    assert.deepEqual([total, nonTrainable], [4_253_864, 21_888]);
    assert.equal(Math.round(macs / 1e6), 569);
  });

  it("SqueezeNet 1.1: 1,235,496 parameters", () => {
    assert.equal(totals(shaped(squeezeNet())).total, 1_235_496);
  });
});
