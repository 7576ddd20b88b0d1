/** Files of both languages while somebody types in them: text → documents of the server → hints, as an editor would show them. */
import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { DEVICES } from "../../predictors/src/devices";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { LIMITS } from "../../server/src/eval/limits";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { hints } from "../../server/src/ide/hints";
import { editOf } from "../../server/src/ide/shift";
import { TaskRunner } from "../../server/src/ide/tasks";
import { AnalysedDocuments } from "../../server/src/lsp/analysed-documents";
import { committed } from "../support/models";
import { loadTestParsers } from "../support/parsers";

interface HalfTyped {
  readonly uri: string;
  readonly languageId: string;
  readonly source: string;
  /** What stood in the text, and what stands there while the author types: "|" is where the cursor is. */
  readonly states: readonly (readonly [string, string])[];
  /** Lines with hints, counted from one. */
  readonly hinted: readonly number[];
  /** The model whose code the text at an offset belongs to. */
  readonly modelAt: (offset: number) => string;
}

const KERAS = `from tensorflow.keras import Input, Model, Sequential, layers

FILTERS = [16, 32]


def block(x, filters, stride=1):
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(x)


def residual(input_shape=(32, 32, 3), classes=10):
    inputs = Input(shape=input_shape)
    x = layers.Conv2D(16, 3, padding="same")(inputs)
    for filters in FILTERS:
        y = block(x, filters)
        y = block(y, 16)
        x = layers.Add()([x, y])
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return Model(inputs, outputs)


plain = Sequential(
    [
        layers.Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(10),
    ]
)
`;

const KERAS_STATES: HalfTyped["states"] = [
  // A statement that is begun below a finished one.
  ["    x = layers.GlobalAveragePooling2D()(x)\n", "    x = layers.GlobalAveragePooling2D()(x)\n    x = layers.|\n"],
  [
    "    x = layers.GlobalAveragePooling2D()(x)\n",
    "    x = layers.GlobalAveragePooling2D()(x)\n    x = layers.Dropout(|\n",
  ],
  ["        x = layers.Add()([x, y])\n", "        x = layers.Add()([x, y])\n        if |\n"],
  // A finished statement that is changed.
  ['    x = layers.Conv2D(16, 3, padding="same")(inputs)', '    x = layers.Conv2D(16, 3, padding="same|)(inputs)'],
  ['layers.Dense(classes, activation="softmax")(x)', "layers.Dense(classes, activation=|"],
  ["        y = block(y, 16)", "        y = block(y, |"],
  ["        x = layers.Add()([x, y])", "        x = layers.Add()([x, |"],
  ["    for filters in FILTERS:", "    for filters in |"],
  ["FILTERS = [16, 32]", "FILTERS = [16, |"],
  ["def residual(input_shape=(32, 32, 3), classes=10):", "def residual(input_shape=(32, 32, 3), classes=|"],
  // An entry of a list.
  ["        layers.MaxPooling2D(2),", "        layers.MaxPooling2D(2|"],
  ["        layers.Flatten(),\n", "        layers.Flatten(),\n        layers.Dense(32, |\n"],
];

const TFJS = `import * as tf from "@tensorflow/tfjs";

const WIDTHS = [16, 32];

function block(x, filters) {
  const y = tf.layers.conv2d({ filters, kernelSize: 3, padding: "same", useBias: false }).apply(x);
  return tf.layers.reLU().apply(y);
}

export function residual(classes = 10) {
  const input = tf.input({ shape: [32, 32, 3] });
  let x = tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: "same" }).apply(input);
  for (const filters of WIDTHS) {
    x = block(x, filters);
  }
  x = tf.layers.globalAveragePooling2d({}).apply(x);
  const output = tf.layers.dense({ units: classes, activation: "softmax" }).apply(x);
  return tf.model({ inputs: input, outputs: output });
}

const plain = tf.sequential();
plain.add(tf.layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [28, 28, 1] }));
plain.add(tf.layers.flatten());
plain.add(tf.layers.dense({ units: 10 }));
`;

const TFJS_STATES: HalfTyped["states"] = [
  [
    "  x = tf.layers.globalAveragePooling2d({}).apply(x);\n",
    "  x = tf.layers.globalAveragePooling2d({}).apply(x);\n  x = tf.layers.|\n",
  ],
  ['{ units: classes, activation: "softmax" }).apply(x);', '{ units: classes, activation: "soft|'],
  ["    x = block(x, filters);", "    x = block(x, |"],
  ["const WIDTHS = [16, 32];", "const WIDTHS = [16, |"],
  ["plain.add(tf.layers.dense({ units: 10 }));", "plain.add(tf.layers.dense({ units: |"],
  ["plain.add(tf.layers.flatten());\n", "plain.add(tf.layers.flatten());\nplain.add(tf.layers.dense({ units: 4, |\n"],
];

