import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { timeRows } from "../../client/webview/page/time-rows";
import type { TimeRow } from "../../client/webview/page/time-rows";
import { MOST_ROWS } from "../../protocol/panel";
import type { Frame, ModelReport } from "../../protocol/report";
import type { Location } from "../../protocol/source";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { modelAt, wayTo } from "../../server/src/ide/layers-by-line";
import { panelData } from "../../server/src/ide/panel";
import { DiskFiles } from "../../server/src/node/files";
import { loadEnvironment } from "../../server/src/node/environment";
import { languageOf, parseDocument } from "../../server/src/project/language";
import { ProjectModules } from "../../server/src/project/modules";
import type { ProjectFiles } from "../../server/src/project/modules";
import { MemoryFiles } from "../support/memory-files";
import { ROOT } from "../support/paths";
import { smallModel, URI, view } from "../support/report";

/** Copies and crops on two levels, as U-Nets are written: every layer is a call of its own, in one function. */
const UNET = `from keras.models import *
from keras.layers import *

def unet(input_size=(256, 256, 1)):
    inputs = Input(input_size)
    conv1 = Conv2D(32, 3, activation='relu', padding='same')(inputs)
    pool1 = MaxPooling2D(pool_size=(2, 2))(conv1)
    conv2 = Conv2D(512, 3, activation='relu', padding='same')(pool1)
    conv2 = Conv2D(512, 3, activation='relu', padding='same')(conv2)
    up3 = Conv2D(32, 2, padding='same')(UpSampling2D(size=(2, 2))(conv2))
    merge3 = concatenate([conv1, up3], axis=3)
    conv3 = Conv2D(1, 1, activation='sigmoid')(merge3)
    return Model(inputs, conv3)
`;

/** A network whose layers a shared function of short helpers makes, as the small ones of model cars are written. */
const CAR = `from tensorflow.keras.layers import Input, Dense, Convolution2D, Dropout, GlobalAveragePooling2D
from tensorflow.keras.models import Model

def conv2d(filters, kernel, strides, number):
    return Convolution2D(filters=filters, kernel_size=(kernel, kernel), strides=(strides, strides), name='conv' + str(number))

def features(image, drop):
    x = conv2d(24, 5, 2, 1)(image)
    x = Dropout(drop)(x)
    x = conv2d(512, 5, 2, 2)(x)
    x = Dropout(drop)(x)
    return GlobalAveragePooling2D()(x)

def linear(input_shape=(120, 160, 3)):
    image = Input(shape=input_shape)
    x = features(image, 0.2)
    x = Dense(10, name='dense')(x)
    return Model(inputs=[image], outputs=[x])
`;

/** Residual bodies of several rounds between two helpers, as detectors are written; all of it in a function that is called once. */
const DETECTOR = `from functools import reduce
from keras.layers import Add, Conv2D, Input, ZeroPadding2D
from keras.models import Model

def convolution(x, filters, size, strides=(1, 1)):
    return Conv2D(filters, size, strides=strides, padding='valid' if strides == (2, 2) else 'same')(x)

def residual_body(x, filters, blocks):
    x = convolution(ZeroPadding2D(((1, 0), (1, 0)))(x), filters, (3, 3), strides=(2, 2))
    for _ in range(blocks):
        y = convolution(convolution(x, filters // 2, (1, 1)), filters, (3, 3))
        x = Add()([x, y])
    return x

def body(x):
    x = residual_body(x, 64, 1)
    x = residual_body(x, 128, 2)
    x = residual_body(x, 256, 4)
    x = residual_body(x, 512, 2)
    return x

def detector():
    inputs = Input((416, 416, 3))
    x = body(inputs)
    return Model(inputs, convolution(x, 255, (1, 1)))
`;

/** Forty rounds, none of which takes more than another. */
const DEEP = `from tensorflow.keras import Input, Model, layers

def deep():
    inputs = Input((56, 56, 64))
    x = layers.Conv2D(96, 3)(inputs)
    for stage in range(2):
        for block in range(20):
            x = layers.Conv2D(64, 3, padding="same")(x)
    return Model(inputs, x)
`;

/** Forty loops of a single round, which can be joined with nothing. */
const SINGLE = `from tensorflow.keras import Input, Model, layers

def single():
    inputs = Input((56, 56, 64))
    x = inputs
    ${Array.from({ length: 40 }, () => 'for _ in range(1):\n        x = layers.Conv2D(64, 3, padding="same")(x)').join("\n    ")}
    return Model(inputs, x)
`;

