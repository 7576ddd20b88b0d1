import assert from "node:assert/strict";
import type { Comparison } from "../../protocol/panel";
import type { ModelReport } from "../../protocol/report";
import { comparison } from "../../server/src/ide/comparison";
import { DEVICES, estimate, smallModel, smallReport } from "../support/report";

const [AGX, TX2] = DEVICES;

function compared(before: Partial<ModelReport>, after: Partial<ModelReport>, isOnOne = true): Comparison {
  assert.ok(AGX && TX2);
  const state = (name: string, change: Partial<ModelReport>) => ({
    name,
    report: smallReport(change),
    model: smallModel(change),
  });
  return comparison(
    { ...state(isOnOne ? "git HEAD" : "small.py", before), device: isOnOne ? AGX : TX2 },
    { ...state("small.py", after), device: AGX },
  );
}

describe("comparison", () => {
  it("of one model on two devices: every layer once, the largest difference first", () => {
    const { rows, sides, verdict } = compared({}, {}, false);
    assert.equal(rows.length, 12);
    assert.deepEqual([rows[0]?.name, rows[0]?.texts], ["conv_2", ["6.4 ms", "2.6 ms"]]);
    assert.match(rows[0]?.change ?? "", /^−3\.[78] ms$/);
    assert.deepEqual(
      sides.map(({ shortName }) => shortName),
      ["TX2", "AGX"],
    );
    assert.match(verdict.text, /^TX2 takes 2\.5× as long: AGX is faster$/);
  });

  it("of a source before and after an edit: layers that are new or gone, and the sides by their names", () => {
    const layers = smallModel().layers.slice(0, -1);
    const { rows, verdict } = compared(
      { estimates: { agx: estimate(10), tx2: estimate(20) } },
      { layers, estimates: { agx: estimate(8), tx2: estimate(20) } },
    );
    assert.deepEqual(
      rows.filter(({ change }) => change === "gone").map(({ texts }) => texts[1]),
      ["–"],
    );
    assert.equal(verdict.text, "git HEAD takes 1.3× as long: small.py is faster");
  });

  it("says nothing of a layer whose time is not known on a side, and puts it first", () => {
    const layers = smallModel().layers.map((layer) =>
      layer.name === "stem" ? { ...layer, times: {}, notEstimated: "?" } : layer,
    );
    const { rows, warnings } = compared({}, { layers, partial: true });
    assert.deepEqual([rows[0]?.name, rows[0]?.change, rows[0]?.difference], ["stem", "unknown", null]);
    assert.deepEqual(warnings, ["Right: A lower bound: 1 layer not understood."]);
  });

  it("says that nothing changed where nothing did, and makes no comparison without an estimate", () => {
    assert.equal(compared({}, {}).verdict.text, "The same estimate on both sides");
    const refused = { kind: "refused", why: "no predictor" } as const;
    assert.equal(compared({}, { estimates: { agx: refused, tx2: refused } }).verdict.text, "No comparison");
  });
});
