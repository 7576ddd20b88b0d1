/** Layers as Keras 1, packages beside Keras, and programs that set a data format write them. */
import assert from "node:assert/strict";
import { networksIn, printShape } from "../support/networks";

/** The output of the last layer and the weights of all, as "(None, 6, 8) 152", behind `tensors`, the inputs. */
async function resultOf(lines: readonly string[], ...shapes: readonly string[]): Promise<string> {
  const source = [
    "from keras.layers import *",
    "from keras import Model, backend as K",
    ...lines.slice(0, -1),
    `tensors = [${shapes.map((shape) => `Input(${shape})`).join(", ")}]`,
    "x = tensors[0]",
    `model = Model(tensors, ${lines.at(-1) ?? ""})`,
  ].join("\n");
  const { evaluation, networks } = await networksIn(source);
  assert.deepEqual(evaluation.problems, []);
  const nodes = networks[0]?.graph.nodes ?? [];
  const last = nodes.at(-1);
  assert.ok(last, source);
  const total = nodes.reduce((sum, node) => sum + (node.parameters?.total ?? Number.NaN), 0);
  return last.unknown === null ? `${printShape(last)} ${total}` : last.unknown;
}

function check(expression: string, shapes: readonly string[], expected: string, before: readonly string[] = []): void {
  it([...before, expression].join("; "), async () => {
    assert.equal(await resultOf([...before, expression], ...shapes), expected);
  });
}

const SEQUENCE = ["(11, 6)"];
const IMAGE = ["(11, 9, 6)"];
const VOLUME = ["(7, 9, 8, 6)"];

// Keras 1.2.2, docs of its layers: names, positions and defaults.
describe("layers in the words of Keras 1", () => {
  check("Convolution1D(nb_filter=8, filter_length=3, border_mode='same')(x)", SEQUENCE, "(None, 11, 8) 152");
  check("Convolution1D(8, 3, border_mode='valid', subsample_length=2)(x)", SEQUENCE, "(None, 5, 8) 152");
  check("AtrousConvolution1D(8, 3, atrous_rate=2)(x)", SEQUENCE, "(None, 7, 8) 152");
  check("Convolution2D(8, 3, 2)(x)", IMAGE, "(None, 9, 8, 8) 296");
  check("Convolution2D(8, 3, 2, 'he_normal', 'relu', None, 'same', (2, 2))(x)", IMAGE, "(None, 6, 5, 8) 296");
  check("Convolution2D(nb_filter=8, nb_row=3, nb_col=2, bias=False)(x)", IMAGE, "(None, 9, 8, 8) 288");
  check("Conv2D(8, 3, 3, border_mode='same')(x)", IMAGE, "(None, 11, 9, 8) 440");
  check("Convolution2D(8, 3, 2, dim_ordering='th')(x)", ["(6, 11, 9)"], "(None, 8, 9, 8) 296");
  check("Convolution3D(8, 3, 2, 2, border_mode='same')(x)", VOLUME, "(None, 7, 9, 8, 8) 584");
  check("Convolution3D(8, kernel_dim1=3, kernel_dim2=2, kernel_dim3=2)(x)", VOLUME, "(None, 5, 8, 7, 8) 584");
  check("LocallyConnected1D(nb_filter=8, filter_length=3)(x)", SEQUENCE, "(None, 9, 8) 1368");
  check("MaxPooling1D(pool_length=3, stride=2)(x)", SEQUENCE, "(None, 5, 6) 0");
  check("AveragePooling2D(pool_size=(3, 3), strides=(2, 2), border_mode='same')(x)", IMAGE, "(None, 6, 5, 6) 0");
  check("UpSampling1D(length=3)(x)", SEQUENCE, "(None, 33, 6) 0");
  check("Embedding(input_dim=100, output_dim=8, init='uniform', input_length=7)(x)", ["(7,)"], "(None, 7, 8) 800");
  check("GaussianNoise(sigma=0.1)(x)", IMAGE, "(None, 11, 9, 6) 0");
  check("merge(tensors, mode='dot', dot_axes=(2, 1))", ["(4, 5)", "(5, 6)"], "(None, 4, 6) 0");
  check("merge(tensors, mode='cos', dot_axes=1)", ["(5,)", "(5,)"], "(None, 1) 0");
});

describe("names that Keras 1 and 2 read differently", () => {
  const assumptionsOf = async (call: string): Promise<readonly string[]> => {
    const source = `from keras.layers import *\nfrom keras import Model\nx = Input((11, 9, 6))\nmodel = Model(x, ${call}(x))`;
    const { networks } = await networksIn(source);
    return (networks[0]?.root.assumptions ?? []).map(({ message }) => message);
  };

  it("are assumed to be of Keras 1, unless the call shows it", async () => {
    assert.match((await assumptionsOf("Convolution2D(8, 3, 2)")).join(), /is read as Keras 1 does/);
    assert.deepEqual(await assumptionsOf("Convolution2D(8, 3, 2, border_mode='same')"), []);
    assert.deepEqual(await assumptionsOf("Deconvolution2D(8, 3, 2)"), []);
    assert.deepEqual(await assumptionsOf("Conv2D(8, 3, 2)"), []);
  });
});

