import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelReport } from "../../protocol/report";
import type { WhatIfParams, WhatIfResult } from "../../protocol/what-if";
import { analyse, analyseCall } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import type { Predictor } from "../../predictors/src/predictor";
import { edited } from "../../server/src/ide/source-search";
import { whatIf, whatIfEdit } from "../../server/src/ide/what-if";
import { loadEnvironment } from "../../server/src/node/environment";
import { ROOT } from "../support/paths";

type Curves = Extract<WhatIfResult, { kind: "curves" }>;

const RESOURCES = path.join(__dirname, "..");

/** A network whose size, depth and width are its function's to say. */
const STACK = `from tensorflow.keras import Input, Model, layers


def stack(input_shape=(64, 64, 3), depth=2, filters=16, classes=10, dropout=0.5):
    image = Input(shape=input_shape)
    x = image
    for _ in range(depth):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(x))
    return Model(image, layers.Dense(classes)(x))
`;

describe("What if", () => {
  let environment: AnalysisEnvironment;
  before(async () => {
    environment = { ...(await loadEnvironment(RESOURCES)), now: () => 0 };
  });

  function document(text: string, uri: string): { uri: string; version: number; text: string } {
    return { uri, version: 3, text };
  }

  function ask(text: string, params: Partial<WhatIfParams> = {}, uri = "file:///net.py"): WhatIfResult {
    const target = { uri, model: null };
    return whatIf(
      environment,
      { target, position: null, vary: "", at: {}, ...params, document: document(text, uri) },
      () => false,
    );
  }

  function curves(text: string, params: Partial<WhatIfParams> = {}, uri?: string): Curves {
    const result = ask(text, params, uri);
    assert.ok(result.kind === "curves", JSON.stringify(result));
    return result;
  }

  function applied(
    text: string,
    values: Readonly<Record<string, number>>,
    uri = "file:///net.py",
    model: string | null = null,
  ): string {
    const question = { target: { uri, model }, position: null, values, document: document(text, uri) };
    const result = whatIfEdit(environment, question, () => false);
    assert.ok(result.kind === "edit", JSON.stringify(result));
    assert.equal(result.version, 3);
    return edited(text, result.edits);
  }

  function models(text: string, uri = "file:///net.py"): readonly ModelReport[] {
    return analyse(environment, { ...document(text, uri), inputShape: null, cancelled: () => false }).models;
  }

  function times(model: ModelReport | undefined): Record<string, number> {
    return Object.fromEntries(
      Object.entries(model?.estimates ?? {}).flatMap(([id, one]) => (one.kind === "estimate" ? [[id, one.ms]] : [])),
    );
  }

  function timesOf({ devices }: Curves["points"][number] | { devices: Record<string, never> }): Record<string, number> {
    return Object.fromEntries(Object.entries(devices).map(([id, { ms }]) => [id, ms]));
  }

  function namesIn({ parameters }: Curves): readonly string[] {
    return parameters.map(({ name }) => name);
  }

  it("runs over the input's size first, and offers what changes the network alone", () => {
    const found = curves(STACK);
    assert.equal(found.vary, "input_shape");
    assert.deepEqual(
      found.parameters.map(({ name, value, isSize }) => [name, value, isSize]),
      [
        ["input_shape", 64, true],
        ["depth", 2, false],
        ["filters", 16, false],
        ["classes", 10, false],
      ],
    );
    assert.deepEqual(
      found.points.map(({ value }) => value),
      [32, 64, 96, 128, 160, 192],
    );
  });

  it("gives at each point what a call with the value gives", () => {
    for (const vary of ["input_shape", "depth", "filters", "classes"]) {
      for (const point of curves(STACK, { vary }).points) {
        const argument = vary === "input_shape" ? `(${point.value}, ${point.value}, 3)` : point.value;
        const input = { ...document(STACK, "file:///net.py"), inputShape: null, cancelled: () => false };
        const report = analyseCall(environment, input, `stack(${vary}=${argument})`);
        assert.ok("models" in report);
        assert.deepEqual(timesOf(point), times(report.models[0]), `${vary} ${point.value}`);
        assert.equal(point.why, null);
      }
    }
  });

  it("holds other parameters at the values that are asked for", () => {
    const held = curves(STACK, { vary: "depth", at: { filters: 32, input_shape: 96 } });
    const text = STACK.replace("(64, 64, 3)", "(96, 96, 3)").replace("filters=16", "filters=32");
    assert.deepEqual(held.points, curves(text, { vary: "depth" }).points);
  });

  it("tells the widths of the measured networks for a size, and for nothing else", () => {
    const { measured } = curves(STACK);
    // Smallest and largest of `measured.inputWidth` in predictors/models/layered-agx.json and layered-tx2.json.
    assert.deepEqual(measured, { agx: [32, 2400], tx2: [32, 1792] });
    assert.deepEqual(curves(STACK, { vary: "depth" }).measured, { agx: null, tx2: null });
  });

  it("says why a value gives no network", () => {
    const source = STACK.replace(
      "    image =",
      '    if depth % 2:\n        raise ValueError("an even depth")\n    image =',
    );
    const { points } = curves(source, { vary: "depth" });
    const odd = points.find(({ value }) => value === 3);
    assert.match(odd?.why ?? "", /an even depth/);
    assert.deepEqual(odd?.devices, {});
    assert.equal(points.find(({ value }) => value === 4)?.why, null);
  });

  it("marks what is a lower bound", () => {
    const source = STACK.replace("layers.Dropout(dropout)(", "layers.Unheard(dropout)(");
    for (const { devices } of curves(source).points)
      assert.deepEqual(
        Object.values(devices).map(({ isPartial }) => isPartial),
        [true, true],
      );
  });

  it("takes an argument from the comment that gives it", () => {
    const source = STACK.replace("\n\ndef stack", "\n\n# latency: depth=5\ndef stack");
    const found = curves(source, { vary: "depth" });
    assert.equal(found.parameters.find(({ name }) => name === "depth")?.value, 5);
    assert.equal(applied(source, { depth: 6 }), source.replace("depth=5", "depth=6"));
  });

  it("takes an argument from the call that gives it", () => {
    const source = `${STACK}\n\nmodel = stack((96, 96, 3), depth=4)\n`;
    const found = curves(source, { target: { uri: "file:///net.py", model: "model" } });
    assert.deepEqual(namesIn(found), ["input_shape", "depth", "filters", "classes"]);
    assert.equal(
      applied(source, { input_shape: 128, depth: 3, filters: 8 }, undefined, "model"),
      source.replace("(96, 96, 3), depth=4", "(128, 128, 3), depth=3").replace("filters=16", "filters=8"),
    );
  });

  it("finds the input's size and the constants of a model at the top level", () => {
    const source = `from tensorflow import keras

WIDTH = 24
BATCH = 32

model = keras.Sequential([
    keras.Input(shape=(48, 96, 3)),
    keras.layers.Conv2D(WIDTH, 3),
    keras.layers.GlobalAveragePooling2D(),
    keras.layers.Dense(10),
])
`;
    const found = curves(source);
    assert.deepEqual(namesIn(found), ["input size", "WIDTH"]);
    // The edges keep their ratio.
    assert.equal(
      applied(source, { "input size": 64, WIDTH: 32 }),
      source.replace("(48, 96", "(64, 128").replace("24", "32"),
    );
  });

  it("writes the comment where nobody gave a size", () => {
    const source = STACK.replace("input_shape=(64, 64, 3)", "input_shape");
    const found = curves(source);
    assert.equal(found.vary, "input_shape");
    assert.equal(found.parameters[0]?.value, 224);
    const text = applied(source, { input_shape: 96, depth: 3 });
    assert.equal(
      text,
      source
        .replace("\n\ndef stack", "\n\n# latency: input_shape=(96, 96, 3)\ndef stack")
        .replace("depth=2", "depth=3"),
    );
    // What does not touch the size leaves the file without a comment.
    assert.equal(applied(source, { depth: 3 }), source.replace("depth=2", "depth=3"));
  });

  it("keeps an integer an integer and a number with a point one", () => {
    const source = STACK.replace("depth=2", "depth=2, alpha=1.0").replace(
      "Conv2D(filters",
      "Conv2D(int(filters * alpha)",
    );
    const { points } = curves(source, { vary: "alpha" });
    assert.deepEqual(
      points.map(({ value }) => value),
      [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2],
    );
    assert.equal(
      applied(source, { alpha: 2, filters: 17.6 }),
      source.replace("alpha=1.0", "alpha=2.0").replace("=16", "=18"),
    );
  });

  it("says why there is no curve", () => {
    assert.deepEqual(ask("from tensorflow import keras\n"), {
      kind: "nothing",
      why: "There is no model in this file.",
    });
    const fixed = `from tensorflow import keras\n\nmodel = keras.Sequential([keras.layers.Dense(10, input_dim=2 + 2)])\n`;
    assert.deepEqual(ask(fixed), { kind: "nothing", why: "No number of this file changes what model costs." });
  });

  /** The environment with a clock that each estimate moves on; `asked` counts them. */
  function withSlowPredictors(msOfEach: number): { readonly slow: AnalysisEnvironment; readonly asked: () => number } {
    let asked = 0;
    const devices = environment.devices.map((device) => ({
      ...device,
      predictors: device.predictors.map((loaded) => {
        const { predictor } = loaded;
        if ("kind" in predictor) return loaded;
        const counted: Predictor = {
          card: predictor.card,
          predict: (network) => {
            asked += 1;
            return predictor.predict(network);
          },
        };
        return { ...loaded, predictor: counted };
      }),
    }));
    return { slow: { ...environment, devices, now: () => asked * msOfEach }, asked: () => asked };
  }

  function askOf(from: AnalysisEnvironment, text: string, vary: string, cancelled: () => boolean): WhatIfResult {
    const uri = "file:///net.py";
    const target = { uri, model: null };
    return whatIf(from, { target, position: null, vary, at: {}, document: document(text, uri) }, cancelled);
  }

  it("ends after its time: the present value and those next to it have figures, the others say why they have none", () => {
    // Two boards are asked for each value, so one takes 200 ms of the 2,500.
    const result = askOf(withSlowPredictors(100).slow, STACK, "filters", () => false);
    assert.ok(result.kind === "curves");
    const known = result.points.filter(({ why }) => why === null).map(({ value }) => value);
    const unknown = result.points.filter(({ why }) => why !== null);
    assert.ok(known.includes(16) && known.length >= 3, `known: ${known.join(", ")}`);
    assert.deepEqual(
      new Set(unknown.map(({ why }) => why)),
      new Set(["This file takes too long to evaluate to try every value."]),
    );
    const distances = unknown.map(({ value }) => Math.abs(value - 16));
    assert.ok(
      Math.min(...distances) >= Math.max(...known.map((value) => Math.abs(value - 16))),
      "the far ones are left out",
    );
    for (const { devices } of unknown) assert.deepEqual(devices, {});
  });

  it("ends when it is no longer wanted: no further value is tried", () => {
    const { slow, asked } = withSlowPredictors(0);
    askOf(slow, STACK, "filters", () => false);
    const whole = asked();
    const cancelledAt = whole / 2;
    const other = withSlowPredictors(0);
    askOf(other.slow, STACK, "filters", () => other.asked() >= cancelledAt);
    // The value that is being tried asks both boards.
    assert.ok(other.asked() <= cancelledAt + 2, `${other.asked()} of ${whole} estimates, cancelled at ${cancelledAt}`);
  });

  it("tries 24 numbers of a file, and draws 20 points at most", () => {
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
    const source = `from tensorflow.keras import Input, Model, layers

def many(${names.map((name) => `${name}=64`).join(", ")}):
    image = Input(shape=(32, 32, 3))
    x = image
    for filters in [${names.join(", ")}]:
        x = layers.Conv2D(filters, 1)(x)
    return Model(image, x)
`;
    const found = curves(source);
    assert.deepEqual(namesIn(found), names.slice(0, 24));
    assert.equal(curves(STACK.replace("filters=16", "filters=640"), { vary: "filters" }).points.length, 20);
  });

  for (const file of [
    "keras/resnet50.py",
    "keras/mobilenet.py",
    "keras/resnet_cifar.py",
    "keras/vgg16.py",
    "tfjs/tiny_residual.ts",
    "tfjs/digits.js",
  ]) {
    it(`writes what it showed: zoo/${file}`, () => {
      const place = path.join(ROOT, "zoo", file);
      const [text, uri] = [fs.readFileSync(place, "utf8"), pathToFileURL(place).href];
      const { parameters } = curves(text, {}, uri);
      assert.ok(parameters.length > 0);
      for (const { name, value } of parameters) {
        const { points } = curves(text, { vary: name }, uri);
        const present = points.find((point) => point.value === value);
        const others = points.filter((point) => point.value !== value && point.why === null);
        const other = others[Math.floor(others.length / 2)];
        assert.ok(present !== undefined && other !== undefined, name);
        const [before] = models(text, uri);
        assert.deepEqual(timesOf(present), times(before), name);
        const after = models(applied(text, { [name]: other.value }, uri), uri)[0];
        assert.deepEqual(timesOf(other), times(after), `${name} ${other.value}`);
        assert.notDeepEqual(times(after), times(before), name);
      }
    });
  }
});
