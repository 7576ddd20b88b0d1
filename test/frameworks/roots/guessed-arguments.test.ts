/** Where the arguments of a function come from that neither its author nor a call gives. */
import assert from "node:assert/strict";
import type { DocumentLanguage } from "../../../server/src/project/language";
import { printShape, scriptNetworksIn, totalParameters } from "../../support/networks";

const HEAD = "from keras import Input, Model, Sequential, layers\n";

/** Input shape, parameters and what is assumed of each model; "?" before what is said of each definition without one. */
async function offered(source: string, language: DocumentLanguage = "python"): Promise<readonly string[]> {
  const { networks, candidates } = await scriptNetworksIn(
    language === "python" ? `${HEAD}${source}` : source,
    language,
  );
  return [
    ...networks.map(({ root, graph }) => {
      const inputs = graph.inputs.flatMap((index) => graph.nodes[index] ?? []).map(printShape);
      const assumed = root.assumptions.map(({ short }) => short).join(", ");
      return `${root.name} ${inputs.join(" ")} ${totalParameters(graph) ?? "?"} assumed ${assumed || "nothing"}`;
    }),
    ...candidates.map(({ why }) => `? ${why}`),
  ];
}

describe("a parameter that a call gives a value that is not known", () => {
  const PILOT = `def pilot(outputs, input_shape=(120, 160, 3)):
    return Sequential([Input(input_shape), layers.Conv2D(24, 5, strides=2), layers.Flatten(), layers.Dense(outputs)])
`;

  it("has its own default", async () => {
    // 24 × (5·5·3 + 1) = 1,824; 58·78·24 × 2 + 2 = 217,154
    assert.deepEqual(await offered(`${PILOT}def main(camera):\n    return pilot(2, camera.shape)\n`), [
      "pilot (None, 120, 160, 3) 218978 assumed 120×160×3",
    ]);
  });

  it("has its own default, whatever that is the size of", async () => {
    const source = `def net(units=6, dropout=0.1):
    return Sequential([Input((4,)), layers.Dropout(dropout), layers.Dense(units)])
def wide(first, units=6, dropout=0.1):
    return Sequential([Input((4,)), layers.Dense(first), layers.Dropout(dropout), layers.Dense(units)])
def main(arguments):
    return wide(5, units=arguments.units, dropout=arguments.dropout)
`;
    // A dropout rate changes no figure. 4·5 + 5 = 25; 5·6 + 6 = 36
    assert.deepEqual(await offered(source), ["net (None, 4) 30 assumed nothing", "wide (None, 4) 61 assumed units=6"]);
  });

  it("has the likely size where its default is None", async () => {
    const source = `def net(outputs, input_shape=None):
    return Sequential([Input(input_shape), layers.Conv2D(2, 1), layers.GlobalMaxPooling2D(), layers.Dense(outputs)])
def main(camera):
    return net(1, input_shape=camera.shape)
`;
    assert.deepEqual(await offered(source), ["net (None, 224, 224, 3) 11 assumed 224×224×3"]);
  });

  it("has its own default in JavaScript, too", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
function net(units, inputShape = [8, 8, 1]) {
  return tf.sequential({layers: [tf.layers.flatten({inputShape}), tf.layers.dense({units})]});
}
export function main(camera) { return net(2, camera.shape); }
`;
    assert.deepEqual(await offered(source, "javascript"), ["net (None, 8, 8, 1) 130 assumed 8×8×1"]);
  });
});

describe("likely values", () => {
  it("are those of image sizes and classes, and say so in a few words", async () => {
    const source = `def net(height, width, num_classes, dropout, activation):
    x = i = Input((height, width, 3))
    x = layers.Conv2D(2, 1, activation=activation)(x)
    return Model(i, layers.Dense(num_classes)(layers.Dropout(dropout)(layers.GlobalMaxPooling2D()(x))))
`;
    // 2·3 + 2 = 8; 1000 × 2 + 1000
    assert.deepEqual(await offered(source), [
      'net (None, 224, 224, 3) 3008 assumed height=224, width=224, 1,000 classes, activation="relu"',
    ]);
  });

  for (const name of [
    "num_outputs",
    "n_outputs",
    "output_dim",
    "anchors",
    "num_layers",
    "units",
    "channels",
    "alpha",
    "h",
  ])
    it(`are none for ${name}`, async () => {
      const source = `def net(${name}):\n    return Sequential([Input((8, 8, 3)), layers.Conv2D(${name}, 3)])\n`;
      assert.deepEqual(await offered(source), [
        `? net needs ${name}, and no call in the project gives it a value that is known. Write “# latency: ${name}=…” above it.`,
      ]);
    });

  it("are none for a name that the function looks at", async () => {
    const source = `def net(name):
    return Sequential([Input((4,)), layers.Dense(64 if name == "large" else 8)], name=name)
`;
    assert.match((await offered(source)).join(), /^\? net needs name, /);
    const plain = `def net(name):\n    return Sequential([Input((4,)), layers.Dense(8)], name=name)\n`;
    assert.deepEqual(await offered(plain), ["net (None, 4) 40 assumed nothing"]);
  });

  for (const [what, layersOf, lacking] of [
    ["a dense layer", "[Input(input_shape), layers.Flatten(), layers.Dense(9)]", "input_shape"],
    ["a recurrent layer", "[layers.LSTM(8, input_shape=input_shape), layers.Dense(1)]", "input_shape"],
    ["a vector", "[Input((input_size,)), layers.Dense(9)]", "input_size"],
    ["a dense layer, each row of it", "[Input(input_shape), layers.TimeDistributed(layers.Dense(9))]", "input_shape"],
  ] as const)
    it(`are no image sizes where the input goes into ${what}`, async () => {
      const source = `def net(${lacking}):\n    return Sequential(${layersOf})\n`;
      assert.deepEqual(await offered(source), [
        `? net needs ${lacking}: its input goes into a dense or recurrent layer first, so no image size is assumed. ` +
          `Write “# latency: ${lacking}=…” above it.`,
      ]);
    });

  it("are no image sizes for a subclassed model whose input goes into a dense layer", async () => {
    const source = `class Net(Model):
    def __init__(self):
        super().__init__()
        self.head = layers.Dense(9)
    def call(self, x):
        return self.head(x)
`;
    assert.match((await offered(source)).join(), /^\? Net needs input_shape: its input goes into a dense/);
  });
});

