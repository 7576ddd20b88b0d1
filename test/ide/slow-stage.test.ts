import assert from "node:assert/strict";
import type { LayerReport } from "../../protocol/report";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { lenses } from "../../server/src/ide/lenses";
import { slowStage, stageText } from "../../server/src/ide/slow-stage";
import { lineOf, smallModel, smallReport, URI, view } from "../support/report";

/** Ten layers of the small model, each with 10 % of 5 ms: seven of 56×56, then two of 28×28, then a vector. */
const LAYERS: readonly LayerReport[] = smallModel()
  .layers.slice(1, 11)
  .map((layer, index) => ({
    ...layer,
    outputShape: index < 7 ? [56, 56, 64] : index < 9 ? [28, 28, 64] : [10],
    times: { agx: { ms: 0.5, share: 0.1, heldBackBy: "arithmetic" as const } },
  }));
const THRESHOLDS = { ...DEFAULT_SETTINGS.slowLayer, share: 0.65 };

describe("the slowest stage", () => {
  it("is the layers of one image size that take most of the time", () => {
    const stage = slowStage(URI, smallModel({ layers: LAYERS }), "agx", THRESHOLDS);
    assert.ok(stage);
    assert.equal(stageText(stage), "7 layers at 56×56");
    assert.equal(stage.range.start.line, lineOf("x = layers.Conv2D"));
  });

  it("is told where no line is slow by itself", () => {
    const spread = LAYERS.map((layer, index) => ({
      ...layer,
      // Each at a round of its own.
      construction: layer.construction.map((frame) => ({ ...frame, iterations: [index] })),
    }));
    const found = lenses(view(smallReport({ layers: spread }), { slowLayer: THRESHOLDS }));
    assert.deepEqual(
      found.filter(({ kind }) => kind === "warning").map(({ title }) => title),
      ["⚠ 70 % of AGX time · 3.5 ms · 7 layers at 56×56 · held back by arithmetic"],
    );
  });

  it("is none under the share, under the milliseconds, or where it is the whole model", () => {
    const model = smallModel({ layers: LAYERS });
    assert.equal(slowStage(URI, model, "agx", { ...THRESHOLDS, share: 0.71 }), null);
    assert.equal(slowStage(URI, model, "agx", { ...THRESHOLDS, minimumMilliseconds: 3.6 }), null);
    const whole = LAYERS.map((layer) => ({ ...layer, outputShape: [56, 56, 64] }));
    assert.equal(slowStage(URI, smallModel({ layers: whole }), "agx", THRESHOLDS), null);
  });
});
