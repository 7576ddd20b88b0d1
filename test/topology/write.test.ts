import assert from "node:assert/strict";
import { kernelKey } from "../../predictors/src/kernels";
import { networkFeatures } from "../../server/src/features/features";
import type { ShapedGraph } from "../../server/src/graph/graph";
import { inferGraph } from "../../server/src/graph/infer";
import { readKerasJson } from "../../server/src/graph/json";
import type { Topology } from "../../server/src/topology/write";
import { networksIn, totalParameters } from "../support/networks";
import { openZooFile, zooRows } from "../support/zoo";

interface Saved {
  readonly config: {
    readonly layers: readonly {
      readonly class_name: string;
      readonly config: Readonly<Record<string, unknown>>;
      readonly inbound_nodes: readonly (readonly (readonly [string, number, number, object])[])[];
    }[];
    readonly input_layers: readonly (readonly [string, number, number])[];
    readonly output_layers: readonly unknown[];
  };
}

async function topologyOf(body: string): Promise<Topology> {
  const { networks } = await networksIn(
    `import keras\nimport tensorflow as tf\nfrom tensorflow.keras import Model, Input, layers\n${body}`,
  );
  const topology = networks[0]?.root.network.topology;
  assert.ok(topology !== undefined, "no network");
  return topology;
}

async function saved(body: string): Promise<Saved["config"]["layers"]> {
  const topology = await topologyOf(body);
  if (topology.kind === "refused") assert.fail(topology.why);
  return (JSON.parse(topology.json) as Saved).config.layers;
}

/** Each layer behind the input as `Class {arguments}`, of one tensor `x` of 8×8×4. */
async function check(expression: string, expected: readonly string[]): Promise<void> {
  const layers = await saved(`x = Input((8, 8, 4))\nmodel = Model(x, ${expression})\n`);
  const written = layers.slice(1).map(({ class_name, config: { name, ...config } }) => {
    assert.match(String(name), /^layer_\d+$/);
    return `${class_name} ${JSON.stringify(config)}`;
  });
  assert.deepEqual(written, expected);
}

async function refused(expression: string, why: RegExp): Promise<void> {
  const topology = await topologyOf(`x = Input((8, 8, 4))\nmodel = Model(x, ${expression})\n`);
  assert.ok(topology.kind === "refused", "it was written");
  assert.match(topology.why, why);
}