const BLOCKS = `from tensorflow.keras import Input, Model, layers

def network(block, size):
    inputs = Input((size, size, 3))
    x = layers.Conv2D(8, 3, padding="same")(inputs)
    x = block(x, 96)
    x = block(x, 64)
    return Model(inputs, x)
`;

const CALLBACK = `from tensorflow.keras import layers
from blocks import network

def wide(x, filters):
    return layers.Conv2D(filters, 5, padding="same")(layers.Conv2D(filters, 1)(x))

def whole():
    return network(wide, 128)
`;

describe("the model at a place", () => {
  it("is the one whose definition stands above it, and the first one where none does", () => {
    const at = (line: number): ModelReport["location"] => ({
      uri: URI,
      range: { start: { line, character: 0 }, end: { line, character: 9 } },
    });
    const models = [3, 8].map((line) => ({ ...smallModel(), id: `line ${line}`, location: at(line) }));
    const places = [0, 3, 7, 8, 20].map((line) => ({ line, character: 0 }));
    assert.deepEqual(
      [null, ...places].map((place) => modelAt(URI, models, place)?.id),
      ["line 3", "line 3", "line 3", "line 3", "line 8", "line 8"],
    );
  });
});

describe("the way to a layer", () => {
  it("leads from the call in the document inwards, also where another document makes the layer, and no further out", () => {
    const frame = (uri: string, line: number): Frame => ({
      location: { uri, range: { start: { line, character: 0 }, end: { line, character: 9 } } },
      function: null,
      iterations: [],
    });
    const [helper, call, caller] = [frame("file:///blocks.py", 3), frame(URI, 5), frame("file:///train.py", 8)];
    const [layer] = smallModel().layers;
    assert.ok(layer);
    const way = (construction: readonly Frame[], application: readonly Frame[]): readonly Frame[] =>
      wayTo(URI, { ...layer, construction, application });
    assert.deepEqual(way([helper, call, caller], []), [helper, call]);
    // One that another document makes and this one applies.
    assert.deepEqual(way([helper, caller], [call, caller]), [call]);
  });
});

