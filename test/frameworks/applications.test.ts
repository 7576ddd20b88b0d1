/** `keras.applications`: which names it has, and what a program makes of the networks that it gives. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { APPLICATIONS, PREPROCESSING } from "../../server/src/frameworks/keras/applications";
import type { Network } from "../support/networks";
import { DOCUMENT, networksIn, totalParameters } from "../support/networks";
import { ROOT } from "../support/paths";

const IMPORTS =
  "import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import Model, Sequential, layers\n";

/** Without its classifier; keras.io's 7,200,312 with one are 1000 · (1280 + 1) more. */
const B0_FEATURES = 5_919_312;

async function only(source: string): Promise<Network> {
  const { networks } = await networksIn(IMPORTS + source);
  const [network] = networks;
  assert.ok(network !== undefined);
  assert.equal(networks.length, 1, networks.map(({ root }) => root.name).join(", "));
  return network;
}

async function problemsOf(source: string): Promise<readonly string[]> {
  const { evaluation } = await networksIn(IMPORTS + source);
  return evaluation.problems.map(({ message }) => message);
}

describe("keras.applications", () => {
  it("has the 40 constructors that Keras 3.15 exports", () => {
    // python -c "import keras; print(*(n for n in dir(keras.applications) if n[0].isupper()))", keras 3.15.1
    const exported =
      "ConvNeXtBase ConvNeXtLarge ConvNeXtSmall ConvNeXtTiny ConvNeXtXLarge DenseNet121 DenseNet169 DenseNet201 " +
      "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 " +
      "EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2L EfficientNetV2M " +
      "EfficientNetV2S InceptionResNetV2 InceptionV3 MobileNet MobileNetV2 MobileNetV3Large MobileNetV3Small NASNetLarge " +
      "NASNetMobile ResNet101 ResNet101V2 ResNet152 ResNet152V2 ResNet50 ResNet50V2 VGG16 VGG19 Xception";
    assert.deepEqual([...APPLICATIONS.keys()].sort(), exported.split(" "));
  });

  it("has a file of the zoo for each of them, with a function of that name", () => {
    for (const [name, file] of APPLICATIONS) {
      const source = fs.readFileSync(path.join(ROOT, "zoo/keras/applications", `${file}.py`), "utf8");
      assert.match(source, new RegExp(`^def ${name}\\(`, "m"));
      assert.ok(file === "vgg19" || PREPROCESSING.has(file), file);
    }
  });

  for (const spelling of [
    "tf.keras.applications.EfficientNetV2B0",
    "keras.applications.efficientnet_v2.EfficientNetV2B0",
    'getattr(keras.applications, "EfficientNetV2" + "B0")',
    '{"b0": keras.applications.EfficientNetV2B0, "s": keras.applications.EfficientNetV2S}["b0"]',
  ]) {
    it(`means the same network by ${spelling}`, async () => {
      const { graph, root } = await only(`model = ${spelling}(weights=None)\n`);
      assert.equal(totalParameters(graph), 7_200_312);
      assert.deepEqual([root.partial, root.problems, graph.problems], [false, [], []]);
    });
  }

  for (const statement of [
    "from keras.applications import EfficientNetV2B0",
    "from keras.applications import *",
    "from tensorflow.keras.applications.efficientnet_v2 import EfficientNetV2B0",
    "from tensorflow.python.keras.applications.efficientnet_v2 import EfficientNetV2B0",
    "from keras.src.applications.efficientnet_v2 import EfficientNetV2B0",
  ]) {
    it(`is found by "${statement}"`, async () => {
      const { graph } = await only(`${statement}\nmodel = EfficientNetV2B0(weights=None)\n`);
      assert.equal(totalParameters(graph), 7_200_312);
    });
  }

  it("shows every layer at the user's call", async () => {
    const { graph } = await only("model = keras.applications.EfficientNetV2B0()\n");
    for (const { layer, application } of graph.nodes)
      for (const { location, iterations } of [...layer.construction, ...application]) {
        assert.equal(location.uri, DOCUMENT);
        assert.equal(location.range.start.line, 3);
        assert.deepEqual(iterations, []);
      }
  });

  it("reports what Keras would raise, at the call", async () => {
    assert.deepEqual(await problemsOf("model = keras.applications.EfficientNetV2B0(classes=10)\n"), [
      'EfficientNetV2B0: with weights="imagenet" and include_top=True, classes should be 1000, not 10.',
    ]);
    const small = "keras.applications.EfficientNetV2B0(weights=None, input_shape=(31, 64, 3))";
    assert.deepEqual(await problemsOf(`model = ${small}\n`), [
      "EfficientNetV2B0: input_shape must be at least 32x32, not (31, 64, 3).",
    ]);
    assert.deepEqual(await problemsOf(`try:\n    model = ${small}\nexcept ValueError:\n    model = None\n`), []);
  });

  it("knows no other name", async () => {
    const { evaluation } = await networksIn(`${IMPORTS}model = keras.applications.EfficientNetV3()\n`);
    const model = evaluation.scope.own("model");
    assert.equal(model?.kind === "unknown" ? model.why : null, "keras.applications.EfficientNetV3 is not known");
  });

  describe("as a base", () => {
    const base =
      'base = keras.applications.EfficientNetV2B0(weights="imagenet", include_top=False, input_shape=(224, 224, 3))\n';
    const head = "x = layers.GlobalAveragePooling2D()(x)\nmodel = Model(inputs, layers.Dense(5)(x))\n";

    for (const [name, source] of [
      ["its output goes on", "inputs, x = base.input, base.output\n" + head],
      ["it is called", "inputs = keras.Input((224, 224, 3))\nx = base(inputs, training=False)\n" + head],
      ["in a Sequential", "model = Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(5)])\n"],
      [
        "added to a Sequential",
        "model = Sequential()\nmodel.add(base)\nmodel.add(layers.GlobalAveragePooling2D())\nmodel.add(layers.Dense(5))\n",
      ],
      [
        "its last layers are trained",
        "for layer in base.layers[:-3]:\n    layer.trainable = False\ninputs, x = base.inputs, base.layers[-1].output\n" +
          head,
      ],
    ] as const) {
      it(name, async () => {
        const { graph, root } = await only(`${base}base.trainable = False\n${source}`);
        assert.deepEqual([root.partial, root.problems, graph.problems], [false, [], []]);
        assert.equal(totalParameters(graph), B0_FEATURES + 5 * 1281);
        assert.deepEqual(graph.nodes.at(-1)?.outputShape, [5]);
      });
    }

    it("is cut at a layer", async () => {
      const { networks } = await networksIn(
        `${IMPORTS}${base}cut = Model(base.input, base.get_layer("block2b_add").output)\n`,
      );
      const cut = networks.find(({ root }) => root.name === "cut");
      assert.deepEqual(cut?.graph.nodes.at(-1)?.outputShape, [56, 56, 32]);
    });

    it("starts at a given tensor", async () => {
      const { graph } = await only(
        "image = keras.Input((96, 96, 3))\nbase = keras.applications.EfficientNetV2B0(include_top=False, input_tensor=image)\n",
      );
      assert.deepEqual(graph.nodes.at(-1)?.outputShape, [3, 3, 1280]);
    });

    it("stands beside another one", async () => {
      const { graph } = await only(
        "image = keras.Input((96, 96, 3))\n" +
          'one = keras.applications.EfficientNetV2B0(include_top=False, pooling="avg", weights=None)\n' +
          'other = keras.applications.EfficientNetV2B0(include_top=False, pooling="max", weights=None)\n' +
          "model = Model(image, layers.concatenate([one(image), other(image)]))\n",
      );
      assert.equal(totalParameters(graph), 2 * B0_FEATURES);
      assert.deepEqual(graph.nodes.at(-1)?.outputShape, [2560]);
    });
  });
});
