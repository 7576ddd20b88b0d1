import assert from "node:assert/strict";
import type { PanelData } from "../../protocol/panel";
import type { ModelReport } from "../../protocol/report";
import type { Location } from "../../protocol/source";
import { panelData } from "../../server/src/ide/panel";
import { at, estimate, problem, smallModel, smallReport, SOURCE, view } from "../support/report";

function textAt({ range: { start, end } }: Location): string {
  const lines = SOURCE.split("\n").slice(start.line, end.line + 1);
  lines[lines.length - 1] = (lines.at(-1) ?? "").slice(0, end.character);
  return lines.join("\n").slice(start.character);
}

function panel(change: Partial<ModelReport> = {}): PanelData {
  return panelData(view(smallReport(change)), smallModel(change), textAt);
}

function verdictOf(agx: number, tx2: number): string {
  const { verdict } = panel({ estimates: { agx: estimate(agx), tx2: estimate(tx2) } });
  return `${verdict?.text ?? ""} (${verdict?.detail ?? ""})`;
}

describe("panel data", () => {
  it("has every device with its total, its interval and its limits, in the table's order", () => {
    assert.deepEqual(
      panel().devices.map(({ shortName, total, detail, roof }) => [shortName, total, detail, roof.gflops]),
      [
        ["AGX", "5.4 ms", "5.1–5.7", 1402],
        ["TX2", "14 ms", "13–14", 666],
      ],
    );
    assert.deepEqual([panel().primary, panel().compared], ["agx", "tx2"]);
  });

  it("has every layer with its time on each device; a click leads to the author's call, not into the helper", () => {
    const { layers } = panel();
    assert.equal(layers.length, 12);
    const conv = layers.find(({ name }) => name === "conv_2");
    assert.ok(conv);
    assert.deepEqual(
      conv.times.map((time) => [time?.text, time?.heldBackBy]),
      [
        ["2.6 ms", "weights"],
        ["6.4 ms", "weights"],
      ],
    );
    assert.deepEqual(conv.location, at("block(x, 64)"));
    assert.deepEqual(conv.lines, [
      at('layers.Conv2D(filters, 3, padding="same")').range.start.line,
      at("block(x, 64)").range.start.line,
    ]);
  });

  it("leaves out the lines that lead to every layer: the caret there marks no row", () => {
    const definition = { location: smallModel().location, function: null, iterations: [] };
    const layers = smallModel().layers.map((layer) => ({
      ...layer,
      construction: [...layer.construction, definition],
    }));
    const result = panel({ layers });
    assert.deepEqual(
      result.layers.map(({ lines }) => lines),
      panel().layers.map(({ lines }) => lines),
    );
  });

  it("groups the layers by the author's calls, by functions and by lines, each layer once", () => {
    const { groups, layers } = panel();
    for (const rows of Object.values(groups)) {
      assert.deepEqual(
        rows.flatMap((row) => row.layers).sort((a, b) => a - b),
        layers.map((_, index) => index),
      );
      assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length, "each row has a key of its own");
    }
    assert.deepEqual(
      groups.call.filter(({ name }) => name.startsWith("block")).map(({ name, detail }) => [name, detail]),
      [1, 2, 3].map((round) => ["block(x, 64)", `round ${round}`]),
    );
    assert.deepEqual(
      groups.helper.map(({ name }) => name),
      ["small()", "block()"],
    );
    const conv = groups.line.find(({ name }) => name.startsWith("Conv2D(filters, 3"));
    assert.deepEqual([conv?.detail, conv?.layers.length], ["3 ×", 3]);
    const once = groups.line.find(({ name }) => name.startsWith("Conv2D(64, 7"));
    assert.deepEqual([once?.detail, once?.layers.length], ["", 1]);
  });

  it("names a call by its function where the text is not at hand", () => {
    const { groups } = panelData(view(), smallModel(), () => null);
    assert.equal(groups.call.filter(({ name }) => name === "block").length, 3);
  });

  it("calls a ratio from 1.25 faster, from 1.10 probably faster, and below that no clear difference", () => {
    assert.equal(
      verdictOf(19.3, 48.8),
      "TX2 takes 2.5× as long: AGX is faster (above 1.25× the order was right in at least 94 % of measured pairs)",
    );
    assert.match(verdictOf(10, 12), /^TX2 takes 1\.2× as long: AGX is probably faster \(.*74–96 %/);
    assert.match(verdictOf(12, 10), /^AGX takes 1\.2× as long: TX2 is probably faster/);
    assert.match(verdictOf(10, 10.9), /^No clear difference \(under 1\.10× .*58–77 %/);
    assert.match(verdictOf(10, 12.5), /AGX is faster/);
    assert.match(verdictOf(10, 11), /probably/);
  });

  it("compares nothing where a device has no estimate, and says why", () => {
    const why = "the predictor file is damaged";
    const { devices, verdict } = panel({ estimates: { agx: estimate(5), tx2: { kind: "refused", why } } });
    assert.deepEqual([devices[1]?.total, devices[1]?.detail, devices[1]?.ms], ["not estimated", why, null]);
    assert.equal(verdict?.text, "No comparison");
  });

  it("marks lower bounds, and figures from before a syntax error", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.name === "stem" ? { ...layer, times: {}, notEstimated: "Lambda is not known" } : layer,
    );
    const change = { partial: true, layers };
    const result = panelData(view(smallReport(change), {}, true), smallModel(change), textAt);
    assert.deepEqual(result.warnings, [
      "These figures are from before the unfinished code: what was typed since cannot be estimated yet.",
      "The totals are lower bounds: 1 layer not understood.",
    ]);
    assert.equal(result.isStale, true);
    const stem = result.layers.find(({ name }) => name === "stem");
    assert.deepEqual(stem?.times, [null, null]);
    assert.equal(stem.why, "not estimated: Lambda is not known");
    assert.match(result.verdict?.text ?? "", /for the layers that were understood/);
    assert.equal(result.model.sign, "≥ ");
  });

  it("marks what the figures rest on, at their head and in full", () => {
    const { location } = smallModel();
    const assumptions = [{ message: "size is 224", short: "224×224×3", location }];
    const { model, devices, warnings, layers } = panel({ assumptions });
    assert.deepEqual(model.marks, ["assumed 224×224×3"]);
    assert.equal(devices[1]?.total, "~14 ms");
    assert.deepEqual(warnings, ["Assumed 224×224×3: size is 224"]);
    assert.equal(layers.find(({ name }) => name === "conv_2")?.times[1]?.text, "~6.4 ms");
    assert.deepEqual([panel().model.marks, panel().model.sign], [[], ""]);
  });

  it("shows what an error left as it was, named old, and the error", () => {
    const error = problem({ severity: "error", message: "Add: the shapes do not agree." });
    const refused = { kind: "refused", why: "line 8" } as const;
    const model = smallModel({ error, estimates: { agx: refused, tx2: refused } });
    const from = { ...view({ ...smallReport(), models: [model] }), before: [smallModel()] };
    const { devices, warnings, isStale } = panelData(from, model, textAt);
    assert.deepEqual([devices[1]?.total, isStale], ["14 ms", true]);
    assert.deepEqual(warnings, [
      "✗ line 8: the shapes do not agree",
      "These figures are old: they are from before the error.",
    ]);
    const alone = panelData({ ...from, before: [] }, model, textAt);
    assert.deepEqual([alone.devices[1]?.total, alone.warnings.length], ["not estimated", 1]);
  });

  it("says how far estimates were off where that was measured", () => {
    const model = smallModel();
    const tx2 = model.estimates["tx2"];
    assert.ok(tx2?.kind === "estimate");
    const estimates = { ...model.estimates, tx2: { ...tx2, accuracy: "" } };
    const { conditions } = panelData(view(), { ...model, estimates }, () => null);
    assert.match(conditions, /AGX: layered predictor, measured error 2\.9 % on new image sizes\./);
    assert.doesNotMatch(conditions, /TX2: /);
  });

  it("names place, size and conditions", () => {
    const { model, conditions } = panel();
    assert.equal(model.place, "small.py:11");
    assert.equal(model.size, "56×56×64 · 7.7 GFLOPs · 25.6 M params");
    assert.match(conditions, /FP32, batch 1, maximum power mode/);
    assert.match(conditions, /Nearest measured networks: ResNet-50 at 224\./);
  });
});
