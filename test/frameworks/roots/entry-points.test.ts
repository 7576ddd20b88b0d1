import * as assert from "node:assert/strict";
import type { DocumentLanguage } from "../../../server/src/project/language";
import { printShape, scriptNetworksIn, totalParameters } from "../../support/networks";

const HEAD = "from keras.layers import *\nfrom keras.models import *\nfrom keras import layers\nimport keras\n";

/** Name, one-based line, input shape and parameters of each model, and "?" before each candidate with what it lacks. */
async function offered(source: string, language: DocumentLanguage = "python"): Promise<readonly string[]> {
  const { networks, candidates } = await scriptNetworksIn(source, language);
  return [
    ...networks.map(({ root, graph }) => {
      const inputs = graph.inputs.flatMap((index) => graph.nodes[index] ?? []).map(printShape);
      const called = root.calledAt === null ? "" : ` called in ${root.calledAt.range.start.line + 1}`;
      const assumed = root.assumptions.length === 0 ? "" : ` assumed ${root.assumptions.length}`;
      const line = root.location.range.start.line + 1;
      return `${root.name} line ${line} ${inputs.join(" ")} params ${totalParameters(graph) ?? "?"}${called}${assumed}`;
    }),
    ...candidates.map(({ name, kind, missing }) => `? ${kind} ${name}: ${missing.join(", ")}`),
  ];
}

async function why(source: string, language: DocumentLanguage = "python"): Promise<readonly (string | null)[]> {
  const { candidates } = await scriptNetworksIn(source, language);
  return candidates.flatMap((candidate) => [candidate.why, candidate.directive]);
}

const BUILD = `${HEAD}def build(units, classes=10):
    return Sequential([Input((4,)), Dense(units), Dense(classes)])
`;

describe("functions with required parameters", () => {
  it("get a model through a call in another function, at their own definition", async () => {
    const source = `${BUILD}def train(data):
    model = build(8)
    model.fit(data)
`;
    assert.deepEqual(await offered(source), ["build line 5 (None, 4) params 130 called in 8"]);
  });

  it("get one for each way of calling them, named by what differs", async () => {
    const source = `${BUILD}def small(data):
    return train(build(8, classes=2), data)
def large(data):
    units = 2 * 8
    return train(build(units, classes=2), data)
def again(data):
    return build(classes=2, units=8)
`;
    assert.deepEqual(await offered(source), [
      "build(units=8) line 5 (None, 4) params 58 called in 8",
      "build(units=16) line 5 (None, 4) params 114 called in 11",
    ]);
  });

  it("get one through the main part of a script", async () => {
    const source = `${BUILD}def main():
    for units in (8, 16):
        build(units).summary()
if __name__ == "__main__":
    main()
`;
    assert.deepEqual(
      await offered(source),
      [
        "build(units=8) line 5 (None, 4) params 98 called in 9",
        "build(units=16) line 5 (None, 4) params 178 called in 9",
      ].map((line) => line.replace("params 98", "params 130").replace("params 178", "params 250")),
    );
  });

  it("through a chain of functions that hand arguments on", async () => {
    const source = `${BUILD}def inner(units, data):
    return build(units * 2)
def outer(data):
    return inner(4, data)
`;
    assert.deepEqual((await offered(source))[0], "build line 5 (None, 4) params 130 called in 8");
  });

  it("through a method that calls them", async () => {
    const source = `${BUILD}class Trainer:
    def __init__(self, data):
        self.model = build(8)
`;
    assert.deepEqual(await offered(source), ["build line 5 (None, 4) params 130 called in 9"]);
  });

  it("have none where they are part of another model", async () => {
    const source = `${HEAD}def block(x, units):
    return Dense(units)(x)
def encoder(units):
    i = Input((4,))
    return Model(i, block(i, units))
def build():
    i = Input((4,))
    return Model(i, Dense(1)(encoder(3)(i)))
`;
    assert.deepEqual(await offered(source), ["build line 10 (None, 4) params 19"]);
  });

  it("that call each other do not go on for ever", async () => {
    const source = `${HEAD}def a(n):
    return Sequential([Input((4,)), Dense(n)]) if n < 9 else b(n)
def b(n):
    return a(n - 1)
`;
    assert.deepEqual(await offered(source), ["? network a: n", "? network b: n"]);
  });

  it("do not take a list that the call changed", async () => {
    const source = `${HEAD}def build(units):
    return Sequential([Input((4,)), Dense(units.pop())])
def main(data):
    build([1, 2, 3])
`;
    assert.deepEqual(await offered(source), ["build line 5 (None, 4) params 15 called in 8"]);
  });
});

