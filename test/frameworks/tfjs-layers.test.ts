/** Layers of TF.js over sequences and volumes, and with channels first, as TF.js itself gives them. */
import assert from "node:assert/strict";
import { scriptNetworksIn } from "../support/networks";

/**
 * Output and weights of a layer on its inputs: `layer.apply(inputs).shape` and `layer.countParams()` of @tensorflow/tfjs 4.22.0 in node.
 */
const EXPECTED: readonly (readonly [
  call: string,
  inputs: readonly (readonly number[])[],
  output: readonly number[],
  weights: number,
])[] = [
  ["conv1d({filters: 8, kernelSize: 3, strides: 2, padding: 'same'})", [[11, 6]], [6, 8], 152],
  ["conv1d({filters: 8, kernelSize: [3], useBias: false})", [[11, 6]], [9, 8], 144],
  ["conv3d({filters: 8, kernelSize: [3, 2, 4], strides: 2})", [[7, 9, 8, 6]], [3, 4, 3, 8], 1160],
  ["conv3dTranspose({filters: 8, kernelSize: 3, strides: 2, padding: 'same'})", [[7, 9, 8, 6]], [14, 18, 16, 8], 1304],
  ["conv3dTranspose({filters: 8, kernelSize: 3, strides: 2})", [[7, 9, 8, 6]], [15, 19, 17, 8], 1304],
  ["conv2d({filters: 8, kernelSize: 3, dataFormat: 'channelsFirst'})", [[6, 11, 9]], [8, 9, 7], 440],
  ["maxPooling2d({poolSize: 3, strides: 2, dataFormat: 'channelsFirst'})", [[6, 11, 9]], [6, 5, 4], 0],
  ["maxPooling1d({poolSize: 3, strides: 2})", [[11, 6]], [5, 6], 0],
  ["averagePooling1d({})", [[11, 6]], [5, 6], 0],
  ["avgPool1d({poolSize: 2, padding: 'same'})", [[11, 6]], [6, 6], 0],
  ["maxPooling3d({})", [[7, 9, 8, 6]], [3, 4, 4, 6], 0],
  ["avgPool3d({poolSize: [3, 2, 2], strides: [1, 2, 2]})", [[7, 9, 8, 6]], [5, 4, 4, 6], 0],
  ["globalAveragePooling1d({})", [[11, 6]], [6], 0],
  ["globalMaxPooling1d({})", [[11, 6]], [6], 0],
  ["repeatVector({n: 4})", [[6]], [4, 6], 0],
  ["masking({maskValue: 0})", [[11, 6]], [11, 6], 0],
  ["spatialDropout1d({rate: 0.5})", [[11, 6]], [11, 6], 0],
  ["embedding({inputDim: 100, outputDim: 8})", [[7]], [7, 8], 800],
  ["layerNormalization({})", [[11, 9, 6]], [11, 9, 6], 12],
  ["layerNormalization({axis: [1, 2], center: false})", [[11, 9, 6]], [11, 9, 6], 99],
  ["centerCrop({height: 5, width: 4})", [[11, 9, 6]], [5, 4, 6], 0],
  ["flatten({dataFormat: 'channelsFirst'})", [[6, 11, 9]], [594], 0],
  ["cropping2D({cropping: [[1, 2], [0, 1]]})", [[11, 9, 6]], [8, 8, 6], 0],
  ["zeroPadding2d({padding: 1, dataFormat: 'channelsFirst'})", [[6, 11, 9]], [6, 13, 11], 0],
  ["upSampling2d({})", [[11, 9, 6]], [22, 18, 6], 0],
  ["upSampling2d({size: [2, 3]})", [[11, 9, 6]], [22, 27, 6], 0],
  [
    "dot({axes: [2, 1]})",
    [
      [4, 5],
      [5, 6],
    ],
    [4, 6],
    0,
  ],
  ["dot({axes: 1, normalize: true})", [[5], [5]], [1], 0],
  ["depthwiseConv2d({kernelSize: 3, dataFormat:'channelsFirst'})", [[6, 11, 9]], [6, 9, 7], 60],
];

async function answer(call: string, inputs: readonly (readonly number[])[]): Promise<readonly [unknown, unknown]> {
  const source = [
    'import * as tf from "@tensorflow/tfjs";',
    `const inputs = [${inputs.map((shape) => `tf.input({ shape: ${JSON.stringify(shape)} })`).join(", ")}];`,
    `const output = tf.layers.${call}.apply(${inputs.length === 1 ? "inputs[0]" : "inputs"});`,
    "const model = tf.model({ inputs, outputs: output });",
  ].join("\n");
  const { evaluation, networks } = await scriptNetworksIn(source, "javascript");
  assert.deepEqual(evaluation.problems, []);
  const node = networks[0]?.graph.nodes.at(-1);
  return [node?.outputShape ?? node?.unknown, node?.parameters?.total];
}