describe("rows of the panel", () => {
  let environment: AnalysisEnvironment;
  before(async () => {
    environment = { ...(await loadEnvironment(path.join(__dirname, ".."))), now: () => 0 };
  });

  interface Model {
    readonly name: string;
    readonly rows: readonly TimeRow[];
    readonly layers: number;
  }

  function modelsOf(uri: string, text: string, files: ProjectFiles): readonly Model[] {
    const modules = new ProjectModules(files, (source, of) =>
      parseDocument(environment.parsers, source, languageOf(of)),
    );
    const input = { uri, version: 1, text, inputShape: null, cancelled: () => false };
    const report = analyse({ ...environment, modules }, input);
    // Two of the zoo need more memory than the TX2 has.
    assert.deepEqual(
      report.problems.filter(({ code }) => code !== "memory"),
      [],
    );
    const open = { uri, text };
    return report.models.map((model) => {
      const data = panelData({ ...view(report) }, model, (place) => textAt(open, place));
      return { name: model.name, rows: timeRows(data, "call", null), layers: data.layers.length };
    });
  }

  /** As where the document is the only one that is open. */
  function textAt(open: { readonly uri: string; readonly text: string }, { uri, range }: Location): string | null {
    if (uri !== open.uri) return null;
    const lines = open.text.split("\n").slice(range.start.line, range.end.line + 1);
    lines[lines.length - 1] = (lines.at(-1) ?? "").slice(0, range.end.character);
    return lines.join("\n").slice(range.start.character);
  }

  function rowsOf(text: string, files: Readonly<Record<string, string>> = {}): readonly TimeRow[] {
    const [only] = modelsOf("file:///code/main.py", text, MemoryFiles.of(files));
    return only?.rows ?? [];
  }

  /** Name, share of the time and the line to which a click leads, as it is written. */
  function shown(text: string, row: TimeRow | undefined): readonly [string, string, string] {
    const line = row?.location?.range.start.line ?? -1;
    return [row?.name ?? "", row?.detail ?? "", (text.split("\n")[line] ?? "").trim()];
  }

  it("of a network of plain calls: the largest layer, and its line", () => {
    const [first] = rowsOf(UNET);
    const call = "Conv2D(512, 3, activation='relu', padding='same')";
    // 512 filters over 512 channels take sixteen times what they take over 32.
    assert.deepEqual(shown(UNET, first), [call, "", `conv2 = ${call}(conv2)`]);
    assert.equal(
      first?.location?.range.start.line,
      UNET.split("\n").findIndex((line) => line.endsWith("(conv2)")),
    );
    assert.ok(Number.parseFloat(first.note) > 50, first.note);
  });

  it("of a network that helpers make: the author's call of the helper, not the line within it", () => {
    const [first] = rowsOf(CAR);
    assert.deepEqual(shown(CAR, first), ["conv2d(512, 5, 2, 2)", "", "x = conv2d(512, 5, 2, 2)(x)"]);
  });

  it("of a network in one call: the calls within it, as long as one of them is most", () => {
    const [first] = rowsOf(DETECTOR);
    assert.deepEqual(shown(DETECTOR, first), ["residual_body(x, 256, 4)", "", "x = residual_body(x, 256, 4)"]);
  });

  it("joins the rounds of a loop where most of the time would be in the row of all others", () => {
    const rows = rowsOf(DEEP);
    const call = 'Conv2D(64, 3, padding="same")';
    assert.deepEqual(
      rows.map((row) => shown(DEEP, row).slice(0, 2)),
      [
        [call, "round 1 · 20 ×"],
        [call, "round 2 · 20 ×"],
        ["Conv2D(96, 3)", ""],
        ["Input((56, 56, 64))", ""],
      ],
    );
    assert.equal(shown(DEEP, rows[0])[2], 'x = layers.Conv2D(64, 3, padding="same")(x)');
  });

  it("leaves rounds that cannot be joined", () => {
    const rows = rowsOf(SINGLE);
    assert.deepEqual([rows[0]?.detail, rows.at(-1)?.name], ["round 1", `${41 - MOST_ROWS} more rows`]);
  });

  it("looks into another document where a call into it makes the network, and leads there", () => {
    const [first, ...others] = rowsOf(CALLBACK, { "/code/blocks.py": BLOCKS });
    assert.deepEqual([first?.name, first?.detail, first?.line], ["wide", "blocks.py:6", null]);
    assert.equal(first?.location?.uri, "file:///code/blocks.py");
    assert.deepEqual(
      others.map(({ name, detail }) => [name, detail]),
      [
        ["wide", "blocks.py:7"],
        ["conv2d", "blocks.py:5"],
        ["input_1", "blocks.py:4"],
      ],
    );
  });

  it("stays in the document where it makes a part of the network itself", () => {
    const source = `${CALLBACK.replace("return network(wide, 128)", "inner = network(wide, 128)")}
    return keras.Model(inner.inputs, wide(inner.output, 256))
`.replace("from blocks", "from tensorflow import keras\nfrom blocks");
    const [first, ...others] = rowsOf(source, { "/code/blocks.py": BLOCKS });
    const names = [first, ...others].map((row) => shown(source, row)[0]);
    assert.deepEqual(names.slice(0, 2).sort(), ["network(wide, 128)", "wide(inner.output, 256)"], names.join(", "));
  });

  describe("of the zoo", () => {
    const folder = path.join(ROOT, "zoo/keras");
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".py") && name !== "padding.py"))
      it(file, () => {
        const uri = pathToFileURL(path.join(folder, file)).href;
        const models = modelsOf(uri, fs.readFileSync(path.join(folder, file), "utf8"), new DiskFiles());
        assert.ok(models.length > 0);
        for (const { name, rows } of models) checkRows(name, rows);
      });

    /** The first row is the largest, those without a row of their own included, says more than the total, and leads to what it names. */
    function checkRows(model: string, rows: readonly TimeRow[]): void {
      const [first] = rows;
      // SENet-154 has grouped convolutions of Lambdas, which are not estimated.
      if (first?.values[0] === null) return;
      assert.ok(first && rows.length > 1, `${model}: ${rows.length} rows`);
      const most = Math.max(...rows.map(({ values }) => values[0]?.ms ?? 0));
      assert.equal(first.values[0]?.ms, most, `${model}: another row than “${first.name}” is the largest`);
      for (const { name, location, leads } of rows) {
        if (!leads) continue;
        const lines = location === null ? [] : fs.readFileSync(fileURLToPath(location.uri), "utf8").split("\n");
        const line = lines[location?.range.start.line ?? -1] ?? "";
        const callee = /^\w+/.exec(name)?.[0] ?? name;
        assert.ok(line.includes(callee) || !name.includes("("), `${model}: “${name}” leads to “${line}”`);
      }
    }
  });
});
