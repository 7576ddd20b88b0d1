/** Activations that the source gives as functions or by name. */
import assert from "node:assert/strict";
import { networksIn, scriptNetworksIn } from "../../support/networks";
import type { Network } from "../../support/networks";

const HEAD = `import elsewhere
import tensorflow as tf
from tensorflow.keras import backend as K, layers, models, utils

def double_sigmoid(x):
    return x * tf.sigmoid(x) * 2.0

def outside(x):
    return elsewhere.act(x)

`;

/** The layer "tested" on an 8×8×4 image. */
async function layerOf(call: string, before = ""): Promise<Network["graph"]["nodes"][number]> {
  const source = `${HEAD}${before}
inputs = layers.Input((8, 8, 4))
model = models.Model(inputs, layers.${call}(inputs))
`;
  const [network] = (await networksIn(source)).networks;
  const node = network?.graph.nodes.at(-1);
  assert.ok(node);
  return node;
}

/** What the same layer costs without the activation: 64 places × 4 channels × 4 filters, a multiplication and an addition, and the bias. */
const CONVOLUTION = 2 * 64 * 16 + 64 * 4;
const ELEMENTS = 64 * 4;

describe("an activation that is followed", () => {
  for (const [what, call, passes] of [
    ["a function in a convolution", "Conv2D(4, 1, activation=double_sigmoid)", 3],
    ["a lambda", "Conv2D(4, 1, activation=lambda t: K.relu(t) + 1.0)", 2],
    ["a layer that wraps it", "Conv2D(4, 1, activation=layers.Activation(double_sigmoid))", 3],
    ["a function of the library's that is no activation", "Conv2D(4, 1, activation=tf.abs)", 1],
  ] as const)
    it(`${what} counts each of its operations`, async () => {
      const node = await layerOf(call);
      assert.equal(node.unknown, null);
      assert.equal(node.cost?.flops, CONVOLUTION + passes * ELEMENTS);
    });

  it("in an Activation it counts on the layer's input", async () => {
    const node = await layerOf("Activation(double_sigmoid)");
    assert.equal(node.layer.class, "Activation");
    assert.deepEqual(node.outputShape, [8, 8, 4]);
    assert.equal(node.cost?.flops, 3 * ELEMENTS);
  });

  it("in a Sequential, too", async () => {
    const { networks } = await networksIn(`${HEAD}
model = models.Sequential([layers.Input((8,)), layers.Dense(4, activation=double_sigmoid), layers.Activation(double_sigmoid)])
`);
    const nodes = networks[0]?.graph.nodes ?? [];
    // 2 × 8 × 4 for the product, 4 for the bias, 3 × 4 for the function.
    assert.deepEqual(
      nodes.slice(1).map(({ cost }) => cost?.flops),
      [2 * 32 + 4 + 12, 12],
    );
  });

  it("a layer that is applied twice keeps its weights", async () => {
    const { networks } = await networksIn(`${HEAD}
inputs = layers.Input((8,))
shared = layers.Dense(8, activation=double_sigmoid)
model = models.Model(inputs, shared(shared(inputs)))
`);
    assert.deepEqual(
      networks[0]?.graph.nodes.map(({ parameters }) => parameters?.total),
      [0, 72, 0],
    );
  });
});

describe("an activation that is not known", () => {
  for (const [what, call, why] of [
    [
      "a name of another module",
      "Conv2D(4, 1, activation=elsewhere.act)",
      /the activation of conv2d is not known: .*elsewhere/,
    ],
    [
      "a function that is not followed",
      "Conv2D(4, 1, activation=outside)",
      /what the function outside computes is not followed/,
    ],
    [
      "a layer with weights",
      "Conv2D(4, 1, activation=layers.PReLU())",
      /what the layer p_re_lu \(PReLU\) computes is not followed/,
    ],
    ["what nothing was measured of", "Conv2D(4, 1, activation='sparsemax')", /nothing like sparsemax was measured/],
  ] as const)
    it(`${what} leaves the rest of the layer`, async () => {
      const node = await layerOf(call);
      assert.match(node.unknown ?? "", why);
      assert.deepEqual([node.outputShape, node.parameters?.total, node.cost?.flops], [[8, 8, 4], 20, CONVOLUTION]);
    });

  it("leaves the shape of an Activation and what follows it", async () => {
    const node = await layerOf("Activation(outside)");
    assert.match(node.unknown ?? "", /the function outside/);
    assert.deepEqual([node.outputShape, node.cost?.flops], [[8, 8, 4], 0]);
  });

  it("what changes the shape leaves none", async () => {
    const node = await layerOf("Conv2D(4, 1, activation=lambda t: tf.concat([t, -t], axis=-1))");
    assert.match(node.unknown ?? "", /makes of the shape/);
    assert.equal(node.outputShape, null);
  });
});