describe("the size that a subclassed model is called with", () => {
  const NET = `class Net(Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(10, 3)
        self.head = layers.Dense(2)
    def call(self, x):
        return self.head(layers.Flatten()(self.conv(x)))
`;

  for (const [title, source, expected] of [
    [
      "is the default of its build, without the batch",
      NET.replace(
        "    def call",
        "    def build(self, input_shape=(None, 12, 10, 3)):\n        super().build(input_shape)\n    def call",
      ),
      // 10 × (3·3·3 + 1) = 280; 10·8·10 × 2 + 2 = 1,602
      "Net (None, 12, 10, 3) 1882 assumed nothing",
    ],
    [
      "is the default of its constructor",
      NET.replace("(self):\n        super", "(self, image_size=(12, 10), channels=3):\n        super"),
      "Net (None, 12, 10, 3) 1882 assumed nothing",
    ],
    [
      "has colours where only a side is said",
      NET.replace("(self):\n        super", "(self, image_size=12):\n        super"),
      // 10·10·10 × 2 + 2
      "Net (None, 12, 12, 3) 2282 assumed 12×12×3",
    ],
    // 222·222·10 × 2 + 2
    ["else is assumed", NET, "Net (None, 224, 224, 3) 985962 assumed 224×224×3"],
  ] as const)
    it(title, async () => {
      assert.deepEqual(await offered(source), [expected]);
    });
});

describe("what the class that calls has by default", () => {
  it("is shown once for each of several classes, and once where they agree", async () => {
    const of = (name: string, units: number): string => `class ${name}:
    def __init__(self, units=${units}):
        self.units = units
    def create(self):
        return net(self.units)
`;
    const net = "def net(units):\n    return Sequential([Input((4,)), layers.Dense(units)])\n";
    // (4 + 1) × 8 and (4 + 1) × 16
    const small = "(None, 4) 40 assumed units=8";
    assert.deepEqual(await offered(`${net}${of("Small", 8)}${of("Large", 16)}`), [
      `net(units=8) ${small}`,
      "net(units=16) (None, 4) 80 assumed units=16",
    ]);
    assert.deepEqual(await offered(`${net}${of("Small", 8)}${of("Other", 8)}`), [`net ${small}`]);
  });

  const NET = `def net(outputs, input_shape):
    return Sequential([Input(input_shape), layers.Conv2D(2, 1), layers.Flatten(), layers.Dense(outputs)])
`;
  const BASE = `class Base:
    def __init__(self, input_shape):
        self.input_shape = input_shape
    def create(self):
        return net(self.outputs, self.input_shape)
`;

  it("is taken for what its constructor takes, also through the class that it derives from", async () => {
    const source = `${NET}${BASE}class Linear(Base):
    def __init__(self, input_shape=(4, 4, 3), outputs=2):
        super().__init__(input_shape)
        self.outputs = outputs
`;
    // 2·3 + 2 = 8; 4·4·2 × 2 + 2 = 66
    assert.deepEqual(await offered(source), ["net (None, 4, 4, 3) 74 assumed outputs=2, 4×4×3"]);
  });

  it("is no guess where the constructor sets it, whatever it is given", async () => {
    const source = `${NET}class Fixed:
    def __init__(self, path):
        self.path = path
        self.outputs = 2
    def create(self):
        return net(self.outputs, (4, 4, 3))
`;
    assert.deepEqual(await offered(source), ["net (None, 4, 4, 3) 74 assumed nothing"]);
  });

  it("stands behind the parameter's own default", async () => {
    const source = `${NET.replace("input_shape)", "input_shape=(2, 2, 3))")}class Linear:
    def __init__(self, input_shape=(4, 4, 3)):
        self.input_shape = input_shape
    def create(self):
        return net(2, self.input_shape)
`;
    // 8; 2·2·2 × 2 + 2 = 18
    assert.deepEqual(await offered(source), ["net (None, 2, 2, 3) 26 assumed 2×2×3"]);
  });
});
