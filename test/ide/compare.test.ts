import assert from "node:assert/strict";
import type { ComparePanel } from "../../protocol/panel";
import type { DeviceId, ModelReport } from "../../protocol/report";
import { compare } from "../../server/src/ide/compare";
import { at, estimate, problem, smallModel, smallReport, view } from "../support/report";

function panel(
  change: Partial<ModelReport> = {},
  devices: readonly [DeviceId | null, DeviceId | null] = [null, null],
): ComparePanel {
  return compare(view(smallReport(change)), smallModel(change), devices);
}

function verdictOf(agx: number, tx2: number): string {
  const { text, detail } = panel({ estimates: { agx: estimate(agx), tx2: estimate(tx2) } }).verdict;
  return `${text} (${detail})`;
}

describe("compare", () => {
  it("puts the compared device first and the primary one beside it", () => {
    assert.deepEqual(
      panel().sides.map(({ shortName, total, detail }) => [shortName, total, detail]),
      [
        ["TX2", "14 ms", "13–14"],
        ["AGX", "5.4 ms", "5.1–5.7"],
      ],
    );
  });

  it("shows one side where both devices are the same", () => {
    const { sides, verdict } = panel({}, ["agx", "agx"]);
    assert.deepEqual(
      sides.map(({ device }) => device),
      ["agx"],
    );
    assert.equal(verdict.text, "");
  });

  it("sorts every layer by the first side, largest first, with its place", () => {
    const { layers } = panel();
    assert.equal(layers.length, 12);
    assert.deepEqual(
      layers.slice(0, 2).map(({ name }) => name),
      ["conv_2", "stem"],
    );
    const [first] = layers;
    assert.deepEqual(first?.location, at('layers.Conv2D(filters, 3, padding="same")'));
    assert.deepEqual(
      first.times.map((time) => time?.text),
      ["6.4 ms", "2.6 ms"],
    );
    assert.equal(first.share, "47 %");
    assert.equal(first.heldBackBy, "weights");
    assert.equal(first.slow, true);
    assert.equal(layers.at(-1)?.times[0]?.text, "no kernel");
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
    const { sides, verdict } = panel({ estimates: { agx: estimate(5), tx2: { kind: "refused", why } } });
    assert.deepEqual([sides[0]?.total, sides[0]?.detail], ["not estimated", why]);
    assert.equal(verdict.text, "No comparison");
  });

  it("marks lower bounds, and figures from before a syntax error", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.name === "stem" ? { ...layer, times: {}, notEstimated: "Lambda is not known" } : layer,
    );
    const change = { partial: true, layers };
    const result = compare(view(smallReport(change), {}, true), smallModel(change), [null, null]);
    assert.deepEqual(result.warnings, [
      "These figures are from before the unfinished code: what was typed since cannot be estimated yet.",
      "The totals are lower bounds: 1 layer not understood.",
    ]);
    assert.equal(result.sides[0]?.detail, "1 layer not understood");
    assert.equal(result.layers.at(-1)?.heldBackBy, "not estimated: Lambda is not known");
    assert.match(result.verdict.text, /for the layers that were understood/);
  });

  it("marks what the figures rest on, at their head and in full", () => {
    const { location } = smallModel();
    const assumptions = [{ message: "size is 224", short: "224×224×3", location }];
    const { model, sides, warnings, layers } = panel({ assumptions });
    assert.deepEqual(model.marks, ["assumed 224×224×3"]);
    assert.deepEqual([sides[0]?.total, sides[0]?.detail], ["~14 ms", "assumed 224×224×3"]);
    assert.deepEqual(warnings, ["Assumed 224×224×3: size is 224"]);
    assert.equal(layers[0]?.times[0]?.text, "~6.4 ms");
    assert.deepEqual(panel().model.marks, []);
  });

  it("shows what an error left as it was, named old, and the error", () => {
    const error = problem({ severity: "error", message: "Add: the shapes do not agree." });
    const refused = { kind: "refused", why: "line 8" } as const;
    const model = smallModel({ error, estimates: { agx: refused, tx2: refused } });
    const from = { ...view({ ...smallReport(), models: [model] }), before: [smallModel()] };
    const { sides, warnings } = compare(from, model, [null, null]);
    assert.equal(sides[0]?.total, "14 ms");
    assert.deepEqual(warnings, [
      "✗ line 8: the shapes do not agree",
      "These figures are old: they are from before the error.",
    ]);
    const alone = compare({ ...from, before: [] }, model, [null, null]);
    assert.deepEqual([alone.sides[0]?.total, alone.warnings.length], ["not estimated", 1]);
  });

  it("names place, size and conditions", () => {
    const { model, conditions } = panel();
    assert.equal(model.place, "small.py:11");
    assert.equal(model.size, "56×56×64 · 7.7 GFLOPs · 25.6 M params");
    assert.match(conditions, /FP32, batch 1, maximum power mode/);
    assert.match(conditions, /Nearest measured networks: ResNet-50 at 224\./);
  });
});