describe("merges as functions", () => {
  check("dot(tensors, axes=(2, 1))", ["(4, 5)", "(5, 6)"], "(None, 4, 6) 0");
  check("dot(tensors, 1, True)", ["(5,)", "(5,)"], "(None, 1) 0");
});

// Weights as their packages count them: tensorflow_addons 0.23; keras-contrib has one scale and one offset unless it has an axis.
describe("layers of packages beside Keras", () => {
  const addons = ["import tensorflow_addons as tfa"];
  check("tfa.layers.InstanceNormalization()(x)", IMAGE, "(None, 11, 9, 6) 12", addons);
  check("tfa.layers.InstanceNormalization(axis=1, center=False)(x)", ["(6, 11, 9)"], "(None, 6, 11, 9) 6", addons);
  check("tfa.layers.FilterResponseNormalization()(x)", IMAGE, "(None, 11, 9, 6) 12", addons);
  check(
    "tfa.layers.FilterResponseNormalization(1e-6, [1, 2], learned_epsilon=True)(x)",
    IMAGE,
    "(None, 11, 9, 6) 13",
    addons,
  );
  check("tfa.layers.GroupNormalization(groups=3, axis=3)(x)", IMAGE, "(None, 11, 9, 6) 12", addons);
  check("tfa.layers.AdaptiveAveragePooling2D((3, 2))(x)", IMAGE, "(None, 3, 2, 6) 0", addons);
  check("tfa.layers.SpectralNormalization(Conv2D(8, 3))(x)", IMAGE, "(None, 9, 7, 8) 448", addons);
  const normalized = "(None, 11, 9, 8)";
  check(
    "tfa.layers.WeightNormalization(Conv2D(8, 3, padding='same'), data_init=False)(x)",
    IMAGE,
    `${normalized} 449`,
    addons,
  );
  check("tfa.layers.WeightNormalization(Conv2D(8, 3, padding='same'))(x)", IMAGE, `${normalized} 889`, addons);
  check(
    "tfa.layers.WeightNormalization(Conv2D(8, 3, padding='same', use_bias=False), data_init=False)(x)",
    IMAGE,
    `${normalized} 441`,
    addons,
  );
  check("tfa.layers.WeightNormalization(Dense(5))(x)", ["(7,)"], "(None, 5) 86", addons);
  check(
    "tfa.layers.WeightNormalization(Conv2DTranspose(5, 3), False)(x)",
    ["(9, 9, 4)"],
    "(None, 11, 11, 5) 190",
    addons,
  );
  check("tfa.layers.StochasticDepth(0.9)(tensors)", ["(5,)", "(5,)"], "(None, 5) 0", addons);
  check("Dense(4, activation=tfa.activations.mish)(x)", ["(5,)"], "(None, 4) 24", addons);
  check("Normalized()(x)", IMAGE, "(None, 11, 9, 6) 12", [
    "from tensorflow_addons.layers.normalizations import InstanceNormalization as Normalized",
  ]);
  const contrib = ["from keras_contrib.layers.normalization.instancenormalization import InstanceNormalization"];
  check("InstanceNormalization()(x)", IMAGE, "(None, 11, 9, 6) 2", contrib);
  check("InstanceNormalization(axis=-1, scale=False)(x)", IMAGE, "(None, 11, 9, 6) 6", contrib);
});

describe("data formats", () => {
  const first = ["K.set_image_data_format('channels_first')"];
  check("Conv2D(8, 3)(x)", ["(6, 11, 9)"], "(None, 8, 9, 7) 440", first);
  check("Conv2D(8, 3)(x)", ["(6, 11, 9)"], "(None, 8, 9, 7) 440", ["K.set_image_dim_ordering('th')"]);
  check("Conv2D(8, 3)(x)", ["(6, 11, 9)"], "(None, 8, 9, 7) 440", [
    "import tensorflow as tf",
    "tf.keras.backend.set_image_data_format('channels_first')",
  ]);
  check("Conv2D(8, 3)(x)", IMAGE, "(None, 9, 7, 8) 440", [...first, "K.set_image_data_format('channels_last')"]);
  check("Conv2D(8, 3, data_format='channels_last')(x)", IMAGE, "(None, 9, 7, 8) 440", first);
  check("BatchNormalization(axis=axis)(Conv2D(8, 3)(x))", ["(6, 11, 9)"], "(None, 8, 9, 7) 472", [
    ...first,
    "axis = 1 if K.image_data_format() == 'channels_first' else -1",
  ]);
  check("Conv2D(8, 3)(x)", IMAGE, "(None, 9, 7, 8) 440", ["assert K.image_dim_ordering() == 'tf'"]);
  check("Dense(5)(Flatten()(MaxPooling2D()(x)))", ["(6, 11, 9)"], "(None, 5) 605", first);
  check(
    "Conv1D(8, 3)(x)",
    ["(6, 11)"],
    "Conv1D: data_format is not known: Keras 2 has channels last here, Keras 3 what is set for all layers",
    first,
  );
  check("Conv1D(8, 3, data_format='channels_first')(x)", ["(6, 11)"], "(None, 8, 9) 152", first);

  it("a condition that is not known leaves the format unknown", async () => {
    const before = ["if open('settings').read() == 'first': K.set_image_data_format('channels_first')"];
    assert.match(await resultOf([...before, "Conv2D(8, 3)(x)"], "(6, 11, 9)"), /^Conv2D: data_format is not known/);
  });
});
