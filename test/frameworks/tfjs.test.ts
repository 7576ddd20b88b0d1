import * as assert from "node:assert/strict";
import { canonicalPath } from "../../server/src/frameworks/tfjs/names";
import { checkAnnotated } from "../support/annotated";
import { printShape, scriptNetworksIn } from "../support/networks";

/** One annotated source, one test; its first line is the test's name. */
function check(source: string, language: "javascript" | "typescript" = "javascript"): void {
  const text = source.replace(/^\n/, "");
  it(text.split("\n", 1)[0] ?? "", () => checkAnnotated(text, language));
}

describe("names of TensorFlow.js", () => {
  for (const [path, expected] of [
    ["@tensorflow/tfjs", "tf"],
    ["@tensorflow/tfjs.layers", "tf.layers"],
    ["@tensorflow/tfjs-node", "tf"],
    ["@tensorflow/tfjs-node-gpu.default", "tf"],
    ["@tensorflow/tfjs-layers.sequential", "tf.sequential"],
    ["@tensorflow/tfjs-vis.show", "tfvis.show"],
    ["https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/+esm", "tf"],
    ["https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js.layers", "tf.layers"],
    ["tf.layers.conv2d", "tf.layers.conv2d"],
    ["@tensorflow-models/mobilenet", undefined],
    ["tfjs", undefined],
  ] as const)
    it(path, () => {
      assert.equal(canonicalPath(path), expected);
    });
});