describe("likely values by the names of parameters", () => {
  it("stand in where nobody calls the function, and are flagged", async () => {
    const source = `${HEAD}def build(input_shape, num_classes):
    return Sequential([Input(input_shape), GlobalAveragePooling2D(), Dense(num_classes)])
`;
    assert.deepEqual(await offered(source), ["build line 5 (None, 224, 224, 3) params 4000 assumed 2"]);
    const { networks } = await scriptNetworksIn(source, "python");
    assert.deepEqual(
      networks[0]?.root.assumptions.map(({ message }) => message),
      [
        "input_shape of build is (224, 224, 3), because of its name",
        "num_classes of build is 1000, because of its name",
      ],
    );
  });

  it("complete a call that is known in part", async () => {
    const source = `${HEAD}def build(input_shape, classes):
    return Sequential([Input(input_shape), GlobalAveragePooling2D(), Dense(classes)])
def train(images):
    return build(images.shape[1:], 7)
`;
    assert.deepEqual(await offered(source), ["build line 5 (None, 224, 224, 3) params 28 called in 8 assumed 1"]);
  });

  it("do not stand in for a directive", async () => {
    const source = `${HEAD}# latency: input_shape=(8, 8, 1)
def build(input_shape, classes):
    return Sequential([Input(input_shape), GlobalAveragePooling2D(), Dense(classes)])
`;
    assert.deepEqual(await offered(source), ["build line 6 (None, 8, 8, 1) params 2000 assumed 1"]);
  });

  it("need not reach what does not matter", async () => {
    const source = `${HEAD}def train(arguments):
    model = Sequential([Input((4,)), Dense(2)])
    model.fit(arguments.data)
`;
    assert.deepEqual(await offered(source), ["train line 5 (None, 4) params 10"]);
  });

  it("in JavaScript", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
export function build(inputShape, numClasses) {
  const model = tf.sequential();
  model.add(tf.layers.globalAveragePooling2d({inputShape}));
  model.add(tf.layers.dense({units: numClasses}));
  return model;
}
`;
    assert.deepEqual(await offered(source, "javascript"), ["build line 2 (None, 224, 224, 3) params 4000 assumed 2"]);
  });
});

describe("no estimate: why", () => {
  it("names the parameters that nothing says anything of, and the comment to write", async () => {
    const source = `${HEAD}def build(input_shape, units, depth):
    model = Sequential([Input(input_shape)])
    for _ in range(depth):
        model.add(Dense(units))
    return model
`;
    assert.deepEqual(await offered(source), ["? network build: input_shape, units, depth"]);
    assert.deepEqual(await why(source), [
      "build needs units and depth, and no call in the project gives them values that are known. " +
        "Write “# latency: input_shape=(224, 224, 3), units=…, depth=…” above it.",
      "# latency: input_shape=(224, 224, 3), units=…, depth=…",
    ]);
  });

  it("begins a sentence about an object that has no name", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
function build({ units }, side) {
  const i = tf.input({ shape: [side] });
  return tf.model({ inputs: i, outputs: tf.layers.dense({ units }).apply(i) });
}
`;
    assert.deepEqual(
      (await why(source, "javascript"))[0],
      [
        "build needs an object and side, and no call in the project gives them values that are known.",
        "An object is no literal that a “latency:” comment could hold:",
        "call build from a function without parameters that returns the network.",
      ].join(" "),
    );
  });

  it("says that the call at the top level does not fit", async () => {
    assert.deepEqual(await why(`${BUILD}net = build(8, 2, 3)\n`), [
      "build raises TypeError: build() got 1 argument too many.",
      null,
    ]);
    assert.deepEqual(await offered(`${BUILD}net = build(8, 2, 3)\nother = build(4)\n`), [
      "other line 8 (None, 4) params 70",
    ]);
  });

  it("says of a parameter that takes a part of the network that no comment can give it", async () => {
    const source = `${HEAD}def build(backbone):
    return Model(backbone.input, Dense(2)(backbone.output))
`;
    assert.deepEqual(await offered(source), ["? network build: backbone"]);
    const [reason, directive] = await why(source);
    assert.match(reason ?? "", /build needs backbone, .* call build from a function without parameters/);
    assert.equal(directive, null);
  });

  describe("of a function that fails as it is", () => {
    it("says the error, and asks for what is None by default", async () => {
      const source = `${HEAD}def build(input_shape=None, weights=None):
    if input_shape is None:
        raise ValueError("an input_shape is needed")
    return Sequential([Flatten(input_shape=input_shape), Dense(1)])
`;
      assert.deepEqual(await why(source), [
        "build raises ValueError: an input_shape is needed. Write “# latency: input_shape=(224, 224, 3)” above it.",
        "# latency: input_shape=(224, 224, 3)",
      ]);
      const written = source.replace("def", "# latency: input_shape=(2, 2, 1)\ndef");
      assert.deepEqual(await offered(written), ["build line 6 (None, 2, 2, 1) params 5"]);
    });

    it("also after its first layers, in one line", async () => {
      const source = `${HEAD}def build(depth=None):
    x = Dense(2)(Input((4,)))
    if depth is None:
        raise ValueError("""depth
            must be given""")
    return Model(x, x)
`;
      assert.deepEqual(await why(source), [
        "build raises ValueError: depth must be given. Write “# latency: depth=…” above it.",
        "# latency: depth=…",
      ]);
    });

    it("a key that is not there", async () => {
      const source = `${HEAD}SIZES = {"small": [2], "large": [3, 4]}
def build(arch=None):
    model = Sequential([Input((4,))])
    for units in SIZES[arch]:
        model.add(Dense(units))
    return model
`;
      assert.deepEqual(await why(source), [
        "build looks up None, which is not among the keys there. Write “# latency: arch=…” above it.",
        "# latency: arch=…",
      ]);
      const used = `${source}def main():\n    build("small").fit(None)\n`;
      assert.deepEqual(await offered(used), ["main line 11 (None, 4) params 10"]);
    });

    it("what is not understood, where no parameter is to blame", async () => {
      const source = `${HEAD}import elsewhere
def build():
    return elsewhere.Model(3)
`;
      const [reason] = await why(source);
      assert.match(reason ?? "", /^What build returns is not known: .*elsewhere.*\.$/);
    });

    it("nothing of what builds no network", async () => {
      assert.deepEqual(await offered(`${HEAD}def load():\n    raise NotImplementedError\n`), []);
    });
  });

  it("leaves alone losses, metrics and functions that make layers", async () => {
    const source = `${HEAD}from keras import backend as K
def loss(y_true, y_pred):
    return K.mean(K.square(y_true - y_pred))
def conv(filters):
    return Conv2D(filters, 3)
def pair(filters):
    return [Conv2D(filters, 3), BatchNormalization()]
`;
    assert.deepEqual(await offered(source), []);
  });

  it("keeps blocks apart from networks", async () => {
    const source = `${HEAD}def block(x, filters):
    return Conv2D(filters, 3)(x)
`;
    assert.deepEqual(await offered(source), ["? part block: x, filters"]);
  });

  it("keeps apart a block that is called with a tensor and sizes", async () => {
    const source = `${HEAD}def block(x, units):
    return Dense(units)(x)
def main():
    print(block(Input((4,)), 3).shape)
`;
    assert.deepEqual(await offered(source), ["? part block: x, units"]);
  });

  it("leaves alone what has nothing to do with networks", async () => {
    assert.deepEqual(await offered(`${HEAD}def load(path, size):\n    return open(path).read(size)\n`), []);
  });
});