describe("names of activations", () => {
  for (const [call, message] of [
    ["Conv2D(4, 1, activation='relyu')", "Conv2D: there is no activation 'relyu'. Did you mean 'relu'?"],
    ["Activation('Tanh')", "Activation: there is no activation 'Tanh'. Did you mean 'tanh'?"],
    ["Dense(4, 'leakyrelu')", "Dense: there is no activation 'leakyrelu'. Did you mean 'leaky_relu'?"],
    [
      "LSTM(4, recurrent_activation='sigmod')",
      "LSTM: there is no recurrent activation 'sigmod'. Did you mean 'sigmoid'?",
    ],
    ["Dense(4, activation='frobnicate')", "Dense: there is no activation 'frobnicate'."],
  ] as const)
    it(`${call} is an error`, async () => {
      const node = await layerOf(call);
      assert.equal(node.unknown, message);
    });

  // Keras 2.15 takes each of the first row, Keras 3 those of the second.
  for (const name of [
    ..."elu exponential gelu hard_sigmoid leaky_relu linear log_softmax mish relu6 ReLU LeakyReLU ELU Softmax".split(
      " ",
    ),
    ..."celu hard_silu hard_tanh log_sigmoid soft_shrink squareplus tanh_shrink threshold".split(" "),
  ])
    it(`'${name}' is one`, async () => {
      const node = await layerOf(`Conv2D(4, 1, activation='${name}')`);
      assert.equal(node.unknown, null);
    });

  for (const [what, before] of [
    ["by an update", "utils.get_custom_objects().update({'mine': double_sigmoid})"],
    ["by an item", "utils.get_custom_objects()['mine'] = layers.Activation(double_sigmoid)"],
    ["in a scope", "utils.custom_object_scope({'mine': double_sigmoid}).__enter__()"],
    ["for a saved model", "old = models.load_model('old.h5', custom_objects={'mine': double_sigmoid})"],
  ] as const)
    it(`a name given ${what} is the function`, async () => {
      const node = await layerOf("Conv2D(4, 1, activation='mine')", before);
      assert.equal(node.unknown, null);
      assert.equal(node.cost?.flops, CONVOLUTION + 3 * ELEMENTS);
    });

  for (const [what, name, before] of [
    ["given to what is not known", "mine", "utils.get_custom_objects()['mine'] = elsewhere.act"],
    ["that may be among others", "mine", "utils.get_custom_objects().update(elsewhere.OBJECTS)"],
    ["of a package", "Mine>act", ""],
    ["put into Keras", "mine", "tf.keras.activations.mine = elsewhere.act"],
  ] as const)
    it(`a name ${what} is a lower bound`, async () => {
      const node = await layerOf(`Conv2D(4, 1, activation='${name}')`, before);
      assert.match(node.unknown ?? "", /^The cost of the activation of conv2d is not known: /);
      assert.equal(node.cost?.flops, CONVOLUTION);
    });
});

describe("names of activations in TensorFlow.js", () => {
  const unknownOf = async (activation: string): Promise<string | null | undefined> => {
    const source = `import * as tf from "@tensorflow/tfjs";
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [8], units: 4, activation: ${activation} })] });
`;
    const [network] = (await scriptNetworksIn(source, "javascript")).networks;
    return network?.graph.nodes.at(-1)?.unknown;
  };

  // Class names in tfjs-layers 4.22.0, dist/activations.js.
  for (const name of "elu gelu gelu_new hardSigmoid linear logSoftmax mish relu relu6 selu softmax swish tanh".split(
    " ",
  ))
    it(`'${name}' is one`, async () => {
      assert.equal(await unknownOf(`"${name}"`), null);
    });

  for (const [written, message] of [
    [`"relyu"`, "Dense: there is no activation 'relyu'. Did you mean 'relu'?"],
    [`"hard_sigmoid"`, "Dense: there is no activation 'hard_sigmoid'. Did you mean 'hardSigmoid'?"],
    [`"leakyReLU"`, "Dense: there is no activation 'leakyReLU'. Did you mean 'LeakyReLU'?"],
    ["tf.relu", "Dense: activation must be a name, such as 'relu', not tf.relu."],
    ["(x) => x", "Dense: activation must be a name, such as 'relu', not a function."],
  ] as const)
    it(`${written} is an error`, async () => {
      assert.equal(await unknownOf(written), message);
    });
});