describe("layers of TF.js as TF.js has them", () => {
  for (const [call, inputs, output, weights] of EXPECTED) {
    it(call, async () => {
      assert.deepEqual(await answer(call, inputs), [output, weights]);
    });
  }

  it("a separable convolution with its channels in front is not run by TF.js", async () => {
    const [why] = await answer("separableConv2d({filters: 8, kernelSize: 3, dataFormat:'channelsFirst'})", [
      [6, 11, 9],
    ]);
    assert.match(String(why), /does not run a separable convolution with its channels in front$/);
  });

  it("causal padding is not computed by TF.js", async () => {
    const [why] = await answer("conv1d({filters: 8, kernelSize: 3, padding: 'causal'})", [[11, 6]]);
    assert.equal(why, "Conv1D: padding is not known: TF.js does not compute causal padding");
  });
});

// TF.js 4.22: UpSampling2D's computeOutputShape reads size[0] of a number, DepthwiseConv2D's call hands no dilation on.
describe("options that TF.js reads otherwise than Keras", () => {
  const layersOf = async (layer: string): Promise<string> => {
    const source = `import * as tf from "@tensorflow/tfjs";\nconst m = tf.sequential({layers: [tf.layers.${layer}]});`;
    const { evaluation, networks } = await scriptNetworksIn(source, "javascript");
    const [network] = networks;
    const last = network?.graph.nodes.at(-1);
    const problems = [...evaluation.problems, ...(network?.graph.problems ?? [])].map(
      ({ severity, message }) => `${severity}: ${message}`,
    );
    return [JSON.stringify(last?.outputShape ?? null), ...problems].join("; ");
  };

  it("a size of upSampling2d that is no array", async () => {
    assert.equal(
      await layersOf("upSampling2d({size: 2, inputShape: [4, 5, 3]})"),
      "null; error: UpSampling2D: size must be an array of two numbers in TF.js.",
    );
    assert.equal(await layersOf("upSampling2d({size: [2, 2], inputShape: [4, 5, 3]})"), "[8,10,3]");
    assert.match(
      await layersOf("upSampling2d({size: other, inputShape: [4, 5, 3]})"),
      /^null; \w+: .*size is not known/,
    );
  });

  it("an option that Keras alone has", async () => {
    assert.equal(
      await layersOf("batchNormalization({renorm: true, inputShape: [4, 5, 3]})"),
      "[4,5,3]; warning: TF.js ignores the option 'renorm' of tf.layers.batchNormalization; so does the estimate.",
    );
  });

  it("the names that Keras 1 had for inputs and outputs", async () => {
    const made = (options: string): Promise<Awaited<ReturnType<typeof scriptNetworksIn>>> =>
      scriptNetworksIn(
        `import * as tf from "@tensorflow/tfjs";\nconst x = tf.input({shape: [4]});\n` +
          `const y = tf.layers.dense({units: 2}).apply(x);\nconst m = tf.model(${options});`,
        "javascript",
      );
    const { networks: known } = await made("{inputs: x, outputs: y}");
    assert.deepEqual(known[0]?.graph.nodes.at(-1)?.outputShape, [2]);
    const { networks: unknown, evaluation } = await made("{input: x, output: y}");
    assert.deepEqual(
      evaluation.problems.map(({ severity, message, fix }) => `${severity}: ${message} → ${fix?.text ?? ""}`),
      [
        "error: tf.model does not read input: write inputs. → inputs",
        "error: tf.model does not read output: write outputs. → outputs",
      ],
    );
    assert.ok(!unknown.some(({ graph }) => graph.nodes.some(({ outputShape }) => outputShape?.join() === "2")));
  });

  it("an option that is not known is no mistake", async () => {
    const call = (layer: string): Promise<string> => layersOf(layer.replace("}", ", inputShape: [4, 5, 3]}"));
    for (const layer of ["elu({alpha: given}", "conv2d({filters: 2, kernelSize: 3, activityRegularizer: given}"]) {
      assert.doesNotMatch(await call(`${layer})`), /error/, layer);
    }
    assert.match(await call("elu({alpha: 0.5})"), /error: ELU: TF.js knows no alpha but 1 here/);
  });

  it("a dilation of depthwiseConv2d", async () => {
    assert.equal(
      await layersOf("depthwiseConv2d({kernelSize: 3, dilationRate: 2, inputShape: [11, 13, 4]})"),
      "[9,11,4]; warning: TF.js ignores the option 'dilationRate' of tf.layers.depthwiseConv2d; so does the estimate.",
    );
  });
});