describe("a comment that gives a tensor", () => {
  const BODY = `def body(image, anchors, classes):
    x = Conv2D(anchors * (classes + 5), 1)(image)
    return Model(image, x)
`;

  it("is what is asked for", async () => {
    assert.deepEqual(await why(`${HEAD}${BODY}`), [
      "body needs image and anchors, and no call in the project gives them values that are known. " +
        "Write “# latency: image=Input((224, 224, 3)), anchors=…, classes=…” above it.",
      "# latency: image=Input((224, 224, 3)), anchors=…, classes=…",
    ]);
  });

  it("makes a model, also where the file has no such name", async () => {
    const source = `# latency: image=Input((416, 416, 3)), anchors=3, classes=80\n${BODY}`;
    // 255 × 4
    assert.deepEqual(await offered(`${HEAD}${source}`), ["body line 6 (None, 416, 416, 3) params 1020"]);
    const bare = `from keras.layers import Conv2D\nfrom keras import Model\n${source}`;
    assert.deepEqual(await offered(bare), ["body line 4 (None, 416, 416, 3) params 1020"]);
    assert.deepEqual(await offered(`${HEAD}${source.replace("Input(", "tf.keras.Input(shape=")}`), [
      "body line 6 (None, 416, 416, 3) params 1020",
    ]);
  });

  it("leaves what is still to be filled in to the other sources, flagged", async () => {
    const source = `${HEAD}# latency: image=Input((8, 8, 3)), anchors=1, classes=…\n${BODY}`;
    // 1,005 × 4
    assert.deepEqual(await offered(source), ["body line 6 (None, 8, 8, 3) params 4020 assumed 1"]);
  });

  it("may give several, and stand at a method", async () => {
    const source = `${HEAD}class Twin:
    # latency: pair=[Input((8, 8, 3)), Input((8, 8, 3))]
    def build(self, pair):
        conv = Conv2D(4, 3)
        return Model(pair, Add()([conv(pair[0]), conv(pair[1])]))
`;
    assert.deepEqual(await offered(source), ["Twin.build line 7 (None, 8, 8, 3) (None, 8, 8, 3) params 112"]);
  });

  it("in JavaScript", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
// latency: image=tf.input({shape: [8, 8, 3]})
function body(image) {
  return tf.model({inputs: image, outputs: tf.layers.conv2d({filters: 4, kernelSize: 3}).apply(image)});
}
`;
    assert.deepEqual(await offered(source, "javascript"), ["body line 3 (None, 8, 8, 3) params 112"]);
  });
});

describe("classes", () => {
  it("a subclassed model of vectors is called with what its comment says", async () => {
    const source = `${HEAD}# latency: input_shape=(784,)
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = layers.Dense(10)
    def call(self, inputs):
        return self.head(inputs)
`;
    assert.deepEqual(await offered(source), ["Net line 6 (None, 784) params 7850"]);
  });

  it("a subclassed model is called with an image of an assumed size", async () => {
    const source = `${HEAD}class Net(keras.Model):
    def __init__(self, classes=10):
        super().__init__()
        self.pool = layers.GlobalAveragePooling2D()
        self.head = layers.Dense(classes)
    def call(self, inputs):
        return self.head(self.pool(inputs))
`;
    assert.deepEqual(await offered(source), ["Net line 5 (None, 224, 224, 3) params 40 assumed 1"]);
    const sized = source.replace("class Net", "# latency: input_shape=(8, 8, 1), classes=2\nclass Net");
    assert.deepEqual(await offered(sized), ["Net line 6 (None, 8, 8, 1) params 4"]);
    const used = `${source}model = Net(3)\nmodel.build((None, 16, 16, 1))\n`;
    assert.deepEqual(await offered(used), ["model line 12 (None, 16, 16, 1) params 6"]);
  });

  it("a model of one that the top level makes and does not call has the size that build has by default", async () => {
    const source = `${HEAD}class Net(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.head = layers.Dense(units)
    def build(self, input_shape=(None, 24, 20, 3)):
        super().build(input_shape)
    def call(self, inputs):
        return self.head(inputs)
net = Net(10)
`;
    assert.deepEqual(await offered(source), ["net line 13 (None, 24, 20, 3) params 40"]);
    const open = source.replace("(None, 24, 20, 3)", "(None, None, None, 3)");
    assert.deepEqual(await offered(open), ["net line 13 (None, 224, 224, 3) params 40 assumed 1"]);
    const written = source.replace("net = ", "# latency: input_shape=(8, 9, 1)\nnet = ");
    assert.deepEqual(await offered(written), ["net line 14 (None, 8, 9, 1) params 20"]);
  });

  it("a method that builds, of a class that needs nothing", async () => {
    const source = `${HEAD}class Small:
    def __init__(self, units=3):
        self.units = units
    def build(self):
        return Sequential([Input((4,)), Dense(self.units)])
`;
    assert.deepEqual(await offered(source), ["Small.build line 8 (None, 4) params 15"]);
  });

  it("a method that keeps one model in its object: not those that it only tries", async () => {
    const source = `${HEAD}class Small:
    def build(self):
        tried = Sequential([Input((4,)), Dense(2)])
        self.model = Sequential([Input((4,)), Dense(3)])
`;
    assert.deepEqual(await offered(source), ["Small.build line 6 (None, 4) params 15"]);
  });

  describe("decorated methods", () => {
    const timed = `import functools
def timed(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner
`;
    // Line 14, behind the decorators. Parameters: 4 * units + units.
    for (const [decorators, method, expected] of [
      [["@staticmethod"], "build(units=3)", "Net.build line 15 (None, 4) params 15"],
      [["@classmethod"], "build(cls, units=3)", "Net.build line 15 (None, 4) params 15"],
      [["@property"], "build(self, units=3)", "Net.build line 15 (None, 4) params 15"],
      [["@functools.cached_property"], "build(self, units=3)", "Net.build line 15 (None, 4) params 15"],
      [["@timed"], "build(self, units=3)", "Net.build line 15 (None, 4) params 15"],
      [["@staticmethod", "@timed"], "build(units=3)", "Net.build line 16 (None, 4) params 15"],
      [["@staticmethod"], "build(units)", "? network Net.build: units"],
      [["@classmethod"], "build(cls, units)", "? network Net.build: units"],
      [["# latency: units=2", "@staticmethod"], "build(units)", "Net.build line 16 (None, 4) params 10"],
    ] as const)
      it(`${decorators.join(" ")} ${method}`, async () => {
        const lines = [...decorators, `def ${method}:`, "    return Sequential([Input((4,)), Dense(units)])"];
        const source = `${HEAD}${timed}
class Net:
    size = 1
${lines.map((line) => `    ${line}\n`).join("")}`;
        assert.deepEqual(await offered(source), [expected]);
      });

    it("need no arguments of the constructor, where they need no instance", async () => {
      const source = `${HEAD}class Net:
    def __init__(self, units):
        self.units = units
    @staticmethod
    def build():
        return Sequential([Input((4,)), Dense(3)])
    @property
    def model(self):
        return Sequential([Input((4,)), Dense(self.units)])
`;
      assert.deepEqual(await offered(source), ["Net.build line 9 (None, 4) params 15", "? network Net.model: units"]);
    });

    it("static ones and getters in JavaScript", async () => {
      const source = `import * as tf from "@tensorflow/tfjs";
class Small {
  static build() { return tf.sequential({layers: [tf.layers.dense({units: 3, inputShape: [4]})]}); }
  get model() { return tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [4]})]}); }
}
`;
      assert.deepEqual(await offered(source, "javascript"), [
        "Small.build line 3 (None, 4) params 15",
        "Small.model line 4 (None, 4) params 10",
      ]);
    });
  });

  describe("a method with several models", () => {
    const parts = `        encoder = Sequential([Input((4,)), Dense(2)])
        decoder = Sequential([Input((2,)), Dense(4)])
