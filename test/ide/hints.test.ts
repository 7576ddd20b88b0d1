import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import type { Settings } from "../../protocol/settings";
import { hints } from "../../server/src/ide/hints";
import { at, lineLength, lineOf, smallModel, smallReport, view } from "../support/report";
import type { View } from "../../server/src/ide/view";

const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

function all(from: View = view()): [number, string][] {
  return hints(from, EVERYWHERE, lineLength).map(({ position, label }) => [position.line, label]);
}

const LABELS: readonly [number, string][] = [
  [lineOf("y = layers.Conv2D"), "Σ 3 × · 3.3 ms"],
  [lineOf("layers.BatchNormalization"), "Σ 3 × · 0.61 ms"],
  [lineOf("layers.Add"), "Σ 3 × · 0.21 ms"],
  [lineOf("keras.Input"), "56×56×64"],
  [lineOf("x = layers.Conv2D"), "1.0 ms · 56×56×64"],
  [lineOf("x = block(x, 64)"), "Σ 9 × · 4.1 ms"],
  [lineOf("layers.Dense"), "0.30 ms · 10"],
];

describe("hints", () => {
  it("stand at the end of every line that makes layers, a helper's passes together", () => {
    assert.deepEqual(all(), LABELS);
    for (const { position } of hints(view(), EVERYWHERE, lineLength))
      assert.equal(position.character, lineLength(position.line));
  });

  it("carry the sign of a slow layer where that is wanted in place of a line above it, or beside it", () => {
    const isMarked = ([line, label]: [number, string]): boolean => label === `⚠ ${new Map(LABELS).get(line) ?? ""}`;
    for (const show of ["hint", "both"] as const) {
      const marked = all(view(smallReport(), { slowLayer: { ...DEFAULT_SETTINGS.slowLayer, show } })).filter(isMarked);
      assert.deepEqual(
        marked.map(([line]) => line),
        ["y = layers.Conv2D", "layers.BatchNormalization", "x = layers.Conv2D", "x = block(x, 64)"].map(lineOf),
      );
    }
    assert.deepEqual(all().filter(isMarked), []);
  });

  it("answer for one line, its last character included", () => {
    const line = lineOf("x = layers.Conv2D");
    for (const range of [
      { start: { line, character: 0 }, end: { line, character: lineLength(line) } },
      { start: { line, character: 0 }, end: { line, character: 0 } },
    ])
      assert.deepEqual(
        hints(view(), range, lineLength).map(({ position, label }) => [position, label]),
        [[{ line, character: lineLength(line) }, "1.0 ms · 56×56×64"]],
      );
  });

  it("answer for the lines asked about only", () => {
    const range = { start: { line: lineOf("def small"), character: 0 }, end: EVERYWHERE.end };
    assert.deepEqual(
      hints(view(), range, lineLength).map(({ label }) => label),
      ["56×56×64", "1.0 ms · 56×56×64", "Σ 9 × · 4.1 ms", "0.30 ms · 10"],
    );
  });

  it("are on slow lines only where that is wanted", () => {
    assert.deepEqual(
      all(view(smallReport(), { hints: "slow" })).map(([, label]) => label),
      ["Σ 3 × · 3.3 ms", "Σ 3 × · 0.61 ms", "1.0 ms · 56×56×64", "Σ 9 × · 4.1 ms"],
    );
  });

  it("are on a line that is slow in one of the models that share it", () => {
    const fast = smallModel({
      id: "fast",
      name: "fast",
      layers: smallModel().layers.map((layer) => ({ ...layer, times: {} })),
    });
    for (const models of [
      [smallModel(), fast],
      [fast, smallModel()],
    ])
      assert.equal(all(view({ ...smallReport(), models }, { hints: "slow" })).length, 4);
  });

  it("leave out a call that makes the whole model", () => {
    const outer = { location: at("def small"), function: null, iterations: [] };
    const layers = smallModel().layers.map((layer) => ({ ...layer, construction: [...layer.construction, outer] }));
    assert.deepEqual(all(view(smallReport({ layers }))), LABELS);
  });

  for (const settings of [{ hints: "off" }, { enabled: false }] satisfies Partial<Settings>[]) {
    it(`are silent with ${JSON.stringify(settings)}`, () => {
      assert.deepEqual(all(view(smallReport(), settings)), []);
    });
  }

  it("list the layers in the tooltip, slowest first", () => {
    const [first] = hints(view(), EVERYWHERE, lineLength);
    const lines = first?.tooltip.split("\n") ?? [];
    assert.equal(lines[0], "3 layers · 3.3 ms on Jetson AGX Xavier, 61 % of small, slowest conv\\_2 2.6 ms");
    assert.equal(lines[2], "- conv\\_2 (Conv2D) · 56×56×64 · 2.6 ms");
    const all = hints(view(), EVERYWHERE, lineLength).find(
      ({ position }) => position.line === lineOf("x = block(x, 64)"),
    );
    const listed = all?.tooltip.split("\n").slice(2) ?? [];
    assert.deepEqual([listed.filter((line) => line.startsWith("- ")).length, listed.at(-1)], [9, "- and 1 more layer"]);
  });

  it("say what is not known, and never as a number", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.class === "Add" || layer.name === "conv_2"
        ? { ...layer, times: {}, outputShape: null, notEstimated: "Lambda is not known" }
        : layer,
    );
    const labels = new Map(all(view(smallReport({ layers, partial: true }))));
    assert.equal(labels.get(lineOf("layers.Add")), "Σ 3 × · not estimated");
    assert.equal(labels.get(lineOf("y = layers.Conv2D")), "Σ 3 × · ≥ 0.72 ms");
  });

  it("are the first model's where models share a helper, and the tooltip has them all", () => {
    const other = smallModel({ id: "other", name: "other", layers: smallModel().layers.slice(0, 5) });
    const report = { ...smallReport(), models: [smallModel(), other] };
    const found = hints(view(report), EVERYWHERE, lineLength).find(({ position }) => position.line === LABELS[0]?.[0]);
    assert.equal(found?.label, "Σ 3 × · 3.3 ms");
    assert.match(found.tooltip, /^\*\*small\*\*: 3 layers/);
    assert.match(found.tooltip, /\*\*other\*\*: 1 layer · 0\.40 ms/);
  });

  it("mark figures from before a syntax error", () => {
    const labels = all(view(smallReport(), {}, true));
    assert.equal(labels.length, LABELS.length);
    for (const [, label] of labels) assert.match(label, / \(old\)$/);
  });

  it("mark the milliseconds of a model that asks for what was not measured, such as half precision", () => {
    const note = { message: "It asks for float16.", short: "FP32, batch 1 assumed", location: at("small()") };
    const texts = (change: Parameters<typeof smallReport>[0]): readonly string[] =>
      hints(view(smallReport(change)), EVERYWHERE, lineLength).map(({ label }) => label);
    const plain = texts({});
    assert.ok(plain.some((label) => / ms/.test(label)));
    assert.deepEqual(
      texts({ notes: [note] }),
      plain.map((label) => label.replace(/((?:< )?\d[\d.]*\sms)/, "~$1")),
    );
  });
});