describe("a network is written for a board", () => {
  it("with the arguments that say what runs, and no other", () =>
    check("layers.Conv2D(6, 3, activation='relu', kernel_initializer='he_normal', name='../stem')(x)", [
      'Conv2D {"filters":6,"kernel_size":3,"activation":"relu"}',
    ]));
  it("with its inputs, which a board feeds in their order", async () => {
    const topology = await topologyOf(
      "a, b = Input((4,)), Input((6,))\nmodel = Model([b, a], layers.concatenate([a, b]))\n",
    );
    if (topology.kind === "refused") assert.fail(topology.why);
    const { layers, input_layers: inputs } = (JSON.parse(topology.json) as Saved).config;
    const shapeOf = (name: string): unknown =>
      layers.find(({ config }) => config["name"] === name)?.config["batch_input_shape"];
    assert.deepEqual(
      inputs.map(([name]) => shapeOf(name)),
      [
        [null, 6],
        [null, 4],
      ],
    );
  });
  it("without arguments of newer versions where they are the default", () =>
    check("layers.Conv2D(6, 3, groups=1, dilation_rate=(1, 1))(x)", ['Conv2D {"filters":6,"kernel_size":3}']));
  it("with such an argument where it says something", () =>
    check("layers.Conv2D(8, 3, groups=2)(x)", ['Conv2D {"filters":8,"groups":2,"kernel_size":3}']));
  it("with nothing in the place of what only training runs", () =>
    check("layers.Dropout(0.5)(x)", ['Activation {"activation":"linear"}']));
  it("with an activation that older versions have as a layer alone behind the layer", () =>
    check("layers.Conv2D(6, 1, activation=tf.nn.relu6)(x)", [
      'Conv2D {"filters":6,"kernel_size":1}',
      'ReLU {"max_value":6}',
    ]));
  it("with swish as what it is made of, which older versions have no name for", async () => {
    const layers = await saved("x = Input((8, 8, 4))\nmodel = Model(x, layers.Activation('swish')(x))\n");
    const [input, given, gate, product] = layers.map(({ config }) => config["name"]);
    assert.deepEqual(
      layers.map(({ class_name, inbound_nodes }) => [class_name, inbound_nodes.flat().map(([name]) => name)]),
      [
        ["InputLayer", []],
        ["Activation", [input]],
        ["Activation", [given]],
        ["Multiply", [given, gate]],
      ],
    );
    assert.ok(product !== undefined);
  });
  it("with its operators between tensors as merging layers", () =>
    check("x + layers.ReLU()(x)", ["ReLU {}", "Add {}"]));
  it("with its operators on a number as the runner's own layer", () =>
    check("1 - x / 255", [
      'LatencyLensArithmetic {"function":"divide","number":255,"number_first":false}',
      'LatencyLensArithmetic {"function":"subtract","number":1,"number_first":true}',
    ]));
  it("with the layers that a Lambda stands for", () =>
    check("layers.Lambda(lambda t: tf.nn.relu(t) * 0.5)(x)", [
      'Activation {"activation":"relu"}',
      'LatencyLensArithmetic {"function":"multiply","number":0.5,"number_first":false}',
    ]));
  it("with a cut along the channels as a cut of a volume", () =>
    check("x[:, :, :, 1:3]", [
      'Reshape {"target_shape":[8,8,4,1]}',
      'Cropping3D {"cropping":[[0,0],[0,0],[1,1]],"data_format":"channels_last"}',
      'Reshape {"target_shape":[8,8,2]}',
    ]));
  it("with the axes that a cut does not name as they are", () =>
    check("x[:, 2:]", [
      'Reshape {"target_shape":[8,8,4,1]}',
      'Cropping3D {"cropping":[[2,0],[0,0],[0,0]],"data_format":"channels_last"}',
      'Reshape {"target_shape":[6,8,4]}',
    ]));
  it("with two axes exchanged as a Permute, also where they are counted from the end", async () => {
    for (const call of ["keras.ops.swapaxes(x, 1, 3)", "keras.ops.swapaxes(x, -1, -3)"])
      await check(call, ['Permute {"dims":[3,2,1]}']);
  });
  it("with an ellipsis in a cut", () =>
    check("x[..., -1:]", [
      'Reshape {"target_shape":[8,8,4,1]}',
      'Cropping3D {"cropping":[[0,0],[0,0],[3,0]],"data_format":"channels_last"}',
      'Reshape {"target_shape":[8,8,1]}',
    ]));
  it("with the parts of a split", () =>
    check("tf.split(x, [1, 3], axis=-1)[1]", [
      'Reshape {"target_shape":[8,8,4,1]}',
      'Cropping3D {"cropping":[[0,0],[0,0],[1,0]],"data_format":"channels_last"}',
      'Reshape {"target_shape":[8,8,3]}',
    ]));
  it("with new axes and other sides as a Reshape", () =>
    check("tf.reshape(x, (-1, 64, 4))[:, None]", [
      'Reshape {"target_shape":[64,4]}',
      'Reshape {"target_shape":[1,64,4]}',
    ]));
  it("with turned axes as a Permute", () => check("tf.transpose(x, (0, 3, 1, 2))", ['Permute {"dims":[3,1,2]}']));
  it("with a mean over the image as a pooling", () =>
    check("tf.reduce_mean(x, axis=(1, 2))", ['GlobalAveragePooling2D {"data_format":"channels_last"}']));
  it("with zeros around an image as a padding", () =>
    check("tf.pad(x, [[0, 0], [1, 1], [0, 2], [0, 0]])", [
      'ZeroPadding2D {"padding":[[1,1],[0,2]],"data_format":"channels_last"}',
    ]));
  it("with an exponent that one can write", () =>
    check("tf.sqrt(x)", ['LatencyLensArithmetic {"function":"sqrt","number":null,"number_first":false}']));

  it("with the weights that its layers share", async () => {
    const layers = await saved(
      "a = Input((8, 8, 4))\nb = Input((8, 8, 4))\nc = layers.Conv2D(4, 3)\nmodel = Model([a, b], layers.add([c(a), c(b)]))\n",
    );
    const shared = layers.find(({ class_name }) => class_name === "Conv2D");
    assert.equal(shared?.inbound_nodes.length, 2);
    assert.deepEqual(layers.at(-1)?.inbound_nodes, [
      [
        [shared.config["name"], 0, 0, {}],
        [shared.config["name"], 1, 0, {}],
      ],
    ]);
  });
  it("with all its outputs", async () => {
    const topology = await topologyOf(
      "x = Input((8, 8, 4))\ny = layers.ReLU()(x)\nmodel = Model(x, [y, layers.Flatten()(y)])\n",
    );
    assert.ok(topology.kind === "topology");
    assert.equal((JSON.parse(topology.json) as Saved).config.output_layers.length, 2);
    assert.deepEqual(topology.inputShapes, [[8, 8, 4]]);
  });

  it("or says what stands in the way: a function of the source's own as an activation", () =>
    refused(
      "layers.Dense(3, activation=lambda t: t * tf.tanh(t))(x)",
      /^The activation of dense is a function of its own/,
    ));
  it("or says what stands in the way: a constant of several numbers", () =>
    refused(
      "x * tf.constant([1.0, 2.0, 3.0, 4.0])",
      /^The operation multiply with a constant .* has no layer of Keras/,
    ));
  it("or says what stands in the way: an operation", () =>
    refused("tf.image.resize(x, (16, 16))", /^The operation resize .* has no layer of Keras/));
  it("or says what stands in the way: a cut by steps", () =>
    refused("x[:, ::2, ::2, :]", /^The operation getitem .* has no layer of Keras/));
  it("or says what stands in the way: a layer of newer versions", () =>
    refused(
      "layers.MultiHeadAttention(2, 4)(x, x)",
      /^A MultiHeadAttention .* is no layer that every version of Keras has/,
    ));
  it("or says what stands in the way: a layer that is not understood", () =>
    refused("UnknownLayer(3)(x)", /^The network is not wholly understood: /));
});

