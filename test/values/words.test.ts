/** Messages about a source speak its language: every text of a report on faulty sources is looked through for words of the other one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";
import { sourceFiles } from "../support/source-files";

const TFJS = `import * as tf from "@tensorflow/tfjs";
const of = (layer) => tf.sequential({ layers: [layer] });
`;

/** Each is one faulty statement. */
const FAULTY_SCRIPTS = `
of(tf.layers.dense({ inputShape: [4], units: 3, activation: "relyu" }))
of(tf.layers.dense({ inputShape: [4], units: 3, activation: (x) => x }))
of(tf.layers.dense({ inputShape: [4], units: 3, activation: tf.relu }))
of(tf.layers.dense({ inputShape: [4], units: 3, activation: nowhere.act }))
of(tf.layers.dense({ inputShape: [4], units: [3] }))
of(tf.layers.dense({ inputShape: [4], units: true }))
of(tf.layers.dense({ inputShape: [4], units: {} }))
of(tf.layers.dense({ inputShape: [4], units: undefined }))
of(tf.layers.dense({ inputShape: true, units: 3 }))
of(tf.layers.dense({ inputShape: { a: 1 }, units: 3 }))
of(tf.layers.dense({ inputShape: [4], units: 3, useBias: "yes" }))
of(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: [1, 2, 3] }))
of(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: [1, null] }))
of(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: [[1, 2], [{}, 3]] }))
of(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: 3, padding: "smae" }))
of(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: 3, dataFormat: false }))
of(tf.layers.permute({ inputShape: [4, 3], dims: [1, null] }))
of(tf.layers.reshape({ inputShape: [4], targetShape: [{}] }))
of(tf.layers.embedding({ inputShape: [4], inputDim: "a", outputDim: [[]] }))
of(tf.layers.batchNormalization({ inputShape: [4, 4, 3], axis: [1, 2] }))
of(tf.layers.zeroPadding2d({ inputShape: [4, 4, 3], padding: { a: 3 } }))
of(tf.layers.upSampling2d({ inputShape: [4, 4, 3], size: 2 }))
of(tf.layers.dropout({ inputShape: [4], rate: null }))
of(tf.layers.dens({ units: 3 }))
of(null)
of({ a: 1 })
of([1, 2, "x"])
of(true)
of((x) => x)
of(null.layer)
of(undefined.layer)
of({}.layer.inner)
of(true())
of(new (class extends 3 {})())
of([...true])
of(tf.layers.add().apply([null, true]))
of(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: 3, groups: 3 }))
of(tf.layers.dense({ inputShape: 4, units: 3 }))
of(tf.layers.dense("units"))
of(tf.layers.dense({ units: 3 }))
of(tf.layers.dense)
of(tf.loadLayersModel("model.json"))
of(tf.layers.dense({ inputShape: [4], units: 3 })).getLayer("other")
of(tf.layers.dense({ inputShape: [4], units: 3 })).layers[7].outputShape[0]
of(tf.layers.dense({ inputShape: [4], units: 3 })).apply(tf.input({ shape: [5] }))
of(tf.layers.dense({ inputShape: [4], units: 3 }))(tf.input({ shape: [5] }))
tf.model({ inputs: tf.input({ shape: [4] }), outputs: tf.layers.dense({ units: 3 }) })
tf.model({ inputs: tf.input({ shape: [4] }), outputs: tf.layers.dense({ units: 3 }).apply(tf.layers.flatten()) })
tf.model({ inputs: tf.input({ shape: [4] }), outputs: tf.input({ shape: [4] }).mul(2) })
tf.model({ inputs: tf.input({ shape: [8, 8, 3] }), outputs: tf.layers.concatenate().apply(tf.input({ shape: [4] })) })
tf.model({ inputs: tf.input({ shape: [8, 8, 3] }) })
tf.model("inputs")
tf.sequential([tf.layers.dense({ inputShape: [4], units: 3 })])
tf.sequential({ layers: { a: 1 } })
tf.model({ inputs: null, outputs: true })
tf.model({ inputs: tf.input({ shape: [null, 3] }), outputs: tf.layers.dense({ units: 3 }).apply({ a: true }) })
`;

