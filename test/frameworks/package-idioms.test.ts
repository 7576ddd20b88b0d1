/** How packages of networks are written: names looked up by texts, patched libraries, shapes from iterators. */
import assert from "node:assert/strict";
import { networksIn, totalParameters } from "../support/networks";

/** 28·filters of a 3×3 convolution over 3 channels, and nothing else. */
async function filtersOf(lines: readonly string[]): Promise<number | null> {
  const { networks } = await networksIn(`${lines.join("\n")}\n`);
  assert.equal(networks.length, 1);
  const parameters = networks.map(({ graph }) => totalParameters(graph))[0] ?? null;
  return parameters === null ? null : parameters / 28;
}

const HEAD = ["from tensorflow.keras.layers import *", "from tensorflow.keras.models import Model"];

describe("idioms of packages", () => {
  it("eval() finds names of a star import and of the function", async () => {
    const body = ["    i = Input((8, 8, 3))", "    local = Conv2D"];
    const built = (code: string): string[] => [
      ...HEAD,
      "def net(kind='Conv2D'):",
      ...body,
      `    return Model(i, ${code}(4, 3)(i))`,
    ];
    assert.equal(await filtersOf(built("eval(kind)")), 4);
    assert.equal(await filtersOf(built("eval('local')")), 4);
  });

  it("globals() holds the names of a star import", async () => {
    const built = (size: string): string[] => [
      ...HEAD,
      `def net():`,
      "    i = Input((8, 8, 3))",
      `    return Model(i, globals()["Conv2D"](${size}, 3)(i))`,
    ];
    assert.equal(await filtersOf(built("5")), 5);
    assert.equal(await filtersOf(built('6 if "Conv2D" in globals() else 7')), 6);
    assert.equal(await filtersOf(built('6 if globals().get("Conv2D") is None else 7')), 7);
  });

  it("import_module gives a library's module", async () => {
    const lines = [
      "from importlib import import_module",
      "def part(path, *names):",
      "    module = import_module('tensorflow.keras.' + path)",
      "    return tuple(getattr(module, name) for name in names)",
      "Input, Conv2D = part('layers', 'Input', 'Conv2D')",
      "(Model,) = part('models', 'Model')",
      "def net():",
      "    i = Input((8, 8, 3))",
      "    return Model(i, Conv2D(3, 3)(i))",
    ];
    assert.equal(await filtersOf(lines), 3);
  });

  it("a patch of what changes no network leaves the library known", async () => {
    const lines = [
      "import keras",
      "keras.backend.name_scope = keras.name_scope",
      "def net():",
      "    i = keras.Input((8, 8, 3))",
      "    return keras.Model(i, keras.layers.Conv2D(3, 3)(i))",
    ];
    assert.equal(await filtersOf(lines), 3);
  });

  it("a patch of a layer makes the library unknown", async () => {
    const { networks } = await networksIn(
      [
        "import keras",
        "from tensorflow.keras.layers import Conv2D",
        "keras.layers.Conv2D = lambda n, k: Conv2D(2 * n, k)",
        "def net():",
        "    i = keras.Input((8, 8, 3))",
        "    return keras.Model(i, keras.layers.Conv2D(3, 3)(i))",
        "",
      ].join("\n"),
    );
    assert.deepEqual(
      networks.map(({ graph }) => totalParameters(graph)),
      [],
    );
  });

  it("the sides of an input may come from an iterator", async () => {
    for (const shape of ["filter(None, [None, 8, 8, 3])", "map(int, ['8', '8', '3'])", "(n for n in (8, 8, 3))"])
      assert.equal(
        await filtersOf([
          ...HEAD,
          "def net():",
          `    i = Input(shape=${shape})`,
          "    return Model(i, Conv2D(2, 3)(i))",
        ]),
        2,
      );
  });

  it("self.__setattr__ keeps a layer as an assignment does", async () => {
    const lines = [
      "import tensorflow as tf",
      "class Block(tf.keras.layers.Layer):",
      "    def build(self, shape):",
      "        self.__setattr__('conv', tf.keras.layers.Conv2D(3, 3))",
      "    def call(self, x):",
      "        return self.conv(x)",
      "def net():",
      "    i = tf.keras.Input((8, 8, 3))",
      "    return tf.keras.Model(i, Block()(i))",
    ];
    assert.equal(await filtersOf(lines), 3);
  });

  describe("clone_model", () => {
    /** 84 + 84 weights of two convolutions, 3·2 of PReLU where it takes the place of one activation. */
    const base = (convert: readonly string[], end: string): string[] => [
      "import keras",
      "from keras.layers import Activation, Conv2D, PReLU, ReLU",
      ...convert,
      "def net():",
      "    i = keras.Input((8, 8, 3))",
      "    x = Activation('relu')(Conv2D(3, 3)(i))",
      "    x = ReLU()(Activation('sigmoid')(x))",
      "    old = keras.Model(i, Conv2D(3, 3)(x))",
      `    return ${end}`,
    ];
    const CONVERT = [
      "def convert(layer):",
      "    if isinstance(layer, ReLU) or (isinstance(layer, Activation) and layer.activation == keras.activations.relu):",
      "        return PReLU(shared_axes=[1, 2], name=layer.name.replace('relu', 'prelu'))",
      "    return layer",
    ];
    const total = async (lines: readonly string[]): Promise<unknown> => {
      const { networks } = await networksIn(`${lines.join("\n")}\n`);
      return networks.map(({ graph }) => totalParameters(graph));
    };

    it("applies its function to each layer", async () => {
      const call = "keras.models.clone_model(old, input_tensors=keras.Input((8, 8, 3)), clone_function=convert)";
      assert.deepEqual(await total(base(CONVERT, call)), [84 + 3 + 3 + 84]);
    });

    it("makes layers of its own", async () => {
      const lines = base([], "keras.Model(i, keras.models.clone_model(old)(keras.layers.ZeroPadding2D(2)(old(i))))");
      assert.deepEqual(await total(lines), [4 * 84]);
    });

    it("is not understood where the function gives no layer", async () => {
      const { networks } = await networksIn(
        `${base(["def convert(layer):", "    return layer.name"], "keras.models.clone_model(old, clone_function=convert)").join("\n")}\n`,
      );
      assert.deepEqual(
        networks.map(({ graph }) => graph.nodes.some(({ unknown }) => unknown?.includes("clone_function") === true)),
        [true],
      );
    });
  });

  it("a layer's settings are what Keras keeps of its arguments", async () => {
    const lines = [
      ...HEAD,
      "def net():",
      "    i = Input((8, 8, 3))",
      "    layer = Conv2D(4, 3, strides=[1, 1])",
      "    n = layer.filters + layer.kernel_size[1]",
      "    n += 10 if layer.kernel_size == (3, 3) and layer.strides == (1, 1) else 0",
      "    return Model(i, Conv2D(n, 3)(i))",
    ];
    assert.equal(await filtersOf(lines), 17);
  });

  it("normalizes over neighbouring channels without weights", async () => {
    for (const layer of [
      "Lambda(tf.nn.local_response_normalization)(x)",
      "Lambda(lambda y: tf.nn.lrn(y, 4, alpha=1e-4, beta=0.75))(x)",
      "tf.nn.local_response_normalization(x, depth_radius=5)",
    ]) {
      const lines = [
        "import tensorflow as tf",
        ...HEAD,
        "def net():",
        "    i = Input((8, 8, 3))",
        "    x = Conv2D(4, 3)(i)",
      ];
      const { networks } = await networksIn(`${[...lines, `    return Model(i, ${layer})`].join("\n")}\n`);
      const nodes = networks[0]?.graph.nodes ?? [];
      assert.deepEqual(nodes.at(-1)?.outputShape, [6, 6, 4]);
      assert.ok(nodes.every(({ unknown, cost }) => unknown === null && cost !== null));
    }
  });
});