halfTyped("a half-typed Keras file", {
  uri: "file:///net.py",
  languageId: "python",
  source: KERAS,
  states: KERAS_STATES,
  hinted: [7, 8, 9, 13, 14, 16, 17, 18, 19, 20, 26, 27, 28, 29, 30],
  modelAt: (offset) => (offset < KERAS.indexOf("plain =") ? "residual" : "plain"),
});

halfTyped("a half-typed TensorFlow.js file", {
  uri: "file:///net.js",
  languageId: "javascript",
  source: TFJS,
  states: TFJS_STATES,
  hinted: [6, 7, 11, 12, 14, 16, 17, 22, 23, 24],
  modelAt: (offset) => (offset < TFJS.indexOf("const plain") ? "residual" : "plain"),
});

function halfTyped(title: string, { uri, languageId, source, states, hinted, modelAt }: HalfTyped): void {
  describe(title, () => {
    let environment: AnalysisEnvironment;
    before(async () => {
      const { id, name, shortName } = DEVICES.agx;
      environment = {
        parsers: await loadTestParsers(),
        devices: [
          { info: { id, name, shortName }, predictors: [{ id: "layered", predictor: committed("layered", "agx") }] },
        ],
        limits: LIMITS,
        now: () => 0,
      };
    });

    function open(): AnalysedDocuments {
      const documents = new AnalysedDocuments({
        analyse: (document, always) => {
          const analysis = new TaskRunner(environment).run("analyse", { document, always }, () => false);
          return { analysis: Promise.resolve(analysis), cancel: () => undefined };
        },
        analysed: () => undefined,
        now: () => 0,
      });
      documents.opened(TextDocument.create(uri, languageId, 1, source));
      return documents;
    }

    /** Replaces the first `before` in the document as one edit; answers which lines of the old text it leaves alone, and where to. */
    function type(documents: AnalysedDocuments, before: string, after: string): (line: number) => number | null {
      const old = TextDocument.create(uri, languageId, 1, source);
      const start = source.indexOf(before);
      assert.ok(start >= 0 && after.includes("|"), before);
      // Only what differs is typed.
      const typed = after.replace("|", "");
      let same = 0;
      while (same < before.length && before[same] === typed[same]) same += 1;
      const range = { start: old.positionAt(start + same), end: old.positionAt(start + before.length) };
      const text = source.slice(0, start) + typed + source.slice(start + before.length);
      documents.edited(TextDocument.create(uri, languageId, 2, text), [editOf(range, typed.slice(same))]);
      const more = text.split("\n").length - source.split("\n").length;
      // An edit at the start of a line only pushes that line down.
      const behind = range.end.character === 0 ? range.end.line : range.end.line + 1;
      return (line) => (line < range.start.line ? line : line >= behind ? line + more : null);
    }

    /** Line, its text and its hint, in order, without the mark of old figures. */
    async function labels(documents: AnalysedDocuments): Promise<(readonly [number, string, string])[]> {
      const analysed = await documents.settled(uri);
      const lines = documents.document(uri)?.getText().split("\n") ?? [];
      assert.ok(analysed !== null);
      const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
      return hints(
        { ...analysed, before: [], settings: DEFAULT_SETTINGS },
        whole,
        (line) => lines[line]?.length ?? 0,
      ).map(({ position: { line }, label }) => [line, (lines[line] ?? "").trim(), label.replace(/ \(old\)$/, "")]);
    }

    it("has hints on each of its lines that make layers", async () => {
      const shown = await labels(open());
      assert.deepEqual(
        shown.map(([line]) => line + 1),
        hinted,
      );
    });

    for (const [before, after] of states)
      it(JSON.stringify(after.trim()), async () => {
        const documents = open();
        const intact = await labels(documents);
        const moved = type(documents, before, after);
        const expected = intact.flatMap(([line, text, label]) => {
          const now = moved(line);
          return now === null ? [] : [[now, text, label] as const];
        });
        const lines = new Set(expected.map(([line]) => line));
        const shown = (await labels(documents)).filter(([line]) => lines.has(line));
        assert.deepEqual(shown, expected);
        const typedIn = modelAt(source.indexOf(before));
        const stale = [...(documents.current(uri)?.stale ?? [])];
        assert.deepEqual(
          stale.filter((id) => id !== typedIn),
          [],
        );
      });
  });
}