/** Networks of the zoo whose kernels a saved topology without any layer of our own shows as the source does. */
const ROUND_TRIPS = [
  "SqueezeNet-v1.1",
  "ResNet-20",
  "SEResNet-18",
  "ShuffleNet0.5-v2",
  "EfficientNet-B0",
  "Inception-v1",
];
const WEIGHING = ["conv", "depthwise", "dense", "matmul", "batch_norm", "batch_norm_first", "pool"];

describe("a written network, read again", () => {
  for (const { network, file, call, sizes } of zooRows().filter((row) => ROUND_TRIPS.includes(row.network))) {
    it(`has the weights and kernels of ${network}`, async () => {
      const [size = 224] = sizes;
      const zoo = await openZooFile(file);
      const topology = zoo.topology(call, size);
      if (topology.kind === "refused") assert.fail(topology.why);
      const read = readKerasJson(topology.json);
      if (read.kind === "refused") assert.fail(read.why);
      const [own, back] = [inferGraph(zoo.network(call, size)), inferGraph(read.graph)];
      assert.equal(totalParameters(back), totalParameters(own));
      assert.deepEqual(weighing(back), weighing(own));
    });
  }

  it("can be written of every file of the zoo", async () => {
    // A network of each file: what its layers are does not change with its depth.
    const first = new Map(zooRows().map((row) => [row.file, row]));
    for (const { network, file, call, sizes } of first.values()) {
      const topology = (await openZooFile(file)).topology(call, sizes[0] ?? 224);
      assert.equal(topology.kind === "refused" ? topology.why : null, null, network);
    }
  });
});

function weighing(graph: ShapedGraph): readonly string[] {
  const kernels = (networkFeatures(graph).kernels ?? []).flat();
  return kernels
    .filter(({ kind }) => WEIGHING.includes(kind))
    .map(kernelKey)
    .sort();
}
