import * as assert from "node:assert/strict";
import type { Report } from "../../protocol/report";
import type { InputsByFile } from "../../protocol/settings";
import { LIMITS } from "../../server/src/eval/limits";
import { analyse } from "../../server/src/analysis/analysis";
import { inputSettingsFor } from "../../server/src/project/input-settings";
import type { Parsers } from "../../server/src/syntax/parser";
import { loadTestParsers } from "../support/parsers";

const URI = "file:///project/models/resnet%201.py";

describe("the setting for inputs", () => {
  for (const [pattern, isFor] of [
    ["models/resnet 1.py", true],
    ["./models/*.py", true],
    ["resnet ?.py", true],
    ["*.py", true],
    ["**/*.py", true],
    ["**", true],
    ["models/**", true],
    ["*/resnet 1.py", true],
    ["other/*.py", false],
    ["resnet.py", false],
    ["*.ts", false],
    ["models", false],
  ] as const)
    it(`"${pattern}" is ${isFor ? "for" : "not for"} models/resnet 1.py`, () => {
      const { general } = inputSettingsFor(URI, ["file:///project"], { [pattern]: { n: 1 } });
      assert.deepEqual(general, isFor ? { n: 1 } : {});
    });

  for (const [pattern, path, isFor] of [
    ["a/**/b/*.py", "a/x/y/b/n.py", true],
    ["a/**/b/*.py", "a/b/n.py", true],
    ["a/**/b/*.py", "a/b/c/n.py", false],
    ["**/b/**/n*t.py", "x/b/b/y/nets.py", false],
    ["**/b/**/n*t.py", "x/b/b/y/net.py", true],
    ["*e*t*.py", "resnet.py", true],
    ["*t*e*.py", "resnet.py", false],
    ["a*/n.py", "a/b/n.py", false],
    ["n?t.py", "nt.py", false],
    ["n.py*", "n.py", true],
  ] as const)
    it(`"${pattern}" is ${isFor ? "for" : "not for"} ${path}`, () => {
      const { general } = inputSettingsFor(`file:///p/${path}`, ["file:///p"], { [pattern]: { n: 1 } });
      assert.deepEqual(general, isFor ? { n: 1 } : {});
    });

  for (const pattern of [`${"*a".repeat(200)}b`, `${"**/a*".repeat(200)}b`, `${"?*".repeat(200)}b`])
    it(`is looked up at once where a key is hostile: ${pattern.slice(0, 10)}…`, () => {
      const started = process.cpuUsage();
      const uri = `file:///${"a".repeat(250)}/${"a/".repeat(500)}${"a".repeat(250)}.py`;
      assert.deepEqual(inputSettingsFor(uri, [], { [pattern]: { n: 1 } }).general, {});
      assert.ok(process.cpuUsage(started).user < 1_000_000);
    });

  it("tells functions apart, and later ones win", () => {
    const inputs = { "*.py": { a: 1, b: 1 }, "**": { b: 2 }, "*.py#f": { c: 3 }, "#f": { d: 4 }, "x.py#f": { e: 5 } };
    const { general, named } = inputSettingsFor(URI, ["file:///project"], inputs);
    assert.deepEqual([general, [...named]], [{ a: 1, b: 2 }, [["f", { c: 3, d: 4 }]]]);
  });

  describe("gives a document's functions", () => {
    let parsers: Parsers;
    before(async () => {
      parsers = await loadTestParsers();
    });

    function reportOf(text: string, inputs: InputsByFile): Report {
      const environment = { parsers, devices: [], limits: LIMITS, now: () => 0 };
      const settings = inputSettingsFor("file:///net.py", [], inputs);
      const input = { uri: "file:///net.py", version: null, text, inputShape: null, settings, cancelled: () => false };
      return analyse(environment, input);
    }

    function shown(text: string, inputs: InputsByFile): readonly string[] {
      return reportOf(`from keras import Input, Sequential, layers\n${text}`, inputs).models.map(
        ({ name, inputShapes, parameters, assumptions }) =>
          `${name} ${inputShapes.map((shape) => shape?.join("×")).join()} ${parameters.total} assumed ${assumptions.length}`,
      );
    }

    const BUILD = `def build(input_shape, classes):
    return Sequential([Input(input_shape), layers.GlobalAveragePooling2D(), layers.Dense(classes)])
`;

    it("what nothing else gives them", () => {
      const inputs = { "*.py": { input_shape: [8, 8, 1], classes: 2, other: 3 } };
      assert.deepEqual(shown(BUILD, inputs), ["build 8×8×1 4 assumed 0"]);
      assert.deepEqual(shown(BUILD, { "*.py": { classes: 2 } }), ["build 224×224×3 8 assumed 1"]);
    });

    it("by name also what has a default, but a comment wins", () => {
      const text = BUILD.replace("classes", "classes=5");
      const inputs = { "net.py#build": { input_shape: [8, 8, 1], classes: 2 } };
      assert.deepEqual(shown(text, inputs), ["build 8×8×1 4 assumed 0"]);
      assert.deepEqual(shown(`# latency: classes=3\n${text}`, inputs), ["build 8×8×1 6 assumed 0"]);
    });

    it("a size for images that have none", () => {
      const text = `def build():
    return Sequential([Input((None, None, 3)), layers.Conv2D(2, 1), layers.Flatten(), layers.Dense(1)])
model = build()
`;
      assert.match(shown(text, { "*.py": { input_shape: [4, 4, 3] } })[0] ?? "", /^build 4×4×3 41 /);
    });

    it("a size for images that have none, also where a parameter with a default stands for it", () => {
      const text = `def build(input_shape=(None, None, 3)):
    return Sequential([Input(input_shape), layers.Conv2D(2, 1), layers.Flatten(), layers.Dense(1)])
`;
      assert.match(shown(text, { "*.py": { input_shape: [4, 4, 3] } })[0] ?? "", /^build 4×4×3 41 /);
    });

    it("and says which names a function does not have", () => {
      const { problems } = reportOf(`from keras import Input, Sequential, layers\n${BUILD}`, {
        "*.py#build": { clases: 2 },
      });
      assert.deepEqual(
        problems.map(({ message }) => message),
        ["the setting latencyLens.inputs gives build the argument 'clases', which it does not have"],
      );
    });
  });
});
