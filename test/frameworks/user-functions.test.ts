/** Functions and classes of the user's that Keras takes as layers or activations. */
import assert from "node:assert/strict";
import { checkAnnotated } from "../support/annotated";
import { networksIn, totalParameters } from "../support/networks";

const IMPORTS = "from tensorflow.keras import backend, layers, models\n";

describe("functions and classes of the user's", () => {
  it("an activation with the name of a known one costs what that does", async () => {
    const { networks } = await networksIn(`${IMPORTS}
def hard_swish(x):
    return x * backend.relu(x + 3.0, max_value=6.0) / 6.0

def warp(x):
    return x * x

inputs = layers.Input((8, 8, 3))
model = models.Model(inputs, layers.Activation(warp)(layers.Activation(hard_swish)(inputs)))
`);
    const nodes = networks[0]?.graph.nodes ?? [];
    assert.deepEqual(
      nodes.slice(1).map((node) => node.cost?.kernels.length),
      [4, 1],
    );
    assert.deepEqual(networks[0]?.graph.problems, []);
  });

  it("a class that derives from Lambda is one layer with the shape that its function gives", () =>
    checkAnnotated(`${IMPORTS}
class Halves(layers.Lambda):
    def __init__(self, factor, **kwargs):
        super().__init__(lambda pair: pair[0][:, :4] + factor * pair[1], **kwargs)

a, b = layers.Input((8,)), layers.Input((4,))
x = Halves(2.0, name="halves")([a, b])
#   ^^^^^^ (None, 4) params 0
model = models.Model([a, b], x)
`));

  it("a layer of a class that derives from another is an instance of both", async () => {
    const { evaluation } = await networksIn(`${IMPORTS}
class Noisy(layers.Dropout):
    pass

noisy = Noisy(0.5)
kinds = [isinstance(noisy, kind) for kind in (Noisy, layers.Dropout, layers.Layer, layers.Dense)]
`);
    const kinds = evaluation.scope.own("kinds");
    assert.deepEqual(kinds?.kind === "list" ? kinds.items.map((item) => item.kind === "boolean" && item.value) : null, [
      true,
      true,
      true,
      false,
    ]);
  });

  it("a layer that the source builds itself is not built again where it is applied", async () => {
    const { networks } = await networksIn(`${IMPORTS}
class Bias(layers.Layer):
    def build(self, input_shape):
        self.bias = self.add_weight(name="bias", shape=(input_shape[-1],))
        super().build(input_shape)

    def call(self, inputs):
        return inputs + self.bias

inputs = layers.Input((8,))
bias = Bias(name="bias")
bias.build([None, 8])
model = models.Model(inputs, layers.Dense(8)(bias(bias(inputs))))
`);
    assert.deepEqual(
      networks.map(({ graph }) => totalParameters(graph)),
      [80],
    );
  });

  it("what a source keeps on a model changes no network", async () => {
    const { networks } = await networksIn(`${IMPORTS}
def net():
    inputs = layers.Input((8,))
    model = models.Model(inputs, layers.Dense(2)(inputs))
    model.rescale = lambda image: image / 255
    return model
`);
    assert.deepEqual(
      networks.map(({ root, graph }) => [root.partial, root.problems, graph.problems]),
      [[false, [], []]],
    );
  });

  it("operations on tensors are none of a model's layers", async () => {
    const { evaluation } = await networksIn(`${IMPORTS}
x = inputs = layers.Input((8,))
x = layers.Dense(4, name="first")(x) * 2.0 + 1.0
model = models.Model(inputs, layers.Dense(2, name="last")(x))
names = [layer.name for layer in model.layers[1:]]
`);
    const names = evaluation.scope.own("names");
    assert.deepEqual(names?.kind === "list" ? names.items.map((item) => item.kind === "string" && item.value) : null, [
      "first",
      "last",
    ]);
  });

  it("arguments may be arrays of numpy and members of an IntEnum", async () => {
    const { networks } = await networksIn(`${IMPORTS}
from enum import IntEnum
import numpy as np

class Width(IntEnum):
    NARROW = 4

inputs = layers.Input(np.array([8, 8, 3]))
model = models.Model(inputs, layers.Conv2D(Width.NARROW, np.array([3, 1]), strides=np.int64(2))(inputs))
`);
    assert.deepEqual(
      networks.map(({ graph }) => totalParameters(graph)),
      [40],
    );
  });

  it("a call that does not fit its function is the reason of what it was to give", () =>
    checkAnnotated(`${IMPORTS}
def width(n):
    return 2 * n

units = width(8, 16)
model = models.Sequential([layers.Input((8,)), layers.Dense(units)])
#                                              ^^^^^^ unknown: units is not known: TypeError: width() got 1 argument too many
`));

  it("what a class leaves out of the layer that it derives from keeps its weights, trained and not", async () => {
    const { networks } = await networksIn(`${IMPORTS}
class Idle(layers.BatchNormalization):
    def call(self, x):
        return 2 * x

model = models.Sequential([layers.Input((8,)), Idle()])
`);
    const nodes = networks[0]?.graph.nodes ?? [];
    const sum = (of: "total" | "nonTrainable"): number =>
      nodes.reduce((sum, { parameters }) => sum + (parameters?.[of] ?? NaN), 0);
    assert.deepEqual([sum("total"), sum("nonTrainable")], [32, 16]);
  });
});