const KERAS = `from tensorflow import keras
from tensorflow.keras import layers
def of(layer):
    return keras.Sequential([layers.Input((8, 8, 3)), layer])
`;

const FAULTY_PROGRAMS = `
of(layers.Dense(3, activation="relyu"))
of(layers.Dense(3, activation=3))
of(layers.Dense(3, activation=[None]))
of(layers.Dense([3]))
of(layers.Dense({}))
of(layers.Dense(None))
of(layers.Dense(3, use_bias="yes"))
of(layers.Conv2D(3, (1, 2, 3)))
of(layers.Conv2D(3, (1, None)))
of(layers.Conv2D(3, 3, padding=True))
of(layers.Permute((1, None)))
of(layers.ZeroPadding2D({"a": 3}))
of(None)
of({"a": 1})
of(lambda x: x)
of(None.layer)
of({}.layer.inner)
of(True())
of([*None])
of(layers.Add()([None, True]))
keras.Sequential({"a": 1})
keras.Model(None, True)
`;

const PYTHONS =
  /\b(None|True|False|Python|Keras|dict|tuple|list|lambda|keyword|positional|self|[a-z]+_(size|shape|format|bias|activation|dim))\b/;
const SCRIPTS = /\b(undefined|null|true|false|object|array|arrow|[a-z]+(Size|Shape|Format|Bias|Activation|Dim))\b/;

/** Texts of the report's problems, candidates, layers and estimates. */
async function messagesOf(file: string, text: string): Promise<readonly string[]> {
  const environment = { parsers: await loadTestParsers(), devices: [], limits: LIMITS, now: () => 0 };
  const report = analyse(environment, {
    uri: `file:///words/${file}`,
    version: null,
    text,
    inputShape: null,
    cancelled: () => false,
  });
  return [
    ...report.problems.map(({ message }) => message),
    ...(report.candidates ?? []).map(({ why }) => why),
    ...report.models.flatMap((model) => [
      ...model.problems.map(({ message }) => message),
      ...model.assumptions.flatMap(({ message, short }) => [message, short]),
      ...model.notes.flatMap(({ message, short }) => [message, short]),
      ...model.layers.flatMap(({ notEstimated }) => notEstimated ?? []),
      ...(model.error === null ? [] : [model.error.message]),
    ]),
  ];
}

describe("words of a language", () => {
  for (const statement of FAULTY_SCRIPTS.trim().split("\n"))
    it(`JavaScript's for ${statement}`, async () => {
      const messages = await messagesOf("model.js", `${TFJS}const model = ${statement};\n`);
      assert.deepEqual(
        messages.filter((message) => PYTHONS.test(message)),
        [],
      );
    });

  for (const statement of FAULTY_PROGRAMS.trim().split("\n"))
    it(`Python's for ${statement}`, async () => {
      const messages = await messagesOf("model.py", `${KERAS}model = ${statement}\n`);
      assert.deepEqual(
        messages.filter((message) => SCRIPTS.test(message)),
        [],
      );
    });

  it("are those of neither where a text serves both", () => {
    const files = ["client/src", "server/src/lsp", "server/src/ide", "server/src/analysis"].flatMap(sourceFiles);
    const naming = files.filter((file) =>
      /["`][^"`\n]*(Python file|Keras model)/.test(readFileSync(path.join(ROOT, file), "utf8")),
    );
    assert.deepEqual(naming, []);
  });

  it("name what is wrong", async () => {
    const units = `of(tf.layers.dense({ inputShape: [4], units: { a: 1 } }))`;
    assert.ok(
      (await messagesOf("model.js", `${TFJS}const model = ${units};`)).includes(
        "Dense: units must be a whole number, not an object of 1.",
      ),
    );
    const size = `of(layers.Conv2D(3, (1, None)))`;
    assert.ok(
      (await messagesOf("model.py", `${KERAS}model = ${size}`)).includes(
        "Conv2D: kernel_size must be a whole number, not None.",
      ),
    );
  });
});
