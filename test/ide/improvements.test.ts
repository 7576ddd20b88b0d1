import assert from "node:assert/strict";
import * as path from "node:path";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { LIMITS } from "../../server/src/eval/limits";
import { improvements, TRIAL_MS } from "../../server/src/ide/improvements";
import { edited } from "../../server/src/ide/source-search";
import { loadDevices } from "../../server/src/node/environment";
import { parseDocument } from "../../server/src/project/language";
import type { DocumentLanguage } from "../../server/src/project/language";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";

const URI = "file:///net";

async function environment(): Promise<AnalysisEnvironment> {
  const devices = loadDevices(path.join(ROOT, "predictors"), null);
  return { parsers: await loadTestParsers(), devices, limits: LIMITS, now: () => 0 };
}

interface Options {
  readonly language?: DocumentLanguage;
  readonly now?: () => number;
  readonly cancelled?: () => boolean;
}

interface Offered {
  readonly title: string;
  /** Lines of the changed text that are not in the text. */
  readonly changed: readonly string[];
}

/** What is offered at the line that holds `at`. */
async function offered(text: string, at: string, options: Options = {}): Promise<readonly Offered[]> {
  const { language = "python", now = () => 0, cancelled = () => false } = options;
  const from = await environment();
  const analysed = (source: string): ReturnType<typeof analyse> =>
    analyse(from, { uri: URI, version: 1, text: source, language, inputShape: null, cancelled: () => false });
  const line = text.slice(0, text.indexOf(at)).split("\n").length - 1;
  const start = { line, character: 0 };
  const found = improvements({
    program: parseDocument(from.parsers, text, language),
    text,
    report: analysed(text),
    range: { start, end: start },
    device: "tx2",
    analyse: analysed,
    now,
    cancelled,
  });
  return found.map(({ title, edits }) => {
    const lines = text.split("\n");
    const after = edited(text, edits);
    const [model] = analysed(after).models;
    // What the title says is what the changed text says.
    const estimate = model?.estimates["tx2"];
    assert.ok(estimate?.kind === "estimate");
    assert.match(title, / \(TX2 [\d.,]+ → [\d.,]+ ms(?:, probably)?\)$/);
    const shown = Number(/→ ([\d.,]+) ms/.exec(title)?.[1]?.replace(",", ""));
    assert.ok(Math.abs(shown / estimate.ms - 1) < 0.06, `${title}: ${estimate.ms}`);
    return {
      title,
      changed: after
        .split("\n")
        .filter((one) => !lines.includes(one))
        .map((one) => one.trim()),
    };
  });
}

/** The change whose title begins so. */
function changeOf(found: readonly Offered[], title: string): readonly string[] {
  const one = found.find((offer) => offer.title.startsWith(title));
  assert.ok(one, `${title} is not among: ${found.map((offer) => offer.title).join("; ")}`);
  return one.changed;
}

const FUNCTIONAL = `from tensorflow import keras
from tensorflow.keras import layers


def net(input_shape=(112, 112, 3)):
    inputs = keras.Input(shape=input_shape)
    x = layers.Conv2D(64, 3, padding="same")(inputs)
    x = layers.Conv2D(300, 3, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(100)(x))
`;

/** Where the convolutions take nearly all of the time. */
const POOLED = FUNCTIONAL.replace("layers.Flatten()", "layers.GlobalAveragePooling2D()").replace(
  "Conv2D(64,",
  "Conv2D(128,",
);

const SEQUENTIAL = `from keras import Input, Sequential
from keras.layers import Conv2D, GlobalAveragePooling2D, Dense

model = Sequential([
    Input((112, 112, 3)),
    Conv2D(filters=256, kernel_size=3, strides=1),
    Conv2D(filters=256, kernel_size=3, strides=1, padding="valid"),
    GlobalAveragePooling2D(),
    Dense(10),
])
`;

