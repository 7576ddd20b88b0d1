import assert from "node:assert/strict";
import { LIMITS } from "../../server/src/eval/limits";
import { ASSUMED, NOT_DILATED } from "../../server/src/graph/notes";
import { analyse } from "../../server/src/analysis/analysis";
import type { DocumentLanguage } from "../../server/src/project/language";
import { loadTestParsers } from "../support/parsers";
import { DEVICES } from "../support/report";

/** Of each model: the text at which its notes stand, each of them a problem there, too. */
async function notesIn(text: string, language: DocumentLanguage = "python"): Promise<Record<string, string[]>> {
  const parsers = await loadTestParsers();
  const devices = DEVICES.map((info) => ({ info, predictors: [] }));
  const input = { uri: "file:///net", version: 1, text, language, inputShape: null, cancelled: () => false };
  const report = analyse({ parsers, devices, limits: LIMITS, now: () => 0 }, input);
  const lines = text.split("\n");
  return Object.fromEntries(
    report.models.map(({ name, notes }) => [
      name,
      notes.map(({ message, short, location }) => {
        assert.ok(short === ASSUMED || short === NOT_DILATED);
        const problem = report.problems.find((one) => one.message === message && one.location === location);
        assert.deepEqual(
          [problem?.severity, problem?.code],
          short === ASSUMED ? ["warning", "precision"] : ["information", "unknown-layer"],
        );
        const { start, end } = location.range;
        return `${short === ASSUMED ? "" : "dilated "}${(lines[start.line] ?? "").slice(start.character, end.character)}`;
      }),
    ]),
  );
}

const HEAD = `import tensorflow as tf
from tensorflow.keras import Input, Model, Sequential, layers, mixed_precision
`;
const MODEL = "m = Sequential([Input((32, 32, 3)), layers.Conv2D(8, 3)])";

describe("notes of what was not measured", () => {
  for (const [source, place] of [
    [`mixed_precision.set_global_policy("mixed_float16")\n${MODEL}`, '"mixed_float16"'],
    [
      `tf.keras.mixed_precision.experimental.set_policy(tf.keras.mixed_precision.experimental.Policy("mixed_bfloat16"))\n${MODEL}`,
      '"mixed_bfloat16"',
    ],
    [`p = mixed_precision.Policy("mixed_float16")\nmixed_precision.set_global_policy(p)\n${MODEL}`, '"mixed_float16"'],
    [`name = "mixed_float16"\nmixed_precision.set_global_policy(policy=name)\n${MODEL}`, "name"],
    [`tf.keras.backend.set_floatx("float64")\n${MODEL}`, '"float64"'],
    [`m = Sequential([Input((8,)), layers.Dense(3, dtype="float16")])`, '"float16"'],
    [`m = Sequential([Input((8,)), layers.Dense(3, dtype=tf.bfloat16)])`, "tf.bfloat16"],
    [`m = Sequential([Input((8,), dtype="float16"), layers.Dense(3)])`, '"float16"'],
    [`i = Input((8,))\nm = Model(i, layers.Dense(3)(tf.cast(i, tf.float16)))`, "tf.float16"],
    [`i = Input((8,))\nm = Model(i, layers.Lambda(lambda x: tf.cast(x, "float16"))(i))`, '"float16"'],
    [`m = Sequential([Input((8,), batch_size=8), layers.Dense(3)])`, "8"],
    [`m = Sequential([Input(batch_shape=(16, 8)), layers.Dense(3)])`, "16"],
    [`m = Sequential([layers.Dense(3, batch_input_shape=(32, 8))])`, "32"],
    [`m = Sequential([layers.InputLayer((8,), batch_size=4), layers.Dense(3)])`, "4"],
    [`m = Sequential([layers.Dense(3)])\nm.build((4, 8))`, "4"],
    [`i = Input(tensor=tf.ones((8, 32, 32, 3)))\nm = Model(i, layers.Conv2D(8, 3)(i))`, "tf.ones((8, 32, 32, 3))"],
    [`${MODEL}\nc = tf.lite.TFLiteConverter.from_keras_model(m)`, "tf.lite.TFLiteConverter.from_keras_model(m)"],
    [
      `from tensorflow.python.compiler.tensorrt import trt_convert as trt\n${MODEL}\nm.save("d")\nc = trt.TrtGraphConverterV2(input_saved_model_dir="d")`,
      'trt.TrtGraphConverterV2(input_saved_model_dir="d")',
    ],
    [`m = Sequential([Input((32, 32, 3)), layers.Conv2D(8, 3, dilation_rate=(2, 2))])`, "dilated (2, 2)"],
    [
      `m = Sequential([Input((4, 9, 9, 3)), layers.TimeDistributed(layers.Conv2D(8, 3, dilation_rate=2))])`,
      "dilated 2",
    ],
  ] as const)
    it(source.replaceAll("\n", "; "), async () => {
      assert.deepEqual(await notesIn(HEAD + source), { m: [place] });
    });

  for (const source of [
    MODEL,
    `m = Sequential([Input((8,), batch_size=1), layers.Dense(3, dtype="float32")])`,
    `m = Sequential([Input((8,), batch_size=None, dtype="int32"), layers.Embedding(9, 3)])`,
    `${MODEL}\nm.fit(1, 2, batch_size=32)\nm.predict(1, batch_size=32)`,
    `${MODEL}\nmixed_precision.set_global_policy("mixed_float16")`,
    `mixed_precision.set_global_policy("mixed_float16")\nmixed_precision.set_global_policy("float32")\n${MODEL}`,
    `m = Sequential([Input((32, 32, 3)), layers.Conv2D(8, 3, dilation_rate=1)])`,
  ])
    it(`none: ${source.replaceAll("\n", "; ")}`, async () => {
      assert.deepEqual(await notesIn(HEAD + source), { m: [] });
    });

  it("belong to the models that they concern", async () => {
    const source = `a = Sequential([Input((8,)), layers.Dense(3)])
b = Sequential([Input((8,)), layers.Dense(3)])
tf.lite.TFLiteConverter.from_keras_model(b)
mixed_precision.set_global_policy("mixed_float16")
c = Sequential([Input((8,)), layers.Dense(3)])
d = Sequential([Input((8,)), layers.Dense(3, dtype="float32")])
`;
    assert.deepEqual(await notesIn(HEAD + source), {
      a: [],
      b: ["tf.lite.TFLiteConverter.from_keras_model(b)"],
      c: ['"mixed_float16"'],
      d: [],
    });
  });

  it("are those of TensorFlow.js, too", async () => {
    const source = `import * as tf from "@tensorflow/tfjs";
const a = tf.sequential({ layers: [tf.layers.dense({ units: 3, batchInputShape: [8, 4] })] });
const i = tf.input({ shape: [9, 9, 3], batchSize: 4 });
const b = tf.model({ inputs: i, outputs: tf.layers.conv2d({ filters: 8, kernelSize: 3, dilationRate: 2 }).apply(i) });
`;
    assert.deepEqual(await notesIn(source, "javascript"), { a: ["8"], b: ["4", "dilated 2"] });
  });
});
