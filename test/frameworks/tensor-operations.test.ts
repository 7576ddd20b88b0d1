import assert from "node:assert/strict";
import type { ShapedNode } from "../../server/src/graph/graph";
import { checkAnnotated } from "../support/annotated";
import { networksIn, printShape, totalParameters } from "../support/networks";

/** Shapes of single operations are compared with Keras' own in `test/oracle/operations`; here is what they do in a network. */
describe("operations on tensors in networks", () => {
  it("are layers without parameters, and what stands below them is known", () =>
    checkAnnotated(`
import tensorflow as tf
from tensorflow.keras import layers
i = layers.Input((32, 32, 3))
x = layers.Conv2D(8, 3, padding="same")(i)
#   ^ (None, 32, 32, 8) params 224
y = tf.image.resize(x, (16, 16))
#   ^ (None, 16, 16, 8) params 0
y = y * tf.nn.sigmoid(y)
y = tf.concat([y, y[..., :4]], axis=-1)
#   ^ (None, 16, 16, 12) params 0
y = layers.Conv2D(4, 1)(y)
#   ^ (None, 16, 16, 4) params 52
z = layers.Dense(2)(tf.reshape(y, (-1, 16 * 16 * 4)))
#   ^ (None, 2) params 2050
m = tf.keras.Model(i, z)
`));

  it("a list of tensors is stacked first, in the words of the library that is called", async () => {
    const names = async (call: string): Promise<readonly string[]> => {
      const source = `import keras\nimport tensorflow as tf\ni = keras.Input((4,))\nm = keras.Model(i, ${call})\n`;
      const [network] = (await networksIn(source)).networks;
      return network?.graph.nodes.slice(1).map(({ layer }) => layer.name) ?? [];
    };
    assert.deepEqual(await names("tf.reduce_sum([i, i], axis=0)"), ["tf.stack", "tf.reduce_sum"]);
    assert.deepEqual(await names("keras.ops.sum([i, i], axis=0)"), ["stack", "sum"]);
  });

  it("an operator has the name that Keras gives its layer", async () => {
    const named = async (expression: string): Promise<string | undefined> =>
      (await lastNode(`b = i > 0\nm = tf.keras.Model(i, ${expression})`)).layer.name;
    const names = [
      ["-i", "tf.math.negative"],
      ["abs(i)", "tf.math.abs"],
      ["~b", "tf.math.logical_not"],
      ["b & b", "tf.__operators__.logical_and"],
      ["b | b", "tf.__operators__.logical_or"],
      ["b ^ b", "tf.__operators__.logical_xor"],
    ] as const;
    assert.deepEqual(
      await Promise.all(names.map(([expression]) => named(expression))),
      names.map(([, name]) => name),
    );
  });

  it("normalize gives the vectors, and their lengths along the axis", () =>
    checkAnnotated(`${HEAD}
vectors, lengths = tf.linalg.normalize(i, axis=-1)
#                  ^^^^^^^^^^^^^^^^^^^ (None, 32, 32, 3) params 0 | (None, 32, 32, 1) params 0
m = tf.keras.Model(i, [vectors, lengths])
`));

  it("K.gather takes its arguments by the names that Keras gives them", () =>
    checkAnnotated(`${HEAD}
m = tf.keras.Model(i, K.gather(reference=K.constant([[1.0, 2.0, 3.0]]), indices=tf.cast(i[:, 0, 0, 0], tf.int32)))
#                     ^^^^^^^^ (None, 3) params 0
`));

  it("a comparison of sizes is a number that later sizes may follow from", async () => {
    // One more copy where it holds: the side is 32.
    const copies = async (comparison: string): Promise<number> => {
      const count = `1 + tf.cast(tf.${comparison}, tf.int32)`;
      const node = await lastNode(`n = tf.shape(i)[1]\nm = tf.keras.Model(i, tf.tile(i, [1, ${count}, 1, 1]))`);
      return Number(node.outputShape?.[0]) / 32;
    };
    const table = { greater: [2, 1, 1], greater_equal: [2, 2, 1], less: [1, 1, 2], less_equal: [1, 2, 2] };
    for (const [name, expected] of Object.entries(table))
      assert.deepEqual(await Promise.all([31, 32, 33].map((side) => copies(`${name}(n, ${side})`))), expected, name);
  });

  it("tf.range counts from its start to its limit by its step", async () => {
    for (const [call, length] of [
      ["tf.range(7)", 7],
      ["tf.range(2, 7)", 5],
      ["tf.range(2, 7, 2)", 3],
    ] as const) {
      const node = await lastNode(`m = tf.keras.Model(i, tf.tile(i, [1, tf.size(${call}), 1, 1]))`);
      assert.equal(node.outputShape?.[0], 32 * length, call);
    }
  });

  it("images are padded on each side, or to a size", () =>
    checkAnnotated(`
import keras
from keras import ops
i = keras.Input((8, 6, 3))
x = ops.image.pad_images(i, top_padding=1, left_padding=2, bottom_padding=3, right_padding=4)
#   ^ (None, 12, 12, 3) params 0
y = ops.image.pad_images(i, 1, 2, target_height=20, target_width=10)
#   ^ (None, 20, 10, 3) params 0
m = keras.Model(i, [x, y])
`));

  it("tensordot sums over as many last sides of the one as first sides of the other", () =>
    checkAnnotated(`
import tensorflow as tf
from tensorflow.keras import layers
i = layers.Input((5, 3, 4))
x = tf.tensordot(i, tf.ones((3, 4, 7)), axes=2)
#   ^ (None, 5, 7) params 0
y = tf.tensordot(i, tf.ones((4, 2)), 1)
#   ^ (None, 5, 3, 2) params 0
m = tf.keras.Model(i, [x, y])
`));

  it("an expression that is not understood names its reason below", () =>
    checkAnnotated(`
import tensorflow as tf
i = tf.keras.Input((8, 8, 3))
x = tf.reshape(i, (-1, read_size(), 3))
#   ^ unknown: the name 'read_size' is not defined
x = tf.nn.relu(x)
#   ^ unknown: the name 'read_size' is not defined
x = tf.keras.layers.Conv1D(2, 1)(x)
#   ^ unknown: the name 'read_size' is not defined
m = tf.keras.Model(i, x)
`));

  it("what Keras would refuse is a problem at its place", () =>
    checkAnnotated(`
import tensorflow as tf
i = tf.keras.Input((8, 8, 3))
x = tf.concat([i, i[:, :4]], axis=-1)
#   ^ error: the sides do not agree
m = tf.keras.Model(i, x)
`));

  it("an operation whose cost is not known says so", async () => {
    const source =
      "import tensorflow as tf\ni = tf.keras.Input((4,))\nm = tf.keras.Model(i, tf.map_fn(lambda row: row * 2, i))\n";
    const [network] = (await networksIn(source)).networks;
    assert.deepEqual(
      network?.graph.problems.map(({ severity, message }) => [severity, message]),
      [["information", "The cost of tf.map_fn_1 is not known here: what it does to one sample does not follow."]],
    );
  });

  describe("conditions on sizes", () => {
    const cases: readonly (readonly [condition: string, expected: string])[] = [
      ["x.shape[1] > 8", "(None, 4)"],
      ["tf.shape(x)[1] > 8", "(None, 4)"],
      ["K.int_shape(x)[1] > 64", "(None, 8)"],
      ["K.ndim(x) == 4", "(None, 4)"],
      ["x.shape.rank == 3", "(None, 8)"],
      ["x is None or x == None", "(None, 8)"],
    ];
    for (const [condition, expected] of cases) {
      it(condition, async () => {
        const last = await lastNode(
          `x = i\nn = 4 if ${condition} else 8\nm = tf.keras.Model(i, L.Dense(n)(L.GlobalMaxPool2D()(x)))`,
        );
        assert.equal(printShape(last), expected);
      });
    }
  });

  describe("rows that are no samples", () => {
    it("a layer on rows of pixels costs as much as one on the image", async () => {
      const image = await lastNode("m = tf.keras.Model(i, L.Dense(4)(i))");
      const rows = await lastNode("m = tf.keras.Model(i, L.Dense(4)(tf.reshape(i, (-1, 3))))");
      assert.equal(printShape(rows), "(None, 4)");
      assert.equal(rows.cost?.macs, image.cost?.macs);
      assert.equal(rows.cost?.macs, 32 * 32 * 3 * 4);
    });

    it("windows of an image and back", async () => {
      const split = "tf.reshape(tf.transpose(tf.reshape(i, (-1, 4, 8, 4, 8, 3)), (0, 1, 3, 2, 4, 5)), (-1, 64, 3))";
      const whole = await lastNode(
        `w = L.Dense(6)(${split})\nb = tf.reshape(tf.transpose(tf.reshape(w, (-1, 4, 4, 8, 8, 6)), (0, 1, 3, 2, 4, 5)), (-1, 32, 32, 6))\n` +
          "m = tf.keras.Model(i, L.Conv2D(2, 1)(b))",
      );
      assert.equal(printShape(whole), "(None, 32, 32, 2)");
      assert.equal(whole.cost?.macs, 32 * 32 * 6 * 2);
      const inside = await lastNode(`m = tf.keras.Model(i, L.Dense(6)(${split}))`);
      assert.equal(printShape(inside), "(None, 64, 6)");
      assert.equal(inside.cost?.macs, 32 * 32 * 3 * 6);
    });

    it("a batch that is spread over sides has a shape and no cost", async () => {
      const spread = await lastNode(
        "m = tf.keras.Model(i, L.Dense(4)(tf.transpose(L.Reshape((9, 7))(L.Dense(63)(L.Flatten()(i))), (1, 0, 2))))",
      );
      assert.deepEqual(spread.outputShape, [null, 4]);
      assert.equal(spread.cost, null);
    });
  });

  describe("a network that is applied again to another size", () => {
    it("sizes are those of the new input", async () => {
      const last = await lastNode(
        "p = tf.keras.Input((8, 8, 3))\nh = tf.keras.Model(p, tf.reduce_mean(p[:, ::2], axis=-1))\nm = tf.keras.Model(i, L.ReLU()(h(i)))",
      );
      assert.equal(printShape(last), "(None, 16, 32)");
    });

    it("so are those of a Lambda", async () => {
      const last = await lastNode(
        "p = tf.keras.Input((8, 8, 3))\nh = tf.keras.Model(p, L.Lambda(lambda t: t[:, ::2] * 2)(p))\nm = tf.keras.Model(i, h(i))",
      );
      assert.equal(printShape(last), "(None, 16, 32, 3)");
    });
  });

  describe("Lambda layers", () => {
    it("cost what their function computes", async () => {
      const alone = await kernelsOf("m = tf.keras.Model(i, tf.sqrt(tf.reduce_mean(i, axis=[1, 2])))");
      const inside = await kernelsOf(
        "m = tf.keras.Model(i, L.Lambda(lambda t: tf.sqrt(tf.reduce_mean(t, axis=[1, 2])))(i))",
      );
      assert.deepEqual(inside, alone);
      assert.deepEqual(inside.slice(1), ["global_pool", "activation"], "behind the input's");
    });

    it("stay one layer", async () => {
      const { networks } = await networksIn(
        `${HEAD}m = tf.keras.Model(i, L.Lambda(lambda t: K.relu(t) + 1, name="act")(i))`,
      );
      assert.deepEqual(
        networks[0]?.graph.nodes.map(({ layer }) => `${layer.class} ${layer.name}`),
        ["InputLayer input_1", "Lambda act"],
      );
    });

    it("their output_shape stands where the function is not understood", async () => {
      const last = await lastNode("m = tf.keras.Model(i, L.Lambda(unheard_of, output_shape=(5, 7))(i))");
      assert.equal(printShape(last), "(None, 5, 7)");
    });

    it("a tensor from outside keeps its place in the network", async () => {
      const last = await lastNode("c = L.Conv2D(3, 1)(i)\nm = tf.keras.Model(i, L.Lambda(lambda t: t + c)(i))");
      assert.equal(last.inputs.length, 2);
      assert.equal(printShape(last), "(None, 32, 32, 3)");
    });

    it("their function gets lists, tuples and dictionaries as they are nested", async () => {
      const parts = "a, b, c = L.Conv2D(2, 1)(i), L.Conv2D(3, 1)(i), L.Conv2D(4, 1)(i)\n";
      for (const [argument, body] of [
        ["((a, b), (c,))", "tf.concat([t[0][1], t[1][0]], -1)"],
        ["[[a], [b, c]]", "tf.concat([t[1][0], t[1][1]], -1)"],
        ['{"left": b, "right": [c, a]}', 'tf.concat([t["left"], t["right"][0]], -1)'],
      ] as const) {
        const last = await lastNode(`${parts}m = tf.keras.Model(i, L.Lambda(lambda t: ${body})(${argument}))`);
        assert.equal(printShape(last), "(None, 32, 32, 7)", argument);
      }
      const called = `${parts}h = tf.keras.Model(i, L.Lambda(lambda t: t[0][1])(((a, b), c)))\n`;
      assert.equal(printShape(await lastNode(`${called}m = tf.keras.Model(i, h(i))`)), "(None, 32, 32, 3)");
    });

    it("the reason is that of what is not understood in it", async () => {
      const reason = async (body: string): Promise<string> => {
        const { networks } = await networksIn(`${HEAD}m = tf.keras.Model(i, L.Lambda(lambda t: ${body})(i))`);
        return networks[0]?.graph.nodes.at(-1)?.unknown ?? "";
      };
      assert.equal(await reason("None"), "the function of this Lambda returns None, which is no tensor");
      assert.match(await reason("(t, tf.unheard_of(t))"), /^tensorflow\.unheard_of is not known yet$/);
      assert.match(
        await reason("(t, tf.concat([t, t[:, 1:]], -1))"),
        /^the output shape of .* the sides do not agree$/,
      );
      assert.match(
        await reason("[each for each in tf.image.non_max_suppression_with_scores(t[0, :, :, 0], t[0, :, 0, 0], 5)]"),
        /^how many boxes tf\.image\.non_max_suppression_with_scores keeps depends on the picture/,
      );
    });
  });

  it("weights that take part are counted", async () => {
    const { networks } = await networksIn(`${HEAD}
class Scale(L.Layer):
    def build(self, shape):
        self.gamma = self.add_weight(shape=(shape[-1],), initializer="ones")
    def call(self, x):
        return x * self.gamma
m = tf.keras.Model(i, Scale()(i))`);
    const [network] = networks;
    assert.ok(network !== undefined);
    assert.equal(totalParameters(network.graph), 3);
    assert.equal(network.graph.nodes.at(-1)?.outputShape?.join(), "32,32,3");
  });

  it("Keras 3 operations", () =>
    checkAnnotated(`
import keras
from keras import layers, ops
i = keras.Input((16, 24))
a = ops.softmax(ops.matmul(i, ops.swapaxes(i, 1, 2)) / 4.0)
x = ops.matmul(a, i)
#   ^ (None, 16, 24) params 0
x = layers.Dense(2)(ops.mean(x, axis=1))
#   ^ (None, 2) params 50
m = keras.Model(i, x)
`));
});

const HEAD = `import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras import layers as L
i = tf.keras.Input((32, 32, 3))
`;

async function lastNode(source: string): Promise<ShapedNode> {
  const { networks } = await networksIn(HEAD + source);
  const node = networks.at(-1)?.graph.nodes.at(-1);
  assert.ok(node !== undefined, "no network");
  assert.ok(node.outputShape !== null, node.unknown ?? "");
  return node;
}

async function kernelsOf(source: string): Promise<readonly string[]> {
  const { networks } = await networksIn(HEAD + source);
  return networks[0]?.graph.nodes.flatMap(({ cost }) => cost?.kernels.map(({ kind }) => kind) ?? ["?"]) ?? [];
}
