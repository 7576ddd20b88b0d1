import assert from "node:assert/strict";
import * as path from "node:path";
import { analyse } from "../../server/src/analysis/analysis";
import { LIMITS } from "../../server/src/eval/limits";
import { diagnostics } from "../../server/src/ide/diagnostics";
import { loadDevices } from "../../server/src/node/environment";
import type { DocumentLanguage } from "../../server/src/project/language";
import { estimate, lineOf, smallReport, view } from "../support/report";
import { loadTestParsers } from "../support/parsers";
import { ROOT } from "../support/paths";

// The small model takes 5.4 ms (5.1–5.7) on the AGX and 13.5 on the TX2.
function told(from: ReturnType<typeof view>): [number, string, string][] {
  return diagnostics(from).map(({ range, severity, message }) => [range.start.line, severity, message]);
}

describe("budgets", () => {
  it("warn at the model, and say at its slowest layers what they take", () => {
    assert.deepEqual(told(view(smallReport(), { budget: { agx: 4 } })), [
      [lineOf("def small"), "warning", "small takes 5.4 ms on Jetson AGX Xavier, over its budget of 4.0 ms."],
      [lineOf("y = layers.Conv2D"), "information", "conv_2 takes 2.6 ms on AGX: 64 % of the budget of small."],
      [lineOf("x = layers.Conv2D"), "information", "stem takes 1.0 ms on AGX: 25 % of the budget of small."],
      [lineOf("layers.BatchNormalization"), "information", "bn_2 takes 0.48 ms on AGX: 12 % of the budget of small."],
    ]);
    assert.deepEqual(told(view(smallReport(), { budget: { agx: 5.5, tx2: 14 } })), []);
  });

  it("of a comment stand before the setting, and old figures are judged no more", () => {
    assert.deepEqual(told(view(smallReport({ budget: { agx: 6 } }), { budget: { agx: 4 } })), []);
    assert.equal(told(view(smallReport({ budget: { agx: 4 } }), { budget: { agx: 6 } })).length, 4);
    assert.deepEqual(told(view(smallReport({ budget: { agx: 4 } }), {}, true)), []);
  });

  it("are probably exceeded within the interval, and surely by a lower bound", () => {
    const first = (change: Parameters<typeof smallReport>[0]): string =>
      told(view(smallReport({ budget: { agx: 5.2 }, ...change })))[0]?.[2] ?? "";
    assert.match(first({}), /^small probably takes 5\.4 ms on Jetson AGX Xavier, over its budget of 5\.2 ms\.$/);
    assert.match(first({ partial: true }), /^small takes ≥ 5\.4 ms on/);
    assert.equal(first({ estimates: { agx: estimate(5.1) } }), "");
  });
});

describe("budgets of comments", () => {
  async function messages(comment: string, language: DocumentLanguage = "python"): Promise<string[]> {
    const devices = loadDevices(path.join(ROOT, "predictors"), null);
    const environment = { parsers: await loadTestParsers(), devices, limits: LIMITS, now: () => 0 };
    const text =
      language === "python"
        ? `from keras import Input, Sequential, layers\n${comment}\ndef net():\n    return Sequential([Input((64, 64, 64)), layers.Conv2D(256, 3)])\n`
        : `import * as tf from "@tensorflow/tfjs";\n${comment}\nconst net = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [64, 64, 64], filters: 256, kernelSize: 3 })] });\n`;
    const input = { uri: "file:///net", version: 1, text, language, inputShape: null, cancelled: () => false };
    const report = analyse(environment, input);
    return diagnostics(view(report)).map(({ message }) => message);
  }

  for (const comment of ["# latency: budget tx2=0.1ms agx=100ms", "# latency: budget tx2=0.0001s, agx = 100 ms"])
    it(`is read: ${comment}`, async () => {
      const [first = "", second = "", ...others] = await messages(comment);
      assert.match(first, /^net takes [\d.]+ ms on Jetson TX2, over its budget of 0\.10 ms\.$/);
      assert.match(second, /^conv2d takes /);
      assert.ok(
        others.every((message) => message.includes("takes")),
        others.join("\n"),
      );
      assert.deepEqual(await messages(`//${comment.slice(1)}`, "typescript").then((found) => found.length > 0), true);
    });

  for (const [comment, expected] of [
    ["# latency: budget", "this budget is empty: write e.g. budget agx=50ms tx2=50ms"],
    ["# latency: budget nano=5ms", '"nano" is no device: write e.g. budget agx=50ms tx2=50ms'],
    ["# latency: budget tx2=50", "the budget of tx2 is no time in ms or s: write e.g. budget agx=50ms tx2=50ms"],
    ["# latency: budget tx2=0ms", "the budget of tx2 is no time in ms or s: write e.g. budget agx=50ms tx2=50ms"],
    [
      "# latency: budget tx2=50ms\nother = 3",
      "this budget has no effect here: it belongs above the definition of a model",
    ],
  ] as const)
    it(`says what is wrong: ${comment.split("\n")[0] ?? ""}`, async () => {
      assert.deepEqual(await messages(comment), [expected]);
    });
});