`;
    for (const [end, names] of [
      ["return encoder, decoder", ["encoder", "decoder"]],
      ['return {"inner": encoder, "outer": decoder}', ["inner", "outer"]],
      ["self.front, self.back = encoder, decoder", ["front", "back"]],
    ] as const)
      it(`shows each: ${end}`, async () => {
        const source = `${HEAD}class Net:
    def __init__(self):
        self.other = Sequential([Input((4,)), Dense(9)])
    def build(self):
${parts}        ${end}
`;
        const [first, second] = names;
        // The class makes another model in its constructor, which no method gives.
        assert.deepEqual(await offered(source), [
          `Net.build: ${first} line 8 (None, 4) params 10`,
          `Net.build: ${second} line 8 (None, 2) params 12`,
        ]);
      });
  });

  it("a method that fails says why", async () => {
    const source = `${HEAD}class Net:
    @staticmethod
    def build(input_shape=None):
        if input_shape is None:
            raise ValueError("say how large")
        return Sequential([Input(input_shape), Dense(3)])
`;
    assert.deepEqual(await why(source), [
      "Net.build raises ValueError: say how large. Write “# latency: input_shape=(224, 224, 3)” above it.",
      "# latency: input_shape=(224, 224, 3)",
    ]);
  });

  it("a method that needs something is a candidate", async () => {
    const source = `${HEAD}class Small:
    def __init__(self, path):
        self.path = path
    def build(self, units):
        return Sequential([Input((4,)), Dense(units)])
`;
    assert.deepEqual(await offered(source), ["? network Small.build: path, units"]);
  });

  it("in JavaScript", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
class Small {
  constructor() { this.units = 3; }
  build() { return tf.sequential({layers: [tf.layers.dense({units: this.units, inputShape: [4]})]}); }
}
`;
    assert.deepEqual(await offered(source, "javascript"), ["Small.build line 4 (None, 4) params 15"]);
  });
});
