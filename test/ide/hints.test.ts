import assert from "node:assert/strict";
import type { Settings } from "../../protocol/settings";
import { hints } from "../../server/src/ide/hints";
import { at, lineLength, lineOf, smallModel, smallReport, view } from "../support/report";
import type { View } from "../../server/src/ide/view";

const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

function all(from: View = view()): [number, string][] {
  return hints(from, EVERYWHERE, lineLength).map(({ position, label }) => [position.line, label]);
}

const LABELS: readonly [number, string][] = [
  [lineOf("y = layers.Conv2D"), "3 layers · 3.3 ms"],
  [lineOf("layers.BatchNormalization"), "3 layers · 0.61 ms"],
  [lineOf("layers.Add"), "3 layers · 0.21 ms"],
  [lineOf("keras.Input"), "56×56×64"],
  [lineOf("x = layers.Conv2D"), "56×56×64 · 1.0 ms"],
  [lineOf("x = block(x, 64)"), "9 layers · 4.1 ms"],
  [lineOf("layers.Dense"), "10 · 0.30 ms"],
];

describe("hints", () => {
  it("stand at the end of every line that makes layers, a helper's passes together", () => {
    assert.deepEqual(all(), LABELS);
    for (const { position } of hints(view(), EVERYWHERE, lineLength))
      assert.equal(position.character, lineLength(position.line));
  });

  it("answer for one line, its last character included", () => {
    const line = lineOf("x = layers.Conv2D");
    for (const range of [
      { start: { line, character: 0 }, end: { line, character: lineLength(line) } },
      { start: { line, character: 0 }, end: { line, character: 0 } },
    ])
      assert.deepEqual(
        hints(view(), range, lineLength).map(({ position, label }) => [position, label]),
        [[{ line, character: lineLength(line) }, "56×56×64 · 1.0 ms"]],
      );
  });

  it("answer for the lines asked about only", () => {
    const range = { start: { line: lineOf("def small"), character: 0 }, end: EVERYWHERE.end };
    assert.deepEqual(
      hints(view(), range, lineLength).map(({ label }) => label),
      ["56×56×64", "56×56×64 · 1.0 ms", "9 layers · 4.1 ms", "10 · 0.30 ms"],
    );
  });

  it("are on slow lines only where that is wanted", () => {
    assert.deepEqual(
      all(view(smallReport(), { hints: "slow" })).map(([, label]) => label),
      ["3 layers · 3.3 ms", "3 layers · 0.61 ms", "56×56×64 · 1.0 ms", "9 layers · 4.1 ms"],
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
    assert.equal(labels.get(lineOf("layers.Add")), "3 layers · not estimated");
    assert.equal(labels.get(lineOf("y = layers.Conv2D")), "3 layers · ≥ 0.72 ms");
  });

  it("are the first model's where models share a helper, and the tooltip has them all", () => {
    const other = smallModel({ id: "other", name: "other", layers: smallModel().layers.slice(0, 5) });
    const report = { ...smallReport(), models: [smallModel(), other] };
    const found = hints(view(report), EVERYWHERE, lineLength).find(({ position }) => position.line === LABELS[0]?.[0]);
    assert.equal(found?.label, "3 layers · 3.3 ms");
    assert.match(found.tooltip, /^\*\*small\*\*: 3 layers/);
    assert.match(found.tooltip, /\*\*other\*\*: 1 layer · 0\.40 ms/);
  });

  it("mark figures from before a syntax error", () => {
    const labels = all(view(smallReport(), {}, true));
    assert.equal(labels.length, LABELS.length);
    for (const [, label] of labels) assert.match(label, / \(old\)$/);
  });
});