const SCRIPT = `import * as tf from "@tensorflow/tfjs";

const input = tf.input({ shape: [112, 112, 3] });
const wide = tf.layers.conv2d({ filters: 256, kernelSize: 3 }).apply(input);
const wider = tf.layers.conv2d({ filters: 256, kernelSize: 3 }).apply(wide);
const flat = tf.layers.flatten().apply(wider);
export const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 100 }).apply(flat) });
`;

describe("improvements", () => {
  it("of a convolution keep the author's spelling, the largest gain first", async () => {
    const found = await offered(POOLED, "Conv2D(300");
    const call = 'layers.Conv2D(300, 3, padding="same", activation="relu")';
    assert.deepEqual(changeOf(found, "Replace by SeparableConv2D"), [
      `x = ${call.replace("Conv2D", "SeparableConv2D")}(x)`,
    ]);
    assert.deepEqual(changeOf(found, "Halve its images with a stride of 2"), [
      `x = ${call.slice(0, -1)}, strides=2)(x)`,
    ]);
    assert.deepEqual(changeOf(found, "Put a 1×1 convolution to 32 channels before it"), [
      `x = ${call}(layers.Conv2D(32, 1, activation="relu")(x))`,
    ]);
    const milliseconds = found.map(({ title }) => Number(/→ ([\d.]+)/.exec(title)?.[1]));
    assert.deepEqual(
      milliseconds,
      [...milliseconds].sort((a, b) => a - b),
    );
  });

  it("are none where the gain is less than estimates can tell apart", async () => {
    // 288 of 300 filters, a multiple of 32: a twentieth less.
    const found = await offered(FUNCTIONAL, "Conv2D(300");
    assert.deepEqual(
      found.filter(({ title }) => title.startsWith("Make 288")),
      [],
    );
    assert.deepEqual(await offered(FUNCTIONAL, "import keras"), []);
  });

  it("go down to the next multiple of 32 filters where that is a step", async () => {
    const found = await offered(FUNCTIONAL.replace("Conv2D(300", "Conv2D(40"), "Conv2D(40");
    assert.match(changeOf(found, "Make 32 filters of 40")[0] ?? "", /Conv2D\(32, 3, padding/);
  });

  it("pool what is flattened, and take smaller images", async () => {
    assert.deepEqual(changeOf(await offered(FUNCTIONAL, "Flatten"), "Replace by GlobalAveragePooling2D"), [
      "x = layers.GlobalAveragePooling2D()(x)",
    ]);
    assert.deepEqual(changeOf(await offered(FUNCTIONAL, "def net"), "Use images of 96×96"), [
      "def net(input_shape=(96, 96, 3)):",
    ]);
  });

  it("take smaller images where their size has a name, and only by numbers that are their size", async () => {
    const input = "keras.Input(shape=input_shape)";
    const one = FUNCTIONAL.replace("input_shape=(112, 112, 3)", "size=112, units=112").replace(
      input,
      "keras.Input(shape=(size, size, 3))",
    );
    const smaller = async (text: string, at = "def net"): Promise<readonly string[]> =>
      changeOf(await offered(text, at), "Use images of 96");
    assert.deepEqual(await smaller(one), ["def net(size=96, units=112):"]);
    const both = FUNCTIONAL.replace("input_shape=(112, 112, 3)", "units=112, height=112, width=112, channels=3");
    const named = both.replace(input, "keras.Input(shape=(height, width, channels))");
    assert.deepEqual(await smaller(named), ["def net(units=112, height=96, width=96, channels=3):"]);
    const constant = FUNCTIONAL.replace(
      "\n\ndef net(input_shape=(112, 112, 3))",
      "\nSIZE = 112\nCLASSES = 112\n\n\ndef net()",
    );
    assert.deepEqual(await smaller(constant.replace(input, "keras.Input((SIZE, SIZE, 3))")), ["SIZE = 96"]);
    assert.deepEqual(await smaller(constant.replace(input, "keras.Input((SIZE, SIZE, 3))"), "keras.Input"), [
      "SIZE = 96",
    ]);
    const comment = one.replace("size=112", "size").replace("def net", "# latency: size=112\ndef net");
    assert.deepEqual(await smaller(comment), ["# latency: size=96"]);
  });

  it("offer one smaller size, whatever else has the same number", async () => {
    const text = FUNCTIONAL.replace("input_shape=(112, 112, 3)", "size=112, other=112, more=112").replace(
      "keras.Input(shape=input_shape)",
      "keras.Input(shape=(size, size, 3))",
    );
    const found = await offered(text, "def net");
    assert.equal(found.filter(({ title }) => title.startsWith("Use images")).length, 1);
  });

  it("import a name beside the one that they replace, change what is written, and stand in a list", async () => {
    const found = await offered(SEQUENTIAL, "strides=1, padding");
    assert.deepEqual(changeOf(found, "Replace by SeparableConv2D"), [
      "from keras.layers import Conv2D, SeparableConv2D, GlobalAveragePooling2D, Dense",
      'SeparableConv2D(filters=256, kernel_size=3, strides=1, padding="valid"),',
    ]);
    assert.deepEqual(changeOf(found, "Halve"), ['Conv2D(filters=256, kernel_size=3, strides=2, padding="valid"),']);
    assert.deepEqual(changeOf(found, "Put a 1×1 convolution to 64"), [
      'Conv2D(64, 1, activation="relu"), Conv2D(filters=256, kernel_size=3, strides=1, padding="valid"),',
    ]);
  });

  it("speak TensorFlow.js in a script", async () => {
    const pooled = SCRIPT.replace("flatten()", "globalAveragePooling2d({})");
    const found = await offered(pooled, "const wider", { language: "typescript" });
    assert.deepEqual(changeOf(found, "Replace by SeparableConv2D"), [
      "const wider = tf.layers.separableConv2d({ filters: 256, kernelSize: 3 }).apply(wide);",
    ]);
    assert.deepEqual(changeOf(found, "Halve"), [
      "const wider = tf.layers.conv2d({ filters: 256, kernelSize: 3, strides: 2 }).apply(wide);",
    ]);
    assert.deepEqual(changeOf(found, "Put a 1×1"), [
      'const wider = tf.layers.conv2d({ filters: 256, kernelSize: 3 }).apply(tf.layers.conv2d({ filters: 64, kernelSize: 1, activation: "relu" }).apply(wide));',
    ]);
    assert.deepEqual(
      changeOf(await offered(SCRIPT, "const flat", { language: "typescript" }), "Replace by GlobalAveragePooling2D"),
      ["const flat = tf.layers.globalAveragePooling2d({}).apply(wider);"],
    );
  });

  it("never break the network: a stride before a sum of two images is not offered", async () => {
    const text = POOLED.replace(
      "x = layers.GlobalAveragePooling2D()(x)",
      "x = layers.GlobalAveragePooling2D()(layers.Add()([x, layers.Conv2D(300, 1)(inputs)]))",
    );
    const found = await offered(text, "Conv2D(300, 3");
    changeOf(found, "Replace by SeparableConv2D");
    assert.deepEqual(
      found.filter(({ title }) => title.startsWith("Halve")),
      [],
    );
  });

  it("are not offered of a network that is not understood as a whole", async () => {
    const text = FUNCTIONAL.replace("layers.Flatten()(x)", "layers.Flatten()(Unheard()(x))");
    assert.deepEqual(await offered(text, "Conv2D(300"), []);
  });

  it("end with the time for them, and when nobody waits any more", async () => {
    let asked = 0;
    const now = (): number => (asked++ === 0 ? 0 : TRIAL_MS + 1);
    assert.deepEqual(await offered(FUNCTIONAL, "Conv2D(300", { now }), []);
    assert.deepEqual(await offered(FUNCTIONAL, "Conv2D(300", { cancelled: () => true }), []);
  });
});
