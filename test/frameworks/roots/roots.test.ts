import * as assert from "node:assert/strict";
import { networksIn, printShape, totalParameters } from "../../support/networks";

/** Name, one-based line of the location, input shape and parameters of each model that a source offers. */
async function offered(source: string, inputShape: readonly number[] | null = null): Promise<readonly string[]> {
  const { networks } = await networksIn(source, inputShape);
  return networks.map(({ root, graph }) => {
    const inputs = graph.inputs.flatMap((index) => graph.nodes[index] ?? []).map(printShape);
    const partial = root.partial || graph.nodes.some((node) => node.unknown !== null) ? " partial" : "";
    const parameters = totalParameters(graph) ?? "?";
    return `${root.name} line ${root.location.range.start.line + 1} ${inputs.join(" ")} params ${parameters}${partial}`;
  });
}

const HEAD = "from keras.layers import *\nfrom keras.models import *\n";

describe("models that a file offers", () => {
  it("a function without required parameters, whether it is called or not", async () => {
    const build = "def build(classes=10):\n    i = Input((4,))\n    return Model(i, Dense(classes)(i))\n";
    assert.deepEqual(await offered(HEAD + build), ["build line 3 (None, 4) params 50"]);
    assert.deepEqual(await offered(`${HEAD}${build}model = build()\nmodel.summary()\n`), [
      "build line 3 (None, 4) params 50",
    ]);
  });

  it("a lambda with a name is a function", async () => {
    const source = `${HEAD}build = lambda units=10: Sequential([Dense(units, input_dim=4)])
double = lambda x: 2 * x
net = build(2)
`;
    assert.deepEqual(await offered(source), ["build line 3 (None, 4) params 50", "net line 5 (None, 4) params 10"]);
  });

  it("the same function called with other arguments is another model", async () => {
    const source = `${HEAD}def build(classes=10):
    i = Input((4,))
    return Model(i, Dense(classes)(i))
small = build(2)
`;
    assert.deepEqual(await offered(source), ["build line 3 (None, 4) params 50", "small line 6 (None, 4) params 10"]);
  });

  it("a function with required parameters only through its calls", async () => {
    const source = `${HEAD}def build(classes):
    return Sequential([Dense(classes, input_dim=4)])
if True:
    ten, history = build(10), None
for classes in (2, 3):
    model = build(classes)
`;
    assert.deepEqual(await offered(source), [
      "ten line 6 (None, 4) params 50",
      "model line 8 (None, 4) params 10",
      "model (2) line 8 (None, 4) params 15",
    ]);
  });

  it("a model that a function of the top level builds and does not return", async () => {
    const source = `${HEAD}def main():
    model = Sequential()
    model.add(Dense(3, input_shape=(4,)))
    model.fit(None)

if __name__ == "__main__":
    main()
`;
    assert.deepEqual(await offered(source), ["main line 3 (None, 4) params 15"]);
  });

  it("the parts of another model that have names of their own, each once", async () => {
    const source = `${HEAD}i = Input((4,))
encoder = Model(i, Dense(2)(i))
j = Input((2,))
decoder = Sequential([Dense(4, input_shape=(2,))])
autoencoder = Model(i, decoder(encoder(i)))
features = Model(autoencoder.input, encoder.output)
`;
    assert.deepEqual(await offered(source), [
      "encoder line 4 (None, 4) params 10",
      "decoder line 6 (None, 2) params 12",
      "autoencoder line 7 (None, 4) params 22",
    ]);
  });

  it("a part of another model whose own layers were added one by one", async () => {
    const source = `${HEAD}class Block(Layer):
    def __init__(self):
        super().__init__()
        self.conv = Conv2D(4, 3)
    def call(self, x):
        return self.conv(x)
features = Sequential([Input((8, 8, 3))])
features.add(Block())
features.add(Block())
net = Model(features.input, Flatten()(features.output))
`;
    // (3·3·3 + 1)·4 + (3·3·4 + 1)·4.
    assert.deepEqual(await offered(source), [
      "features line 9 (None, 8, 8, 3) params 260",
      "net line 12 (None, 8, 8, 3) params 260",
    ]);
  });

  it("no Sequential that nothing was added to", async () => {
    const source = `${HEAD}empty = Sequential()
net = Sequential([Dense(2, input_shape=(4,))])
`;
    assert.deepEqual(await offered(source), ["net line 4 (None, 4) params 10"]);
  });

  it("not the parts of another model that have none", async () => {
    const source = `${HEAD}from keras.applications import MobileNet
base = MobileNet(input_shape=(32, 32, 3), weights=None, include_top=False)
head = Sequential([Dense(2)])
model = Sequential([base, Flatten(), head])
model = Sequential([model, Dense(1)])
`;
    // 3,228,864 of MobileNet without its top (Keras' documentation), 1,024 * 2 + 2, 2 + 1
    assert.deepEqual(await offered(source), ["model line 7 (None, 32, 32, 3) params 3230917"]);
  });

  it("each of several variables by its own name", async () => {
    const source = `${HEAD}def build(n):
    return Sequential([Dense(n, input_dim=4)]), Sequential([Dense(1, input_dim=n)])
left, right = build(3)
`;
    assert.deepEqual(await offered(source), ["left line 5 (None, 4) params 15", "right line 5 (None, 3) params 4"]);
  });

  describe("what a helper builds around a model leaves the model what it is", () => {
    // 4 * 2 + 2 of the model; the helper adds a layer without weights.
    const helper = `${HEAD}class Agent:
    def __init__(self, model):
        self.model = model
    def compile(self):
        truth = Input((2,))
        self.trained = Model([self.model.input, truth], Subtract()([truth, self.model.output]))
`;
    it("at the top level", async () => {
      const source = `${helper}model = Sequential([Dense(2, input_shape=(4,))])\nAgent(model).compile()\n`;
      assert.deepEqual(await offered(source), [
        "compile line 8 (None, 4) (None, 2) params 10",
        "model line 9 (None, 4) params 10",
      ]);
    });

    it("in a function", async () => {
      const source = `${helper}def main():
    model = Sequential([Dense(2, input_shape=(4,))])
    Agent(model).compile()
`;
      assert.deepEqual(await offered(source), [
        "main line 9 (None, 4) params 10",
        "main (2) line 9 (None, 4) (None, 2) params 10",
      ]);
    });

    it("in a class: methods that need nothing and build one", async () => {
      const source = `${HEAD}class Gan:
    def __init__(self):
        self.generator = self.build_generator()
        self.other = self.build_generator()
        self.combined = Model(self.generator.input, Dense(1)(self.generator.output))
    def build_generator(self):
        return Sequential([Dense(2, input_shape=(4,))])
gan = Gan()
`;
      assert.deepEqual(await offered(source), [
        "Gan.build_generator line 8 (None, 4) params 10",
        "gan line 10 (None, 4) params 13",
      ]);
    });
  });

  describe("decorated functions", () => {
    const wrap = `${HEAD}import functools
def logged(function):
    @functools.wraps(function)
    def inner(*positional, **named):
        return function(*positional, **named)
    return inner
def tagged(tag):
    return lambda function: function
class Kept:
    def __init__(self, function):
        self.function = function
    def __call__(self, *positional, **named):
        return self.function(*positional, **named)
`;
    for (const decorator of ["logged", "tagged('a')", "Kept", "functools.lru_cache(None)", "missing.register('b')"])
      it(`@${decorator}`, async () => {
        const source = `${wrap}@${decorator}
def build(units=3):
    return Sequential([Dense(units, input_dim=4)])
@${decorator}
def other(units):
    return Sequential([Dense(units, input_dim=4)])
def main(data):
    other(2).fit(data)
`;
        assert.deepEqual(await offered(source), [
          "build line 17 (None, 4) params 15",
          "other line 20 (None, 4) params 10",
        ]);
      });

    it("one that gives something else is what it gives", async () => {
      const source = `${HEAD}def doubled(function):
    def inner(units=3):
        return function(2 * units)
    return inner
@doubled
def build(units):
    return Sequential([Dense(units, input_dim=4)])
`;
      assert.deepEqual(await offered(source), ["build line 8 (None, 4) params 30"]);
    });
  });

  it("not training and inference, which return what only a run knows", async () => {
    const source = `${HEAD}def train():
    return build().fit(None).history
def evaluate():
    model = build()
    return model.evaluate(None)[1]
def build():
    return Sequential([Dense(2, input_dim=4)])
`;
    assert.deepEqual(await offered(source), ["build line 8 (None, 4) params 10"]);
  });

  it("not functions that return something else", async () => {
    const source = `${HEAD}def name():
    return "resnet"
def data(count=3):
    return [1] * count
class Data:
    def load(self):
        return [1]
def generator():
    yield Sequential([Dense(1, input_dim=1)])
`;
    assert.deepEqual(await offered(source), []);
  });

  it("a model in front of other results", async () => {
    const source = `${HEAD}def build():
    i = Input((4,))
    x = Dense(2)(i)
    return Model(i, x), x
`;
    assert.deepEqual(await offered(source), ["build line 3 (None, 4) params 10"]);
  });

  describe("with several results", () => {
    // Dense(n) on m inputs has m * n + n parameters; each expected total is the sum over the layers.
    const body = `${HEAD}def build():
    i = Input((4,))
    x = Dense(3)(i)
    a = Dense(2)(x)
    b = Dense(5)(x)
    return RESULT
`;
    const cases: readonly (readonly [string, number])[] = [
      ["a, b", 43],
      ["[a, b]", 43],
      ["{'a': a, 'b': b}", 43],
      ["[a, (b, [x])]", 43],
      ["i, [a, b]", 43],
      ["i, a", 23],
      ["[i], a, 7, 'name'", 23],
      ["[x, a][1:]", 23],
    ];
    for (const [result, parameters] of cases)
      it(`${result}: one model of all tensors`, async () => {
        assert.deepEqual(await offered(body.replace("RESULT", result)), [
          `build line 3 (None, 4) params ${parameters}`,
        ]);
      });

    it("an output that is not known makes it partial", async () => {
      const source = `import something\n${body.replace("RESULT", "a, something.head(x)")}`;
      assert.match((await offered(source)).join(), /^build line 4 .* partial$/);
    });

    it("inputs in the order in which they are returned", async () => {
      const source = `${HEAD}def build():
    left, right = Input((4,)), Input((2,))
    return [right, left], Concatenate()([Dense(1)(left), right])
`;
      assert.deepEqual(await offered(source), ["build line 3 (None, 2) (None, 4) params 5"]);
    });

    it("several models, each by its name in the return statement", async () => {
      const source = `${HEAD}def build():
    i = Input((4,))
    encoder = Model(i, Dense(2)(i))
    decoder = Sequential([Dense(4, input_shape=(2,))])
    return encoder, decoder, Model(i, decoder(encoder(i))), 0.5
`;
      assert.deepEqual(await offered(source), [
        "build: encoder line 3 (None, 4) params 10",
        "build: decoder line 3 (None, 2) params 12",
        "build: model_1 line 3 (None, 4) params 22",
      ]);
      const keyed = source.replace("encoder, decoder,", "{'small': encoder},").replace(", 0.5", "");
      assert.deepEqual((await offered(keyed)).at(-1), "build: model_1 line 3 (None, 4) params 22");
    });

    it("a library's network that the model is built on is no model of its own", async () => {
      const source = `${HEAD}from keras.applications import MobileNet
def build():
    base = MobileNet(input_shape=(32, 32, 3), weights=None, include_top=False)
    return Model(base.input, Dense(2)(Flatten()(base.output))), base
`;
      assert.deepEqual(await offered(source), ["build line 4 (None, 32, 32, 3) params 3230914"]);
    });
  });

  it("not what has no layers", async () => {
    const source = `${HEAD}import tensorflow as tf
def image():
    return Input((4,))
def images():
    return [Input((4,)), Input((3,))]
def nothing():
    return Sequential()
def through():
    i = Input((4,))
    return Model(i, i)
def anchors():
    return tf.range(9) * 2
`;
    assert.deepEqual(await offered(source), []);
  });

  it("lists that hold themselves, or share their parts over and over, cost no time", async () => {
    const doubled = Array.from({ length: 60 }, () => "a = (a, a)\n").join("");
    const source = `${HEAD}a = (3,)
${doubled}b = [3]
b.append(b)
def build(units, more):
    return Sequential([Dense(units[0], input_dim=1)])
def first():
    build(b, a)
def second(data):
    return build([3], b)
`;
    assert.deepEqual(await offered(source), ["build line 66 (None, 1) params 6"]);
  });

  it("a function whose layers lead nowhere is shown as partial", async () => {
    const source = `${HEAD}import something
def build():
    x = Dense(2)(Input((4,)))
    return something.finish(x)
`;
    const [entry, ...others] = await offered(source);
    assert.match(entry ?? "", /^build line 4 .* partial$/);
    assert.deepEqual(others, []);
  });

  it("names that start over in every function", async () => {
    const { networks } = await networksIn(`${HEAD}def a():
    return Sequential([Dense(1, input_dim=1), Dense(2)])
def b():
    return Sequential([Dense(3, input_dim=1)])
`);
    assert.deepEqual(
      networks.map(({ graph }) => graph.nodes.map((node) => node.layer.name)),
      [
        ["dense_input", "dense", "dense_1"],
        ["dense_input", "dense"],
      ],
    );
  });

  describe("directives", () => {
    it("give required parameters their values", async () => {
      const source = `${HEAD}
# latency: input_shape=(6,), classes=3
def build(input_shape, classes):
    i = Input(input_shape)
    return Model(i, Dense(classes)(i))
`;
      assert.deepEqual(await offered(source), ["build line 5 (None, 6) params 21"]);
    });

    it("stand over defaults, on the line of the definition too", async () => {
      const source = `${HEAD}def build(classes=10):  # latency: classes=2
    i = Input((4,))
    return Model(i, Dense(classes)(i))
`;
      assert.deepEqual(await offered(source), ["build line 3 (None, 4) params 10"]);
    });

    it("give a size to the images of a function without such a parameter", async () => {
      const source = `${HEAD}
# latency: input_shape=(8, 8, 1)
def build():
    i = Input((None, None, 1))
    return Model(i, Dense(i.shape[1])(Flatten()(i)))
`;
      assert.deepEqual(await offered(source), ["build line 5 (None, 8, 8, 1) params 520"]);
    });

    it("give a size to a model of the top level", async () => {
      const source = `${HEAD}
# latency: input_shape=(4, 4, 3)
model = Sequential([Conv2D(2, 3), Flatten(), Dense(1)])
`;
      assert.deepEqual(await offered(source), ["model line 5 (None, 4, 4, 3) params 65"]);
    });

    it("yield to a size that is asked for from outside", async () => {
      const source = `${HEAD}
# latency: input_shape=(8, 8, 1)
def build(input_shape):
    return Sequential([Flatten(input_shape=input_shape), Dense(1)])
`;
      assert.deepEqual(await offered(source, [2, 2, 1]), ["build line 5 (None, 2, 2, 1) params 5"]);
    });

    it("belong to the next definition only", async () => {
      const source = `${HEAD}
# latency: n=2
def first(n):
    return Sequential([Dense(n, input_dim=1)])

def second(n):
    return Sequential([Dense(n, input_dim=1)])
`;
      assert.deepEqual(await offered(source), ["first line 5 (None, 1) params 4"]);
    });
  });

  describe("with an input size from outside", () => {
    const size = [64, 48, 3];

    it("takes the place of the size of an image", async () => {
      const source = `${HEAD}i = Input((32, 32, 1))
m = Model(i, Conv2D(2, 1)(i))
s = Sequential([Conv2D(2, 1, input_shape=(8, 8, 1))])
v = Sequential([Dense(2, input_shape=(8,))])
`;
      assert.deepEqual(await offered(source, size), [
        "m line 4 (None, 64, 48, 3) params 8",
        "s line 5 (None, 64, 48, 3) params 8",
        "v line 6 (None, 8) params 18",
      ]);
    });

    it("reaches the parameters that take it, in the form of their defaults", async () => {
      const body = "    return Sequential([Conv2D(2, 1, input_shape=INPUT), Flatten(), Dense(1)])\n";
      const forms: readonly (readonly [string, string])[] = [
        ["input_shape=(32, 32, 3)", "input_shape"],
        ["image_size=(32, 32)", "image_size + (3,)"],
        ["height=32, width=32, channels=3", "(height, width, channels)"],
        ["input_shape", "input_shape"],
        ["shape=None", "shape"],
      ];
      for (const [parameters, use] of forms) {
        const source = `${HEAD}def build(${parameters}):\n${body.replace("INPUT", use)}`;
        assert.deepEqual(await offered(source, size), ["build line 3 (None, 64, 48, 3) params 6153"], parameters);
      }
    });
  });
});