describe("TensorFlow.js", () => {
  check(`
// a Sequential grows
import * as tf from "@tensorflow/tfjs";
const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5 }));
//        ^^^^^^^^^^^^^^^^ (None, 28, 28, 1) params 0 | (None, 24, 24, 8) params 208
model.add(tf.layers.maxPooling2d({ poolSize: [2, 2], strides: [2, 2] }));
//        ^^^^^^^^^^^^^^^^^^^^^^ (None, 12, 12, 8) params 0
model.add(tf.layers.flatten());
//        ^^^^^^^^^^^^^^^^^ (None, 1152) params 0
model.add(tf.layers.dense({ units: 10, activation: "softmax" }));
//        ^^^^^^^^^^^^^^^ (None, 10) params 11530
`);

  check(`
// a list of layers, names by destructuring
import { layers, sequential } from "@tensorflow/tfjs-layers";
const { dense } = layers;
export const model = sequential({
  layers: [
    dense({ units: 4, inputShape: [3], useBias: false }),
//  ^^^^^ (None, 3) params 0 | (None, 4) params 12
    dense({ units: 2 }),
//  ^^^^^ (None, 2) params 10
  ],
});
`);

  check(`
// a functional network in functions and loops
const tf = require("@tensorflow/tfjs-node");
function block(x, filters, options = {}) {
  const y = tf.layers.conv2d({ filters, kernelSize: 3, padding: "same", ...options }).apply(x);
//          ^^^^^^^^^^^^^^^^ (None, 16, 16, 8) params 224 | (None, 8, 8, 16) params 1168
  return tf.layers.batchNormalization().apply(y);
//       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ (None, 16, 16, 8) params 32 | (None, 8, 8, 16) params 64
}
const build = (inputShape = [32, 32, 3]) => {
  const input = tf.input({ shape: inputShape });
  let x = input;
  for (let i = 1; i <= 2; i++) x = block(x, 8 * i, { strides: 2 });
  const sides = [1, 3].map((kernelSize) => tf.layers.conv2d({ filters: 4, kernelSize, padding: "same" }).apply(x));
//                                         ^^^^^^^^^^^^^^^^ (None, 8, 8, 4) params 68 | (None, 8, 8, 4) params 580
  x = tf.layers.concatenate().apply([x, ...sides]);
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ (None, 8, 8, 24) params 0
  x = tf.layers.add().apply([x, x]);
//    ^^^^^^^^^^^^^^^^^^^^^ (None, 8, 8, 24) params 0
  x = tf.layers.reshape({ targetShape: [x.shape[1] * x.shape[2], x.shape[3]] }).apply(x);
//    ^^^^^^^^^^^^^^^^^ (None, 64, 24) params 0
  return tf.model({ inputs: input, outputs: x });
};
`);

  check(
    `
// methods of a class, a base network, types that are erased
import * as tf from "@tensorflow/tfjs";
interface Options { readonly units: number }
class Builder {
  private readonly width: number = 2;
  constructor(private readonly options: Options) {}
  head(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return tf.layers.dense({ units: this.options.units * this.width }).apply(x) as tf.SymbolicTensor;
//         ^^^^^^^^^^^^^^^ (None, 6) params 36
  }
}
export function build(): tf.LayersModel {
  const base = tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [7] })] });
//                                      ^^^^^^^^^^^^^^^ (None, 5) params 40
  const image = tf.input({ shape: [7] });
  const y = base.apply(image) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs: new Builder({ units: 3 })!.head(y) });
}
`,
    "typescript",
  );

  check(`
// options that TensorFlow.js does not look at
const model = tf.sequential();
model.add(tf.layers.conv2d({ filters: 6, kernelSize: 3, groups: 3, inputShape: [8, 8, 3] }));
//        ^^^^^^^^^^^^^^^^ (None, 8, 8, 3) params 0 | (None, 6, 6, 6) params 168
//                                                      ^^^^^^ warning: TF.js ignores the option 'groups' of tf.layers.conv2d
model.add(tf.layers.conv2d({ filters: 2, kernelSize: 3, stride: 2 }));
//        ^^^^^^^^^^^^^^^^ (None, 4, 4, 2) params 110
//                                                      ^^^^^^ warning: tf.layers.conv2d has no option 'stride'. Did you mean 'strides'?
model.add(tf.layers.dense({ units: 1, useBias: undefined }));
//        ^^^^^^^^^^^^^^^ (None, 4, 4, 1) params 3
`);

  check(`
// what is not known has its reason
const model = tf.sequential();
model.add(tf.layers.inputLayer({ inputShape: [8, 8, 3] }));
model.add(tf.layers.conv2d({ filters: width, kernelSize: 3 }));
//        ^^^^^^^^^^^^^^^^ unknown: the name width is not defined in this file
`);

  check(`
// a layer that is not known
const model = tf.sequential();
model.add(tf.layers.inputLayer({ inputShape: [8, 3] }));
model.add(tf.layers.lstm({ units: 3, returnSequences: true }));
//        ^^^^^^^^^^^^^^ (None, 8, 3) params 84
//        ^^^^^^^^^^^^^^ information: LSTM was never measured on the boards: its shape and weights are known, its time is not.
model.add(tf.layers.multiHeadAttention({ numHeads: 3 }));
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown: the layer multiHeadAttention of TF.js is not known yet
`);

  check(`
// a pretrained base is not followed
async function build() {
  const base = await tf.loadLayersModel("https://example.com/model.json");
  const x = tf.layers.flatten().apply(base.outputs[0]);
  return tf.model({ inputs: base.inputs, outputs: tf.layers.dense({ units: 2 }).apply(x) });
//                                                ^^^^^^^^^^^^^^^ unknown: tf.loadLayersModel reads a saved model
}
`);

  it("counts automatic names by class, from one", async () => {
    const { networks } = await scriptNetworksIn(
      `const tf = require("@tensorflow/tfjs");
       const input = tf.input({ batchShape: [2, 4, 4, 3] });
       let x = tf.layers.leakyReLU().apply(input);
       x = tf.layers.globalMaxPool2d({}).apply(x);
       const model = tf.model({ inputs: input, outputs: x });`,
      "javascript",
    );
    assert.deepEqual(
      networks.map(({ root, graph }) => [root.name, root.network.name, ...graph.nodes.map(({ layer }) => layer.name)]),
      [["model", "model1", "input1", "leaky_re_lu_LeakyReLU1", "global_max_pooling2d_GlobalMaxPooling2D1"]],
    );
  });

  it("takes the input shape of a directive", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
// latency: inputShape=[64, 64, 3]
export function build(inputShape) {
  const input = tf.input({ shape: inputShape });
  return tf.model({ inputs: input, outputs: tf.layers.flatten().apply(input) });
}`;
    for (const text of [
      source,
      source.replace("build(inputShape)", "build()").replace("inputShape })", "[9, 9, 1] })"),
    ]) {
      const { networks } = await scriptNetworksIn(text, "javascript");
      assert.deepEqual(
        networks.map(({ graph }) => graph.nodes.map((node) => printShape(node))),
        [["(None, 64, 64, 3)", "(None, 12288)"]],
      );
    }
  });

  it("finds the model in an object that a function returns", async () => {
    const source = `const build = async ({ units = 5 } = {}) => {
      const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [3] })] });
      return { output: model.outputs[0].shape, model };
    };`;
    const { networks } = await scriptNetworksIn(source, "javascript");
    assert.deepEqual(
      networks.map(({ root, graph }) => [root.name, graph.nodes.map((node) => printShape(node))]),
      [["build", ["(None, 3)", "(None, 5)"]]],
    );
  });

  it("takes an input size from outside", async () => {
    const source = `export const build = (height = 28) => {
      const model = tf.sequential();
      model.add(tf.layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [height, height, 1] }));
      return model;
    }`;
    const { networks } = await scriptNetworksIn(source, "javascript", [32, 48, 3]);
    assert.deepEqual(
      networks.map(({ graph }) => graph.nodes.map((node) => printShape(node))),
      [["(None, 32, 48, 3)", "(None, 32, 48, 1)"]],
    );
  });

  it("sees through training, pages and promises around a model", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
      import * as tfvis from "@tensorflow/tfjs-vis";
      import { data } from "./data.js";
      function createModel() {
        const model = tf.sequential();
        model.add(tf.layers.dense({ units: 3, inputShape: [2] }));
        model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
        return model;
      }
      document.getElementById("train").addEventListener("click", async () => {
        const model = createModel();
        tfvis.show.modelSummary({ name: "Model" }, model);
        const history = await model.fit(data.xs, data.ys, { callbacks: { onEpochEnd: (epoch, logs) => console.log(logs) } });
        tf.tidy(() => model.predict(data.xs).print());
      });`;
    const { networks, evaluation } = await scriptNetworksIn(source, "javascript");
    assert.deepEqual(evaluation.problems, []);
    assert.deepEqual(
      networks.map(({ root, graph }) => [root.name, graph.nodes.length]),
      [["createModel", 2]],
    );
  });
});
